"""Quadratic problems on the simplex where much carries weight or the answer is nearly known: block principal pivoting.

``min w'Kw − 2c'w`` subject to ``w ≥ 0``, ``Σw = 1``. Wolfe's method takes in one donor a step; here all donors whose
sign is wrong change sides at once, so a problem with a hundred donors in use needs five steps instead of a hundred, and
one whose neighbour is solved needs one or two. If that does not get on, donors change sides one at a time, which ends.

J. Júdice and F. Pires (1994), A block principal pivoting algorithm for large-scale strictly monotone linear
complementarity problems, Computers & Operations Research 21, 587–596, doi:10.1016/0305-0548(94)90106-6.
"""

from __future__ import annotations

from typing import Protocol

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Integers = NDArray[np.intp]
Booleans = NDArray[np.bool_]

SLACK = 1e-13
"""How far a slope may be on the wrong side, relative to the largest diagonal, before its donor changes sides."""

PATIENCE = 3
"""Steps without fewer donors on the wrong side, after which one at a time changes sides."""

MAX_STEPS = 200


class Quadratic(Protocol):
    """A symmetric positive semidefinite K that is asked for in parts."""

    def block(self, used: Integers) -> Floats:
        """Return ``K[used, used]``."""
        ...

    def times(self, used: Integers, weights: Floats) -> Floats:
        """Return ``K[:, used] @ weights``."""
        ...


class Rows:
    """Rows and columns of a Gram matrix that is never copied whole, with a ridge."""

    def __init__(self, gram: Floats, rows: Integers, ridge: float) -> None:
        self._gram, self._rows, self._ridge = gram, rows, ridge
        self.largest = float(gram.diagonal()[rows].max()) + ridge

    def block(self, used: Integers) -> Floats:
        rows = self._rows[used]
        block: Floats = self._gram[np.ix_(rows, rows)]
        block.flat[:: len(used) + 1] += self._ridge
        return block

    def times(self, used: Integers, weights: Floats) -> Floats:
        full = np.zeros(len(self._gram))
        full[self._rows[used]] = weights
        product: Floats = (self._gram @ full)[self._rows]
        product[used] += self._ridge * weights
        return product


def minimise_on_simplex(
    quadratic: Quadratic, linear: Floats, begin: Booleans, scale: float, most: int | None = None
) -> Floats | None:
    """Return the minimiser, or None where K is too near singular on what would carry weight.

    Parameters
    ----------
    quadratic : Quadratic
    linear : array of shape (n,)
        ``c``.
    begin : array of bool, shape (n,)
        What is thought to carry weight.
    scale : float
        The largest diagonal element of K.
    most : int, optional
        How many may be taken in at a step, the steepest first: where K is of low rank, too many make it singular.
    """
    inside = begin.copy() if begin.any() else ~begin
    fewest, patience = len(begin) + 1, PATIENCE
    for _step in range(MAX_STEPS):
        used = np.flatnonzero(inside)
        solved = _on_affine_hull(quadratic.block(used), linear[used])
        if solved is None:
            return None
        weights, level = solved
        slopes = quadratic.times(used, weights) - linear
        wrong = slopes < level - SLACK * scale
        if most is not None and np.count_nonzero(wrong) > most:
            wrong &= slopes <= np.partition(slopes, most - 1)[most - 1]
        wrong[used] = weights < 0.0
        count = int(np.count_nonzero(wrong))
        if not count:
            return _spread(used, weights, len(begin))
        fewest, patience = (count, PATIENCE) if count < fewest else (fewest, patience - 1)
        if patience < 0:
            wrong[: np.flatnonzero(wrong)[-1]] = False
        inside ^= wrong
        if not inside.any():
            return None
    return None


def _on_affine_hull(block: Floats, linear: Floats) -> tuple[Floats, float] | None:
    """Minimise subject to ``Σw = 1`` alone; return the weights and the slope that they share."""
    from scipy.linalg import lapack

    sides = np.column_stack([linear, np.ones(len(linear))])
    _factor, solved, info = lapack.dposv(block, sides)
    if info != 0:
        return None
    level = (1.0 - solved[:, 0].sum()) / solved[:, 1].sum()
    weights = solved[:, 0] + level * solved[:, 1]
    return (weights, float(level)) if np.isfinite(weights).all() else None


def _spread(used: Integers, weights: Floats, length: int) -> Floats:
    full = np.zeros(length)
    full[used] = weights / weights.sum()
    return full
