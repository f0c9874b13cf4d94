"""Place marketing: shares that would recommend, move, study; by year, with changes corrected for being many.

The more shares and years are compared, the more of them change by chance. Intervals of changes hold together at the
level asked for (Bonferroni); p-values are adjusted by Holm (1979). A p-value is the level at which a change's interval
reaches 0, so that interval and p-value never say different things. A year whose answers are erased is compared by what
was kept of its estimate, which tells a share's interval at any level.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import pairwise

import numpy as np

from samspel.engines.survey.estimate import Interval, estimate, share_interval
from samspel.engines.survey.intervals import apart
from samspel.engines.survey.problem import Design, Floats, Margin, UnusableProblem, column, refuse_level
from samspel.engines.survey.result import Estimate

SMALLEST = 1e-12
"""No p-value is said to be smaller: it is never 0."""


@dataclass(frozen=True, eq=False)
class Asked:
    """One question in one year: who said yes (0–1), of those who were asked it and answered."""

    name: str
    yes: Floats
    of: Floats
    wording: str = ""

    def __post_init__(self) -> None:
        object.__setattr__(self, "yes", column(self.name, self.yes, np.size(self.yes), least=0, most=1))
        object.__setattr__(self, "of", column(self.name, self.of, np.size(self.yes), least=0, most=1))
        outside = np.flatnonzero(self.yes > self.of)
        if outside.size:
            row = int(outside[0]) + 1
            raise UnusableProblem(
                "not_asked", f"{self.name}: answer {row} says yes but is not of those asked; mend one of them.", row=row
            )


@dataclass(frozen=True, eq=False)
class Wave:
    """One year's survey, with the weights in use."""

    year: int
    design: Design
    weights: Floats
    asked: Sequence[Asked]
    margins: Sequence[Margin] = field(default_factory=tuple)

    def __post_init__(self) -> None:
        object.__setattr__(self, "weights", column("weights", self.weights, self.design.weights.size, least=0))
        object.__setattr__(self, "asked", tuple(self.asked))
        for one in self.asked:
            column(one.name, one.yes, self.design.weights.size)
        _refuse_same_question(self)


@dataclass(frozen=True)
class Kept:
    """A question's share in a year whose answers are erased: what was kept of its estimate."""

    name: str
    share: float
    effective: float  # answers of an even sample that would be as sure
    degrees: float
    answers: int
    wording: str = ""

    def __post_init__(self) -> None:
        if not (0 <= self.share <= 1 and self.effective > 0 and self.degrees > 0):
            raise UnusableProblem(
                "kept",
                f"{self.name}: a share of {self.share:g} from {self.effective:g} effective answers with "
                f"{self.degrees:g} degrees of freedom has no interval; leave it out.",
                name=self.name,
            )


@dataclass(frozen=True)
class Past:
    """A year of which only estimates are kept."""

    year: int
    asked: Sequence[Kept]

    def __post_init__(self) -> None:
        object.__setattr__(self, "asked", tuple(self.asked))
        _refuse_same_question(self)


@dataclass(frozen=True)
class Share:
    """A question's share in a year."""

    name: str
    year: int
    estimate: Estimate


@dataclass(frozen=True)
class Change:
    """A share's change between two years, in shares (0.02 is two percentage points)."""

    name: str
    before: int
    after: int
    value: float
    low: float  # the intervals of all changes hold together
    high: float
    p: float
    adjusted: float  # Holm's, over all changes
    is_told_apart: bool  # from no change, at the level of all together


@dataclass(frozen=True)
class Marketing:
    """Shares by question and year, and the changes between years in which a question was asked."""

    shares: tuple[Share, ...]
    changes: tuple[Change, ...]
    level: float


