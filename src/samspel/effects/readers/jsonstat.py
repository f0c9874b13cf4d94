"""JSON-stat 2.0, the form in which statistical offices answer (https://json-stat.org/full/)."""

from __future__ import annotations

import json
import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from django.utils.translation import gettext as _

from samspel.effects.readers.text import in_time_order
from samspel.effects.types import Reading, Table
from samspel.foreign import refusal

MOST_CELLS = 2_000_000


@dataclass(frozen=True, slots=True)
class Dimension:
    """One axis of the cube: category codes in the order of the values, and what people call them."""

    name: str
    codes: tuple[str, ...]
    labels: Mapping[str, str]

    def label(self, code: str) -> str:
        return self.labels.get(code, code)

    def position(self, wish: str) -> int | None:
        """Return where a category stands, by code or by label."""
        for place, code in enumerate(self.codes):
            if wish in (code, self.label(code)):
                return place
        return None


def read_jsonstat(data: Any, reading: Reading) -> Table:
    """Read a data set; every dimension but unit and time is fixed by `reading.only` or has one category.

    Units are named by their labels, periods by their codes.

    Raises
    ------
    BadInput
        If it is no data set, or a dimension is left open; the message lists the choices.
    """
    data = _data_set(data)
    dimensions = _dimensions(data)
    values = _values(data, dimensions)
    period = _chosen(dimensions, reading.period or _time_name(data))
    rest = [one for one in dimensions if one is not period]
    unit = _chosen(rest, reading.unit) if reading.unit else _largest_open(rest, reading)
    pick = tuple(slice(None) if one in (unit, period) else _fixed(one, reading) for one in dimensions)
    cube = values[pick]
    if dimensions.index(unit) > dimensions.index(period):
        cube = cube.T
    order = in_time_order(list(period.codes))
    columns = [period.codes.index(code) for code in order]
    figures = tuple(
        tuple(None if math.isnan(cube[row, column]) else float(cube[row, column]) for column in columns)
        for row in range(len(unit.codes))
    )
    return Table(_names(unit), tuple(order), figures)


def is_jsonstat(data: Any) -> bool:
    """Tell whether JSON says that it is a data set."""
    return isinstance(data, dict) and data.get("class") == "dataset"


def joined(parts: Sequence[Any]) -> dict[str, Any]:
    """Return the data set of which these are parts, each with some categories of each dimension.

    Raises
    ------
    BadInput
        If a part is broken or has other dimensions, or two parts hold different figures for one cell.
    """
    sets = [_data_set(part) for part in parts]
    every = [_dimensions(one) for one in sets]
    names = [one.name for one in every[0]]
    if any([one.name for one in dimensions] != names for dimensions in every):
        raise _broken(_("its parts have other dimensions"))
    codes = [
        list(dict.fromkeys(code for dimensions in every for code in dimensions[at].codes)) for at in range(len(names))
    ]
    labels = [
        {code: one.label(code) for dimensions in every for one in [dimensions[at]] for code in one.codes}
        for at in range(len(names))
    ]
    if math.prod(map(len, codes)) > MOST_CELLS:
        raise _too_large()
    whole = np.full(tuple(map(len, codes)), np.nan)
    for one, dimensions in zip(sets, every, strict=True):
        places = np.ix_(
            *([held.index(code) for code in axis.codes] for held, axis in zip(codes, dimensions, strict=True))
        )
        values = _values(one, dimensions)
        if (np.isfinite(whole[places]) & (whole[places] != values)).any():
            raise _broken(_("two parts have different figures for one cell"))
        whole[places] = values
    dimension = {
        name: {"category": {"index": held, "label": label}}
        for name, held, label in zip(names, codes, labels, strict=True)
    }
    value = [None if math.isnan(cell) else cell for cell in whole.ravel().tolist()]
    return {**sets[0], "id": names, "size": list(whole.shape), "dimension": dimension, "value": value}


def parsed(text: str) -> Any:
    """Return what a JSON file holds. Raises `BadInput`, naming the row at which it breaks off."""
    try:
        return json.loads(text)
    except (json.JSONDecodeError, RecursionError) as error:
        row = error.lineno if isinstance(error, json.JSONDecodeError) else None
        raise refusal(_("The file is not complete JSON."), _("Fetch it again."), row=row) from None


def dimensions_of(data: Any) -> list[Dimension]:
    """Return the axes of a data set or of a table's metadata. Raises `BadInput` if it is none."""
    return _dimensions(_data_set(data), most=math.inf)


def _data_set(data: Any) -> dict[str, Any]:
    if not isinstance(data, dict) or data.get("class") != "dataset" or str(data.get("version"))[:1] != "2":
        raise refusal(
            _("The file is JSON, but not a data set in JSON-stat 2."),
            _("Ask the statistical office for the form json-stat2, or for CSV."),
        )
    return data


