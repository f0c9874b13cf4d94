"""Dates, quotation marks and numbers as each language writes them."""

from __future__ import annotations

from datetime import date

import pytest
from django.utils import translation

from samspel.wording import amount, by_name, days, letter, quoted, sek, short_day


@pytest.mark.parametrize(
    ("language", "written"),
    [
        ("sv", ["ons 25 nov.", "tors 7 maj", "”Kajen”", "1\u00a0234,5", "12\u00a0500\u00a0kr"]),
        ("en", ["Wed 25 Nov", "Thu 7 May", "“Kajen”", "1,234.5", "SEK\u00a012,500"]),
    ],
)
def test_a_language_writes_in_its_own_way(language: str, written: list[str]) -> None:
    with translation.override(language):
        assert [
            short_day("2026-11-25"),
            short_day("2026-05-07"),
            quoted("Kajen"),
            amount(1234.5, 1),
            sek(12500),
        ] == written


def test_names_are_sorted_as_swedish_lists_are() -> None:
    right = [
        *("99", "Éclair", "Eden", "Sal", "sal 2", "Sal 10", "Zorn"),
        *("Åland", "A\u030ara", "Ärlig", "Ødegård", "Öster"),
    ]
    wrong = right[::-1]
    assert sorted(wrong, key=by_name) == right


def test_names_stand_under_the_letter_that_swedish_lists_give_them() -> None:
    named = {"Éclair": "E", "A\u030ara": "Å", "Ærlig": "Ä", "Ødegård": "Ö", "zorn": "Z", "99": "#", "": "#", "“K”": "#"}
    assert {name: letter(name) for name in named} == named


@pytest.mark.parametrize(
    ("first", "last", "english", "swedish"),
    [
        (date(2026, 12, 2), date(2026, 12, 5), "2–5 December 2026", "2–5 december 2026"),
        (date(2026, 12, 2), date(2026, 12, 2), "2 December 2026", "2 december 2026"),
        (date(2026, 9, 30), date(2026, 10, 3), "30 September – 3 October 2026", "30 september – 3 oktober 2026"),
        (
            date(2026, 12, 30),
            date(2027, 1, 2),
            "30 December 2026 – 2 January 2027",
            "30 december 2026 – 2 januari 2027",
        ),
    ],
)
def test_a_span_of_days_is_as_short_as_it_is_clear(first: date, last: date, english: str, swedish: str) -> None:
    for language, written in (("en", english), ("sv", swedish)):
        with translation.override(language):
            assert days(first, last) == written
