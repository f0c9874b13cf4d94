"""Values → the words of a mail, in the language of the agreement."""

from __future__ import annotations

from dataclasses import dataclass

from django.template.loader import render_to_string
from django.utils.translation import gettext as _

from samspel.agreements.models import Signatory, Version


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
