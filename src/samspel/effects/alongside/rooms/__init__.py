"""Hotels are finite: what of an event's demand for rooms was new, and what took beds that others would have had."""

from samspel.effects.alongside.companion import Companion, registered
from samspel.effects.alongside.rooms.estimating import execute, problem_of
from samspel.effects.alongside.rooms.telling import tell

COMPANION = Companion("rooms", registered("rooms"), problem_of, execute, tell)
