"""What the office and an analyst type."""

from __future__ import annotations

from collections.abc import Sequence
from math import isfinite
from typing import Any

from django import forms
from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _

from samspel.places.models import Edition
from samspel.surveys.models import Spot, Survey
from samspel.surveys.readers import choices_of, templates
from samspel.surveys.types import FLOWS, RATES, Assumed, Kind, Question, Use


class StartForm(forms.Form):
    """Which questionnaire a survey begins as."""

    template = forms.ChoiceField(label=_("Begin with"), widget=forms.RadioSelect)

    def __init__(self, data: Any = None) -> None:
        super().__init__(data)
        field = self.fields["template"]
        assert isinstance(field, forms.ChoiceField)  # noqa: S101 - it is, four lines above
        field.choices = [(one.slug, f"{one}. {one.about}") for one in templates()]
        self.initial["template"] = templates()[0].slug


class SurveyForm(forms.ModelForm):  # type: ignore[type-arg]  # Django has no class_getitem here
    """The words before the questions, and until when answers are kept."""

    class Meta:
        model = Survey
        fields = [
            "title_sv",
            "title_en",
            "purpose_sv",
            "purpose_en",
            "controller",
            "keep_until",
            "margin_points",
            "response_percent",
        ]
        widgets = {
            "purpose_sv": forms.Textarea(attrs={"rows": 3}),
            "purpose_en": forms.Textarea(attrs={"rows": 3}),
            "keep_until": forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        }
        help_texts = {
            "controller": _("The organisation that is responsible for the answers, and how to reach it."),
            "margin_points": _("How far a share of all visitors may be off, 19 times of 20. Usual is 5."),
            "response_percent": _("The fewer answer, the more are asked. Who says no is to be noted."),
        }

    def clean_margin_points(self) -> float:
        value: float = self.cleaned_data["margin_points"]
        if not 0.5 <= value <= 25:
            raise forms.ValidationError(_("Choose a margin between 0.5 and 25."))
        return value

    def clean_response_percent(self) -> float:
        value: float = self.cleaned_data["response_percent"]
        if not 1 <= value <= 100:
            raise forms.ValidationError(_("Choose a share between 1 and 100 per cent."))
        return value


class QuestionForm(forms.Form):
    """One question in both languages."""

    kind = forms.ChoiceField(label=_("Answered by"), choices=Kind.choices)
    use = forms.ChoiceField(label=_("Used for"), choices=Use.choices, required=False)
    sv = forms.CharField(label=_("Question, Swedish"), max_length=300)
    en = forms.CharField(label=_("Question, English"), max_length=300)
    help_sv = forms.CharField(label=_("Help, Swedish"), max_length=300, required=False)
    help_en = forms.CharField(label=_("Help, English"), max_length=300, required=False)
    unit_sv = forms.CharField(label=_("Unit, Swedish"), max_length=20, required=False)
    unit_en = forms.CharField(label=_("Unit, English"), max_length=20, required=False)
    least = forms.FloatField(label=_("Least"), initial=0)
    most = forms.FloatField(label=_("Most"), initial=100_000)
    choices = forms.CharField(
        label=_("Choices"),
        required=False,
        max_length=20_000,
        widget=forms.Textarea(attrs={"rows": 6}),
        help_text=_("One on each line: Swedish | English | how much of a yes it is (0 to 1; – for no answer)."),
    )
    is_required = forms.BooleanField(label=_("Must be answered"), required=False)

    @classmethod
    def of(cls, question: Question) -> QuestionForm:
        """Return the form filled in with a question."""
        lines = [
            f"{one.sv} | {one.en} | {'–' if one.counts is None else f'{one.counts:g}'} | {one.key}"
            for one in question.choices
        ]
        return cls(initial={**question.as_plain(), "choices": "\n".join(lines)})

    def question(self) -> Question:
        """Return what was typed. Raises `BadInput` for a line that is no choice."""
        data = dict(self.cleaned_data)
        has_choices = data["kind"] in (Kind.CHOICE, Kind.SEVERAL)
        return Question(**{**data, "key": "new", "choices": choices_of(data["choices"]) if has_choices else ()})


class SpotsForm(forms.Form):
    """Where the survey is asked: nights by venues."""

    nights = forms.MultipleChoiceField(label=_("Nights"), widget=forms.CheckboxSelectMultiple, required=False)
    venues = forms.MultipleChoiceField(label=_("Venues"), widget=forms.CheckboxSelectMultiple, required=False)

    def __init__(self, data: Any = None, *, edition: Edition) -> None:
        super().__init__(data)
        for name, choices in (
            ("nights", [(str(one.pk), one.date.isoformat()) for one in edition.nights.all()]),
            ("venues", [(str(one.pk), one.name) for one in edition.festival.venues.all()]),
        ):
            field = self.fields[name]
            assert isinstance(field, forms.MultipleChoiceField)  # noqa: S101 - both are
            field.choices = choices
            self.initial[name] = [pk for pk, _name in choices]


