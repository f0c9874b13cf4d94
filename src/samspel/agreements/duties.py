"""Rules kept as data → what a venue likely has to ask for, notify and mind, with last dates. Help, not advice."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache
from pathlib import Path
from typing import Any

from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _

from samspel.agreements.types import DutyKind
from samspel.errors import BadInput, Problem

SHIPPED = Path(__file__).parent / "shipped" / "duties.toml"
MOST_RULES = 100
LANGUAGES = ("sv", "en")
BOOLEANS = ("public_place", "alcohol", "children")
NUMBERS = ("guests", "closes", "serves_until")
ASK, NEXT_YEAR_END = "ask", "next_year_end"
BEFORE = {"weeks_before": -7, "days_before": -1, "days_after": 1}

FACT_LABELS = {
    "public_place": gettext_lazy("whether it is a public place"),
    "alcohol": gettext_lazy("whether alcohol is served"),
    "children": gettext_lazy("the age limit"),
    "guests": gettext_lazy("the number on the fire sign"),
    "closes": gettext_lazy("the hours"),
    "serves_until": gettext_lazy("until when alcohol is served"),
}

Facts = Mapping[str, bool | int | None]
"""What is known of a venue at an edition; None: nobody has said."""


@dataclass(frozen=True, slots=True)
class Condition:
    """One fact that has to hold: it is so, or is at least or below a number."""

    fact: str
    test: str
    value: bool | int

    def holds(self, facts: Facts) -> bool | None:
        """Tell whether it holds; None where the fact is not known."""
        known = facts.get(self.fact)
        if known is None:
            return None
        if self.test == "least":
            return known >= self.value
        return known < self.value if self.test == "below" else known == self.value


@dataclass(frozen=True, slots=True)
class Source:
    """Where a rule was read, and when."""

    title: str
    address: str
    retrieved: date


@dataclass(frozen=True, slots=True)
class Rule:
    """What is owed to whom by when, where all conditions hold. `is_usual`: the date differs from place to place."""

    key: str
    kind: DutyKind
    conditions: tuple[Condition, ...]
    last: tuple[str, int] | None
    is_usual: bool
    words: Mapping[str, Mapping[str, str]]
    sources: tuple[Source, ...]

    def said(self, word: str) -> str:
        """Return `what`, `to` or `note` in the reader's language."""
        language = (get_language() or LANGUAGES[0])[:2]
        return self.words[language if language in self.words else LANGUAGES[0]][word]

    @property
    def what(self) -> str:
        return self.said("what")

    @property
    def to(self) -> str:
        return self.said("to")

    @property
    def note(self) -> str:
        return self.said("note")

    @property
    def is_asked(self) -> bool:
        """Whether there is a last day, but no source says when."""
        return self.last is not None and self.last[0] == ASK

    def unknown(self, facts: Facts) -> tuple[str, ...] | None:
        """Return the facts that are still to be said; none: it applies. None: it does not apply."""
        held = [(one.fact, one.holds(facts)) for one in self.conditions]
        if any(holds is False for _fact, holds in held):
            return None
        return tuple(dict.fromkeys(fact for fact, holds in held if holds is None))

    def last_date(self, first: date, last: date) -> date | None:
        """Return the last day for nights from `first` to `last`; None: every night, or it has to be asked for."""
        if self.last is None or self.is_asked:
            return None
        name, number = self.last
        if name == NEXT_YEAR_END:
            return date(last.year + 1, 12, 31)
        return (last if name == "days_after" else first) + timedelta(days=BEFORE[name] * number)


@cache
def shipped() -> tuple[Rule, ...]:
    """Return the rules that come with the product."""
    return rules_of(SHIPPED.read_text(encoding="utf-8"))[0]


def rules_for(own: str) -> tuple[Rule, ...]:
    """Return the shipped rules with what a place has changed, added and taken out. Raises `BadInput`."""
    changed, off = rules_of(own)
    mine = {one.key: one for one in changed}
    kept = [mine.pop(one.key, one) for one in shipped() if one.key not in off]
    return (*kept, *mine.values())


def rules_of(text: str) -> tuple[tuple[Rule, ...], frozenset[str]]:
    """Read rules as TOML: the rules, and the keys of those taken out. Raises `BadInput` naming each that is wrong."""
    try:
        found = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise BadInput([Problem(None, "TOML", str(error), _("Mend the line that is named."))]) from None
    rows = found.get("duty", [])
    if not isinstance(rows, list) or len(rows) > MOST_RULES or set(found) - {"duty"}:
        raise BadInput(
            [Problem(None, "duty", _("Write each rule under [[duty]], %(most)d at most.") % {"most": MOST_RULES}, "")]
        )
    rules, off, problems = [], set(), []
    for number, row in enumerate(rows, start=1):
        try:
            key = _text(row, "key")
            if row.get("off") is True:
                off.add(key)
            else:
                rules.append(_rule(key, row))
        except (ValueError, TypeError, AttributeError) as error:
            problems.append(Problem(number, "duty", str(error), _("See a shipped rule for how it is written.")))
    keys = [one.key for one in rules]
    problems += [Problem(None, key, _("stands there twice."), "") for key in dict.fromkeys(keys) if keys.count(key) > 1]
    if problems:
        raise BadInput(problems)
    return tuple(rules), frozenset(off)


def _rule(key: str, row: Mapping[str, Any]) -> Rule:
    if row.get("kind") not in DutyKind.values:
        raise ValueError(_("“kind” is one of %(kinds)s.") % {"kinds": ", ".join(DutyKind.values)})
    names = ("what", "to", "note")
    return Rule(
        key=key,
        kind=DutyKind(row["kind"]),
        conditions=tuple(_condition(name, value) for name, value in row.get("when", {}).items()),
        last=_last(row.get("last")),
        is_usual=row.get("is_usual", False) is True,
        words={code: {name: _text(row.get(code, {}), name) for name in names} for code in LANGUAGES},
        sources=_sources(row.get("source", [])),
    )


def _text(row: Mapping[str, Any], name: str) -> str:
    value = row.get(name)
    if not isinstance(value, str) or not value.strip() or len(value) > 1000:
        raise ValueError(_("“%(name)s” is missing, or is no text.") % {"name": name})
    return value.strip()


def _condition(name: str, value: Any) -> Condition:
    fact, sign, test = name.rpartition("_")
    if name in BOOLEANS and isinstance(value, bool):
        return Condition(name, "is", value)
    if sign and fact in NUMBERS and test in ("least", "below") and type(value) is int:
        return Condition(fact, test, value)
    raise ValueError(_("“%(name)s = %(value)s” is no condition.") % {"name": name, "value": value})


def _last(given: Any) -> tuple[str, int] | None:
    if given is None:
        return None
    ((name, value),) = given.items() if len(given) == 1 else [("", None)]
    if name in (ASK, NEXT_YEAR_END) and value is True:
        return name, 1
    if name in BEFORE and type(value) is int and 0 <= value <= 730:
        return name, value
    raise ValueError(_("“last” is %(names)s, or next_year_end or ask = true.") % {"names": ", ".join(BEFORE)})


def _sources(rows: Sequence[Mapping[str, Any]]) -> tuple[Source, ...]:
    found = [Source(_text(one, "title"), _text(one, "address"), one.get("retrieved", None)) for one in rows]
    for one in found:
        if not one.address.startswith("https://") or type(one.retrieved) is not date:
            raise ValueError(_("A source has an https address and the day it was read."))
    if not found:
        raise ValueError(_("A rule says where it was read: write a source."))
    return tuple(found)
