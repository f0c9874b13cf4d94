"""Partnership, grant or purchase? Plain questions → what the answers point to, and why. Help, never legal advice.

After the guidance on *idéburet offentligt partnerskap* and the procurement act; each answer names what it leans on.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise as Words
else:
    Words = Any

SAYS = [("yes", _("yes")), ("no", _("no")), ("unsure", _("not sure"))]


class Form(TextChoices):
    """What an arrangement looks like."""

    PARTNERSHIP = "partnership", _("a partnership")
    GRANT = "grant", _("a grant")
    PURCHASE = "purchase", _("a purchase")
    UNCLEAR = "unclear", _("unclear: more than one is possible")


@dataclass(frozen=True, slots=True)
class Question:
    """One question, and what a yes and a no point to."""

    key: str
    text: Words
    help: Words
    yes: tuple[Form, Words]
    no: tuple[Form, Words] | None = None


QUESTIONS = (
    Question(
        "orders",
        _("Does the public side say what is to be done, and pay for it?"),
        _("A specification, requirements on quality, a price for each unit or hour."),
        (Form.PURCHASE, _("The public side orders something and pays for it: that is what a purchase is.")),
    ),
    Question(
        "claims",
        _("Can the public side demand that it is done, and ask for damages if it is not?"),
        _("Mutual duties that a court could enforce."),
        (Form.PURCHASE, _("What can be demanded in court against payment is a contract for pecuniary interest.")),
    ),
    Question(
        "market",
        _("Are there others who could do the same and would want to compete for it?"),
        _("Companies or associations, here or elsewhere."),
        (Form.PURCHASE, _("Where there is a market, choosing one without competition may be unlawful.")),
    ),
    Question(
        "initiative",
        _("Did the idea come from the association, out of what it exists for?"),
        _("And not from a call by the public side."),
        (Form.PARTNERSHIP, _("The association does what it exists for, on its own initiative.")),
    ),
    Question(
        "both",
        _("Does each side put in something of its own?"),
        _("Money, hours, premises, people."),
        (Form.PARTNERSHIP, _("Both sides contribute: neither is paid by the other.")),
        (Form.GRANT, _("Only one side contributes: that is support.")),
    ),
    Question(
        "steer",
        _("Do they steer it together?"),
        _("A steering group, goals set together, follow-up by both."),
        (Form.PARTNERSHIP, _("They steer together, as partners do.")),
        (Form.GRANT, _("Whoever gets the support decides how the work is done.")),
    ),
    Question(
        "idle",
        _("Is the other party without a profit motive?"),
        _("An association, a foundation, a congregation."),
        (Form.PARTNERSHIP, _("A partnership of this kind is with civil society.")),
    ),
)

SOURCES: Sequence[tuple[Words, str]] = (
    (
        _("The Swedish public procurement act (LOU): what a contract for pecuniary interest is"),
        "SFS 2016:1145, 1 kap. 15 §",
    ),
    (
        _("The National Agency for Public Procurement on partnerships with civil society"),
        "Upphandlingsmyndigheten: Idéburet offentligt partnerskap (IOP)",
    ),
    (_("The government inquiry on welfare by civil society"), "SOU 2019:56 Idéburen välfärd"),
    (_("State aid"), "FEUF, artikel 107.1"),
)


@dataclass(frozen=True, slots=True)
class Weighed:
    """What the answers point to, why, and what speaks for something else."""

    form: Form
    reasons: Sequence[Words]
    against: Sequence[Words]


def weigh(answers: Mapping[str, str]) -> Weighed:
    """Return what answers (`yes`, `no`, `unsure` by question) point to.

    An order that others could fill is a purchase, whatever else is true; a partnership needs all its marks and no
    order; support without joint steering is a grant. All else is unclear, and a lawyer's to say.
    """
    said = {question.key: answers.get(question.key, "unsure") for question in QUESTIONS}
    form = _form(said)
    spoken = [mark for question in QUESTIONS if (mark := _mark(question, said[question.key])) is not None]
    return Weighed(
        form,
        [why for points_to, why in spoken if points_to == form],
        [why for points_to, why in spoken if points_to != form],
    )


def _mark(question: Question, answer: str) -> tuple[Form, Words] | None:
    return {"yes": question.yes, "no": question.no}.get(answer)


def _form(said: Mapping[str, str]) -> Form:
    is_yes = {key: answer == "yes" for key, answer in said.items()}
    if is_yes["orders"] and (is_yes["claims"] or is_yes["market"]):
        return Form.PURCHASE
    is_no_order = said["orders"] == "no" and said["claims"] == "no"
    if is_no_order and not is_yes["market"] and all(is_yes[key] for key in ("initiative", "both", "steer", "idle")):
        return Form.PARTNERSHIP
    if is_no_order and "no" in (said["both"], said["steer"]):
        return Form.GRANT
    return Form.UNCLEAR
