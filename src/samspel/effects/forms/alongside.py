"""What an analyst types of what is to be reported beside the effect of one event."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from samspel.effects.forms.figures import lines_of, long_text
from samspel.errors import BadInput, Problem

Plain = Mapping[str, Any]
SECTIONS = {
    "rings": (
        _("Places nearby and the time around"),
        _("What an event draws may be gone elsewhere. Say now from which places and periods it may have come."),
    ),
    "rooms": (
        _("Rooms, of which there are only so many"),
        _("In a full town guests of the event take beds of others. No figure is assumed: each has its source."),
    ),
    "hidden": (
        _("Figures that the source hides"),
        _("Cells that say nothing, for secrecy. The effect is bounded over all that they can hold."),
    ),
}


def alongside_fields() -> dict[str, forms.Field]:
    """Return the fields of every part, in order; each begins with the part's name."""
    return {**_rings_fields(), **_rooms_fields(), **_hidden_fields()}


def alongside_names(part: str) -> tuple[str, ...]:
    """Return the names of a part's fields."""
    return tuple(name for name in alongside_fields() if name.startswith(f"{part}_"))


def alongside_typed(data: Plain) -> dict[str, Any]:
    """Return what was typed as parts of a registration; a part left empty is not there. Raises `BadInput`."""
    found = {}
    for part, typed in (("rings", _typed_rings), ("rooms", _typed_rooms), ("hidden", _typed_hidden)):
        said = {name.removeprefix(f"{part}_"): data.get(name) for name in alongside_names(part)}
        if any(value not in (None, "") and value is not False for value in said.values()):  # a 0 is said
            found[part] = {name: value for name, value in typed(said).items() if value not in (None, "", [])}
    return found


def alongside_begun(plain: Plain) -> dict[str, Any]:
    """Return what the fields begin with, from a registration as plain values."""
    initial: dict[str, Any] = {}
    if one := plain.get("rings"):
        initial |= {
            f"rings_{name}": one.get(name) for name in ("last", "before", "after", "history", "season", "relative")
        }
        initial["rings_near"] = _lines(one["near"], "unit", "km")
        initial["rings_edges"] = "; ".join(_text(edge) for edge in one["edges_km"])
    if one := plain.get("rooms"):
        initial |= {f"rooms_{name}": value for name, value in one.items() if name != "nights"}
        typed = one["nights"][0].get("baseline") is not None
        initial["rooms_nights"] = _lines(one["nights"], *(_NIGHT if typed else _NIGHT[:4]))
    if one := plain.get("hidden"):
        initial |= {f"hidden_{name}": one.get(name) for name in ("lower", "upper", "tolerance")}
        initial["hidden_sums"] = "\n".join(
            f"{row['name']} = {'; '.join(row['units'])}" for row in one.get("sums") or ()
        )
    return initial


def _rings_fields() -> dict[str, forms.Field]:
    return {
        "rings_near": long_text(
            _("Places nearby"),
            _("One on each line: place; km from the event. They are no donors: donors lie beyond the last band."),
            required=False,
        ),
        "rings_edges": _line(_("Outer edges of the bands, km"), _("Rising: 0.5; 1; 2. The event lies in the first.")),
        "rings_last": _line(_("The event's last period"), _("It begins at the first period with an effect.")),
        "rings_before": _count(_("Periods just before, from which visits may have moved"), _("Empty: 1.")),
        "rings_after": _count(_("Periods just after, from which visits may have moved"), _("Empty: 1.")),
        "rings_history": _count(_("Periods before those, to compare with"), _("Empty: 8."), least=1),
        "rings_season": _count(
            _("Periods in a year, where the season is to be taken off"),
            _("12 for months, 52 for weeks: what the same periods of earlier years show. Empty: donors tell it."),
        ),
        "rings_relative": forms.BooleanField(
            label=_("Expect every place to change by the same share, not the same number"), required=False
        ),
    }


