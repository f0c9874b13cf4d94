"""What is odd about a panel, before anything is estimated: values that rooms turn into questions to be answered.

>>> from samspel.engines.counterfactual.quality import PanelAsFiled, judge
>>> judge(PanelAsFiled(values, cycle=168, day=24))
"""

from samspel.engines.counterfactual.quality.finding import CODES, Finding, PanelAsFiled
from samspel.engines.counterfactual.quality.judge import judge
from samspel.engines.counterfactual.quality.rows import duplicate_rows

__all__ = ["CODES", "Finding", "PanelAsFiled", "duplicate_rows", "judge"]
