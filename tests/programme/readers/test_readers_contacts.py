"""Columns with e-mail addresses: whose they are, and what is none."""

from __future__ import annotations

import pytest

from samspel.programme.readers import Field, peek, read


def meaning(*columns: str) -> list[Field]:
    sheet = peek("acts.csv", (";".join(columns) + "\n" + ";".join("x" for _ in columns) + "\n").encode())
    assert sheet is not None
    return list(sheet.mapping.values())


@pytest.mark.parametrize(
    "columns",
    [
        ("Act", "Venue", "Contact e-mail", "Venue e-mail"),
        ("Artist", "Venue", "E-mail", "Venue contact"),
        ("Akt", "Spelställe", "E-post", "Spelställets e-post"),
        ("Band", "Lokal", "Kontakt e-post", "E-post lokal"),
        ("Artiest", "Locatie", "E-mailadres", "E-mail locatie"),
        ("Artiest", "Zaal", "Contact", "Contact zaal"),
        ("Künstler", "Spielort", "E-Mail-Adresse", "E-Mail Spielort"),
        ("Künstler", "Spielstätte", "Ansprechpartner", "Kontakt Spielstätte"),
    ],
)
def test_contacts_are_told_apart_in_four_languages(columns: tuple[str, ...]) -> None:
    assert meaning(*columns) == [Field.ACT, Field.VENUE, Field.CONTACT, Field.VENUE_CONTACT]


def test_an_address_beside_venues_alone_is_the_venue_s() -> None:
    assert meaning("Spelställe", "E-post") == [Field.VENUE, Field.VENUE_CONTACT]


@pytest.mark.parametrize(
    ("cell", "email"),
    [
        ("a@example.org", "a@example.org"),
        (" Ada Ek <a@example.org> ", "a@example.org"),
        ("mailto:a@example.org", "a@example.org"),
        ("", ""),
    ],
)
def test_an_address_is_taken_out_of_what_stands_around_it(cell: str, email: str) -> None:
    (line,) = read("acts.csv", f"act;e-mail\nTallhamn;{cell}\n".encode()).lines
    assert (line.act, line.contact_email, line.venue_email) == ("Tallhamn", email, "")


@pytest.mark.parametrize("cell", ["a@", "ask Ada", "a@example.org, b@example.org", "<>"])
def test_a_row_with_what_is_no_address_is_left_out_in_words(cell: str) -> None:
    found = read("acts.csv", f"act;e-mail\nTallhamn;{cell}\nNordljus;b@example.org\n".encode())
    assert [line.act for line in found.lines] == ["Nordljus"]
    assert [(one.number, one.value, one.reason, one.advice) for one in found.refusals] == [
        (
            2,
            cell,
            "Contact e-mail of the act: that is not an e-mail address.",
            "Write one address, such as name@example.org, or leave it empty.",
        )
    ]
