"""What a visitor has starred, as the few letters a link can carry.

A link is `<codes of must>.<codes of maybe>`, codes of five letters without anything between them.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from django.utils.translation import gettext as _

from samspel.errors import BadInput, Problem
from samspel.programme.snapshot import Programme
from samspel.programme.types import CODE_LENGTH, ShownSet, code_of

MOST = 400
"""How many acts a link may name: four nights, all day long, on every stage that a person could reach."""


@dataclass(frozen=True, slots=True)
class Picks:
    """Slugs of acts: to be seen by all means, or if it fits. `unknown` codes are of acts that are not here any more."""

    must: tuple[str, ...] = ()
    maybe: tuple[str, ...] = ()
    unknown: int = 0

    @property
    def acts(self) -> tuple[str, ...]:
        return self.must + self.maybe

    @property
    def text(self) -> str:
        return ".".join("".join(code_of(slug) for slug in part) for part in (self.must, self.maybe)).rstrip(".")

    def with_act(self, slug: str, wish: str) -> Picks:
        """Return these picks with an act as `must` or `maybe`, or without it."""
        must, maybe = (tuple(one for one in part if one != slug) for part in (self.must, self.maybe))
        return Picks((*must, slug) if wish == "must" else must, (*maybe, slug) if wish == "maybe" else maybe)


def read(text: str, programme: Programme) -> Picks:
    """Return what a link says. Raises `BadInput` if it names more acts than anybody can see."""
    parts = text.split(".")[:2]
    if sum(len(part) for part in parts) > MOST * CODE_LENGTH:
        names = sum(len(part) for part in parts) // CODE_LENGTH
        reason = _("The link names %(count)d acts; a night has room for fewer.") % {"count": names}
        advice = _("Star at most %(most)d acts and make a new link.") % {"most": MOST}
        raise BadInput([Problem(None, "", reason, advice)])
    slugs = {code_of(slug): slug for slug in programme.acts_told}
    must, maybe = (list(dict.fromkeys(_codes(part))) for part in (*parts, "")[:2])
    maybe = [code for code in maybe if code not in must]
    return Picks(
        must=tuple(slugs[code] for code in must if code in slugs),
        maybe=tuple(slugs[code] for code in maybe if code in slugs),
        unknown=sum(code not in slugs for code in (*must, *maybe)),
    )


def _codes(part: str) -> Iterator[str]:
    return (part[at : at + CODE_LENGTH] for at in range(0, len(part) - CODE_LENGTH + 1, CODE_LENGTH))


def clashes(programme: Programme, sets: tuple[ShownSet, ...]) -> list[tuple[ShownSet, ShownSet, int]]:
    """Return the pairs of sets that nobody can see both in full, with the walk between them in minutes."""
    found = []
    for row, one in enumerate(sets):
        for other in sets[row + 1 :]:
            first, second = sorted((one, other), key=lambda shown: shown.starts_at)
            walk = programme.walk(first.venue_slug, second.venue_slug)
            minutes = (second.starts_at - first.ends_at).total_seconds() / 60
            if minutes < walk and one.act_slug != other.act_slug and not (one.is_cancelled or other.is_cancelled):
                found.append((first, second, walk))
    return found
