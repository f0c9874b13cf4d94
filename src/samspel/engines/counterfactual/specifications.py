"""The specification curve: the same question asked in every way that could have been chosen."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import product

from samspel.engines.counterfactual.estimate import estimate
from samspel.engines.counterfactual.problem import MIN_PRE_PERIODS, Method, Problem, UnusableProblem


@dataclass(frozen=True, slots=True)
class Specification:
    """One way of asking, and its answer; effect in the outcome's unit.

    `pool` names the donors, `first_period` is the first column that was used. `refused` holds the reason where this
    way allows no estimate; figures are then not a number.
    """

    method: Method
    pool: str
    first_period: int
    effect: float
    p_value: float
    pre_fit: float
    refused: str = ""


def specifications(
    problem: Problem,
    *,
    methods: Sequence[Method],
    pools: Mapping[str, Sequence[int]],
    first_periods: Sequence[int] = (0,),
    progress: Callable[[int, int], None] | None = None,
) -> tuple[Specification, ...]:
    """Ask in every combination, in a fixed order: methods, then pools, then first periods.

    U. Simonsohn, J. P. Simmons, L. D. Nelson (2020), Specification curve analysis, Nature Human Behaviour 4, 1208–1214,
    doi:10.1038/s41562-020-0912-z.

    Parameters
    ----------
    pools : mapping of str to sequence of int
        Donors' rows by the pool's name.
    first_periods : sequence of int
        Columns at which the panel begins.
    """
    ways = list(product(methods, pools.items(), first_periods))
    found = []
    for done, (method, (name, rows), first) in enumerate(ways):
        if progress is not None:
            progress(done, len(ways))
        found.append(_asked(problem, method, name, tuple(rows), first))
    if progress is not None:
        progress(len(ways), len(ways))
    return tuple(found)


def _asked(problem: Problem, method: Method, pool: str, donors: tuple[int, ...], first: int) -> Specification:
    nan = float("nan")
    if problem.first_treated - first < MIN_PRE_PERIODS:
        return Specification(method, pool, first, nan, nan, nan, "too_few_pre_periods")
    try:
        changed = replace(
            problem,
            outcomes=problem.outcomes[:, first:],
            periods=problem.periods[first:],
            first_treated=problem.first_treated - first,
            donors=donors,
            method=method,
            backdated=None,
            ridge=problem.ridge if method is Method.SYNTHETIC_CONTROL else 0.0,
            covariates=problem.covariates if method is Method.WITH_COVARIATES else None,
        )
        answer = estimate(changed)
    except UnusableProblem as error:
        return Specification(method, pool, first, nan, nan, nan, error.code)
    return Specification(method, pool, first, answer.treated.effect, answer.p_value, answer.pre_fit)
