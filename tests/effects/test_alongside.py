"""What is reported beside an effect: what moved, what there was room for, hidden cells and revised figures."""

from __future__ import annotations

import json
import zipfile
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from samspel.effects.alongside.rings.sentences import said as sentences_of
from samspel.effects.instances import engine_problem
from samspel.effects.models import Concern, Study
from samspel.effects.readers import registration_of
from samspel.effects.services import (
    estimate_now,
    execute_study,
    export_study,
    load_beside,
    load_panel,
    publish_study,
    register,
    repeat_study,
    request_power,
    request_study,
)
from samspel.effects.services.series import answer_concern
from samspel.effects.services.shipped import shipped
from samspel.effects.types import (
    Choice,
    Hidden,
    Interest,
    Near,
    Registration,
    Rings,
    RoomNight,
    Rooms,
    Source,
    Sum,
    Transform,
    Words,
)
from samspel.effects.verdicts import weaknesses
from samspel.engines import counterfactual as engine
from samspel.engines.counterfactual import Method
from samspel.engines.counterfactual.displacement import RingProblem, estimate_rings
from samspel.errors import BadInput, Refused
from tests.rooms import address

pytestmark = pytest.mark.once

SQUARE, DONORS = "Torget", tuple(f"Gata {number}" for number in range(1, 11))
PLACES = (*DONORS[:5], SQUARE, *DONORS[5:], "Hamnen", "Kyrkan")
NEAR = (Near("Hamnen", 0.3), Near("Kyrkan", 0.8))
WEEKS = tuple(f"2023V{week:02d}" for week in range(1, 39))
EVENT = WEEKS.index("2023V37")
RINGS = Rings(NEAR, (0.5, 1.0), "2023V37", history=6)
OPEN = Source("Räknare", "Staden", "CC0")
ROOMS = Rooms(
    nights=(RoomNight("2023V37", 240.0, 120.0, 10.0), RoomNight("2023V38", 240.0, 90.0, 5.0)),
    rooms_source="Hotellen 2023",
    demand_source="Besöksenkäten 2023",
    guests_per_room=1.5,
    guests_source="Turistbyrån",
)


def value(unit: int, week: int) -> float:
    wave = ((unit * 7 + week * 5) % 11 - 5) / 2
    return 200 + 10 * unit + 8 * (week % 5) + wave


def panel(**moves: float) -> dict[str, dict[str, float | None]]:
    """Return figures by unit and week; `moves` are added to a unit in the event's week."""
    units = (SQUARE, *DONORS, "Hamnen", "Kyrkan")
    found: dict[str, dict[str, float | None]] = {
        unit: {week: value(PLACES.index(unit), at) for at, week in enumerate(WEEKS)} for unit in units
    }
    for unit, move in moves.items():
        found[unit]["2023V37"] = (found[unit]["2023V37"] or 0.0) + move
    return found


def table(figures: dict[str, dict[str, float | None]]) -> bytes:
    rows = ["unit," + ",".join(next(iter(figures.values())))]
    rows += [
        unit + "," + ",".join(".." if cell is None else repr(cell) for cell in row.values())
        for unit, row in figures.items()
    ]
    return "\n".join(rows).encode()


def design(**more: Any) -> Registration:
    made = replace(
        shipped("orebro-growth"),
        treated=SQUARE,
        donors=DONORS,
        outcome=Words("besökare", "visitors"),
        unit=Words("personer", "persons"),
        first_period=WEEKS[0],
        last_period=WEEKS[-1],
        first_treated="2023V37",
        backdated="",
        base_period="",
        transform=Transform.LEVEL,
        source=OPEN,
        interest=Interest(1.0, level=0.1),
    )
    return replace(made, **more)


def loaded(edition: Any, figures: dict[str, dict[str, float | None]], slug: str = "beside", **more: Any) -> Study:
    study = register(festival=edition.festival, slug=slug, registration=design(**more), who=None)
    return load(study, figures)


def load(study: Study, figures: dict[str, dict[str, float | None]]) -> Study:
    load_panel(study=study, name="f.csv", content=table(figures), who=None)
    for concern in Concern.objects.filter(choice=""):
        answer_concern(concern=concern, choice=Choice.KEEP, text="As the source has them.", who=None)
    return study


def answered(study: Study) -> dict[str, Any]:
    problem = json.loads(json.dumps(request_study(study=study, who=None).problem))
    return dict(execute_study(problem, 0, lambda *_told: False).values)


