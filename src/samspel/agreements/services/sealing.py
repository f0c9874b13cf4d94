"""Make the PDF of a signed version and seal it; tell what a PDF or a digest that somebody has is worth."""

from __future__ import annotations

import hashlib
import logging
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING
from urllib.parse import urlparse

from django.conf import settings
from django.db import transaction
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from samspel.agreements.models import Version
from samspel.agreements.queries.signing import by_digest
from samspel.agreements.rules import SIGNED
from samspel.errors import BadInput, NotFound, Problem, Refused
from samspel.records.digests import digest_of
from samspel.records.services import note
from samspel.records.services.documents import MOST_BYTES, keep_document

if TYPE_CHECKING:
    from samspel.agreements.seals import Seal, Sealer

log = logging.getLogger(__name__)

MOST_DIGESTS = 20
"""How many digests in a stranger's file are looked up."""


def sealer() -> Sealer:
    """Return what this installation seals with."""
    from samspel.agreements.seals import Sealer  # takes a second to load, and few pages need it

    return Sealer(
        folder=settings.DATA,
        host=urlparse(settings.ADDRESS).hostname or "localhost",
        pkcs12=settings.SEAL,
        password=settings.SEAL_PASSWORD,
        timestamp_url=settings.TIMESTAMP_URL,
    )


def pdf_of(version: Version) -> bytes:
    """Return a version as a PDF with the signatures it has so far, not sealed."""
    from samspel.agreements.pdf import render

    with translation.override(version.content["language"]):
        address = settings.ADDRESS + reverse("verify-digest", args=[version.digest])
    return render(version, signatures=list(version.signatures.all()), address=address)


def seal_version(*, version: Version) -> Version:
    """Seal what all have signed, once. Making and sealing are outside any transaction: a clock may be far away.

    Raises `Refused` before all have signed.
    """
    from samspel.agreements.seals import seal

    version = Version.objects.select_related("agreement__register__place", "sealed").get(pk=version.pk)
    if version.sealed is not None:
        return version
    if version.withdrawn_at is not None or version.agreement.state not in SIGNED:
        raise Refused(_("Only what all have signed is sealed."))
    with translation.override(version.content["language"]):
        reason = _("All parties have signed the text %(digest)s.") % {"digest": version.digest}
    sealed = seal(pdf_of(version), sealer=sealer(), reason=reason)
    return _keep(version, sealed)


@transaction.atomic
def _keep(version: Version, sealed: bytes) -> Version:
    held = (
        Version.objects.select_for_update(of=("self",)).select_related("agreement__register__place").get(pk=version.pk)
    )
    if held.sealed_id is not None:
        return held
    name = f"agreement-{version.agreement.number}-{version.number}.pdf"
    held.sealed, held.sealed_at = keep_document(name=name, content=sealed, who=None), timezone.now()
    held.save(update_fields=["sealed", "sealed_at"])
    note(who=None, verb="version.seal", subject=held, details={"digest": held.sealed.digest})
    return held


def seal_waiting() -> None:
    """Seal what all have signed and could not be sealed at once: a clock or the certificate was out of order."""
    waiting = Version.objects.filter(sealed=None, withdrawn_at=None, agreement__state__in=SIGNED)
    for version in waiting.order_by("pk"):
        try:
            seal_version(version=version)
        except Exception:
            log.exception("version %s could not be sealed; it is tried again in an hour", version.pk)


@dataclass(frozen=True, slots=True)
class Verified:
    """What a digest or a file is worth: the version it is of, and what of it is as it was signed.

    `is_same` tells whether the file is, byte for byte, the one that was kept; None where only a digest was given.
    """

    version: Version
    is_text_whole: bool
    is_kept_whole: bool
    is_same: bool | None
    seal: Seal | None

    @property
    def is_good(self) -> bool:
        """Nothing has changed, as far as can be seen."""
        has_seal = self.version.sealed is None or self.version.is_signed_elsewhere or self._is_sealed
        return self.is_text_whole and self.is_kept_whole and self.is_same is not False and has_seal

    @property
    def _is_sealed(self) -> bool:
        return self.seal is not None and self.seal.is_intact and self.seal.is_ours


def verify_digest(digest: str) -> Verified:
    """Say what was signed under a digest, of the text or of the sealed file. Raises `NotFound`."""
    version = by_digest(digest)
    return _verified(version, None)


def verify_file(content: bytes) -> Verified:
    """Say whether a PDF is what was signed, to the byte. Raises `NotFound` for one that is none of ours, `BadInput`."""
    if len(content) > MOST_BYTES:
        raise BadInput([Problem(None, "", _("The file is larger than 10 MB."), _("No agreement from here is."))])
    digest = hashlib.sha256(content).hexdigest()
    named = re.findall(rb"(?<![0-9a-f])[0-9a-f]{64}(?![0-9a-f])", content)
    for one in dict.fromkeys([digest, *(word.decode() for word in named[:MOST_DIGESTS])]):
        try:
            return _verified(by_digest(one), content)
        except NotFound:
            continue
    raise NotFound(
        _("This file is no agreement that was signed here, or so much of it was changed that it names none.")
    )


def _verified(version: Version, content: bytes | None) -> Verified:
    from samspel.agreements.seals import read_seal

    kept = bytes(version.sealed.content) if version.sealed is not None else None
    shown = content if content is not None else kept
    signed = {one.digest for one in version.signatures.all()}
    return Verified(
        version=version,
        is_text_whole=digest_of(version.content) == version.digest and signed <= {version.digest},
        is_kept_whole=kept is None
        or version.sealed is None
        or hashlib.sha256(kept).hexdigest() == version.sealed.digest,
        is_same=None if content is None else kept is not None and content == kept,
        seal=read_seal(shown, sealer=sealer()) if shown is not None else None,
    )
