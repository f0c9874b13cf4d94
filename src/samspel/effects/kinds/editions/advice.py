"""What editions together could see → whether that is worth the work, and what would be better."""

from __future__ import annotations

from collections.abc import Iterator
from math import ceil

from django.utils.translation import gettext as _

from samspel.effects.sentences.claims import effect_unit, figure
from samspel.effects.sentences.power import worth
from samspel.effects.telling import Values
from samspel.effects.types import Registration
from samspel.wording import amount, percent

MUCH = 0.1
"""By such a share a smallest effect has to fall for a change to be called a help."""

MOSTLY = 0.25
"""From this share of its variance on, noise that comes back every year is named as what limits a design."""


def advice(registration: Registration, values: Values) -> str:
    """Return whether the registered editions could see what matters."""
    smallest = _of(values, values["planned"])
    if smallest is None:
        return _(
            "All editions can be moved to quiet weeks in only %(ways)d ways, so no effect, however large, can be told "
            "from chance at %(level)s: %(least)d are needed. Take figures of shorter periods, or ones that go on for "
            "longer after the last edition."
        ) % {
            "ways": values["ways"],
            "level": amount(values["level"], 2),
            "least": ceil(1 / values["level"] - 1e-9) - 1,
        }
    sees = _(
        "The %(count)d editions together would be told from chance if they had a mean effect of %(smallest)s %(unit)s."
    ) % {"count": values["planned"], "smallest": figure(smallest), "unit": effect_unit(registration)}
    return worth(registration, sees, smallest)


def better(registration: Registration, values: Values) -> Iterator[str]:
    """Yield what would be better, and what would not: editions, the noise between years, quiet periods, donors."""
    smallest = _of(values, values["planned"])
    if smallest is None:
        return
    yield _more_editions(registration, values)
    yield _noise(registration, values)
    for one in values["others"]:
        if one["smallest"] < (1 - MUCH) * smallest:
            yield _otherwise(registration, one)
    if len(values["donors"]) > 1:
        yield _donors(registration, values, smallest)


def _of(values: Values, editions: int, column: int = -1) -> float | None:
    found: float | None = values["smallest"][values["editions"].index(editions)][column]
    return found


def _more_editions(registration: Registration, values: Values) -> str:
    most, interest = values["editions"][-1], registration.interest
    rows = [(count, row[-1]) for count, row in zip(values["editions"], values["smallest"], strict=True)]
    names = {
        "one": figure(_of(values, values["planned"] + 1) or 0.0),
        "most": most,
        "at_most": figure(rows[-1][1]),
        "unit": effect_unit(registration),
    }
    sentence = _("One edition more makes it %(one)s, %(most)d editions %(at_most)s %(unit)s.") % names
    enough = [count for count, value in rows if interest and value <= interest.smallest]
    if interest and enough and enough[0] > values["planned"]:
        sentence += " " + _("From %(count)d editions on what you said matters would be seen.") % {"count": enough[0]}
    return sentence


def _noise(registration: Registration, values: Values) -> str:
    """Say how much of what moves the mean of the editions where nothing happens more of them take away."""
    shared, yearly = values["shared"] ** 2, values["yearly"] ** 2
    both = shared + yearly / values["planned"]
    names = {
        "share": percent(shared / both if both else 0.0, 0),
        "count": values["planned"],
        "years": values["years"],
        "yearly": figure(values["yearly"]),
        "unit": effect_unit(registration),
    }
    if shared <= MOSTLY * both:
        sentence = _(
            "Where nothing happens, one edition's gap moves by %(yearly)s %(unit)s from year to year, and little of "
            "what moves the mean of %(count)d comes back in the same weeks (%(share)s of its variance, by %(years)d "
            "years): more editions average it out."
        )
        return sentence % names
    sentence = _(
        "Where nothing happens, %(share)s of the variance of the mean of %(count)d editions comes back in the same "
        "weeks every year (by %(years)d years): more editions do not take that away."
    )
    sentence %= names
    editions = registration.editions
    if editions and not editions.season:
        return sentence + " " + _("Take the place's own season off, or compare with donors that share it.")
    return sentence + " " + _("Compare with donors that share it, or load more years before the first edition.")


def _otherwise(registration: Registration, one: Values) -> str:
    names = {"count": one["count"], "smallest": figure(one["smallest"]), "unit": effect_unit(registration)}
    if one["what"] == "history":
        return _("Compared with %(count)d quiet periods before each edition it would be %(smallest)s %(unit)s.") % names
    return (
        _(
            "Over %(count)d periods from the first of each edition it would be %(smallest)s %(unit)s: longer windows "
            "help if the effect lasts as long."
        )
        % names
    )


def _donors(registration: Registration, values: Values, smallest: float) -> str:
    fewer = _of(values, values["planned"], -2)
    names = {
        "fewer": values["donors"][-2],
        "all": values["donors"][-1],
        "with_fewer": "–" if fewer is None else figure(fewer),
        "with_all": figure(smallest),
        "unit": effect_unit(registration),
    }
    if fewer is None or smallest < (1 - MUCH) * fewer:
        return (
            _(
                "With %(fewer)d donors it is %(with_fewer)s, with all %(all)d %(with_all)s %(unit)s: more donors would "
                "help further."
            )
            % names
        )
    return (
        _(
            "With %(fewer)d donors it is %(with_fewer)s, with all %(all)d %(with_all)s %(unit)s: more donors would "
            "hardly help."
        )
        % names
    )
