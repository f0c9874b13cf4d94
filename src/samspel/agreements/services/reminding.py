"""Tell whoever answers for promises or duties what is late and soon due: one mail per person, once a week at most."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime, timedelta

from django.conf import settings
from django.core.mail import EmailMessage
from django.db import transaction
from django.urls import reverse
from django.utils import timezone, translation

from samspel.agreements import letters
from samspel.agreements.models import Commitment, Deputy, Signatory
from samspel.agreements.queries.duties import Duty, pressing_duties
from samspel.agreements.queries.ledger import pressing
from samspel.agreements.services.seeing import see_all_hours
from samspel.errors import Refused
from samspel.people.models import User
from samspel.people.services import mail_server, post
from samspel.places.models import Membership
from samspel.places.types import Role
from samspel.records.models import Entry, key_of
from samspel.records.services import note

REMIND = "promise.remind"

AGAIN = timedelta(days=7)
"""How long a person is left in peace after such a mail."""


@dataclass(slots=True)
class Owner:
    """Who answers for promises: where mail goes, in which language, and whether they have an account to look with."""

    email: str
    language: str
    has_account: bool
    promises: list[Commitment] = field(default_factory=list)
    duties: list[Duty] = field(default_factory=list)


def see_to_promises() -> None:
    """Do what is due every hour: check what the product can check, then write to whoever owes something."""
    see_all_hours()
    try:
        remind_owners()
    except Refused:
        return


def remind_owners() -> None:
    """Write to everybody who owes what is late or soon due and who got no such mail for a week.

    Raises `Refused` if no mail server answers; then everybody is tried again in an hour.
    """
    now = timezone.now()
    owners = [one for one in _owners() if _is_due(one, now)]
    if not owners:
        return
    with mail_server() as server:
        for owner in owners:
            with translation.override(owner.language):
                promises = [(one, _address(one, owner)) for one in owner.promises]
                letter = letters.pressing(promises, [(one, _place(one)) for one in owner.duties])
            if not post(message=EmailMessage(letter.subject, letter.text, to=[owner.email]), server=server):
                _reminded(owner, now)


def _owners() -> list[Owner]:
    """Return everybody who answers for a pressing promise: the debtor's deputies, or else those who signed for it."""
    found: dict[str, Owner] = {}
    promises = list(pressing(today=timezone.localdate()))
    deputies = _deputies({one.debtor.organisation_id for one in promises})
    for promise in promises:
        own = deputies.get((promise.agreement.register_id, promise.debtor.organisation_id), [])
        people = [(one.user.email, one.user.language) for one in own]
        signed = [(one.email, promise.agreement.language) for one in promise.debtor.signatories.all() if one.email]
        for email, language in people or dict.fromkeys(signed):
            owner = found.setdefault(email.lower(), Owner(email, language, has_account=bool(people)))
            owner.has_account = owner.has_account or bool(people)
            owner.promises.append(promise)
    _add_duties(found)
    return list(found.values())


def _add_duties(found: dict[str, Owner]) -> None:
    """Add what presses a venue, for whoever runs the office of its festival."""
    duties = pressing_duties(today=timezone.localdate())
    festivals = {one.edition.festival_id for one in duties}
    offices = Membership.objects.filter(festival__in=festivals, role=Role.OFFICE, user__is_active=True)
    for member in offices.select_related("user").order_by("pk"):
        user = member.user
        owner = found.setdefault(user.email.lower(), Owner(user.email, user.language, has_account=True))
        owner.duties += [one for one in duties if one.edition.festival_id == member.festival_id]


def _place(duty: Duty) -> str:
    edition = duty.edition
    return settings.ADDRESS + reverse("duties", args=[edition.festival.slug, edition.slug]) + f"#venue-{duty.venue.pk}"


def _deputies(organisations: set[int]) -> dict[tuple[int, int], list[Deputy]]:
    found: dict[tuple[int, int], list[Deputy]] = {}
    rows = Deputy.objects.filter(organisation__in=organisations, user__is_active=True).select_related("user")
    for one in rows.order_by("pk"):
        found.setdefault((one.register_id, one.organisation_id), []).append(one)
    return found


def _people(email: str) -> list[User | Signatory]:
    """Return whom an address is of: the account, and whoever signs or has signed with it."""
    accounts = User.objects.filter(email__iexact=email)
    return [*accounts, *Signatory.objects.filter(email__iexact=email).order_by("pk")]


def _is_due(owner: Owner, now: datetime) -> bool:
    """Tell whether an address got no mail of this kind for a week, whatever it was about: the journal knows."""
    keys = [key_of(one) for one in _people(owner.email)]
    return not Entry.objects.filter(verb=REMIND, subject__in=keys, at__gt=now - AGAIN).exists()


@transaction.atomic
def _reminded(owner: Owner, now: datetime) -> None:
    keys = [one.pk for one in owner.promises]
    Commitment.objects.filter(pk__in=keys).update(reminded_at=now)
    details = {"promises": keys, "duties": [f"{one.venue.pk}:{one.rule.key}" for one in owner.duties]}
    note(who=None, verb=REMIND, subject=_people(owner.email)[0], details=details)


def _address(promise: Commitment, owner: Owner) -> str:
    agreement = promise.agreement
    if owner.has_account:
        words = [agreement.register.slug, agreement.number, promise.pk]
        return settings.ADDRESS + reverse("promise", args=words)
    if agreement.is_public and agreement.are_promises_public:
        return settings.ADDRESS + reverse("agreement-promises", args=[agreement.register.slug, agreement.number])
    return ""