class CountsForm(forms.Form):
    """How many come, were counted, and who stands there, for each spot."""

    def __init__(self, data: Any = None, *, spots: Sequence[Spot]) -> None:
        super().__init__(data)
        self.spots = spots
        for one in spots:
            for name, value in (("expected", one.expected_persons), ("counted", one.counted_persons)):
                label = {"expected": _t("Expected: %(spot)s"), "counted": _t("Counted: %(spot)s")}[name] % {"spot": one}
                self.fields[f"{name}-{one.pk}"] = forms.IntegerField(
                    required=False,
                    min_value=0,
                    max_value=1_000_000,
                    initial=value,
                    widget=forms.NumberInput(attrs={"aria-label": label}),
                )
            label = _t("Who stands there: %(spot)s") % {"spot": one}
            self.fields[f"team-{one.pk}"] = forms.CharField(
                required=False, max_length=80, initial=one.team, widget=forms.TextInput(attrs={"aria-label": label})
            )

    @property
    def rows(self) -> list[tuple[Spot, list[forms.BoundField]]]:
        """Return each spot with its three fields."""
        return [(one, [self[f"{name}-{one.pk}"] for name in ("expected", "counted", "team")]) for one in self.spots]

    def values(self) -> dict[int, tuple[int | None, int | None, str]]:
        """Return what was typed, by spot."""
        data = self.cleaned_data
        return {
            one.pk: (data[f"expected-{one.pk}"], data[f"counted-{one.pk}"], data[f"team-{one.pk}"])
            for one in self.spots
        }


class ShareOutForm(forms.Form):
    """How many visits are expected in all, to be shared out by the number of sets."""

    visits = forms.IntegerField(label=_("Expected visits in all"), min_value=1, max_value=10_000_000)


class DoorsForm(forms.Form):
    """Whether the doors' counts stand in the place of what was typed."""

    replace = forms.BooleanField(label=_("Also where something else has been typed"), required=False)


class TabletForm(forms.Form):
    """What a tablet is called."""

    name = forms.CharField(
        label=_("Name of the tablet"), max_length=80, help_text=_("For example “Tablet 2”: no person’s name.")
    )


class FileForm(forms.Form):
    """A file of answers."""

    file = forms.FileField(label=_("Answers as CSV or Excel"))


class MarginsForm(forms.Form):
    """Counts of all visitors, typed or as a file."""

    lines = forms.CharField(
        label=_("Counts"),
        required=False,
        max_length=50_000,
        widget=forms.Textarea(attrs={"rows": 6}),
        help_text=_(
            "One on each line: dimension; category; persons; source. For example: origin; here; 3200; ticket scans"
        ),
    )
    file = forms.FileField(label=_("Or a file with these four columns"), required=False)

    def content(self) -> bytes:
        """Return what was given as the bytes of a file."""
        file = self.cleaned_data.get("file")
        content: bytes = file.read() if file else self.cleaned_data["lines"].encode()
        return content


class AssumptionForm(forms.Form):
    """A number no answer can give, with its range and its source."""

    kind = forms.ChoiceField(label=_("What"), choices=Assumed.choices)
    about = forms.ChoiceField(
        label=_("Of which spending (for tax and leakage)"),
        required=False,
        help_text=_("A rate of its own for one kind of spending goes before the one for all."),
    )
    item = forms.CharField(label=_("What the organiser bought or paid"), max_length=80, required=False)
    counted_in = forms.ChoiceField(
        label=_("Visitors’ spending that pays it (for the organiser)"),
        required=False,
        help_text=_("Tickets that visitors have paid are their spending; counted there, they are not counted here."),
    )
    low = forms.FloatField(label=_("Lowest"))
    value = forms.FloatField(label=_("Most likely"))
    high = forms.FloatField(label=_("Highest"))
    source = forms.CharField(label=_("Source"), max_length=300)
    region = forms.CharField(label=_("Region (for a multiplier)"), max_length=120, required=False)
    year = forms.IntegerField(label=_("Year (for a multiplier)"), min_value=1950, max_value=2100, required=False)

    def __init__(self, data: Any = None, *, spending: Sequence[Question]) -> None:
        super().__init__(data)
        asked = [(one.key, str(one)) for one in spending]
        for name, empty in (("about", _t("all spending")), ("counted_in", _t("none"))):
            field = self.fields[name]
            assert isinstance(field, forms.ChoiceField)  # noqa: S101 - both are, above
            field.choices = [("", empty), *asked]

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if any(not isfinite(one) for name in ("low", "value", "high") if (one := data.get(name)) is not None):
            raise forms.ValidationError(_("Write a number."))
        kind, item = data.get("kind"), data.pop("item", "")
        data["about"] = item if kind in FLOWS else data.get("about", "") if kind in RATES else ""
        data["counted_in"] = data.get("counted_in", "") if kind == Assumed.INFLOW else ""
        return data
