"""What the office types about an act, and what an act answers."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from django import forms
from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _

from samspel.lineup.models import Act
from samspel.lineup.types import ALL_NIGHT, PART_MINUTES, Answer, DayPart, Windows, merged, parts_of, windows_of
from samspel.places.forms import ClockField
from samspel.places.models import LAST_MINUTE, Night
from samspel.places.types import SET_FACTS
from samspel.wording import day

DAY, MORNING = 24 * 60, 6 * 60

KINDS = [("any", _("Any time")), ("none", _("Not at all")), ("parts", _("Only part of it"))]


class ActForm(forms.ModelForm):  # type: ignore[type-arg]  # generic for mypy only
    """An act as visitors and the plan know it, and whom to write to."""

    class Meta:
        model = Act
        fields = [
            *("name", "contact_email", "genre", "country", "draw_persons", "jury_score"),
            *("loudness", "stage_size", "needs_piano", "needs_drums", "is_heavy", "description"),
            *SET_FACTS,
        ]
        help_texts = {
            "contact_email": _("For the question when they can play, and for notices. Only the office sees it."),
            "country": _("Two letters: SE, FI."),
            "draw_persons": _("How many are expected to come; the plan looks for rooms that fit."),
            "jury_score": _("If a jury has judged it; helps to guess the audience where nobody has starred yet."),
            "loudness": _("Where a stage is to be quiet, louder acts do not play; sets in a row are to be alike."),
            "stage_size": _("Smaller stages are left to others."),
            "is_heavy": _("Two such sets in a row on a stage need more time between them."),
        }
        widgets = {"contact_email": forms.EmailInput(attrs={"autocomplete": "off"})}

    def clean_name(self) -> str:
        name = " ".join(str(self.cleaned_data["name"]).split())
        if Act.objects.filter(edition=self.instance.edition, name=name).exclude(pk=self.instance.pk).exists():
            raise forms.ValidationError(_t("There is another act called %(name)s.") % {"name": name})
        return name


@dataclass(frozen=True, slots=True)
class NightFields:
    """The fields of one night, for a page to lay out."""

    night: Night
    kind: forms.BoundField
    parts: forms.BoundField
    start: forms.BoundField
    until: forms.BoundField

    @property
    def errors(self) -> list[str]:
        return [str(error) for field in (self.kind, self.parts, self.start, self.until) for error in field.errors]

    @property
    def has_times(self) -> bool:
        return bool(self.start.value() or self.until.value())


class AnswerForm(forms.Form):
    """Each night: any time, not at all, or parts of the day; exact times, where given, count instead of parts."""

    def __init__(self, *args: Any, nights: Sequence[Night], former: Answer | None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.nights = nights
        for night in nights:
            windows = former.on(night.pk) if former is not None else None
            for name, field in _fields(windows).items():
                self.fields[f"{name}_{night.pk}"] = field

    def by_night(self) -> Iterator[NightFields]:
        for night in self.nights:
            yield NightFields(night, *(self[f"{name}_{night.pk}"] for name in ("kind", "parts", "start", "until")))

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        data["answer"] = Answer.of((night.pk, self._windows(data, night)) for night in self.nights)
        return data

    def _windows(self, data: dict[str, Any], night: Night) -> Windows:
        kind, parts, start, until = (data.get(f"{name}_{night.pk}") for name in ("kind", "parts", "start", "until"))
        if kind != "parts":
            return ALL_NIGHT if kind == "any" else ()
        if start is None and until is None:
            if not parts:
                self.add_error(f"parts_{night.pk}", _t("%(day)s: say which part.") % {"day": day(night.date)})
            return windows_of(DayPart(part) for part in parts or ())
        if start is None or until is None:
            self.add_error(f"until_{night.pk}", _t("%(day)s: give both times.") % {"day": day(night.date)})
            return ()
        return self._exact(night, start, until)

    def _exact(self, night: Night, start: int, until: int) -> Windows:
        """Take times as people mean them: what starts before six in the morning is past midnight."""
        start = start % DAY + (DAY if start % DAY < MORNING else 0)
        until = until % DAY
        while until <= start:
            until += DAY
        if until > LAST_MINUTE:
            self.add_error(
                f"until_{night.pk}", _t("%(day)s: the night ends at noon at the latest.") % {"day": day(night.date)}
            )
            return ()
        return merged([(start, until)])

    @property
    def answer(self) -> Answer:
        found: Answer = self.cleaned_data["answer"]
        return found


def _hours(part: DayPart) -> str:
    """Say a part of the day in hours: 20–24, 00–06."""
    start, end = (minute // 60 for minute in PART_MINUTES[part])
    return f"{start % 24:02d}–{end if end <= 24 else end % 24:02d}"


def _fields(windows: Windows | None) -> dict[str, forms.Field]:
    """Return the fields of one night; nothing is chosen before there is an answer."""
    parts = parts_of(windows) if windows else ()
    exact = windows if windows and parts is None else ()
    kind = None if windows is None else "any" if windows == ALL_NIGHT else "parts" if windows else "none"
    return {
        "kind": forms.ChoiceField(
            label=_("When"),
            choices=KINDS,
            widget=forms.RadioSelect,
            initial=kind,
            error_messages={
                "required": _("Choose one of the three."),
            },
        ),
        "parts": forms.MultipleChoiceField(
            label=_("Part of the day"),
            choices=[(part, f"{part.label} ({_hours(part)})") for part in DayPart],
            widget=forms.CheckboxSelectMultiple,
            required=False,
            initial=[] if kind == "any" else list(parts or ()),
        ),
        "start": ClockField(label=_("From"), required=False, initial=exact[0][0] if exact else None),
        "until": ClockField(label=_("Until"), required=False, initial=exact[-1][1] if exact else None),
    }
