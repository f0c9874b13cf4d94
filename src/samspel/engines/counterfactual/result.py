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
        Not negative, sum 1.
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
        Duality gap of the weights over the largest squared distance to a donor; 0 is optimal.
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

    def __post_init__(self) -> None:
        for array in (self.weights, self.path, self.gap):
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
        Whether no other weights fit as well. If false, the path after the start is one of several.
    difference_in_differences : float
        The plain comparison with the donors' mean, in the outcome's unit, for reference.
    leave_one_out : tuple of Fit
        The treated unit again without each donor that carries weight, in the donors' order.
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
