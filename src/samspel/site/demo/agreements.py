"""The demo's register: who in a made-up town has promised what to whom, through the same services.

Nothing is sealed here: the worker does it when it starts, as it does whatever could not be sealed at once.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.text import slugify

from samspel.agreements.models import Agreement, Commitment, Party, Register, Signature, Version
from samspel.agreements.queries.agreements import signatories
from samspel.agreements.queries.duties import duties
from samspel.agreements.services import asking, changing, drafting, ledger, registers, settling, signing
from samspel.agreements.snapshot import BLANK
from samspel.agreements.types import Change, Kind, Promise, Rule, Seen, State
from samspel.ideas.models import Decision
from samspel.people.models import Organisation, User
from samspel.people.services import know_organisation
from samspel.people.types import Sector
from samspel.places.models import Edition, Festival, Venue
from samspel.places.types import VenueKind

SECTORS = {VenueKind.CHURCH: Sector.CIVIL}
VENUES, UNSIGNED = 10, 2
"""How many venues are hosts, and how many of them have yet to sign."""


@dataclass(frozen=True, slots=True)
class Who:
    """A party of the demo and whoever signs for it."""

    name: str
    sector: Sector
    person: str
    role: str
    mandate: str

    @property
    def email(self) -> str:
        return f"{slugify(self.name)}@example.org"


TOWN = Who("Exempelstads kommun", Sector.PUBLIC, "Karin Exempel", "kommunstyrelsens ordförande", "KS § 112")
CLUB = Who("Exempelfestivalens förening", Sector.CIVIL, "Olle Påhitt", "ordförande", "Stadgarna § 7")
COLLEGE = Who("Exempelstads universitet", Sector.ACADEMIA, "Maria Prov", "prorektor", "Rektors beslut 14")
BREWERY = Who("Exempelbryggeriet AB", Sector.BUSINESS, "Nils Utkast", "marknadschef", "Fullmakt 2")

FILLED = {
    "[år]": "2014",
    "[vad]": "musik i stadens rum",
    "[värdegrund]": "kulturen är öppen för alla och ägs av dem som gör den",
    "[syfte]": "staden ska leva fyra kvällar i september, och året om",
    "[mätbara mål]": "fler besökare än året före, och fler av stadens rum i bruk",
    "[hur ofta]": "fyra gånger om året",
    "[vad som då händer]": "återgår till den som gav dem",
    "[beslut, budget, planer]": "kommunstyrelsens beslut, årets budget och trygghetsplanen",
    "[lokal]": "sin lokal",
    "[el, scen, ljud]": "el och ett scengolv",
    "[tillstånd]": "polistillstånd och avgift till upphovsrätten",
    "[Entré, ersättning]": "Ingen entré tas, ingen ersättning betalas",
}
"""What the words in brackets of the shipped templates become."""
SETTLED = {
    "police-permit": ("done", "Polisens beslut A 112"),
    "public-place": ("done", "I samma beslut"),
    "alcohol-permit": ("done", "Stadigvarande tillstånd, gäller kvällarna"),
    "police-notice": ("irrelevant", "Polisen: behövs inte för lokaler av denna storlek"),
    "music-licence": ("done", "Föreningens licens gäller alla scener"),
}
"""How the office has settled which duties."""


@transaction.atomic
def build_register(*, festival: Festival, edition: Edition, office: User) -> Register:
    """Make the register of the festival's town: a partnership renewed, its venues, a draft, one being signed."""
    register = registers.open_register(place=festival.place.name, who=office, is_synthetic=True)
    for one in (TOWN, CLUB, COLLEGE):
        registers.name_deputy(register=register, organisation=_organisation(one), email=one.email, who=office)
    partnership = _partnership(register, edition, office)
    for number, venue in enumerate(festival.venues.order_by("pk")[:VENUES]):
        _host(register, edition, venue, office, is_signed=number < VENUES - UNSIGNED)
    _amendment(partnership, office)
    _draft(register, edition, office)
    _settle(edition, office)
    return register


def _organisation(who: Who) -> Organisation:
    return know_organisation(name=who.name, sector=who.sector)


