"""What an event took from elsewhere: streets nearby, the weeks around it, guests for whom a full town had no bed."""

from samspel.engines.counterfactual.displacement.ring_problem import RingProblem
from samspel.engines.counterfactual.displacement.rings import (
    Part,
    RingEstimate,
    check_rings,
    estimate_rings,
)
from samspel.engines.counterfactual.displacement.rooms import (
    Crowding,
    CrowdingBounds,
    RoomsProblem,
    crowding,
    crowding_bounds,
)

__all__ = [
    "Crowding",
    "CrowdingBounds",
    "Part",
    "RingEstimate",
    "RingProblem",
    "RoomsProblem",
    "check_rings",
    "crowding",
    "crowding_bounds",
    "estimate_rings",
]
