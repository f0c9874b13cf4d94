"""How far an effect reaches if a synthetic control's weights are fitted anew to whatever the hidden cells hold.

The weights are the answer of a problem of their own, so the effect is no longer linear in the cells, nor is there one
valley: what a search finds is reached, and more may be.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np

from samspel.engines.counterfactual.check import Violation
from samspel.engines.counterfactual.simplex import nearest_of_points
from samspel.engines.counterfactual.suppressed.bounds import TOLERANCE, EffectBounds, what_breaks
from samspel.engines.counterfactual.suppressed.panel import Floats, SuppressedPanel

ROUNDS = 60
STEPS = tuple(0.5**halving for halving in range(8))
"""How far a round may go towards the panel that the slope points at; the best of them is taken."""
CORNERS, BEST = 48, 6
"""Corners that are drawn, and of how many of them a search begins."""
SETTLED = 1e-9
OPTIMAL = 1e-9
"""Largest share of the squared distance to a donor by which the checker lets weights fall short of the best."""


@dataclass(frozen=True, slots=True, eq=False)
class RefittedRange:
    """Effects that are reached, each with the panel and the weights that reach it; the truth may lie outside."""

    lower: float
    upper: float
    at_lower: Floats
    at_upper: Floats
    weights_at_lower: Floats
    weights_at_upper: Floats

    def __post_init__(self) -> None:
        for array in (self.at_lower, self.at_upper, self.weights_at_lower, self.weights_at_upper):
            array.setflags(write=False)


@dataclass(frozen=True, slots=True)
class _Fitted:
    """A synthetic control of the first unit by all others, treated from column `cut` on."""

    cut: int

    def weights(self, values: Floats) -> Floats:
        before = values[:, : self.cut]
        found: Floats = nearest_of_points(before[1:] - before[0]).values
        return found

    def effect(self, values: Floats) -> float:
        after = values[:, self.cut :].mean(axis=1)
        return float(after[0] - self.weights(values) @ after[1:])

    def slope(self, values: Floats) -> Floats:
        """Return how fast the effect moves with each cell while the same donors carry weight, shape of the panel.

        Their weights solve ``G w + λ = c``, ``Σ w = 1`` with ``G`` their products and ``c`` those with the unit. With
        ``u`` from the same system and donors' means after on its right, a cell moves the effect by ``−u·d(c − Gw)``.
        """
        weights, slopes = self.weights(values), np.zeros(values.shape)
        used = np.flatnonzero(weights > 0)
        centred = values[:, : self.cut] - values[:, : self.cut].mean(axis=0)  # weights sum to 1 and do not notice
        donors, own = centred[1 + used], centred[0]
        missed = own - weights[used] @ donors
        system = np.zeros((len(used) + 1, len(used) + 1))
        system[:-1, :-1], system[-1, :-1], system[:-1, -1] = donors @ donors.T, 1.0, 1.0
        after = np.append(values[1 + used, self.cut :].mean(axis=1), 0.0)
        adjoint = np.linalg.lstsq(system, after)[0][:-1]
        slopes[0, : self.cut] = -(adjoint @ donors)
        slopes[1 + used, : self.cut] = np.outer(weights[used], adjoint @ donors) - np.outer(adjoint, missed)
        slopes[0, self.cut :] = 1 / (values.shape[1] - self.cut)
        slopes[1:, self.cut :] = -weights[:, None] / (values.shape[1] - self.cut)
        return slopes


def refitted_range(panel: SuppressedPanel, bounds: EffectBounds, *, cut: int, seed: int = 0) -> RefittedRange | None:
    """Search for the least and the most effect of the first unit, treated from column `cut` on, weights fitted anew.

    From the panels that `bounds` holds, from those mixed of one before and another after, and from the best of some
    corners that are drawn, each round asks a linear programme for the panel that the slope points at and goes there as
    far as is best (Frank & Wolfe 1956, doi:10.1002/nav.3800030109). Every panel on the way is allowed, so every effect
    on the way is one that the truth can have; none says that there is no larger. None where no cell is hidden, or no
    panel is known to begin with.
    """
    known = [one for one in (bounds.completed, bounds.at_lower, bounds.at_upper) if one is not None]
    starts = [one for one in (*known, *_mixed(panel, known, cut)) if np.isfinite(one).all()]
    if not starts or not panel.hidden.any():
        return None
    fitted, ends = _Fitted(cut), []
    corners = [(fitted.effect(one), one) for one in _corners(panel, np.random.default_rng(seed))]
    for sign in (1.0, -1.0):
        best = sorted(range(len(corners)), key=lambda at: sign * corners[at][0])[:BEST]
        found = [_descend(panel, fitted, start, sign) for start in (*starts, *(corners[at][1] for at in best))]
        ends.append(min(found, key=lambda one: sign * fitted.effect(one)))
    low, high = ends
    return RefittedRange(fitted.effect(low), fitted.effect(high), low, high, fitted.weights(low), fitted.weights(high))


def _corners(panel: SuppressedPanel, random: np.random.Generator) -> Iterator[Floats]:
    """Yield panels in which each cell is as large or as small as ranges and totals let it, in directions drawn."""
    for _draw in range(CORNERS):
        if (corner := _towards(panel, random.choice([-1.0, 1.0], panel.lower.shape))) is not None:
            yield corner


def _towards(panel: SuppressedPanel, slope: Floats) -> Floats | None:
    """Return the panel that a slope points down to; None where nothing holds a cell that it moves."""
    found = panel.optimum(slope)
    if found is None:
        return None
    values = panel.lower.copy()
    values[panel.hidden] = np.clip(found, panel.lower[panel.hidden], panel.upper[panel.hidden])
    return values


def _mixed(panel: SuppressedPanel, known: Sequence[Floats], cut: int) -> Iterator[Floats]:
    """Yield panels that are one before and another after, where totals allow it: then all ends of `bounds` are met."""
    for one in known:
        for other in known:
            values = np.hstack([one[:, :cut], other[:, cut:]])
            if one is not other and not any(what_breaks("mixed", panel, values)):
                yield values


def _descend(panel: SuppressedPanel, fitted: _Fitted, start: Floats, sign: float) -> Floats:
    at, least = np.array(start), sign * fitted.effect(start)
    scale = max(abs(least), float(np.ptp(start[:, fitted.cut :])), 1e-300)
    for _round in range(ROUNDS):
        goal = _towards(panel, sign * fitted.slope(at))
        if goal is None:
            break
        tried = [at + step * (goal - at) for step in STEPS]
        values = [sign * fitted.effect(one) for one in tried]
        best = int(np.argmin(values))
        if values[best] >= least - SETTLED * scale:
            break
        at, least = tried[best], values[best]
    return at


def check_refitted(panel: SuppressedPanel, found: RefittedRange, *, cut: int) -> tuple[Violation, ...]:
    """Return what does not hold: panels that break a range or total, weights that are not the best, other effects."""
    return tuple(_violations(panel, found, cut))


def _violations(panel: SuppressedPanel, found: RefittedRange, cut: int) -> Iterator[Violation]:
    for name, reported, values, weights in (
        ("lower end, fitted anew", found.lower, found.at_lower, found.weights_at_lower),
        ("upper end, fitted anew", found.upper, found.at_upper, found.weights_at_upper),
    ):
        yield from what_breaks(name, panel, values)
        apart = values[1:, :cut] - values[0, :cut]
        slope = apart @ (weights @ apart)
        short = float(weights @ slope - slope.min()) / max(float((apart**2).sum(axis=1).max()), 1e-300)
        if short > OPTIMAL or weights.min() < 0 or abs(weights.sum() - 1) > OPTIMAL:
            yield Violation(name, "weights", short, 0.0)
        after = values[:, cut:].mean(axis=1)
        reached = float(after[0] - weights @ after[1:])
        if abs(reached - reported) > TOLERANCE * max(float(np.abs(after).max()), 1e-300):
            yield Violation(name, "effect", reported, reached)
