"""Örebro's population: two registrations of one question, with a narrow and a wide pool of donors."""

from __future__ import annotations

from samspel.effects.models import Study
from samspel.effects.services.shipped import shipped
from samspel.effects.services.studies import load_panel, register
from samspel.people.models import User
from samspel.places.models import Festival
from samspel.places.services import start_festival

STUDIES = ("orebro-growth", "orebro-growth-wide")
FESTIVAL, NAME, PLACE = "live-at-heart", "Live at Heart", "Örebro"


def prepare(*, content: bytes, name: str, who: User | None) -> list[Study]:
    """Register both studies, then load the same file into each; the festival is started if it is missing."""
    festival = Festival.objects.filter(slug=FESTIVAL).first()
    if festival is None:
        festival = start_festival(name=NAME, place=PLACE, slug=FESTIVAL, who=who)
    studies = [register(festival=festival, slug=slug, registration=shipped(slug), who=who) for slug in STUDIES]
    for study in studies:
        load_panel(study=study, name=name, content=content, who=who)
    return studies
