"""What the office types about its programme."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django import forms
from django.conf import settings
from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext_lazy as _

from samspel.places.forms import ClockField
from samspel.places.models import Edition, Night, Stage
from samspel.places.types import SET_FACTS
from samspel.programme.models import Notice, Performance, Placement
from samspel.programme.readers import Field, Sheet
from samspel.programme.rule_forms import RuleSetForm
from samspel.programme.types import PlanOptions
from samspel.wording import day, past_midnight


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


class PublishForm(forms.Form):
    """What the office says of a version when it publishes."""

    is_draft = forms.BooleanField(label=_("It is a draft: times may still change"), required=False)
    message = forms.CharField(
        label=_("What is new, in your words"),
        required=False,
        max_length=1000,
        help_text=_("Shown with the changes, which are listed by themselves. May be left empty."),
        widget=forms.Textarea(attrs={"rows": 2}),
    )
    seen_version = forms.IntegerField(required=False, widget=forms.HiddenInput)


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


class NoticeForm(forms.ModelForm):  # type: ignore[type-arg]  # generic for mypy only
    """The words of a notice."""

    class Meta:
        model = Notice
        fields = ["subject", "text"]
        widgets = {"text": forms.Textarea(attrs={"rows": 18})}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for field in self.fields.values():
            field.required = True

    def clean_subject(self) -> str:
        """Keep a subject on one line: a mail's heading has no other."""
        return " ".join(str(self.cleaned_data["subject"]).split())


class LanguageForm(forms.Form):
    """A language to write in."""

    language = forms.ChoiceField(label=_("Language"), choices=settings.LANGUAGES)
