"""Whose link is it: followers have no account, and their links are not kept."""

from __future__ import annotations

from django.utils.crypto import constant_time_compare, salted_hmac
from django.utils.translation import gettext as _

from samspel.errors import NotFound
from samspel.ideas.models import Follower


def token_of(follower: Follower) -> str:
    """Return the token of a follower's link: it is worked out from the installation's secret key, not stored."""
    return f"{follower.pk}-{_mac(follower.pk, follower.nonce)}"


def follower(token: str) -> Follower:
    """Return the follower with this link. Raises `NotFound`."""
    key, _sign, mac = token.partition("-")
    found = Follower.objects.select_related("idea__inbox__place").filter(pk=key).first() if _is_key(key) else None
    if found is None or not constant_time_compare(mac, _mac(found.pk, found.nonce)):
        raise NotFound(_("This link does not work any more: whoever it was for is no longer told of the idea."))
    return found


def _is_key(key: str) -> bool:
    return key.isascii() and key.isdecimal() and len(key) < 19


def _mac(pk: int, nonce: str) -> str:
    return salted_hmac("samspel.ideas.follow", f"{pk}:{nonce}", algorithm="sha256").hexdigest()[:40]
