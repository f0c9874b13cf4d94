"""What the office types about its festival, its nights, its stages and its people."""

from __future__ import annotations

import re
from typing import Any

from django import forms
from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _

from samspel.places.models import LAST_MINUTE, Edition, Festival, Membership, Night, Stage, Venue
from samspel.places.queries import time_zones
from samspel.places.types import DUTY_FACTS, FACTS, LOUDNESS, SIZES, Hours, Role, Typeface
from samspel.wording import DAY_MINUTES, NIGHT_ENDS_MINUTE, day, past_midnight


class ClockField(forms.CharField):
    """A clock time as people write it (18:00, 18.00, 1800, 25:30) → minutes from midnight."""

    def __init__(self, **kwargs: Any) -> None:
        attrs = {"size": 6, "maxlength": 5, "inputmode": "numeric"}
        super().__init__(widget=forms.TextInput(attrs=attrs), **kwargs)

    def to_python(self, value: Any) -> Any:
        text = super().to_python(value)
        if not text:
            return None
        match = re.fullmatch(r"(\d{1,2})[:.]?(\d{2})", text)
        minute = int(match[1]) * 60 + int(match[2]) if match is not None else LAST_MINUTE + 1
        if match is None or int(match[2]) > 59 or minute > LAST_MINUTE:
            raise forms.ValidationError(_t("“%(text)s” is not a time: write it as 18:30.") % {"text": text})
        return minute

    def prepare_value(self, value: Any) -> Any:
        """Write a minute so that it is read back as the same one: 25:00 as 01:00, but the next morning's 07:00 as
        31:00.
        """
        if not isinstance(value, int):
            return value
        shown = value - DAY_MINUTES if DAY_MINUTES <= value < DAY_MINUTES + NIGHT_ENDS_MINUTE else value
        return f"{shown // 60:02d}:{shown % 60:02d}"


def hours_of(opens: int, closes: int) -> tuple[int, int]:
    """Return the minutes of a night's hours: a time before six, or a closing before its opening, is of the next day.

    Raises `ValidationError` where that is longer than a night is.
    """
    opens, closes = past_midnight(opens), past_midnight(closes)
    closes += DAY_MINUTES if closes <= opens else 0
    if closes > LAST_MINUTE:
        raise forms.ValidationError(_t("A night ends at noon of the next day at the latest: write an earlier end."))
    return opens, closes


def zones() -> list[tuple[str, Any]]:
    """Return the time zones to choose from, continents as groups."""
    groups: dict[str, list[tuple[str, str]]] = {}
    for name in time_zones():
        continent, _sign, town = name.partition("/")
        groups.setdefault(continent, []).append((name, town.replace("_", " ") or name))
    return list(groups.items())


class FestivalForm(forms.Form):
    """A new festival and its first edition."""

    name = forms.CharField(label=_("Name of the festival"), max_length=120)
    place = forms.CharField(label=_("Town"), max_length=120)
    time_zone = forms.ChoiceField(label=_("Time zone"), choices=zones, initial="Europe/Stockholm")
    edition = forms.SlugField(
        label=_("First edition"),
        max_length=40,
        help_text=_("Usually the year; it becomes part of the address."),
    )


class EditionForm(forms.Form):
    """One more edition."""

    slug = forms.SlugField(
        label=_("Edition"), max_length=40, help_text=_("Usually the year; it becomes part of the address.")
    )


