"""A programme as one JSON value: what a publication freezes and every visitor's page is made of."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from functools import cached_property
from typing import Any, TypeVar
from zoneinfo import ZoneInfo

from samspel.places.queries import minutes_between
from samspel.programme.grid import STEP, hours_of
from samspel.programme.types import ShownSet, genre_slug
from samspel.wording import NIGHT_ENDS_MINUTE

Plain = Mapping[str, Any]

BEFORE_THE_FIRST = timedelta(hours=1)

ERASED = "–"
"""What a set is called whose act was erased."""


@dataclass(frozen=True)
class Programme:
    """A frozen programme and the ways visitors look at it."""

    snapshot: Plain
    version: int
    published_at: datetime

    @cached_property
    def zone(self) -> ZoneInfo:
        return ZoneInfo(self.snapshot["edition"]["time_zone"])

    @cached_property
    def sets(self) -> tuple[ShownSet, ...]:
        """Every set by night, start and venue."""
        return tuple(self._shown(one) for one in self.snapshot["sets"])

    @cached_property
    def acts(self) -> Mapping[str, Plain]:
        """The acts that play; older versions hold others too, which visitors are not shown."""
        playing = {one["act"] for one in self.snapshot["sets"]}
        return {act["slug"]: act for act in self.snapshot["acts"] if act["slug"] in playing}

    @cached_property
    def venues(self) -> Mapping[str, Plain]:
        return {venue["slug"]: venue for venue in self.snapshot["venues"]}

    @cached_property
    def venues_by_name(self) -> Sequence[tuple[str, Plain]]:
        return sorted(self.venues.items(), key=lambda venue: str(venue[1]["name"]).casefold())

    @cached_property
    def genres(self) -> Mapping[str, str]:
        """The genres that are played, by the word in their address."""
        names = sorted({act["genre"] for act in self.acts.values() if act["genre"]}, key=str.casefold)
        return {slug: name for name in reversed(names) if (slug := genre_slug(name))}

    @cached_property
    def nights(self) -> tuple[date, ...]:
        return tuple(sorted({one.night for one in self.sets}))

    @cached_property
    def grid_size(self) -> tuple[int, int]:
        """How many columns and rows the largest night needs as a grid."""
        nights = [self.of_night(night) for night in self.nights]
        hours = [hours_of(sets) for sets in nights]
        rows = max(len({one.where for one in sets}) for sets in nights)
        return max(last - first for first, last in hours) // STEP, rows

    def span(self, night: date) -> tuple[datetime, datetime]:
        """Return from when to when visitors of a night ask what is on: a little before its first set to its last end."""
        sets = self.of_night(night)
        return min(one.starts_at for one in sets) - BEFORE_THE_FIRST, max(one.ends_at for one in sets)

    def of_night(self, night: date) -> tuple[ShownSet, ...]:
        return self._by_night.get(night, ())

    def of_venue(self, slug: str) -> tuple[ShownSet, ...]:
        return self._by_venue.get(slug, ())

    def of_act(self, slug: str) -> tuple[ShownSet, ...]:
        return self._by_act.get(slug, ())

    @cached_property
    def _by_night(self) -> Mapping[date, tuple[ShownSet, ...]]:
        return _grouped(self.sets, lambda one: one.night)

    @cached_property
    def _by_venue(self) -> Mapping[str, tuple[ShownSet, ...]]:
        return _grouped(self.sets, lambda one: one.venue_slug)

    @cached_property
    def _by_act(self) -> Mapping[str, tuple[ShownSet, ...]]:
        return _grouped(self.sets, lambda one: one.act_slug)

    def of_genre(self, slug: str) -> tuple[ShownSet, ...]:
        return tuple(one for one in self.sets if one.genre_slug == slug)

    def of_acts(self, slugs: Collection[str]) -> tuple[ShownSet, ...]:
        return tuple(one for one in self.sets if one.act_slug in slugs)

    def walk(self, one: str, other: str) -> int:
        """Return the walk between two venues in minutes."""
        return self.walks[one][other]

    @cached_property
    def walks(self) -> Mapping[str, Mapping[str, int]]:
        """The walk in minutes from each venue to each."""
        at = {slug: (venue["latitude"], venue["longitude"]) for slug, venue in self.venues.items()}
        return {
            one: {other: 0 if other == one else minutes_between(here, there) for other, there in at.items()}
            for one, here in at.items()
        }

    def night_of(self, now: datetime) -> date:
        """Return the night that is on: until 06:00 it is still that of the day before."""
        return (now.astimezone(self.zone) - timedelta(minutes=NIGHT_ENDS_MINUTE)).date()

    def on_now(self, now: datetime) -> tuple[ShownSet, ...]:
        now = now.astimezone(
            UTC
        )  # two times of one zone are compared by the clock's face, which may show an hour twice
        return tuple(one for one in self.sets if one.starts_at <= now < one.ends_at)

    def on_next(self, now: datetime, within: timedelta = timedelta(hours=2)) -> tuple[ShownSet, ...]:
        """Return what starts soon; if nothing does, what starts first of all that is left."""
        now = now.astimezone(UTC)
        soon = tuple(one for one in self.sets if now < one.starts_at <= now + within)
        later = sorted((one for one in self.sets if one.starts_at > now), key=lambda one: one.starts_at)
        return soon or tuple(one for one in later if one.starts_at == later[0].starts_at)

    def _shown(self, one: Plain) -> ShownSet:
        act, venue = self.acts[one["act"]], self.venues[one["venue"]]
        night = date.fromisoformat(one["night"])
        starts_at = moment(night, one["start"], self.zone)
        return ShownSet(
            key=one["key"],
            act=act["name"],
            act_slug=act["slug"],
            genre=act["genre"],
            country=act["country"],
            venue=venue["name"],
            venue_slug=venue["slug"],
            stage=one["stage"],
            night=night,
            start_minute=one["start"],
            end_minute=one["end"],
            starts_at=starts_at,
            ends_at=minutes_after(starts_at, one["end"] - one["start"]),
            status=one.get("status", ""),
            before=one.get("before"),
        )


Key = TypeVar("Key")


def _grouped(sets: Iterable[ShownSet], key: Callable[[ShownSet], Key]) -> dict[Key, tuple[ShownSet, ...]]:
    groups: dict[Key, list[ShownSet]] = {}
    for one in sets:
        groups.setdefault(key(one), []).append(one)
    return {name: tuple(group) for name, group in groups.items()}


def moment(night: date, minute: int, zone: ZoneInfo) -> datetime:
    """Return the moment the town's clocks show `minute` minutes past the night's midnight: the first, if they do twice.

    In the hour that is left out in spring it is as long after the change as the clock time says.
    """
    shown = datetime.combine(night, time(), zone) + timedelta(minutes=minute)
    return shown.astimezone(UTC).astimezone(zone)


def minutes_after(moment: datetime, minutes: int) -> datetime:
    """Return the moment `minutes` later as people live it, whatever the clocks do meanwhile."""
    return (moment.astimezone(UTC) + timedelta(minutes=minutes)).astimezone(moment.tzinfo)


def without_act(snapshot: Plain, slug: str) -> dict[str, Any]:
    """Return a snapshot without an act and its sets."""
    acts = [act for act in snapshot["acts"] if act["slug"] != slug]
    return {**snapshot, "acts": acts, "sets": [one for one in snapshot["sets"] if one["act"] != slug]}


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
        "sets": sets,
    }


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
