"""What starts one after the other could see → whether that is worth the work, and what would be better."""

from __future__ import annotations

from collections.abc import Iterator

from django.utils.translation import gettext as _

from samspel.effects.sentences.claims import effect_unit, figure
from samspel.effects.sentences.power import worth
from samspel.effects.telling import Values
from samspel.effects.types import Registration
from samspel.wording import amount

MUCH = 0.1
"""By such a share a smallest effect has to fall for a change to be called a help."""


def advice(registration: Registration, values: Values) -> str:
    """Return whether the registered starts could see what matters."""
    (places, never), length = values["sizes"][-1], _own(values)
    smallest = _of(values, length)
    names = {"places": places, "never": never, "length": length, "unit": effect_unit(registration)}
    if smallest is None:
        return _(
            "With %(places)d places that start and %(never)d that never do, dealing the starts out by lot gives much "
            "the same again, so no effect, however large, can be told from chance at %(level)s: find more of both."
        ) % {**names, "level": amount(values["level"], 2)}
    sees = _(
        "With %(places)d places that start, %(never)d that never do and %(length)d periods from the last start on, a "
        "mean effect of %(smallest)s %(unit)s would be told from chance."
    ) % {**names, "smallest": figure(smallest)}
    return worth(registration, sees, smallest)


def better(registration: Registration, values: Values) -> Iterator[str]:
    """Yield what would be better: time, places with a start and without; and what was not tried as registered."""
    length = _own(values)
    smallest = _of(values, length)
    if smallest is not None:
        yield from _longer(registration, values, length, smallest)
        yield from _more_places(registration, values, length, smallest)
    if values["registered"] > length:
        yield _(
            "The study goes on for %(registered)d periods from the last start; the time before "
            "has room to try %(length)d."
        ) % {"registered": values["registered"], "length": length}
    if values["spread"] < values["apart"]:
        yield _(
            "The first and the last start lie %(apart)d periods apart; the time before is too short for that, so "
            "they were tried %(spread)d apart."
        ) % {"apart": values["apart"], "spread": values["spread"]}


def _own(values: Values) -> int:
    """Return the longest time tried that is no longer than the registered one."""
    fitting = [length for length in values["lengths"] if length <= values["registered"]]
    return int(max(fitting))


def _of(values: Values, length: int, column: int = -1) -> float | None:
    found: float | None = values["smallest"][values["lengths"].index(length)][column]
    return found


def _longer(registration: Registration, values: Values, length: int, smallest: float) -> Iterator[str]:
    rows = zip(values["lengths"], values["smallest"], strict=True)
    later = [(row[-1], at) for at, row in rows if at > length and row[-1] is not None]
    if not later:
        return
    least, at = min(later)
    names = {"length": at, "smallest": figure(least), "unit": effect_unit(registration)}
    if least < (1 - MUCH) * smallest:
        yield _("With %(length)d periods from the last start on it would be %(smallest)s %(unit)s.") % names
    else:
        yield _("A longer time after the last start would not help: places drift apart by themselves.")


def _more_places(registration: Registration, values: Values, length: int, smallest: float) -> Iterator[str]:
    """Say what half of either would cost: where it is much, more of them help."""
    places = values["sizes"][-1][0]
    for column, (some, other) in enumerate(values["sizes"][:-1]):
        found = _of(values, length, column)
        if found is not None and found < smallest:
            continue  # by which units were drawn
        is_fewer = some < places
        names = {
            "count": some if is_fewer else other,
            "smallest": figure(found or 0.0),
            "unit": effect_unit(registration),
        }
        if found is None and is_fewer:
            yield _("With only %(count)d places that start no effect would be told from chance.") % names
        elif found is None:
            yield _("With only %(count)d that never do no effect would be told from chance.") % names
        elif is_fewer and smallest < (1 - MUCH) * found:
            yield _("With only %(count)d places that start it is %(smallest)s %(unit)s: more of them help.") % names
        elif is_fewer:
            yield _("With only %(count)d places that start it is %(smallest)s %(unit)s: more hardly help.") % names
        elif smallest < (1 - MUCH) * found:
            yield _("With only %(count)d that never do it is %(smallest)s %(unit)s: more of them help.") % names
        else:
            yield _("With only %(count)d that never do it is %(smallest)s %(unit)s: more hardly help.") % names
