"""One import under way."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from django.db import models
from django.utils.text import slugify
from django.utils.translation import gettext as _

from samspel.lineup.models import Act, ActMember
from samspel.places.models import Edition, Night, Stage, Venue
from samspel.places.types import FACTS, ROOM_FACTS, SET_FACTS, Access
from samspel.programme.models import Performance, Placement, Timetable, new_key
from samspel.programme.readers import Line, Remark
from samspel.programme.services.taking.matching import Set, paired, taken_out
from samspel.programme.services.taking.names import fold, member_key, rounded
from samspel.wording import clock, short_day

USUAL_MINUTES = 40
"""How long a set is taken to last where a file gives its start alone."""


@dataclass(frozen=True, slots=True)
class Change:
    """A value that a file changes, for a person to read."""

    what: str
    field: str
    before: str
    after: str


class Taking:
    """One import under way. `created` and `changed` are what undoing needs."""

    def __init__(self, edition: Edition) -> None:
        self.edition = edition
        self.created: list[tuple[str, int]] = []
        self.changed: dict[tuple[str, int], dict[str, list[Any]]] = {}
        self.rows: dict[tuple[str, int], models.Model] = {}
        self.unchanged = 0
        self.remarks: list[Remark] = []
        self.nights = {night.date: night for night in edition.nights.all()}
        self.venues = {fold(venue.name): venue for venue in edition.festival.venues.all()}
        self.stages = {
            (stage.venue_id, fold(stage.name)): stage
            for stage in Stage.objects.filter(venue__festival=edition.festival).select_related("venue")
        }
        self.acts = {fold(act.name): act for act in edition.acts.all()}
        played = Performance.objects.filter(act__edition__festival=edition.festival)
        self.keys = set(played.values_list("key", flat=True))
        self.members = set(ActMember.objects.filter(act__edition=edition).values_list("act_id", "key"))
        self.slugs = {
            Act: set(edition.acts.values_list("slug", flat=True)),
            Venue: set(edition.festival.venues.values_list("slug", flat=True)),
        }

    def places_and_act(self, line: Line) -> None:
        """Find or create the venue, stage, night and act a line names."""
        if line.venue:
            self.stage(line)
        if line.act and line.venue and line.night is not None and line.start_minute is not None:
            self.night(line.night)
        if line.act:
            self.act(line)

    def sets(self, lines: Iterable[Line]) -> None:
        """Find, move or create the sets of all acts."""
        wanted: defaultdict[int, list[Set]] = defaultdict(list)
        for line in lines:
            if line.act and line.venue and line.night and line.start_minute is not None:
                act, night, stage = self.acts[fold(line.act)], self.nights[line.night], self.stage(line)
                end = line.end_minute if line.end_minute is not None else line.start_minute + USUAL_MINUTES
                wanted[act.pk].append((line, night, stage, line.start_minute, end))
        if not wanted:
            return
        timetable = self.timetable()
        acts = {act.pk: act for act in self.acts.values()}
        there: defaultdict[int, list[Placement]] = defaultdict(list)
        for placement in timetable.placements.select_related("performance__act", "stage__venue", "night"):
            there[placement.performance.act_id].append(placement)
        numbers: defaultdict[int, int] = defaultdict(int)
        for act_id, number in Performance.objects.filter(act__edition=self.edition).values_list("act_id", "number"):
            numbers[act_id] = max(numbers[act_id], number)
        idle = self._sets_without_place(timetable)
        for act_id, sets in wanted.items():
            for match, one in paired(there[act_id], sets):
                if match is not None:
                    self._move(match, one)
                else:
                    numbers[act_id] += not idle[act_id]
                    self._create_set(acts[act_id], numbers[act_id], timetable, one, idle[act_id])

    def timetable(self) -> Timetable:
        """Return the timetable in use; made if there is none."""
        found = self.edition.timetables.filter(in_use=True).first()
        return found or self._create(Timetable(edition=self.edition, name="Import", in_use=True))

    def night(self, on: date) -> Night:
        if on not in self.nights:
            self.nights[on] = self._create(Night(edition=self.edition, date=on))
        return self.nights[on]

    def stage(self, line: Line) -> Stage:
        """Return the stage a line names, with what the line says of it and its venue."""
        venue = self.venues.get(fold(line.venue))
        if venue is None:
            slug = self._slug(Venue, line.venue, 80)
            venue = self._create(Venue(festival=self.edition.festival, name=line.venue, slug=slug))
            self.venues[fold(line.venue)] = venue
        said = {
            "address": line.address,
            "latitude": None if rounded(line.latitude) == rounded(venue.latitude) else line.latitude,
            "longitude": None if rounded(line.longitude) == rounded(venue.longitude) else line.longitude,
            "contact_email": line.venue_email,
            "fire_limit_persons": line.fire_limit_persons,
            "is_public_place": line.is_public_place,
            "serves_alcohol": line.serves_alcohol,
            "serves_until_minute": line.serves_until_minute,
        }
        self._update(venue, said)
        name = "" if fold(line.stage) == fold(line.venue) else line.stage
        stage = self.stages.get((venue.pk, fold(name)))
        if stage is None:
            stage = self._create(Stage(venue=venue, name=name))
            self.stages[venue.pk, fold(name)] = stage
        said = {name: getattr(line, name) for name in ("capacity_persons", "has_piano", "has_drums", "loudest", "size")}
        facts = _news(line, ROOM_FACTS if line.act else FACTS, stage.access)
        self._update(stage, {**said, **facts})
        return stage

    def act(self, line: Line) -> Act:
        """Return the act a line names, with what the line says of it."""
        act = self.acts.get(fold(line.act))
        if act is None:
            act = self._create(Act(edition=self.edition, name=line.act, slug=self._slug(Act, line.act, 100)))
            self.acts[fold(line.act)] = act
        said = {
            "country": line.country,
            "genre": line.genre,
            "description": line.description,
            "draw_persons": line.draw_persons,
            "contact_email": line.contact_email,
            **{name: getattr(line, name) for name in ("jury_score", "loudness", "stage_size")},
            **{name: getattr(line, name) for name in ("is_heavy", "needs_piano", "needs_drums")},
        }
        if line.start_minute is None:
            said |= _news(line, SET_FACTS, Access.of(act))
        self._update(act, said)
        for name in line.members:
            key = member_key(self.edition, name)
            if (act.pk, key) not in self.members:
                self.members.add((act.pk, key))
                self._create(ActMember(act=act, key=key))
        return act

    def changes(self) -> Iterator[Change]:
        """Yield what an existing row is changed to, for a person to read."""
        for key, fields in self.changed_rows():
            row = self.rows[key]
            for name, (before, after) in fields.items():
                label = str(getattr(row._meta.get_field(name), "verbose_name", name))
                yield Change(str(row), label, _shown(row, name, before), _shown(row, name, after))

    def changed_rows(self) -> Iterator[tuple[tuple[str, int], dict[str, list[Any]]]]:
        """Yield what was changed in rows that were there before; a row of this import goes as a whole when undone."""
        fresh = set(self.created)
        return ((key, fields) for key, fields in self.changed.items() if key not in fresh)

    def _sets_without_place(self, timetable: Timetable) -> defaultdict[int, list[Performance]]:
        idle: defaultdict[int, list[Performance]] = defaultdict(list)
        found = Performance.objects.filter(act__edition=self.edition).exclude(placements__timetable=timetable)
        for performance in found.select_related("act").order_by("-number"):
            idle[performance.act_id].append(performance)
        return idle

    def _create_set(self, act: Act, number: int, timetable: Timetable, one: Set, idle: list[Performance]) -> None:
        line, night, stage, start, end = one
        performance = (
            taken_out(idle, line.key)
            if idle
            else self._create(Performance(act=act, number=number, length_minutes=end - start, key=self._key(line)))
        )
        self._bring(performance, stage, line)
        self._create(
            Placement(
                timetable=timetable,
                performance=performance,
                stage=stage,
                night=night,
                start_minute=start,
                end_minute=end,
            )
        )

    def _move(self, placement: Placement, one: Set) -> None:
        line, night, stage, start, end = one
        said = {"night_id": night.pk, "stage_id": stage.pk, "start_minute": start, "end_minute": end}
        brings = self._bring(placement.performance, stage, line)
        if placement.is_pinned and any(getattr(placement, name) != value for name, value in said.items()):
            self.remarks.append(_stays(placement, line))
        elif not self._update(placement, said) and not brings:
            self.unchanged += 1

    def _bring(self, performance: Performance, stage: Stage, line: Line) -> bool:
        """Note what a line says that the set brings, where it is not known of its act or stage already."""
        known = Access.of(performance, performance.act).or_else(stage.access)
        return self._update(performance, _news(line, SET_FACTS, known))

    def _key(self, line: Line) -> str:
        """Return the name a set had where the file comes from, if it is one for the whole world and free here."""
        try:
            key = str(UUID(line.key))
        except ValueError:
            key = ""
        if not key or key in self.keys:
            return new_key()
        self.keys.add(key)
        return key

    def _slug(self, model: type[Act] | type[Venue], name: str, most: int) -> str:
        plain = slugify(name)[: most - 5] or model.__name__.lower()
        slug, number = plain, 1
        while slug in self.slugs[model]:
            number += 1
            slug = f"{plain}-{number}"
        self.slugs[model].add(slug)
        return slug

    def _create(self, row: Any) -> Any:
        row.save(force_insert=True)
        self.created.append((row._meta.label_lower, row.pk))
        self.rows[self.created[-1]] = row
        return row

    def _update(self, row: models.Model, said: Mapping[str, Any]) -> bool:
        """Set what the file says and the row does not have; an empty cell says nothing."""
        key = (row._meta.label_lower, row.pk)
        news = {name: value for name, value in said.items() if value not in ("", None) and getattr(row, name) != value}
        if not news:
            return False
        kept = self.changed.setdefault(key, {})
        for name, value in news.items():
            field = name.removesuffix("_id")
            kept.setdefault(field, [getattr(row, name), None])[1] = value
            setattr(row, name, value)
        row.save(update_fields=[name.removesuffix("_id") for name in news])
        self.rows[key] = row
        return True


def _stays(placement: Placement, line: Line) -> Remark:
    """Say that a person's decision outlives the file: pins are what plans and imports work around."""
    reason = _("It is pinned (%(night)s %(start)s, %(stage)s) and stays there: unpin it first to take the file's time.")
    at = {
        "night": short_day(placement.night.date),
        "start": clock(placement.start_minute),
        "stage": placement.stage,
    }
    return Remark(line.number, str(placement.performance), reason % at)


def _news(line: Line, names: Iterable[str], known: Access) -> dict[str, Any]:
    """Return the facts a line says that are not known so already."""
    return {name: getattr(line.access, name) for name in names if getattr(line.access, name) != getattr(known, name)}


def _shown(row: models.Model, name: str, value: Any) -> str:
    field = row._meta.get_field(name)
    if field.related_model is not None and value is not None:
        return str(field.related_model._default_manager.filter(pk=value).first() or value)
    if isinstance(row, Placement) and name.endswith("_minute"):
        return clock(value)
    if isinstance(value, bool):
        return _("yes") if value else _("no")
    return "–" if value in ("", None) else str(dict(getattr(field, "flatchoices", ())).get(value, value))
