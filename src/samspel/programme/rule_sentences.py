"""Rules and wishes in plain words: those of an edition with their numbers, and the festival's own."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from samspel.engines.timetable.score import OWN_PERSONS
from samspel.programme.models import OwnRule
from samspel.programme.types import NUMBERS, WEIGHTS, Knob, OwnKind, OwnTerms, RuleSet
from samspel.wording import amount, clock, percent, short_day

LEAST_SHARE = 0.0005
"""A smaller change in what visitors see is none."""


def rule_sentences(rules: RuleSet) -> list[str]:
    """Say which rules hold; those that are switched off are not mentioned."""
    said = {
        "opening": _("A set lies inside the hours of its stage."),
        "one_at_a_time": _("One act at a time plays on a stage."),
        "changeover": _(
            "The stage's changeover lies between two sets, and at least %(minutes)d minutes between two that need much "
            "set-up."
        )
        % {"minutes": rules.heavy_gap_minutes},
        "availability": _("An act plays only when it can."),
        "members": _("Nobody plays in two places: %(minutes)d minutes and the walk lie between.")
        % {"minutes": rules.rest_minutes},
        "repeats": " ".join(_repeat_sentences(rules)),
        "equipment": _("An act plays only where there is what it needs."),
        "loudness": _("No act is louder than its stage may be at that hour."),
        "pins": _("Pinned sets stay."),
    }
    return [sentence for name, sentence in said.items() if getattr(rules, name)]


def _repeat_sentences(rules: RuleSet) -> Iterator[str]:
    yield _("Between an act's two sets of one night lie %(minutes)d minutes.") % {"minutes": rules.repeat_gap_minutes}
    if rules.repeat_venue_once:
        yield _("No act plays twice in one venue.")
    elif rules.repeat_other_venue:
        yield _("They are in different venues.")
    nights = rules.repeat_nights_apart
    yield (
        ngettext("Its sets are at most %(n)d night apart.", "Its sets are at most %(n)d nights apart.", nights)
        % {"n": nights}
        if nights
        else _("Its sets are on one night.")
    )


def wish_sentences(rules: RuleSet) -> list[str]:
    """Say what is wished for and how much it weighs; a wish of weight 0 is not mentioned."""
    said = {
        "capacity": _("Rooms fit the audience that is expected"),
        "similar": _("Acts of one genre do not play at once"),
        "starred": _("People see as many of their favourites as can be; a delegate counts as %(n)s")
        % {"n": amount(rules.delegates)},
        "flow": _("Sets in a row on a stage are about as loud"),
        "floor": _("Each act can be seen by %(share)s %% of those who starred it, without another favourite lost")
        % {"share": amount(rules.floor_percent)},
    }
    return [
        _("%(wish)s (weight %(weight)s).")
        % {"wish": wish, "weight": amount(getattr(rules, name), _digits(rules, name))}
        for name, wish in said.items()
        if getattr(rules, name)
    ]


def _digits(rules: RuleSet, name: str) -> int:
    weight = float(getattr(rules, name))
    return 0 if weight.is_integer() else 2


@dataclass(frozen=True, slots=True)
class RuleNames:
    """What acts, stages and nights are called; those that have gone are missing."""

    acts: Mapping[int, str]
    stages: Mapping[int, str]
    nights: Mapping[int, date]

    def who(self, acts: Sequence[int], genres: Sequence[str]) -> str:
        """Name acts and genres."""
        names = [_("%(genre)s acts") % {"genre": genre} for genre in genres]
        return listed([*names, *(self.acts[key] for key in acts if key in self.acts)]) or _("(nobody any more)")

    def where(self, terms: OwnTerms) -> str:
        """Name stages, nights and hours."""
        parts = []
        if terms.stages:
            stages = [self.stages[key] for key in terms.stages if key in self.stages]
            parts.append(_("on %(stages)s") % {"stages": listed(stages) or _("(no stage any more)")})
        if terms.nights:
            nights = [short_day(self.nights[key]) for key in terms.nights if key in self.nights]
            parts.append(_("on %(nights)s") % {"nights": listed(nights) or _("(no night any more)")})
        return ", ".join([*parts, *_hours(terms)])


def _hours(terms: OwnTerms) -> Iterator[str]:
    hours = {"start": clock(terms.from_minute), "end": clock(terms.until_minute)}
    if terms.from_minute is not None and terms.until_minute is not None:
        yield _("from %(start)s until %(end)s") % hours
    elif terms.from_minute is not None:
        yield _("from %(start)s on") % hours
    elif terms.until_minute is not None:
        yield _("until %(end)s") % hours


def listed(names: Sequence[str]) -> str:
    """Write names as people list them: a, b and c."""
    if len(names) < 2:
        return "".join(names)
    return _("%(names)s and %(last)s") % {"names": ", ".join(names[:-1]), "last": names[-1]}


def own_sentence(rule: OwnRule, names: RuleNames) -> str:
    """Say what a rule of the festival's own demands, and how strongly."""
    terms, kind = OwnTerms.of(rule.terms), OwnKind(rule.kind)
    values = {
        "who": names.who(terms.acts, terms.genres),
        "others": names.who(terms.other_acts, terms.other_genres),
        "where": names.where(terms),
        "minutes": terms.minutes,
    }
    is_two_sided = bool(terms.other_acts or terms.other_genres)
    said = (_two_sided() if is_two_sided else _one_sided())[_sentence_key(kind, terms)] % values
    return f"{said[:1].upper()}{said[1:]} {strength_sentence(rule.weight)}"


