"""What an analyst types: a registration in both languages, in the order in which a study is thought out."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django import forms
from django.forms.boundfield import BoundField
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from samspel.effects.forms.alongside import (
    SECTIONS,
    alongside_fields,
    alongside_names,
    alongside_typed,
)
from samspel.effects.forms.figures import lines_of, long_text
from samspel.effects.forms.kinds import KINDS, WITHOUT, kind_fields, typed
from samspel.effects.forms.lines import BILINGUAL, SOURCE, WHEN, both, covariate_of, further_of
from samspel.effects.readers import registration_of
from samspel.effects.readers.registration_kinds import WEIGHED
from samspel.effects.sentences.chance import out_of_reach
from samspel.effects.sentences.checks import METHODS
from samspel.effects.types import Direction, Kind, Registration, Transform
from samspel.effects.verdicts import UNLIKELY
from samspel.engines.counterfactual import Method
from samspel.errors import BadInput, Problem

TRANSFORMS = [
    (Transform.LEVEL.value, _("the figures themselves")),
    (Transform.INDEX.value, _("index: per cent of the base period")),
    (Transform.LOG.value, _("natural logarithm")),
]
DIRECTIONS = [
    (Direction.EITHER.value, _("either way")),
    (Direction.HIGHER.value, _("higher than without it")),
    (Direction.LOWER.value, _("lower than without it")),
]
METHOD_CHOICES = [
    (one.value, METHODS[one])
    for one in (Method.SYNTHETIC_CONTROL, *(m for m in Method if m is not Method.SYNTHETIC_CONTROL))
]
LEVELS = [
    ("0.05", _("0.05: one in twenty by chance")),
    ("0.1", _("0.10: one in ten")),
    ("0.01", _("0.01: one in a hundred")),
]


INTEREST = ("interest_smallest", "interest_direction", "interest_level")


@dataclass(frozen=True, slots=True)
class Section:
    """Fields that belong together, as a page shows them."""

    title: Any
    help_text: Any
    visible_fields: Sequence[BoundField]
    is_open: bool


class RegistrationForm(forms.Form):
    """A question and how it will be answered; once sent it cannot be changed."""

    slug = forms.SlugField(label=_("Address"), max_length=60, help_text=_("Letters a to z, digits and hyphens."))
    title_sv = forms.CharField(label=_("Title, Swedish"), max_length=200)
    title_en = forms.CharField(label=_("Title, English"), max_length=200)
    question_sv = long_text(_("Question, Swedish"))
    question_en = long_text(_("Question, English"))
    treated = forms.CharField(label=_("Treated unit"), help_text=_("Exactly as the source writes it."))
    donors = long_text(
        _("Donors"), _("The units to compare with, one on each line. A placebo test says more with twenty.")
    )
    outcome_sv = forms.CharField(label=_("What is measured, Swedish"))
    outcome_en = forms.CharField(label=_("What is measured, English"))
    unit_sv = forms.CharField(label=_("Unit of measurement, Swedish"))
    unit_en = forms.CharField(label=_("Unit of measurement, English"))
    transform = forms.ChoiceField(label=_("What is compared"), choices=TRANSFORMS)
    method = forms.ChoiceField(label=_("Method"), choices=METHOD_CHOICES, required=False)
    covariates = long_text(
        _("Covariates"),
        _(
            "Only for the method that matches by them, one on each line: a name, and for a mean of the outcome itself "
            "the periods: before = 2000 – 2005."
        ),
        required=False,
    )
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
    design_sv = long_text(_("Why these donors and periods, Swedish"))
    design_en = long_text(_("Why these donors and periods, English"))
    donors_why_sv = long_text(_("Why just these donors, Swedish"), required=False)
    donors_why_en = long_text(_("Why just these donors, English"), required=False)
    interest_smallest = forms.FloatField(
        label=_("Smallest effect that would matter"),
        required=False,
        localize=True,
        help_text=_(
            "In the unit of the gap: for an index in index points, for logarithms in log points (0.05 is 5 %)."
        ),
    )
    interest_direction = forms.ChoiceField(label=_("Which way"), choices=DIRECTIONS, required=False)
    interest_level = forms.ChoiceField(
        label=_("From which p down a gap is called unusual"), choices=LEVELS, required=False
    )
    out_of_reach = forms.BooleanField(label=_("Register it all the same: nothing can be unusual"), required=False)
    secondary_sv = long_text(_("What else will be asked, Swedish"), _("One on each line."), required=False)
    secondary_en = long_text(_("What else will be asked, English"), _("The same lines in English."), required=False)
    further = long_text(
        _("Further outcomes, judged together with the first"),
        _("One on each line: key; Swedish; English; unit in Swedish; unit in English."),
        required=False,
    )
    seen_sv = long_text(
        _("How much of the outcome is known already, Swedish"), _("Empty: nothing has been looked at."), required=False
    )
    seen_en = long_text(_("How much of the outcome is known already, English"), required=False)
    deviation_parent = forms.CharField(
        label=_("Deviates from"),
        required=False,
        help_text=_("The address of a study whose outcome may have been seen, if this changes it."),
    )
    deviation_what_sv = long_text(_("What is changed, Swedish"), required=False)
    deviation_what_en = long_text(_("What is changed, English"), required=False)
    deviation_why_sv = long_text(_("Why it is changed, Swedish"), required=False)
    deviation_why_en = long_text(_("Why it is changed, English"), required=False)
    elsewhere_sv = long_text(
        _("What else happened, Swedish"), _("What the design cannot separate, one on each line."), required=False
    )
    elsewhere_en = long_text(_("What else happened, English"), _("The same lines in English."), required=False)
    source_title = forms.CharField(label=_("Source: title"))
    source_publisher = forms.CharField(label=_("Source: publisher"))
    source_licence = forms.CharField(label=_("Source: licence"))
    source_address = forms.URLField(label=_("Source: address"), required=False, assume_scheme="https")

    def __init__(self, *args: Any, kind: Kind = Kind.ONE, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.kind = kind
        for name in WITHOUT[kind]:
            del self.fields[name]
        if "method" in self.fields and kind is not Kind.ONE:
            known = {one.value for one in WEIGHED}
            self.fields["method"] = forms.ChoiceField(
                label=_("Method"), choices=[choice for choice in METHOD_CHOICES if choice[0] in known]
            )
        if kind in (Kind.STARTS, Kind.ALONE):
            self.fields["donors"].required = False
        if kind is Kind.ALONE:
            self._for_a_series_alone()
        self.fields |= kind_fields(kind) | (alongside_fields() if kind is Kind.ONE else {})

    def _for_a_series_alone(self) -> None:
        self.fields["transform"] = forms.ChoiceField(
            label=_("What is compared"), choices=[one for one in reversed(TRANSFORMS) if one[0] != Transform.INDEX]
        )
        self.fields["interest_smallest"].help_text = _("In the unit of measurement, summed over the whole event.")
        self.fields["donors"].label = _("Controls")
        self.fields["donors"].help_text = _(
            "Other series in the same unit that the event cannot reach, if there are any."
        )

    def clean(self) -> dict[str, Any]:
        """Ask once more where no figures could give a p as low as the one wanted: afterwards it is frozen."""
        data = super().clean() or {}
        level = UNLIKELY if data.get("interest_smallest") is None else float(data.get("interest_level") or UNLIKELY)
        sentence = out_of_reach(len(lines_of(data.get("donors", ""))), level) if self.kind is Kind.ONE else ""
        if sentence and not data.get("out_of_reach"):
            self.add_error("out_of_reach", sentence)
        return data

    def registration(self) -> Registration:
        """Return what was typed. Raises `BadInput` where parts contradict each other."""
        data = self.cleaned_data
        single = ("treated", "first_period", "last_period", "first_treated", "base_period", "backdated")
        return registration_of(
            {
                **{name: {"sv": data[f"{name}_sv"], "en": data[f"{name}_en"]} for name in BILINGUAL},
                **{name: data[name] for name in single if name in data},
                "donors": lines_of(data["donors"]),
                "transform": data["transform"],
                "source": {name: data[f"source_{name}"] for name in SOURCE},
                "elsewhere": self._in_both("elsewhere"),
                **self._parts(),
                **typed(self.kind, data),
                **alongside_typed(data),
            }
        )

    def _parts(self) -> dict[str, Any]:
        """Return what was said beyond question, units and periods; what was left empty is not there."""
        data = self.cleaned_data
        parts: dict[str, Any] = {
            "method": data.get("method"),
            "covariates": [covariate_of(line) for line in lines_of(data.get("covariates", ""))],
            "secondary": self._in_both("secondary"),
            "further": [further_of(line) for line in lines_of(data.get("further", ""))],
        }
        for name in ("donors_why", "seen"):
            parts[name] = self._words(name)
        if data["interest_smallest"] is not None:
            names = ("smallest", "direction", "level")
            parts["interest"] = {name: said for name in names if (said := data[f"interest_{name}"])}
        what, why = self._words("deviation_what"), self._words("deviation_why")
        if data["deviation_parent"] or what or why:
            parts["deviation"] = {"parent": data["deviation_parent"], "what": what, "why": why}
        return {name: value for name, value in parts.items() if value}

    def _words(self, name: str) -> dict[str, str] | None:
        words = {code: self.cleaned_data[f"{name}_{code}"].strip() for code in ("sv", "en")}
        return words if any(words.values()) else None

    def _in_both(self, name: str) -> list[dict[str, str]]:
        swedish, english = (lines_of(self.cleaned_data[f"{name}_{code}"]) for code in ("sv", "en"))
        if len(swedish) != len(english):
            reason = _now("lines in Swedish, but %(count)d in English.") % {"count": len(english)}
            raise BadInput([Problem(None, str(len(swedish)), reason, _now("Write each line in both languages."))])
        return [{"sv": one, "en": other} for one, other in zip(swedish, english, strict=True)]

    @property
    def sections(self) -> list[Section]:
        """Return the fields in the order in which a study is thought out; optional parts are closed where empty."""
        return [
            Section(title, help_text, [self[name] for name in names if name in self.fields], is_open)
            for title, help_text, names, is_open in (
                (_("The question"), "", ("slug", *both("title", "question", "outcome", "unit")), True),
                (_("Who is compared, and when"), "", WHEN, True),
                *(((KINDS[self.kind], "", tuple(kind_fields(self.kind)), True),) if self.kind is not Kind.ONE else ()),
                (
                    _("How it will be answered"),
                    "",
                    ("transform", "base_period", "method", "covariates", *both("design", "donors_why")),
                    True,
                ),
                (
                    _("What would count as an effect"),
                    _("Said now, it cannot be fitted to the answer."),
                    (*INTEREST, *(("out_of_reach",) if self._has("out_of_reach") else ())),
                    True,
                ),
                (
                    _("Where the figures come from"),
                    "",
                    ("source_title", "source_publisher", "source_licence", "source_address"),
                    True,
                ),
                (_("What else happened"), "", both("elsewhere"), True),
                (
                    _("What else will be asked, and what is known already"),
                    "",
                    (*both("secondary"), "further", *both("seen")),
                    self._has("secondary", "further", "seen"),
                ),
                *(
                    (title, help_text, alongside_names(part), self._has(f"{part}_"))
                    for part, (title, help_text) in (SECTIONS.items() if self.kind is Kind.ONE else ())
                ),
                (
                    _("A change of an earlier study"),
                    _("What is changed once an outcome may have been seen is a deviation: it says what, and why."),
                    ("deviation_parent", *both("deviation_what", "deviation_why")),
                    self._has("deviation"),
                ),
            )
        ]

    def _has(self, *starts: str) -> bool:
        return any(self[name].value() or self[name].errors for name in self.fields if name.startswith(starts))
