"""The same event again and again in one place: every edition's effect, and all of them pooled."""

from samspel.effects.kinds.editions.charts import charts_of
from samspel.effects.kinds.editions.estimating import plain_estimate, problem_of
from samspel.effects.kinds.editions.foresight import FORESIGHT
from samspel.effects.kinds.editions.telling import tell
from samspel.effects.kinds.manner import Manner
from samspel.effects.kinds.several import Several
from samspel.engines.counterfactual.editions import check_repeated, estimate_repeated

SEVERAL = Several(problem_of, estimate_repeated, check_repeated, plain_estimate, charts_of)
MANNER = Manner(problem=problem_of, execute=SEVERAL.execute, tell=tell, foresight=FORESIGHT)
