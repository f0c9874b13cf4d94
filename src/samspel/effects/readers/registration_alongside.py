"""What a registration asks beside the effect of one event: places nearby, rooms, hidden cells."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import fields
from itertools import pairwise
from math import isfinite
from typing import Any

from django.utils.translation import gettext as _

from samspel.effects.readers.registration_kinds import twice, whole
from samspel.effects.readers.text import in_time_order, is_dated
from samspel.effects.types import ALONGSIDE, Hidden, Near, Rings, RoomNight, Rooms, Sum, Transform
from samspel.engines.counterfactual import Method
from samspel.errors import Problem

Plain = Mapping[str, Any]
LINEAR = (Method.SYNTHETIC_CONTROL, Method.DIFFERENCE_IN_DIFFERENCES)
"""The methods whose effect is a weighed sum of cells, so that hidden ones bound it."""


def alongside_of(plain: Plain) -> dict[str, Any]:
    """Return what is asked, as a registration's fields; `problems_of_alongside` has found nothing wrong with it."""
    return {name: _READ[name](plain[name]) for name in ALONGSIDE if plain.get(name)}


def problems_of_alongside(plain: Plain) -> Iterator[Problem]:
    """Yield everything that is wrong with what is asked beside the effect."""
    for name in ALONGSIDE:
        part = plain.get(name)
        if part is None:
            continue
        if not isinstance(part, Mapping) or not part:
            yield _incomplete(name, _("Write it as a table of its own."))
            continue
        known = {field.name for field in fields(ALONGSIDE[name])}
        yield from (_unknown(f"{name}.{key}") for key in part if key not in known)
        yield from _CHECKS[name](part, plain)


def _rings(part: Plain) -> Rings:
    return Rings(
        near=tuple(Near(_text(one["unit"]), float(one["km"])) for one in part.get("near") or ()),
        edges_km=tuple(float(edge) for edge in part["edges_km"]),
        last=_text(part["last"]),
        before=int(part.get("before", 1)),
        after=int(part.get("after", 1)),
        history=int(part.get("history", 8)),
        season=int(part.get("season", 0)),
        relative=bool(part.get("relative", False)),
    )


def _rooms(part: Plain) -> Rooms:
    read: dict[str, Any] = {name: _float(part.get(name)) for name in ("guests_per_room", "occupancy", "correlation")}
    read |= {f"{name}_source": _text(part.get(f"{name}_source", "")) for name in _SOURCES}
    return Rooms(
        nights=tuple(
            RoomNight(_text(one["period"]), **{name: _float(one.get(name)) for name in _NIGHT})
            for one in part["nights"]
        ),
        over_nights=None if part.get("over_nights") is None else int(part["over_nights"]),
        **read,
    )


_SOURCES = ("rooms", "demand", "baseline", "guests", "correlation")
_NIGHT = ("rooms", "demand", "deviation", "baseline", "baseline_deviation")


def _hidden(part: Plain) -> Hidden:
    sums = tuple(Sum(_text(one["name"]), tuple(map(_text, one["units"]))) for one in part.get("sums") or ())
    return Hidden(float(part["lower"]), _float(part.get("upper")), sums, float(part.get("tolerance") or 0))


_READ = {"rings": _rings, "rooms": _rooms, "hidden": _hidden}


def _of_rings(part: Plain, plain: Plain) -> Iterator[Problem]:
    near: Sequence[Plain] = part.get("near") or ()
    edges: Sequence[Any] = part.get("edges_km") or ()
    advice = _("Give each place its name and its distance in km, 0 or more.")
    if wrong := _wrong_rows("rings.near", near, _is_near, advice):
        yield from wrong
        return
    are_numbers = isinstance(edges, list | tuple) and bool(edges) and all(_is_number(edge) for edge in edges)
    if not are_numbers or not all(float(a) < float(b) for a, b in pairwise((0, *edges))):
        yield _incomplete("rings.edges_km", _("Write the outer edges of the bands in km, rising: 0.5, 1, 2."))
        return
    yield from twice([_text(one["unit"]) for one in near])
    yield from _compared_too([_text(one["unit"]) for one in near], plain)
    yield from _of_bands(near, [float(edge) for edge in edges])
    yield from whole(part, before=0, after=0, history=1, season=0)
    if not isinstance(part.get("relative", False), bool):
        yield Problem(None, f"relative: {part['relative']}", _("is neither yes nor no."), _("Write true or false."))
    yield from _of_last(_text(part.get("last", "")), _text(plain.get("first_treated", "")))


def _compared_too(near: Sequence[str], plain: Plain) -> Iterator[Problem]:
    for unit in sorted(_compared(plain) & set(near)):
        reason = _("lies near and may be affected itself: it is no comparison too.")
        yield Problem(None, unit, reason, _("Take it off the donors, or off the places nearby."))


