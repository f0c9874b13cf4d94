"""When an act can play, in the reader's language."""

from __future__ import annotations

from collections.abc import Sequence

from django.utils.translation import gettext as _

from samspel.lineup.types import ALL_NIGHT, Answer, DayPart, Extent, Windows, parts_of
from samspel.places.models import Night
from samspel.wording import clock, short_day


def summary(answer: Answer, nights: Sequence[Night]) -> str:
    """Say when somebody can play, in one sentence that needs no “you” and no “they”."""
    if answer.extent == Extent.ALWAYS:
        return _("Any time, all nights.")
    if answer.extent == Extent.NEVER:
        return _("Not at all, on no night.")
    days: dict[str, list[str]] = {}
    for night in nights:
        days.setdefault(night_words(answer.on(night.pk)), []).append(short_day(night.date))
    told = (_("%(day)s: %(when)s") % {"day": listed(group), "when": when} for when, group in days.items())
    return "; ".join(told) + "."


def night_words(windows: Windows) -> str:
    """Say when somebody can play on one night."""
    if windows == ALL_NIGHT:
        return str(Extent.ALWAYS.label)
    if not windows:
        return str(Extent.NEVER.label)
    parts = parts_of(windows)
    if parts is None:
        return listed([f"{clock(start)}–{clock(end)}" for start, end in windows])
    return listed([str(DayPart(part).label) for part in parts])


def listed(words: Sequence[str]) -> str:
    """Join words as a sentence does: a, b and c."""
    if len(words) < 2:
        return "".join(words)
    return _("%(first)s and %(last)s") % {"first": ", ".join(words[:-1]), "last": words[-1]}
