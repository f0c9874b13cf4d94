"""Where a figure stands among those of made-up events."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]


def rank_p(value: float, placebos: Floats) -> float:
    """Return ``(1 + #{|placebo| ≥ |value|}) / (1 + placebos)``; a tie counts against the claim."""
    as_large = np.count_nonzero(np.abs(placebos) >= abs(value) * (1 - 1e-9))
    return (1 + int(as_large)) / (1 + len(placebos))
