"""What the office's frame needs on every page of this room."""

from __future__ import annotations

from typing import Any

from samspel.places.models import Festival


def frame(festival: Festival) -> dict[str, Any]:
    """Return what the office's frame needs; a festival without an edition has none of its links."""
    edition = festival.editions.first()
    base = "site/office.html" if edition else "site/festival.html"
    return {"festival": festival, "edition": edition, "base": base}
