"""Invite, send a sign-in link and other mail, sign in, keep within limits, erase."""

from __future__ import annotations

import smtplib
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta

from django.core.mail import EmailMessage, get_connection, send_mail
from django.core.mail.backends.base import BaseEmailBackend
from django.db import transaction
from django.template.loader import render_to_string
from django.utils import timezone, translation
from django.utils.crypto import salted_hmac
from django.utils.translation import gettext as _
from sesame.utils import get_query_string, get_user

from samspel.errors import Refused, TooMany
from samspel.people.models import Attempt, User
from samspel.records.services import note

MAIL_TROUBLE = (smtplib.SMTPException, OSError, ValueError)
"""What sending a mail may fail with; the last for an address or subject that no mail can have."""

HOUR = timedelta(hours=1)
LINKS_PER_ADDRESS, LINKS_PER_CALLER, PASSWORDS_PER_ADDRESS = 5, 20, 10


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


def send_link(*, email: str, address: str, caller: str, after: str = "") -> None:
    """Send a sign-in link to the owner of the address; the same silence whether or not there is an account.

    `address` is the absolute address of the sign-in page, `caller` whom to limit by. Raises `TooMany`.
    """
    limit(kind="link-address", key=email.lower(), most=LINKS_PER_ADDRESS)
    limit(kind="link-caller", key=caller, most=LINKS_PER_CALLER)
    user = User.objects.filter(email__iexact=email, is_active=True).first()
    if user is None:
        return
    with translation.override(user.language):
        link = address + get_query_string(user) + after
        text = render_to_string("people/link.txt", {"link": link, "user": user})
        send_mail(_("Your link to Samspel"), text, None, [user.email])


def owner_of(token: str) -> User:
    """Return the owner of a sign-in token; it works once and for a quarter of an hour. Raises `Refused`."""
    user = get_user(token, update_last_login=False)
    if not isinstance(user, User) or not user.is_active:
        raise Refused(_("The link has expired or has been used. Ask for a new one."))
    return user


def limit(*, kind: str, key: str, most: int) -> None:
    """Count a try; raises `TooMany` after `most` within an hour. The key itself is not stored."""
    now = timezone.now()
    hashed = salted_hmac("samspel.people.attempt", f"{kind}:{key}", algorithm="sha256").hexdigest()
    Attempt.objects.filter(at__lt=now - HOUR).delete()
    if Attempt.objects.filter(kind=kind, key_hash=hashed).count() >= most:
        raise TooMany(_("That was tried too many times. Try again in an hour."))
    Attempt.objects.create(kind=kind, key_hash=hashed, at=now)


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


@transaction.atomic
def erase(*, user: User, who: User | None) -> None:
    """Remove an account and its roles; the journal keeps what was done under an opaque key."""
    note(who=who, verb="user.erase", subject=user)
    user.delete()
