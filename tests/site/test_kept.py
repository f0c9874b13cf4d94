"""What a device sends by a secret link is read, or is nothing: it never breaks an answer."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from samspel import kept


@pytest.mark.parametrize(
    ("given", "read"),
    [
        ("2026-09-03T21:15:00+00:00", datetime(2026, 9, 3, 21, 15, tzinfo=UTC)),
        *[(wrong, None) for wrong in ("2026-09-03T21:15", "9999-12-31T23:59:59+00:00", "2019-01-01T00:00Z", "x", None)],
    ],
)
def test_a_moment_is_one_that_can_be_reckoned_with(given: object, read: datetime | None) -> None:
    assert kept.moment(given) == read


@pytest.mark.parametrize(
    ("form", "read"),
    [("a=1&b=2", {"a": "1", "b": "2"}), ("a=1&" * 2000, {}), (None, {}), ("a=12345678901", {"a": "12345678"})],
)
def test_a_form_of_more_fields_than_any_of_ours_is_none(form: object, read: dict[str, str]) -> None:
    assert kept.fields(form, 10 if form == "a=12345678901" else 10_000).dict() == read
