"""What came to one place after another and stayed: the effect by time since the start."""

from samspel.effects.kinds.manner import Manner
from samspel.effects.kinds.starts.estimating import execute, problem_of
from samspel.effects.kinds.starts.telling import tell

MANNER = Manner(problem=problem_of, execute=execute, tell=tell)
