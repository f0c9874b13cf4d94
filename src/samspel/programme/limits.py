"""The festival's own rules, and what acts need and stages have → the engine's limits and bonds."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import partial

from samspel.engines import timetable as engine
from samspel.lineup.models import Act
from samspel.places.models import LAST_MINUTE, Stage
from samspel.programme.models import OwnRule
from samspel.programme.types import OwnKind, OwnTerms, RuleSet


@dataclass(frozen=True, slots=True)
class Rows:
    """What an instance's numbers stand for: the act of each set, the stages, and the row of each stage and night."""

    acts: Sequence[Act]
    stages: Sequence[Stage]
    stage_row: Mapping[int, int]
    night_row: Mapping[int, int]

    def sets_of(self, acts: Iterable[int], genres: Iterable[str]) -> tuple[int, ...]:
        """Return the sets of some acts, and of every act of some genres, however they are written."""
        keys, names = set(acts), {genre.casefold() for genre in genres}
        return tuple(
            row for row, act in enumerate(self.acts) if act.pk in keys or (act.genre and act.genre.casefold() in names)
        )


def limits_of(rows: Rows, rules: RuleSet, own: Iterable[OwnRule]) -> tuple[engine.Limit, ...]:
    """Return what limits where sets may be: what the office has said, what stages have, how loud they may be."""
    said = (_limit(rows, rule) for rule in own if rules.own and OwnKind(rule.kind).is_limit)
    return (
        *(limit for limit in said if limit is not None),
        *(_equipment(rows) if rules.equipment else ()),
        *(_loudness(rows) if rules.loudness else ()),
    )


def bonds_of(rows: Rows, rules: RuleSet, own: Iterable[OwnRule]) -> tuple[engine.Bond, ...]:
    """Return what sets are to be to each other."""
    said = (_bond(rows, rule) for rule in own if rules.own and not OwnKind(rule.kind).is_limit)
    return tuple(bond for bond in said if bond is not None)


def _limit(rows: Rows, rule: OwnRule) -> engine.Limit | None:
    terms = OwnTerms.of(rule.terms)
    sets = rows.sets_of(terms.acts, terms.genres)
    stages, nights = _known(terms.stages, rows.stage_row), _known(terms.nights, rows.night_row)
    if not sets or () in (stages, nights):  # what it was about has gone: nobody is bound, no stage closed for the rest
        return None
    until = LAST_MINUTE if terms.until_minute is None else terms.until_minute
    where = engine.Where(
        stages=stages,
        nights=nights,
        from_minute=terms.from_minute or 0,
        until_minute=max(until, (terms.from_minute or 0) + 1),
    )
    return engine.Limit(rule.name, sets, where, is_reserved=rule.kind == OwnKind.RESERVED, weight=rule.weight)


def _known(keys: Sequence[int], row: Mapping[int, int]) -> tuple[int, ...] | None:
    return tuple(row[key] for key in keys if key in row) if keys else None


def _bond(rows: Rows, rule: OwnRule) -> engine.Bond | None:
    terms = OwnTerms.of(rule.terms)
    sets, others = (
        rows.sets_of(terms.acts, terms.genres),
        rows.sets_of(terms.other_acts, terms.other_genres),
    )
    if rule.kind == OwnKind.BEFORE:
        others = tuple(row for row in others if row not in sets)
    is_two_sided = bool(terms.other_acts or terms.other_genres)
    if not sets or (is_two_sided and not others) or (rule.kind == OwnKind.BEFORE and not others):
        return None
    relation = engine.Relation(rule.kind)
    return engine.Bond(rule.name, relation, sets, others if is_two_sided else None, terms.minutes, rule.weight)


def _equipment(rows: Rows) -> Iterator[engine.Limit]:
    """What an act needs is on the stage, or nobody has said that it is not."""
    stages = rows.stages
    yield from _needed(rows, "piano", lambda act: act.needs_piano, [stage.has_piano is not False for stage in stages])
    yield from _needed(rows, "drums", lambda act: act.needs_drums, [stage.has_drums is not False for stage in stages])
    for size in sorted({act.stage_size for act in rows.acts if act.stage_size is not None}):
        large = [stage.size is None or stage.size >= size for stage in stages]
        yield from _needed(rows, f"size-{size}", partial(_needs_size, size), large)


def _needs_size(size: int, act: Act) -> bool:
    return act.stage_size == size


def _needed(rows: Rows, name: str, needs: Callable[[Act], bool], has: Sequence[bool]) -> Iterator[engine.Limit]:
    sets = tuple(row for row, act in enumerate(rows.acts) if needs(act))
    if sets and not all(has):
        good = tuple(row for row, is_good in enumerate(has) if is_good)
        yield engine.Limit(name, sets, engine.Where(stages=good), rule="equipment")


def _loudness(rows: Rows) -> Iterator[engine.Limit]:
    """Where a stage is to be quiet, by its whole night or from an hour on, only acts play that are not louder."""
    for number, stage in enumerate(rows.stages):
        stretches = ((stage.loudest, 0), (stage.late_loudest, stage.late_minute))
        for most, start in stretches:
            if most is None or start is None:
                continue
            quiet = tuple(row for row, act in enumerate(rows.acts) if act.loudness is None or act.loudness <= most)
            if len(quiet) < len(rows.acts):
                where = engine.Where(stages=(number,), from_minute=start)
                yield engine.Limit(str(most), quiet, where, is_reserved=True, rule="loudness")
