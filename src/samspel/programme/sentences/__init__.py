"""What the checker found and what changed between versions, in the reader's language."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from samspel.engines.timetable import Aim, Violation
from samspel.programme.rule_sentences import equipment_words
from samspel.wording import amount, night_clock, short_day

RULES = {
    "cancelled": gettext_lazy("The act has cancelled"),
    "never": gettext_lazy("The act cannot at all"),
    "outside_opening": gettext_lazy("Outside the stage's hours"),
    "overlap": gettext_lazy("Two acts at once on a stage"),
    "changeover": gettext_lazy("Too little time for the changeover"),
    "unavailable": gettext_lazy("The act cannot then"),
    "members": gettext_lazy("Somebody in two places"),
    "repeats": gettext_lazy("Two sets of an act too alike"),
    "equipment": gettext_lazy("What the act needs is not there"),
    "loudness": gettext_lazy("Too loud for the stage"),
    "own": gettext_lazy("Against a rule of the festival's own"),
    "pin_moved": gettext_lazy("A pin is not kept"),
    "unplaced": gettext_lazy("Without a place"),
}


def problem_sentence(violation: Violation, nights: Sequence[date]) -> str:
    """Say who cannot play where and when, why, and what is in the way."""
    values = {**violation.params, **_night_names(violation.params, nights)}
    if violation.rule == "equipment":
        values["own"] = equipment_words(str(violation.params["own"]))
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
        ("changeover", "heavy"): _(
            "%(name)s cannot play at %(start)s on %(stage)s on %(night)s: %(other)s is there until %(other_end)s, and "
            "between two acts with much to set up there must be %(minutes)d minutes."
        ),
        ("members", ""): _(
            "%(name)s cannot play at %(start)s on %(stage)s on %(night)s: somebody in it plays with %(other)s on "
            "%(other_stage)s until %(other_end)s and needs %(minutes)d minutes in between."
        ),
        ("repeats", "too_close"): _(
            "%(name)s cannot play at %(start)s on %(stage)s on %(night)s: the act plays on %(other_stage)s until "
            "%(other_end)s, and its sets are to be %(minutes)d minutes apart."
        ),
        ("repeats", "venue_again"): _(
            "%(name)s cannot play at %(start)s on %(stage)s on %(night)s: the act plays in the same venue on "
            "%(other_night)s."
        ),
        ("repeats", "too_far"): _(
            "%(name)s cannot play on %(night)s: the act plays on %(other_night)s, and its sets are to be at most "
            "%(minutes)d nights apart."
        ),
        ("repeats", "same_venue"): _(
            "%(name)s cannot play at %(start)s on %(stage)s on %(night)s: the act plays in the same venue at "
            "%(other_start)s that night."
        ),
        ("own", "alone"): _(
            "%(name)s cannot play at %(start)s on %(stage)s on %(night)s: the festival's own rule “%(own)s” forbids it."
        ),
        ("own", "pair"): _(
            "%(name)s cannot play at %(start)s on %(stage)s on %(night)s while %(other)s plays at %(other_start)s on "
            "%(other_stage)s on %(other_night)s: the festival's own rule “%(own)s” forbids it."
        ),
        ("equipment", "alone"): _("%(name)s cannot play on %(stage)s: it needs %(own)s, and there is none."),
        ("loudness", "alone"): _(
            "%(name)s cannot play at %(start)s on %(stage)s on %(night)s: it is louder than %(own)s, which is the most "
            "the stage allows then."
        ),
    }


def never_sentence(act: str) -> str:
    """Say that an act has answered that it can play on no night."""
    return _(
        "%(act)s has said that it cannot play on any night: take its sets out, or write to it and correct the answer."
    ) % {"act": act}


def cancelled_sentence(act: str) -> str:
    """Say that an act has cancelled and still has a place."""
    return _("%(act)s has cancelled but has a place: take its sets out, or say that it plays after all.") % {"act": act}


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


def after_sentence(change: Mapping[str, Any]) -> str:
    """Say where a set is now, and nothing of where it was."""
    return _("%(act)s: %(day)s %(start)s, %(where)s.") % {"act": change["act"], **_moment("", change["after"])}


def _moment(prefix: str, at: Mapping[str, Any] | None) -> dict[str, str]:
    if at is None:
        return {}
    where = f"{at['venue_name']}, {at['stage']}" if at["stage"] else at["venue_name"]
    return {
        f"{prefix}day": short_day(at["night"]),
        f"{prefix}start": night_clock(at["night"], at["start"]),
        f"{prefix}where": where,
    }


def aim_words(aim: Aim) -> tuple[str, str]:
    """Return what a repair is called and what it is best at."""
    return {
        Aim.MOVES: (_("Fewest moves"), _("Only what must move is moved, each to where it costs least.")),
        Aim.DELEGATES: (
            _("Best for delegates"),
            _("What delegates get to see counts most; at most three more sets move."),
        ),
        Aim.VISITORS: (
            _("Best for visitors"),
            _("What people have starred and get to see counts most; at most three more sets move."),
        ),
        Aim.VENUE: (
            _("Best for the venue"),
            _("As many guests as possible where something fell away; at most three more sets move."),
        ),
        Aim.ROOMS: (
            _("Best for the rooms"),
            _("The venue has no hours left, so acts fit rooms as well as they can; at most three more sets move."),
        ),
    }[aim]


def rooms_sentence(persons: float | None) -> str:
    """Say how a change fits acts and rooms, in persons outside or missing; nothing where nobody counted."""
    if persons is None:
        return ""
    n = round(abs(persons))
    if not n:
        return _("Rooms fit as well as before.")
    if persons > 0:
        return ngettext(
            "Rooms fit worse, by %(n)s person outside or missing.",
            "Rooms fit worse, by %(n)s persons outside or missing.",
            n,
        ) % {"n": amount(n)}
    return ngettext(
        "Rooms fit better, by %(n)s person outside or missing.",
        "Rooms fit better, by %(n)s persons outside or missing.",
        n,
    ) % {"n": amount(n)}


def cost_words(persons: float) -> str:
    """Say what a place costs more than where the set is; less than one person is nothing."""
    n = round(abs(persons))
    if not n:
        return _("costs nothing more")
    better = ngettext("%(n)s person better", "%(n)s persons better", n)
    dearer = ngettext("%(n)s person dearer", "%(n)s persons dearer", n)
    return (better if persons < 0 else dearer) % {"n": amount(n)}


def editor_words() -> dict[str, str]:
    """Return what the editor's script says, in the reader's language; it fills the braces."""
    return {
        "picked": _("{set} is picked up. Arrow keys choose a place, Enter puts it there, Escape leaves it."),
        "place": _("{stage} {start}–{end}: {cost}."),
        "same": _("costs nothing more"),
        "better_one": _("{n} person better"),
        "better": _("{n} persons better"),
        "dearer_one": _("{n} person dearer"),
        "dearer": _("{n} persons dearer"),
        "nowhere": _("{set} may go nowhere on this night: {why}"),
        "blocked": _("Not there: {why}"),
        "full": _("every stage is taken or closed."),
        "left": _("{set} stays where it is."),
        "swap": _("{set} is to change places: choose another set with the arrow keys, Enter swaps, Escape leaves it."),
        "swap_with": _("Change places with {set}."),
        "later_stage": _("All that comes after can be shifted on its own stage only."),
        "length": _("{n} minutes"),
        "unreachable": _("The server cannot be reached. Nothing was changed; try again in a moment."),
    }


def visitor_words() -> dict[str, str]:
    """Return what scripts say on visitors' pages; `{…}` are filled in there."""
    return {
        "star": _("Star {act}"),
        "must": _("{act}: must see. Press for maybe"),
        "maybe": _("{act}: maybe. Press to leave it"),
        "short_must": _("must"),
        "short_maybe": _("maybe"),
        "add": _("Add to my night"),
        "walk": _("{n} min walk"),
        "no_walk": _("same place"),
        "gap": _("{n} min free"),
        "meanwhile": _("Time for:"),
        "towards": _("night towards {day}"),
        "needs_network": _("needs a network"),
        "news": _("There is a newer version of the programme."),
        "look": _("Look again"),
        "sum": _("{must} must, {maybe} maybe"),
        "plan": _("Your route: {seen} of {all} acts"),
        "plan_all": _("Your route: all {all} acts"),
        "plan_none": _("All that you starred is cancelled"),
        "left": _("Do not fit"),
        "clash": _("clashes with {act} {from}–{until}: {walk} min walk"),
        "calendar": _("The route as a calendar file"),
        "no_calendar": _("The calendar file needs a network."),
        "gone": _("{n} of the acts you starred are not in the programme any more."),
        "gone_one": _("{n} of the acts you starred is not in the programme any more."),
        "moved": _("{act}: now {now}, was {was}"),
        "cancelled": _("{act}: cancelled"),
        "back": _("{act}: plays after all, {now}"),
        "added": _("{act}: new set {now}"),
        "removed": _("{act}: no set {was} any more"),
        "arrived": _("The link holds {n} acts that you have not starred."),
        "arrived_one": _("The link holds {n} act that you have not starred."),
        "taken": _("{n} acts of the link are starred here now."),
        "taken_one": _("{n} act of the link is starred here now."),
        "unknown": _("{n} acts of the link are not in this programme."),
        "unknown_one": _("{n} act of the link is not in this programme."),
        "arrived_same": _("You have starred everything in this link."),
        "too_many": _("The link names more acts than a night has room for ({most}). Nothing was taken from it."),
        "full": _("That is more than {most} stars; leave some first."),
        "kept_not": _("This browser keeps nothing: the stars are gone when you close it. A link takes them along."),
        "copied": _("Copied."),
        "counted": _("Your stars are counted. Thank you."),
        "uncounted": _("Your stars are not counted any more."),
        "waits": _("Waits for a network."),
    }


def worker_words() -> dict[str, str]:
    """Return what a phone says where it shows what it keeps; `{…}` are filled in there."""
    return {
        "offline": _("Without network: the programme as it was {at}, version {version}."),
        "title": _("Not on this phone"),
        "lead": _("This phone holds no such page. It has these without a network:"),
    }