def test_everything_that_is_asked_beside_comes_back_from_plain_values() -> None:
    full = design(rings=RINGS, rooms=ROOMS, hidden=Hidden(0.0, None, (Sum("Alla", (SQUARE, *DONORS)),), tolerance=2.0))
    plain = json.loads(json.dumps(full.as_plain()))
    assert (Registration.from_plain(plain), registration_of(plain)) == (full, full)
    assert full.units == (SQUARE, *DONORS, "Hamnen", "Kyrkan", "Alla")


def rings(**more: Any) -> dict[str, Any]:
    return {"rings": {"near": [{"unit": "Kyrkan", "km": 0.8}], "edges_km": [0.5, 1], "last": "2023V37"} | more}


def rooms(**more: Any) -> dict[str, Any]:
    night = {"period": "2023V37", "rooms": 100, "demand": 20, "deviation": 2}
    return {"rooms": {"nights": [night], "rooms_source": "a", "demand_source": "b"} | more}


REFUSED = {
    "a donor near": (rings(near=[{"unit": "Gata 1", "km": 0.8}]), "“Gata 1” lies near and may be affected itself"),
    "a band without units": (rings(edges_km=[0.5, 0.7, 1]), "“0.7 km” as the edge of a band: no place lies in it"),
    "edges that fall": (rings(edges_km=[1, 0.5]), "“rings.edges_km” is missing or not complete"),
    "beyond all bands": (rings(edges_km=[0.5]), "“Kyrkan” lies beyond the last band"),
    "an end before the start": (rings(last="2023V36"), "“2023V36” is the event's last period and comes before"),
    "half a week": (rings(before=0.5), "“before: 0.5” is no number of periods"),
    "a place without distance": (rings(near=[{"unit": "Kyrkan"}]), "“unit = Kyrkan” is not complete"),
    "a word nobody knows": (rings(colour="red"), "“rings.colour” is no part of a registration"),
    "negative rooms": (
        rooms(nights=[{"period": "2023V37", "rooms": -1, "demand": 1, "deviation": 0}]),
        "“period = 2023V37; rooms = -1; demand = 1; deviation = 0” is not complete, or no number",
    ),
    "a survey without a name": (rooms(demand_source=""), "“rooms.demand_source” is missing"),
    "guests nobody counted": (rooms(guests_per_room=2), "“rooms.guests_source” is missing"),
    "more sold than there are": (
        rooms(
            baseline_source="c",
            nights=[
                {"period": "x", "rooms": 9, "demand": 1, "deviation": 0, "baseline": 10.0, "baseline_deviation": 1.0}
            ],
        ),
        "“x” has more rooms sold without the event than there are",
    ),
    "an occupancy above one": (rooms(occupancy=80, over_nights=30, baseline_source="c"), "“80” is no share of rooms"),
    "an index as rooms": ({**rooms(), "transform": "index"}, "“index” is what is compared, and tells no rooms"),
    "nothing holds a cell": ({"hidden": {"lower": 0}}, "Nothing holds a hidden cell"),
    "a sum of strangers": (
        {"hidden": {"lower": 0, "upper": 4, "sums": [{"name": "Alla", "units": ["Kumla"]}]}},
        "“Kumla” is part of the sum “Alla” but neither the treated unit nor a donor",
    ),
    "bounds of logarithms": (
        {"hidden": {"lower": 0, "upper": 4}, "transform": "log"},
        "“hidden” asks for bounds, which only an effect",
    ),
    "several events": (
        {**rings(), "editions": {"windows": [{"name": n, "first": "2023V10", "last": "2023V10"} for n in "ab"]}},
        "“rings” is asked of studies of one event alone",
    ),
}


@pytest.mark.parametrize("name", REFUSED)
def test_what_contradicts_itself_is_refused_when_it_is_registered(name: str) -> None:
    change, sentence = REFUSED[name]
    with pytest.raises(BadInput, match=sentence):
        registration_of(design().as_plain() | change)


FIGURES = st.tuples(st.floats(-9, 9), st.floats(0, 9), st.floats(0.01, 1)).map(
    lambda one: {"effect": one[0], "lower": one[0] - one[1], "upper": one[0] + one[1], "p_value": one[2]}
)