def _rooms_fields() -> dict[str, forms.Field]:
    return {
        "rooms_nights": long_text(
            _("Hotel nights"),
            _(
                "One on each line: night; rooms for sale; rooms the event's visitors asked for; standard deviation of "
                "that. If somebody knows what would have been sold anyway, two more: rooms; standard deviation."
            ),
            required=False,
        ),
        "rooms_rooms_source": _line(_("Who counted the rooms")),
        "rooms_demand_source": _line(_("Who asked the visitors"), _("A survey, with its year.")),
        "rooms_baseline_source": _line(
            _("Who knows what would have been sold anyway"), _("Empty: the comparison of this study tells it.")
        ),
        "rooms_guests_per_room": _number(_("Guests to a room"), _("If the outcome is guests, not rooms.")),
        "rooms_guests_source": _line(_("Who counted guests to a room")),
        "rooms_occupancy": _number(
            _("Mean share of rooms sold without the event"),
            _("Only if no night is known: 0.8 for 80 %. Then the least and the most are told."),
        ),
        "rooms_over_nights": _count(_("Over how many nights, those of the event among them"), least=1),
        "rooms_correlation": _number(
            _("How errors of the nights go together"), _("0 to 1. Empty: not known, the widest interval.")
        ),
        "rooms_correlation_source": _line(_("Who says so")),
    }


def _hidden_fields() -> dict[str, forms.Field]:
    return {
        "hidden_lower": _number(_("The least a hidden figure can be"), _("Often 0.")),
        "hidden_upper": _number(
            _("The most it can be"), _("4 if what is below five is hidden. Empty: only sums hold it.")
        ),
        "hidden_sums": long_text(
            _("Published sums"),
            _("One on each line: name of the row = unit; unit; unit. Its figures are loaded with the others."),
            required=False,
        ),
        "hidden_tolerance": _number(_("How far a sum may be off"), _("Rounding, or noise for secrecy.")),
    }


_NIGHT = ("period", "rooms", "demand", "deviation", "baseline", "baseline_deviation")


def _line(label: Any, help_text: Any = "") -> forms.CharField:
    return forms.CharField(label=label, help_text=help_text, required=False, max_length=300)


def _count(label: Any, help_text: Any = "", *, least: int = 0) -> forms.IntegerField:
    return forms.IntegerField(label=label, help_text=help_text, required=False, min_value=least)


def _number(label: Any, help_text: Any = "") -> forms.FloatField:
    return forms.FloatField(label=label, help_text=help_text, required=False, localize=True)


def _typed_rings(said: Plain) -> Plain:
    rows = _rows(said["near"], (2,))
    edges = [part for part in said["edges"].split(";") if part.strip()]
    return {
        "near": [{"unit": unit, "km": _read(km, line)} for line, (unit, km) in rows],
        "edges_km": [_read(edge, said["edges"]) for edge in edges],
        **{name: said[name] for name in ("last", "before", "after", "history", "season", "relative")},
    }


def _typed_rooms(said: Plain) -> Plain:
    nights = [
        {"period": parts[0]} | {name: _read(part, line) for name, part in zip(_NIGHT[1:], parts[1:], strict=False)}
        for line, parts in _rows(said["nights"], (4, 6))
    ]
    return {**said, "nights": nights}


def _typed_hidden(said: Plain) -> Plain:
    sums, problems = [], []
    for line in lines_of(said["sums"]):
        name, equals, units = line.partition("=")
        listed = [unit.strip() for unit in units.split(";") if unit.strip()]
        if not equals or not listed:
            advice = _now("Write the name, an equals sign and units with semicolons between.")
            problems.append(Problem(None, line, _now("is no sum."), advice))
        sums.append({"name": name.strip(), "units": listed})
    if problems:
        raise BadInput(problems)
    return {**said, "sums": sums}


def _rows(text: str, counts: tuple[int, ...]) -> list[tuple[str, list[str]]]:
    """Return each line and its parts; lines with other than so many are named."""
    rows = [(line, [part.strip() for part in line.split(";")]) for line in lines_of(text)]
    wanted = _now(" or ").join(map(str, counts))
    problems = [
        Problem(
            None,
            line,
            _now("has %(count)d parts.") % {"count": len(parts)},
            _now("Write %(count)s parts with semicolons between.") % {"count": wanted},
        )
        for line, parts in rows
        if len(parts) not in counts
    ]
    if problems:
        raise BadInput(problems)
    return rows


def _read(text: str, line: str) -> float:
    try:
        return float(text.strip().replace("\u00a0", "").replace(" ", "").replace(",", "."))
    except ValueError:
        reason, advice = _now("holds “%(text)s”, which is no number.") % {"text": text}, _now("Write digits alone.")
        raise BadInput([Problem(None, line, reason, advice)]) from None


def _lines(rows: Sequence[Plain], *names: str) -> str:
    return "\n".join("; ".join(_text(row[name]) for name in names) for row in rows)


def _text(value: Any) -> str:
    return repr(value).removesuffix(".0") if isinstance(value, float) else str(value)
