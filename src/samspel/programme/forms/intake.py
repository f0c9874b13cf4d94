"""A file, and what its columns mean."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django import forms
from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext_lazy as _

from samspel.programme.readers import Field, Sheet


class UploadForm(forms.Form):
    """A file with acts, venues or a whole programme."""

    file = forms.FileField(
        label=_("File"),
        help_text=_("CSV, Excel (.xlsx), or a schedule as XML or JSON (pentabarf, frab, c3voc). At most 20 MB."),
        widget=forms.ClearableFileInput(attrs={"accept": ".csv,.tsv,.txt,.xlsx,.xml,.json"}),
    )
    first_date = forms.DateField(
        label=_("First night"),
        required=False,
        help_text=_("Only if the file names days without dates."),
        widget=forms.DateInput(attrs={"type": "date"}),
    )

    def content(self) -> tuple[str, bytes]:
        file: UploadedFile[Any] = self.cleaned_data["file"]
        return file.name or "file", file.read()


class MappingForm(forms.Form):
    """What each column of a sheet means, whether it has headings, and when days that have only names are."""

    headless = forms.BooleanField(label=_("The first row is data: the file has no headings"), required=False)
    first_date = forms.DateField(
        label=_("First night"),
        required=False,
        help_text=_("Only if the file names days without dates."),
        widget=forms.DateInput(attrs={"type": "date"}),
    )

    def __init__(self, *args: Any, sheet: Sheet, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.sheet = sheet
        self.fields["headless"].initial = not sheet.headed
        choices = [(field.value, field.label) for field in Field]
        for number, column in enumerate(sheet.columns):
            self.fields[f"column_{number}"] = forms.ChoiceField(
                label=column, choices=choices, initial=sheet.mapping.get(column, Field.IGNORE).value
            )

    def examples(self) -> Iterator[tuple[forms.BoundField, str]]:
        """Yield each column's choice with what stands in its first rows."""
        for number in range(len(self.sheet.columns)):
            texts = [row.texts[number] for row in self.sheet.rows if number < len(row.texts) and row.texts[number]]
            yield self[f"column_{number}"], " · ".join(text[:40] for text in texts[:3])

    @property
    def is_other_sheet(self) -> bool:
        """True when headings came or went: then every column has another name."""
        return bool(self.cleaned_data["headless"] == self.sheet.headed)

    def mapping(self) -> dict[str, Field]:
        return {
            column: Field(self.cleaned_data[f"column_{number}"]) for number, column in enumerate(self.sheet.columns)
        }
