"""Who may see and change an account: its owner."""

from __future__ import annotations

from typing import Any


def is_signed_in(user: Any, subject: object) -> bool:
    """Anyone with an account."""
    return bool(user.is_authenticated)
