"""An estimate's values → the same without what could tell who somebody is: what everybody may be shown.

A figure that rests on one to four persons is hidden, and with it the next smallest of its question, as the others would
tell it; so is a mean of amounts that so few have, as it times the answers is theirs. A line of the ledger that takes
out so few is told together with the line beside it. Nothing is shown that fewer than thirty have answered.
"""

from __future__ import annotations

from collections.abc import Container, Mapping, Sequence
from typing import Any

from samspel.surveys.types import LEAST_ANSWERS, LEAST_CELL, REMOVED, Kind

Values = Mapping[str, Any]
HIDDEN = dict.fromkeys(("share", "low", "high", "yes", "no", "effective"))
"""What is said instead of a share that could tell."""


def is_few(count: int) -> bool:
    """Tell whether so many persons are so few that one of them could be told; nobody is no person."""
    return 0 < count < LEAST_CELL


def could_tell(one: Values) -> bool:
    """Tell whether a share says something of few: of those who said yes, or of those who did not."""
    return one["n"] < LEAST_ANSWERS or is_few(one["yes"]) or is_few(one["no"])


def disclosed(values: Values, *, hidden_years: Container[int] = ()) -> dict[str, Any]:
    """Return what everybody may be shown of an estimate, in the same shape, without these earlier years."""
    shown = {**values, "questions": [_question(one) for one in values["questions"]]}
    if years := values.get("marketing"):
        shown["marketing"] = {**years, **_years(years, hidden_years)}
    if "ledger" in values:
        del shown["ledger"]
        if ledger := _ledger(values["ledger"]):
            shown["ledger"] = ledger
        else:
            shown["no_ledger"] = {"code": "few_told", "sentence": "", "params": {}}
    return shown


def _years(years: Values, hidden: Container[int]) -> dict[str, Any]:
    return {
        "shares": [one for one in years["shares"] if not one["few"] and one["year"] not in hidden],
        "changes": [
            one
            for one in years["changes"]
            if not one["few"] and one["before"] not in hidden and one["after"] not in hidden
        ],
        "other_words": [one for one in years["other_words"] if one["year"] not in hidden],
    }


def _question(one: Values) -> dict[str, Any]:
    shown = {**one, "shares": _shares(one)}
    if "yes" in one and could_tell(one["yes"]):
        shown["yes"] = {**one["yes"], **HIDDEN}
    some = one.get("some", 1)  # an older estimate does not say of how many it is
    if "mean" in one and (one["n"] < LEAST_ANSWERS or is_few(some)):
        shown |= dict.fromkeys(("mean", "low", "high"))
    return shown


def _shares(one: Values) -> list[dict[str, Any]]:
    rows: list[dict[str, Any]] = [dict(row) for row in one["shares"]]
    if one["kind"] == Kind.SEVERAL:
        hidden = {place for place, row in enumerate(rows) if could_tell(row)}
    else:
        hidden = {place for place, row in enumerate(rows) if is_few(row["yes"]) or row["n"] < LEAST_ANSWERS}
        _hide_what_would_tell(rows, hidden)
    return [{**row, **HIDDEN} if place in hidden else row for place, row in enumerate(rows)]


def _hide_what_would_tell(rows: Sequence[Values], hidden: set[int]) -> None:
    """Hide more of a question whose shares add up to the whole, until those hidden are several and not few."""
    by_size = sorted((place for place, row in enumerate(rows) if row["yes"]), key=lambda place: int(rows[place]["yes"]))
    while hidden and (len(hidden) < 2 or sum(rows[place]["yes"] for place in hidden) < LEAST_CELL):
        following = next((place for place in by_size if place not in hidden), None)
        if following is None:
            return
        hidden.add(following)


def _ledger(told: Values) -> dict[str, Any] | None:
    """Return a ledger whose lines each take out several, or None where that cannot be."""
    if "touched" not in told or told["answers"] < LEAST_ANSWERS or is_few(told["touched"]["kept"]):
        return None
    groups = _groups([one["name"] for one in told["money"] if one["name"] in REMOVED], told["touched"])
    if groups is None:
        return None
    folded = {names[-1]: names[:-1] for names in groups if len(names) > 1}
    gone = {name for names in folded.values() for name in names}
    lines = {name: _without(told[name], gone) for name in ("persons", "money")}
    rest = {name: value for name, value in told.items() if name != "touched"}
    return {**rest, **lines, "folded": folded, "categories": {}}


def _groups(names: Sequence[str], touched: Mapping[str, int]) -> list[list[str]] | None:
    """Fold a line of few into the asked line before it, else into the one after it, never into a stated share."""
    groups: list[list[str]] = []
    for name in names:
        joins = groups and name in touched and groups[-1][-1] in touched
        if joins and (is_few(touched[name]) or is_few(_size(groups[-1], touched))):
            groups[-1].append(name)
        else:
            groups.append([name])
    return None if any(is_few(_size(names, touched)) for names in groups) else groups


def _size(names: Sequence[str], touched: Mapping[str, int]) -> int:
    return sum(touched.get(name, LEAST_CELL) for name in names)


def _without(steps: Sequence[Values], gone: set[str]) -> list[dict[str, Any]]:
    """Return lines without some; the change of the line after one that is gone is counted from the line before it."""
    kept: list[dict[str, Any]] = []
    for one in steps:
        if one["name"] not in gone:
            follows = kept and kept[-1]["unit"] == one["unit"]
            kept.append({**one, "change": one["value"] - kept[-1]["value"] if follows else one["change"]})
    return kept