def _of_bands(near: Sequence[Plain], edges: Sequence[float]) -> Iterator[Problem]:
    for one in near:
        if float(one["km"]) > edges[-1]:
            reason = _("lies beyond the last band, %(edge)s km.") % {"edge": f"{edges[-1]:g}"}
            yield Problem(None, _text(one["unit"]), reason, _("Make it a donor, or leave it out."))
    for low, high in pairwise(edges):  # the first band holds the treated unit
        if not any(low < float(one["km"]) <= high for one in near):
            reason = _("as the edge of a band: no place lies in it.")
            yield Problem(None, f"{high:g} km", reason, _("Merge the band with the next, or name a place in it."))


def _of_last(last: str, start: str) -> Iterator[Problem]:
    if not last:
        yield _incomplete("rings.last", _("Write the event's last period, as the source does."))
    elif is_dated([last, start]) and in_time_order([start, last])[0] != start:
        reason = _("is the event's last period and comes before its first (%(start)s).") % {"start": start}
        yield Problem(None, last, reason, _("Check both periods."))


def _of_rooms(part: Plain, plain: Plain) -> Iterator[Problem]:
    nights: Sequence[Plain] = part.get("nights") or ()
    advice = _("Give each night its period, rooms above 0, demand and its deviation, 0 or more.")
    wrong = _wrong_rows("rooms.nights", nights, _is_night, advice) if nights else [_incomplete("rooms.nights", advice)]
    if wrong:
        yield from wrong
        return
    yield from twice([_text(one["period"]) for one in nights])
    yield from _of_sources(part)
    yield from _of_baselines(part, nights, plain)
    if part.get("occupancy") is not None or part.get("over_nights") is not None:
        yield from _of_occupancy(part, nights)
    if part.get("correlation") is not None and not _between(part["correlation"]):
        yield Problem(None, str(part["correlation"]), _("is no correlation of errors."), _("Write 0 to 1."))
    if part.get("guests_per_room") is not None and not _above(part["guests_per_room"], 0):
        yield Problem(None, str(part["guests_per_room"]), _("is no number of guests."), _("Write a number above 0."))


def _is_near(one: Plain) -> bool:
    return bool(_text(one.get("unit", ""))) and _at_least(one.get("km"), 0)


def _is_night(one: Plain) -> bool:
    wanted = _above(one.get("rooms"), 0) and all(_at_least(one.get(name), 0) for name in ("demand", "deviation"))
    given = [one.get(name) for name in ("baseline", "baseline_deviation")]
    return bool(_text(one.get("period", ""))) and wanted and all(one is None or _at_least(one, 0) for one in given)


def _of_sources(part: Plain) -> Iterator[Problem]:
    typed = any(one.get("baseline") is not None for one in part["nights"]) or part.get("occupancy") is not None
    wanted = {
        "rooms_source": True,
        "demand_source": True,
        "baseline_source": typed,
        "guests_source": part.get("guests_per_room") is not None,
        "correlation_source": part.get("correlation") is not None,
    }
    for name, is_wanted in wanted.items():
        if is_wanted and not _text(part.get(name, "")):
            yield _incomplete(f"rooms.{name}", _("Say who has the figure: one without a source is not used."))


def _of_baselines(part: Plain, nights: Sequence[Plain], plain: Plain) -> Iterator[Problem]:
    typed = [one for one in nights if one.get("baseline") is not None]
    if typed and (len(typed) < len(nights) or any(one.get("baseline_deviation") is None for one in typed)):
        yield _incomplete("rooms.nights", _("Give every night a baseline and its deviation, or none of them."))
    if typed and part.get("occupancy") is not None:
        reason = _("and a baseline of each night are two answers to one question.")
        yield Problem(None, "rooms.occupancy", reason, _("Keep one of them."))
    for one in typed:
        if float(one["baseline"]) > float(one["rooms"]):
            reason = _("has more rooms sold without the event than there are.")
            yield Problem(None, _text(one["period"]), reason, _("Check both figures."))
    if not typed and part.get("occupancy") is None and plain.get("transform", Transform.LEVEL) != Transform.LEVEL:
        reason = _("is what is compared, and tells no rooms that would have been sold.")
        yield Problem(None, str(plain["transform"]), reason, _("Compare the figures themselves, or give baselines."))