@given(FIGURES, FIGURES, FIGURES)
def test_no_sentence_on_what_moved_claims_more_than_p_and_interval_bear(gross: Any, moved: Any, net: Any) -> None:
    found = {"gross": gross, "moved": moved, "net": net, "edges": [0.5], "spans": {"during": ["a", "b"]}}
    said = sentences_of(design(), {"rings": found | {"coverage": 0.9, "placebos": 50, "moved_share": 0.5}})
    clear = [one["p_value"] <= 0.1 and not one["lower"] <= 0 <= one["upper"] for one in (gross, net, moved)]
    hedged = ["told apart from" in sentence for sentence in said[:3]]
    assert hedged[0] is not clear[0]
    assert hedged == [not one for one in clear] if clear[0] else "nothing can be said" in said[1]


@pytest.mark.django_db(transaction=True)
def test_a_season_that_is_not_taken_off_is_said_first_of_all(edition: Any, client_of: Any) -> None:
    told, studies = {}, {}
    for slug, season in (("without", 0), ("with", 12)):
        asked = replace(RINGS, season=season)
        studies[slug] = study = loaded(edition, panel(Torget=90.0), slug, outcome=Words(slug, slug), rings=asked)
        assert registration_of(Registration.from_plain(study.registration).as_plain()).rings == asked
        assert ("season" in study.registration["rings"]) == bool(season)  # older registrations keep their digest
    for slug, study in studies.items():  # both are registered before either has shown the figures
        estimate_now(study=study, who=None)
        page = client_of("analyst").get(address("office-study", edition.festival.slug, slug)).content.decode()
        told[slug] = " ".join(page.split())
    assert "Careful: nothing is taken off for the season." in told["without"]
    assert "What the same periods of the year before show is taken off." in told["with"]
    assert "12 periods in a year" in told["with"]


@pytest.mark.django_db
def test_places_nearby_are_told_beside_an_effect_they_do_not_touch(edition: Any) -> None:
    figures = panel(Torget=90.0, Hamnen=-20.0, Kyrkan=-40.0)
    alone = answered(loaded(edition, figures, "alone"))
    study = loaded(edition, figures, outcome=Words("gäster", "guests"), rings=RINGS)
    with_rings = answered(study)
    assert {name: with_rings[name] for name in alone} == alone
    distances = [0.0, *[9.0] * len(DONORS), 0.3, 0.8]
    outcomes = np.array([list(row.values()) for row in figures.values()], dtype=float)
    problem = RingProblem(outcomes, tuple(figures), WEEKS, np.array(distances), (0.5, 1.0), EVENT, EVENT + 1, history=6)
    expected, found = estimate_rings(problem), with_rings["rings"]
    assert [found[name]["effect"] for name in ("gross", "moved", "net")] == [
        expected.gross,
        expected.moved,
        expected.net,
    ]
    assert found["moved"]["p_value"] == expected.p_moved


@pytest.mark.django_db
def test_what_could_be_seen_is_asked_without_places_nearby(edition: Any) -> None:
    sums = Hidden(0.0, None, (Sum("Alla", (SQUARE, *DONORS)),))
    study = register(
        festival=edition.festival, slug="ask", registration=design(rings=RINGS, rooms=ROOMS, hidden=sums), who=None
    )
    before = {
        unit: {week: cell for week, cell in row.items() if week < "2023V37"}
        for unit, row in hidden_panel().items()
        if unit not in ("Hamnen", "Kyrkan")
    }
    load_beside(study=study, part="before", name="f.csv", content=table(before), who=None)
    problem = request_power(study=study, who=None).problem
    assert (problem["units"], problem["sizes"][-1]) == ([SQUARE, *DONORS, "Alla"], len(DONORS))


@pytest.mark.django_db(transaction=True)
def test_what_moved_and_what_found_no_room_from_registration_to_repetition(
    edition: Any, client_of: Any, tmp_path: Path
) -> None:
    study = loaded(edition, panel(Torget=90.0, Kyrkan=-60.0), rings=RINGS, rooms=ROOMS)
    run = estimate_now(study=study, who=None)
    publish_study(study=study, who=None)
    page = " ".join(client_of(None).get(address("study", edition.festival.slug, study.slug)).content.decode().split())
    for said in (
        "Where it was (up to 0.5 km) and when (2023V37), the figures add up to",
        "Hamnen (0.3 km), Kyrkan (0.8 km)",
        "The event&#x27;s visitors asked for",
        "Guests to a room: 1.50 (Turistbyrån).",
        "Rooms for sale: Hotellen 2023. Rooms asked for: Besöksenkäten 2023.",
    ):
        assert said in page, said
    assert {one.name for one in run.artefacts.all()} >= {"rings-sv.svg", "rings-en.svg", "rooms-sv.svg"}
    path = tmp_path / "study.zip"
    path.write_bytes(export_study(study=study, run=run))
    assert (repeat_study(path=path).nearly, repeat_study(path=path).otherwise) == ([], [])


