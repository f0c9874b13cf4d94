"""Who may what with agreements: keepers of a register all, deputies of a party their own, everybody what is public."""

from __future__ import annotations

from typing import Any

from samspel.agreements.models import Agreement, Deputy, Keeper, Register
from samspel.agreements.types import State
from samspel.people.rules import is_signed_in, may_host

__all__ = ["is_signed_in", "may_host", "may_keep", "may_see_agreement", "may_see_promises", "may_take_part"]

SIGNED = (State.IN_FORCE, State.ENDED)
"""Only what all have signed is ever shown to everybody."""


def may_keep(user: Any, subject: Register | Agreement) -> bool:
    """Write, change, send out, end: every agreement of a register, its templates and its people."""
    register = subject if isinstance(subject, Register) else subject.register
    return _is_active(user) and (user.is_host or Keeper.objects.filter(register=register, user=user).exists())


def may_take_part(user: Any, subject: Agreement) -> bool:
    """See the whole of an agreement: its keepers, and who stands in for one of its parties."""
    return may_keep(user, subject) or (
        _is_active(user)
        and Deputy.objects.filter(
            register=subject.register, user=user, organisation__parties__agreement=subject
        ).exists()
    )


def may_see_agreement(user: Any, subject: Agreement) -> bool:
    """See the page that shows, part by part, what is public of an agreement."""
    return (subject.is_public and subject.state in SIGNED) or may_take_part(user, subject)


def may_see_promises(user: Any, subject: Agreement) -> bool:
    """See what was promised and kept: everybody where the parties show it, else the parties and keepers."""
    return (subject.are_promises_public and subject.is_public and subject.state in SIGNED) or may_take_part(
        user, subject
    )


def _is_active(user: Any) -> bool:
    return bool(user.is_authenticated and user.is_active)
