"""PxWebApi 2, the interface of Statistics Sweden: a table's metadata → queries of allowed size → figures."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any
from urllib.parse import quote

from django.utils.translation import gettext as _

from samspel.effects.connectors.web import Fetched, Web
from samspel.effects.readers.jsonstat import Dimension, dimensions_of
from samspel.foreign import refusal

CELLS = 150_000
"""What Statistics Sweden allows in one answer; the interface's own `config` is asked first."""


@dataclass(frozen=True, slots=True)
class PxQuery:
    """What is wanted of a table: `only` gives the category codes of a dimension; others are left out where they may be.

    A dimension that may not be left out is asked for whole. `base` is the interface, such as
    `https://statistikdatabasen.scb.se/api/v2`.
    """

    base: str
    table: str
    only: tuple[tuple[str, tuple[str, ...]], ...] = ()
    language: str = "sv"


def fetch_pxweb(query: PxQuery, web: Web) -> Fetched:
    """Ask for a table as JSON-stat 2, in as many answers as its size needs.

    Raises
    ------
    BadInput
        If a dimension or category does not exist; the sentence names those that do.
    Refused
        If the interface cannot be reached or may not be asked.
    """
    base = query.base.rstrip("/")
    web.check(base)
    config, _bytes = web.json(f"{base}/config")
    most, licence = _limits(config, web)
    table = f"{base}/tables/{quote(query.table, safe='')}"
    metadata, _bytes = web.json(f"{table}/metadata?lang={quote(query.language)}")
    chosen = selection(metadata, query)
    address = f"{table}/data?lang={quote(query.language)}&outputFormat=json-stat2"
    answers = [web.content(address, {"selection": _as_body(part)}) for part in parts(chosen, most)]
    return Fetched(tuple(answers), table, licence)


def _limits(config: Any, web: Web) -> tuple[int, str]:
    """Keep to what the interface says of itself; odd answers fall back on Statistics Sweden's figures."""
    said = config if isinstance(config, dict) else {}
    calls, seconds = said.get("maxCallsPerTimeWindow"), said.get("timeWindow")
    if isinstance(calls, int) and isinstance(seconds, int | float) and calls > 0 and 0 < seconds <= 60:
        web.calls, web.seconds = calls, float(seconds)
    most = said.get("maxDataCells")
    return (most if isinstance(most, int) and most > 0 else CELLS), str(said.get("license") or "")


Chosen = list[tuple[str, tuple[str, ...]]]


def selection(metadata: Any, query: PxQuery) -> Chosen:
    """Return the categories to ask for, dimension by dimension, checked against the table's metadata."""
    known = dimensions_of(metadata)
    only = dict(query.only)
    names = {one.name.casefold(): one.name for one in known}
    for name in only:
        if name.casefold() not in names:
            advice = _("Choose one of: %(names)s.") % {"names": ", ".join(names.values())}
            raise refusal(_("There is no such dimension."), advice, value=name)
    wishes = {names[name.casefold()]: codes for name, codes in only.items()}
    chosen = []
    for one in known:
        if one.name in wishes:
            chosen.append((one.name, _codes(one, wishes[one.name])))
        elif not _may_be_left_out(metadata, one):
            chosen.append((one.name, one.codes))
    return chosen


def _codes(dimension: Dimension, wishes: Sequence[str]) -> tuple[str, ...]:
    """Return codes for what was written as codes or labels; `*` is all of them."""
    found = []
    for wish in wishes:
        places = range(len(dimension.codes)) if wish == "*" else [dimension.position(wish)]
        for place in places:
            if place is None:
                shown = "; ".join(f"{code} ({dimension.label(code)})" for code in dimension.codes[:20])
                raise refusal(
                    _("is no category of “%(name)s”.") % {"name": dimension.name},
                    _("Choose one of: %(choices)s.") % {"choices": shown},
                    value=wish,
                )
            found.append(dimension.codes[place])
    return tuple(dict.fromkeys(found))


def _may_be_left_out(metadata: Any, dimension: Dimension) -> bool:
    extension = metadata["dimension"][dimension.name].get("extension")
    return bool(extension.get("elimination")) if isinstance(extension, dict) else False


def parts(chosen: Chosen, most: int) -> Iterator[Chosen]:
    """Split a selection along its longest dimension until each part has at most `most` cells."""
    if math.prod(len(codes) for _name, codes in chosen) <= most:
        yield chosen
        return
    longest = max(range(len(chosen)), key=lambda place: len(chosen[place][1]))
    name, codes = chosen[longest]
    if len(codes) < 2:
        raise refusal(_("The interface allows no cells in an answer."), _("Try again later."), value=str(most))
    for half in (codes[: len(codes) // 2], codes[len(codes) // 2 :]):
        yield from parts([*chosen[:longest], (name, half), *chosen[longest + 1 :]], most)


def _as_body(chosen: Chosen) -> list[dict[str, Any]]:
    return [{"variableCode": name, "valueCodes": list(codes)} for name, codes in chosen]
