"""Who may see and change an account, its owner; and who runs this installation."""

from __future__ import annotations

from typing import Any


def is_signed_in(user: Any, subject: object) -> bool:
    """Anyone with an account."""
    return bool(user.is_authenticated)


def may_host(user: Any, subject: object) -> bool:
    """Whoever runs this installation."""
    return bool(user.is_authenticated and user.is_active and user.is_host)
