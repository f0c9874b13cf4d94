"""A log holds no link that works."""

from __future__ import annotations

import logging

import pytest

from samspel.site.secrets import WithoutSecrets

TOKEN = "UMU0ggfJx3-k_9aZqv2LbT7wYhCe5RdN"


@pytest.mark.parametrize(
    ("message", "args", "told"),
    [
        ("Not Found: /sv/door/%s/taps/", (TOKEN,), "Not Found: /sv/door/UMU0…/taps/"),
        (f"Gone: /sv/sign-in/?token={TOKEN}", (), "Gone: /sv/sign-in/?token=UMU0…"),
        (
            "Not Found: /sv/%s/2026/",
            ("a-festival-with-a-very-long-name",),
            "Not Found: /sv/a-festival-with-a-very-long-name/2026/",
        ),
        ("%d of %d", (1, 2), "1 of 2"),
    ],
)
def test_a_token_is_shortened_and_nothing_else(message: str, args: tuple[object, ...], told: str) -> None:
    record = logging.LogRecord("django.request", logging.WARNING, __file__, 1, message, args, None)
    assert WithoutSecrets().filter(record) is True
    assert record.getMessage() == told
