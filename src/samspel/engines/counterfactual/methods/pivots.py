"""Quadratic problems on the simplex where much carries weight or the answer is nearly known: block principal pivoting.

``min w'Kw − 2c'w`` subject to ``w ≥ 0``, ``Σw = 1``. Wolfe's method takes in one donor a step; here all donors whose
sign is wrong change sides at once, so a problem with a hundred donors in use needs five steps instead of a hundred, and
one whose neighbour is solved needs one or two. If that does not get on, donors change sides one at a time, which ends.

J. Júdice and F. Pires (1994), A block principal pivoting algorithm for large-scale strictly monotone linear
complementarity problems, Computers & Operations Research 21, 587–596, doi:10.1016/0305-0548(94)90106-6.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Integers = NDArray[np.intp]
Booleans = NDArray[np.bool_]

SLACK = 1e-13
"""How far a slope may be on the wrong side, relative to the largest diagonal, before its donor changes sides."""

NEAR_SINGULAR = 3e-5
"""Smallest pivot of a factor over its largest, squared a billionth: below it, rounding shows in the weights."""

PATIENCE = 3
"""Steps without fewer donors on the wrong side, after which one at a time changes sides."""

MAX_STEPS = 200

LOOSE = 1e-6
"""Least ridge over units' mean squared length by which loose mixtures are made."""


class Quadratic(Protocol):
    """A symmetric positive semidefinite K that is asked for by rows."""

    def rows(self, used: Integers) -> Floats:
        """Return ``K[used]``, without what a ridge adds to the diagonal; the caller may not change it."""
        ...


@dataclass(frozen=True, slots=True, eq=False)
class Gram:
    """A Gram matrix that is never copied whole."""

    products: Floats

    def rows(self, used: Integers) -> Floats:
        return self.products.take(used, axis=0)


def minimise_on_simplex(
    quadratic: Quadratic, linear: Floats, begin: Booleans, scale: float, *, ridge: float = 0.0, most: int | None = None
) -> Floats | None:
    """Return the minimiser, or None where K is too near singular on what would carry weight.

    Parameters
    ----------
    quadratic : Quadratic
    linear : array of shape (n,)
        ``c``; −∞ for what may carry no weight.
    begin : array of bool, shape (n,)
        What is thought to carry weight.
    scale : float
        The largest diagonal element of K.
    ridge : float
        Added to the diagonal of K.
    most : int, optional
        How many may be taken in at a step, the steepest first: where K is of low rank, too many make it singular.
    """
    allowed = linear > -np.inf
    inside = begin & allowed
    if not inside.any():
        inside = allowed
    fewest, patience = len(begin) + 1, PATIENCE
    for _step in range(MAX_STEPS):
        used = inside.nonzero()[0]
        rows = quadratic.rows(used)
        solved = _on_affine_hull(rows.take(used, axis=1), linear.take(used), ridge)
        if solved is None:
            return None
        weights, level = solved
        slopes = weights @ rows - linear
        slopes[used] = np.inf  # what carries weight has the common slope, and its ridge is not in here
        wrong = slopes < level - SLACK * scale
        if most is not None and np.count_nonzero(wrong) > most:
            wrong = slopes <= np.partition(slopes, most - 1)[most - 1]
        wrong[used] = weights < 0.0
        count = int(np.count_nonzero(wrong))
        if not count:
            return _spread(used, weights, len(begin))
        fewest, patience = (count, PATIENCE) if count < fewest else (fewest, patience - 1)
        if patience < 0:
            wrong[: wrong.nonzero()[0][-1]] = False
        inside = inside ^ wrong
        if not inside.any():
            return None
    return None


def _on_affine_hull(block: Floats, linear: Floats, ridge: float) -> tuple[Floats, float] | None:
    """Minimise subject to ``Σw = 1`` alone; return the weights and the slope that they share."""
    from scipy.linalg import lapack

    block.flat[:: len(linear) + 1] += ridge
    sides = np.empty((2, len(linear)))
    sides[0], sides[1] = linear, 1.0
    factor, solved, info = lapack.dposv(block.T, sides.T, overwrite_a=True, overwrite_b=True)
    pivots = factor.diagonal()
    if info != 0 or pivots.min() < NEAR_SINGULAR * pivots.max():
        return None
    level = (1.0 - solved[:, 0].sum()) / solved[:, 1].sum()
    weights = solved[:, 0] + level * solved[:, 1]
    return (weights, float(level)) if np.isfinite(weights).all() else None


def _spread(used: Integers, weights: Floats, length: int) -> Floats:
    full = np.zeros(length)
    full[used] = weights / weights.sum()
    return full


def loose_mixtures(gram: Floats, ridge: float, units: Integers) -> Floats:
    """Return for each unit its mixture of all others by ridge regression, shape (fits, n): sum 1, some negative.

    Donors that carry most of it are a good place to begin. Row *i* of ``(G + ridge)⁻¹`` over minus its own element is
    the regression of unit *i* on all others, so one factor serves all units.
    """
    sides = np.zeros((len(gram), len(units) + 1))
    sides[units, np.arange(len(units))] = 1.0
    sides[:, -1] = 1.0
    ridge = max(ridge, LOOSE * float(gram.diagonal().mean())) or 1.0
    solved = np.linalg.solve(gram + ridge * np.eye(len(gram)), sides).T
    at = np.arange(len(units)), units
    shares = solved[:-1] / solved[at][:, None]
    lift = solved[-1] - shares * solved[-1, units][:, None]
    mixtures = -shares
    mixtures[at] = lift[at] = 0.0
    mixtures += lift * ((1.0 - mixtures.sum(axis=1)) / lift.sum(axis=1))[:, None]
    return mixtures
