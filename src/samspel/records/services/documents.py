"""Keep a file that a person gave: only kinds that are what they say they are, once by digest, never changed."""

from __future__ import annotations

import hashlib
from pathlib import PurePath

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from samspel.errors import BadInput, Problem
from samspel.records.models import Document
from samspel.records.services import note
from samspel.records.types import Person

MOST_BYTES = 10 * 2**20

SIGNATURES = {
    b"%PDF-": ("application/pdf", ".pdf"),
    b"\x89PNG\r\n\x1a\n": ("image/png", ".png"),
    b"\xff\xd8\xff": ("image/jpeg", ".jpg"),
}
"""What files begin with that no browser runs anything in, and the ending they then have."""


@transaction.atomic
def keep_document(*, name: str, content: bytes, who: Person | None) -> Document:
    """Keep a file and return it; the same bytes are kept once. Raises `BadInput` for what is no PDF, PNG or JPEG."""
    media_type, ending = _kind(name, content)
    digest = hashlib.sha256(content).hexdigest()
    known = Document.objects.filter(digest=digest).first()
    if known is not None:
        return known
    made = Document.objects.create(
        digest=digest,
        name=(PurePath(name.replace("\\", "/")).stem or "file")[:190] + ending,
        media_type=media_type,
        content=content,
        at=timezone.now(),
        who_id=who.pk if who else None,
    )
    note(who=who, verb="document.keep", subject=made, details={"digest": digest})
    return made


def _kind(name: str, content: bytes) -> tuple[str, str]:
    if len(content) > MOST_BYTES:
        reason = _("is larger than %(most)d MB.") % {"most": MOST_BYTES // 2**20}
        raise _bad(name, reason, _("Save it with smaller pictures, or link to it."))
    for signature, kind in SIGNATURES.items():
        if content.startswith(signature):
            return kind
    raise _bad(name, _("is not a PDF, PNG or JPEG."), _("Save it as a PDF and try again."))


def _bad(name: str, reason: str, advice: str) -> BadInput:
    return BadInput([Problem(None, name, reason, advice)])
