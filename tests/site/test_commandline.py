"""`samspel VERB`: lists itself, refuses in words, and does what the page does."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from samspel.places.models import Edition
from samspel.records.models import Intake
from samspel.site.commandline import main, verbs
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
    assert night.count('<li class="set-row') == sum(
        one["night"] == "2025-01-16" for one in edition.publications.get().snapshot["sets"]
    )
