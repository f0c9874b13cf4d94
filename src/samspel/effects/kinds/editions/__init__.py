"""The same event again and again in one place: every edition's effect, and all of them pooled."""

from samspel.effects.kinds.editions.estimating import execute, problem_of
from samspel.effects.kinds.editions.telling import tell
from samspel.effects.kinds.manner import Manner

MANNER = Manner(problem=problem_of, execute=execute, tell=tell)
