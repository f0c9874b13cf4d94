"""Follow the links of an edition's public pages until there are no new ones: everything that belongs into its copy."""

from __future__ import annotations

import gc
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from http import HTTPStatus
from multiprocessing import get_context
from urllib.parse import urlsplit

from django.conf import settings
from django.db import connections
from django.urls import Resolver404, ResolverMatch, resolve, reverse
from django.utils import translation
from django.utils.translation import gettext as _

from samspel.errors import BadInput, Problem, Refused
from samspel.places.models import Edition
from samspel.site.copy.asking import Answer, Site
from samspel.site.copy.files import File, read
from samspel.site.copy.links import Link

MOST = 50_000
"""Addresses in a copy: more than this is a page that leads to ever new ones, not a programme."""

MOST_TOLD = 20
"""Links that lead nowhere in one message."""


class Scope:
    """What of the site belongs to an edition's copy; the rest stays where it is, at the site's own address."""

    def __init__(self, edition: Edition, *, with_paper: bool) -> None:
        self.words = {"festival": edition.festival.slug, "edition": edition.slug}
        self.with_paper = with_paper
        self.holds = cache(self._holds)  # most pages link to the same sign-in and office

    def _holds(self, link: Link) -> bool:
        """Tell whether a link's target is copied: a public page of this edition, or a part of such a page."""
        path = urlsplit(link.address).path
        if path.startswith(settings.STATIC_URL):
            return True
        try:
            match = resolve(path)
        except Resolver404:
            return True  # asking for it says what is wrong
        if getattr(match.func, "access", "") != "public" or self._is_print(match):
            return False
        if "festival" in match.kwargs:
            return self.words.items() <= match.kwargs.items()
        return link.is_part

    def _is_print(self, match: ResolverMatch) -> bool:
        return not self.with_paper and (match.url_name or "").startswith("paper-")


Pages = dict[str, File]


def crawled(edition: Edition, *, copied_at: datetime, with_paper: bool) -> Pages:
    """Return what every address of the copy answers. Raises `BadInput` naming the links that lead nowhere."""
    return _checked([_crawl(list(fronts(edition)), edition, copied_at, with_paper)])


def crawled_side_by_side(edition: Edition, *, copied_at: datetime, with_paper: bool) -> Pages:
    """Return the same, each language asked for in a process of its own: for a command, which has no other threads."""
    connections.close_all()  # a connection is one process's
    codes = list(fronts(edition))
    # Each process lives for one crawl: looking for garbage in it would take a tenth of its time.
    with ProcessPoolExecutor(len(codes), mp_context=get_context("fork"), initializer=gc.disable) as pool:
        return _checked(
            [job.result() for job in [pool.submit(_crawl, [code], edition, copied_at, with_paper) for code in codes]]
        )


@dataclass(frozen=True, slots=True)
class Crawl:
    """What was found from some languages' first pages: files, answers that are none, and which page leads to what."""

    files: Pages
    dead: list[Answer]
    linked_from: dict[str, str]


def _crawl(codes: list[str], edition: Edition, copied_at: datetime, with_paper: bool) -> Crawl:
    """Follow links from the first pages of these languages, except to pages in another."""
    scope, site = Scope(edition, with_paper=with_paper), Site(copied_at=copied_at)
    others = tuple(f"/{code}/" for code, _name in settings.LANGUAGES if code not in codes)
    found = Crawl({}, [], {fronts(edition)[code]: "" for code in codes})
    waiting = list(found.linked_from)
    with translation.override(translation.get_language()):  # each page is asked for in its own
        while waiting and len(found.linked_from) < MOST:
            address = waiting.pop()
            answer = site.get(address)
            if answer.status == HTTPStatus.OK:
                found.files[address] = file = read(answer)
                for target, link in file.links.items():
                    if target not in found.linked_from and not target.startswith(others) and scope.holds(link):
                        found.linked_from[target] = address
                        waiting.append(target)
            elif answer.status != HTTPStatus.METHOD_NOT_ALLOWED:  # what only takes what is sent to it needs a server
                found.dead.append(answer)
    if waiting:
        raise Refused(_("The pages lead on without end: more than %(most)d addresses.") % {"most": MOST})
    return found


def _checked(found: list[Crawl]) -> Pages:
    problems = [_dead(answer, one.linked_from[answer.address]) for one in found for answer in one.dead]
    if problems:
        raise BadInput(problems[:MOST_TOLD])
    return {address: file for one in found for address, file in one.files.items()}


def fronts(edition: Edition) -> dict[str, str]:
    """Return the address of the programme's first page by language."""
    addresses = {}
    for code, _name in settings.LANGUAGES:
        with translation.override(code):
            addresses[code] = reverse("programme", args=[edition.festival.slug, edition.slug])
    return addresses


def _dead(answer: Answer, linked_from: str) -> Problem:
    return Problem(
        None,
        answer.address,
        _("is linked from %(page)s and answers %(status)d.") % {"page": linked_from or "–", "status": answer.status},
        _("Nothing was written: a copy must not have links that lead nowhere."),
    )
