"""Seals with the installation's own certificate and with a configured one; older ones are still known."""

from __future__ import annotations

from pathlib import Path

import pytest
import typst
from cryptography.hazmat.primitives.serialization import (
    BestAvailableEncryption,
    load_pem_private_key,
    pkcs12,
)
from cryptography.x509 import load_pem_x509_certificate

from samspel.agreements.seals import Sealer, read_seal, seal
from samspel.errors import Refused

PDF = typst.compile(b"An agreement", format="pdf")


def test_a_configured_certificate_seals_and_the_former_one_stays_known(tmp_path: Path) -> None:
    own = Sealer(folder=tmp_path, host="one.example")
    first = seal(PDF, sealer=own, reason="Signed")
    key = load_pem_private_key((tmp_path / "seal/key.pem").read_bytes(), None)
    certificate = load_pem_x509_certificate((tmp_path / "seal/own.pem").read_bytes())
    path = tmp_path / "bought.p12"
    secret = BestAvailableEncryption(b"word")
    path.write_bytes(pkcs12.serialize_key_and_certificates(b"seal", key, certificate, None, secret))  # type: ignore[arg-type]
    bought = Sealer(folder=tmp_path, host="two.example", pkcs12=str(path), password="word")
    second = seal(PDF, sealer=bought, reason="Signed")
    for content in (first, second):
        said = read_seal(content, sealer=bought)
        assert said is not None
        assert (said.whose, said.is_intact, said.is_ours, said.has_time_stamp) == (
            "Samspel, one.example",
            True,
            True,
            False,
        )
    elsewhere = read_seal(first, sealer=Sealer(folder=tmp_path / "other", host="three.example"))
    assert elsewhere is not None
    assert (elsewhere.is_intact, elsewhere.is_ours) == (True, False)
    assert (tmp_path / "seal/key.pem").stat().st_mode & 0o077 == 0


def test_a_certificate_that_cannot_be_read_is_refused_in_words(tmp_path: Path) -> None:
    (tmp_path / "broken.p12").write_bytes(b"no certificate")
    broken = Sealer(folder=tmp_path, host="one.example", pkcs12=str(tmp_path / "broken.p12"))
    with pytest.raises(Refused, match="SAMSPEL_SEAL"):
        seal(PDF, sealer=broken, reason="Signed")


@pytest.mark.parametrize("content", [b"", b"%PDF-1.7", PDF, b"x" * 1000])
def test_what_has_no_seal_says_none(content: bytes, tmp_path: Path) -> None:
    assert read_seal(content, sealer=Sealer(folder=tmp_path, host="one.example")) is None
