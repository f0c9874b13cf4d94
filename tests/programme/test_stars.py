"""Stars: who likes what comes in, what is liked together stays, and what cannot be counted is refused."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from samspel.errors import BadInput
from samspel.lineup.models import Act
from samspel.programme.models import Favourites
from samspel.programme.services.stars import count_stars
from samspel.records.models import Entry
from samspel.site.commandline import main
from tests.rooms import names_of

pytestmark = pytest.mark.django_db


def counts() -> dict[tuple[str, ...], int]:
    names = dict(Act.objects.values_list("pk", "name"))
    return {tuple(sorted(names[act] for act in one.acts)): one.people for one in Favourites.objects.all()}


def count(edition: Any, text: str) -> int:
    return count_stars(edition=edition, content=text.encode(), who=None)


def test_people_are_counted_and_forgotten(edition: Any) -> None:
    stars = "person,act\na,Tallhamn\na,nordljus\na,Nordljus\nb,Nordljus\nb,TALLHAMN\nc,Åskväder\nc,Tallhamn\n"
    assert count(edition, "\ufeff" + stars) == 3
    assert counts() == {("Nordljus", "Tallhamn"): 2, ("Tallhamn", "Åskväder"): 1}
    assert Entry.objects.filter(verb="stars.count").get().details == {"people": 3, "lists": 2}
    # A new count replaces the old one.
    assert count(edition, "person,act\na,Tallhamn\na,Östanvind\n") == 1
    assert counts() == {("Tallhamn", "Östanvind"): 1}


@pytest.mark.parametrize(
    ("text", "sentences"),
    [
        (
            "person,act\n,Tallhamn\n ,Nordljus\n",
            ["2: “Tallhamn” is starred by nobody", "3: “Nordljus” is starred by no"],
        ),
        ("person,act\na,Tallhamn\na,Okänd\nb\n", ["3: “Okänd” is no act of this edition", "4: is no act"]),
        ("who,act\na,Tallhamn\n", ["1: The file needs the columns person and act"]),
        ("", ["1: The file needs the columns person and act"]),
        ("person,act\na," + "x" * 200_000 + "\n", ["2: The table cannot be read: field larger than field limit"]),
    ],
)
def test_what_cannot_be_counted_is_refused_and_nothing_is_changed(
    edition: Any, text: str, sentences: list[str]
) -> None:
    count(edition, "person,act\na,Tallhamn\na,Östanvind\n")
    with pytest.raises(BadInput) as refused:
        count(edition, text)
    found = [str(problem) for problem in refused.value.problems]
    assert [line.startswith(start) for line, start in zip(found, sentences, strict=True)] == [True] * len(sentences)
    assert counts() == {("Tallhamn", "Östanvind"): 1}


def test_what_is_not_utf_8_is_refused(edition: Any) -> None:
    with pytest.raises(BadInput, match="not UTF-8"):
        count_stars(edition=edition, content="person,act\na,Åskväder\n".encode("latin-1"), who=None)


@pytest.mark.django_db(transaction=True)
def test_the_command_counts_a_file_and_says_so(
    edition: Any, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "stars.csv"
    path.write_text("person,act\na,Tallhamn\na,Nordljus\n", encoding="utf-8")
    main(["import-stars", *names_of(edition), str(path)])
    assert (
        "1 people have starred acts. What they like together was kept, who they are was not." in capsys.readouterr().out
    )
    with pytest.raises(SystemExit):
        main(["import-stars", *names_of(edition), str(tmp_path / "missing.csv")])
    assert "cannot be read" in capsys.readouterr().err
