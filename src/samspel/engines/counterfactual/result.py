"""The answer: a path without the treatment, the gap to it, and how unusual that gap is."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]


@dataclass(frozen=True, slots=True, eq=False)
class Fit:
    """One unit beside its synthetic twin; for a donor, as if it had been treated.

    Attributes
    ----------
    unit : int
        Row in the problem's panel.
    donors : tuple of int
        Rows that could carry weight.
    weights : array of shape (donors,)
        Sum 1; not negative but where ridge-augmented. Empty: the method has none (matrix completion).
    path : array of shape (periods,)
        The counterfactual, in the outcome's unit.
    gap : array of shape (periods,)
        Observed minus counterfactual.
    pre_rmspe, post_rmspe : float
        Root mean squared gap before and from the first treated period on, in the outcome's unit.
    effect : float
        Mean gap over the treated periods (ATT), in the outcome's unit.
    ratio : float
        ``post_rmspe / pre_rmspe``. A pre-fit exact to rounding counts as a billionth of the panel's spread,
        so that the ratio stays finite.
    kkt_gap : float
        Relative duality gap of the method's own problem; 0 is optimal.
    period_weights : array of shape (periods before,) or None
        From which periods the level is taken: sum 1. None: the level is the donors' own.
    importance : array of shape (covariates,) or None
        How much each covariate counts.
    penalty : float or None
        λ or ζ, where the method chooses one.
    """

    unit: int
    donors: tuple[int, ...]
    weights: Floats
    path: Floats
    gap: Floats
    pre_rmspe: float
    post_rmspe: float
    effect: float
    ratio: float
    kkt_gap: float
    period_weights: Floats | None = None
    importance: Floats | None = None
    penalty: float | None = None

    def __post_init__(self) -> None:
        for array in (self.weights, self.path, self.gap, self.period_weights, self.importance):
            if array is not None:
                array.setflags(write=False)


@dataclass(frozen=True, slots=True, eq=False)
class Estimate:
    """The treated unit's fit and everything needed to judge it.

    Attributes
    ----------
    treated : Fit
    placebos : tuple of Fit
        Every donor in turn as if treated, with the other donors (never the treated unit) as its donors.
    p_value : float
        ``(1 + #{placebo ratio ≥ own}) / (1 + placebos)``: never 0.
    pre_fit : float
        ``pre_rmspe`` over the usual difference between units before the treatment (root mean square over
        periods of the standard deviation across donors). 0 is perfect; near 1 the twin is no better than
        a donor picked at random.
    unique : bool
        Whether no other weights fit as well. If false, the path after the start is one of several. Methods that
        hold weights back, or have none to choose, have one answer.
    difference_in_differences : float
        The plain comparison with the donors' mean, in the outcome's unit, for reference.
    leave_one_out : tuple of Fit
        The treated unit again without each donor that carries weight, in the donors' order; where nearly all do,
        without those that carry most.
    backdated : Fit or None
        The treated unit with the problem's made-up start; figures end before the real one.
    """

    treated: Fit
    placebos: tuple[Fit, ...]
    p_value: float
    pre_fit: float
    unique: bool
    difference_in_differences: float
    leave_one_out: tuple[Fit, ...]
    backdated: Fit | None

    @property
    def smallest_p_value(self) -> float:
        """The least p these donors could ever give."""
        return 1 / (1 + len(self.placebos))
