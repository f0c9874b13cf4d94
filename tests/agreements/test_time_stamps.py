"""Seals with a time stamp of a service (RFC 3161), asked over real HTTP; and what happens when it does not answer."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from typing import Any

import pytest
import typst
from asn1crypto import tsp, x509
from asn1crypto.keys import PrivateKeyInfo
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from cryptography.x509 import (
    CertificateBuilder,
    ExtendedKeyUsage,
    KeyUsage,
    Name,
    NameAttribute,
    random_serial_number,
)
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID
from pyhanko.sign.timestamps.dummy_client import DummyTimeStamper
from pyhanko_certvalidator.registry import SimpleCertificateStore

from samspel.agreements.seals import Sealer, read_seal, seal
from samspel.errors import Refused

PDF = typst.compile(b"An agreement", format="pdf")
SAID = datetime(2026, 3, 1, 12, 0, tzinfo=UTC)


def stamper() -> DummyTimeStamper:
    """Return a clock of our own whose certificate may stamp time."""
    key = rsa.generate_private_key(65537, 2048)
    name = Name([NameAttribute(NameOID.COMMON_NAME, "Clock of the test")])
    usage = dict.fromkeys(
        (
            *("content_commitment", "key_encipherment", "data_encipherment", "key_agreement"),
            *("key_cert_sign", "crl_sign", "encipher_only", "decipher_only"),
        ),
        False,
    )
    made = (
        CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(random_serial_number())
        .not_valid_before(SAID - timedelta(days=1))
        .not_valid_after(SAID + timedelta(days=3650))
        .add_extension(ExtendedKeyUsage([ExtendedKeyUsageOID.TIME_STAMPING]), critical=True)
        .add_extension(KeyUsage(digital_signature=True, **usage), critical=True)
        .sign(key, hashes.SHA256())
    )
    plain = key.private_bytes(Encoding.DER, PrivateFormat.PKCS8, NoEncryption())
    return DummyTimeStamper(
        tsa_cert=x509.Certificate.load(made.public_bytes(Encoding.DER)),
        tsa_key=PrivateKeyInfo.load(plain),
        certs_to_embed=SimpleCertificateStore(),
        fixed_dt=SAID,
    )


class Service(HTTPServer):
    """A time-stamp service: what it was asked, and what it answers."""

    answers = "granted"

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), Handler)
        self.clock, self.asked = stamper(), list[str]()


class Handler(BaseHTTPRequestHandler):
    """One request of RFC 3161, section 3.4."""

    server: Any

    def do_POST(self) -> None:
        self.server.asked.append(self.headers["Content-Type"])
        body = self.rfile.read(int(self.headers["Content-Length"]))
        if self.server.answers == "down":
            self.send_error(503)
            return
        given = b"no time stamp"
        if self.server.answers == "granted":
            given = self.server.clock.request_tsa_response(tsp.TimeStampReq.load(body)).dump()
        self.send_response(200)
        self.send_header("Content-Type", "application/timestamp-reply")
        self.send_header("Content-Length", str(len(given)))
        self.end_headers()
        self.wfile.write(given)

    def log_message(self, *args: Any) -> None:
        """Say nothing."""


@pytest.fixture
def service() -> Iterator[Service]:
    """Return a time-stamp service that listens on this machine."""
    found = Service()
    thread = threading.Thread(target=found.serve_forever)
    thread.start()
    yield found
    found.shutdown()
    thread.join()
    found.server_close()


def sealer(service: Service, folder: Path) -> Sealer:
    return Sealer(folder=folder, host="one.example", timestamp_url=f"http://127.0.0.1:{service.server_port}/stamp")


def test_a_seal_carries_the_time_that_the_service_said(service: Service, tmp_path: Path) -> None:
    found = sealer(service, tmp_path)
    said = read_seal(seal(PDF, sealer=found, reason="Signed"), sealer=found)
    assert said is not None
    assert (said.is_intact, said.is_ours, said.has_time_stamp, said.at) == (True, True, True, SAID)
    assert set(service.asked) == {"application/timestamp-query"}


@pytest.mark.parametrize("answers", ["down", "nonsense"])
def test_a_service_that_does_not_answer_is_told_in_words_and_nothing_is_sealed(
    service: Service, tmp_path: Path, answers: str
) -> None:
    service.answers = answers
    with pytest.raises(Refused) as told:
        seal(PDF, sealer=sealer(service, tmp_path), reason="Signed")
    assert "time" in str(told.value).lower()
