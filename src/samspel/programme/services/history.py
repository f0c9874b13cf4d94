"""Take back, do again, revert: each is a change of its own, so nothing is ever lost from the history."""

from __future__ import annotations

from dataclasses import replace

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from samspel.errors import Refused
from samspel.people.models import User
from samspel.programme.models import Change, Timetable
from samspel.programme.queries.history import from_plain_spots, history, next_redo, next_undo, said, spots_of
from samspel.programme.sentences.history import ago_sentence
from samspel.programme.services.changes import change_timetable, hold
from samspel.programme.services.scenarios import use_timetable
from samspel.programme.types import Spot, Spots, Standing, Verb

APART = (("night", "stage", "start_minute"), ("minutes",), ("is_pinned",), ("is_pencilled",))
"""What of a set can be taken back while the rest stays as somebody has changed it since."""


@transaction.atomic
def undo(*, timetable: Timetable, who: User | None) -> Change:
    """Take back the newest change of this person that stands. Raises `Refused` if there is none, or others built on it.

    Taking a scenario into use is taken back by using the former again: then the change returned is the former's.
    """
    target = next_undo(hold(timetable), who)
    if target is None:
        raise Refused(_("There is nothing of yours to undo in this timetable."))
    made = _take_back(target, Verb.UNDO, who, target)
    _mark(target, Standing.UNDONE)
    if target.verb == Verb.REVERT and target.target is not None:
        _mark(target.target, Standing.STANDS)
    return made


@transaction.atomic
def redo(*, timetable: Timetable, who: User | None) -> Change:
    """Do again what this person undid last. Raises `Refused` if there is nothing, or others built on it."""
    undone = next_redo(hold(timetable), who)
    if undone is None or undone.target is None:
        raise Refused(_("There is nothing of yours to do again in this timetable."))
    target = undone.target
    made = _take_back(undone, Verb.REDO, who, target)
    _mark(target, Standing.STANDS)
    if target.verb == Verb.REVERT and target.target is not None:
        _mark(target.target, Standing.GONE)
    return made


@transaction.atomic
def revert(*, change: Change, who: User | None) -> Change:
    """Take back any change, however old and whoever made it, as a new change that can itself be undone.

    Raises `Refused`, naming the set and what came after, where later changes cannot be combined with that.
    """
    hold(change.timetable)
    if change.verb == Verb.COPY:
        raise Refused(_("This is where the scenario began: delete the scenario instead."))
    if change.standing != Standing.STANDS or change.verb in (Verb.UNDO, Verb.REDO):
        raise Refused(
            _("Change %(number)d does not stand by itself: revert the one it speaks of.") % {"number": change.number}
        )
    made = _take_back(change, Verb.REVERT, who, change)
    _mark(change, Standing.GONE)
    if change.verb == Verb.REVERT and change.target is not None:
        _mark(change.target, Standing.STANDS)
    return made


def _take_back(change: Change, verb: Verb, who: User | None, target: Change) -> Change:
    if "former" in change.details:  # it took a scenario into use
        return use_timetable(timetable=_former(change), who=who, verb=verb, target=target)
    made = change_timetable(timetable=change.timetable, verb=verb, after=_without(change), who=who, target=target)
    assert made is not None  # noqa: S101 - a change with a target is recorded even if it moves nothing
    return made


def _former(change: Change) -> Timetable:
    found = Timetable.objects.filter(pk=change.details.get("former"), edition=change.timetable.edition).first()
    if found is None:
        raise Refused(_("No other timetable was in use before this one, or it has been deleted."))
    return found


def _without(change: Change) -> Spots:
    """Return where its sets would be without a change, everything later kept."""
    now, back = spots_of(change.timetable), from_plain_spots(change.before)
    found: dict[int, Spot | None] = {}
    for performance, made in from_plain_spots(change.after).items():
        try:
            found[performance] = _combined(now.get(performance), made, back[performance])
        except ValueError as error:
            raise Refused(_why_not(change, performance)) from error
    return found


def _combined(now: Spot | None, made: Spot | None, back: Spot | None) -> Spot | None:
    """Return `now` with what was changed from `back` to `made` taken back. Raises `ValueError` if it changed since."""
    if now in (made, back):
        return back
    if now is None or made is None or back is None:
        raise ValueError
    for fields in APART:
        was, is_now, older = (tuple(getattr(spot, name) for name in fields) for spot in (made, now, back))
        if was != older and is_now != older:
            if is_now != was:
                raise ValueError
            now = replace(now, **dict(zip(fields, older, strict=True)))
    return now


def _why_not(change: Change, performance: int) -> str:
    later = next(
        (one for one in history(change.timetable).filter(number__gt=change.number) if str(performance) in one.after),
        None,
    )
    if later is None:
        return _("A set of this change has been moved outside the history since: move it by hand.")
    (sentence,) = said([later])
    return _(
        "That cannot be taken back by itself, since later: %(later)s Take that back first, or move it by hand."
    ) % {"later": ago_sentence(sentence, timezone.now())}


def _mark(change: Change, standing: Standing) -> None:
    Change.objects.filter(pk=change.pk).update(standing=standing)
