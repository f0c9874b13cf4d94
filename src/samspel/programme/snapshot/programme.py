"""A frozen programme and the ways visitors look at it."""

from __future__ import annotations

from collections.abc import Callable, Collection, Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from functools import cached_property
from typing import Any, TypeVar
from uuid import NAMESPACE_URL, UUID, uuid5
from zoneinfo import ZoneInfo

from samspel.places.queries import minutes_between
from samspel.places.types import Access
from samspel.programme.grid import STEP, hours_of
from samspel.programme.snapshot.clock import minutes_after, moment
from samspel.programme.snapshot.versions import Plain, upgraded
from samspel.programme.types import Former, ShownSet, genre_slug
from samspel.wording import NIGHT_ENDS_MINUTE, by_name

BEFORE_THE_FIRST = timedelta(hours=1)


@dataclass(frozen=True)
class Programme:
    """A frozen programme and the ways visitors look at it."""

    snapshot: Plain
    version: int
    published_at: datetime

    def __post_init__(self) -> None:
        object.__setattr__(self, "snapshot", upgraded(self.snapshot))

    @property
    def is_draft(self) -> bool:
        """Tell whether the office has said that times may still change."""
        return bool(self.snapshot["draft"])

    @cached_property
    def made(self) -> dict[Hashable, Any]:
        """What feeds have written of this version and write again as it is."""
        return {}

    @cached_property
    def zone(self) -> ZoneInfo:
        return ZoneInfo(self.snapshot["edition"]["time_zone"])

    @cached_property
    def sets(self) -> tuple[ShownSet, ...]:
        """Every set by night, start and venue."""
        return tuple(self._shown(one) for one in self.snapshot["sets"])

    @cached_property
    def cancelled(self) -> tuple[ShownSet, ...]:
        """What an earlier version promised and this one does not: where it would have been."""
        return tuple(self._shown(one, is_cancelled=True) for one in self.snapshot["cancelled"])

    @cached_property
    def told(self) -> tuple[ShownSet, ...]:
        """Every set and what is cancelled, in one order."""
        return tuple(sorted((*self.sets, *self.cancelled), key=lambda one: (one.night, one.start_minute, one.venue)))

    @cached_property
    def acts(self) -> Mapping[str, Plain]:
        """The acts that play; a version holds others too."""
        playing = {one["act"] for one in self.snapshot["sets"]}
        return {slug: act for slug, act in self.acts_told.items() if slug in playing}

    @cached_property
    def acts_told(self) -> Mapping[str, Plain]:
        """The acts that play or were to play."""
        told = {one["act"] for one in (*self.snapshot["sets"], *self.snapshot["cancelled"])}
        return {act["slug"]: act for act in self.snapshot["acts"] if act["slug"] in told}

    @cached_property
    def acts_by_name(self) -> Sequence[Plain]:
        """The acts that play."""
        return sorted(self.acts.values(), key=lambda act: by_name(act["name"]))

    @cached_property
    def venues(self) -> Mapping[str, Plain]:
        return {venue["slug"]: venue for venue in self.snapshot["venues"]}

    @cached_property
    def venues_by_name(self) -> Sequence[tuple[str, Plain]]:
        return sorted(self.venues.items(), key=lambda venue: by_name(venue[1]["name"]))

    @cached_property
    def genres(self) -> Mapping[str, str]:
        """The genres that are played, by the word in their address."""
        found: dict[str, str] = {}
        for name in sorted({act["genre"] for act in self.acts_told.values() if act["genre"]}, key=by_name):
            found.setdefault(genre_slug(name), name)
        return found

    @cached_property
    def nights(self) -> tuple[date, ...]:
        """The nights, also one of which all is cancelled: what was promised stays in the lists."""
        return tuple(sorted({one.night for one in self.told}))

    @cached_property
    def dates(self) -> tuple[datetime, datetime]:
        """When the first set begins and the last one ends; of what is cancelled if nothing else is left."""
        sets = self.sets or self.told
        return min(one.starts_at for one in sets), max(one.ends_at for one in sets)

    @cached_property
    def grid_size(self) -> tuple[int, int]:
        """How many columns and rows the largest night needs as a grid."""
        nights = [self.told_of(night=night) for night in self.nights]
        hours = [hours_of(sets) for sets in nights]
        rows = max(len({one.where for one in sets}) for sets in nights)
        return max(last - first for first, last in hours) // STEP, rows

    def span(self, night: date) -> tuple[datetime, datetime]:
        """Return when visitors ask what is on: from a little before a night's first set to its last end."""
        sets = self.of_night(night) or self.told_of(night=night)
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

    def told_of(self, **facts: Hashable) -> tuple[ShownSet, ...]:
        """Return every set, also what is cancelled, that is as said: `told_of(venue_slug="kajen")`."""
        names, asked = tuple(facts), tuple(facts.values())
        if names not in self._told:
            self._told[names] = _grouped(self.told, lambda one: tuple(getattr(one, name) for name in names))
        return self._told[names].get(asked, ())

    @cached_property
    def _told(self) -> dict[tuple[str, ...], Mapping[tuple[Hashable, ...], tuple[ShownSet, ...]]]:
        """Every set by facts that were asked for."""
        return {}

    def of_acts(self, slugs: Collection[str]) -> tuple[ShownSet, ...]:
        return tuple(one for one in self.told if one.act_slug in slugs)

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
        """Return what is on, and what would be if it were not cancelled."""
        now = now.astimezone(
            UTC
        )  # two times of one zone are compared by the clock's face, which may show an hour twice
        return tuple(one for one in self.told if one.starts_at <= now < one.ends_at)

    def on_next(self, now: datetime, within: timedelta = timedelta(hours=2)) -> tuple[ShownSet, ...]:
        """Return what starts soon; if nothing does, up to what starts first of all that is left. With it what would."""
        now = now.astimezone(UTC)
        first = min((one.starts_at for one in self.sets if one.starts_at > now), default=now)
        return tuple(
            one for one in self.told if now < one.starts_at <= (first if first > now + within else now + within)
        )

    def _shown(self, one: Plain, *, is_cancelled: bool = False) -> ShownSet:
        act, venue = self.acts_told[one["act"]], self.venues[one["venue"]]
        night = date.fromisoformat(one["night"])
        starts_at = moment(night, one["start"], self.zone)
        opens = one.get("opens")
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
            guid=self._guid(one["key"]),
            access=Access.from_plain(one.get("access", {})),
            was=self._former(one.get("was")),
            is_cancelled=is_cancelled,
            opens_at=None if opens is None else moment(night, opens, self.zone),
        )

    def _guid(self, key: str) -> str:
        """Return the key itself where it is a UUID; earlier keys were numbers of one installation."""
        try:
            return str(UUID(key))
        except ValueError:
            edition = self.snapshot["edition"]
            return str(uuid5(NAMESPACE_URL, f"samspel:{edition['place']}/{edition['name']}/{key}"))

    def _former(self, was: Plain | None) -> Former | None:
        if was is None:
            return None
        night = date.fromisoformat(was["night"])
        starts_at = moment(night, was["start"], self.zone)
        return Former(was["venue_name"], was["stage"], night, was["start"], was["end"], starts_at)


Key = TypeVar("Key")


def _grouped(sets: Iterable[ShownSet], key: Callable[[ShownSet], Key]) -> dict[Key, tuple[ShownSet, ...]]:
    groups: dict[Key, list[ShownSet]] = {}
    for one in sets:
        groups.setdefault(key(one), []).append(one)
    return {name: tuple(group) for name, group in groups.items()}
