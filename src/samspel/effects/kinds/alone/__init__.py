"""One long series of hours or days: what its own past lets expect of the event, and how made-up events fared."""

from samspel.effects.kinds.alone.estimating import execute, series_problem
from samspel.effects.kinds.alone.foresight import FORESIGHT
from samspel.effects.kinds.alone.refusals import refused
from samspel.effects.kinds.alone.telling import tell
from samspel.effects.kinds.manner import Manner

MANNER = Manner(problem=series_problem, execute=execute, tell=tell, refused=refused, foresight=FORESIGHT)
