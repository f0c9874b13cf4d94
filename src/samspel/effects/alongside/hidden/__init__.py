"""Cells that the source hides: the least and the most that an effect can be, whatever they hold."""

from samspel.effects.alongside.companion import Companion, registered
from samspel.effects.alongside.hidden.estimating import execute, problem_of
from samspel.effects.alongside.hidden.telling import tell

COMPANION = Companion("hidden", registered("hidden"), problem_of, execute, tell)