def _dimensions(data: dict[str, Any], most: float = MOST_CELLS) -> list[Dimension]:
    try:
        found = [_dimension(name, data["dimension"][name]["category"]) for name in data["id"]]
        sizes = [int(size) for size in data["size"]]
    except (KeyError, TypeError, ValueError, AttributeError):
        raise _broken(_("its dimensions are not described")) from None
    for one, size in zip(found, sizes, strict=False):
        if len(one.codes) != size:
            raise _broken(_("“%(name)s” has not as many categories as it says") % {"name": one.name})
    if len(sizes) != len(found) or len({one.name for one in found}) < len(found) or len(found) < 2:
        raise _broken(_("dimensions and sizes do not agree"))
    if math.prod(sizes) > most:
        raise _too_large()
    return found


def _dimension(name: str, category: Mapping[str, Any]) -> Dimension:
    labels = {str(code): str(label) for code, label in (category.get("label") or {}).items()}
    index = category.get("index", list(labels))
    codes = sorted(index, key=lambda code: index[code]) if isinstance(index, Mapping) else index
    return Dimension(str(name), tuple(str(code) for code in codes), labels)


def _values(data: dict[str, Any], dimensions: list[Dimension]) -> np.ndarray[Any, np.dtype[np.float64]]:
    shape = tuple(len(one.codes) for one in dimensions)
    size = math.prod(shape)
    given: Any = data.get("value")
    flat = np.full(size, np.nan)
    try:
        cells = given.items() if isinstance(given, dict) else enumerate(given or ())
        pairs = [(int(at), one) for at, one in cells]
        if not isinstance(given, dict) and len(pairs) != size:
            raise _broken(_("it has %(found)d values for %(size)d cells") % {"found": len(pairs), "size": size})
        for at, one in pairs:
            if at < 0:
                raise IndexError
            flat[at] = np.nan if one is None else float(one)
    except (TypeError, ValueError, IndexError, AttributeError):
        raise _broken(_("a value is not a number, or belongs to no cell")) from None
    return flat.reshape(shape)


def _time_name(data: dict[str, Any]) -> str:
    role = data.get("role")
    names = role.get("time") if isinstance(role, dict) else None
    if not names:
        raise refusal(
            _("The file does not say which dimension is time."),
            _("Name it; the dimensions are: %(names)s.") % {"names": ", ".join(map(str, data["id"]))},
        )
    return str(names[0])


def _chosen(dimensions: list[Dimension], name: str) -> Dimension:
    for one in dimensions:
        if one.name.casefold() == name.casefold():
            return one
    raise refusal(
        _("There is no such dimension."),
        _("Choose one of: %(names)s.") % {"names": ", ".join(one.name for one in dimensions)},
        value=name,
    )


def _largest_open(rest: list[Dimension], reading: Reading) -> Dimension:
    fixed = {name.casefold() for name, _value in reading.only}
    free = [one for one in rest if one.name.casefold() not in fixed and len(one.codes) > 1]
    geographic = [one for one in free if one.name.casefold() in ("region", "geo", "kommun", "lan")]
    if len(free) == 1 or geographic:
        return (geographic or free)[0]
    raise refusal(
        _("It is not clear which dimension holds the units."),
        _("Name it; the dimensions are: %(names)s.") % {"names": ", ".join(one.name for one in rest)},
    )


def _fixed(dimension: Dimension, reading: Reading) -> int:
    if len(dimension.codes) == 1:
        return 0
    wish = next((value for name, value in reading.only if name.casefold() == dimension.name.casefold()), None)
    place = dimension.position(wish) if wish is not None else None
    if place is not None:
        return place
    choices = "; ".join(f"{code} ({dimension.label(code)})" for code in dimension.codes[:30])
    raise refusal(
        _("“%(name)s” must be fixed to one category.") % {"name": dimension.name},
        _("Choose one of: %(choices)s.") % {"choices": choices},
        value=wish or "",
    )


def _names(unit: Dimension) -> tuple[str, ...]:
    labels = [unit.label(code) for code in unit.codes]
    doubles = {label for label in labels if labels.count(label) > 1}
    return tuple(
        f"{code} {label}" if label in doubles else label for code, label in zip(unit.codes, labels, strict=True)
    )


def _too_large() -> Exception:
    return refusal(
        _("The table has more than %(most)d cells.") % {"most": MOST_CELLS},
        _("Fetch only the units and periods that are needed."),
    )


def _broken(what: str) -> Exception:
    return refusal(_("The JSON-stat file is broken: %(what)s.") % {"what": what}, _("Fetch it again."))