def _of_occupancy(part: Plain, nights: Sequence[Plain]) -> Iterator[Problem]:
    if not _between(part["occupancy"]):
        yield Problem(None, str(part["occupancy"]), _("is no share of rooms sold."), _("Write 0 to 1, such as 0.8."))
    if len({float(one["rooms"]) for one in nights}) > 1:
        reason = _("differ in rooms, but one occupancy is given for all.")
        yield Problem(None, "rooms.nights", reason, _("Give the same rooms each night, or a baseline of each night."))
    over = part.get("over_nights")
    if not isinstance(over, int) or isinstance(over, bool) or over < len(nights):
        advice = _("Write over how many nights it is the mean, those of the event among them: %(least)d or more.")
        yield Problem(None, f"over_nights: {over}", _("is no number of nights."), advice % {"least": len(nights)})


def _of_hidden(part: Plain, plain: Plain) -> Iterator[Problem]:
    lower: Any = part.get("lower")
    upper, sums = part.get("upper"), part.get("sums") or ()
    if not _is_number(lower) or not (upper is None or _at_least(upper, float(lower))):
        yield _incomplete("hidden", _("Write the least and the most that a hidden cell can be: lower = 0, upper = 4."))
    if not _are_tables(sums) or not all(_text(one.get("name", "")) and _are_texts(one.get("units")) for one in sums):
        yield _incomplete("hidden.sums", _("Give each sum the name of its row, and the units that it is the sum of."))
        return
    if upper is None and not sums:
        yield _incomplete("hidden", _("Nothing holds a hidden cell: write the most it can be, or a published sum."))
    if not _at_least(part.get("tolerance") or 0, 0):
        yield Problem(None, str(part["tolerance"]), _("is no tolerance of a sum."), _("Write 0 or more."))
    yield from _of_sums(sums, plain)
    if plain.get("transform", Transform.LEVEL) != Transform.LEVEL or _method(plain) not in LINEAR:
        advice = _("Compare the figures themselves, by one of these: %(methods)s.") % {"methods": ", ".join(LINEAR)}
        yield Problem(None, "hidden", _("asks for bounds, which only an effect that is a sum of figures has."), advice)


def _of_sums(sums: Sequence[Plain], plain: Plain) -> Iterator[Problem]:
    compared = _compared(plain)
    names = [_text(one["name"]) for one in sums]
    yield from twice(names)
    for name in sorted((compared | _near(plain)) & set(names)):
        yield Problem(None, name, _("is a unit of this study, and no sum of some."), _("Take it off one list."))
    for one in sums:
        units = [_text(unit) for unit in one["units"]]
        yield from twice(units)
        for unit in units:
            if unit not in compared:
                reason = _("is part of the sum “%(name)s” but neither the treated unit nor a donor.") % one
                yield Problem(None, unit, reason, _("Name a sum of units of this study alone."))


def _compared(plain: Plain) -> set[str]:
    donors = plain.get("donors")
    return {_text(unit) for unit in (plain.get("treated", ""), *(donors if isinstance(donors, list | tuple) else ()))}


def _near(plain: Plain) -> set[str]:
    rings = plain.get("rings")
    near = (rings.get("near") if isinstance(rings, Mapping) else None) or ()
    return {_text(one.get("unit", "")) for one in near} if _are_tables(near) else set()


def _method(plain: Plain) -> Any:
    return plain.get("method") or Method.SYNTHETIC_CONTROL


_CHECKS = {"rings": _of_rings, "rooms": _of_rooms, "hidden": _of_hidden}


def _incomplete(name: str, advice: str) -> Problem:
    return Problem(None, name, _("is missing or not complete."), advice)


def _wrong_rows(name: str, rows: Any, is_right: Callable[[Plain], bool], advice: str) -> list[Problem]:
    if not _are_tables(rows):
        return [_incomplete(name, advice)]
    wrong = ["; ".join(f"{key} = {value}" for key, value in one.items()) for one in rows if not is_right(one)]
    return [Problem(None, row, _("is not complete, or no number where one is wanted."), advice) for row in wrong]


def _unknown(name: str) -> Problem:
    return Problem(None, name, _("is no part of a registration."), _("Take it away, or check its spelling."))


def _are_tables(value: Any) -> bool:
    return isinstance(value, list | tuple) and all(isinstance(one, Mapping) for one in value)


def _are_texts(value: Any) -> bool:
    return isinstance(value, list | tuple) and bool(value) and all(_text(one) for one in value)


def _is_number(value: Any) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool) and isfinite(value)


def _at_least(value: Any, least: float) -> bool:
    return _is_number(value) and float(value) >= least


def _above(value: Any, least: float) -> bool:
    return _is_number(value) and float(value) > least


def _between(value: Any) -> bool:
    return _is_number(value) and 0 <= float(value) <= 1


def _float(value: Any) -> Any:
    return None if value is None else float(value)


def _text(value: Any) -> str:
    return str(value).strip()
