"""What an analyst types of a study that only its kind asks for."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from django import forms
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from samspel.effects.forms import lines_of, long_text
from samspel.effects.types import Kind
from samspel.errors import BadInput, Problem

Plain = Mapping[str, Any]

KINDS = {
    Kind.ONE: _("One event"),
    Kind.EDITIONS: _("The same weeks every year"),
    Kind.STARTS: _("One place after another"),
}
EXPLAINED = {
    Kind.ONE: _("One place, one time, compared with places where nothing happened."),
    Kind.EDITIONS: _("Several editions pooled: what one of them is too small to show."),
    Kind.STARTS: _("Something that came to several places at different times, and stayed."),
}
WITHOUT = {
    Kind.ONE: (),
    Kind.EDITIONS: ("first_treated", "backdated", "covariates", "further"),
    Kind.STARTS: ("treated", "first_treated", "backdated", "covariates", "further"),
}
"""Fields of every registration that a kind does not ask for, or says by itself."""


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
}
_TYPED: dict[Kind, Callable[[Plain], dict[str, Any]]] = {
    Kind.ONE: lambda _data: {},
    Kind.EDITIONS: _typed_editions,
    Kind.STARTS: _typed_starts,
}
