"""What placebos say beside a p: the effects they exclude, and those they would have shown."""

from __future__ import annotations

import numpy as np

from samspel.effects.instances import Floats

POWER = 0.8
"""Share of events that are to be told from chance."""


def rare_from(placebos: Floats, level: float) -> float | None:
    """Return what an effect must exceed, either way, to be rarer than `level`; None with too few placebos for that."""
    sizes = np.sort(np.abs(placebos))[::-1]
    allowed = int(level * (1 + len(sizes)) + 1e-9) - 1
    return float(sizes[allowed]) if 0 <= allowed < len(sizes) else None


def seen_from(placebos: Floats, level: float) -> float | None:
    """Return the smallest effect that is told from chance in four cases of five, with noise as the placebos have it."""
    from scipy import special

    rare = rare_from(placebos, level)
    return None if rare is None else rare + float(np.sqrt((placebos**2).mean()) * special.ndtri(POWER))


def around(effect: float, placebos: Floats, level: float) -> dict[str, float | None]:
    """Return the effects that the placebo test does not exclude, if an effect is the same for all; None: no bounds."""
    rare = rare_from(placebos, level)
    return {"lower": None, "upper": None} if rare is None else {"lower": effect - rare, "upper": effect + rare}
