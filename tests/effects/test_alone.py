"""A study of one long series: registered, loaded, estimated, read in both languages, taken away and repeated."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from samspel.effects.kinds.alone.red_days import red_days
from samspel.effects.models import Study
from samspel.effects.queries import published_findings, shown
from samspel.effects.readers import registration_of
from samspel.effects.services import (
    estimate_now,
    export_study,
    load_beside,
    load_panel,
    publish_study,
    register,
    repeat_study,
    request_study,
)
from samspel.effects.services.shipped import shipped
from samspel.effects.types import Alone, Direction, Interest, Registration, Span, Transform, Words
from samspel.errors import BadInput, Refused
from tests.rooms import address

pytestmark = pytest.mark.once

FIRST, DAYS = date(2022, 1, 1), 990
STREET, CONTROL = "Storgatan", "Ringvägen"
EVENT = ("2024-09-05", "2024-09-07")
EXTRA = 400.0
"""Persons more on each day of the made-up event."""


def days() -> list[str]:
    return [(FIRST + timedelta(days=number)).isoformat() for number in range(DAYS)]


def counts(*, extra: float = EXTRA, rain: bool = False) -> np.ndarray[Any, Any]:
    """Return a street by the day: weekday, season, holidays, noise and an event whose effect is known."""
    draw = np.random.default_rng(7)
    number = np.arange(DAYS)
    week = np.array([1.0, 1.0, 1.05, 1.1, 1.4, 1.6, 0.7])[(number + FIRST.weekday()) % 7]
    season = 1 + 0.2 * np.sin(2 * np.pi * number / 365.2425)
    red = red_days(FIRST, FIRST + timedelta(days=DAYS))
    off = np.array([0.6 if FIRST + timedelta(days=int(one)) in red else 1.0 for one in number])
    values = 1000 * week * season * off * np.exp(draw.normal(0, 0.04, DAYS))
    if rain:
        values *= np.exp(-0.3 * wet())
    start = days().index(EVENT[0])
    values[start : start + 3] += extra
    return np.round(values)


def wet() -> np.ndarray[Any, Any]:
    return (np.random.default_rng(11).random(DAYS) < 0.3).astype(float)


def file_of(**series: Any) -> bytes:
    rows = ["unit,period,value"]
    for unit, values in series.items():
        rows += [f"{unit},{period},{'' if np.isnan(value) else value}" for period, value in zip(days(), values, strict=True)]
    return "\n".join(rows).encode()


def design(**more: Any) -> Registration:
    alone = Alone(**{"last": EVENT[1], "placebos": 60, **more.pop("alone", {})})
    made = replace(
        shipped("orebro-growth"),
        treated=STREET,
        donors=(),
        outcome=Words("förbipasserande", "passers-by"),
        unit=Words("personer", "persons"),
        first_period=days()[0],
        last_period=days()[-1],
        first_treated=EVENT[0],
        backdated="",
        base_period="",
        transform=Transform.LOG,
        interest=Interest(300.0, Direction.HIGHER, 0.05),
        alone=alone,
    )
    return replace(made, **more)


def registered(edition: Any, slug: str = "street", **more: Any) -> Study:
    # As people's own registrations come: through plain values.
    registration = registration_of(design(**more).as_plain())
    return register(festival=edition.festival, slug=slug, registration=registration, who=None)


def page_of(client: Any, study: Study, language: str) -> str:
    place = address("study", study.festival.slug, study.slug, language=language)
    return " ".join(client.get(place).content.decode().split())


def test_a_known_effect_is_found_told_and_repeated(edition: Any, client_of: Any, tmp_path: Path) -> None:
    study = registered(edition)
    load_panel(study=study, name="counts.csv", content=file_of(Storgatan=counts()), who=None)
    run = estimate_now(study=study, who=None)
    publish_study(study=study, who=None)
    assert run.answer is not None
    print(run.answer)
    interval = run.answer["widened"]
    assert interval["lower"] < 3 * EXTRA < interval["upper"]
