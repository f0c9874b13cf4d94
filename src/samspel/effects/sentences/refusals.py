"""Why an engine works nothing out, in the reader's language."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext, gettext_noop


def refusal(sentence: str, params: Mapping[str, Any]) -> str:
    """Write what an engine says; a sentence nobody has translated stays in English."""
    return gettext(sentence) % params


OF_ENGINES = (
    gettext_noop("The edges of the bands must rise, and each unit needs a distance of 0 km or more."),
    gettext_noop("There is no room for the history before the window: shorten it."),
    gettext_noop("The window and the periods after it must lie inside the panel."),
    gettext_noop("No unit lies in the band up to %(edge)s km: merge it with the next."),
    gettext_noop(
        "Only %(count)d units lie beyond %(edge)s km: at least %(least)d out of the event's reach are needed."
    ),
    gettext_noop("Only %(count)d made-up events fit before the real one: give more periods, to have %(least)d."),
    gettext_noop("The units beyond count nobody for a whole history: take numbers, not shares."),
    gettext_noop("Demand must be 0 or more on each night, and there must be rooms."),
    gettext_noop("An occupancy of %(value)s is no share: give 0 to 1."),
    gettext_noop("%(nights)d nights do not hold the event's %(event)d."),
    gettext_noop(
        "On night %(night)d %(sold)s rooms are expected without the event, more than the %(rooms)s there are."
    ),
    gettext_noop("The %(name)s of night %(night)d is %(value)s: give 0 or more."),
    gettext_noop("No values fit all ranges and totals at once: allow a total its rounding, or look for a wrong one."),
    gettext_noop("%(unit)s has no value for %(period)s: fill it from the source, or leave the unit or the period out."),
    gettext_noop(
        "Only %(periods)d periods lie before the window: %(least)d are needed to take off a season of %(season)d."
    ),
    gettext_noop("The published sums leave no single way to fill the hidden cells: allow them a tolerance."),
    gettext_noop("%(unit)s in %(period)s is hidden, and neither a most nor a sum holds it: register one of them."),
    gettext_noop("The event ends (%(last)s) before it begins (%(first)s)."),
    gettext_noop("The night %(night)s lies before the event (%(first)s), where there is nothing to compare."),
    gettext_noop("Only %(count)d shifts leave all editions in quiet weeks: give a longer reach, or a shorter washout."),
    gettext_noop(
        "Fewer than %(count)d quiet periods lie before the edition at “%(period)s”: leave it out, or shorten "
        "the history."
    ),
    gettext_noop(
        "Only %(periods)d periods lie before the first edition and its placebos: %(least)d are needed to know the "
        "season without it."
    ),
    gettext_noop("There are only %(count)d donors: %(least)d are needed, so that each can be tried with two others."),
    gettext_noop(
        "The years of quiet weeks are %(count)d: two at least tell what comes back every year from what does not."
    ),
    gettext_noop("No treated period has %(least)d donors left: nothing can be compared."),
    gettext_noop("Only %(count)d units are never treated: allow those not yet treated as donors."),
    gettext_noop("Only %(periods)d periods lie before the first start: load a longer history."),
    gettext_noop("The comparison has no bounds for %(night)s: give more periods before the event, or baselines."),
)
"""What engines say, word for word: here only to be translated."""
