"""One agreement with all that is known of it: its versions, who has signed, what it follows, what happened to it."""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Sequence
from datetime import date

from django.db.models import Exists, OuterRef, QuerySet
from django.utils.translation import gettext as _

from samspel.agreements.models import Agreement, Deputy, Party, Register, Signatory, Version
from samspel.agreements.queries.registers import register as find_register
from samspel.errors import NotFound
from samspel.people.models import User
from samspel.records.models import Entry, key_of


def find_agreement(register: str, agreement: int) -> Agreement:
    """Return an agreement by its place's register and its number. Raises `NotFound`."""
    found = (
        Agreement.objects.select_related("register__place", "festival__place", "edition__festival", "follows")
        .filter(register=find_register(register), number=agreement)
        .first()
    )
    if found is None:
        raise NotFound(_("There is no agreement number %(number)d here.") % {"number": agreement})
    return found


def party(register: str, agreement: int, party: int) -> Party:
    """Return a party of an agreement. Raises `NotFound`."""
    found = find_agreement(register, agreement).parties.select_related("organisation").filter(pk=party).first()
    if found is None:
        raise NotFound(_("The agreement has no such party."))
    return found


def signatory(register: str, agreement: int, signatory: int) -> Signatory:
    """Return who signs an agreement for one of its parties. Raises `NotFound`."""
    found = signatories(find_agreement(register, agreement)).filter(pk=signatory).first()
    if found is None:
        raise NotFound(_("Nobody of that kind signs this agreement."))
    return found


def version(register: str, agreement: int, version: int) -> Version:
    """Return a version of an agreement by its number. Raises `NotFound`."""
    found = versions(find_agreement(register, agreement)).filter(number=version).first()
    if found is None:
        raise NotFound(_("The agreement has no version %(number)d.") % {"number": version})
    return found


def parties(agreement: Agreement) -> QuerySet[Party]:
    """Return the parties with whoever signs for them."""
    return agreement.parties.select_related("organisation").prefetch_related("signatories")


def signatories(agreement: Agreement) -> QuerySet[Signatory]:
    """Return everybody who signs, in their order."""
    found = Signatory.objects.filter(party__agreement=agreement)
    return found.select_related("party__organisation", "party__agreement__register__place").order_by("position", "pk")


def versions(agreement: Agreement) -> QuerySet[Version]:
    """Return what was ever frozen, the newest first, withdrawn ones too."""
    found = agreement.versions.select_related("agreement__register__place", "sealed", "frozen_by")
    return found.prefetch_related("signatures")


def standing_version(agreement: Agreement) -> Version | None:
    """Return the version that is being signed or was signed, if there is one."""
    return versions(agreement).filter(withdrawn_at=None).first()


def ours(user: User) -> QuerySet[Agreement]:
    """Return the agreements of the organisations that a person stands in for."""
    mine = Deputy.objects.filter(
        user=user, register=OuterRef("register"), organisation__parties__agreement=OuterRef("pk")
    )
    found = Agreement.objects.filter(Exists(mine)).select_related("register__place", "festival", "edition")
    return found.prefetch_related("parties__organisation").order_by("register", "-number")


def chain(agreement: Agreement) -> Sequence[Agreement]:
    """Return what an agreement follows and what follows it, the oldest first, itself among them."""
    before: list[Agreement] = []
    after = [agreement]
    while (earlier := (before[-1] if before else agreement).follows) is not None:
        before.append(earlier)
    known = {agreement.pk}
    waiting = [agreement]
    while waiting:
        for later in waiting.pop().followed_by.order_by("number"):
            if later.pk not in known:
                known.add(later.pk)
                after.append(later)
                waiting.append(later)
    return [*reversed(before), *after]


def history(agreement: Agreement) -> list[Entry]:
    """Return the journal's lines about an agreement and its versions, the newest first."""
    keys = [key_of(agreement), *(key_of(one) for one in agreement.versions.all())]
    return list(Entry.objects.filter(subject__in=keys).select_related("who").order_by("-number"))


def organisations_of(register: Register) -> list[str]:
    """Return the names of organisations that are parties here already, to choose from while typing."""
    names = Party.objects.filter(agreement__register=register).values_list("organisation__name", flat=True)
    return sorted(set(names))


def earliest_end(agreement: Agreement, *, today: date) -> date:
    """Return the first day on which notice given today can end an agreement."""
    months = today.month - 1 + (agreement.notice_months or 0)
    year, month = today.year + months // 12, months % 12 + 1
    return date(year, month, min(today.day, monthrange(year, month)[1]))
