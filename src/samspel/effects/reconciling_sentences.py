"""A survey's net beside a study's estimate → plain words and a chart, Swedish and English."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.utils import translation
from django.utils.translation import gettext as _

from samspel.drawing import alt, for_page, ink, inline, numbers, svg
from samspel.records.types import Attachment
from samspel.wording import amount, percent

Plain = Mapping[str, Any]
LANGUAGES = ("sv", "en")
FIGURES = ("survey", "register", "difference")
WIDTH, STEP = 400, 34
ROOM = {"left": 28, "right": 12, "top": 6, "bottom": 6}
"""Around the chart: letters of a page may be wider than those it was measured with."""


def told(problem: Plain, values: Plain) -> dict[str, Any]:
    """Return what is said of it in the language that is active: title, sentence, what was stated, the chart's text."""
    return {
        "title": _word(problem["study"]["title"]),
        "sentence": _sentence(problem, values),
        "stated": _stated(problem),
        "text": "; ".join(f"{name_of(name)}: {_between(problem, values[name])}" for name in FIGURES) + ".",
    }


def _word(words: Plain) -> str:
    return str(words["sv" if (translation.get_language() or "sv").startswith("sv") else "en"])


def name_of(figure: str) -> str:
    """Return what a figure is called in the chart."""
    return {
        "survey": _("Survey, net"),
        "register": _("Study of the register"),
        "difference": _("Survey less study"),
    }[figure]


def _money(problem: Plain, value: float) -> str:
    return _("%(amount)s thousand %(unit)s") % {"amount": amount(value / 1000), "unit": _word(problem["money"])}


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
        names = {"unit": _word(study["unit"]), "money": _word(problem["money"]), "source": conversion["source"]}
        said.insert(0, worth % (numbers_ | names))
    return said


def drawings(problem: Plain, values: Plain, key: str) -> tuple[Attachment, ...]:
    """Return the chart in both languages: ``beside-sv.svg``, ``beside-en.svg``."""
    return tuple(_drawing(problem, values, key, language) for language in LANGUAGES)


def _drawing(problem: Plain, values: Plain, key: str, language: str) -> Attachment:
    with translation.override(language):
        rows: list[dict[str, Any]] = [
            {"what": name_of(name), "own": name == "difference"}
            | {end: values[name][end] / 1000 for end in ("value", "low", "high")}
            for name in FIGURES
        ]
        y = alt.Y("what:N", sort=[row["what"] for row in rows], title=None, axis=alt.Axis(labelLimit=200))
        colour = alt.Color(
            "own:N", legend=None, scale=alt.Scale(domain=[False, True], range=[ink("chart-1"), ink("chart-2")])
        )
        title = _("thousand %(unit)s") % {"unit": _word(problem["money"])}
        x = alt.X("low:Q", title=title, axis=numbers(",~r"))
        zero = alt.Chart(inline([{"at": 0}])).mark_rule(color=ink("edge")).encode(x="at:Q")
        lines = (
            alt.Chart(inline(rows)).mark_rule(strokeWidth=3, opacity=0.55).encode(x=x, x2="high:Q", y=y, color=colour)
        )
        dots = (
            alt.Chart(inline(rows)).mark_point(filled=True, size=90, opacity=1).encode(x="value:Q", y=y, color=colour)
        )
        picture = svg((zero + lines + dots).properties(width=WIDTH, height={"step": STEP}, padding=ROOM))
        content = for_page(picture, f"beside-{language}-{key}", told(problem, values)["text"])
    return Attachment(f"beside-{language}.svg", "image/svg+xml", content.encode())