def _made(register: Register, title: str, kind: Kind, parties: Sequence[Who], office: User, **given: Any) -> Agreement:
    edition, came_from = given.pop("edition", None), given.pop("came_from", None)
    made = drafting.draft_agreement(
        register=register, title=title, kind=kind, edition=edition, came_from=came_from, who=office
    )
    sections = [{**one, "text": BLANK.sub(lambda found: FILLED[found[0]], one["text"])} for one in made.sections]
    drafting.set_sections(agreement=made, sections=sections, who=office)
    drafting.set_terms(agreement=made, who=office, **given)
    for position, who in enumerate(parties, start=1):
        party = drafting.add_party(agreement=made, organisation=_organisation(who), who=office)
        values: dict[str, Any] = {"name": who.person, "role": who.role, "mandate": who.mandate, "email": who.email}
        drafting.set_signatory(party=party, position=position, who=office, **values)
    return Agreement.objects.get(pk=made.pk)


def _party(agreement: Agreement, who: Who) -> Party:
    return agreement.parties.get(organisation__name=who.name)


def _promise(agreement: Agreement, debtor: Who, creditor: Who, kind: Promise, what: str, **given: Any) -> None:
    Commitment.objects.create(
        agreement=agreement,
        debtor=_party(agreement, debtor),
        creditor=_party(agreement, creditor),
        kind=kind,
        what=what,
        **given,
    )


def _sign(agreement: Agreement, *, on: date, persons: int = 99) -> Version:
    """Freeze a draft and let so many sign it, as if on that day."""
    version = signing.freeze(agreement=agreement, who=None)
    for one in signatories(agreement)[:persons]:
        signing.sign(version=version, signatory=one, digest=version.digest)
    noon = timezone.make_aware(datetime.combine(on, time(12)))
    Version.objects.filter(pk=version.pk).update(frozen_at=noon - timedelta(days=5))
    Signature.objects.filter(version=version).update(at=noon)
    return version


def _partnership(register: Register, edition: Edition, office: User) -> Agreement:
    """Make the first partnership, long over, and the one that renews it and is in force."""
    decision = Decision.objects.filter(inbox__place=register.place).order_by("date").first()
    first = _made(
        *(register, "Partnerskap om festivalen", Kind.PARTNERSHIP, (TOWN, CLUB), office),
        came_from=decision,
        starts_on=date(2014, 9, 1),
        ends_on=date(2016, 12, 31),
        notice_months=6,
        case_number="KS 2014/118",
    )
    _promise(first, TOWN, CLUB, Promise.MONEY, "Bidrag till samordning", value_sek=100_000, amount=2, unit="år")
    _sign(first, on=date(2014, 8, 28))
    asking.end_terms()
    year = edition.nights.order_by("date")[0].date.year
    later = changing.follow_up(
        agreement=first, change=Change.RENEWAL, title="Partnerskap om den öppna staden", who=office
    )
    terms = {"starts_on": date(year - 1, 1, 1), "ends_on": date(year + 2, 12, 31), "case_number": f"KS {year - 1}/42"}
    drafting.set_terms(agreement=later, edition=edition, festival=edition.festival, who=office, **terms)
    college = drafting.add_party(agreement=later, organisation=_organisation(COLLEGE), who=office)
    values: dict[str, Any] = {"name": COLLEGE.person, "role": COLLEGE.role, "mandate": COLLEGE.mandate}
    drafting.set_signatory(party=college, position=3, email=COLLEGE.email, who=office, **values)
    later = Agreement.objects.get(pk=later.pk)
    _promises(later, edition)
    keys = ["background", "values", "purpose", "economy", "followup"]
    drafting.show_agreement(agreement=later, is_public=True, public_sections=keys, are_promises_public=True, who=office)
    _sign(later, on=date(year - 1, 1, 15))
    _keep(later, edition, office)
    return later


def _promises(agreement: Agreement, edition: Edition) -> None:
    first = edition.nights.order_by("date")[0].date
    money = {"value_sek": 150_000, "amount": 150_000, "unit": "kr", "due_date": first - timedelta(days=120)}
    _promise(agreement, TOWN, CLUB, Promise.MONEY, "Bidrag till årets upplaga", **money)
    _promise(agreement, TOWN, CLUB, Promise.PERMIT, "Stora torget upplåts", due_date=first - timedelta(days=60))
    hours = {"amount": 80, "unit": "timmar", "value_sek": 40_000, "due_date": first - timedelta(days=30)}
    _promise(agreement, TOWN, CLUB, Promise.HOURS, "Samordning av polis, räddning och gata", **hours)
    _promise(agreement, CLUB, TOWN, Promise.PEOPLE, "Festivalvärdar", amount=30, unit="personer", rule=Rule.EACH_NIGHT)
    report = {"value_sek": 25_000, "due_date": first + timedelta(days=90)}
    _promise(agreement, COLLEGE, TOWN, Promise.HOURS, "Utvärdering av upplagan", amount=60, unit="timmar", **report)


