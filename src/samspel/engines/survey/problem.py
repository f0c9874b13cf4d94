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
    `weights` are one over the chance of being asked (persons); `clusters_in` says how many clusters a stratum has in
    all, where so many of them were drawn that it matters."""

    weights: Floats
    strata: Labels
    clusters: Labels
    clusters_in: dict[str, float] = field(default_factory=dict)

    def sampled(self, stratum: str, drawn: int) -> float:
        """Return which part of a stratum's clusters was drawn: 0 where nothing is said of how many there are."""
        whole = self.clusters_in.get(stratum)
        return drawn / whole if whole else 0.0

    @property
    def degrees(self) -> int:
        """Of freedom: clusters less strata."""
        pairs = np.unique(np.column_stack([self.strata, self.clusters]), axis=0)
        return int(pairs.shape[0] - np.unique(self.strata).size)

    def __post_init__(self) -> None:
        object.__setattr__(self, "clusters_in", dict(self.clusters_in))
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
        self._refuse_more_drawn_than_there_are()

    def _refuse_more_drawn_than_there_are(self) -> None:
        for stratum, whole in self.clusters_in.items():
            drawn = np.unique(self.clusters[self.strata == stratum]).size
            if not drawn <= whole < np.inf:
                raise UnusableProblem(
                    "clusters_in",
                    f"{stratum} is said to have {whole:g} clusters, and {drawn} of them were drawn; mend the number.",
                    stratum=stratum,
                    whole=whole,
                    drawn=drawn,
                )


def refuse_lone(stratum: object, names: Labels) -> None:
    """Raise `UnusableProblem` for a stratum whose spread between clusters cannot be seen."""
    if names.size < 2:
        raise UnusableProblem(
            "lone_cluster",
            f"{stratum} has a single cluster, {names[0]}; how sure it is cannot be told. "
            "Merge it with a stratum like it.",
            stratum=str(stratum),
            cluster=str(names[0]),
        )


def column(name: str, values: object, answers: int, *, least: float = -np.inf, most: float = np.inf) -> Floats:
    """Return one number for each answer, read-only. Raises `UnusableProblem` for what is missing or cannot be."""
    kept = frozen(values)
    if kept.shape != (answers,):
        raise UnusableProblem(
            "lengths",
            f"{name} has {kept.size} values for {answers} answers; give one for each answer.",
            name=name,
            values=kept.size,
            answers=answers,
        )
    missing = np.flatnonzero(~np.isfinite(kept))
    if missing.size:
        row = int(missing[0]) + 1
        raise UnusableProblem(
            "missing",
            f"{name}: answer {row} has no value; leave the answer out, or fill it in and say how.",
            name=name,
            row=row,
        )
    wrong = np.flatnonzero((kept < least) | (kept > most))
    if wrong.size:
        row, limits = int(wrong[0]), f"{least:g} to {most:g}" if np.isfinite(most) else f"{least:g} or more"
        raise UnusableProblem(
            "value",
            f"{name}: answer {row + 1} says {kept[row]:g}; give a number of {limits}.",
            name=name,
            row=row + 1,
            value=float(kept[row]),
        )
    return kept


def refuse_level(level: float) -> None:
    """Raise `UnusableProblem` for what is no level of an interval."""
    if not 0 < level < 1:
        raise UnusableProblem(
            "level", f"An interval's level is between 0 and 1, such as 0.95; {level:g} is not.", value=level
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
