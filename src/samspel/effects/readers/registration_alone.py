"""What a registration says of one long series: the event's end, its season and holidays, what is left out."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date
from math import isfinite
from typing import Any

from django.utils.translation import gettext as _

from samspel.effects.readers.clock import labels_between, minutes_of, moment_of, not_on_clock
from samspel.effects.types import Transform
from samspel.engines.counterfactual import Method
from samspel.errors import Problem

Plain = Mapping[str, Any]

MOST_STEPS = 1500
"""Two months of hours: of a longer event one asks by the day."""

MOST_WAVES, MOST_PLACEBOS = 6, 500


def problems_of_alone(part: Any, plain: Plain) -> Iterator[Problem]:
    """Yield everything that is wrong with what only such a study says."""
    if not isinstance(part, Mapping) or not str(part.get("last", "")).strip():
        yield Problem(None, "alone", _("is missing or not complete."), _("Write the event's last period: last."))
        return
    if plain.get("transform") == Transform.INDEX:
        yield Problem(None, Transform.INDEX, _("has no meaning for a series alone."), _("Choose level or log."))
    if (plain.get("method") or Method.SYNTHETIC_CONTROL) != Method.SYNTHETIC_CONTROL:
        reason = _("weighs donors, and a series alone has none.")
        yield Problem(None, str(plain["method"]), reason, _("Leave the method out."))
    times = {name: str(plain.get(name, "")).strip() for name in ("first_period", "first_treated", "last_period")}
    times["last"] = str(part["last"]).strip()
    wrong = [label for label in times.values() if moment_of(label) is None]
    wrong = wrong or [label for label in times.values() if minutes_of(label) != minutes_of(times["first_treated"])]
    yield from (not_on_clock(label) for label in wrong)
    if not wrong:
        yield from _of_window(times)
        yield from _of_spans(part.get("ignored") or (), times["first_treated"])
    yield from _of_numbers(part)
    yield from _of_names(part)


def _of_window(times: Mapping[str, str]) -> Iterator[Problem]:
    first, last = times["first_treated"], times["last"]
    if not first <= last <= times["last_period"]:
        reason = _("is the event's last period and has to lie from %(first)s to %(last)s.")
        ends = {"first": first, "last": times["last_period"]}
        yield Problem(None, last, reason % ends, _("Check both periods."))
    elif len(labels_between(first, last)) > MOST_STEPS:
        advice = _("Register the same question by the day, or a shorter event.")
        yield Problem(None, last, _("makes an event of more than %(most)d periods.") % {"most": MOST_STEPS}, advice)


def _of_spans(spans: Any, start: str) -> Iterator[Problem]:
    for span in spans if isinstance(spans, list | tuple) else [spans]:
        ends = [str(span.get(end, "")).strip() for end in ("first", "last")] if isinstance(span, Mapping) else [""]
        if wrong := [label for label in ends if moment_of(label) is None or minutes_of(label) != minutes_of(start)]:
            yield not_on_clock(wrong[0])
        elif not ends[0] <= ends[1] < start:
            reason = _("is left out, but does not lie before the event (%(start)s).") % {"start": start}
            yield Problem(None, " – ".join(ends), reason, _("Name the first and the last period, in order of time."))


def _of_numbers(part: Plain) -> Iterator[Problem]:
    for name, least, most in (("waves", 0, MOST_WAVES), ("placebos", 1, MOST_PLACEBOS)):
        value = part.get(name, least)
        if not isinstance(value, int) or isinstance(value, bool) or not least <= value <= most:
            advice = _("Write a whole number from %(least)d to %(most)d.") % {"least": least, "most": most}
            yield Problem(None, f"{name}: {value}", _("is not possible."), advice)
    offset = part.get("offset", 0.0)
    if isinstance(offset, bool) or not isinstance(offset, int | float) or not isfinite(offset) or offset < 0:
        yield Problem(None, f"offset: {offset}", _("is not possible."), _("Write a number such as 0.5, or 0 for none."))
    if not isinstance(part.get("red_days", True), bool):
        yield Problem(None, f"red_days: {part['red_days']}", _("is not possible."), _("Write true or false."))


def _of_names(part: Plain) -> Iterator[Problem]:
    for name in ("holidays", "covariates"):
        listed = part.get(name) or ()
        if not isinstance(listed, list | tuple):
            yield Problem(None, name, _("is missing or not complete."), _("Write a list, or leave it out."))
            return
        texts = [str(one).strip() for one in listed]
        for text in sorted({text for text in texts if texts.count(text) > 1}):
            yield Problem(None, text, _("is named twice."), _("Keep one."))
        for text in texts:
            if name == "holidays" and not _is_date(text):
                yield Problem(None, text, _("is no date."), _("Write it as 2024-06-21."))
            elif not text:
                yield Problem(None, name, _("has a line without a name."), _("Fill it in, or take it away."))


def _is_date(text: str) -> bool:
    try:
        return date.fromisoformat(text).isoformat() == text
    except ValueError:
        return False
