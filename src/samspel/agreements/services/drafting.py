"""Draft an agreement from a template; set its words, terms, parties and signatories while nobody is signing it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.db import transaction
from django.db.models import Max
from django.utils.translation import gettext as _

from samspel.agreements.models import Agreement, Party, Register, Signatory, new_nonce
from samspel.agreements.queries.registers import Section, template
from samspel.agreements.rules import SIGNED
from samspel.agreements.types import Kind, State
from samspel.errors import Refused
from samspel.ideas.models import Decision, Idea
from samspel.people.models import Organisation, User
from samspel.places.models import Edition
from samspel.places.services import end_of as end_of_edition
from samspel.records.services import note, wait_for_turn
from samspel.records.services.thread import End, cut, show_in_thread, tie, untie

NUMBERS = 0xA62EE


def held(agreement: Agreement) -> Agreement:
    """Return an agreement as it is now, held until this transaction ends."""
    rows = Agreement.objects.select_for_update(of=("self",))
    return rows.select_related("register__place", "festival", "edition__festival", "follows").get(pk=agreement.pk)


def as_draft(agreement: Agreement) -> Agreement:
    """Return a draft, held. Raises `Refused` once its text is frozen: what is shown to signatories must not change."""
    found = held(agreement)
    if found.state == State.SIGNING:
        raise Refused(
            _("“%(agreement)s” is being signed, so it cannot be changed: withdraw the version first.")
            % {"agreement": found}
        )
    if found.state != State.DRAFT:
        raise Refused(
            _("“%(agreement)s” is %(state)s, so its text stands: write an amendment.")
            % {"agreement": found, "state": found.get_state_display()}
        )
    return found


def numbered(register: Register, **values: Any) -> Agreement:
    """Make an agreement with the next number of its register."""
    wait_for_turn(NUMBERS)
    last = register.agreements.aggregate(last=Max("number"))["last"] or 0
    return Agreement.objects.create(register=register, number=last + 1, **values)


@transaction.atomic
def draft_agreement(
    *,
    register: Register,
    title: str,
    kind: Kind | str,
    language: str = "sv",
    edition: Edition | None = None,
    came_from: Idea | Decision | None = None,
    who: User | None,
) -> Agreement:
    """Draft an agreement with the headings of its kind, tied to the idea or decision that it came from."""
    sections = template(register, str(kind), language)
    made = numbered(register, title=title.strip(), kind=kind, language=language, sections=sections)
    made.edition, made.festival = edition, edition.festival if edition else None
    made.save(update_fields=["edition", "festival"])
    if came_from is not None:
        tie(source=_end_before(came_from), target=end_of(made))
    _tie_edition(made)
    note(who=who, verb="agreement.draft", subject=made, details={"kind": str(kind)})
    return made


def end_of(agreement: Agreement) -> End:
    """Return an agreement as an end of a link of the thread."""
    is_public = agreement.is_public and agreement.state in SIGNED
    return End(agreement, "agreement", [agreement.register.slug, agreement.number], is_public)


def _end_before(row: Idea | Decision) -> End:
    if isinstance(row, Idea):
        return End(row, "idea", [row.inbox.slug, row.number], row.is_public)
    return End(row, "decision", [row.inbox.slug, row.pk], row.is_public)


def _tie_edition(agreement: Agreement) -> None:
    if agreement.edition is not None:
        tie(source=end_of(agreement), target=end_of_edition(agreement.edition))


@transaction.atomic
def come_from(*, agreement: Agreement, row: Idea | Decision, who: User | None) -> None:
    """Tie an agreement to an idea or a decision that it came from, at any time."""
    tie(source=_end_before(row), target=end_of(agreement))
    note(who=who, verb="agreement.tie", subject=agreement)


TERMS = (
    *("title", "starts_on", "ends_on", "notice_months", "case_number"),
    *("festival", "edition", "is_signing_in_order"),
)


@transaction.atomic
def set_terms(*, agreement: Agreement, who: User | None, **values: Any) -> None:
    """Set title, term, notice, case number, festival, edition and whether it is signed in order.

    Raises `Refused` for anything but a draft.
    """
    agreement = as_draft(agreement)
    changed = [name for name in TERMS if name in values and getattr(agreement, name) != values[name]]
    if "edition" in changed and agreement.edition is not None:
        cut(source=agreement, target=agreement.edition)
    for name in changed:
        setattr(agreement, name, values[name])
    agreement.save(update_fields=changed)
    if changed:
        _tie_edition(agreement)
        show_in_thread(row=agreement, is_public=False)
        note(who=who, verb="agreement.set", subject=agreement, details={"fields": changed})


@transaction.atomic
def set_sections(*, agreement: Agreement, sections: Sequence[Section], who: User | None) -> None:
    """Set the headings and texts of a draft. Raises `Refused` for anything but a draft."""
    agreement = as_draft(agreement)
    if list(sections) == agreement.sections:
        return
    agreement.sections = list(sections)
    known = {section["key"] for section in sections}
    agreement.public_sections = [key for key in agreement.public_sections if key in known]
    agreement.save(update_fields=["sections", "public_sections"])
    note(who=who, verb="agreement.write", subject=agreement, details={"sections": len(sections)})


@transaction.atomic
def add_party(*, agreement: Agreement, organisation: Organisation, who: User | None) -> Party:
    """Let an organisation be part of a draft. Doing it twice changes nothing."""
    agreement = as_draft(agreement)
    position = (agreement.parties.aggregate(last=Max("position"))["last"] or 0) + 1
    party, made = Party.objects.get_or_create(
        agreement=agreement, organisation=organisation, defaults={"position": position}
    )
    if made:
        note(who=who, verb="party.add", subject=agreement, details={"organisation": organisation.pk})
    return party


@transaction.atomic
def drop_party(*, party: Party, who: User | None) -> None:
    """Take a party out of a draft, with whoever signs for it. Raises `Refused` while it has promised something."""
    agreement = as_draft(party.agreement)
    if party.owes.exists() or party.is_owed.exists():
        raise Refused(_("%(party)s still owes or is owed something: take those promises out first.") % {"party": party})
    note(who=who, verb="party.drop", subject=agreement, details={"organisation": party.organisation_id})
    party.delete()


@transaction.atomic
def set_signatory(*, party: Party, who: User | None, signatory: Signatory | None = None, **values: Any) -> Signatory:
    """Say who signs for a party of a draft, in which role and by what mandate; or set it anew.

    A new address gets a link of its own: the old one opens nothing any more.
    """
    agreement = as_draft(party.agreement)
    made = signatory or Signatory(party=party)
    if made.pk and made.email.lower() != values.get("email", made.email).lower():
        made.nonce, made.asked_at = new_nonce(), None
    for name, value in values.items():
        setattr(made, name, value)
    made.save()
    note(who=who, verb="signatory.set", subject=agreement, details={"party": party.organisation_id})
    return made


@transaction.atomic
def drop_signatory(*, signatory: Signatory, who: User | None) -> None:
    """Let somebody sign no more, in a draft."""
    agreement = as_draft(signatory.party.agreement)
    note(who=who, verb="signatory.drop", subject=agreement, details={"party": signatory.party.organisation_id})
    signatory.delete()


@transaction.atomic
def put_aside(*, agreement: Agreement, reason: str, who: User | None) -> None:
    """Put a draft aside for good, with a reason. Its number is not given to another."""
    agreement = as_draft(agreement)
    if not reason.strip():
        raise Refused(_("Write why it is put aside."))
    agreement.state = State.WITHDRAWN
    agreement.save(update_fields=["state"])
    untie(row=agreement)
    note(who=who, verb="agreement.aside", subject=agreement, details={"reason": reason.strip()[:300]})


@transaction.atomic
def show_agreement(
    *,
    agreement: Agreement,
    is_public: bool,
    public_sections: Sequence[str],
    are_promises_public: bool,
    who: User | None,
) -> None:
    """Say which parts everybody may read, once all have signed. Nothing else of the agreement changes."""
    agreement = held(agreement)
    keys = {section["key"] for section in agreement.sections}
    agreement.is_public, agreement.are_promises_public = is_public, are_promises_public
    agreement.public_sections = [key for key in public_sections if key in keys]
    agreement.save(update_fields=["is_public", "public_sections", "are_promises_public"])
    show_in_thread(row=agreement, is_public=is_public and agreement.state in SIGNED)
    details = {"sections": agreement.public_sections, "promises": are_promises_public}
    note(who=who, verb="agreement.show" if is_public else "agreement.hide", subject=agreement, details=details)
