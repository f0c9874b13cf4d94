"""What somebody states to put a survey beside a study."""

from __future__ import annotations

from math import isfinite
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from samspel.effects.models import Study
from samspel.effects.reconciling import Conversion
from samspel.effects.types import Registration
from samspel.places.models import Festival


class ReconcileForm(forms.Form):
    """Which study, over how many of its periods, and what one unit of it is worth."""

    study = forms.ChoiceField(label=_("Published study"))
    periods = forms.FloatField(
        label=_("Over how many of the study’s periods"),
        min_value=0.01,
        initial=1,
        help_text=_("A study by week of a festival of one week: 1. Its effect is a mean per period."),
    )
    low = forms.FloatField(label=_("One unit is worth at least"), required=False)
    value = forms.FloatField(label=_("Most likely worth"), required=False)
    high = forms.FloatField(label=_("Worth at most"), required=False)
    source = forms.CharField(
        label=_("Source of what a unit is worth"),
        max_length=300,
        required=False,
        help_text=_("Leave these four empty where the study is in kronor."),
    )

    def __init__(self, data: Any = None, *, festival: Festival, study: str = "") -> None:
        super().__init__(data, initial={"study": study})
        field = self.fields["study"]
        assert isinstance(field, forms.ChoiceField)  # noqa: S101 - it is, above
        field.choices = [(one.slug, _named(one)) for one in _published(festival)]

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        worth = [data.get(name) for name in ("low", "value", "high")]
        if any(one is not None and not isfinite(one) for one in worth):
            raise forms.ValidationError(_("Write a number."))
        if any(one is None for one in worth) and any(one is not None for one in worth):
            raise forms.ValidationError(_("Give the lowest, the most likely and the highest, or none of them."))
        return data

    def conversion(self) -> Conversion:
        """Return what was stated."""
        data = self.cleaned_data
        if data["value"] is None:
            return Conversion(data["periods"], source=data["source"])
        return Conversion(data["periods"], data["low"], data["value"], data["high"], data["source"])


def _published(festival: Festival) -> Any:
    return Study.objects.filter(festival=festival, is_published=True, published_run__isnull=False)


def _named(study: Study) -> str:
    return f"{study.shown_title} ({Registration.from_plain(study.registration).unit})"
