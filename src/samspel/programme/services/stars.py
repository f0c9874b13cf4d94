"""Stars: who likes which acts comes in; what is liked together stays, and who does not."""

from __future__ import annotations

import csv
import io
from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Mapping
from datetime import timedelta

from django.db import transaction
from django.db.models import Max, Q
from django.utils import timezone
from django.utils.translation import gettext as _

from samspel.errors import BadInput, Problem, Refused
from samspel.people.models import User
from samspel.people.services import hash_of
from samspel.places.models import Edition
from samspel.programme.models import Favourites, StarList, StarTicket
from samspel.programme.readers.needs import YES
from samspel.programme.readers.words import normal
from samspel.programme.services.taking import fold
from samspel.records.services import note

AFTER_THE_LAST = timedelta(days=2)
"""How long after the last night a device can still take its list back."""


def count_stars(*, edition: Edition, content: bytes, who: User | None) -> int:
    """Keep what people like from a CSV with the columns `person` and `act`, and forget the people.

    Whose `delegate` says yes, in any of their rows, is counted among the delegates; the column may be missing.
    Replaces the lists there were; returns how many people there were. Raises `BadInput` with every row that has no
    person or an act that is not known; then nothing is changed.
    """
    rows = _rows(content)
    acts = {fold(name): pk for pk, name in edition.acts.values_list("pk", "name")}
    problems = [problem for number, row in rows for problem in _problems(number, row, acts)]
    if problems:
        raise BadInput(problems)
    stars = ((row["person"].strip(), acts[fold(row["act"])]) for _number, row in rows)
    delegates = {row["person"].strip() for _number, row in rows if normal(row.get("delegate", "")) in YES}
    return set_favourites(edition=edition, stars=stars, delegates=delegates, who=who)


def _rows(content: bytes) -> list[tuple[int, dict[str, str]]]:
    """Return every row with the number of its line; a short row has empty cells."""
    try:
        reader = csv.DictReader(io.StringIO(content.decode("utf-8-sig"), newline=""), restval="")
        rows = [(reader.line_num, row) for row in reader]
    except UnicodeDecodeError as error:
        raise BadInput(
            [Problem(None, "", _("The file is not UTF-8."), _("Save it as CSV UTF-8 and try again."))]
        ) from error
    except csv.Error as error:
        reason = _("The table cannot be read: %(error)s.") % {"error": error}
        raise BadInput([Problem(reader.line_num + 1, "", reason, _("Save it as CSV UTF-8 and try again."))]) from error
    if not rows or not {"person", "act"} <= set(rows[0][1]):
        reason = _("The file needs the columns person and act under its first row.")
        raise BadInput([Problem(1, "", reason, _("Give the columns these names and try again."))])
    return rows


def _problems(number: int, row: Mapping[str, str], acts: Mapping[str, int]) -> Iterator[Problem]:
    # All who are left blank would count as one person who likes everything.
    if not row["person"].strip():
        yield Problem(number, row["act"], _("is starred by nobody."), _("Write who: any word that is theirs alone."))
    if fold(row["act"]) not in acts:
        yield Problem(
            number, row["act"], _("is no act of this edition."), _("Correct the name or import the act first.")
        )


@transaction.atomic
def set_favourites(
    *, edition: Edition, stars: Iterable[tuple[str, int]], who: User | None, delegates: Collection[str] = ()
) -> int:
    """Replace an edition's lists with those of (person, act) stars, and forget the people; returns how many they were.

    Of whom only stays whether they are one of `delegates`.

    Lists are stored shuffled by their content: the order in which people came is forgotten too.
    """
    lists: dict[str, set[int]] = {}
    for person, act in stars:
        lists.setdefault(person, set()).add(act)
    alike = Counter((tuple(sorted(acts)), person in delegates) for person, acts in lists.items())
    Favourites.objects.filter(edition=edition, from_visitors=False).delete()
    Favourites.objects.bulk_create(
        (
            Favourites(edition=edition, acts=list(acts), are_delegates=are_delegates, people=people)
            for (acts, are_delegates), people in sorted(alike.items())
        ),
        batch_size=2000,
    )
    note(who=who, verb="stars.count", subject=edition, details={"people": len(lists), "lists": len(alike)})
    return len(lists)


@transaction.atomic
def recount_stars(
    *, edition: Edition, before: Collection[int], after: Collection[int], ticket: str, next_ticket: str
) -> None:
    """Take a device's list out of the count and put its new one in; either may be empty. Twice is as good as once.

    `ticket` is the one that `before` was counted with and is spent; `next_ticket` will take `after` back. Raises
    `Refused` if `ticket` is not good: it was spent, or never given.
    """
    Edition.objects.select_for_update(no_key=True).get(pk=edition.pk)
    spent, fresh = (hash_of(kind="star-ticket", key=f"{edition.pk}:{one}") for one in (ticket, next_ticket))
    if StarTicket.objects.filter(pk=fresh).exists():
        return  # the answer was lost on its way and the device sends the same again
    if before:
        if not StarTicket.objects.filter(pk=spent, edition=edition).delete()[0]:
            raise Refused(_("These stars have been taken back already."))
        _count(edition, before, -1)
    if after:
        StarTicket.objects.create(pk=fresh, edition=edition)
        _count(edition, after, 1)


def _count(edition: Edition, acts: Collection[int], change: int) -> None:
    row = StarList.objects.filter(edition=edition, acts=sorted(acts)).first()
    devices = (row.devices if row else 0) + change
    if row is not None and devices == 0:
        row.delete()
    elif row is not None:
        StarList.objects.filter(pk=row.pk).update(devices=devices)
    elif devices > 0:
        StarList.objects.create(edition=edition, acts=sorted(acts), devices=devices)


@transaction.atomic
def sum_up_stars() -> int:
    """Make the favourites that plans weigh anew out of the lists of visitors, where they have changed.

    A chore; returns of how many editions. Tickets go with the last night: from then on a count stays as it is.
    """
    summed = 0
    for edition in Edition.objects.filter(Q(star_lists__isnull=False) | Q(favourites__from_visitors=True)).distinct():
        lists = sorted((row.acts, row.devices) for row in edition.star_lists.all())
        known = edition.favourites.filter(from_visitors=True)
        if lists != sorted((row.acts, row.people) for row in known):
            known.delete()
            rows = (Favourites(edition=edition, acts=acts, people=people, from_visitors=True) for acts, people in lists)
            Favourites.objects.bulk_create(rows, batch_size=2000)
            summed += 1
    over = Edition.objects.annotate(last=Max("nights__date")).filter(last__lt=timezone.localdate() - AFTER_THE_LAST)
    StarTicket.objects.filter(edition__in=over).delete()
    return summed
