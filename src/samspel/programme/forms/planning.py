"""What a plan searches for, and how long."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from samspel.places.models import Edition
from samspel.programme.rule_forms import RuleSetForm
from samspel.programme.types import PlanOptions
from samspel.wording import day


class PlanForm(RuleSetForm):
    """How long to search; and the edition's rules and wishes, which may be others for this plan."""

    seconds = forms.IntegerField(
        label=_("Seconds to search"),
        initial=30,
        min_value=1,
        max_value=240,
        help_text=_("A first plan is there at once; longer finds better."),
    )
    grid_minutes = forms.TypedChoiceField(
        label=_("Sets start at every"),
        choices=[(15, _("quarter of an hour")), (10, _("ten minutes")), (5, _("five minutes"))],
        initial=15,
        coerce=int,
        help_text=_("A finer grid finds room where it is tight."),
    )
    keep_placed = forms.BooleanField(label=_("Start from the timetable in use"), required=False)
    seed = forms.IntegerField(
        label=_("Seed"),
        initial=1,
        min_value=0,
        max_value=2**31 - 1,
        help_text=_("The same seed repeats a search; another one tries anew."),
    )

    from_last = forms.BooleanField(label=_("Start from last year's places"), required=False)
    only_nights = forms.TypedMultipleChoiceField(
        label=_("Only these nights"), required=False, coerce=int, widget=forms.CheckboxSelectMultiple
    )
    only_venues = forms.TypedMultipleChoiceField(
        label=_("Only these venues"), required=False, coerce=int, widget=forms.CheckboxSelectMultiple
    )
    most_moves = forms.IntegerField(
        label=_("Move at most so many sets"),
        required=False,
        min_value=0,
        max_value=9999,
        help_text=_("Empty: any number. A set that breaks a rule where it is, or has no place, does not count."),
    )

    def __init__(self, *args: Any, edition: Edition, has_last: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        nights = [(night.pk, day(night.date)) for night in edition.nights.order_by("date")]
        venues = list(edition.festival.venues.order_by("name").values_list("pk", "name"))
        for name, choices in (("only_nights", nights), ("only_venues", venues)):
            field = self.fields[name]
            assert isinstance(field, forms.ChoiceField)  # noqa: S101 - declared above
            field.choices = choices
        if not has_last:
            del self.fields["from_last"]

    @property
    def part(self) -> list[forms.BoundField]:
        return [self[name] for name in ("only_nights", "only_venues", "most_moves")]

    @property
    def search(self) -> list[forms.BoundField]:
        names = ("seconds", "grid_minutes", "keep_placed", "from_last", "seed")
        return [self[name] for name in names if name in self.fields]

    def options(self) -> PlanOptions:
        part = {name: tuple(self.cleaned_data[name]) for name in ("only_nights", "only_venues")}
        return PlanOptions(**{**self.cleaned_data, **part})


class LengthForm(forms.Form):
    """How long a set is that acts without one are given."""

    length_minutes = forms.IntegerField(label=_("Minutes"), initial=40, min_value=5, max_value=600)
