"""What came to one place after another and stayed: the effect by time since the start."""

from samspel.effects.kinds.manner import Manner
from samspel.effects.kinds.several import Several
from samspel.effects.kinds.starts.charts import charts_of
from samspel.effects.kinds.starts.estimating import plain_estimate, problem_of
from samspel.effects.kinds.starts.foresight import FORESIGHT
from samspel.effects.kinds.starts.telling import tell
from samspel.engines.counterfactual.editions import check_staggered, estimate_staggered

SEVERAL = Several(problem_of, estimate_staggered, check_staggered, plain_estimate, charts_of)
MANNER = Manner(problem=problem_of, execute=SEVERAL.execute, tell=tell, foresight=FORESIGHT)
