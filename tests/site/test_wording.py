"""Dates, quotation marks and numbers as each language writes them."""

from __future__ import annotations

import pytest
from django.utils import translation

from samspel.wording import amount, by_name, quoted, sek, short_day


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
