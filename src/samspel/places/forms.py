"""What the office types about its festival, its nights, its stages and its people."""

from __future__ import annotations

import re
from typing import Any

from django import forms
from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _

from samspel.places.models import Edition, Festival, Membership, Stage, Venue
from samspel.places.types import Role
from samspel.wording import day

DAY = 24 * 60


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
        if match is None or int(match[2]) > 59 or int(match[1]) > 35:
            raise forms.ValidationError(_t("“%(text)s” is not a time: write it as 18:30.") % {"text": text})
        return int(match[1]) * 60 + int(match[2])

    def prepare_value(self, value: Any) -> Any:
        return f"{value // 60 % 24:02d}:{value % 60:02d}" if isinstance(value, int) else value


def past_midnight(opens: int | None, closes: int | None) -> int | None:
    """Return the closing minute of a night: a time before the opening is of the next day."""
    return closes + DAY if opens is not None and closes is not None and closes <= opens else closes


class FestivalForm(forms.Form):
    """A new festival and its first edition."""

    name = forms.CharField(label=_("Name of the festival"), max_length=120)
    place = forms.CharField(label=_("Town"), max_length=120)
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


class LookForm(forms.ModelForm):  # type: ignore[type-arg]  # generic for mypy only
    """Name and accent colour."""

    class Meta:
        model = Festival
        fields = ["name", "accent"]
        widgets = {"accent": forms.TextInput(attrs={"type": "color"})}
        help_texts = {"accent": _("It is moved as little as needed until text in it can be read, light and dark.")}


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
        data["closes"] = past_midnight(data.get("opens"), data.get("closes"))
        return data


class StageForm(forms.Form):
    """One stage: its room, its changeover, and its hours each night of an edition."""

    capacity_persons = forms.IntegerField(label=_("Room for guests"), required=False, min_value=0, max_value=100_000)
    changeover_minutes = forms.IntegerField(label=_("Changeover, minutes"), min_value=0, max_value=240)

    def __init__(self, *args: Any, stage: Stage, edition: Edition, **kwargs: Any) -> None:
        self.nights = list(edition.nights.all())
        hours = {opening.night_id: opening for opening in stage.openings.filter(night__in=self.nights)}
        initial: dict[str, Any] = {
            "capacity_persons": stage.capacity_persons,
            "changeover_minutes": stage.changeover_minutes,
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
        data["hours"] = {}
        for night in self.nights:
            opens, closes = data.get(f"opens_{night.pk}"), data.get(f"closes_{night.pk}")
            if (opens is None) != (closes is None):
                self.add_error(
                    f"closes_{night.pk}", _t("Give both times, or neither if the stage is closed that night.")
                )
            data["hours"][night] = (opens, past_midnight(opens, closes))
        return data


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