def _sentence_key(kind: OwnKind, terms: OwnTerms) -> str:
    return "at_once" if kind == OwnKind.APART and not terms.minutes else str(kind)


def strength_sentence(weight: float | None) -> str:
    """Say whether it is a rule or a wish, and what a wish costs."""
    if weight is None:
        return _("Always.")
    persons = weight * OWN_PERSONS
    return _("A wish: each time it is not kept weighs as much as %(persons)s persons who miss a favourite.") % {
        "persons": amount(persons, 0 if float(persons).is_integer() else 1)
    }


def _one_sided() -> dict[str, str]:
    return {
        OwnKind.ONLY: _("%(who)s play only %(where)s."),
        OwnKind.RESERVED: _("only %(who)s play %(where)s."),
        "at_once": _("no two of these play at once: %(who)s."),
        OwnKind.APART: _("at least %(minutes)d minutes lie between any two of these on one night: %(who)s."),
        OwnKind.SAME_NIGHT: _("these play on the same night: %(who)s."),
        OwnKind.OTHER_NIGHT: _("at most one of these plays on a night: %(who)s."),
        OwnKind.OTHER_STAGE: _("at most one of these plays on a stage: %(who)s."),
        OwnKind.BEFORE: _("%(who)s come first."),
        OwnKind.NOT_NEXT: _("no two of these play right after each other on a stage: %(who)s."),
    }


def _two_sided() -> dict[str, str]:
    return {
        **_one_sided(),
        "at_once": _("%(who)s do not play at the same time as %(others)s."),
        OwnKind.APART: _("at least %(minutes)d minutes lie between %(who)s and %(others)s on one night."),
        OwnKind.SAME_NIGHT: _("%(who)s play on the same night as %(others)s."),
        OwnKind.OTHER_NIGHT: _("%(who)s do not play on the same night as %(others)s."),
        OwnKind.OTHER_STAGE: _("%(who)s do not play on the same stage as %(others)s."),
        OwnKind.BEFORE: _("%(who)s have played before %(others)s begin."),
        OwnKind.NOT_NEXT: _("%(who)s do not play right before or after %(others)s on a stage."),
    }


def equipment_words(name: str) -> str:
    """Say what is missing on a stage, by the limit's name."""
    return {
        "piano": _("a piano"),
        "drums": _("a drum kit"),
        "size-2": _("a stage of medium size"),
        "size-3": _("a large stage"),
    }.get(name, _("a larger stage"))


