"""One event in one place: a comparison made of units where nothing happened."""

from samspel.effects.instances import engine_problem
from samspel.effects.kinds.manner import Manner
from samspel.effects.kinds.one.estimating import execute
from samspel.effects.kinds.one.telling import tell

MANNER = Manner(problem=engine_problem, execute=execute, tell=tell, sees_power=True)
