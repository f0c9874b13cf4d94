"""When two names or places of a file are one."""

from __future__ import annotations

import unicodedata

from django.utils.crypto import salted_hmac

from samspel.places.models import Edition


def fold(name: str) -> str:
    """Return a name as two spellings of it compare: without case, accents kept, spaces single."""
    return " ".join(unicodedata.normalize("NFC", name).casefold().split())


def rounded(degrees: float | None) -> float | None:
    """Return degrees to the centimetre, which is how every format writes them; there is no minus nought."""
    return None if degrees is None else round(degrees, 7) + 0.0


def member_key(edition: Edition, name: str) -> str:
    """Return an opaque key for a person who plays: the same name gives the same key within one edition only."""
    return salted_hmac(f"samspel.lineup.member:{edition.pk}", fold(name), algorithm="sha256").hexdigest()[:40]
