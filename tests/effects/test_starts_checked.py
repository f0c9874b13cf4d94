"""Starts one after the other: what speaks against a claim is listed, said in the sentence, and drawn paler."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from samspel.effects.kinds import starts
from samspel.effects.queries import shown
from samspel.effects.services import estimate_now, load_panel, register
from samspel.effects.telling import Told
from samspel.effects.types import Registration, Start, Starts, Transform
from samspel.engines.counterfactual import Method
from tests.effects.test_kinds import design
from tests.rooms import address

pytestmark = [pytest.mark.once, pytest.mark.django_db(transaction=True)]

YEARS = tuple(str(year) for year in range(1996, 2020))
PLACES = {"Ada": "2008", "Bro": "2010", "Cal": "2015"}
DONORS = tuple(f"Ort {number}" for number in range(12))


def table(rises: dict[str, float], *, early: float = 0.0) -> bytes:
    """Return a table of years with noise, levels, and a rise from each start on; `early` from four years before it."""
    random = np.random.default_rng(6)
    rows = ["ort," + ",".join(YEARS)]
    for number, unit in enumerate([*PLACES, *DONORS]):
        values = 100 + 3 * number + random.normal(0, 1, len(YEARS))
        if unit in PLACES:
            start = YEARS.index(PLACES[unit])
            values[start:] += rises.get(unit, 0.0)
            values[start - 4 : start] += early
        rows.append(unit + "," + ",".join(f"{value:.2f}" for value in values))
    return "\n".join(rows).encode()


def registration(**more: Any) -> Registration:
    return design(
        **{
            "treated": "Ada",
            "donors": DONORS,
            "first_period": YEARS[0],
            "last_period": YEARS[-1],
            "first_treated": "2008",
            "method": Method.DIFFERENCE_IN_DIFFERENCES,
            "transform": Transform.LEVEL,
            "starts": Starts(tuple(Start(unit, first) for unit, first in PLACES.items())),
            **more,
        }
    )


def told(edition: Any, slug: str, content: bytes, **more: Any) -> tuple[Told, dict[str, Any]]:
    study = register(festival=edition.festival, slug=slug, registration=registration(**more), who=None)
    load_panel(study=study, name="f.csv", content=content, who=None)
    run = estimate_now(study=study, who=None)
    found = shown(study, run)
    assert found is not None
    return found.told, run.answer or {}


def checks(found: Told) -> dict[str, Any]:
    return {one.name: one for one in found.checks}


def test_every_check_is_listed_in_both_languages_with_a_chart_and_what_each_place_is_compared_with(
    edition: Any, client_of: Any
) -> None:
    found, answer = told(edition, "sound", table(dict.fromkeys(PLACES, 12.0)))
    listed = checks(found)
    names = ("Fit before the starts", "Placebo in time", "Without one place", "Without one donor")
    assert {name: listed[name].speaks_for for name in names} == dict.fromkeys(names, True)
    assert listed["Other ways of asking"].number == "3/3"
    assert found.verdict == "unusual"
    assert answer["asked"]["donors"] == len(answer["asked"]["without_donor"]) == len(DONORS)
    assert [chart.name for chart in found.charts] == ["since", "cohorts", "again"]
    assert found.weights is not None
    assert [row[0] for row in found.weights.rows] == [*PLACES]
    assert "the mean of 12 units" in found.weights.rows[2][1]
    for language, words in (("en", "What each comparison is made of"), ("sv", "Vad varje jämförelse består av")):
        page = client_of("analyst").get(address("office-study", edition.festival.slug, "sound", language=language))
        text = page.content.decode()
        assert words in text
        assert text.count("<svg") >= 3


def test_an_effect_of_one_place_alone_says_that_it_hangs_on_it(edition: Any) -> None:
    found, _answer = told(edition, "one", table({"Bro": 40.0}))
    assert found.verdict == "tentative"
    assert "it hangs on Bro: without that place" in found.sentence
    check = checks(found)["Without one place"]
    assert check.speaks_for is False
    assert "Without Bro it" in check.sentence


def test_what_showed_before_the_starts_shows_with_earlier_ones(edition: Any) -> None:
    found, _answer = told(edition, "early", table(dict.fromkeys(PLACES, 8.0), early=9.0))
    assert checks(found)["Placebo in time"].speaks_for is False
    assert found.verdict != "unusual"


def test_times_with_few_places_are_said_and_marked(edition: Any) -> None:
    found, answer = told(edition, "few", table(dict.fromkeys(PLACES, 12.0)))
    since, (grid, *_others) = found.charts[0], found.grids
    places = {one["at"]: one["units"] for one in answer["by_time"]}
    assert (places[4], places[11]) == (3, 1)
    marked = {grid.rows[at][0] for at in grid.marks or {}}
    assert {"+5", "+11"} <= marked
    assert "+4" not in marked
    assert "Pale, hollow points rest on fewer than 3 places, the last on 1" in since.text


def test_an_answer_from_before_these_checks_is_told_without_them(edition: Any) -> None:
    _found, answer = told(edition, "old", table(dict.fromkeys(PLACES, 12.0)))
    old = {key: value for key, value in answer.items() if key != "asked"}
    before = starts.MANNER.tell(registration(), old)
    assert (before.verdict, before.weights, len(before.charts)) == ("unusual", None, 2)
    assert "Without one place" not in checks(before)
