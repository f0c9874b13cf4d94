"""One long seasonal series without donors: what its hours or days would have been without the event.

>>> from samspel.engines.counterfactual.series import SeriesProblem, estimate_series
>>> estimate_series(SeriesProblem(values, first, step_minutes=60, begin=17_520, end=17_544)).total
"""

from samspel.engines.counterfactual.series.check import check_series
from samspel.engines.counterfactual.series.estimate import estimate_series
from samspel.engines.counterfactual.series.problem import SeriesProblem
from samspel.engines.counterfactual.series.result import Backtest, Noise, Range, SeriesEstimate

__all__ = ["Backtest", "Noise", "Range", "SeriesEstimate", "SeriesProblem", "check_series", "estimate_series"]
