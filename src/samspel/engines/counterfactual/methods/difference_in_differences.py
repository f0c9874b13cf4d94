"""Difference in differences for a block: some units treated from one period on, the others never.

The effect needs no model beyond parallel paths. Its standard error does, and with few treated units the usual ones are
wrong: they are reported beside the placebo's, with a warning, since readers will look for them.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]

FEW_TREATED = 6
"""Below this many treated units, errors clustered by unit are known to be far too small (MacKinnon & Webb 2018)."""

EXACT_DRAWS = 12
"""Units up to which every choice of signs is taken instead of a sample."""


@dataclass(frozen=True, slots=True, eq=False)
class BlockEstimate:
    """The effect on a treated block and what its error might be.

    Attributes
    ----------
    effect : float
        In the outcome's unit.
    placebo_error : float
        Standard deviation of the effects that donors, in as many at a time as are treated, would be given.
    clustered_error : float
        Clustered by unit. With one treated unit it holds nothing of that unit's own noise.
    bootstrap_p : float
        Wild cluster bootstrap, the null imposed; a share of draws, never 0.
    few_treated : bool
        Whether the last two are not to be believed, because too few units are treated.
    """

    effect: float
    placebo_error: float
    clustered_error: float
    bootstrap_p: float
    few_treated: bool


def block_difference(
    outcomes: Floats,
    treated: NDArray[np.intp],
    donors: NDArray[np.intp],
    first_treated: int,
    *,
    draws: int = 999,
    seed: int = 0,
) -> BlockEstimate:
    """Estimate the effect on a block of units, by ordinary least squares with effects of units and periods.

    ``y_it = α_i + β_t + τ D_it + ε_it``, D_it = 1 for treated *i* from T₀ on. In a balanced block this is
    ``τ = mean_treated d_i − mean_donors d_i`` with ``d_i`` a unit's mean after minus its mean before, and the clustered
    error is that of two means.

    Parameters
    ----------
    outcomes : array of shape (units, periods)
    treated, donors : array of int
    first_treated : int
    draws : int
        Draws of the bootstrap, and of placebo blocks when there are several treated units.
    seed : int

    References
    ----------
    M. Bertrand, E. Duflo, S. Mullainathan (2004), How much should we trust differences-in-differences estimates?,
    Quarterly Journal of Economics 119, 249–275, doi:10.1162/003355304772839588.
    A. C. Cameron, J. B. Gelbach, D. L. Miller (2008), Bootstrap-based improvements for inference with clustered errors,
    Review of Economics and Statistics 90, 414–427, doi:10.1162/rest.90.3.414.
    J. G. MacKinnon, M. D. Webb (2018), The wild bootstrap for few (treated) clusters, Econometrics Journal 21, 114–135,
    doi:10.1111/ectj.12107.
    """
    changes = outcomes[:, first_treated:].mean(axis=1) - outcomes[:, :first_treated].mean(axis=1)
    both = np.concatenate([changes[treated], changes[donors]])
    is_treated = np.arange(len(both)) < len(treated)
    random = np.random.default_rng(seed)
    effects, errors = _two_means(both[None], is_treated)
    return BlockEstimate(
        effect=float(effects[0]),
        placebo_error=_placebo_error(changes[donors], len(treated), draws, random),
        clustered_error=float(errors[0]),
        bootstrap_p=_wild_p(both, is_treated, draws, random),
        few_treated=len(treated) < FEW_TREATED,
    )


def _two_means(changes: Floats, is_treated: NDArray[np.bool_]) -> tuple[Floats, Floats]:
    """Return differences of means and their clustered errors for many samples, `changes` of shape (samples, units)."""
    inside, outside = changes[:, is_treated], changes[:, ~is_treated]
    effects = inside.mean(axis=1) - outside.mean(axis=1)
    spread = inside.var(axis=1) / inside.shape[1] + outside.var(axis=1) / outside.shape[1]
    units = changes.shape[1]
    # The usual small-sample factor of clusters.
    return effects, np.sqrt(spread * units / (units - 1))


def _placebo_error(donors: Floats, block: int, draws: int, random: np.random.Generator) -> float:
    """Return the spread of placebo effects: every donor once, or random blocks of donors."""
    count, total = len(donors), float(donors.sum())
    if count <= block:
        return float("nan")
    if block == 1:
        effects = donors - (total - donors) / (count - 1)
    else:
        inside = np.array([donors[random.permutation(count)[:block]].sum() for _draw in range(draws)])
        effects = inside / block - (total - inside) / (count - block)
    return float(effects.std())


def _wild_p(changes: Floats, is_treated: NDArray[np.bool_], draws: int, random: np.random.Generator) -> float:
    """Return the share of sign-flipped samples, without an effect, whose t is as large as the one that was seen."""
    effects, errors = _two_means(changes[None], is_treated)
    restricted = changes - changes.mean()
    units = len(changes)
    if units <= EXACT_DRAWS:
        signs = 1.0 - 2.0 * ((np.arange(2**units)[:, None] >> np.arange(units)) & 1)
    else:
        signs = random.choice([-1.0, 1.0], size=(draws, units))
    drawn, drawn_errors = _two_means(restricted * signs, is_treated)
    # t against t, multiplied out; rounding must not break a tie, and a tie counts against the claim.
    unusual = np.abs(drawn) * errors[0] >= abs(effects[0]) * drawn_errors * (1.0 - 1e-9)
    return float((1 + np.count_nonzero(unusual)) / (1 + len(signs)))