class LookForm(forms.Form):
    """Name, accent colour, typeface and time zone."""

    name = forms.CharField(label=_("Name of the festival"), max_length=120)
    accent = forms.RegexField(
        r"^#[0-9a-f]{6}$",
        label=_("Accent colour"),
        help_text=_("It is moved as little as needed until text in it can be read, light and dark."),
        error_messages={"invalid": _("Write the colour as #rrggbb, for example #0b6070.")},
        widget=forms.TextInput(attrs={"type": "color"}),
    )
    typeface = forms.ChoiceField(label=_("Headings in"), choices=Typeface.choices)
    time_zone = forms.ChoiceField(label=_("Time zone"), choices=zones)

    def __init__(self, *args: Any, festival: Festival, **kwargs: Any) -> None:
        initial = {
            "name": festival.name,
            "accent": festival.accent,
            "typeface": festival.typeface,
            "time_zone": festival.place.time_zone,
        }
        super().__init__(*args, **{"initial": initial, **kwargs})


class NightsForm(forms.Form):
    """The first night and how many there are."""

    first_date = forms.DateField(
        label=_("First night"), widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    )
    count = forms.IntegerField(label=_("How many nights"), min_value=1, max_value=31)


class HoursForm(forms.Form):
    """Hours for every stage that has none."""

    opens = ClockField(label=_("Music from"))
    closes = ClockField(label=_("until"))

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        opens, closes = data.get("opens"), data.get("closes")
        if opens is not None and closes is not None:
            data["opens"], data["closes"] = hours_of(opens, closes)
        return data


NOT_KNOWN = ("", _("not known"))


def _level(label: Any, levels: list[tuple[int, Any]]) -> forms.TypedChoiceField:
    return forms.TypedChoiceField(
        label=label, required=False, choices=[NOT_KNOWN, *levels], coerce=int, empty_value=None
    )


def _known(label: Any) -> forms.TypedChoiceField:
    return forms.TypedChoiceField(
        label=label,
        required=False,
        choices=[NOT_KNOWN, ("True", _("yes")), ("False", _("no"))],
        coerce=lambda value: value == "True",
        empty_value=None,
    )


class StageForm(forms.Form):
    """One stage: its room, its changeover, what it has, how loud it may be, and its hours each night of an edition."""

    capacity_persons = forms.IntegerField(label=_("Room for guests"), required=False, min_value=0, max_value=100_000)
    changeover_minutes = forms.IntegerField(label=_("Changeover, minutes"), min_value=0, max_value=240)
    size = _level(_("Size"), SIZES)
    has_piano = _known(_("Is there a piano?"))
    has_drums = _known(_("Is there a drum kit?"))
    loudest = _level(_("How loud it may be"), LOUDNESS)
    late_minute = ClockField(
        label=_("Quieter from"), required=False, help_text=_("If the venue asks for it, for example 22:00.")
    )
    late_loudest = _level(_("How loud it may be from then on"), LOUDNESS)

    FEATURES = ("size", "has_piano", "has_drums", "loudest", "late_minute", "late_loudest")

    def __init__(self, *args: Any, stage: Stage, edition: Edition, **kwargs: Any) -> None:
        self.nights = list(edition.nights.all())
        hours = {opening.night_id: opening for opening in stage.openings.filter(night__in=self.nights)}
        initial: dict[str, Any] = {
            "capacity_persons": stage.capacity_persons,
            "changeover_minutes": stage.changeover_minutes,
            **{name: getattr(stage, name) for name in self.FEATURES},
        }
        super().__init__(*args, **{"initial": initial, **kwargs})
        for night in self.nights:
            opening = hours.get(night.pk)
            names = {"date": day(night.date)}
            self.fields[f"opens_{night.pk}"] = ClockField(
                label=_t("%(date)s: from") % names,
                required=False,
                initial=opening.opens_minute if opening else None,
            )
            self.fields[f"closes_{night.pk}"] = ClockField(
                label=_t("%(date)s: until") % names,
                required=False,
                initial=opening.closes_minute if opening else None,
            )

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        data["hours"] = {night: self._hours(night, data) for night in self.nights}
        late, loudest = data.get("late_minute"), data.get("late_loudest")
        if late is not None:
            data["late_minute"] = past_midnight(late)
        if (late is None) != (loudest is None) and "late_minute" not in self.errors:
            self.add_error("late_loudest", _t("Give both the hour and how loud it may be from then on, or neither."))
        return data

    def features(self) -> dict[str, Any]:
        """Return what the stage has and allows."""
        return {name: self.cleaned_data[name] for name in self.FEATURES}

    def _hours(self, night: Night, data: dict[str, Any]) -> Hours:
        name = f"closes_{night.pk}"
        opens, closes = data.get(f"opens_{night.pk}"), data.get(name)
        if opens is not None and closes is not None:
            try:
                return hours_of(opens, closes)
            except forms.ValidationError as error:
                self.add_error(name, error)
        elif opens is not closes:
            self.add_error(name, _t("Give both times, or neither if the stage is closed that night."))
        return None, None


