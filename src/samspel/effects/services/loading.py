"""A file that waits: held for a day at most, shown with every guess, taken in once a person has confirmed."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.text import slugify
from django.utils.translation import gettext as _

from samspel.effects.models import Revision, Series
from samspel.effects.readers import guess_periods, guess_places, municipalities, read_answers
from samspel.effects.readers.places import key_named
from samspel.effects.readers.summer_time import HourTwice, clock_of
from samspel.effects.readers.table import together
from samspel.effects.services.series import About, Load, load_revision, open_series
from samspel.effects.types import (
    Clock,
    Decimal,
    Guess,
    Layout,
    Likeness,
    Own,
    PeriodKind,
    PlaceKind,
    Reading,
    Source,
    Table,
    Twice,
)
from samspel.errors import BadInput, Problem, Refused
from samspel.foreign import one_line
from samspel.people.models import User
from samspel.places.models import Festival
from samspel.records.models import Intake, key_of
from samspel.records.services import note

RESERVED = frozenset({"load", "waiting", "fetch", "look", "own", *Own.values})
MOST_SLUG = 60


@dataclass(frozen=True, slots=True)
class Meaning:
    """A table and what its labels are taken to mean, before anybody has said so."""

    table: Table
    places: tuple[Guess, ...]
    periods: tuple[Guess, ...]
    period_kind: PeriodKind
    known: Mapping[str, str]
    reading: Reading


def slug_of(name: str) -> str:
    """Return the address of a new series. Raises `Refused` if its name gives none."""
    slug = slugify(name)[:MOST_SLUG].strip("-")
    if not slug or slug in RESERVED:
        raise Refused(_("“%(name)s” gives no address: choose a name with letters.") % {"name": name})
    return slug


@transaction.atomic
def hold_series(*, festival: Festival, name: str, content: bytes, asked: Mapping[str, Any], who: User | None) -> Intake:
    """Keep a file until somebody confirms what it means. Raises `BadInput`, naming all that cannot be read."""
    _looked_at([content], _reading(asked, festival))
    return Intake.objects.create(
        subject=f"{key_of(festival)}:series",
        name=one_line(name)[:200],
        digest=hashlib.sha256(content).hexdigest(),
        content=content,
        reading=dict(asked),
        at=timezone.now(),
        who=who,
    )


def _reading(asked: Mapping[str, Any], festival: Festival) -> Reading:
    plain = asked["reading"]
    only = tuple((str(name), str(value)) for name, value in plain["only"])
    chosen = {"layout": Layout(plain.get("layout", "")), "decimal": Decimal(plain.get("decimal", ""))}
    return Reading(**{**plain, **chosen, "only": only, "zone": festival.place.time_zone})


def _looked_at(answers: Sequence[bytes], reading: Reading) -> Table:
    """Read a table to look at, before anybody has said what an hour holds that ran twice."""
    try:
        return read_answers(answers, reading)
    except HourTwice:
        return read_answers(answers, replace(reading, clock=Clock(twice=Twice.ADD)))


def meaning_of(*, table: Table, place_kind: PlaceKind, festival: Festival, reading: Reading) -> Meaning:
    """Guess what places and periods mean; nothing is kept."""
    known: Mapping[str, str] = {}
    if place_kind is PlaceKind.MUNICIPALITY:
        known = municipalities()
    elif place_kind is PlaceKind.VENUE:
        known = dict(festival.venues.order_by("name").values_list("slug", "name"))
    places = guess_places(table.units, known) if known else ()
    periods, kind = guess_periods(table.periods)
    return Meaning(table, places, periods, kind, known, reading)


def waiting_meaning(*, festival: Festival, upload: Intake) -> Meaning:
    """Read a waiting file again and guess. Raises `Refused` if it was taken in already."""
    return _meaning(festival, upload, _looked_at, Clock())


def _meaning(
    festival: Festival, upload: Intake, read: Callable[[Sequence[bytes], Reading], Table], clock: Clock
) -> Meaning:
    if upload.content is None:
        raise Refused(_("“%(name)s” has been taken in; its bytes are not kept.") % {"name": upload.name})
    reading = replace(_reading(upload.reading, festival), clock=clock)
    table = read([bytes(upload.content)], reading)
    kind = PlaceKind(upload.reading["about"]["place_kind"])
    return meaning_of(table=table, place_kind=kind, festival=festival, reading=reading)


@transaction.atomic
def take_series(
    *, festival: Festival, upload: Intake, said: Mapping[str, str], who: User | None, clock: Clock | None = None
) -> Revision:
    """Take a waiting file in as a revision. `said` is what a person wrote for each place, by its label in the file.

    Raises
    ------
    HourTwice
        If an hour ran twice, and `clock` does not say what it then holds.
    BadInput
        Naming every place that was said to be something unknown, or the same as another.
    """
    meaning = _meaning(festival, upload, read_answers, clock or Clock())
    asked = upload.reading
    about = About(**{**asked["about"], "place_kind": PlaceKind(asked["about"]["place_kind"])})
    slug = asked["series"] or slug_of(about.name)
    series = open_series(festival=festival, slug=slug, about=about, source=Source(**asked["source"]), who=who)
    if wanted := asked.get("fetch"):
        _remember(series, wanted, who)
    load = load_of(meaning, name=upload.name, digest=upload.digest, said=said)
    revision = load_revision(series=series, load=load, who=who)
    upload.content, upload.applied_at = None, timezone.now()
    upload.save(update_fields=["content", "applied_at"])
    return revision


def load_of(meaning: Meaning, *, name: str, digest: str, said: Mapping[str, str]) -> Load:
    """Return figures with what a person confirmed: places by key, periods as statistical offices write them."""
    keys = _keys(meaning, said)
    renamed = {one.label: one.key for one in meaning.periods if one.label != one.key}
    twice, doubled = (
        tuple(renamed.get(one, one) for one in some) for some in (meaning.table.twice, meaning.table.doubled)
    )
    table = replace(meaning.table, periods=tuple(one.key for one in meaning.periods), twice=twice, doubled=doubled)
    clock = clock_of(table, meaning.reading)
    return Load(name=name, table=table, digest=digest, keys=keys, renamed=tuple(renamed.items()), clock=clock)


def _keys(meaning: Meaning, said: Mapping[str, str]) -> tuple[str, ...]:
    keys: list[str] = []
    problems: list[Problem] = []
    for guess in meaning.places:
        text = said.get(guess.label, guess.name).strip()
        key = text if text in meaning.known else key_named(text, meaning.known)
        if text and not key:
            reason = _("is not known as “%(said)s”.") % {"said": text}
            problems.append(Problem(None, guess.label, reason, _("Choose a name from the list, or leave it empty.")))
        elif key and key in keys:
            reason = _("is said to be %(name)s, as another row is.") % {"name": meaning.known[key]}
            problems.append(Problem(None, guess.label, reason, _("Choose one of them.")))
        keys.append(key)
    if problems:
        raise BadInput(problems)
    return tuple(keys)


def must_be_confirmed(meaning: Meaning) -> list[Guess]:
    """Return guesses of places that a command, which can ask nobody, does not take by itself."""
    return [guess for guess in meaning.places if guess.how in (Likeness.CLOSE, Likeness.NONE)]


@transaction.atomic
def load_answers(
    *,
    festival: Festival,
    slug: str,
    name: str,
    about: About,
    source: Source,
    answers: tuple[bytes, ...],
    reading: Reading,
    said: Mapping[str, str],
    asked: Mapping[str, Any] | None = None,
    who: User | None,
) -> Revision:
    """Load a file, or what a connector fetched, at once: what commands do.

    Raises
    ------
    HourTwice
        If an hour ran twice, and the reading does not say what it then holds.
    Refused
        If a place is merely guessed: it lists them, to be said with the command. If the address is one of ours.
    """
    reading = replace(reading, zone=festival.place.time_zone)
    if slug in RESERVED:
        raise Refused(_("“%(slug)s” is an address of ours: give the series another one.") % {"slug": slug})
    table = read_answers(answers, reading)
    meaning = meaning_of(table=table, place_kind=about.place_kind, festival=festival, reading=reading)
    open_guesses = [guess for guess in must_be_confirmed(meaning) if guess.label not in said]
    if open_guesses:
        listed = "; ".join(f"{one.label} → {one.name or '?'}" for one in open_guesses[:20])
        raise Refused(
            _("Say what these places are (--place LABEL=NAME, empty for none): %(listed)s") % {"listed": listed}
        )
    series = open_series(festival=festival, slug=slug, about=about, source=source, who=who)
    if asked:
        _remember(series, asked, who)
    digest = hashlib.sha256(together(answers)).hexdigest()
    return load_revision(series=series, load=load_of(meaning, name=name, digest=digest, said=said), who=who)


def _remember(series: Series, asked: Mapping[str, Any], who: User | None) -> None:
    """Keep how a series was fetched, so that it can be fetched again."""
    series.asked = dict(asked)
    series.save(update_fields=["asked"])
    note(who=who, verb="series.fetch", subject=series, details={"asked": f"{asked['base']} {asked['table']}"})


def series_named(*, festival: Festival, slug: str) -> Series | None:
    """Return a festival's series of this address, if there is one."""
    return Series.objects.filter(festival=festival, slug=slug).first()
