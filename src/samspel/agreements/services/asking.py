"""Ask those whose turn it is to sign, remind them, tell them when all have signed; forget addresses and close terms."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import timedelta

from django.conf import settings
from django.core.mail import EmailMessage
from django.db import transaction
from django.urls import reverse
from django.utils import timezone, translation

from samspel.agreements import letters
from samspel.agreements.models import Agreement, Signatory, Signature, Version
from samspel.agreements.queries.agreements import signatories
from samspel.agreements.queries.signing import token_of, whose_turn
from samspel.agreements.services.sealing import seal_version, seal_waiting
from samspel.agreements.services.signing import sign
from samspel.agreements.types import State
from samspel.errors import Refused
from samspel.people.models import User
from samspel.people.services import mail_server, post
from samspel.records.services import note

REMIND_AFTER = timedelta(days=7)
"""How long somebody is left in peace after a mail that asks them to sign."""

KEPT = timedelta(days=365)
"""How long the addresses of signatories are kept after an agreement has ended or was put aside."""

Compose = Callable[[Signatory, Version, str], letters.Letter]


def ask(*, version: Version, who: User | None) -> list[str]:
    """Ask everybody whose turn it is and who was not asked since the version was frozen.

    Returns who could not be reached and why. Raises `Refused` if no mail goes out at all.
    """
    due = [one for one in _of(version) if one.asked_at is None or one.asked_at < version.frozen_at]
    return _send(version, due, letters.ask, who=who)


def remind(*, version: Version, who: User | None) -> list[str]:
    """Ask everybody whose turn it is once more."""
    return _send(version, _of(version), letters.remind, who=who)


def _of(version: Version) -> list[Signatory]:
    if version.agreement.state != State.SIGNING or version.withdrawn_at is not None:
        return []
    keys = {one["key"] for one in whose_turn(version)}
    return [one for one in signatories(version.agreement) if one.pk in keys and one.email]


def _send(version: Version, due: Iterable[Signatory], compose: Compose, *, who: User | None) -> list[str]:
    due, failed = list(due), []
    if not due:
        return []
    with mail_server() as server:
        for one in due:
            with translation.override(version.content["language"]):
                letter = compose(one, version, settings.ADDRESS + reverse("sign", args=[token_of(one)]))
            trouble = post(message=EmailMessage(letter.subject, letter.text, to=[one.email]), server=server)
            if trouble:
                failed.append(f"{one.name}: {trouble}")
                continue
            _asked(version, one, who)
    return failed


@transaction.atomic
def _asked(version: Version, signatory: Signatory, who: User | None) -> None:
    Signatory.objects.filter(pk=signatory.pk).update(asked_at=timezone.now())
    note(who=who, verb="version.ask", subject=version, details={"signatory": signatory.pk})


def sign_and_tell(*, version: Version, signatory: Signatory, digest: str) -> Signature:
    """Sign; then ask whose turn it has become, or seal and tell everybody that all have signed.

    The signature stands whatever the mail server, the clock or the certificate do: the worker tries again.
    """
    signature = sign(version=version, signatory=signatory, digest=digest)
    version = Version.objects.select_related("agreement__register__place").get(pk=version.pk)
    try:
        if version.agreement.state == State.IN_FORCE:
            seal_version(version=version)
            _send(version, _everybody(version), letters.in_force, who=None)
        else:
            ask(version=version, who=None)
    except (Refused, OSError):
        pass
    return signature


def _everybody(version: Version) -> list[Signatory]:
    return [one for one in signatories(version.agreement) if one.email]


def see_to_agreements() -> None:
    """Do what is due every hour: seal, ask and remind, close terms, forget addresses."""
    seal_waiting()
    end_terms()
    forget_addresses()
    try:
        remind_late()
    except Refused:
        return


def remind_late() -> None:
    """Ask who was not reached, and remind who was asked a week ago and has not signed."""
    limit = timezone.now() - REMIND_AFTER
    open_versions = Version.objects.filter(withdrawn_at=None, agreement__state=State.SIGNING)
    for version in open_versions.select_related("agreement__register__place"):
        ask(version=version, who=None)
        late = [one for one in _of(version) if one.asked_at is not None and one.asked_at < limit]
        _send(version, late, letters.remind, who=None)


@transaction.atomic
def end_terms() -> None:
    """Let agreements end whose last day is over."""
    over = Agreement.objects.select_for_update(of=("self",)).filter(
        state=State.IN_FORCE, ends_on__lt=timezone.localdate()
    )
    for agreement in over:
        agreement.state = State.ENDED
        agreement.save(update_fields=["state"])
        note(who=None, verb="agreement.end", subject=agreement)


@transaction.atomic
def forget_addresses() -> None:
    """Erase signatories' addresses a year after an agreement has ended, or was made and then put aside or left."""
    now = timezone.now()
    rows = Signatory.objects.exclude(email="")
    ended = rows.filter(party__agreement__state=State.ENDED, party__agreement__ends_on__lt=(now - KEPT).date())
    left = rows.filter(
        party__agreement__state__in=(State.WITHDRAWN, State.DRAFT),
        party__agreement__made_at__lt=now - KEPT,
    )
    pks = {*ended.values_list("pk", flat=True), *left.values_list("pk", flat=True)}
    Signatory.objects.filter(pk__in=pks).update(email="")
