"""What an analyst types of a study that only its kind asks for."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from django import forms
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from samspel.effects.forms.figures import lines_of, long_text
from samspel.effects.readers.registration_alone import MOST_PLACEBOS, MOST_WAVES
from samspel.effects.types import Kind
from samspel.errors import BadInput, Problem

Plain = Mapping[str, Any]

KINDS = {
    Kind.ONE: _("One event"),
    Kind.EDITIONS: _("The same weeks every year"),
    Kind.STARTS: _("One place after another"),
    Kind.ALONE: _("One long series of hours or days"),
}
EXPLAINED = {
    Kind.ONE: _("One place, one time, compared with places where nothing happened."),
    Kind.EDITIONS: _("Several editions pooled: what one of them is too small to show."),
    Kind.STARTS: _("Something that came to several places at different times, and stayed."),
    Kind.ALONE: _("One event in one street or hotel, compared with what its own past lets expect of such hours."),
}
WITHOUT = {
    Kind.ONE: (),
    Kind.EDITIONS: ("first_treated", "backdated", "covariates"),
    Kind.STARTS: ("treated", "first_treated", "backdated", "covariates"),
    Kind.ALONE: ("base_period", "method", "backdated", "covariates", "further"),
}
"""Fields of every registration that a kind does not ask for, or says by itself."""

ALONE_PLAIN, ALONE_LISTS = ("waves", "offset", "red_days", "placebos"), ("holidays", "covariates")


def kind_fields(kind: Kind) -> dict[str, forms.Field]:
    """Return the fields that only this kind has, in order."""
    return _FIELDS[kind]()


def typed(kind: Kind, data: Plain) -> dict[str, Any]:
    """Return what was typed into them as a part of a registration. Raises `BadInput` naming a line that is no row."""
    return _TYPED[kind](data)


def begun(plain: Plain) -> dict[str, Any]:
    """Return what the fields begin with, from a registration as plain values."""
    initial: dict[str, Any] = {}
    if one := plain.get("editions"):
        lines = ["; ".join((row["name"], row["first"], row["last"])) for row in one["windows"]]
        initial |= {"editions_windows": "\n".join(lines)}
        initial |= {f"editions_{name}": one[name] for name in ("history", "washout", "season") if name in one}
    if one := plain.get("starts"):
        initial |= {"starts_places": "\n".join(f"{row['unit']}; {row['first']}" for row in one["places"])}
        initial |= {"starts_not_yet": one["not_yet"], "starts_anticipation": one["anticipation"]}
    if one := plain.get("alone"):
        initial |= {f"alone_{name}": one[name] for name in ("last", *ALONE_PLAIN) if name in one}
        initial |= {f"alone_{name}": "\n".join(map(str, one.get(name, ()))) for name in ALONE_LISTS}
        lines = [f"{span['first']}; {span['last']}" for span in one.get("ignored", ())]
        initial |= {"alone_ignored": "\n".join(lines)}
    return initial


def kind_begun(initial: Plain) -> Kind:
    """Return the kind that a form begins with."""
    return next((kind for kind in Kind if any(name in initial for name in kind_fields(kind))), Kind.ONE)


def _editions_fields() -> dict[str, forms.Field]:
    return {
        "editions_windows": long_text(
            _("Editions"), _("One on each line, in order of time: name; first period; last period.")
        ),
        "editions_history": _periods(_("Quiet periods just before an edition that it is compared with"), 4, least=1),
        "editions_washout": _periods(_("Periods on both sides of it that are left out"), 1),
        "editions_season": _periods(
            _("Periods in a year"), 0, _("To take each unit's own season off. 0: the donors tell the season.")
        ),
    }


def _starts_fields() -> dict[str, forms.Field]:
    return {
        "starts_places": long_text(
            _("Places and their first periods"), _("One on each line, in order of time: place; first period.")
        ),
        "starts_not_yet": forms.BooleanField(
            label=_("Compare also with places that have not had it yet"), required=False, initial=True
        ),
        "starts_anticipation": _periods(_("Periods before a start in which an effect may already show"), 0),
    }


def _alone_fields() -> dict[str, forms.Field]:
    return {
        "alone_last": forms.CharField(
            label=_("Last period of the event"),
            help_text=_("All periods of such a study are days (2024-09-05) or hours (2024-09-05 21:00)."),
        ),
        "alone_waves": forms.IntegerField(
            label=_("Waves over the year"),
            initial=2,
            min_value=0,
            max_value=MOST_WAVES,
            help_text=_("The season as waves, which needs a whole year before the event. 0: none is taken off."),
        ),
        "alone_offset": forms.FloatField(
            label=_("Added before the logarithm"),
            initial=0.0,
            min_value=0.0,
            localize=True,
            help_text=_("0.5 where the series has zeros."),
        ),
        "alone_red_days": forms.BooleanField(
            label=_(
                "Swedish public holidays, and the eves of Midsummer, Christmas and New Year, are days of their own"
            ),
            required=False,
            initial=True,
        ),
        "alone_holidays": long_text(
            _("Further dates that are like no weekday"), _("One on each line."), required=False
        ),
        "alone_covariates": long_text(
            _("Weather and the like, loaded by the period"),
            _("The names of its columns, one on each line. The event must not move it."),
            required=False,
        ),
        "alone_ignored": long_text(
            _("Left out before the event"),
            _("Earlier events, lockdowns and faults, one on each line: first period; last period."),
            required=False,
        ),
        "alone_placebos": forms.IntegerField(
            label=_("Most made-up events"), initial=100, min_value=1, max_value=MOST_PLACEBOS
        ),
    }


def _periods(label: Any, initial: int, help_text: Any = "", *, least: int = 0) -> forms.IntegerField:
    return forms.IntegerField(label=label, initial=initial, min_value=least, help_text=help_text)


def _typed_editions(data: Plain) -> dict[str, Any]:
    rows = _rows(data["editions_windows"], ("name", "first", "last"))
    return {
        "editions": {"windows": rows} | {name: data[f"editions_{name}"] for name in ("history", "washout", "season")}
    }


def _typed_starts(data: Plain) -> dict[str, Any]:
    rows = _rows(data["starts_places"], ("unit", "first"))
    return {
        "starts": {
            "places": rows,
            "not_yet": data["starts_not_yet"],
            "anticipation": data["starts_anticipation"],
        }
    }


def _typed_alone(data: Plain) -> dict[str, Any]:
    lists = {name: lines_of(data[f"alone_{name}"]) for name in ALONE_LISTS}
    spans = {"ignored": _rows(data["alone_ignored"], ("first", "last"))}
    said = {name: data[f"alone_{name}"] for name in ("last", *ALONE_PLAIN)}
    return {"alone": {**said, **{name: value for name, value in {**lists, **spans}.items() if value}}}


def _rows(text: str, names: tuple[str, ...]) -> list[dict[str, str]]:
    """Return each line's parts by name; a line with other than so many is named."""
    rows, problems = [], []
    for line in lines_of(text):
        parts = [part.strip() for part in line.split(";")]
        if len(parts) == len(names):
            rows.append(dict(zip(names, parts, strict=True)))
            continue
        advice = _now("Write %(count)d parts with semicolons between.") % {"count": len(names)}
        reason = _now("has %(count)d parts.") % {"count": len(parts)}
        problems.append(Problem(None, line, reason, advice))
    if problems:
        raise BadInput(problems)
    return rows


_FIELDS: dict[Kind, Callable[[], dict[str, forms.Field]]] = {
    Kind.ONE: dict,
    Kind.EDITIONS: _editions_fields,
    Kind.STARTS: _starts_fields,
    Kind.ALONE: _alone_fields,
}
_TYPED: dict[Kind, Callable[[Plain], dict[str, Any]]] = {
    Kind.ONE: lambda _data: {},
    Kind.EDITIONS: _typed_editions,
    Kind.STARTS: _typed_starts,
    Kind.ALONE: _typed_alone,
}
