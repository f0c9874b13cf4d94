"""`samspel VERB`: lists itself, refuses in words, and does what the page does."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from samspel.places.models import Edition
from samspel.records.models import Intake
from samspel.site.commandline import main, verbs
from samspel.site.demo.build import build, first_night
from samspel.site.demo.generator import generate
from tests.rooms import address, names_of


def test_help_lists_every_verb(capsys: Any) -> None:
    main(["help"])
    said = capsys.readouterr().out
    assert [verb.word for verb in verbs() if f"  samspel {verb.word} " not in said] == []


def test_an_unknown_verb_is_told_and_ends_with_1(capsys: Any) -> None:
    with pytest.raises(SystemExit) as ended:
        main(["fly"])
    assert (ended.value.code, capsys.readouterr().err) == (
        1,
        "samspel: there is no verb “fly”. `samspel help` lists them.\n",
    )


@pytest.mark.django_db
def test_a_refusal_is_told_and_ends_with_2(capsys: Any, edition: Any) -> None:
    with pytest.raises(SystemExit) as ended:
        main(["publish", *names_of(edition)])
    assert (ended.value.code, capsys.readouterr().err) == (
        2,
        "There is nothing to publish yet: no set has a place in the timetable.\n",
    )


@pytest.mark.django_db(transaction=True)  # a command closes its connections when it ends
def test_esns_from_file_to_the_public(shared: Callable[[str], Path], capsys: Any, client: Any) -> None:
    path = str(shared("festivals/esns_2025.csv"))
    main(["import", path])
    edition = Edition.objects.get(festival__slug="esns", slug="2025")
    assert (edition.acts.count(), edition.festival.venues.count(), edition.nights.count()) == (272, 29, 4)
    main(["import", path])
    assert "Nothing new: all 269 sets are here already." in capsys.readouterr().out
    assert Intake.objects.count() == 1
    main(["check", "esns", "2025"])
    assert "Kybba cannot play at 01:30 on Huize Maas Main" in capsys.readouterr().out
    main(["publish", "esns", "2025"])
    night = client.get(address("night", "esns", "2025", "2025-01-16")).content.decode()
    assert night.count('class="when"') == sum(
        one["night"] == "2025-01-16" for one in edition.publications.get().snapshot["sets"]
    )


def test_the_demo_is_of_the_size_it_says_and_the_same_for_the_same_seed() -> None:
    first, again = (generate(seed=5, first_night=date(2026, 9, 2)) for _time in range(2))
    assert first == again
    sizes = (len(first.acts), sum(act.sets for act in first.acts), len(first.venues), len(first.nights))
    assert sizes == (180, 300, 25, 4)
    assert len({act.name for act in first.acts}) == 180


@pytest.mark.parametrize("day", range(1, 29))
def test_the_demo_s_nights_are_on_or_ahead(day: int) -> None:
    today = date(2026, 11, day)
    ahead = (first_night(today) - today).days
    assert (first_night(today).weekday(), -3 <= ahead <= 3) == (2, True)


@pytest.mark.once
@pytest.mark.django_db(transaction=True)
def test_the_demo_says_synthetic_on_every_page_and_file(client: Any) -> None:
    edition = build(today=date(2026, 9, 1), tell=lambda _step: None, plan_seconds=3)
    assert build(today=date(2026, 9, 1), tell=lambda _step: None) == edition  # once more changes nothing
    names = names_of(edition)
    pages = [address(name, *names) for name in ("programme", "now", "venues", "acts", "changes", "report")]
    pages += [address("act", *names, edition.acts.first().slug), address("venue", *names, "kajen")]
    for page in pages:
        assert "Synthetic: this festival does not exist." in client.get(page).content.decode(), page
    summaries = client.get(address("calendar", *names)).content.decode().count("(synthetic)")
    assert summaries >= 300
    marks = {
        "programme.csv": "Synthetic",
        "schedule.json": '"synthetic": true',
        "schedule.xml": "(synthetic)",
        "programme.jsonld": "(synthetic)",
    }
    files = {name: client.get(address("data-file", *names, name)).content.decode() for name in marks}
    assert [name for name, mark in marks.items() if mark not in files[name]] == []
    assert client.get(address("api-edition", *names)).json()["synthetic"] is True
    assert "The data is synthetic" in client.get(address("catalogue", names[0])).content.decode()
    study = client.get(address("study", edition.festival.slug, edition.festival.studies.get().slug)).content.decode()
    assert "Auckland" in study
    swedish = client.get(address("programme", *names, language="sv")).content.decode()
    assert "Påhittat: den här festivalen finns inte" in swedish
