"""A snapshot as plain values: today's of an older one, what differs from one to the next, and parts of one."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from samspel.places.types import Access

Plain = Mapping[str, Any]

ERASED = "–"
"""What a set is called whose act was erased."""

SCHEMA = 2
"""1: until it was said. 2: access facts, where a set was, what is cancelled, whether it is a draft."""

PLACING = ("key", "act", "venue", "stage", "night", "start", "end")
"""What says which set is where."""


def without_act(snapshot: Plain, slug: str) -> dict[str, Any]:
    """Return a snapshot without an act and its sets."""
    without = {**snapshot, "acts": [act for act in snapshot["acts"] if act["slug"] != slug]}
    for part in ("sets", "cancelled"):
        if part in snapshot:
            without[part] = [one for one in snapshot[part] if one["act"] != slug]
    return without


def with_act_unnamed(facts: Plain, slug: str) -> dict[str, Any]:
    """Return facts whose sets stay while an act of them has no name any more."""
    nobody = {"slug": "", "name": ERASED}
    acts = [nobody if act["slug"] == slug else act for act in facts["acts"]]
    return {**facts, "acts": acts, "sets": [{**one, "act": ""} if one["act"] == slug else one for one in facts["sets"]]}


def changes(before: Plain | None, after: Plain) -> list[dict[str, Any]]:
    """Return what is added, moved and removed from one snapshot to the next, by night and time."""
    old, new = _by_key(before["sets"] if before else ()), _by_key(after["sets"])
    found = [
        _change("added" if key not in old else "moved", before, after, old.get(key), one)
        for key, one in new.items()
        if key not in old or _place(old[key]) != _place(one)
    ]
    found += [_change("removed", before, after, one, None) for key, one in old.items() if key not in new]
    return sorted(found, key=_when)


def part_of(snapshot: Plain, *, act: str = "", venue: str = "", night: str = "") -> dict[str, Any]:
    """Return the sets of one act, venue or night, with the names that go with them; all sets where none is given."""
    sets = [
        one
        for one in snapshot["sets"]
        if act in ("", one["act"]) and venue in ("", one["venue"]) and night in ("", one["night"])
    ]
    acts, venues = {one["act"] for one in sets}, {one["venue"] for one in sets}
    return {
        "acts": [{"slug": row["slug"], "name": row["name"]} for row in snapshot["acts"] if row["slug"] in acts],
        "venues": [
            {"slug": row["slug"], "name": row["name"], "address": row["address"]}
            for row in snapshot["venues"]
            if row["slug"] in venues
        ],
        "sets": [{name: one[name] for name in PLACING} for one in sets],
    }


def upgraded(snapshot: Plain) -> Plain:
    """Return a snapshot as today's would say the same; what was not said then is unknown."""
    if snapshot.get("schema") == SCHEMA:
        return snapshot
    venues = [
        {**venue, "access": Access(step_free=venue.get("step_free")).plain()} for venue in snapshot.get("venues", ())
    ]
    sets = [{"opens": None, "access": {}, "was": None, **one} for one in snapshot["sets"]]
    return {"draft": False, "cancelled": [], **snapshot, "schema": SCHEMA, "venues": venues, "sets": sets}


def with_history(before: Plain | None, after: Plain) -> dict[str, Any]:
    """Return a snapshot in which what moved says from where, and what is gone stays as cancelled, with its names.

    What is cancelled stays so until it is back. Where visitors were shown nothing before, there is nothing to tell.
    """
    if before is None:
        return {**after, "cancelled": []}
    before = upgraded(before)
    old, new = _by_key(before["sets"]), _by_key(after["sets"])
    gone = {key: one for key, one in {**_by_key(before["cancelled"]), **old}.items() if key not in new}
    cancelled = sorted((_promised(one) for one in gone.values()), key=_order)
    return {
        **after,
        "acts": _kept(before, after, "acts", {one["act"] for one in cancelled}),
        "venues": _kept(before, after, "venues", {one["venue"] for one in cancelled}),
        "sets": [{**one, "was": _was(before, old.get(one["key"]), one)} for one in after["sets"]],
        "cancelled": cancelled,
    }


def _promised(one: Plain) -> dict[str, Any]:
    """Return what stays of a set that is gone: where it would have been, and what was known of access there."""
    return {name: one[name] for name in (*PLACING, "access") if name in one}


def _was(before: Plain, old: Plain | None, new: Plain) -> dict[str, Any] | None:
    if old is None:
        return None
    if _place(old) == _place(new):
        former: dict[str, Any] | None = old["was"]
        return former
    return _named(before, old)


def _kept(before: Plain, after: Plain, part: str, slugs: set[str]) -> list[Any]:
    """Return the acts or venues of a snapshot and those that only what is cancelled names, by slug."""
    rows = {**{row["slug"]: row for row in before[part] if row["slug"] in slugs}, **{r["slug"]: r for r in after[part]}}
    return [rows[slug] for slug in sorted(rows)]


def _order(one: Plain) -> tuple[Any, ...]:
    return one["night"], one["start"], one["venue"], one["key"]


def _by_key(sets: Iterable[Plain]) -> dict[str, Plain]:
    return {one["key"]: one for one in sets}


def _place(one: Plain) -> tuple[Any, ...]:
    return tuple(one[name] for name in ("night", "venue", "stage", "start", "end"))


def _change(kind: str, before: Plain | None, after: Plain, old: Plain | None, new: Plain | None) -> dict[str, Any]:
    source, one = (after, new) if new is not None else (before or {}, old or {})
    name = next(act["name"] for act in source["acts"] if act["slug"] == one["act"])
    return {"kind": kind, "act": name, "before": _named(before, old), "after": _named(after, new)}


def _named(snapshot: Plain | None, one: Plain | None) -> dict[str, Any] | None:
    if snapshot is None or one is None:
        return None
    venue = next(venue["name"] for venue in snapshot["venues"] if venue["slug"] == one["venue"])
    return {**{name: one[name] for name in ("night", "stage", "start", "end")}, "venue_name": venue}


def _when(change: Plain) -> tuple[str, int, str]:
    at = change["after"] or change["before"]
    return at["night"], at["start"], change["act"]
