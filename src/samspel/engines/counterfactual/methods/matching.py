"""Donors' weights from covariates: the synthetic control of Abadie, Diamond and Hainmueller (2010)."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from samspel.engines.counterfactual.methods.predictor_weights import predictor_weights
from samspel.engines.counterfactual.simplex import duality_gap, nearest_of_points

Floats = NDArray[np.float64]
Integers = NDArray[np.intp]

EXACT = 1e-24
"""Squared miss of predictors, relative to the farthest donor, that is nothing but rounding."""

STRESS, ROUNDS = 1e3, 50
"""How much more predictors count than outcomes while both are sought, and how often the miss may be asked back."""

MOST_NUMBERS = 4_000_000
"""Numbers in the largest array of a search over several units at once: K² starts with K differences to each donor."""


@dataclass(frozen=True, slots=True, eq=False)
class Matched:
    """One unit's weights.

    Attributes
    ----------
    weights : array of shape (donors,)
        Not negative, sum 1.
    predictors : array of shape (K,)
        v, for predictors over their standard deviations: positive, sum 1. Often other v give the same weights.
    misfit : float
        Root mean squared gap in the fitted periods, in the outcome's unit: what v was chosen by.
    gap : float
        Relative duality gap of the weights, given v.
    """

    weights: Floats
    predictors: Floats
    misfit: float
    gap: float


def match(outcomes: Floats, predictors: Floats, sought: Sequence[tuple[int, Integers]]) -> tuple[Matched, ...]:
    """Return the weights of each (unit, donors) that is sought, all searched for together.

        w(v) = argmin Σ_k v_k (x_1k − Σ_j w_j x_jk)²/s_k²,     v = argmin Σ_t (y_1t − Σ_j w_j(v) y_jt)²,

    with s_k the standard deviation of a predictor over the unit and its donors. `predictor_weights` says how v is
    found. Where donors match all predictors exactly, v decides nothing; then the best of such weights for outcomes are
    taken.

    Parameters
    ----------
    outcomes : array of shape (units, fitted periods)
        Only of periods before the treatment.
    predictors : array of shape (units, K)
        In any units of measurement.
    sought : sequence of (int, array of int)
    """
    alike: dict[int, list[int]] = defaultdict(list)
    for place, (_unit, donors) in enumerate(sought):
        alike[len(donors)].append(place)
    found: dict[int, Matched] = {}
    for count, places in alike.items():
        at_once = max(1, MOST_NUMBERS // (count * predictors.shape[1] ** 3))
        for first in range(0, len(places), at_once):
            some = places[first : first + at_once]
            pairs = {place: _differences(outcomes, predictors, *sought[place]) for place in some}
            found |= {place: one for place, pair in pairs.items() if (one := _exactly_matched(*pair))}
            rest = [place for place in some if place not in found]
            if rest:
                sides = [np.array([pairs[place][side] for place in rest]) for side in (0, 1)]
                weights = predictor_weights(sides[0], sides[1])
                found |= {place: _weighed(*pairs[place], v) for place, v in zip(rest, weights, strict=True)}
    return tuple(found[place] for place in range(len(sought)))


def _differences(outcomes: Floats, predictors: Floats, unit: int, donors: Integers) -> tuple[Floats, Floats]:
    spread = predictors[[unit, *donors]].std(axis=0, ddof=1)
    # A predictor that is the same everywhere sets nobody apart; its differences are nothing in any unit.
    scaled = (predictors[donors] - predictors[unit]) / np.where(spread > 0.0, spread, 1.0)
    return scaled, outcomes[donors] - outcomes[unit]


def _exactly_matched(predictors: Floats, outcomes: Floats) -> Matched | None:
    """Return the best weights for outcomes among those that miss no predictor, or None if all miss something.

    By the method of multipliers: what predictors are missed by is asked for the other way round, until nothing is.
    """
    K = predictors.shape[1]
    scale = float((predictors**2).sum(axis=1).max()) or 1.0
    weights = nearest_of_points(predictors).values
    if _missed(predictors, weights) > EXACT * scale:
        return None
    stress = np.sqrt(STRESS * (float((outcomes**2).sum(axis=1).max()) or 1.0) / scale)
    asked = np.zeros(K)
    for _round in range(ROUNDS):
        weights = nearest_of_points(np.hstack([stress * (predictors - asked), outcomes])).values
        if _missed(predictors, weights) <= EXACT * scale:
            break
        asked -= weights @ predictors
    misfit = float(np.sqrt(np.mean((weights @ outcomes) ** 2)))
    return Matched(weights, np.full(K, 1.0 / K), misfit, duality_gap(predictors, weights))


def _missed(predictors: Floats, weights: Floats) -> float:
    return float(((weights @ predictors) ** 2).sum())


def _weighed(predictors: Floats, outcomes: Floats, v: Floats) -> Matched:
    points = predictors * np.sqrt(v)
    weights = nearest_of_points(points).values
    misfit = float(np.sqrt(np.mean((weights @ outcomes) ** 2)))
    return Matched(weights, v, misfit, duality_gap(points, weights))
