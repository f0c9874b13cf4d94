"""Reads for visitors: the newest version that has not been withdrawn, never the office's live rows."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from datetime import date, datetime
from functools import cache, lru_cache
from threading import Lock

from django.db import connection
from django.db.models import QuerySet
from django.utils.translation import gettext as _

from samspel.errors import Gone, NotFound
from samspel.places.models import Edition, Festival
from samspel.places.queries import edition as find_edition
from samspel.programme.models import Publication
from samspel.programme.snapshot import Programme
from samspel.programme.types import ShownSet
from samspel.records.models import Link
from samspel.records.queries import came_of
from samspel.wording import day

Row = tuple[str, ...]
MOST_KNOWN = 64
"""Editions of which what is shown is kept ready."""


@dataclass(frozen=True, slots=True)
class Shown:
    """An edition with what visitors see of it."""

    edition: Edition
    programme: Programme
    publication: Publication

    @property
    def is_withdrawn(self) -> bool:
        """True only of `last_shown`: everything else is found only while it is shown."""
        return self.publication.withdrawn_at is not None


def publication_shown(edition: Edition) -> Publication | None:
    """Return the version visitors see, if any: it is the newest, unless that was withdrawn."""
    return versions_shown(edition).first()


def programme_of(publication: Publication) -> Programme:
    """Return a version as visitors look at it. It is frozen, so it is read once: nobody may change the value."""
    return _read_once(publication.pk, publication.digest, publication.version, publication.published_at)


@lru_cache(maxsize=16)
def _read_once(pk: int, digest: str, version: int, published_at: datetime) -> Programme:
    """Read a version's programme; an erasure makes the digest anew, and so the programme is read anew."""
    return Programme(Publication.objects.values_list("snapshot", flat=True).get(pk=pk), version, published_at)


def versions_shown(edition: Edition) -> QuerySet[Publication]:
    """Return the versions that visitors may read of, newest first: what was withdrawn is not among them."""
    return edition.publications.filter(withdrawn_at=None).order_by("-version")


def published_besides(edition: Edition) -> QuerySet[Link]:
    """Return where the thread leads from an edition besides its programme: surveys, studies, the report."""
    return came_of(edition, public_only=True).exclude(view="programme")


def published_editions() -> QuerySet[Edition]:
    """Return the editions visitors can see a programme of."""
    found = Edition.objects.filter(publications__withdrawn_at=None, publications__isnull=False).distinct()
    return found.select_related("festival__place").order_by("-pk")


@contextmanager
def reading_once() -> Iterator[None]:
    """Within this, read what visitors see of an edition once: what is made of many pages is all of one version."""
    before = _once.set({})
    try:
        yield
    finally:
        _once.reset(before)


_once: ContextVar[dict[tuple[str, str], Shown] | None] = ContextVar("once", default=None)


def shown_editions(festival: Festival) -> list[Shown]:
    """Return what visitors see of each edition of a festival, newest first."""
    return _seen(published_editions().filter(festival=festival))


def everything_shown() -> list[Shown]:
    """Return what visitors see of every edition, newest first."""
    return _seen(published_editions())


def _seen(editions: Iterable[Edition]) -> list[Shown]:
    found = [(edition, publication_shown(edition)) for edition in editions]
    return [Shown(edition, programme_of(seen), seen) for edition, seen in found if seen is not None]


def shown(festival: str, edition: str) -> Shown:
    """Return what visitors see of an edition. Raises `NotFound` if nothing is published, `Gone` if it was."""
    read = _once.get()
    if read is None:
        return _shown(festival, edition)
    if (festival, edition) not in read:
        read[festival, edition] = _shown(festival, edition)
    return read[festival, edition]


def _shown(festival: str, edition: str) -> Shown:
    row = _row(festival, edition)
    known = _known.get(row) if row else None
    if known is not None:
        return known
    publication = _newest(festival, edition).first()
    if publication is not None:
        seen = Shown(publication.edition, programme_of(publication), publication)
        if row and _row(festival, edition) == row:  # else it changed meanwhile, and would stand under what it was
            _remember(row, seen)
        return seen
    found = find_edition(festival, edition)
    names = {"edition": found.name}
    if found.publications.exists():
        raise Gone(_("The programme of %(edition)s has been withdrawn. It may come back changed.") % names)
    raise NotFound(_("The programme of %(edition)s is not published yet.") % names)


