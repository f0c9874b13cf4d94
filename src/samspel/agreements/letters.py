"""Values → the words of a mail, in the language of the agreement."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from django.template.loader import render_to_string
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from samspel.agreements.models import Commitment, Signatory, Version
from samspel.agreements.queries.duties import Duty
from samspel.agreements.queries.standing import stands
from samspel.agreements.sentences import duty_help, promised, standing_line
from samspel.agreements.types import Standing


@dataclass(frozen=True, slots=True)
class Letter:
    """A mail's words, as plain text."""

    subject: str
    text: str


def _letter(subject: str, template: str, **context: object) -> Letter:
    return Letter(
        " ".join(subject.split()), render_to_string(f"agreements/mail/{template}.txt", context).strip() + "\n"
    )


def ask(signatory: Signatory, version: Version, address: str) -> Letter:
    """Ask somebody to read a text and sign it."""
    subject = _("To sign: %(title)s") % {"title": version.content["title"]}
    return _letter(subject, "ask", signatory=signatory, version=version, content=version.content, address=address)


def remind(signatory: Signatory, version: Version, address: str) -> Letter:
    """Remind somebody of a text that waits for them."""
    subject = _("Reminder, to sign: %(title)s") % {"title": version.content["title"]}
    return _letter(
        subject, "ask", signatory=signatory, version=version, content=version.content, address=address, is_again=True
    )


def in_force(signatory: Signatory, version: Version, address: str) -> Letter:
    """Tell a signatory that all have signed."""
    subject = _("In force: %(title)s") % {"title": version.content["title"]}
    return _letter(subject, "force", signatory=signatory, version=version, content=version.content, address=address)


def pressing(promises: Sequence[tuple[Commitment, str]], duties: Sequence[tuple[Duty, str]] = ()) -> Letter:
    """Remind of promises and duties that are late or soon due, each with where more is to be seen, if it may be."""
    late = sum(stands(one) == Standing.LATE for one, _address in promises)
    soon = len(promises) - late
    counts = [
        ngettext("%(n)d late promise", "%(n)d late promises", late) % {"n": late} if late else "",
        ngettext("%(n)d promise that is soon due", "%(n)d promises that are soon due", soon) % {"n": soon}
        if soon
        else "",
        ngettext("%(n)d duty of a venue", "%(n)d duties of venues", len(duties)) % {"n": len(duties)} if duties else "",
    ]
    subject = _(" and ").join(one for one in counts if one)
    lines = [
        {
            "said": promised(one),
            "standing": standing_line(one),
            "title": one.agreement.title,
            "creditor": one.creditor.organisation.name,
            "address": address,
        }
        for one, address in promises
    ]
    return _letter(subject, "pressing", lines=lines, duties=duties, help_line=duty_help())
