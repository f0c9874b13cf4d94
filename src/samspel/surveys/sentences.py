"""An estimate's values → plain words, Swedish and English."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from samspel.surveys.ledger_sentences import ledger_cautions
from samspel.surveys.types import MARKETING, FromDoors, Question
from samspel.wording import amount, percent

Values = Mapping[str, Any]
NAMED = 6
"""How many places a sentence names."""


def use_sentence(use: str) -> str:
    """Say what a yes means for a use."""
    return {
        "recommend": _("Would recommend the place (9 or 10)"),
        "move": _("Think of moving here because of it"),
        "study": _("Think of studying here because of it"),
        "origin": _("Live outside the area"),
        "reason": _("The festival is the main reason"),
        "anyway": _("Would have come anyway"),
        "switch": _("Moved a visit from another time"),
        "casual": _("Were here already"),
    }.get(use, use)


def from_doors(found: FromDoors) -> list[str]:
    """Say what became of the doors' counts."""
    said = [ngettext("%(n)d place has its doors’ count.", "%(n)d places have their doors’ counts.", found.taken)]
    said[0] %= {"n": found.taken}
    if found.kept:
        listed = "; ".join(f"{name} ({amount(typed)} – {amount(counted)})" for name, typed, counted in found.kept)
        said.append(_("What was typed stays, and the doors say something else: %(listed)s.") % {"listed": listed})
    if found.unknown:
        listed = "; ".join(found.unknown[:NAMED]) + (" …" if len(found.unknown) > NAMED else "")
        said.append(
            ngettext(
                "Not counted from opening to closing at every door: %(n)d place (%(listed)s).",
                "Not counted from opening to closing at every door: %(n)d places (%(listed)s).",
                len(found.unknown),
            )
            % {"n": len(found.unknown), "listed": listed}
        )
    return said


def cautions(problem: Values, values: Values) -> list[str]:
    """Return what a reader must know before using the numbers."""
    found = []
    counted = sum(one["is_counted"] for one in problem["spots"])
    asked = sum(one["persons"] is not None for one in problem["spots"])
    if not asked:
        found.append(_("No visitors were counted or expected anywhere: persons are answers."))
    elif counted < asked:
        found.append(_("At %(n)d places visitors are expected, not counted.") % {"n": asked - counted})
    before = values.get("before", values["persons"])  # an older estimate does not say
    if problem["margins"] and not 0.75 <= values["persons"] / before <= 1.33:
        found.append(
            _(
                "The known counts add up to %(known)s, the doors and the nights people come to %(before)s persons: see "
                "whether the counts are of visits, which count whoever comes twice two times."
            )
            % {"known": amount(values["persons"]), "before": amount(before)}
        )
    if values["effective"] < values["answers"] / 2:
        found.append(
            _("The weights are uneven: %(n)d answers tell as much as %(few)d even ones.")
            % {"n": values["answers"], "few": round(values["effective"])}
        )
    if values["answers"] < 100:
        found.append(_("There are fewer than a hundred answers: read the intervals, not the figures."))
    found += ledger_cautions(values)
    found.append(
        _("The intervals hold for whom was asked. Who does not answer may differ, and no interval shows that.")
    )
    return found


def question_words(problem: Values, key: str, choice: str = "") -> str:
    """Return a question's words, or a choice's, in the language that is active."""
    question = next(Question.from_plain(one) for one in problem["questions"] if one["key"] == key)
    return str(question.choice(choice) or choice) if choice else str(question)


def marketing_shares(problem: Values, values: Values) -> list[tuple[str, Values]]:
    """Return the place marketing shares that have an interval, by question and year, under what they are called."""
    if years := values.get("marketing"):
        return [(f"{use_sentence(one['name'])}, {one['year']}", one) for one in years["shares"]]
    return [
        (use_sentence(one["use"]), one["yes"])
        for one in values["questions"]
        if one["use"] in MARKETING and one.get("yes", {}).get("low") is not None
    ]


def marketing_text(problem: Values, values: Values) -> str:
    """Say in words what the chart of place marketing shows."""
    return "; ".join(f"{name}: {between(one)}" for name, one in marketing_shares(problem, values)) + "."


def change_sentence(one: Values) -> str:
    """Say how a share changed between two years, no more surely than its interval, which holds for all together."""
    low, high = (_points(one[end]) for end in ("low", "high"))
    told = {"what": use_sentence(one["name"]), "before": one["before"], "after": one["after"], "low": low, "high": high}
    if not one["is_told_apart"]:
        return _(
            "%(what)s: from %(before)d to %(after)d no change can be told apart from chance "
            "(between %(low)s and %(high)s percentage points)."
        ) % (told)
    told["points"] = _points(abs(one["value"]))
    if one["value"] < 0:  # fewer: the interval is of how many fewer
        told |= {"low": _points(-one["high"]), "high": _points(-one["low"])}
    template = (
        _("%(what)s: %(points)s percentage points more in %(after)d than in %(before)d (%(low)s to %(high)s).")
        if one["value"] > 0
        else _("%(what)s: %(points)s percentage points fewer in %(after)d than in %(before)d (%(low)s to %(high)s).")
    )
    return template % told


def _points(share: float) -> str:
    return amount(100 * share, 1)


def between(one: Values) -> str:
    """Write a share with its interval."""
    if one["low"] is None or one["low"] == one["high"]:
        return percent(one["share"])
    return f"{percent(one['share'])} ({percent(one['low'])}–{percent(one['high'])})"