def marketing(waves: Sequence[Wave | Past], *, level: float = 0.95, interval: Interval = "wilson") -> Marketing:
    """Return every share with its interval, and every change from one year to the next in which it was asked."""
    refuse_level(level)
    ordered = _ordered(waves)
    names = list(dict.fromkeys(one.name for wave in ordered for one in wave.asked))
    asked = {name: [wave for wave in ordered if name in {one.name for one in wave.asked}] for name in names}
    shares = [Share(name, wave.year, _share(wave, name, interval, level)) for name in names for wave in asked[name]]
    pairs = [(name, before, after) for name in names for before, after in pairwise(asked[name])]
    for name, before, after in pairs:
        _refuse_other_words(name, before, after)
    return Marketing(tuple(shares), _changes(pairs, interval, level), level)


Pair = tuple[str, Wave | Past, Wave | Past]


def _changes(pairs: Sequence[Pair], interval: Interval, level: float) -> tuple[Change, ...]:
    together = 1 - (1 - level) / max(len(pairs), 1)
    p = [_p(name, before, after, interval) for name, before, after in pairs]
    adjusted = _holm(p)
    made = []
    for (name, before, after), own, many in zip(pairs, p, adjusted, strict=True):
        value, low, high = _apart(name, before, after, interval, together)
        is_apart = not low <= 0 <= high
        made.append(Change(name, before.year, after.year, value, low, high, own, many, is_apart))
    return tuple(made)


def _share(wave: Wave | Past, name: str, interval: Interval, level: float) -> Estimate:
    if isinstance(wave, Past):
        kept = next(one for one in wave.asked if one.name == name)
        value, sure = kept.share, (kept.effective, kept.degrees, kept.answers)
        low, high = share_interval(value, *sure, interval=interval, level=level)
        return Estimate(value, float("nan"), low, high, level, kept.answers, kept.degrees, kept.effective)
    one = next(one for one in wave.asked if one.name == name)
    return estimate(
        wave.design, wave.weights, one.yes, one.of, margins=wave.margins, share=True, interval=interval, level=level
    )


def _apart(
    name: str, before: Wave | Past, after: Wave | Past, interval: Interval, level: float
) -> tuple[float, float, float]:
    one, other = (_share(wave, name, interval, level) for wave in (after, before))
    return apart((one.value, one.low, one.high), (other.value, other.low, other.high))


def _p(name: str, before: Wave | Past, after: Wave | Past, interval: Interval) -> float:
    """One less the level at which the interval of the change just reaches 0, found by halving on a log scale."""
    if _apart(name, before, after, interval, 0.5)[0] == 0:
        return 1.0
    low, high = np.log(SMALLEST), 0.0
    for _ in range(40):
        middle = (low + high) / 2
        _, least, most = _apart(name, before, after, interval, float(1 - np.exp(middle)))
        low, high = (middle, high) if least <= 0 <= most else (low, middle)
    return float(np.exp(high))


def _holm(p: Sequence[float]) -> list[float]:
    order = np.argsort(p, kind="stable")
    adjusted, most = [0.0] * len(p), 0.0
    for done, row in enumerate(order):
        most = max(most, min(1.0, (len(p) - done) * p[row]))
        adjusted[row] = most
    return adjusted


def _ordered(waves: Sequence[Wave | Past]) -> list[Wave | Past]:
    if not waves:
        raise UnusableProblem("no_waves", "No year's survey is given; give at least one.")
    years = [wave.year for wave in waves]
    for year in years:
        if years.count(year) > 1:
            raise UnusableProblem("same_year", f"{year} is given twice; give each year once.", year=year)
    return sorted(waves, key=lambda wave: wave.year)


def _refuse_same_question(wave: Wave | Past) -> None:
    names = [one.name for one in wave.asked]
    for name in names:
        if names.count(name) > 1:
            raise UnusableProblem("same_question", f"“{name}” is given twice in {wave.year}; keep one.")


def _refuse_other_words(name: str, before: Wave | Past, after: Wave | Past) -> None:
    words = [next(one.wording for one in wave.asked if one.name == name) for wave in (before, after)]
    if words[0] != words[1]:
        raise UnusableProblem(
            "other_words",
            f"“{name}” was asked in other words in {after.year} than in {before.year}, so a change may be of the "
            "words; give it another name.",
            name=name,
            before=before.year,
            after=after.year,
        )