def _keep(agreement: Agreement, edition: Edition, office: User) -> None:
    """Say what was kept, if its day is over: the money on time, the hours in part and late, one night's hosts."""
    first = edition.nights.order_by("date")[0].date
    said = {
        "Bidrag till årets upplaga": (150_000, first - timedelta(days=124), "Utbetalt mot rekvisition"),
        "Samordning av polis, räddning och gata": (55, first - timedelta(days=20), "Åtta möten, gångrunda på torget"),
        "Festivalvärdar": (30, first, "Alla på plats första kvällen"),
    }
    for promise in agreement.commitments.filter(what__in=said):
        amount, day, remark = said[promise.what]
        if day <= timezone.localdate():
            ledger.fulfil(promise=promise, amount=Decimal(amount), on_date=day, remark=remark, who=office)


def _host(register: Register, edition: Edition, venue: Venue, office: User, *, is_signed: bool) -> None:
    who = Who(
        f"{venue.name} (värd)",
        SECTORS.get(VenueKind(venue.kind), Sector.BUSINESS),
        "Värden Påhittad",
        "föreståndare",
        "Firmateckning",
    )
    made = _made(
        *(register, f"Värdavtal: {venue.name}", Kind.HOST_VENUE, (CLUB, who), office),
        edition=edition,
        is_signing_in_order=True,
    )
    nights = list(edition.nights.order_by("date"))
    premises = {"amount": 1, "unit": "kväll", "value_sek": 4_000 * len(nights), "rule": Rule.EACH_NIGHT}
    _promise(made, who, CLUB, Promise.PREMISES, "Lokal med personal", seen=Seen.VENUE_NIGHTS, venue=venue, **premises)
    spoken = {"value_sek": 3_000, "due_date": nights[0].date - timedelta(days=21)}
    _promise(made, CLUB, who, Promise.MARKETING, "Plats i program och karta", **spoken)
    _sign(made, on=nights[0].date - timedelta(days=70), persons=2 if is_signed else 1)


def _amendment(partnership: Agreement, office: User) -> None:
    """Draft an amendment that two of three have signed: what being signed looks like."""
    made = changing.follow_up(
        agreement=partnership, change=Change.AMENDMENT, title="Tillägg: studenter som värdar", who=office
    )
    text = "Universitetet låter studenter vara festivalvärdar mot kurspoäng. Föreningen handleder dem."
    section = {"key": "own-1", "heading": "Studenter som värdar", "text": text}
    drafting.set_sections(agreement=made, sections=[section], who=office)
    made = Agreement.objects.get(pk=made.pk)
    _promise(made, COLLEGE, CLUB, Promise.PEOPLE, "Studenter", amount=40, unit="personer")
    _sign(made, on=timezone.localdate() - timedelta(days=3), persons=2)


def _draft(register: Register, edition: Edition, office: User) -> None:
    """Begin a sponsorship with words that are still to be filled in."""
    made = drafting.draft_agreement(
        register=register, title="Sponsring av scenen på torget", kind=Kind.SPONSORSHIP, edition=edition, who=office
    )
    drafting.add_party(agreement=made, organisation=_organisation(BREWERY), who=office)
    drafting.add_party(agreement=made, organisation=_organisation(CLUB), who=office)


def _settle(edition: Edition, office: User) -> None:
    """Settle what can be, but not of the venues that have yet to sign: theirs is ahead, or late."""
    waits = set(Venue.objects.filter(promises__agreement__edition=edition, promises__agreement__state=State.SIGNING))
    for one in duties(edition, today=timezone.localdate()):
        if one.rule.key in SETTLED and not one.unknown and one.venue not in waits:
            how, reason = SETTLED[one.rule.key]
            settling.settle(edition=edition, venue=one.venue, rule=one.rule, how=how, reason=reason, who=office)
