"""What is odd about figures, in plain words: what was found, and what to look for before it is answered."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from samspel.effects.concerns import ABSENT
from samspel.effects.types import Choice
from samspel.wording import amount, percent

Plain = Mapping[str, Any]
DIGITS_BELOW = 100


def figure(value: float | None) -> str:
    """Write a figure with as many decimals as its size asks for."""
    if value is None:
        return "–"
    return amount(value, 0 if abs(value) >= DIGITS_BELOW or value == int(value) else 2)


def heading(code: str, hiding: object = None) -> str:
    """Return what kind of oddity it is, in a few words; `hiding` is the study that says its source hides figures."""
    return _("Hidden by its source") if hiding else _HEADINGS[code]()


def answer_label(code: str, choice: Choice) -> str:
    """Return an answer in words: of figures that are not there, none can be kept."""
    if code in ABSENT and choice != Choice.LEAVE_OUT:
        return _("There is no figure, and the study says why")
    return str(choice.label)


def advice(code: str, hiding: object = None) -> str:
    """Return what to find out before answering."""
    if hiding:
        return _(
            "“%(study)s” is registered as one whose source hides such figures, and estimates what they can have been. "
            "Say where the source tells that it hides them."
        ) % {"study": hiding}
    return _ADVICE.get(code, _elsewise)()


def sentence(plain: Plain) -> str:
    """Return what was found, naming unit, periods and figures."""
    names = {
        "unit": plain["unit"],
        "first": plain["first"],
        "last": plain["last"],
        "value": figure(plain["value"]),
        "expected": figure(plain["expected"]),
    }
    words = _SENTENCES[plain["code"]](plain["params"])
    if plain["code"] == "gap" and plain["first"] == plain["last"]:
        words = _("A figure is missing for %(first)s: %(whom)s.")
    return words % {**names, **_more(plain)}


def _more(plain: Plain) -> dict[str, str]:
    params = plain["params"]
    found = {name: figure(value) for name, value in params.items()}
    if "factor" in params and params["factor"] is not None:
        found |= {"factor": amount(params["factor"], 1), "part": percent(params["factor"])}
    whom = plain["unit"] or _("all units")
    return found | {"whom": whom, "other": str(plain.get("other", "")), "share": percent(plain["value"])}


_HEADINGS: dict[str, Callable[[], str]] = {
    "too_few_periods": lambda: _("Few periods"),
    "constant": lambda: _("Never changes"),
    "negative": lambda: _("Below nought"),
    "gap": lambda: _("A gap"),
    "starts_late": lambda: _("Begins late"),
    "ends_early": lambda: _("Ends early"),
    "no_values": lambda: _("No figures"),
    "zeros": lambda: _("Nought where much is usual"),
    "fault_high": lambda: _("Far too high for a while"),
    "fault_low": lambda: _("Far too low for a while"),
    "level_shift": lambda: _("A new level"),
    "common_shift": lambda: _("A new level everywhere"),
    "date_convention": lambda: _("Hours after midnight"),
    "totals_differ": lambda: _("Totals that do not add up"),
    "rounded": lambda: _("Rounded figures"),
    "same_series": lambda: _("The same figures twice"),
    "duplicate_row": lambda: _("A row that stands twice"),
}

_SENTENCES: dict[str, Callable[[Plain], str]] = {
    "too_few_periods": lambda _p: _("There are %(value)s periods; below %(expected)s little can be told from chance."),
    "constant": lambda _p: _("%(unit)s has the figure %(value)s in every period."),
    "negative": lambda params: ngettext(
        "%(unit)s has a figure below nought, %(value)s, in %(first)s.",
        "%(unit)s has %(count)s figures below nought, the lowest %(value)s, from %(first)s to %(last)s.",
        int(params["count"]),
    ),
    "gap": lambda params: (
        _(
            "%(unit)s has %(gaps)s gaps from %(first)s to %(last)s, %(value)s periods in all; the "
            "longest has %(longest)s."
        )
        if "gaps" in params
        else _("Figures are missing from %(first)s to %(last)s (periods: %(value)s): %(whom)s.")
    ),
    "starts_late": lambda _p: _("%(unit)s has no figures until after %(last)s (periods: %(value)s)."),
    "ends_early": lambda _p: _("%(unit)s has no figures from %(first)s on (periods: %(value)s)."),
    "no_values": lambda _p: _("%(unit)s has not a single figure."),
    "zeros": lambda _p: _(
        "%(unit)s is nought in %(periods)s periods from %(first)s to %(last)s, where about %(expected)s is usual."
    ),
    "fault_high": lambda _p: _(
        "%(unit)s is at %(factor)s times its usual level from %(first)s to %(last)s (%(value)s instead of about "
        "%(expected)s), while the others were as usual."
    ),
    "fault_low": lambda _p: _(
        "%(unit)s falls to %(part)s of its usual level from %(first)s to %(last)s (%(value)s instead of about "
        "%(expected)s), while the others were as usual."
    ),
    "level_shift": lambda _p: _(
        "%(unit)s moves to %(factor)s times its level before, from %(first)s on, beside the others."
    ),
    "common_shift": lambda _p: _("All units together move to %(factor)s times their level before, from %(first)s on."),
    "date_convention": lambda _p: _(
        "The hours from 0 to %(last_hour)s seem to stand under the date before: busy evenings go "
        "with them, and not with "
        "those of the date after."
    ),
    "totals_differ": lambda _p: _(
        "In %(periods)s of %(of)s periods the total is not the sum of its parts, at most by %(largest)s."
    ),
    "rounded": lambda _p: _("%(share)s of the figures are multiples of %(base)s."),
    "same_series": lambda _p: _("%(unit)s has the same figures as %(other)s in every period."),
    "duplicate_row": lambda _p: _("A unit and period stands on %(value)s rows."),
}


def _elsewise() -> str:
    return _("Look it up at the source, and say what you found.")


def _of_sensors() -> str:
    return _(
        "Ask whoever counts whether the counter was broken, moved or blocked, or whether something "
        "really happened then."
    )


def _of_borders() -> str:
    return _(
        "Look for a change of method, borders or definition at the source. An effect that is being "
        "studied may also be a new level."
    )


def _of_gaps() -> str:
    return _(
        "Find out whether nothing was counted or nothing happened. A study that needs the figure refuses the series: "
        "load it, or register the study without this unit or these periods."
    )


_ADVICE: dict[str, Callable[[], str]] = {
    "gap": _of_gaps,
    "starts_late": _of_gaps,
    "ends_early": _of_gaps,
    "no_values": _of_gaps,
    "zeros": _of_sensors,
    "fault_high": _of_sensors,
    "fault_low": _of_sensors,
    "level_shift": _of_borders,
    "common_shift": _of_borders,
    "date_convention": lambda: _(
        "Build nights with this in mind: the panel builder can move these hours to the date after."
    ),
    "totals_differ": lambda: _("Statistical offices add noise for secrecy. Use parts or totals, never a sum of both."),
    "rounded": lambda: _("Small differences are then partly rounding, and cannot be an effect."),
    "too_few_periods": lambda: _("Load a longer history, or say why this is enough."),
}
