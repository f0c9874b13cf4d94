"""What is known of a visitors' survey before anything is estimated. Constructors refuse what cannot be used."""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Labels = NDArray[np.str_]


class UnusableProblem(ValueError):
    """A refusal: a code for rooms to translate, a sentence for people, and the values it names."""

    def __init__(self, code: str, sentence: str, **params: object) -> None:
        super().__init__(sentence)
        self.code, self.sentence, self.params = code, sentence, params


def frozen(values: object) -> Floats:
    kept = np.array(values, dtype=np.float64)
    kept.flags.writeable = False
    return kept


def labelled(values: object) -> Labels:
    kept = np.array(values, dtype=np.str_)
    kept.flags.writeable = False
    return kept


@dataclass(frozen=True, eq=False)
class Design:
    """How the persons who answered were drawn, one value for each of them.

    `strata` are nights × venues; `clusters` the venue-nights or intervals of time persons were drawn within;
    `weights` are one over the chance of being asked (persons)."""

    weights: Floats
    strata: Labels
    clusters: Labels

    def __post_init__(self) -> None:
        object.__setattr__(self, "weights", frozen(self.weights))
        object.__setattr__(self, "strata", labelled(self.strata))
        object.__setattr__(self, "clusters", labelled(self.clusters))
        if self.weights.ndim != 1 or not self.weights.size:
            raise UnusableProblem("no_answers", "There are no answers to weight.")
        for name, values in (("strata", self.strata), ("clusters", self.clusters)):
            if values.shape != self.weights.shape:
                raise UnusableProblem(
                    "lengths",
                    f"There are {self.weights.size} weights and {values.size} {name}; give one for each answer.",
                    weights=self.weights.size,
                    values=values.size,
                    name=name,
                )
        bad = np.flatnonzero(~(np.isfinite(self.weights) & (self.weights > 0)))
        if bad.size:
            row = int(bad[0])
            raise UnusableProblem(
                "weight",
                f"Answer {row + 1} has the weight {self.weights[row]:g}; a weight is a number above 0.",
                row=row + 1,
                value=float(self.weights[row]),
            )


@dataclass(frozen=True, eq=False)
class Margin:
    """What is known of everybody: how many persons (door counts) belong to each group of one question."""

    name: str
    groups: Labels  # each answer's group
    totals: dict[str, float] = field(default_factory=dict)  # group → persons

    def __post_init__(self) -> None:
        object.__setattr__(self, "groups", labelled(self.groups))
        object.__setattr__(self, "totals", dict(self.totals))
        for group, total in self.totals.items():
            if not (np.isfinite(total) and total >= 0):
                raise UnusableProblem(
                    "total",
                    f"{self.name}: {group} is said to have {total:g} persons; give a number of 0 or more.",
                    margin=self.name,
                    group=group,
                    value=total,
                )
        present = set(self.groups.tolist())
        for group in sorted(present - set(self.totals)):
            raise UnusableProblem(
                "unknown_group",
                f"{self.name}: there are answers from {group} but no count of persons; give one.",
                margin=self.name,
                group=group,
            )
        for group in sorted(set(self.totals) - present):
            if self.totals[group] > 0:
                raise UnusableProblem(
                    "empty_cell",
                    f"{self.name}: nobody from {group} answered, but {self.totals[group]:g} persons were counted; "
                    "merge it with another group.",
                    margin=self.name,
                    group=group,
                    value=self.totals[group],
                )