def hidden_panel(**moves: float) -> dict[str, dict[str, float | None]]:
    """Return figures in which a donor is hidden in three weeks, one of them the event's; and the sum of all."""
    figures = panel(**moves)
    figures["Alla"] = {week: sum(figures[unit][week] or 0.0 for unit in (SQUARE, *DONORS)) for week in WEEKS}
    for week in ("2023V05", "2023V37", "2023V38"):
        figures["Gata 2"][week] = None
    return figures


@pytest.mark.django_db
def test_an_effect_is_bounded_by_what_hidden_figures_can_hold(edition: Any) -> None:
    figures, method = hidden_panel(Torget=30.0), Method.DIFFERENCE_IN_DIFFERENCES
    with pytest.raises(BadInput, match="“Gata 2” has no figure for 2023V05, 2023V37, 2023V38"):
        loaded(edition, figures, "whole")
    said, found = {}, {}
    for slug, upper in (("near", 250.0), ("far", 2000.0)):
        study = loaded(edition, figures, slug, outcome=Words(slug, slug), hidden=Hidden(150.0, upper), method=method)
        found[slug] = answered(study)
        said[slug] = "hidden" in weaknesses(Registration.from_plain(study.registration), found[slug])
    assert said == {"near": False, "far": True}
    # The end of the bounds is the effect of a panel that holds just that, by the estimator itself.
    study = Study.objects.get(slug="near")
    problem = engine_problem(request_study(study=study, who=None).problem)
    for name in ("lower", "upper"):
        outcomes = problem.outcomes.copy()
        for cell in found["near"]["hidden"]["cells"]:
            outcomes[problem.units.index(cell["unit"]), WEEKS.index(cell["period"])] = cell[f"at_{name}"]
        effect = engine.estimate(replace(problem, outcomes=outcomes)).treated.effect
        assert effect == pytest.approx(found["near"]["hidden"][name])


@pytest.mark.django_db(transaction=True)
def test_a_range_that_the_figures_around_lie_far_outside_is_warned_of(edition: Any, client_of: Any) -> None:
    told, found = {}, {}
    studies = {
        slug: loaded(edition, hidden_panel(Torget=300.0), slug, outcome=Words(slug, slug), hidden=Hidden(0.0, most))
        for slug, most in (("range-small", 4.0), ("range-near", 150.0))
    }
    for slug, study in studies.items():
        found[slug] = estimate_now(study=study, who=None).answer or {}
        page = client_of("analyst").get(address("office-study", edition.festival.slug, slug)).content.decode()
        told[slug] = " ".join(page.split())
    assert [one["unit"] for one in found["range-small"]["hidden"]["unlike"]] == ["Gata 2"]
    assert found["range-near"]["hidden"]["unlike"] == []
    warning = "around what it hides, far outside the registered range: the range is hardly the right one"
    assert {slug: page.count(warning) for slug, page in told.items()} == {"range-small": 2, "range-near": 0}
    assert "it keeps its sign" not in told["range-small"]
    assert "range" in weaknesses(design(), found["range-small"])


@pytest.mark.django_db(transaction=True)
def test_weights_that_could_be_others_are_fitted_anew_and_told(edition: Any, client_of: Any) -> None:
    hidden, analyst = Hidden(150.0, 2000.0), client_of("analyst")
    told, found, studies = {}, {}, {}
    for method in (Method.SYNTHETIC_CONTROL, Method.DIFFERENCE_IN_DIFFERENCES):
        studies[method] = loaded(edition, hidden_panel(Torget=30.0), method.value, hidden=hidden, method=method)
    for method, study in studies.items():  # both are registered before either has shown the figures
        found[method] = (estimate_now(study=study, who=None).answer or {})["hidden"]
        page = analyst.get(address("office-study", edition.festival.slug, study.slug)).content.decode()
        told[method] = " ".join(page.split())
    assert "The comparison gives every donor the same weight" in told[Method.DIFFERENCE_IN_DIFFERENCES]
    assert found[Method.DIFFERENCE_IN_DIFFERENCES]["refitted"] is None
    assert "Fitted anew to whatever the cells hold, the effect reaches from" in told[Method.SYNTHETIC_CONTROL]
    anew = found[Method.SYNTHETIC_CONTROL]
    problem = engine_problem(request_study(study=Study.objects.get(slug="synthetic-control"), who=None).problem)
    for name in ("lower", "upper"):
        outcomes = problem.outcomes.copy()
        for cell in anew["cells"]:
            outcomes[problem.units.index(cell["unit"]), WEEKS.index(cell["period"])] = cell[f"refitted_at_{name}"]
        effect = engine.estimate(replace(problem, outcomes=outcomes)).treated.effect
        assert effect == pytest.approx(anew["refitted"][name])
    assert anew["refitted"]["lower"] <= anew["lower"] <= anew["upper"] <= anew["refitted"]["upper"]