def _newest(festival: str, edition: str) -> QuerySet[Publication]:
    seen = Publication.objects.filter(edition__festival__slug=festival, edition__slug=edition, withdrawn_at=None)
    rows = seen.select_related("edition__festival__place").defer("snapshot", "changes", "quality")
    return rows.order_by("-version")[:1]


def _row(festival: str, edition: str) -> Row:
    """Return all columns of what is shown, with its edition, festival and place; empty if nothing is.

    Nearly all that a kept page costs is this one question, and putting it into words for the database cost more than
    its answer: so that is done once.
    """
    with connection.cursor() as cursor:
        cursor.execute(_question(), (festival, edition))
        row = cursor.fetchone()
    return tuple(map(str, row or ()))


@cache
def _question() -> str:
    names = ("festival", "edition")
    sql, params = _newest(*names).query.sql_with_params()
    if params != names:
        raise RuntimeError(f"the question has other blanks than {names}: {params}")
    return str(sql)


def _remember(row: Row, seen: Shown) -> None:
    """Keep what was made of a row for all that ask while it stays so; what was made first goes first."""
    with _lock:
        _known[row] = seen
        while len(_known) > MOST_KNOWN:
            del _known[next(iter(_known))]


_known: dict[Row, Shown] = {}
_lock = Lock()


def last_shown(festival: str, edition: str) -> Shown:
    """Return what visitors see of an edition, or saw last before it was withdrawn: for what has to say so."""
    try:
        return shown(festival, edition)
    except Gone:
        found = find_edition(festival, edition)
        publication = found.publications.latest("version")
        return Shown(found, programme_of(publication), publication)


def last_shown_act(festival: str, edition: str, act: str) -> tuple[Shown, str]:
    """Return one act of a programme that is shown or was. Raises `NotFound`."""
    found = last_shown(festival, edition)
    if act not in found.programme.acts_told:
        raise NotFound(_("There is no act “%(act)s” in this programme.") % {"act": act})
    return found, act


def last_shown_set(festival: str, edition: str, key: str) -> tuple[Shown, ShownSet]:
    """Return one set of a programme that is shown or was, by its key or GUID. Raises `NotFound`."""
    found = last_shown(festival, edition)
    return found, _set_called(found.programme, key)


def shown_set(festival: str, edition: str, key: str) -> tuple[Shown, ShownSet]:
    """Return one set of a published programme, also one that is cancelled, by its key or GUID. Raises `NotFound`."""
    found = shown(festival, edition)
    return found, _set_called(found.programme, key)


def _set_called(programme: Programme, key: str) -> ShownSet:
    one = next((one for one in programme.told if key in (one.key, one.guid)), None)
    if one is None:
        raise NotFound(_("There is no set “%(key)s” in this programme.") % {"key": key})
    return one


def shown_night(festival: str, edition: str, night: date) -> tuple[Shown, date]:
    """Return one night of a published programme. Raises `NotFound`."""
    found = shown(festival, edition)
    if night not in found.programme.nights:
        raise NotFound(_("Nothing is played on %(date)s.") % {"date": day(night)})
    return found, night


def shown_venue(festival: str, edition: str, venue: str) -> tuple[Shown, str]:
    """Return one venue of a published programme. Raises `NotFound`."""
    found = shown(festival, edition)
    if venue not in found.programme.venues:
        raise NotFound(_("There is no venue “%(venue)s” in this programme.") % {"venue": venue})
    return found, venue


def shown_act(festival: str, edition: str, act: str) -> tuple[Shown, str]:
    """Return one act of a published programme. Raises `NotFound`."""
    found = shown(festival, edition)
    if act not in found.programme.acts_told:
        raise NotFound(_("There is no act “%(act)s” in this programme.") % {"act": act})
    return found, act


@dataclass(frozen=True, slots=True)
class Since:
    """A version that somebody has on paper, and what visitors see now, if anything."""

    edition: Edition
    version: Publication
    now: Shown | None

    @property
    def is_withdrawn(self) -> bool:
        """Tell whether the version on paper was taken back; what only it said stays so."""
        return self.version.withdrawn_at is not None


def since(festival: str, edition: str, version: int) -> Since:
    """Return a version of an edition, withdrawn or not, beside what visitors see. Raises `NotFound`."""
    found = find_edition(festival, edition)
    publication = found.publications.filter(version=version).first()
    if publication is None:
        raise NotFound(
            _("There is no version %(version)d of %(edition)s.") % {"version": version, "edition": found.name}
        )
    now = publication_shown(found)
    return Since(found, publication, Shown(found, programme_of(now), now) if now is not None else None)
