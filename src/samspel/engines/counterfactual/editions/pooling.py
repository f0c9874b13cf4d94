"""Effects of several editions become one, with how much they differ."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from samspel.engines.counterfactual.problem import UnusableProblem

Floats = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Pooled:
    """Random effects over editions.

    Attributes
    ----------
    effect, standard_error, lower, upper : float
        In the outcome's unit.
    next_lower, next_upper : float
        Where the true effect of an edition like these is expected to lie; infinite with two editions.
    heterogeneity : float
        τ, the deviation between true effects, in the outcome's unit.
    q : float
        Cochran's Q, about its degrees of freedom (editions − 1) if effects do not differ.
    i_squared : float
        Share of the spread between editions that is not noise.
    p_value : float
        Two-sided, against no effect, by Student's t.
    """

    effect: float
    standard_error: float
    lower: float
    upper: float
    next_lower: float
    next_upper: float
    heterogeneity: float
    q: float
    i_squared: float
    p_value: float


def pool(
    effects: Floats, variances: Floats, coverage: float = 0.95, *, least_error: float = 0.0, least_freedom: int = 1
) -> Pooled:
    """Pool by ``Σ w θ / Σ w``, ``w = 1/(s² + τ²)``, τ² by DerSimonian–Laird, intervals by Hartung–Knapp.

    ``τ² = max(0, (Q − (k − 1)) / (Σ v − Σ v²/Σ v))``, ``v = 1/s²``. The variance of the pooled effect is
    ``max(1, Σ w (θ − θ̂)² / (k − 1)) / Σ w`` with t of k − 1 degrees: never less than the plain one, so editions that
    agree by chance do not narrow it.

    Parameters
    ----------
    effects, variances : array of shape (editions,)
        In the outcome's unit and its square.
    least_error, least_freedom : float and int, optional
        Another standard error of the pooled effect with its degrees of freedom: what all editions share (a season known
        from few years) does not average out over them, and Hartung–Knapp does not see it. The wider interval counts.

    Raises
    ------
    UnusableProblem
        ``too_few_editions`` below two; ``variance`` unless all are above 0.

    References
    ----------
    R. DerSimonian, N. Laird (1986), doi:10.1016/0197-2456(86)90046-2. J. Hartung, G. Knapp (2001),
    doi:10.1002/sim.791. Prediction: J. Higgins et al. (2009), doi:10.1111/j.1467-985X.2008.00552.x.
    """
    from scipy import special

    count = len(effects)
    if count < 2:
        raise UnusableProblem(
            "too_few_editions", "There are %(count)d editions: pooling needs two at least.", count=count
        )
    if not (np.isfinite(variances).all() and (variances > 0).all()):
        raise UnusableProblem("variance", "An edition without spread cannot be weighed: each variance must be above 0.")
    precision = 1 / variances
    fixed = float(precision @ effects / precision.sum())
    q = float(precision @ (effects - fixed) ** 2)
    room = float(precision.sum() - (precision**2).sum() / precision.sum())
    between = max(0.0, (q - (count - 1)) / room)
    weights = 1 / (variances + between)
    effect = float(weights @ effects / weights.sum())
    ratio = max(1.0, float(weights @ (effects - effect) ** 2) / (count - 1))
    errors = np.array([np.sqrt(ratio / weights.sum()), least_error])
    freedom = np.array([count - 1, least_freedom])
    half = float((special.stdtrit(freedom, (1 + coverage) / 2) * errors).max())
    error, own = float(errors.max()), errors > 0
    ahead = float(special.stdtrit(count - 2, (1 + coverage) / 2)) * np.sqrt(between + error**2) if count > 2 else np.inf
    return Pooled(
        effect=effect,
        standard_error=error,
        lower=effect - half,
        upper=effect + half,
        next_lower=effect - float(ahead),
        next_upper=effect + float(ahead),
        heterogeneity=float(np.sqrt(between)),
        q=q,
        i_squared=max(0.0, 1 - (count - 1) / q) if q > 0 else 0.0,
        p_value=float((2 * special.stdtr(freedom[own], -abs(effect) / errors[own])).max()),
    )
