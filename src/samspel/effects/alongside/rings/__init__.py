"""Places nearby and the periods around: where an effect came from, so that what only moved is not called new."""

from samspel.effects.alongside.companion import Companion, registered
from samspel.effects.alongside.rings.estimating import execute, problem_of
from samspel.effects.alongside.rings.telling import tell

COMPANION = Companion("rings", registered("rings"), problem_of, execute, tell)
