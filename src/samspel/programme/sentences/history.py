"""What was done to a timetable, by whom and how long ago, in plain words."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from samspel.programme.models import Change
from samspel.programme.types import Happening, Said, Verb
from samspel.wording import clock, short_day


@dataclass(frozen=True, slots=True)
class Names:
    """What the rows are called that changes of a timetable speak of; rows that have gone are missing."""

    performances: Mapping[int, str]
    stages: Mapping[int, str]
    nights: Mapping[int, date]
    acts: Mapping[int, str] = field(default_factory=dict)

    def event(self, facts: Mapping[str, Any]) -> str:
        return event_sentence(facts, self.acts.get(facts["act"]) or _("an act that has been removed"))

    def person(self, change: Change) -> str:
        return str(change.who) if change.who else _("Somebody")

    def set_name(self, performance: int) -> str:
        return self.performances.get(performance) or _("a set that has been removed")

    def moment(self, prefix: str, spot: Mapping[str, Any] | None) -> dict[str, str]:
        """Name a plain spot: the values of a sentence, each with a prefix."""
        if spot is None:
            return {}
        night = self.nights.get(spot["night"])
        return {
            f"{prefix}where": self.stages.get(spot["stage"]) or _("a stage that has been removed"),
            f"{prefix}day": short_day(night) if night else "–",
            f"{prefix}start": clock(spot["start_minute"]),
            f"{prefix}end": clock(spot["start_minute"] + spot["minutes"]),
            f"{prefix}minutes": str(spot["minutes"]),
        }


def edit_sentence(change: Change, names: Names) -> str:
    """Say who did what to a timetable."""
    values: dict[str, Any] = {"who": names.person(change), **change.details}
    if change.target is not None and change.verb in (Verb.UNDO, Verb.REDO, Verb.REVERT):
        values.update(number=change.target.number, what=edit_sentence(change.target, names))
        return _back_templates()[change.verb] % values
    keys = sorted(int(key) for key in change.after)
    if change.verb == Verb.REPAIR:
        return _repair_sentence(len(keys), {**values, "event": names.event(change.details["event"])})
    if change.verb in (Verb.SWAP, Verb.SHIFT, Verb.IMPORT):
        values.update(set=names.set_name(change.details.get("first", keys[0])), other=names.set_name(keys[-1]))
        return _several_sentence(change.verb, len(keys), values)
    if not keys:
        return _scenario_templates()[change.verb] % {"former_name": "", **values}
    values["set"] = names.set_name(keys[0])
    values |= names.moment("old_", change.before[str(keys[0])]) | names.moment("", change.after[str(keys[0])])
    return _one_templates()[change.verb] % values


def _one_templates() -> dict[str, str]:
    return {
        Verb.PLACE: _("%(who)s placed %(set)s: %(where)s, %(day)s %(start)s."),
        Verb.MOVE: _(
            "%(who)s moved %(set)s from %(old_where)s, %(old_day)s %(old_start)s to %(where)s, %(day)s %(start)s."
        ),
        Verb.LENGTH: _("%(who)s changed the length of %(set)s from %(old_minutes)s to %(minutes)s minutes."),
        Verb.PIN: _("%(who)s pinned %(set)s: %(where)s, %(day)s %(start)s."),
        Verb.UNPIN: _("%(who)s unpinned %(set)s."),
        Verb.PENCIL: _("%(who)s pencilled %(set)s in: it is not published until it is confirmed."),
        Verb.CONFIRM: _("%(who)s confirmed %(set)s."),
        Verb.UNPLACE: _("%(who)s took %(set)s out: it was on %(old_where)s, %(old_day)s %(old_start)s."),
    }


def _several_sentence(verb: str, sets: int, values: Mapping[str, Any]) -> str:
    values = {**values, "n": sets}
    if verb == Verb.SWAP:
        return _("%(who)s let %(set)s and %(other)s change places.") % values
    if verb == Verb.SHIFT:
        return (
            ngettext(
                "%(who)s shifted %(set)s by %(minutes)d minutes.",
                "%(who)s shifted %(set)s and what comes after it, %(n)d sets in all, by %(minutes)d minutes.",
                sets,
            )
            % values
        )
    return (
        ngettext(
            "%(who)s imported “%(name)s”, which placed, moved or removed %(n)d set.",
            "%(who)s imported “%(name)s”, which placed, moved or removed %(n)d sets.",
            sets,
        )
        % values
    )


def _repair_sentence(sets: int, values: Mapping[str, Any]) -> str:
    template = ngettext(
        "%(who)s mended the timetable (%(event)s): %(n)d set was moved or taken out.",
        "%(who)s mended the timetable (%(event)s): %(n)d sets were moved or taken out.",
        sets,
    )
    return template % {**values, "n": sets}


def event_sentence(event: Mapping[str, Any], act: str) -> str:
    """Say what has happened, without a full stop; `event` is as `event_facts` returns it."""
    values = {**event, "act": act, "day": short_day(event["night"]) if event["night"] else ""}
    values |= {name: clock(event[name]) for name in ("begin", "end") if event[name] is not None}
    return _event_template(event) % values


def _event_template(event: Mapping[str, Any]) -> str:
    if event["what"] == Happening.CANCEL:
        return _("%(act)s has cancelled")
    if event["what"] == Happening.SHORT:
        return _("%(day)s ends at %(begin)s")
    if event["what"] == Happening.TIMES:
        if event["begin"] is not None and event["end"] is not None:
            return _("%(act)s can play on %(day)s only between %(begin)s and %(end)s")
        if event["begin"] is not None:
            return _("%(act)s comes late on %(day)s: it can play from %(begin)s")
        return _("%(act)s leaves early on %(day)s: it can play until %(end)s")
    if event["begin"] is None:
        return _("%(where)s is closed on %(day)s") if event["night"] else _("%(where)s is closed on every night")
    if event["night"]:
        return _("%(where)s closes at %(begin)s on %(day)s")
    return _("%(where)s closes at %(begin)s on every night")


def _scenario_templates() -> dict[str, str]:
    return {
        Verb.PLAN: _("%(who)s applied a plan: “%(name)s” came into use."),
        Verb.USE: _("%(who)s took “%(name)s” into use."),
        Verb.COPY: _("%(who)s copied this scenario from “%(name)s”."),
    }


def _back_templates() -> dict[str, str]:
    return {
        Verb.UNDO: _("%(who)s undid change %(number)d: “%(what)s”"),
        Verb.REDO: _("%(who)s did change %(number)d again: “%(what)s”"),
        Verb.REVERT: _("%(who)s reverted change %(number)d: “%(what)s”"),
    }


def ago_sentence(said: Said, now: datetime) -> str:
    """Say what was done and how long ago."""
    return _("%(what)s (%(ago)s)") % {"what": said.sentence, "ago": ago((now - said.at).total_seconds())}


def ago(seconds: float) -> str:
    """Say how long ago something was, as people do."""
    whole = max(0, int(seconds))
    for size, name in (
        (86400, ngettext("%(n)d day ago", "%(n)d days ago", whole // 86400)),
        (3600, ngettext("%(n)d hour ago", "%(n)d hours ago", whole // 3600)),
        (60, ngettext("%(n)d minute ago", "%(n)d minutes ago", whole // 60)),
    ):
        if whole >= size:
            return name % {"n": whole // size}
    return ngettext("%(n)d second ago", "%(n)d seconds ago", whole) % {"n": whole}