@pytest.mark.django_db(transaction=True)
def test_published_sums_hold_hidden_figures_and_contradictions_are_named(
    edition: Any, client_of: Any, tmp_path: Path
) -> None:
    asked = Hidden(0.0, None, (Sum("Alla", (SQUARE, *DONORS)),))
    study = loaded(edition, hidden_panel(Torget=30.0), hidden=asked)
    run = estimate_now(study=study, who=None)
    # One hidden cell a week and the sum of all: nothing is left open.
    bounds = (run.answer or {})["hidden"]
    assert bounds["lower"] == pytest.approx(bounds["upper"])
    assert [round(one["filled"], 6) for one in bounds["cells"]] == [
        panel()["Gata 2"][one["period"]] for one in bounds["cells"]
    ]
    page = " ".join(
        client_of("analyst").get(address("office-study", edition.festival.slug, study.slug)).content.decode().split()
    )
    assert "3 figures are hidden" in page
    assert "Published sums" in page
    path = tmp_path / "study.zip"
    path.write_bytes(export_study(study=study, run=run))
    assert (repeat_study(path=path).nearly, repeat_study(path=path).otherwise) == ([], [])
    wrong = hidden_panel(Torget=30.0)
    wrong["Alla"]["2023V37"] = 17.0
    with pytest.raises(Refused, match="No values fit all ranges and totals at once"):
        request_study(study=load(study, wrong), who=None)


@pytest.mark.django_db(transaction=True)
def test_the_effect_is_told_by_every_version_of_the_figures(edition: Any, client_of: Any, tmp_path: Path) -> None:
    study = loaded(edition, panel(Torget=10.0))
    first = answered(study)
    assert "revisions" not in first
    load(study, panel(Torget=40.0))
    run = estimate_now(study=study, who=None)
    answer = run.answer or {}
    versions = answer["revisions"]["versions"]
    assert [one["effect"] for one in versions] == [first["effect"], answer["effect"]]
    assert [(one["cells"], one["largest"]) for one in versions] == [(0, None), (1, [SQUARE, "2023V37"])]
    page = client_of("analyst").get(address("office-study", edition.festival.slug, study.slug)).content.decode()
    assert "Earlier versions of the figures" in page
    path = tmp_path / "study.zip"
    path.write_bytes(export_study(study=study, run=run))
    with zipfile.ZipFile(path) as archive:
        assert "study-beside/version-1.csv" in archive.namelist()
    assert (repeat_study(path=path).nearly, repeat_study(path=path).otherwise) == ([], [])


@pytest.mark.django_db
def test_what_is_asked_beside_is_typed_on_the_page_and_begins_a_deviation(edition: Any, client_of: Any) -> None:
    full = design(
        rings=replace(RINGS, relative=True),
        rooms=replace(ROOMS, correlation=0.5, correlation_source="Hotellen"),
        hidden=Hidden(0.0, None, (Sum("Alla", (SQUARE, "Gata 1")),), tolerance=2.0),
    )
    register(festival=edition.festival, slug="first", registration=full, who=None)
    analyst, page = client_of("analyst"), address("register-study", edition.festival.slug)
    form = analyst.get(page, {"like": "first"}).context["form"]
    typed = {name: form[name].value() for name in form.fields if form[name].value() is not None}
    typed |= {"slug": "second", "rings_edges": "0,5; 1,5", "rings_near": "Hamnen; 0,3\nKyrkan; 0,8"}
    typed |= {f"deviation_{name}_{code}": "x" for name in ("what", "why") for code in ("sv", "en")}
    refused = analyst.post(page, typed | {"rooms_nights": "2023V37; 100"})
    assert (refused.status_code, "has 2 parts" in refused.content.decode()) == (422, True)
    assert analyst.post(page, typed).status_code == 302
    made = Registration.from_plain(Study.objects.get(slug="second").registration)
    assert (made.rings, made.rooms, made.hidden) == (
        replace(full.rings or RINGS, edges_km=(0.5, 1.5)),
        full.rooms,
        full.hidden,
    )
