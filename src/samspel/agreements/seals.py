"""A PDF → the same, sealed with PAdES by this installation's certificate; and what a seal says of a PDF.

The certificate is made at first use and kept in the data folder, or is a PKCS #12 file that a setting names. Every
certificate that has sealed stays known, so that an older seal is still recognised after a change.
"""

from __future__ import annotations

import os
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import cache
from io import BytesIO
from pathlib import Path
from typing import Any, TypeVar

from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from cryptography.x509.oid import NameOID
from django.utils.translation import gettext as _
from pyhanko.keys import load_certs_from_pemder_data
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.sign import fields, signers, timestamps
from pyhanko.sign.validation import validate_pdf_signature
from pyhanko.sign.validation.status import PdfSignatureStatus, SignatureCoverageLevel
from pyhanko_certvalidator import ValidationContext

from samspel.errors import Refused

YEARS = timedelta(days=365 * 20)
FIELD = "Seal"

Result = TypeVar("Result")


@dataclass(frozen=True, slots=True)
class Sealer:
    """What an installation seals with: its folder, and the settings that may name another certificate and a clock."""

    folder: Path
    host: str
    pkcs12: str = ""
    password: str = ""
    timestamp_url: str = ""


@dataclass(frozen=True, slots=True)
class Seal:
    """What the seal of a PDF says: whose, when, whether the bytes are as they were sealed, whether it is ours."""

    whose: str
    at: datetime | None
    is_intact: bool
    is_ours: bool
    has_time_stamp: bool


def seal(pdf: bytes, *, sealer: Sealer, reason: str) -> bytes:
    """Return the PDF with a certifying seal that allows no change. Raises `Refused` for a certificate out of order,
    and where a time-stamp service is configured that does not answer.
    """
    signer = _signer(sealer)
    assert signer.signing_cert is not None  # noqa: S101 - both ways of loading give one
    _remember(sealer, signer.signing_cert.dump())
    meta = signers.PdfSignatureMetadata(
        field_name=FIELD,
        md_algorithm="sha256",
        subfilter=fields.SigSeedSubFilter.PADES,
        certify=True,
        docmdp_permissions=fields.MDPPerm.NO_CHANGES,
        reason=reason,
        location=sealer.host,
    )
    clock = timestamps.HTTPTimeStamper(sealer.timestamp_url, timeout=15) if sealer.timestamp_url else None
    out = BytesIO()
    work = signers.PdfSigner(meta, signer=signer, timestamper=clock).sign_pdf
    try:
        _apart(lambda: work(IncrementalPdfFileWriter(BytesIO(pdf)), output=out))
    except (timestamps.TimestampRequestError, OSError, ValueError) as error:
        if clock is None:
            raise
        # Whatever a service answers instead of a time stamp: the worker tries again, and nothing is half sealed.
        raise Refused(_("The time-stamp service does not give the time: %(why)s") % {"why": str(error)[:200]}) from None
    return out.getvalue()


def _apart(work: Callable[[], Result]) -> Result:
    """Do work in a thread of its own: pyHanko runs an event loop, which must not meet another in the same thread."""
    with ThreadPoolExecutor(1) as thread:
        return thread.submit(work).result()


def read_seal(pdf: bytes, *, sealer: Sealer) -> Seal | None:
    """Return what the seal of a PDF says, or None if it has none or cannot be read as a PDF."""
    try:
        return _apart(lambda: _first(pdf, sealer))
    except Exception:
        return None


def _first(pdf: bytes, sealer: Sealer) -> Seal | None:
    found = list(PdfFileReader(BytesIO(pdf)).embedded_signatures)
    return _said(found[0], sealer) if found else None


def _said(embedded: Any, sealer: Sealer) -> Seal:
    roots = [one for path in sorted(_known(sealer).glob("*.crt")) for one in _certificates(path.read_bytes())]
    context = ValidationContext(trust_roots=roots, allow_fetching=False)
    status = validate_pdf_signature(embedded, signer_validation_context=context)
    stamp = status.timestamp_validity
    return Seal(
        whose=_name(status.signing_cert),
        at=stamp.timestamp if stamp is not None else status.signer_reported_dt,
        is_intact=bool(status.intact and status.valid and _is_whole(status)),
        is_ours=bool(status.trusted),
        has_time_stamp=bool(stamp is not None and stamp.intact and stamp.valid),
    )


def _name(certificate: Any) -> str:
    subject = certificate.subject.native
    return str(subject.get("common_name") or subject.get("organization_name") or certificate.subject.human_friendly)


def _is_whole(status: PdfSignatureStatus) -> bool:
    """Tell whether the seal covers every byte: whatever was added after it is a change."""
    return status.coverage == SignatureCoverageLevel.ENTIRE_FILE


def _certificates(data: bytes) -> list[object]:
    return list(load_certs_from_pemder_data(data))


def _known(sealer: Sealer) -> Path:
    folder = sealer.folder / "seal"
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    return folder


def _remember(sealer: Sealer, certificate: bytes) -> None:
    digest = hashes.Hash(hashes.SHA256())
    digest.update(certificate)
    path = _known(sealer) / f"{digest.finalize().hex()[:16]}.crt"
    if not path.exists():
        path.write_bytes(certificate)


@cache
def _signer(sealer: Sealer) -> signers.SimpleSigner:
    load: Any = signers.SimpleSigner  # its loaders have no types
    if sealer.pkcs12:
        found = load.load_pkcs12(sealer.pkcs12, passphrase=sealer.password.encode() or None)
    else:
        key, certificate = _own(_known(sealer), sealer.host)
        found = load.load(str(key), str(certificate))
    if not isinstance(found, signers.SimpleSigner):
        raise Refused(_("The certificate for seals cannot be read: see SAMSPEL_SEAL in docs/running.md."))
    return found


def _own(folder: Path, host: str) -> tuple[Path, Path]:
    """Return the files of the installation's own key and certificate, made at first use.

    The key is written first and only once, by whoever is first to; a certificate can be made from it again.
    """
    key_path, path = folder / "key.pem", folder / "own.pem"
    try:
        descriptor = os.open(key_path, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600)
    except FileExistsError:
        pass
    else:
        made = ec.generate_private_key(ec.SECP256R1())
        with open(descriptor, "wb") as file:
            file.write(made.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()))
        path.write_bytes(_self_signed(made, host).public_bytes(Encoding.PEM))
    return key_path, path


def _self_signed(key: ec.EllipticCurvePrivateKey, host: str) -> x509.Certificate:
    names = {NameOID.COMMON_NAME: f"Samspel, {host}"[:64], NameOID.ORGANIZATION_NAME: "Samspel"}
    name = x509.Name([x509.NameAttribute(kind, value) for kind, value in names.items()])
    now = datetime.now(UTC)
    usage = x509.KeyUsage(
        digital_signature=True,
        content_commitment=True,
        key_encipherment=False,
        data_encipherment=False,
        key_agreement=False,
        key_cert_sign=False,
        crl_sign=False,
        encipher_only=False,
        decipher_only=False,
    )
    return (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - timedelta(minutes=5))
        .not_valid_after(now + YEARS)
        .add_extension(x509.BasicConstraints(ca=False, path_length=None), critical=True)
        .add_extension(usage, critical=True)
        .add_extension(x509.SubjectKeyIdentifier.from_public_key(key.public_key()), critical=False)
        .sign(key, hashes.SHA256())
    )
