"""What a registration says that only one kind of study asks for."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any

from django.utils.translation import gettext as _

from samspel.effects.types import Kind
from samspel.effects.types.registration import PARTS
from samspel.engines.counterfactual import Method
from samspel.errors import Problem

Plain = Mapping[str, Any]
WEIGHED = (Method.SYNTHETIC_CONTROL, Method.DIFFERENCE_IN_DIFFERENCES)
"""The methods that studies of more than one event know."""

ONE_EVENT_ONLY = ("backdated", "covariates", "further")


def kind_of(plain: Plain) -> Kind:
    """Return the kind of study that plain values describe."""
    return next((kind for kind in PARTS if plain.get(kind.value)), Kind.ONE)


def implied(plain: Plain) -> dict[str, Any]:
    """Return what a kind's own part says of the fields of every registration: who, and from when."""
    kind = kind_of(plain)
    rows = _rows(plain, kind)
    if kind is Kind.ONE or not rows or not all(isinstance(row, Mapping) for row in rows):
        return {}
    first = {"first_treated": str(rows[0].get("first", ""))}
    return first | ({"treated": str(rows[0].get("unit", ""))} if kind is Kind.STARTS else {})


def kinds_of(plain: Plain) -> dict[str, Any]:
    """Return the kind's own part as a registration's field; `problems_of_kinds` has found nothing wrong with it."""
    kind = kind_of(plain)
    return {} if kind is Kind.ONE else {kind.value: PARTS[kind].from_plain(_stripped(plain[kind.value]))}


def problems_of_kinds(plain: Plain) -> Iterator[Problem]:
    """Yield everything that is wrong with what only one kind of study says."""
    named = [kind for kind in PARTS if plain.get(kind.value)]
    if len(named) > 1:
        advice = _("Register a study of each.")
        yield Problem(None, ", ".join(named), _("are two kinds of study at once."), advice)
        return
    if not named:
        return
    kind = named[0]
    for name in ONE_EVENT_ONLY:
        if plain.get(name):
            reason = _("is asked of studies of one event alone.")
            yield Problem(None, name, reason, _("Leave it out, or register one event."))
    if (plain.get("method") or Method.SYNTHETIC_CONTROL) not in WEIGHED:
        advice = _("Write one of these: %(methods)s.") % {"methods": ", ".join(WEIGHED)}
        yield Problem(None, str(plain["method"]), _("is no method for several events."), advice)
    yield from _CHECKS[kind](plain[kind.value], plain)


def _rows(plain: Plain, kind: Kind) -> Sequence[Any]:
    part = plain.get(kind.value)
    rows = (
        part.get({Kind.EDITIONS: "windows", Kind.STARTS: "places"}.get(kind, "")) if isinstance(part, Mapping) else ()
    )
    return rows if isinstance(rows, list | tuple) else ()


def _of_editions(part: Plain, plain: Plain) -> Iterator[Problem]:
    rows = _rows(plain, Kind.EDITIONS)
    if len(rows) < 2 or not all(_has(row, "name", "first", "last") for row in rows):
        advice = _("Give two editions at least, each with name, first and last period, in order of time.")
        yield Problem(None, "editions", _("is missing or not complete."), advice)
    yield from _twice([str(row["name"]) for row in rows if _has(row, "name")])
    yield from _whole(part, history=1, washout=0, season=0)


def _of_starts(part: Plain, plain: Plain) -> Iterator[Problem]:
    rows = _rows(plain, Kind.STARTS)
    if not rows or not all(_has(row, "unit", "first") for row in rows):
        advice = _("Give each place and its first period, in order of time.")
        yield Problem(None, "starts", _("is missing or not complete."), advice)
    units = [str(row["unit"]).strip() for row in rows if _has(row, "unit")]
    yield from _twice(units)
    for unit in sorted(set(units) & {str(donor).strip() for donor in plain.get("donors") or ()}):
        yield Problem(
            None, unit, _("has a start and cannot be a donor that never has one."), _("Take it off one list.")
        )
    yield from _whole(part, anticipation=0)


_CHECKS: dict[Kind, Callable[[Plain, Plain], Iterator[Problem]]] = {
    Kind.EDITIONS: _of_editions,
    Kind.STARTS: _of_starts,
}


def _has(row: Any, *names: str) -> bool:
    return isinstance(row, Mapping) and all(str(row.get(name, "")).strip() for name in names)


def _twice(names: Sequence[str]) -> Iterator[Problem]:
    for name in sorted({name for name in names if names.count(name) > 1}):
        yield Problem(None, name, _("is named twice."), _("Keep one."))


def _whole(part: Plain, **least: int) -> Iterator[Problem]:
    for name, smallest in least.items():
        value = part.get(name, smallest)
        if not isinstance(value, int) or isinstance(value, bool) or value < smallest:
            advice = _("Write a whole number of periods, %(least)d or more.") % {"least": smallest}
            yield Problem(None, f"{name}: {value}", _("is no number of periods."), advice)


def _stripped(value: Any) -> Any:
    """Return plain values with the blanks around texts gone; labels may come as numbers."""
    if isinstance(value, Mapping):
        return {
            name: _text(one) if name in ("name", "first", "last", "unit") else _stripped(one)
            for name, one in value.items()
        }
    return [_stripped(one) for one in value] if isinstance(value, list | tuple) else value


def _text(value: Any) -> str:
    return str(value).strip()
