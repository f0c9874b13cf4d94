"""The problem: a panel of outcomes, who was treated, and from when."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from enum import StrEnum

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]

MIN_DONORS = 2
"""One donor leaves nothing to weigh and no placebo with a donor of its own."""

MIN_PRE_PERIODS = 2
"""One period before can be matched by chance by almost any mixture."""


class Method(StrEnum):
    """How what would have happened is worked out; `methods` says each in symbols, with its source."""

    DIFFERENCE_IN_DIFFERENCES = "difference-in-differences"
    SYNTHETIC_CONTROL = "synthetic-control"
    WITH_COVARIATES = "synthetic-control-covariates"
    RIDGE_AUGMENTED = "ridge-augmented"
    SYNTHETIC_DIFFERENCE_IN_DIFFERENCES = "synthetic-difference-in-differences"
    MATRIX_COMPLETION = "matrix-completion"


class UnusableProblem(ValueError):
    """A panel from which no counterfactual can be estimated.

    Attributes
    ----------
    code : str
        What is wrong, for a program: ``"not_finite"``, ``"too_few_donors"``, ...
    sentence, params : str, dict
        What is said, before the values it names are put in, and those: for a translation of it.
    """

    def __init__(self, code: str, sentence: str, **params: str | int | float) -> None:
        super().__init__(sentence % params)
        self.code = code
        self.sentence = sentence
        self.params = params


@dataclass(frozen=True, slots=True, eq=False)
class Problem:
    """One treated unit among donors, observed before and after.

    Units need not be places nor periods years: nights as units and hours as periods are the same
    problem, with the hours before the event as the pre-period.

    Parameters
    ----------
    outcomes : array of shape (units, periods)
        In any unit of measurement, the same for all. Copied and made read-only.
    units : sequence of str, length ``units``
    periods : sequence of str, length ``periods``, in order of time
    treated : int
        Row of the treated unit.
    first_treated : int
        Column of the first period in which an effect is possible; all columns before it are the pre-period.
    donors : tuple of int, optional
        Rows that may carry weight. Empty: every unit but the treated one.
    ridge : float, optional
        ζ in the outcome's unit; 0 is the synthetic control of the papers. Of that method alone.
    backdated : int, optional
        Column of a made-up earlier start, for a placebo in time; it must leave two periods before it.
    method : Method, optional
    covariates : array of shape (units, covariates), optional
        What units are matched by, in any units of measurement; needed by, and only by, ``WITH_COVARIATES``.

    Raises
    ------
    UnusableProblem
        If a value is missing or no estimate is possible; the sentence says which and what to do.
    """

    outcomes: Floats
    units: tuple[str, ...]
    periods: tuple[str, ...]
    treated: int
    first_treated: int
    donors: tuple[int, ...] = ()
    ridge: float = 0.0
    backdated: int | None = None
    method: Method = Method.SYNTHETIC_CONTROL
    covariates: Floats | None = None

    def __post_init__(self) -> None:
        outcomes = np.array(self.outcomes, dtype=np.float64)
        outcomes.setflags(write=False)
        self._freeze(
            outcomes=outcomes, units=tuple(self.units), periods=tuple(self.periods), method=Method(self.method)
        )
        if self.covariates is not None:
            covariates = np.array(self.covariates, dtype=np.float64)
            covariates.setflags(write=False)
            self._freeze(covariates=covariates)
        _refuse_bad_shape(self)
        _refuse_bad_roles(self)
        others = tuple(row for row in range(len(self.units)) if row != self.treated)
        self._freeze(donors=tuple(self.donors) or others)
        _refuse_bad_donors(self)
        _refuse_bad_periods(self)
        _refuse_gaps(self)
        _refuse_bad_method(self)

    def _freeze(self, **fields: object) -> None:
        for name, value in fields.items():
            object.__setattr__(self, name, value)

    @property
    def donor_names(self) -> tuple[str, ...]:
        return tuple(self.units[row] for row in self.donors)


def _refuse_bad_shape(problem: Problem) -> None:
    expected = (len(problem.units), len(problem.periods))
    if problem.outcomes.shape != expected:
        raise UnusableProblem(
            "shape",
            "The outcomes have the shape %(shape)s, but %(units)d units and %(periods)d periods are named: "
            "give one value for each unit and period.",
            shape=str(problem.outcomes.shape),
            units=expected[0],
            periods=expected[1],
        )
    for code, labels in (("unit_twice", problem.units), ("period_twice", problem.periods)):
        label, count = Counter(labels).most_common(1)[0] if labels else ("", 0)
        if count > 1:
            raise UnusableProblem(code, "“%(label)s” is named %(count)d times: keep one.", label=label, count=count)


def _refuse_bad_roles(problem: Problem) -> None:
    if not 0 <= problem.treated < len(problem.units):
        raise UnusableProblem(
            "treated_unknown",
            "Row %(row)d is to be the treated unit, but the rows go from 0 to %(last)d.",
            row=problem.treated,
            last=len(problem.units) - 1,
        )
    if not (np.isfinite(problem.ridge) and problem.ridge >= 0):
        raise UnusableProblem("ridge", "The ridge is %(ridge)s: give a number of 0 or more.", ridge=problem.ridge)


def _refuse_bad_donors(problem: Problem) -> None:
    donors = problem.donors
    if problem.treated in donors:
        raise UnusableProblem(
            "treated_is_donor",
            "%(unit)s is the treated unit and cannot be among its own donors: take it off the list.",
            unit=problem.units[problem.treated],
        )
    if len(set(donors)) < len(donors) or any(not 0 <= row < len(problem.units) for row in donors):
        raise UnusableProblem("donors", "The donors must be different rows of the panel, each named once.")
    if len(donors) < MIN_DONORS:
        raise UnusableProblem(
            "too_few_donors",
            "There are only %(count)d donors: at least %(least)d are needed, and a placebo test says more with twenty.",
            count=len(donors),
            least=MIN_DONORS,
        )


def _refuse_bad_periods(problem: Problem) -> None:
    if problem.first_treated < MIN_PRE_PERIODS:
        raise UnusableProblem(
            "too_few_pre_periods",
            "There are only %(count)d periods before the treatment: at least %(least)d are needed.",
            count=problem.first_treated,
            least=MIN_PRE_PERIODS,
        )
    if problem.first_treated >= len(problem.periods):
        raise UnusableProblem(
            "no_post_period",
            "No period lies after the start of the treatment: the panel ends with “%(last)s”.",
            last=problem.periods[-1],
        )
    if problem.backdated is not None and not MIN_PRE_PERIODS <= problem.backdated < problem.first_treated:
        raise UnusableProblem(
            "backdated",
            "The made-up start must leave %(least)d periods before it and come before the real start.",
            least=MIN_PRE_PERIODS,
        )


def _refuse_gaps(problem: Problem) -> None:
    rows = np.array([problem.treated, *problem.donors])
    gaps = np.argwhere(~np.isfinite(problem.outcomes[rows]))
    if len(gaps):
        row, column = gaps[0]
        raise UnusableProblem(
            "not_finite",
            "%(unit)s has no value for %(period)s (%(count)d values are missing in all): fill it from the source, "
            "or leave the unit or the period out.",
            unit=problem.units[rows[row]],
            period=problem.periods[column],
            count=len(gaps),
        )


def _refuse_bad_method(problem: Problem) -> None:
    needs = problem.method is Method.WITH_COVARIATES
    if needs != (problem.covariates is not None):
        raise UnusableProblem(
            "covariates",
            "Covariates are given to the method that matches by them, and to no other: "
            "name at least one, or choose another method.",
        )
    if problem.ridge and problem.method is not Method.SYNTHETIC_CONTROL:
        raise UnusableProblem("ridge", "The ridge is %(ridge)s: this method chooses its own.", ridge=problem.ridge)
    if problem.covariates is None:
        return
    covariates = problem.covariates
    if covariates.ndim != 2 or covariates.shape[0] != len(problem.units) or not covariates.shape[1]:
        raise UnusableProblem(
            "covariates_shape",
            "The covariates have the shape %(shape)s: give a row for each of %(units)d units, and a column or more.",
            shape=str(covariates.shape),
            units=len(problem.units),
        )
    rows = [problem.treated, *problem.donors]
    gaps = np.argwhere(~np.isfinite(covariates[rows]))
    if len(gaps):
        raise UnusableProblem(
            "covariate_missing",
            "%(unit)s has no value of covariate number %(number)d: fill it from the source, or leave one of them out.",
            unit=problem.units[rows[gaps[0][0]]],
            number=int(gaps[0][1]) + 1,
        )
