"""What a host took: the form that the phone at the door and the venue's page share."""

from __future__ import annotations

from datetime import date
from typing import Any

from samspel.errors import BadInput, Problem
from samspel.night.forms.takings import TakingsForm
from samspel.night.models import Device
from samspel.night.queries.takings import source_of, takings_of
from samspel.night.services.takings import save_takings
from samspel.people.models import User
from samspel.places.models import Venue


def takings_form(venue: Venue, night: date, data: Any = None) -> TakingsForm:
    """Return the form, with what was said before."""
    return TakingsForm(data, night=night, amounts=takings_of(venue, night), source=source_of(venue, night))


def blank_form(night: date, data: Any = None) -> TakingsForm:
    """Return the form without what was said: a link is held by whoever stands at the door, and its page is kept."""
    return TakingsForm(data, night=night)


def problems_in(
    asked: TakingsForm, *, venue: Venue, night: date, who: User | None, device: Device | None = None
) -> tuple[Problem, ...]:
    """Save what was written where it is right; return what is wrong with the amounts beside each other."""
    if not asked.is_valid():
        return ()
    amounts, source = asked.amounts(), asked.cleaned_data["source"]
    try:
        save_takings(venue=venue, night=night, amounts=amounts, source=source, who=who, device=device)
    except BadInput as error:
        return error.problems
    return ()