class ContactForm(forms.Form):
    """Whom to write to at a venue."""

    contact_email = forms.EmailField(
        label=_("Contact e-mail"),
        max_length=254,
        required=False,
        help_text=_("For notices of what is played here and what changes. Only the office sees it."),
        widget=forms.EmailInput(attrs={"autocomplete": "off"}),
    )


class VenueAccessForm(forms.ModelForm):  # type: ignore[type-arg]  # generic for mypy only
    """What is known of access to a venue."""

    class Meta:
        model = Venue
        fields = FACTS


class VenueDutyForm(forms.ModelForm):  # type: ignore[type-arg]
    """What decides which permits and rules a venue has to think of."""

    serves_until_minute = ClockField(
        label=_("Alcohol is served until"), required=False, help_text=_("For example 01:00.")
    )

    class Meta:
        model = Venue
        fields = DUTY_FACTS

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["staff_persons"].required = False

    def clean_staff_persons(self) -> int:
        return self.cleaned_data["staff_persons"] or 0

    def clean_serves_until_minute(self) -> int | None:
        minute = self.cleaned_data["serves_until_minute"]
        return None if minute is None else past_midnight(minute)


class StageAccessForm(forms.ModelForm):  # type: ignore[type-arg]
    """What is known of access to a stage where it is not as its venue."""

    class Meta:
        model = Stage
        fields = FACTS


class OpenDataForm(forms.ModelForm):  # type: ignore[type-arg]
    """Under which terms others may use the programme, and whom they ask."""

    class Meta:
        model = Festival
        fields = ("licence", "publisher_kind", "public_email")
        help_texts = {
            "licence": _("Only with a licence do data portals take the programme in. What they tell of it is CC0."),
            "publisher_kind": _("Of the festival's organiser. Data portals ask for it."),
            "public_email": _("Everybody sees it: take an address of the office, not of a person."),
        }

    def clean(self) -> dict[str, Any]:
        """A portal takes in nothing whose publisher it cannot sort."""
        values = super().clean() or {}
        if values.get("licence") and not values.get("publisher_kind"):
            self.add_error("publisher_kind", _("Say what kind of organisation it is: data portals refuse the rest."))
        return values


class RoleForm(forms.Form):
    """Somebody's role at a festival."""

    email = forms.EmailField(label=_("E-mail address"))
    role = forms.ChoiceField(label=_("Role"), choices=Role.choices)
    venue = forms.ModelChoiceField(
        label=_("Venue"),
        queryset=Venue.objects.none(),
        required=False,
        help_text=_("Only for the role host venue."),
    )

    def __init__(self, *args: Any, festival: Festival, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        venue = self.fields["venue"]
        assert isinstance(venue, forms.ModelChoiceField)  # noqa: S101 - declared five lines above
        venue.queryset = festival.venues.all()


class TakeForm(forms.Form):
    """The role to take back."""

    membership = forms.ModelChoiceField(queryset=Membership.objects.none())

    def __init__(self, *args: Any, festival: Festival, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        membership = self.fields["membership"]
        assert isinstance(membership, forms.ModelChoiceField)  # noqa: S101 - declared above
        membership.queryset = festival.memberships.all()