def knob_names() -> dict[str, str]:
    """Name what can be looked into: rules as what they demand, wishes as what is wished for."""
    return {
        "members": _("Nobody plays in two places"),
        "repeats": _("An act's sets are spread"),
        "repeat_other_venue": _("An act's sets of one night are in different venues"),
        "repeat_venue_once": _("No act plays twice in one venue"),
        "changeover": _("The changeover lies between two sets"),
        "availability": _("An act plays only when it can"),
        "equipment": _("An act plays only where there is what it needs"),
        "loudness": _("No act is louder than its stage may be"),
        "rest_minutes": _("Minutes of rest between two sets of one person"),
        "repeat_gap_minutes": _("Minutes between an act's sets of one night"),
        "repeat_nights_apart": _("Most nights between an act's sets"),
        "heavy_gap_minutes": _("Minutes between two acts with much set-up"),
        "capacity": _("Wish: rooms that fit"),
        "similar": _("Wish: similar acts not at once"),
        "starred": _("Wish: favourites that people can fit in"),
        "flow": _("Wish: about as loud as the set before"),
        "floor": _("Wish: nobody plays for no one"),
        "delegates": _("What a delegate counts as"),
    }


def knob_name(turned: Mapping[str, Any]) -> str:
    """Name what was looked into."""
    return str(turned["own"]) or knob_names()[turned["knob"]]


def seen_names() -> dict[str, str]:
    """Name whose share of their favourites is looked at."""
    return {
        "seen": _("all visitors"),
        "worst_tenth": _("the tenth who see least"),
        "delegates": _("delegates"),
    }


def value_words(knob: Knob, point: Mapping[str, Any]) -> str:
    """Say at which value a point stands; the one that holds now is marked."""
    value = float(point["value"])
    if _is_number(knob, point):
        words = amount(value, 0 if value.is_integer() else 2)
    else:
        words = _("with it") if value else _("without it")
    return _("%(value)s (now)") % {"value": words} if point["is_now"] else words


def _is_number(knob: Knob, point: Mapping[str, Any]) -> bool:
    return knob in (*NUMBERS, *WEIGHTS, "delegates") or (knob.startswith("own-") and bool(point["is_wish"]))


def cost_sentence(turned: Mapping[str, Any], points: Sequence[Mapping[str, Any]]) -> str:
    """Say what a rule or wish costs: as it is now against the other end, in favourites, rooms and moves."""
    now = next((point for point in points if point["is_now"]), None)
    others = [point for point in points if not point["is_now"]]
    if now is None or not others:
        return _("It was stopped before there was anything to compare.")
    other = others[0]
    values = {
        "rule": knob_name(turned),
        "value": value_words(turned["knob"], other),
        "change": _change(now, other),
        "moves": _moves(other["moved"]),
        "share": percent(_more_seen(now, other), 1),
    }
    is_switch = not _is_number(turned["knob"], now)
    if is_switch and now["value"] and _more_seen(now, other) >= LEAST_SHARE:
        return _("“%(rule)s” costs %(share)s of what visitors wish for: without it %(moves)s.") % values
    if is_switch and not now["value"] and _more_seen(now, other) <= -LEAST_SHARE:
        values["share"] = percent(-_more_seen(now, other), 1)
        return _("“%(rule)s” would cost %(share)s of what visitors wish for: with it %(moves)s.") % values
    return _("“%(rule)s”, %(value)s: %(change)s, and %(moves)s.") % values


def _more_seen(now: Mapping[str, Any], other: Mapping[str, Any]) -> float:
    return float(other["seen"]["seen"] - now["seen"]["seen"]) if now["seen"] and other["seen"] else 0.0


def _change(now: Mapping[str, Any], other: Mapping[str, Any]) -> str:
    """Say what one value gives against another: in favourites where they are known, and in rooms."""
    persons = other["persons"]["capacity"] - now["persons"]["capacity"]
    worse, better = _("rooms fit %(n)s persons worse"), _("rooms fit %(n)s persons better")
    rooms = (worse if persons > 0 else better) % {"n": amount(abs(persons))}
    if not now["seen"] or not other["seen"]:
        return rooms
    return (
        f"{_seen_words(_more_seen(now, other))}, {rooms}" if abs(persons) >= 1 else _seen_words(_more_seen(now, other))
    )


def _seen_words(share: float) -> str:
    if abs(share) < LEAST_SHARE:
        return _("visitors see as much of what they wish for")
    if share > 0:
        return _("visitors see %(share)s more of what they wish for") % {"share": percent(share, 1)}
    return _("visitors see %(share)s less of what they wish for") % {"share": percent(-share, 1)}


def _moves(sets: int) -> str:
    if not sets:
        return _("no set needs to move")
    return ngettext("%(n)d set is elsewhere", "%(n)d sets are elsewhere", sets) % {"n": sets}
