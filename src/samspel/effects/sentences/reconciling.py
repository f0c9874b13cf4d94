"""A survey's net beside a study's estimate → plain words, Swedish and English."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.utils import translation
from django.utils.translation import gettext as _

from samspel.wording import amount, percent

Plain = Mapping[str, Any]
FIGURES = ("survey", "register", "difference")


def told(problem: Plain, values: Plain) -> dict[str, Any]:
    """Return what is said of it in the language that is active: title, sentence, what was stated, the chart's text."""
    return {
        "title": word(problem["study"]["title"]),
        "sentence": _sentence(problem, values),
        "stated": _stated(problem),
        "text": "; ".join(f"{name_of(name)}: {_between(problem, values[name])}" for name in FIGURES) + ".",
    }


def word(words: Plain) -> str:
    return str(words["sv" if (translation.get_language() or "sv").startswith("sv") else "en"])


def name_of(figure: str) -> str:
    """Return what a figure is called in the chart."""
    return {
        "survey": _("Survey, net"),
        "register": _("Study of the register"),
        "difference": _("Survey less study"),
    }[figure]


def _money(problem: Plain, value: float) -> str:
    return _("%(amount)s thousand %(unit)s") % {"amount": amount(value / 1000), "unit": word(problem["money"])}


def _between(problem: Plain, one: Plain) -> str:
    return _("%(value)s (%(low)s to %(high)s)") % {end: _money(problem, one[end]) for end in ("value", "low", "high")}


def _sentence(problem: Plain, values: Plain) -> str:
    difference = values["difference"]
    parts = {
        "survey": _between(problem, values["survey"]),
        "register": _between(problem, values["register"]),
        "size": _money(problem, abs(difference["value"])),
        "low": _money(problem, difference["low"]),
        "high": _money(problem, difference["high"]),
        "level": percent(values["level"]),
    }
    if values["agree"]:
        return _(
            "The survey’s net is %(survey)s and the study’s estimate %(register)s. They differ by %(size)s, which is "
            "within what chance allows (%(level)s interval of the difference %(low)s to %(high)s)."
        ) % (parts)
    template = (
        _(
            "The survey’s net is %(survey)s and the study’s estimate %(register)s. The survey says %(size)s more, "
            "which chance does not explain (%(level)s interval of the difference %(low)s to %(high)s): one of them is "
            "wrong, or they measure different things."
        )
        if difference["value"] > 0
        else _(
            "The survey’s net is %(survey)s and the study’s estimate %(register)s. The survey says %(size)s less, "
            "which chance does not explain (%(level)s interval of the difference %(low)s to %(high)s): one of them is "
            "wrong, or they measure different things."
        )
    )
    return template % parts


def _stated(problem: Plain) -> list[str]:
    conversion, study = problem["conversion"], problem["study"]
    said = [
        _("The study’s effect is counted over %(n)s of its periods.") % {"n": amount(conversion["periods"])},
        _("Survey: run %(survey)s. Study: run %(study)s.")
        % {"survey": problem["survey"]["run"], "study": study["run"]},
    ]
    if conversion["source"]:
        worth = _(
            "One unit of the study (%(unit)s) is taken to be worth %(value)s (%(low)s to %(high)s) %(money)s. "
            "%(source)s"
        )
        numbers_ = {end: amount(conversion[end], 2) for end in ("value", "low", "high")}
        names = {"unit": word(study["unit"]), "money": word(problem["money"]), "source": conversion["source"]}
        said.insert(0, worth % (numbers_ | names))
    return said
