"""Invite, send a sign-in link and other mail, sign in, keep within limits, erase."""

from __future__ import annotations

import logging
import smtplib
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path

from django.conf import settings
from django.contrib.auth import authenticate
from django.contrib.sessions.backends.db import SessionStore
from django.core.mail import EmailMessage, get_connection, send_mail
from django.core.mail.backends.base import BaseEmailBackend
from django.db import transaction
from django.template.loader import render_to_string
from django.utils import timezone, translation
from django.utils.crypto import salted_hmac
from django.utils.translation import gettext as _
from sesame.utils import get_query_string, get_user

from samspel.errors import Refused, TooMany
from samspel.people.models import Attempt, Organisation, User
from samspel.people.types import Sector
from samspel.records.services import note, prepare_erasure, wait_for_turn

log = logging.getLogger(__name__)

MAIL_TROUBLE = (smtplib.SMTPException, OSError, ValueError)
"""What sending a mail may fail with; the last for an address or subject that no mail can have."""

HOUR = timedelta(hours=1)
MAIL_FILE = timedelta(days=7)
"""How long a mail is kept that was written to a file because no mail server is set."""

LINKS = {"pair": 5, "caller": 20, "address": 20}
PASSWORDS = {"pair": 10, "caller": 50, "address": 100}
"""How many tries an hour: for an address from one caller, for a caller, for an address from wherever. The last are so
many that nobody can keep another out of both ways in from one place.
"""


@transaction.atomic
def invite(*, email: str, name: str = "", language: str = "sv", who: User | None = None) -> User:
    """Return the account with this address, made if there is none. It has no password until its owner sets one."""
    user = User.objects.filter(email__iexact=email).first()
    if user is None:
        user = User(email=User.objects.normalize_email(email), name=name, language=language)
        user.set_unusable_password()
        user.save()
        note(who=who, verb="user.invite", subject=user)
    return user


@transaction.atomic
def know_organisation(*, name: str, sector: Sector | str, who: User | None = None) -> Organisation:
    """Return the organisation with this name, whatever the case of its letters; made if there is none."""
    name = " ".join(name.split())
    found = Organisation.objects.filter(name__iexact=name).first()
    if found is None:
        found = Organisation.objects.create(name=name, sector=sector)
        note(who=who, verb="organisation.know", subject=found, details={"sector": str(sector)})
    return found


@transaction.atomic
def make_host(*, user: User, who: User | None) -> None:
    """Let a person do everything: it is for whoever runs this installation. Doing it twice changes nothing."""
    if not user.is_host:
        user.is_host = True
        user.save(update_fields=["is_host"])
        note(who=who, verb="user.host", subject=user)


@transaction.atomic
def set_account(*, user: User, name: str, language: str, password: str = "", who: User | None) -> None:
    """Set a person's name, language and, if one is given, password. The journal says what, not to what."""
    changed = [field for field, value in (("name", name), ("language", language)) if getattr(user, field) != value]
    user.name, user.language = name, language
    if password:
        user.set_password(password)
        changed.append("password")
    user.save(update_fields=["name", "language", "password"])
    if changed:
        note(who=who, verb="user.set", subject=user, details={"fields": changed})


def addressee_of(*, email: str, caller: str) -> User | None:
    """Return whom a sign-in link asked for goes to, if there is such an account. Raises `TooMany`.

    `caller` is whom to limit by.
    """
    _limit_all("link", LINKS, email=email, caller=caller)
    return User.objects.filter(email__iexact=email, is_active=True).first()


def send_link(*, user: User, address: str, after: str = "") -> None:
    """Send a sign-in link; `address` is the absolute address of the sign-in page. A mail server's trouble is logged.

    Nothing is told to whoever asked, before or after: a stranger must not learn who has an account.
    """
    with translation.override(user.language):
        link = address + get_query_string(user) + after
        text = render_to_string("people/link.txt", {"link": link, "user": user})
        try:
            send_mail(_("Your link to Samspel"), text, None, [user.email])
        except MAIL_TROUBLE:
            log.exception("a sign-in link could not be sent")


def owner_of_password(*, email: str, password: str, caller: str) -> User | None:
    """Return the account that address and password belong to. Raises `TooMany`."""
    _limit_all("password", PASSWORDS, email=email, caller=caller)
    user = authenticate(username=email, password=password)
    return user if isinstance(user, User) else None


def owner_of(token: str) -> User:
    """Return the owner of a sign-in token; it works once and for a quarter of an hour. Raises `Refused`."""
    user = get_user(token, update_last_login=False)
    if not isinstance(user, User) or not user.is_active:
        raise Refused(_("The link has expired or has been used. Ask for a new one."))
    return user


def _limit_all(kind: str, most: Mapping[str, int], *, email: str, caller: str) -> None:
    email = email.lower()
    for what, key in (("pair", f"{caller} {email}"), ("caller", caller), ("address", email)):
        limit(kind=f"{kind}-{what}", key=key, most=most[what])


@transaction.atomic
def limit(*, kind: str, key: str, most: int) -> None:
    """Count a try; raises `TooMany` after `most` within an hour. The key itself is not stored."""
    now, hashed = timezone.now(), hash_of(kind=kind, key=key)
    wait_for_turn(int(hashed[:15], 16))
    Attempt.objects.filter(at__lt=now - HOUR).delete()
    Attempt.objects.create(kind=kind, key_hash=hashed, at=now)
    if Attempt.objects.filter(kind=kind, key_hash=hashed).count() > most:
        raise TooMany(_("That was tried too many times. Try again in an hour."))


def hash_of(*, kind: str, key: str) -> str:
    """Return what is stored of whom a limit is for: a hash that needs this installation's secret key to be made."""
    return salted_hmac("samspel.people.attempt", f"{kind}:{key}", algorithm="sha256").hexdigest()


@contextmanager
def mail_server() -> Iterator[BaseEmailBackend]:
    """Open the way to the mail server once, for many mails. Raises `Refused` if it cannot be reached."""
    connection = get_connection()
    try:
        connection.open()
    except MAIL_TROUBLE as error:
        raise Refused(_("The mail server cannot be reached, so nothing was sent: %(why)s") % {"why": error}) from error
    try:
        yield connection
    finally:
        connection.close()


def post(*, message: EmailMessage, server: BaseEmailBackend) -> str:
    """Send one mail; returns what went wrong, for a person to read, or nothing."""
    message.connection = server
    try:
        message.send()
    except MAIL_TROUBLE as error:
        return str(error)[:300] or type(error).__name__
    return ""


def without_role() -> dict[str, None]:
    """Return what to filter accounts by that have no role in any room: models of roles say `IS_ROLE`."""
    links = User._meta.related_objects
    return {link.name: None for link in links if getattr(link.related_model, "IS_ROLE", False)}


@transaction.atomic
def erase(*, user: User, who: User | None) -> None:
    """Remove an account and its roles; the journal keeps what was done under an opaque key.

    Raises `Refused` while a festival would be left without anybody in its office.
    """
    prepare_erasure(row=user, who=who)
    note(who=who, verb="user.erase", subject=user)
    user.delete()


def forget_expired() -> None:
    """Forget tries that no longer count, sessions that are over and mails that were only written to a file."""
    Attempt.objects.filter(at__lt=timezone.now() - HOUR).delete()
    SessionStore.clear_expired()
    oldest = (timezone.now() - MAIL_FILE).timestamp()
    for path in Path(settings.EMAIL_FILE_PATH).glob("*.log"):
        if path.stat().st_mtime < oldest:
            path.unlink(missing_ok=True)
