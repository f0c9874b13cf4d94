"""Where a format points to, and how data that nobody measured is marked."""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.translation import gettext as _

from samspel.programme.snapshot import Programme
from samspel.programme.types import ShownSet


@dataclass(frozen=True, slots=True)
class Links:
    """Absolute addresses of a programme's pages and files; `programme` ends with a slash."""

    programme: str

    def of_set(self, one: ShownSet) -> str:
        return f"{self.programme}sets/{one.guid}/"

    def of_file(self, name: str) -> str:
        return self.programme + name


def marked(programme: Programme, name: str) -> str:
    """Return a name with a mark where the data is synthetic."""
    return f"{name} ({_('synthetic')})" if programme.snapshot["edition"]["synthetic"] else name


def place_of(programme: Programme, one: ShownSet) -> str:
    """Return where a set is, with the street."""
    address = programme.venues[one.venue_slug]["address"]
    return f"{one.where}, {address}" if address else one.where
