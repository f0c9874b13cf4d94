"""Synthetic control with covariates: the two papers' weights, also after donors without weight are taken away.

A. Abadie, A. Diamond, J. Hainmueller (2010), doi:10.1198/jasa.2009.ap08746; A. Abadie, J. Gardeazabal (2003),
doi:10.1257/000282803321455188. The authors' weights are where their search stopped, so those of Proposition 99 are
compared to 0.005; the misfit is the better one.
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest

from samspel.engines.counterfactual.methods.matching import Matched, match
from tests.published.panels import Panel, basque, prop99

UTAH_TO_CONNECTICUT = {"Utah": 0.334, "Nevada": 0.234, "Montana": 0.199, "Colorado": 0.164, "Connecticut": 0.069}
CATALONIA_AND_MADRID = {"Cataluna": 0.851, "Madrid (Comunidad De)": 0.149}


def matched(panel: Panel, donors: np.ndarray) -> Matched:
    (found,) = match(panel.outcomes[:, panel.fitted], panel.predictors, [(panel.treated, donors)])
    return found


def named(panel: Panel, donors: np.ndarray, found: Matched) -> dict[str, float]:
    return {panel.units[row]: float(weight) for row, weight in zip(donors, found.weights, strict=True) if weight > 1e-6}


def test_california_has_the_papers_weights(shared: Callable[[str], Path]) -> None:
    panel = prop99(shared("causal/california_prop99.csv"))
    found = matched(panel, panel.donors)
    assert named(panel, panel.donors, found) == pytest.approx(UTAH_TO_CONNECTICUT, abs=0.005)
    assert round(found.misfit, 3) <= 1.754
    assert found.gap <= 1e-10


def test_california_is_the_most_unusual_of_39_states(shared: Callable[[str], Path]) -> None:
    panel = prop99(shared("causal/california_prop99.csv"))
    sought = [(panel.treated, panel.donors)]
    sought += [(int(row), panel.donors[panel.donors != row]) for row in panel.donors]
    ratios = []
    for (unit, donors), found in zip(
        sought, match(panel.outcomes[:, panel.fitted], panel.predictors, sought), strict=True
    ):
        gap = panel.outcomes[unit] - found.weights @ panel.outcomes[donors]
        ratios.append(float(np.mean(gap[panel.first_treated :] ** 2) / np.mean(gap[: panel.first_treated] ** 2)))
        assert found.gap <= 1e-10
    assert sum(ratio >= ratios[0] for ratio in ratios) / len(ratios) == 1 / 39


def test_the_basque_country_is_catalonia_and_madrid(shared: Callable[[str], Path]) -> None:
    panel = basque(shared("causal/basque.csv"))
    found = matched(panel, panel.donors)
    assert named(panel, panel.donors, found) == pytest.approx(CATALONIA_AND_MADRID, abs=5e-4)


def test_it_stays_so_without_any_region_that_has_no_weight(shared: Callable[[str], Path]) -> None:
    panel = basque(shared("causal/basque.csv"))
    idle = [unit for unit in panel.units if unit not in CATALONIA_AND_MADRID and unit != panel.units[panel.treated]]
    pools = [panel.without(unit) for unit in idle]
    found = match(panel.outcomes[:, panel.fitted], panel.predictors, [(panel.treated, pool) for pool in pools])
    weights = [named(panel, pool, one) for pool, one in zip(pools, found, strict=True)]
    assert weights == [pytest.approx(CATALONIA_AND_MADRID, abs=5e-4)] * 14


def test_units_of_measurement_and_the_order_of_donors_do_not_matter(shared: Callable[[str], Path]) -> None:
    panel = prop99(shared("causal/california_prop99.csv"))
    here = matched(panel, panel.donors)
    random = np.random.default_rng(3)
    order = random.permutation(panel.donors)
    scaled = panel.predictors * random.uniform(0.01, 100.0, size=7) + 5.0
    (there,) = match(panel.outcomes[:, panel.fitted] * 20.0 + 7.0, scaled, [(panel.treated, order)])
    assert named(panel, order, there) == pytest.approx(named(panel, panel.donors, here), abs=2e-3)
    assert there.misfit == pytest.approx(20.0 * here.misfit, rel=1e-4)
