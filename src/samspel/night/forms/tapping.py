"""One entry of a door's log, as a phone sends it."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django import forms

from samspel.night.types import MOST_INSIDE, Mark, Tapped


class TapForm(forms.Form):
    """A button of the page at the door. `key` is made with the form, so that pressing twice counts once."""

    key = forms.UUIDField()
    door = forms.IntegerField()
    mark = forms.ChoiceField(choices=Mark.choices)
    persons = forms.IntegerField(required=False, min_value=0, max_value=MOST_INSIDE)
    undoes = forms.UUIDField(required=False)

    def tapped(self, at: datetime) -> Tapped:
        """Return the entry, as of a moment."""
        data: dict[str, Any] = self.cleaned_data
        persons = 1 if data["persons"] is None else data["persons"]
        return Tapped(data["key"], data["door"], Mark(data["mark"]), at, persons, data["undoes"])
