"""What an analyst types: a registration in both languages, a file of figures."""

from __future__ import annotations

from typing import Any

from django import forms
from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from samspel.effects.readers import registration_of
from samspel.effects.types import Reading, Registration, Transform
from samspel.errors import BadInput, Problem

BILINGUAL = ("title", "question", "outcome", "unit", "design")
TRANSFORMS = [
    (Transform.LEVEL.value, _("the figures themselves")),
    (Transform.INDEX.value, _("index: per cent of the base period")),
    (Transform.LOG.value, _("natural logarithm")),
]


def _long(label: Any, help_text: Any = "", *, required: bool = True) -> forms.CharField:
    widget = forms.Textarea(attrs={"rows": 3})
    return forms.CharField(label=label, help_text=help_text, required=required, widget=widget, max_length=20_000)


class RegistrationForm(forms.Form):
    """A question and how it will be answered; once sent it cannot be changed."""

    slug = forms.SlugField(label=_("Address"), max_length=60, help_text=_("Letters a to z, digits and hyphens."))
    title_sv = forms.CharField(label=_("Title, Swedish"), max_length=200)
    title_en = forms.CharField(label=_("Title, English"), max_length=200)
    question_sv = _long(_("Question, Swedish"))
    question_en = _long(_("Question, English"))
    treated = forms.CharField(label=_("Treated unit"), help_text=_("Exactly as the source writes it."))
    donors = _long(_("Donors"), _("The units to compare with, one on each line. A placebo test says more with twenty."))
    outcome_sv = forms.CharField(label=_("What is measured, Swedish"))
    outcome_en = forms.CharField(label=_("What is measured, English"))
    unit_sv = forms.CharField(label=_("Unit of measurement, Swedish"))
    unit_en = forms.CharField(label=_("Unit of measurement, English"))
    transform = forms.ChoiceField(label=_("What is compared"), choices=TRANSFORMS)
    base_period = forms.CharField(
        label=_("Base period"),
        required=False,
        help_text=_("For an index; before the made-up start. Empty: the mean before the start."),
    )
    first_period = forms.CharField(label=_("First period"))
    last_period = forms.CharField(label=_("Last period"))
    first_treated = forms.CharField(
        label=_("First period in which an effect is possible"), help_text=_("All periods before it are the comparison.")
    )
    backdated = forms.CharField(
        label=_("Made-up earlier start"),
        required=False,
        help_text=_("A test: nothing should show there."),
    )
    design_sv = _long(_("Why these donors and periods, Swedish"))
    design_en = _long(_("Why these donors and periods, English"))
    elsewhere_sv = _long(
        _("What else happened, Swedish"), _("What the design cannot separate, one on each line."), required=False
    )
    elsewhere_en = _long(_("What else happened, English"), _("The same lines in English."), required=False)
    source_title = forms.CharField(label=_("Source: title"))
    source_publisher = forms.CharField(label=_("Source: publisher"))
    source_licence = forms.CharField(label=_("Source: licence"))
    source_address = forms.URLField(label=_("Source: address"), required=False, assume_scheme="https")

    def registration(self) -> Registration:
        """Return what was typed. Raises `BadInput` where parts contradict each other."""
        data = self.cleaned_data
        optional = {name: data[name] for name in ("base_period", "backdated")}
        return registration_of(
            {
                **{name: {"sv": data[f"{name}_sv"], "en": data[f"{name}_en"]} for name in BILINGUAL},
                **{name: data[name] for name in ("treated", "first_period", "last_period", "first_treated")},
                **optional,
                "donors": _lines(data["donors"]),
                "transform": data["transform"],
                "source": {name: data[f"source_{name}"] for name in ("title", "publisher", "licence", "address")},
                "elsewhere": self._elsewhere(),
            }
        )

    def _elsewhere(self) -> list[dict[str, str]]:
        swedish, english = _lines(self.cleaned_data["elsewhere_sv"]), _lines(self.cleaned_data["elsewhere_en"])
        if len(swedish) != len(english):
            reason = _now("lines of what else happened in Swedish, but %(count)d in English.") % {"count": len(english)}
            raise BadInput([Problem(None, str(len(swedish)), reason, _now("Write each line in both languages."))])
        return [{"sv": one, "en": other} for one, other in zip(swedish, english, strict=True)]


class PanelForm(forms.Form):
    """A file of figures and, where its heading does not say so, which column is what."""

    file = forms.FileField(
        label=_("File with the figures"),
        help_text=_("CSV (a row per unit and period, or a column per period) or JSON-stat 2. At most 20 MB."),
        widget=forms.ClearableFileInput(attrs={"accept": ".csv,.tsv,.txt,.json"}),
    )
    unit = forms.CharField(label=_("Column of the units"), required=False, help_text=_("Only if it is not found."))
    period = forms.CharField(label=_("Column of the periods"), required=False)
    value = forms.CharField(label=_("Column of the figures"), required=False)
    only = _long(
        _("Only these rows"),
        _("Column = value, one on each line: Kön = totalt. For JSON-stat: dimension = category."),
        required=False,
    )

    def content(self) -> tuple[str, bytes]:
        """Return the file's name and bytes."""
        file: UploadedFile[Any] = self.cleaned_data["file"]
        return file.name or "file", file.read()

    def reading(self) -> Reading:
        """Return how the file is to be read."""
        data = self.cleaned_data
        pairs = [line.partition("=") for line in _lines(data["only"])]
        only = tuple((name.strip(), value.strip()) for name, _equals, value in pairs)
        return Reading(data["unit"], data["period"], data["value"], only)


def _lines(text: str) -> list[str]:
    return [line.strip() for line in text.splitlines() if line.strip()]
