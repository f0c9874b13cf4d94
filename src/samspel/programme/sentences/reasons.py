"""Why a set is where it is, or has no place: the engine's facts and prices in the reader's language."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from samspel.engines import timetable as engine
from samspel.engines.timetable import explain
from samspel.engines.timetable.score import QUARTERS
from samspel.programme.rule_sentences import equipment_words
from samspel.programme.sentences import cost_words
from samspel.wording import amount, clock, short_day

NAMED = 6
"""How many things are named one by one; of more the first few are, and the rest is counted."""


@dataclass(frozen=True, slots=True)
class Line:
    """A sentence and where what it says can be changed: a kind of page and a row of the problem."""

    sentence: str
    kind: str = ""
    row: int | None = None


class Speaker:
    """Speaks of one problem: its sets and stages by name, its nights by date."""

    def __init__(self, problem: engine.Problem, nights: Sequence[date | None]) -> None:
        self.problem, self.nights = problem, nights

    def name(self, row: int) -> str:
        return self.problem.performances[row].name

    def day(self, night: int) -> str:
        """Say a night; one that has been removed since is a number."""
        known = self.nights[night] if night < len(self.nights) else None
        return short_day(known) if known is not None else str(night + 1)

    def where(self, at: engine.Placement) -> str:
        """Say a place: Kajen, Fri 4 Sep 21:00."""
        values = {"stage": self.problem.stages[at.stage].name, "day": self.day(at.night), "at": clock(at.start_minute)}
        return _("%(stage)s, %(day)s %(at)s") % values

    # ——— facts in conflict

    def headline(self, conflict: explain.Conflict) -> str:
        """Say what cannot be."""
        rows = conflict.performances
        if len(rows) == 1:
            return _("%(set)s cannot be placed, whatever else is moved. This forbids it together:") % {
                "set": self.name(rows[0])
            }
        return ngettext(
            "These %(n)d sets cannot all be placed, whatever is moved: at least %(out)d of them has to be left out. "
            "This forbids it together:",
            "These %(n)d sets cannot all be placed, whatever is moved: at least %(out)d of them have to be left out. "
            "This forbids it together:",
            conflict.least_out,
        ) % {"n": len(rows), "out": conflict.least_out}

    def footnote(self, conflict: explain.Conflict) -> str:
        """Say what can be done about it."""
        if conflict.is_irreducible:
            return _("Each of these is needed for that: change any one of them, and this no longer stands in the way.")
        return _("The count is proved. Not every one of these needs to be part of it.")

    def facts(self, conflict: explain.Conflict) -> list[Line]:
        """Say each fact, those of a kind together where they are many."""
        by_rule: dict[str, list[explain.Fact]] = {}
        for fact in conflict.facts:
            by_rule.setdefault(fact.rule, []).append(fact)
        pinned = {fact.performances for fact in by_rule.get("pin", ())}
        by_rule["set"] = [fact for fact in by_rule.get("set", ()) if fact.performances not in pinned]
        return [line for rule, say in self._sayings().items() if by_rule.get(rule) for line in say(by_rule[rule])]

    def _sayings(self) -> dict[str, Callable[[list[explain.Fact]], Iterable[Line]]]:
        return {
            "set": self._sets,
            "pin": self._pins,
            "availability": self._availability,
            "slots": self._slots,
            "hours": self._hours,
            "one_at_a_time": lambda _facts: [Line(_("A stage has one act at a time."))],
            "changeover": self._changeovers,
            "heavy": self._heavy,
            "members": self._members,
            "repeat_gap": self._repeats,
            "repeat_venue": self._repeats,
            "repeat_nights": self._repeats,
            "own": self._own,
            "equipment": self._needs,
            "loudness": self._needs,
        }

    def _sets(self, facts: list[explain.Fact]) -> Iterator[Line]:
        rows = [fact.performances[0] for fact in facts]
        if len(rows) <= NAMED:
            for row in rows:
                n = self.problem.performances[row].minutes
                text = ngettext("%(set)s is to play for %(n)d minute.", "%(set)s is to play for %(n)d minutes.", n)
                yield Line(text % {"set": self.name(row), "n": n}, "set", row)
            return
        yield Line(
            _("%(n)s sets are to be played, %(minutes)s minutes in all: %(names)s and %(more)s more.")
            % {
                "n": amount(len(rows)),
                "minutes": amount(sum(self.problem.performances[row].minutes for row in rows)),
                "names": ", ".join(self.name(row) for row in rows[:NAMED]),
                "more": amount(len(rows) - NAMED),
            }
        )

    def _pins(self, facts: list[explain.Fact]) -> Iterator[Line]:
        for fact in facts:
            (row,) = fact.performances
            pin = self.problem.performances[row].pin
            assert pin is not None  # noqa: S101 - the engine names pins that there are
            at = engine.Placement(pin.stage, pin.night, pin.start_minute)
            values = {
                "set": self.name(row),
                "place": self.where(at),
                "end": clock(self.problem.end_minute(row, at.stage, at.night, at.start_minute)),
            }
            yield Line(_("%(set)s is pinned to %(place)s–%(end)s.") % values, "set", row)

    def _availability(self, facts: list[explain.Fact]) -> Iterator[Line]:
        if len(facts) > NAMED:
            n = len(facts)
            yield Line(
                ngettext("%(n)d act can play at some times only.", "%(n)d acts can play at some times only.", n)
                % {"n": n},
                "acts",
            )
            return
        for fact in facts:
            row = fact.performances[0]
            windows = self.problem.performances[row].windows or ()
            said = "; ".join(
                f"{self.day(one.night)} {clock(one.from_minute)}–{clock(one.until_minute)}" for one in windows[:NAMED]
            )
            act = self.problem.performances[row].name
            if not windows:
                yield Line(_("%(act)s cannot play on any night.") % {"act": act}, "act", row)
            else:
                yield Line(_("%(act)s can play only %(when)s.") % {"act": act, "when": said}, "act", row)

    def _slots(self, facts: list[explain.Fact]) -> Iterator[Line]:
        for fact in facts[:NAMED]:
            row = fact.performances[0]
            n = len(self.problem.performances[row].slots or ())
            text = ngettext("%(set)s may only have %(n)d slot.", "%(set)s may only have %(n)d slots.", n)
            yield Line(text % {"set": self.name(row), "n": n}, "set", row)

    def _hours(self, facts: list[explain.Fact]) -> Iterator[Line]:
        """Each night once where all stages are meant, else stage by stage."""
        by_night: dict[int, list[int]] = {}
        for fact in facts:
            if fact.night is not None and fact.stage is not None:
                by_night.setdefault(fact.night, []).append(fact.stage)
        for night, stages in sorted(by_night.items()):
            if len(stages) == len(self.problem.stages) > 1:
                yield Line(self._all_open(night), "stages")
                continue
            for stage in stages[:NAMED]:
                yield Line(self._open(night, stage), "stage", stage)
            if len(stages) > NAMED:
                n = len(stages) - NAMED
                text = ngettext("On %(day)s %(n)d more stage.", "On %(day)s %(n)d more stages.", n)
                yield Line(text % {"day": self.day(night), "n": n}, "stages")

    def _all_open(self, night: int) -> str:
        times = [(one.opens_minute, one.closes_minute) for one in self.problem.openings if one.night == night]
        if not times:
            return _("On %(day)s no stage is open.") % {"day": self.day(night)}
        opens, closes = min(opens for opens, _closes in times), max(closes for _opens, closes in times)
        return _("On %(day)s the stages are open %(times)s at most.") % {
            "day": self.day(night),
            "times": f"{clock(opens)}–{clock(closes)}",
        }

    def _open(self, night: int, stage: int) -> str:
        values = {"day": self.day(night), "stage": self.problem.stages[stage].name}
        times = sorted(
            (one.opens_minute, one.closes_minute)
            for one in self.problem.openings
            if (one.night, one.stage) == (night, stage)
        )
        if not times:
            return _("On %(day)s %(stage)s is closed.") % values
        values["times"] = ", ".join(f"{clock(opens)}–{clock(closes)}" for opens, closes in times)
        return _("On %(day)s %(stage)s is open %(times)s.") % values

    def _changeovers(self, facts: list[explain.Fact]) -> Iterator[Line]:
        if len(facts) > NAMED:
            yield Line(_("The stage's changeover lies between two sets."), "stages")
            return
        for fact in facts:
            assert fact.stage is not None  # noqa: S101 - a changeover is a stage's
            stage = self.problem.stages[fact.stage]
            n = stage.changeover_minutes
            text = ngettext(
                "The changeover on %(stage)s takes %(n)d minute.", "The changeover on %(stage)s takes %(n)d minutes.", n
            )
            yield Line(text % {"stage": stage.name, "n": n}, "stage", fact.stage)

    def _heavy(self, _facts: list[explain.Fact]) -> Iterator[Line]:
        n = self.problem.rules.heavy_gap_minutes
        text = ngettext(
            "Between two acts with much to set up lies %(n)d minute.",
            "Between two acts with much to set up lie %(n)d minutes.",
            n,
        )
        yield Line(text % {"n": n})

    def _own(self, facts: list[explain.Fact]) -> Iterator[Line]:
        for fact in facts[:NAMED]:
            yield Line(_("A rule of the festival's own is to be kept: “%(own)s”.") % {"own": fact.own})

    def _needs(self, facts: list[explain.Fact]) -> Iterator[Line]:
        for fact in facts[:NAMED]:
            (row,) = fact.performances
            if fact.rule == "equipment":
                text = _("%(set)s needs %(own)s.") % {"set": self.name(row), "own": equipment_words(fact.own)}
            else:
                text = _("%(set)s is louder than %(own)s, which some stages do not allow.") % {
                    "set": self.name(row),
                    "own": fact.own,
                }
            yield Line(text, "act", row)

    def _members(self, facts: list[explain.Fact]) -> Iterator[Line]:
        n = self.problem.rules.rest_minutes
        for fact in facts[:NAMED]:
            one, two = fact.performances
            values = {"one": self.name(one), "two": self.name(two), "n": n}
            if self.problem.performances[one].act == self.problem.performances[two].act:
                yield Line(_("%(one)s and %(two)s are one act: %(n)d minutes and the walk lie between.") % values)
            else:
                text = _("Somebody plays in both %(one)s and %(two)s: %(n)d minutes and the walk lie between.")
                yield Line(text % values, "act", one)

    def _repeats(self, facts: list[explain.Fact]) -> Iterator[Line]:
        rules = self.problem.rules
        said = {
            "repeat_gap": _("%(one)s and %(two)s are one act: %(gap)d minutes lie between, if it is on one night."),
            "repeat_nights": _("%(one)s and %(two)s are one act: at most %(apart)d nights lie between."),
            "repeat_venue": _("%(one)s and %(two)s are one act: they are to be in different venues."),
        }
        for fact in facts[:NAMED]:
            one, two = (self.name(row) for row in fact.performances)
            values = {"one": one, "two": two, "gap": rules.repeat_gap_minutes, "apart": rules.repeat_nights_apart}
            yield Line(said[fact.rule] % values)

    # ——— prices

    def step(self, row: int, at: engine.Placement) -> str:
        """Say one move of a way."""
        return _("%(set)s to %(place)s") % {"set": self.name(row), "place": self.where(at)}

    def alternative(self, one: explain.Alternative) -> str:
        """Say a place and what it costs more."""
        return _("%(place)s: %(cost)s") % {"place": self.where(one.at), "cost": cost_words(one.cost / QUARTERS)}

    def parts(self, row: int, one: explain.Alternative) -> str:
        """Say what of that is what, and whom the set would meet there; nothing, where it costs nothing."""
        if not round(one.cost / QUARTERS):
            return ""
        what = {
            "capacity": self._room(row, one.at.stage),
            "starred": _("favourites that people cannot fit in"),
            "similar": _("acts of its genre at once"),
            "flow": _("steps of loudness on the stage"),
            "floor": _("fans that acts lack to their floor"),
            "own": _("wishes of the festival's own"),
        }
        persons = {name: getattr(one.parts, name) / QUARTERS for name in what}
        said = [
            _("%(what)s: %(cost)s") % {"what": what[name], "cost": cost_words(cost)}
            for name, cost in persons.items()
            if round(cost)
        ]
        if one.meetings and persons["starred"] + persons["similar"] > 0:
            names = ", ".join(self._met(met) for met in one.meetings)
            said.append(_("at the same time: %(names)s") % {"names": names})
        return " · ".join(said)

    def _room(self, row: int, stage: int) -> str:
        room, draw = self.problem.stages[stage].capacity_persons, self.problem.performances[row].draw_persons
        if room is None or draw is None:
            return _("the room")
        return _("the room (it holds %(room)s, %(draw)s are expected)") % {"room": amount(room), "draw": amount(draw)}

    def _met(self, met: explain.Meeting) -> str:
        if not met.people:
            return self.name(met.other)
        text = ngettext("%(set)s (%(n)d person starred both)", "%(set)s (%(n)d persons starred both)", met.people)
        return text % {"set": self.name(met.other), "n": met.people}

    def obstacle(self, one: explain.Obstacle) -> str:
        """Say a better place and what forbids it."""
        why = {
            "overlap": _("%(other)s is there then"),
            "changeover": _("there is too little time for the changeover beside %(other)s"),
            "members": _("somebody in it plays with %(other)s"),
            "repeats": _("the act plays another set too near in time or place, or too many nights away"),
            "unavailable": _("the act cannot then"),
        }.get(one.rule, _("a rule forbids it"))
        values = {
            "place": self.where(one.at),
            "cost": cost_words(-one.gain / QUARTERS),
            "why": why % {"other": self.name(one.other) if one.other is not None else ""},
        }
        return _("%(place)s would be %(cost)s, but %(why)s.") % values
