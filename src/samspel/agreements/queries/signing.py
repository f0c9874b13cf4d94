"""Whose link is it, what is there to sign, and whose turn is it. Links are worked out, not kept."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.utils.crypto import constant_time_compare, salted_hmac
from django.utils.translation import gettext as _

from samspel.agreements.models import Signatory, Version
from samspel.errors import NotFound


def token_of(signatory: Signatory) -> str:
    """Return the token of a signatory's link: it is worked out from the installation's secret key, not stored."""
    return f"{signatory.pk}-{_mac(signatory.pk, signatory.nonce)}"


def signatory(token: str) -> Signatory:
    """Return the signatory with this link. Raises `NotFound`."""
    key, _sign, mac = token.partition("-")
    is_key = key.isascii() and key.isdecimal() and len(key) < 19
    rows = Signatory.objects.select_related("party__organisation", "party__agreement__register__place")
    found = rows.filter(pk=key).first() if is_key else None
    if found is None or not constant_time_compare(mac, _mac(found.pk, found.nonce)):
        raise NotFound(_("This link does not work any more: ask whoever sent it for a new one."))
    return found


def _mac(pk: int, nonce: str) -> str:
    return salted_hmac("samspel.agreements.sign", f"{pk}:{nonce}", algorithm="sha256").hexdigest()[:40]


def place_of(content: Mapping[str, Any], key: int) -> dict[str, Any] | None:
    """Return a signatory as the frozen text has them, with their organisation; None for somebody it does not name."""
    for party in content["parties"]:
        for one in party["signatories"]:
            if one["key"] == key:
                return {**one, "organisation": party["organisation"]}
    return None


def waiting(version: Version) -> list[dict[str, Any]]:
    """Return who has yet to sign, in their order, as the frozen text has them."""
    signed = set(version.signatures.values_list("signatory_id", flat=True))
    everybody = (
        {**one, "organisation": party["organisation"]}
        for party in version.content["parties"]
        for one in party["signatories"]
    )
    return sorted((one for one in everybody if one["key"] not in signed), key=lambda one: (one["order"], one["key"]))


def whose_turn(version: Version) -> list[dict[str, Any]]:
    """Return who may sign now: all that are left, or those who come first where it is signed in order."""
    left = waiting(version)
    if not version.content["is_signing_in_order"]:
        return left
    return [one for one in left if one["order"] == left[0]["order"]]


def by_digest(digest: str) -> Version:
    """Return the version with this digest, or whose sealed file has it. Raises `NotFound`."""
    digest = digest.strip().lower()
    rows = Version.objects.select_related("agreement__register__place", "sealed").prefetch_related("signatures")
    found = rows.filter(sealed__digest=digest).first() or rows.filter(digest=digest).first()
    if found is None:
        raise NotFound(_("No agreement with this digest is known here. All 64 signs are needed."))
    return found
