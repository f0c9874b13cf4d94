"""A file of figures for a study: its outcome, or what it needs beside it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from django import forms
from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext_lazy as _

from samspel.effects.readers.calendar import moment_named
from samspel.effects.sentences.parts import part_name
from samspel.effects.types import Clock, Decimal, Layout, Reading, Registration, Times, Twice


def long_text(label: Any, help_text: Any = "", *, required: bool = True) -> forms.CharField:
    """Return a field of a few lines."""
    widget = forms.Textarea(attrs={"rows": 3})
    return forms.CharField(label=label, help_text=help_text, required=required, widget=widget, max_length=20_000)


def clock_fields() -> dict[str, forms.Field]:
    """Return what is asked of hours, where summer time begins or ends."""
    return {
        "times": forms.ChoiceField(
            label=_("The file's times are"),
            choices=Times.choices,
            required=False,
            help_text=_("Other times become those of the clock on the wall, by which people come and go."),
        ),
        "twice": forms.ChoiceField(
            label=_("The hour that runs twice when the clocks go back"),
            choices=[("", _("choose")), *Twice.choices],
            required=False,
            help_text=_(
                "Added, the day keeps all that was counted; the mean keeps the hour like other hours, which a study by "
                "the hour asks for."
            ),
        ),
    }


def clock_said(data: Mapping[str, Any]) -> Clock:
    """Return what was chosen; hours nobody was asked about are those of the clock on the wall."""
    twice = data.get("twice")
    return Clock(Times(data.get("times") or Times.LOCAL), Twice(twice) if twice else None)


class ClockForm(forms.Form):
    """What the hours of a waiting file are."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields |= clock_fields()


class PanelForm(forms.Form):
    """A file of figures and, where its heading does not say so, which column is what."""

    file = forms.FileField(
        label=_("File with the figures"),
        help_text=_(
            "CSV, Excel or Parquet (a row per unit and period, or a column per period or per place), JSON-stat 2 or "
            "Kolada's JSON. At most 20 MB."
        ),
        widget=forms.ClearableFileInput(attrs={"accept": ".csv,.tsv,.txt,.json,.xlsx,.parquet"}),
    )
    layout = forms.ChoiceField(label=_("The table is laid out"), choices=Layout.choices, required=False)
    decimal = forms.ChoiceField(label=_("The decimal sign is"), choices=Decimal.choices, required=False)
    unit = forms.CharField(label=_("Column of the units"), required=False, help_text=_("Only if it is not found."))
    period = forms.CharField(label=_("Column of the periods"), required=False)
    value = forms.CharField(label=_("Column of the figures"), required=False)
    only = long_text(
        _("Only these rows"),
        _("Column = value, one on each line: Kön = totalt. For JSON-stat: dimension = category."),
        required=False,
    )
    drops_doubled = forms.BooleanField(
        label=_("Take nothing of what stands twice in the file"),
        required=False,
        help_text=_("Otherwise a file with two figures for one place and period is refused."),
    )

    def __init__(self, *args: Any, by_hour: bool = False, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if by_hour:
            self.fields |= clock_fields()

    def content(self) -> tuple[str, bytes]:
        """Return the file's name and bytes."""
        file: UploadedFile[Any] = self.cleaned_data["file"]
        return file.name or "file", file.read()

    def reading(self) -> Reading:
        """Return how the file is to be read."""
        data = self.cleaned_data
        pairs = [line.partition("=") for line in lines_of(data["only"])]
        only = tuple((name.strip(), value.strip()) for name, _equals, value in pairs)
        return Reading(
            data["unit"],
            data["period"],
            data.get("value", ""),
            only,
            clock=clock_said(data),
            layout=Layout(data.get("layout", "")),
            drops_doubled=data.get("drops_doubled", False),
            decimal=Decimal(data.get("decimal", "")),
        )


class BesideForm(PanelForm):
    """A file of what a registration asks for beside the outcome, and which part it is."""

    def __init__(self, *args: Any, registration: Registration, parts: Sequence[str], **kwargs: Any) -> None:
        super().__init__(*args, by_hour=is_by_hour(registration), **kwargs)
        choices = [(part, part_name(part, registration)) for part in parts]
        self.fields["part"] = forms.ChoiceField(label=_("What the file holds"), choices=choices)
        self.order_fields(["part", "file"])


def is_by_hour(registration: Registration) -> bool:
    """Tell whether a study's periods are hours of a clock that may go back."""
    return moment_named(registration.first_period) is not None


def lines_of(text: str) -> list[str]:
    """Return the lines of a text that say something."""
    return [line.strip() for line in text.splitlines() if line.strip()]
