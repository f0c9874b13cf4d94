"""Reads for visitors who ask for one thing of a programme, and where to send those who ask for what is not there."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from difflib import SequenceMatcher

from django.utils.translation import gettext as _

from samspel.errors import Near, NotFound, Renamed, SamspelError
from samspel.programme.models import Publication
from samspel.programme.queries.publication import Shown, published_editions, shown, shown_venue
from samspel.programme.search import Entry, entries, found
from samspel.programme.snapshot import Plain

PAGES = {"act": "act", "venue": "venue", "genre": "genre"}
PAPERS = ("a4", "a3")
"""Sizes of posters."""

NEAR = 6
"""How many pages are offered to those who asked for one that is not there."""


def visited_venue(festival: str, edition: str, venue: str) -> tuple[Shown, str]:
    """Return one venue of a published programme. Raises `NotFound` with what is like it, or `Renamed`."""
    seen = shown(festival, edition)
    if venue not in seen.programme.venues:
        raise _elsewhere(seen, Entry("venue", venue, venue), _venue_now(seen, venue), seen.programme.venues)
    return seen, venue


def visited_act(festival: str, edition: str, act: str) -> tuple[Shown, str]:
    """Return one act of a published programme. Raises `NotFound` with what is like it, or `Renamed`."""
    seen = shown(festival, edition)
    if act not in seen.programme.acts_told:
        raise _elsewhere(seen, Entry("act", act, act), _act_now(seen, act), seen.programme.acts_told)
    return seen, act


def _elsewhere(seen: Shown, asked: Entry, now: str | None, known: Mapping[str, Plain]) -> SamspelError:
    if now is not None:
        return Renamed(_near(seen, Entry(asked.kind, now, known[now]["name"])))
    sentences = {
        "act": _("There is no act “%(act)s” in this programme.") % {"act": asked.name},
        "venue": _("There is no venue “%(venue)s” in this programme.") % {"venue": asked.name},
    }
    return NotFound(sentences[asked.kind], near=_like(seen, asked.slug, asked.kind))


def visited_genre(festival: str, edition: str, genre: str) -> tuple[Shown, str]:
    """Return one genre of a published programme. Raises `NotFound`."""
    seen = shown(festival, edition)
    if genre in seen.programme.genres:
        return seen, genre
    sentence = _("No act of this programme plays “%(genre)s”.") % {"genre": genre}
    raise NotFound(sentence, near=_like(seen, genre, "genre"))


def shown_paper(festival: str, edition: str, paper: str) -> tuple[Shown, str]:
    """Return a published programme and the size of a poster. Raises `NotFound`."""
    if paper not in PAPERS:
        raise NotFound(_("There is no page at this address."))
    return shown(festival, edition), paper


def shown_door(festival: str, edition: str, paper: str, venue: str) -> tuple[Shown, str, str]:
    """Return a published programme, the size of a poster and the venue it is for. Raises `NotFound`."""
    found, size = shown_paper(festival, edition, paper)
    return found, size, shown_venue(festival, edition, venue)[1]


def pages_near(path: str) -> tuple[Near, ...]:
    """Return what may have been meant by an address that leads nowhere: things of the programme it lies in."""
    parts = re.fullmatch(r"/\w\w/([-\w]+)/([-\w]+)/(.+)", path)
    if parts is None:
        return ()
    try:
        seen = shown(parts[1], parts[2])
    except SamspelError:
        return ()
    return _like(seen, parts[3])


def programmes_near(path: str) -> tuple[Near, ...]:
    """Return the published programmes, the one first whose address is most like what was asked for."""
    asked = "/".join(path.split("/")[2:4])

    def likeness(one: Near) -> float:
        return SequenceMatcher(None, asked, "/".join(one.words)).ratio()

    found = (Near(one.name, "programme", (one.festival.slug, one.slug)) for one in published_editions())
    return tuple(sorted(found, key=likeness, reverse=True)[:NEAR])


def _act_now(seen: Shown, slug: str) -> str | None:
    """Return what an act is called now that had another slug in an earlier version: its sets have kept their keys."""
    for before in _earlier(seen):
        keys = {one["key"] for one in before["sets"] if one["act"] == slug}
        if keys:
            return next((one.act_slug for one in seen.programme.told if one.key in keys), None)
    return None


def _venue_now(seen: Shown, slug: str) -> str | None:
    """Return what a venue is called now that an earlier version had under another slug: it stands where it stood."""
    facts = ("address", "latitude", "longitude")
    for before in _earlier(seen):
        old = next((venue for venue in before["venues"] if venue["slug"] == slug), None)
        if old is not None:
            alike = (
                new["slug"]
                for new in seen.programme.venues.values()
                if new["name"] == old["name"] or (any(old[fact] for fact in facts) and _same(old, new, facts))
            )
            return next(alike, None)
    return None


def _same(old: dict[str, object], new: object, facts: Iterable[str]) -> bool:
    return all(old[fact] == new[fact] for fact in facts)  # type: ignore[index]


def _earlier(seen: Shown) -> Iterable[dict[str, list[dict[str, object]]]]:
    rows = Publication.objects.filter(edition=seen.edition, version__lt=seen.programme.version).order_by("-version")
    return (row["snapshot"] for row in rows.values("snapshot").iterator(chunk_size=1))


def _like(seen: Shown, asked: str, kind: str = "") -> tuple[Near, ...]:
    among = entries(seen.programme)
    like = found(asked, among) or [one for word in re.split(r"[-_/. ]+", asked) for one in found(word, among)]
    first = sorted(dict.fromkeys(like), key=lambda one: one.kind != kind)
    programme = Near(seen.edition.name, "programme", (seen.edition.festival.slug, seen.edition.slug))
    return (*(_near(seen, one) for one in first[:NEAR]), programme)


def _near(seen: Shown, entry: Entry) -> Near:
    return Near(entry.name, PAGES[entry.kind], (seen.edition.festival.slug, seen.edition.slug, entry.slug))
