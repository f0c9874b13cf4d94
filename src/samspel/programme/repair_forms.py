"""What the office says has happened: a form for each kind, so that no page needs a script to hide fields."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import Any

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from samspel.lineup.models import Act
from samspel.places.forms import ClockField
from samspel.places.models import Edition, Stage
from samspel.programme.forms import NightField
from samspel.programme.types import Event, Happening
from samspel.wording import past_midnight


class EventForm(forms.Form):
    """What every kind has: the rows of an edition to choose among."""

    what: Happening
    title: Any

    def __init__(self, *args: Any, edition: Edition, **kwargs: Any) -> None:
        super().__init__(*args, **{**kwargs, "auto_id": f"id_{self.what}_%s"})
        self.edition = edition
        rows = {
            "act": edition.acts.filter(cancelled_at=None).order_by("name"),
            "night": edition.nights.order_by("date"),
        }
        for name, found in rows.items():
            field = self.fields.get(name)
            if isinstance(field, forms.ModelChoiceField):
                field.queryset = found

    def minute(self, name: str) -> int | None:
        value = self.cleaned_data.get(name)
        return None if value is None else past_midnight(value)

    def nights(self) -> tuple[int, ...]:
        night = self.cleaned_data.get("night")
        return (night.pk,) if night else ()

    def event(self) -> Event:
        """Return what was said; what a kind does not ask for stays open."""
        act = self.cleaned_data.get("act")
        return Event(
            self.what,
            act=act.pk if act else None,
            nights=self.nights(),
            from_minute=self.minute("begin"),
            until_minute=self.minute("end"),
        )


class CancelForm(EventForm):
    """An act cancels."""

    what, title = Happening.CANCEL, _("An act cancels")
    act = forms.ModelChoiceField(label=_("Act"), queryset=Act.objects.none())


class TimesForm(EventForm):
    """An act comes late or leaves early."""

    what, title = Happening.TIMES, _("An act comes late or leaves early")
    act = forms.ModelChoiceField(label=_("Act"), queryset=Act.objects.none())
    night = NightField(label=_("Night"), queryset=None)
    begin = ClockField(label=_("Can play from"), required=False)
    end = ClockField(label=_("Can play until"), required=False, help_text=_("One of the two will do."))

    def clean(self) -> dict[str, Any]:
        values: dict[str, Any] = super().clean() or {}
        if values.get("begin") is None and values.get("end") is None and not self.errors:
            raise forms.ValidationError(_("Say from when the act can play, or until when."))
        return values


class CloseForm(EventForm):
    """A venue or a stage closes."""

    what, title = Happening.CLOSE, _("A venue or a stage closes")
    where = forms.ChoiceField(label=_("Venue or stage"))
    night = NightField(label=_("Night"), queryset=None, required=False, empty_label=_("every night"))
    begin = ClockField(label=_("Closed from"), required=False, help_text=_("Empty: the whole night."))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        stages = Stage.objects.filter(venue__festival=self.edition.festival).select_related("venue")
        self.stages = list(stages.order_by("venue__name", "name"))
        field = self.fields["where"]
        assert isinstance(field, forms.ChoiceField)  # noqa: S101 - declared above
        field.choices = list(self._choices())

    def _choices(self) -> Iterator[tuple[str, str]]:
        """A venue with several stages as a whole, and each stage."""
        by_venue: dict[int, list[Stage]] = {}
        for stage in self.stages:
            by_venue.setdefault(stage.venue_id, []).append(stage)
        for venue, stages in by_venue.items():
            if len(stages) > 1:
                yield f"venue-{venue}", gettext("%(venue)s, all stages") % {"venue": stages[0].venue.name}
            yield from ((f"stage-{stage.pk}", str(stage)) for stage in stages)

    def event(self) -> Event:
        kind, _dash, key = self.cleaned_data["where"].partition("-")
        stages = [one for one in self.stages if int(key) == (one.pk if kind == "stage" else one.venue_id)]
        where = str(stages[0]) if kind == "stage" else stages[0].venue.name
        return replace(super().event(), stages=tuple(one.pk for one in stages), where=where)


class ShortForm(EventForm):
    """A night is shorter."""

    what, title = Happening.SHORT, _("A night is shorter")
    night = NightField(label=_("Night"), queryset=None)
    begin = ClockField(label=_("All stages close at"))


FORMS: dict[str, type[EventForm]] = {str(form.what): form for form in (CancelForm, TimesForm, CloseForm, ShortForm)}
