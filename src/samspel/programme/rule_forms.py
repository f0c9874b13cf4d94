"""What the office types about rules and wishes: those of an edition, the festival's own, and what one of them costs."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import asdict, fields
from typing import Any

from django import forms
from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _

from samspel.places.forms import ClockField
from samspel.places.models import Edition, Stage
from samspel.programme.models import OwnRule
from samspel.programme.types import Knob, OwnKind, OwnTerms, RuleSet
from samspel.wording import past_midnight, short_day

Line = tuple[forms.BoundField, list[forms.BoundField]]
"""A rule or wish with the numbers that belong to it."""


def _rule(label: Any) -> forms.BooleanField:
    return forms.BooleanField(label=label, required=False)


def _minutes(label: Any, most: int = 600) -> forms.IntegerField:
    return forms.IntegerField(label=label, min_value=0, max_value=most)


def _wish(label: Any, help_text: Any) -> forms.FloatField:
    # a field of type number shows the browser's decimal sign, not the page's
    widget = forms.TextInput(attrs={"inputmode": "decimal", "size": 6})
    return forms.FloatField(label=label, help_text=help_text, min_value=0, max_value=100, localize=True, widget=widget)


class RuleSetForm(forms.Form):
    """Which rules hold, with their numbers, and what the wishes weigh."""

    opening = _rule(_("A set lies inside the hours of its stage"))
    one_at_a_time = _rule(_("One act at a time on a stage"))
    changeover = _rule(_("The stage's changeover lies between two sets"))
    heavy_gap_minutes = _minutes(_("minutes at least, if both need much set-up"))
    availability = _rule(_("An act plays only when it can"))
    members = _rule(_("Nobody plays in two places: rest and the walk lie between"))
    rest_minutes = _minutes(_("minutes of rest"))
    repeats = _rule(_("An act's sets are spread"))
    repeat_gap_minutes = _minutes(_("minutes between two of one night"))
    repeat_nights_apart = _minutes(_("nights between them at most"), 31)
    repeat_other_venue = _rule(_("in different venues on one night"))
    repeat_venue_once = _rule(_("never twice in one venue"))
    equipment = _rule(_("An act plays only where there is what it needs: piano, drum kit, size of stage"))
    loudness = _rule(_("No act is louder than its stage may be at that hour"))
    pins = _rule(_("Pinned sets stay"))
    own = _rule(_("The festival's own rules and wishes hold"))
    capacity = _wish(
        _("Rooms that fit"), _("Weight of the expected audience that is left outside, or of an empty room.")
    )
    similar = _wish(_("Similar acts not at once"), _("Weight of two sets of one genre at the same time."))
    starred = _wish(
        _("Favourites that people can fit in"), _("Weight of each favourite that somebody has no time to see.")
    )
    delegates = forms.IntegerField(label=_("persons a delegate counts as"), min_value=1, max_value=100)
    assume_stars = _rule(_("while nobody has starred anything, assume it from genre, draw and jury"))
    flow = _wish(_("About as loud as the set before"), _("Weight of each step of loudness between sets in a row."))
    floor = _wish(
        _("Nobody plays for no one"),
        _("Weight of each fan an act lacks: so many of those who starred it can see it and lose no other favourite."),
    )
    floor_percent = _minutes(_("per cent of those who starred it"), 100)

    RULES = (
        ("opening",),
        ("one_at_a_time",),
        ("changeover", "heavy_gap_minutes"),
        ("availability",),
        ("members", "rest_minutes"),
        ("repeats", "repeat_gap_minutes", "repeat_nights_apart", "repeat_other_venue", "repeat_venue_once"),
        ("equipment",),
        ("loudness",),
        ("pins",),
        ("own",),
    )
    WISHES = (
        ("capacity",),
        ("similar",),
        ("starred", "delegates", "assume_stars"),
        ("flow",),
        ("floor", "floor_percent"),
    )

    def __init__(self, *args: Any, rules: RuleSet, **kwargs: Any) -> None:
        super().__init__(*args, **{"initial": asdict(rules), **kwargs})

    @property
    def rules(self) -> list[Line]:
        return [(self[name], [self[number] for number in numbers]) for name, *numbers in self.RULES]

    @property
    def wishes(self) -> list[Line]:
        return [(self[name], [self[number] for number in numbers]) for name, *numbers in self.WISHES]

    def rule_set(self) -> RuleSet:
        return RuleSet(**{field.name: self.cleaned_data[field.name] for field in fields(RuleSet)})


class OwnRuleForm(forms.Form):
    """A rule of the festival's own, of a kind that has been chosen before: only what that kind needs is asked."""

    name = forms.CharField(
        label=_("What you call it"),
        max_length=120,
        help_text=_("So that sentences can name it: “Jazz only at Clarion”."),
    )
    genres = forms.MultipleChoiceField(label=_("Genres"), required=False, widget=forms.CheckboxSelectMultiple)
    acts = forms.TypedMultipleChoiceField(
        label=_("Acts"), required=False, coerce=int, widget=forms.CheckboxSelectMultiple
    )
    other_genres = forms.MultipleChoiceField(
        label=_("The others: genres"), required=False, widget=forms.CheckboxSelectMultiple
    )
    other_acts = forms.TypedMultipleChoiceField(
        label=_("The others: acts"), required=False, coerce=int, widget=forms.CheckboxSelectMultiple
    )
    minutes = forms.IntegerField(
        label=_("Minutes between them"),
        required=False,
        min_value=0,
        max_value=720,
        help_text=_("0: it is enough that they are not at once."),
    )
    stages = forms.TypedMultipleChoiceField(
        label=_("Stages"), required=False, coerce=int, widget=forms.CheckboxSelectMultiple, help_text=_("None: all.")
    )
    nights = forms.TypedMultipleChoiceField(
        label=_("Nights"), required=False, coerce=int, widget=forms.CheckboxSelectMultiple, help_text=_("None: all.")
    )
    from_minute = ClockField(label=_("From"), required=False)
    until_minute = ClockField(label=_("Until"), required=False)
    strength = forms.ChoiceField(
        label=_("How strongly"),
        choices=[("rule", _("Always: a rule")), ("wish", _("If it can be: a wish"))],
        widget=forms.RadioSelect,
        initial="rule",
    )
    weight = _wish(_("Weight of the wish"), _("At weight 1, as much as 20 persons who miss a favourite."))

    PLACES = ("stages", "nights", "from_minute", "until_minute")
    OTHERS = ("other_genres", "other_acts")

    def __init__(self, *args: Any, edition: Edition, kind: OwnKind, rule: OwnRule | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **{"initial": _initial(rule), **kwargs})
        self.kind, self.edition, self.rule = kind, edition, rule
        self.fields["weight"].required = False
        for name in self._unasked():
            del self.fields[name]
        for name, choices in self._choices():
            if name in self.fields:
                field = self.fields[name]
                assert isinstance(field, forms.ChoiceField)  # noqa: S101 - declared above
                field.choices = choices

    def _unasked(self) -> tuple[str, ...]:
        if self.kind.is_limit:
            return (*self.OTHERS, "minutes")
        return self.PLACES if self.kind == OwnKind.APART else (*self.PLACES, "minutes")

    def _choices(self) -> Iterator[tuple[str, list[tuple[Any, str]]]]:
        acts = [(pk, name) for pk, name in self.edition.acts.order_by("name").values_list("pk", "name")]
        genres = sorted(
            {genre for genre in self.edition.acts.values_list("genre", flat=True) if genre}, key=str.casefold
        )
        stages = Stage.objects.filter(venue__festival=self.edition.festival).select_related("venue")
        yield "acts", acts
        yield "other_acts", acts
        yield "genres", [(genre, genre) for genre in genres]
        yield "other_genres", [(genre, genre) for genre in genres]
        yield "stages", [(stage.pk, str(stage)) for stage in stages]
        yield "nights", [(night.pk, short_day(night.date)) for night in self.edition.nights.order_by("date")]

    def clean_name(self) -> str:
        name = " ".join(str(self.cleaned_data["name"]).split())
        same = OwnRule.objects.filter(edition=self.edition, name=name).first()
        if same is not None and same != self.rule:
            raise forms.ValidationError(_t("There is another rule called “%(name)s”.") % {"name": name})
        return name

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        for name in ("from_minute", "until_minute"):
            if data.get(name) is not None:
                data[name] = past_midnight(data[name])
        self._refuse_bad_terms(data)
        if data.get("strength") == "wish" and not data.get("weight") and "weight" not in self.errors:
            self.add_error("weight", _t("Give the wish a weight above 0, or make it a rule."))
        return data

    def _refuse_bad_terms(self, data: dict[str, Any]) -> None:
        count, others = (len(data.get(name, ())) for name in ("acts", "other_acts"))
        genres, other_genres = data.get("genres", ()), data.get("other_genres", ())
        if not count and not genres:
            self.add_error("acts", _t("Choose acts or genres that it is about."))
        elif self.kind.is_limit:
            self._refuse_bad_place(data)
        elif not others and not other_genres and (self.kind == OwnKind.BEFORE or (count < 2 and not genres)):
            self.add_error("other_acts", _t("Choose what it is to be held against."))

    def _refuse_bad_place(self, data: dict[str, Any]) -> None:
        start, end = data.get("from_minute"), data.get("until_minute")
        if start is not None and end is not None and end <= start:
            self.add_error("until_minute", _t("The end must come after the start."))
        elif not any(data.get(name) not in (None, []) for name in self.PLACES):
            self.add_error("stages", _t("Choose stages, nights or hours: as it stands it says nothing."))

    def terms(self) -> OwnTerms:
        names = [field.name for field in fields(OwnTerms)]
        return OwnTerms.of({name: self.cleaned_data[name] for name in names if self.cleaned_data.get(name) is not None})

    def wish_weight(self) -> float | None:
        return float(self.cleaned_data["weight"]) if self.cleaned_data["strength"] == "wish" else None


def _initial(rule: OwnRule | None) -> dict[str, Any]:
    if rule is None:
        return {"weight": 1.0, "minutes": 0}
    strength = {"strength": "rule" if rule.weight is None else "wish", "weight": rule.weight or 1.0}
    return {**asdict(OwnTerms.of(rule.terms)), **strength, "name": rule.name}


class CostForm(forms.Form):
    """Which rule or wish to look into, and how long."""

    knob = forms.ChoiceField(label=_("Rule or wish"))
    seconds = forms.TypedChoiceField(
        label=_("How long to look"),
        choices=[(5, _("a moment: 5 seconds each")), (20, _("20 seconds each")), (60, _("a minute each"))],
        initial=5,
        coerce=int,
    )

    def __init__(self, *args: Any, knobs: list[tuple[Knob, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["knob"]
        assert isinstance(field, forms.ChoiceField)  # noqa: S101 - declared above
        field.choices = [(knob, label) for knob, label in knobs]
