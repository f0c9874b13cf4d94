"""A set, a night's view, a scenario: what is typed or done by hand."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from samspel.places.forms import ClockField
from samspel.places.models import Edition, Night, Stage
from samspel.places.types import SET_FACTS
from samspel.programme.models import Performance, Placement
from samspel.wording import day, past_midnight


class NightField(forms.ModelChoiceField):  # type: ignore[type-arg]
    """A night by the day people call it."""

    def label_from_instance(self, obj: Night) -> str:
        return day(obj.date)


class SetForm(forms.Form):
    """Where and when a set is, by hand."""

    night = NightField(label=_("Night"), queryset=Night.objects.none())
    stage = forms.ModelChoiceField(label=_("Stage"), queryset=Stage.objects.none())
    start_minute = ClockField(label=_("Starts"), help_text=_("After midnight is still the same night: 01:30."))
    minutes = forms.IntegerField(label=_("Minutes"), min_value=1, max_value=720)
    is_pinned = forms.BooleanField(label=_("Pin it: plans work around it"), required=False)
    is_pencilled = forms.BooleanField(
        label=_("Pencil it in: it is not published until it is confirmed"), required=False
    )
    based_on = forms.IntegerField(required=False, widget=forms.HiddenInput)
    anyway = forms.BooleanField(required=False, widget=forms.HiddenInput)

    def __init__(
        self,
        *args: Any,
        edition: Edition,
        performance: Performance,
        placement: Placement | None,
        **kwargs: Any,
    ) -> None:
        initial: dict[str, Any] = {"minutes": performance.length_minutes}
        if placement is not None:
            initial = {
                "based_on": placement.timetable.version,
                "night": placement.night_id,
                "stage": placement.stage_id,
                "start_minute": placement.start_minute,
                "minutes": placement.end_minute - placement.start_minute,
                "is_pinned": placement.is_pinned,
                "is_pencilled": placement.is_pencilled,
            }
        super().__init__(*args, **{"initial": initial, **kwargs})
        night, stage = self.fields["night"], self.fields["stage"]
        assert isinstance(night, forms.ModelChoiceField)  # noqa: S101 - declared above
        assert isinstance(stage, forms.ModelChoiceField)  # noqa: S101 - declared above
        night.queryset = edition.nights.all()
        stage.queryset = Stage.objects.filter(venue__festival=edition.festival).select_related("venue")

    def clean_start_minute(self) -> int:
        """Take 01:30 as past midnight: nothing starts before six in the morning of a night's own date."""
        return past_midnight(self.cleaned_data["start_minute"])


class SetAccessForm(forms.ModelForm):  # type: ignore[type-arg]  # generic for mypy only
    """What one set brings with it, where it is not as its act and its stage."""

    class Meta:
        model = Performance
        fields = SET_FACTS


class ShowForm(forms.Form):
    """How the editor shows a night; empty means as usual."""

    q = forms.CharField(label=_("Search"), required=False, widget=forms.TextInput(attrs={"type": "search", "size": 12}))
    genre = forms.ChoiceField(label=_("Genre"), required=False)
    venue = forms.ChoiceField(label=_("Venue"), required=False)
    zoom = forms.ChoiceField(
        label=_("Width"), required=False, choices=[("", _("fits the screen")), ("readable", _("readable"))]
    )
    rows = forms.ChoiceField(label=_("Rows"), required=False, choices=[("", _("normal")), ("dense", _("dense"))])
    view = forms.CharField(required=False, widget=forms.HiddenInput)
    night = forms.CharField(required=False, widget=forms.HiddenInput)

    def __init__(self, *args: Any, edition: Edition, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        genres = sorted(set(edition.acts.exclude(genre="").values_list("genre", flat=True)), key=str.casefold)
        venues = edition.festival.venues.values_list("slug", "name")
        for name, choices in (("genre", [(genre, genre) for genre in genres]), ("venue", list(venues))):
            field = self.fields[name]
            assert isinstance(field, forms.ChoiceField)  # noqa: S101 - declared above
            field.choices = [("", _("all")), *choices]

    def value(self, name: str) -> str:
        """Return what was chosen; what makes no sense counts as nothing."""
        return str(self.cleaned_data.get(name, "")) if self.is_valid() or name in self.cleaned_data else ""


class ScenarioForm(forms.Form):
    """What a scenario is called."""

    name = forms.CharField(label=_("Name of the scenario"), max_length=120)


class ChangeForm(forms.Form):
    """One verb of the editor with what it needs; the same for a page, a drag and a key."""

    verb = forms.ChoiceField(
        choices=[(verb, verb) for verb in ("move", "swap", "shift", "length", "pin", "pencil", "unplace")]
    )
    performance = forms.ModelChoiceField(Performance.objects.none())
    other = forms.ModelChoiceField(Performance.objects.none(), required=False)
    night = forms.ModelChoiceField(Night.objects.none(), required=False)
    stage = forms.ModelChoiceField(Stage.objects.none(), required=False)
    start_minute = forms.IntegerField(required=False)
    minutes = forms.IntegerField(required=False)
    on = forms.BooleanField(required=False)
    based_on = forms.IntegerField(required=False)
    anyway = forms.BooleanField(required=False)

    NEEDS = {
        "move": ("night", "stage", "start_minute"),
        "swap": ("other",),
        "shift": ("minutes",),
        "length": ("minutes",),
    }

    def __init__(self, *args: Any, edition: Edition, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        performances = Performance.objects.filter(act__edition=edition).select_related("act")
        found = {
            "performance": performances,
            "other": performances,
            "night": edition.nights.all(),
            "stage": Stage.objects.filter(venue__festival=edition.festival).select_related("venue"),
        }
        for name, queryset in found.items():
            field = self.fields[name]
            assert isinstance(field, forms.ModelChoiceField)  # noqa: S101 - declared above
            field.queryset = queryset

    def clean(self) -> dict[str, Any]:
        values: dict[str, Any] = super().clean() or {}
        for name in self.NEEDS.get(values.get("verb", ""), ()):
            if values.get(name) is None and name not in self.errors:
                self.add_error(name, _("This is needed."))
        return values
