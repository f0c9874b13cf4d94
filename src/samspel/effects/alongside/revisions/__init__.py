"""Figures that were revised: the same estimate with each earlier version of them."""

from samspel.effects.alongside.companion import Companion
from samspel.effects.alongside.revisions.estimating import execute, problem_of
from samspel.effects.alongside.revisions.telling import tell

COMPANION = Companion("revisions", lambda problem: bool(problem.get("vintages")), problem_of, execute, tell)
