"""The festival's own figures: taken in as series, and what was said in confidence kept so."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import numpy as np
import pytest
from django.core.management import call_command
from django.utils import timezone

from samspel.effects.models import Concern, Revision, Study
from samspel.effects.services import publish_study, register, request_study
from samspel.effects.services.own import ALL_HOSTS, IN_CONFIDENCE, load_own
from samspel.effects.services.series import answer_concern, use_series
from samspel.effects.services.shipped import shipped
from samspel.effects.types import Alone, Choice, Own, Source, Transform
from samspel.errors import BadInput, Refused
from samspel.night.models import Takings
from samspel.night.queries.public import tells_one
from samspel.night.services.takings import save_takings
from samspel.night.types import Amount, Mark, Sold
from samspel.places.models import Venue
from tests.effects.test_series import figures, loaded
from tests.night.nights import a_device, at, tap
from tests.rooms import address, carried_out

pytestmark = pytest.mark.django_db

NIGHT, NEXT = date(2026, 9, 3), date(2026, 9, 4)
FIRST, DAYS = date(2026, 1, 1), 250


@pytest.fixture
def counted(edition: Any, monkeypatch: pytest.MonkeyPatch) -> Any:
    """Count two venues on two nights, one of them not to its end."""
    monkeypatch.setattr(timezone, "now", lambda: at("36:00", NEXT))
    kajen, torget = a_device(edition), a_device(edition, "Torget")
    for night, persons in ((NIGHT, 30), (NEXT, 40)):
        tap(
            kajen,
            night,
            (Mark.OPENS, "21:30"),
            (Mark.IN, "21:40", persons),
            (Mark.IN, "24:10", 5),
            (Mark.CLOSES, "25:00"),
        )
    tap(torget, NIGHT, (Mark.OPENS, "20:00"), (Mark.IN, "20:20", 7), (Mark.IN, "21:20", 2))
    return edition


def rows(revision: Revision) -> dict[str, list[float | None]]:
    return dict(zip(revision.units, revision.values, strict=True))


def test_counts_at_the_doors_are_a_series_with_a_gap_where_they_are_not_known(counted: Any) -> None:
    by_night = load_own(festival=counted.festival, own=Own.ARRIVALS_BY_NIGHT, who=None)
    assert (by_night.periods, rows(by_night)) == (
        ["2026-09-03", "2026-09-04"],
        {"Kajen": [35, 45]},  # of Torget no night is known
    )
    by_hour = load_own(festival=counted.festival, own=Own.ARRIVALS_BY_HOUR, who=None)
    shown = dict(zip(by_hour.periods, zip(*by_hour.values, strict=True), strict=True))
    assert [(period[5:], *shown[period]) for period in by_hour.periods[:6]] == [
        ("09-03 20:00", None, 7),
        ("09-03 21:00", 30, None),
        ("09-03 22:00", 0, None),
        ("09-03 23:00", 0, None),
        ("09-04 00:00", 5, None),
        ("09-04 01:00", 0, None),
    ]
    series = by_hour.series
    assert (series.slug, series.place_kind, series.source.publisher, by_hour.keys) == (
        *("arrivals-by-hour", "venue", "Testfest"),
        ["kajen", "torget"],
    )


def test_the_same_counts_again_change_nothing_and_more_make_a_revision(counted: Any) -> None:
    first = load_own(festival=counted.festival, own=Own.ARRIVALS_BY_NIGHT, who=None)
    assert load_own(festival=counted.festival, own=Own.ARRIVALS_BY_NIGHT, who=None).pk == first.pk
    link = a_device(counted, "Torget", "Another phone")
    tap(link, NIGHT, (Mark.CLOSES, "25:00"))
    call_command("series_own", "testfest", "arrivals-by-night")
    newest = first.series.revisions.first()
    assert newest is not None
    assert (newest.number, rows(newest)["Torget"]) == (2, [9, None])


def test_an_analyst_takes_them_in_and_where_there_are_none_is_told_where_they_come_from(
    edition: Any, client_of: Any
) -> None:
    client, asked = client_of("analyst"), address("own-series", edition.festival.slug)
    page = client.get(address("all-series", edition.festival.slug)).text
    assert asked in page
    refused = client.post(asked, {"own": "takings-by-night"}, follow=True)
    assert "Nothing of that is here yet: it comes from the links of “The night”." in refused.text
    for name in ("Kajen", "Kyrkan", "Torget"):
        say(name, NIGHT, [Amount(Sold.ALL, None, Decimal(9))])
    taken = client.post(asked, {"own": "takings-by-night"})
    assert taken.url == address("series", edition.festival.slug, "takings-by-night")
    assert client_of("viewer").post(asked, {"own": "takings-by-night"}).status_code == 403


def test_takings_are_a_sum_over_all_hosts_and_what_was_sold_and_nothing_of_a_single_one(edition: Any) -> None:
    bar = [Amount(Sold.BAR, hour, Decimal(amount)) for hour, amount in ((23, 100), (0, 250))]
    of_kajen = [*bar, Amount(Sold.DOOR, None, Decimal(50))]
    said = [("Kajen", night, of_kajen) for night in (NIGHT, NEXT)]
    said += [
        (name, night, [Amount(Sold.ALL, None, Decimal(300))])
        for name in ("Torget", "Kyrkan")
        for night in (NIGHT, NEXT)
    ]
    for name, night, amounts in said[:-1]:
        say(name, night, amounts)
    with pytest.raises(Refused, match="the sum of at least 3, none of whom took most of it"):
        load_own(festival=edition.festival, own=Own.TAKINGS_BY_NIGHT, who=None)  # one has not said it of both nights
    say(*said[-1])
    by_night = load_own(festival=edition.festival, own=Own.TAKINGS_BY_NIGHT, who=None)
    assert rows(by_night) == {ALL_HOSTS: [1000, 1000]}
    assert (by_night.series.source.licence, by_night.keys) == (IN_CONFIDENCE, [""])
    with pytest.raises(Refused, match="none of whom took most of it"):  # one says its hours
        load_own(festival=edition.festival, own=Own.TAKINGS_BY_HOUR, who=None)


@pytest.mark.parametrize(
    ("amounts", "tells"), [((5, 5, 5), False), ((5, 5, 0), True), ((80, 10, 10), True), ((), True)]
)
def test_a_sum_tells_one_where_few_took_anything_or_one_took_most(amounts: tuple[float, ...], tells: bool) -> None:
    assert tells_one(amounts) is tells


def say(name: str, night: date, amounts: list[Amount]) -> None:
    venue = Venue.objects.get(name=name)
    save_takings(venue=venue, night=night, amounts=amounts, source="the till", who=None)


def test_the_address_of_our_own_figures_is_not_given_to_a_file(edition: Any) -> None:
    with pytest.raises(Refused, match="is an address of ours"):
        loaded(edition, figures(), slug="arrivals-by-night")


@pytest.fixture
def hosts(edition: Any) -> Any:
    """Let four hosts say what they took on each of many nights."""
    Venue.objects.create(festival=edition.festival, name="Bryggan", slug="bryggan")
    chance = np.random.default_rng(3)
    together = chance.normal(0, 0.05, DAYS)
    Takings.objects.bulk_create(
        Takings(
            venue=venue,
            date=FIRST + timedelta(days=day),
            sold=Sold.ALL,
            amount_sek=Decimal(round(10_000 * (number + 1) * (1 + together[day] + chance.normal(0, 0.02)))),
            source="the till",
            said_at=timezone.now(),
        )
        for number, venue in enumerate(edition.festival.venues.order_by("name"))
        for day in range(DAYS)
    )
    return edition


def studied(edition: Any, slug: str, **design: Any) -> Study:
    """Register a study of takings, give it the series, and estimate it."""
    base = replace(
        shipped("orebro-growth"),
        first_period=FIRST.isoformat(),
        last_period=(FIRST + timedelta(days=DAYS - 1)).isoformat(),
        first_treated=NIGHT.isoformat(),
        source=Source("t", "p", IN_CONFIDENCE),
        transform=Transform.LEVEL,
        base_period="",
        backdated="",
        covariates=(),
        further=(),
    )
    study = register(festival=edition.festival, slug=slug, registration=replace(base, **design), who=None)
    series = load_own(festival=edition.festival, own=Own.TAKINGS_BY_NIGHT, who=None).series
    for concern in Concern.objects.filter(series=series, choice=""):
        answer_concern(concern=concern, choice=Choice.KEEP, text="Made up for this test.", who=None)
    use_series(study=study, series=series, who=None)
    carried_out(request_study(study=study, who=None))
    return study


def test_a_study_of_one_host_has_no_figures(hosts: Any) -> None:
    with pytest.raises(BadInput, match="Kajen"):
        studied(hosts, "one", treated="Kajen", donors=("Bryggan", "Kyrkan", "Torget"))


def test_a_study_of_all_hosts_together_is_published(hosts: Any) -> None:
    study = studied(
        hosts,
        "all",
        treated=ALL_HOSTS,
        donors=(),
        alone=Alone(last="2026-09-05", placebos=20, waves=0),
    )
    publish_study(study=study, who=None)
    study.refresh_from_db()
    assert study.is_published is True
