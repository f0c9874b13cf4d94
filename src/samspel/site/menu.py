"""The ways around an edition's office: a day's work in a row, what is used now and then folded away."""

from __future__ import annotations

from dataclasses import dataclass

from django.http import HttpRequest
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from samspel.places.models import Edition
from samspel.places.rules import may_look, may_run_office

DAILY: tuple[tuple[str, Promise], ...] = (
    ("edition", _("Overview")),
    ("stages", _("Stages")),
    ("lineup", _("Acts")),
    ("timetable", _("Timetable")),
    ("plans", _("Plan")),
    ("publish", _("Publish")),
    ("notices", _("Notices")),
    ("night", _("The night")),
    ("surveys", _("Survey")),
    ("studies", _("Studies")),
    ("reports", _("Report")),
)
NOW_AND_THEN: tuple[tuple[str, Promise], ...] = (("import", _("Import")), ("duties", _("Duties")), ("team", _("Team")))
OF_THE_FESTIVAL = frozenset({"studies", "team"})
FOR_THOSE_WHO_RUN_IT = frozenset({"publish", "notices", "team"})
"""Others would be refused there, so they are shown no link."""


@dataclass(frozen=True, slots=True)
class Way:
    """A link of the menu, and whether it is to where we are."""

    name: str
    address: str
    is_here: bool


@dataclass(frozen=True, slots=True)
class Menu:
    """What stands in the row and what is folded away, for one person on one page."""

    daily: tuple[Way, ...]
    now_and_then: tuple[Way, ...]

    @property
    def folded_here(self) -> str:
        """The name of the page we are on, if its link is among those folded away."""
        return next((way.name for way in self.now_and_then if way.is_here), "")


def menu_of(request: HttpRequest, edition: Edition) -> Menu:
    """Return the menu of an edition's office for whoever asks; a venue's own people have one page, and no menu."""
    if not may_look(request.user, edition):
        return Menu((), ())
    runs_it = may_run_office(request.user, edition)
    here = request.resolver_match.url_name if request.resolver_match else None

    def ways(names: tuple[tuple[str, Promise], ...]) -> tuple[Way, ...]:
        return tuple(
            Way(str(label), reverse(name, args=_words(name, edition)), name == here)
            for name, label in names
            if runs_it or name not in FOR_THOSE_WHO_RUN_IT
        )

    return Menu(ways(DAILY), ways(NOW_AND_THEN))


def _words(name: str, edition: Edition) -> list[str]:
    return [edition.festival.slug] if name in OF_THE_FESTIVAL else [edition.festival.slug, edition.slug]
