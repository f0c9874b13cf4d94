"""Values → the words of a mail, in the language of whoever gets it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from django.template.loader import render_to_string
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from samspel.ideas.models import Follower, Idea, Inbox, Turn
from samspel.ideas.sentences import turn_sentence


@dataclass(frozen=True, slots=True)
class Letter:
    """A mail's words, as plain text."""

    subject: str
    text: str


def _letter(subject: str, template: str, **context: object) -> Letter:
    return Letter(" ".join(subject.split()), render_to_string(f"ideas/mail/{template}.txt", context).strip() + "\n")


def confirm(follower: Follower, address: str) -> Letter:
    """Ask whether an address is the one of whoever left an idea, or wants to follow it."""
    subject = _("Confirm your idea for %(place)s") if follower.is_author else _("Follow an idea for %(place)s")
    return _letter(subject % {"place": follower.idea.inbox}, "confirm", follower=follower, address=address)


def news(follower: Follower, turns: Sequence[Turn], address: str) -> Letter:
    """Tell of what has happened to an idea since the last mail."""
    subject = _("What becomes of “%(idea)s”") % {"idea": follower.idea}
    said = [turn_sentence(one) for one in turns]
    return _letter(subject, "news", follower=follower, said=said, address=address)


def alone(inbox: Inbox, ideas: Sequence[Idea], address: str) -> Letter:
    """Remind of ideas that nobody looks after."""
    subject = ngettext(
        "%(n)d idea for %(place)s has had no caretaker for a week",
        "%(n)d ideas for %(place)s have had no caretaker for a week",
        len(ideas),
    ) % {"n": len(ideas), "place": inbox}
    return _letter(subject, "alone", inbox=inbox, ideas=ideas, address=address)
