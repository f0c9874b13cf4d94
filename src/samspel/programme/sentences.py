"""What the checker found and what changed between versions, in the reader's language."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from samspel.engines.timetable import Violation
from samspel.wording import clock, short_day

RULES = {
    "never": gettext_lazy("The act cannot at all"),
    "outside_opening": gettext_lazy("Outside the stage's hours"),
    "overlap": gettext_lazy("Two acts at once on a stage"),
    "changeover": gettext_lazy("Too little time for the changeover"),
    "unavailable": gettext_lazy("The act cannot then"),
    "members": gettext_lazy("Somebody in two places"),
    "repeats": gettext_lazy("Two sets of an act too alike"),
    "pin_moved": gettext_lazy("A pin is not kept"),
    "unplaced": gettext_lazy("Without a place"),
}


def problem_sentence(violation: Violation, nights: Sequence[date]) -> str:
    """Say who cannot play where and when, why, and what is in the way."""
    values = {**violation.params, **_night_names(violation.params, nights)}
    return _templates()[violation.rule, str(violation.params.get("reason", ""))] % values


def _night_names(params: Mapping[str, Any], nights: Sequence[date]) -> dict[str, str]:
    def name(row: Any) -> str:
        return short_day(nights[row]) if isinstance(row, int) and 0 <= row < len(nights) else str(row)

    return {key: name(value) for key, value in params.items() if key in ("night", "pinned_night", "other_night")}


def _templates() -> dict[tuple[str, str], str]:
    return {
        ("unplaced", ""): _(
            "%(name)s has no place in the timetable: place it by hand, plan again, or widen the hours."
        ),
        ("pin_moved", "moved"): _(
            "%(name)s is pinned to %(pinned_stage)s at %(pinned)s on %(pinned_night)s, but plays at %(start)s on "
            "%(stage)s on %(night)s."
        ),
        ("pin_moved", "missing"): _(
            "%(name)s is pinned to %(pinned_stage)s at %(pinned)s on %(pinned_night)s, but has no place."
        ),
        ("outside_opening", "stage"): _("%(name)s cannot play on stage %(stage)s: there is no such stage."),
        ("outside_opening", "night"): _("%(name)s cannot play on night %(night)s: there is no such night."),
        ("outside_opening", "closed"): _(
            "%(name)s cannot play at %(start)s on %(stage)s on %(night)s: it is not open from %(start)s until %(end)s."
        ),
        ("unavailable", ""): _(
            "%(name)s cannot play at %(start)s on %(stage)s on %(night)s: the act is not available from %(start)s "
            "until %(end)s."
        ),
        ("overlap", ""): _(
            "%(name)s cannot play at %(start)s on %(stage)s on %(night)s: %(other)s is there until %(other_end)s."
        ),
        ("changeover", ""): _(
            "%(name)s cannot play at %(start)s on %(stage)s on %(night)s: %(other)s is there until %(other_end)s and "
            "the changeover takes %(minutes)d minutes."
        ),
        ("members", ""): _(
            "%(name)s cannot play at %(start)s on %(stage)s on %(night)s: somebody in it plays with %(other)s on "
            "%(other_stage)s until %(other_end)s and needs %(minutes)d minutes in between."
        ),
        ("repeats", "too_close"): _(
            "%(name)s cannot play at %(start)s on %(stage)s on %(night)s: the act plays on %(other_stage)s until "
            "%(other_end)s, and its sets are to be %(minutes)d minutes apart."
        ),
        ("repeats", "same_venue"): _(
            "%(name)s cannot play at %(start)s on %(stage)s on %(night)s: the act plays in the same venue at "
            "%(other_start)s that night."
        ),
    }


def never_sentence(act: str) -> str:
    """Say that an act has answered that it can play on no night."""
    return _(
        "%(act)s has said that it cannot play on any night: take its sets out, or write to it and correct the answer."
    ) % {"act": act}


def change_sentence(change: Mapping[str, Any]) -> str:
    """Say what changed for a set between two versions."""
    names = {
        "act": change["act"],
        **_moment("", change.get("after")),
        **_moment("old_", change.get("before")),
    }
    if change["kind"] == "added":
        return _("New: %(act)s, %(day)s %(start)s, %(where)s.") % names
    if change["kind"] == "removed":
        return _("Cancelled: %(act)s, %(old_day)s %(old_start)s, %(old_where)s.") % names
    return _("Moved: %(act)s, from %(old_day)s %(old_start)s, %(old_where)s to %(day)s %(start)s, %(where)s.") % names


def _moment(prefix: str, at: Mapping[str, Any] | None) -> dict[str, str]:
    if at is None:
        return {}
    where = f"{at['venue_name']}, {at['stage']}" if at["stage"] else at["venue_name"]
    return {
        f"{prefix}day": short_day(at["night"]),
        f"{prefix}start": clock(at["start"]),
        f"{prefix}where": where,
    }
