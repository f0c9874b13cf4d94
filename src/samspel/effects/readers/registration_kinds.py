"""What a registration says that only one kind of study asks for."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import fields
from itertools import pairwise
from typing import Any

from django.utils.translation import gettext as _

from samspel.effects.readers.registration_alone import problems_of_alone
from samspel.effects.readers.text import in_time_order, is_dated
from samspel.effects.types import ALONGSIDE, Edition, Kind, Start
from samspel.effects.types.registration import PARTS
from samspel.engines.counterfactual import Method
from samspel.errors import Problem

Plain = Mapping[str, Any]
WEIGHED = (Method.SYNTHETIC_CONTROL, Method.DIFFERENCE_IN_DIFFERENCES)
"""The methods that studies of more than one event know."""

ONE_EVENT_ONLY = ("backdated", "covariates", *ALONGSIDE)


def kind_of(plain: Plain) -> Kind:
    """Return the kind of study that plain values describe."""
    return next((kind for kind in PARTS if plain.get(kind.value) is not None), Kind.ONE)


def filled(plain: Plain) -> dict[str, Any]:
    """Return plain values with what was left out, who or from when, where the kind's own part says it."""
    return {**plain, **{name: said for name, said in _implied(plain).items() if not _said(plain, name)}}


def _implied(plain: Plain) -> dict[str, str]:
    kind = kind_of(plain)
    rows = _rows(plain, kind)
    if not rows or not isinstance(rows[0], Mapping):
        return {}
    names = {"first_treated": "first"} | ({"treated": "unit"} if kind is Kind.STARTS else {})
    return {name: said for name, column in names.items() if (said := _said(rows[0], column))}


def kinds_of(plain: Plain) -> dict[str, Any]:
    """Return the kind's own part as a registration's field; `problems_of_kinds` has found nothing wrong with it."""
    kind = kind_of(plain)
    return {} if kind is Kind.ONE else {kind.value: PARTS[kind].from_plain(_stripped(plain[kind.value]))}


def problems_of_kinds(plain: Plain) -> Iterator[Problem]:
    """Yield everything that is wrong with what only one kind of study says."""
    named = [kind for kind in PARTS if plain.get(kind.value) is not None]
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
    if kind is Kind.ALONE and plain.get("further"):
        reason, advice = _("is asked of studies that compare places."), _("Register a study of each outcome.")
        yield Problem(None, "further", reason, advice)
    if kind is not Kind.ALONE and (plain.get("method") or Method.SYNTHETIC_CONTROL) not in WEIGHED:
        advice = _("Write one of these: %(methods)s.") % {"methods": ", ".join(WEIGHED)}
        yield Problem(None, str(plain["method"]), _("is no method for several events."), advice)
    part = plain[kind.value]
    if not isinstance(part, Mapping):
        yield Problem(None, kind.value, _("is missing or not complete."), _("Write it as a table of its own."))
        return
    yield from unknown(part, PARTS[kind])
    yield from _said_otherwise(kind, plain)
    yield from _CHECKS[kind](part, plain)


def _rows(plain: Plain, kind: Kind) -> Sequence[Any]:
    part = plain.get(kind.value)
    rows = (
        part.get({Kind.EDITIONS: "windows", Kind.STARTS: "places"}.get(kind, "")) if isinstance(part, Mapping) else ()
    )
    return rows if isinstance(rows, list | tuple) else ()


def _said_otherwise(kind: Kind, plain: Plain) -> Iterator[Problem]:
    """Yield who, or from when, where the registration says one thing and the kind's own part another."""
    for name, said in _implied(plain).items():
        if (other := _said(plain, name)) and other != said:
            values = {"name": name, "part": kind.value, "said": said}
            reason = _("is registered as %(name)s, but the first row of %(part)s says %(said)s.") % values
            advice = _("Correct whichever is wrong, or leave %(name)s out: it then follows from %(part)s.") % values
            yield Problem(None, other, reason, advice)


def _of_editions(part: Plain, plain: Plain) -> Iterator[Problem]:
    rows = _rows(plain, Kind.EDITIONS)
    if len(rows) < 2 or not all(_has(row, "name", "first", "last") for row in rows):
        advice = _("Give two editions at least, each with name, first and last period, in order of time.")
        yield Problem(None, "editions", _("is missing or not complete."), advice)
        return
    for row in rows:
        yield from unknown(row, Edition)
    yield from twice([str(row["name"]) for row in rows])
    yield from _out_of_order([label for row in rows for label in (_text(row["first"]), _text(row["last"]))])
    yield from whole(part, history=1, washout=0, season=0)


def _of_starts(part: Plain, plain: Plain) -> Iterator[Problem]:
    rows = _rows(plain, Kind.STARTS)
    if not rows or not all(_has(row, "unit", "first") for row in rows):
        advice = _("Give each place and its first period, in order of time.")
        yield Problem(None, "starts", _("is missing or not complete."), advice)
        return
    for row in rows:
        yield from unknown(row, Start)
    units = [_text(row["unit"]) for row in rows]
    yield from twice(units)
    yield from _out_of_order([_text(row["first"]) for row in rows])
    if not isinstance(part.get("not_yet", True), bool):
        advice = _("Write true or false.")
        yield Problem(None, f"not_yet: {part['not_yet']}", _("is neither yes nor no."), advice)
    donors = plain.get("donors")
    for unit in sorted(set(units) & set(map(_text, donors if isinstance(donors, list | tuple) else ()))):
        yield Problem(
            None, unit, _("has a start and cannot be a donor that never has one."), _("Take it off one list.")
        )
    yield from whole(part, anticipation=0)


_CHECKS: dict[Kind, Callable[[Plain, Plain], Iterator[Problem]]] = {
    Kind.EDITIONS: _of_editions,
    Kind.STARTS: _of_starts,
    Kind.ALONE: problems_of_alone,
}


def _has(row: Any, *names: str) -> bool:
    return isinstance(row, Mapping) and all(_said(row, name) for name in names)


def unknown(part: Plain, known: type[Any]) -> Iterator[Problem]:
    """Yield each name in a part, or a row of one, that it does not have."""
    for name in sorted(set(part) - {one.name for one in fields(known)}):
        yield Problem(None, name, _("is no part of a registration."), _("Take it away, or check its spelling."))


def _out_of_order(labels: Sequence[str]) -> Iterator[Problem]:
    """Yield the first label that comes before the one it stands after; of labels without years nothing is known yet."""
    if not is_dated(list(labels)):
        return
    for earlier, later in pairwise(labels):
        if in_time_order([earlier, later])[0] != earlier:
            reason = _("stands after %(earlier)s and comes before it.") % {"earlier": earlier}
            yield Problem(None, later, reason, _("Write them in order of time."))
            return


def twice(names: Sequence[str]) -> Iterator[Problem]:
    """Yield each name that stands twice."""
    for name in sorted({name for name in names if names.count(name) > 1}):
        yield Problem(None, name, _("is named twice."), _("Keep one."))


def whole(part: Plain, **least: int) -> Iterator[Problem]:
    """Yield each of a part's numbers of periods that is none, or smaller than its least."""
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


def _said(plain: Plain, name: str) -> str:
    """Return what stands there as text; nothing where it was left out."""
    return "" if plain.get(name) is None else _text(plain[name])
