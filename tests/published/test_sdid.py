"""Table 1 of Arkhangelsky et al. (2021, doi:10.1257/aer.20190159): California, exact and as the authors' program stops.

| | published | exact | standard error, published | exact |
|---|---|---|---|---|
| difference in differences | −27.349 | −27.349 | 17.7 | 17.29 |
| synthetic control | −19.620 | −19.514 | 9.9 | 10.63 |
| synthetic difference in differences | −15.604 | −15.605 | 8.4 | 9.37 |

The published errors are from a few hundred donors drawn at random; ours takes every donor once.
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray

from samspel.engines.counterfactual.methods import synthetic_difference_in_differences as sdid
from samspel.engines.counterfactual.methods.difference_in_differences import block_difference
from samspel.engines.counterfactual.simplex import nearest_of_points
from tests.published.panels import Panel, prop99


@pytest.fixture
def panel(shared: Callable[[str], Path]) -> Panel:
    return prop99(shared("causal/california_prop99.csv"))


def synthetic(panel: Panel, unit: int, donors: NDArray[np.intp]) -> float:
    before = panel.outcomes[:, : panel.first_treated]
    weights = nearest_of_points(before[donors] - before[unit]).values
    return float((panel.outcomes[unit] - weights @ panel.outcomes[donors])[panel.first_treated :].mean())


def test_the_exact_effect_and_standard_errors(panel: Panel) -> None:
    pools = [panel.donors[panel.donors != row] for row in panel.donors]
    sought = [(panel.treated, panel.donors), *zip(panel.donors.tolist(), pools, strict=True)]
    found = sdid.Panel(panel.outcomes, panel.first_treated, sought).weigh()
    assert max(one.gap for one in found) <= 1e-10
    gaps = panel.outcomes[[unit for unit, _pool in sought]] - np.array([one.path for one in found])
    effect, *placebos = gaps[:, panel.first_treated :].mean(axis=1)
    assert round(effect, 3) == -15.605
    assert round(sdid.placebo_standard_error(np.array(placebos)), 2) == 9.37
    controls = [synthetic(panel, int(row), pool) for row, pool in zip(panel.donors, pools, strict=True)]
    assert round(sdid.placebo_standard_error(np.array(controls)), 2) == 10.63


def test_the_compatible_mode_gives_the_printed_effects(panel: Panel) -> None:
    found = sdid.as_published(panel.outcomes, panel.treated, panel.donors, panel.first_treated)
    assert (round(found.synthetic_control, 3), round(found.doubly_weighted, 3)) == (-19.620, -15.604)


def test_difference_in_differences_and_the_error_that_is_not_to_be_believed(panel: Panel) -> None:
    found = block_difference(panel.outcomes, np.array([panel.treated]), panel.donors, panel.first_treated)
    assert (round(found.effect, 3), round(found.placebo_error, 2)) == (-27.349, 17.29)
    assert found.few_treated
    # One treated unit has no residual of its own: the clustered error is six times too small.
    assert found.clustered_error < found.placebo_error / 6
