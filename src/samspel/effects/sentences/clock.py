"""What was said of hours around summer time, in plain words."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from django.utils.translation import gettext as _

from samspel.effects.types import Times, Twice

MOST_NAMED = 8


def clock_told(plain: Mapping[str, Any]) -> list[str]:
    """Return what was said of a file's hours, as a revision keeps it, a sentence each."""
    told = []
    if plain and plain["times"] != Times.LOCAL:
        words = {
            Times.UTC: _("The file's times are UTC; here they are those of the clock in %(zone)s."),
            Times.STANDARD: _(
                "The file's times are standard time all the year; here they are those of the clock in %(zone)s."
            ),
        }
        told.append(words[Times(plain["times"])] % plain)
    if plain and plain["hours"]:
        words_of = {
            Twice.ADD: _("The clocks go back, and the hour runs twice: both are added together in %(hours)s."),
            Twice.MEAN: _("The clocks go back, and the hour runs twice: their mean stands in %(hours)s."),
        }
        told.append(words_of[Twice(plain["twice"])] % {"hours": ", ".join(plain["hours"])})
    if doubled := plain.get("doubled"):
        shown = ", ".join(doubled[:MOST_NAMED]) + (" …" if len(doubled) > MOST_NAMED else "")
        of_two = _("The file holds more than one figure for %(periods)s, and none of them is used.")
        told.append(of_two % {"periods": shown})
    return told


def skipped_told(periods: Sequence[str], zone: str) -> str:
    """Say that there are figures of hours that no clock can have shown."""
    return _(
        "There are figures for %(hours)s, which never was on the clock of %(zone)s: there the clocks go forward. Times "
        "in UTC or standard time have that hour. If these are, load the file again and say so."
    ) % {"hours": ", ".join(periods), "zone": zone}
