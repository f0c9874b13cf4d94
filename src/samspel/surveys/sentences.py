"""An estimate's values → plain words, Swedish and English."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext as _

from samspel.engines.survey.problem import UnusableProblem
from samspel.surveys.figures import LEAST_ANSWERS
from samspel.surveys.types import MARKETING, Question, Use
from samspel.wording import amount, percent

Values = Mapping[str, Any]


def step_name(name: str) -> str:
    """Return what a step of the ledger is called."""
    return {
        "persons": _("Visitors, each counted once"),
        "gross": _("Gross spending in the area"),
        "origin": _("Live in the area"),
        "reason": _("Came mainly for something else"),
        "switch": _("Moved a visit from another time"),
        "casual": _("Were here already"),
        "anyway": _("Would have come anyway"),
        "displaced": _("Others who stayed away"),
        "leakage": _("Leaves the area at once"),
        "vat": _("Value added tax"),
        "organiser": _("The organiser’s own net"),
        "net": _("Net new spending"),
        "ratio": _("Net to gross"),
        "multiplied": _("With the multiplier"),
    }.get(name, name)


def step_basis(name: str, assumptions: Mapping[str, Values]) -> str:
    """Say where a step's number comes from."""
    if name in assumptions:
        one = assumptions[name]
        place = ", ".join(str(part) for part in (one["region"], one["year"]) if part)
        return _("Assumed: %(value)s (%(low)s to %(high)s). %(source)s") % {
            "value": amount(one["value"], 2),
            "low": amount(one["low"], 2),
            "high": amount(one["high"], 2),
            "source": f"{one['source']}{f' ({place})' if place else ''}",
        }
    return {
        "persons": _(
            "Visits counted at the doors, divided by the nights people say they come; raked to the known counts."
        ),
        "gross": _("Answers on spending, by person; who gave none is taken to spend as the others do."),
        "origin": _("Answers on where people live: their money would have been spent here in other ways."),
        "reason": _("Answers on the main reason; “as much for something else” counts half."),
        "switch": _("Answers on visits that were moved: that money would have come at another time."),
        "casual": _("Answers on being in town already."),
        "anyway": _("Answers on coming anyway; “perhaps” counts half (deadweight)."),
        "net": _("What is left. Each step is taken from what the steps before it left, so nothing is taken twice."),
        "ratio": _("Net divided by gross."),
        "multiplied": _("The net times the multiplier."),
    }.get(name, "")


ASSUMPTIONS = ("displaced", "leakage", "vat", "organiser", "multiplier")


def assumption_name(name: str) -> str:
    """Return what an assumption is called where it is typed."""
    return {
        "displaced": _("Displacement: share of the net that others would have spent (0 to 1)"),
        "leakage": _("Leakage: share that leaves the area at once (0 to 1)"),
        "vat": _("Value added tax: rate in the spending (0.12 for 12 per cent)"),
        "organiser": _("The organiser’s net: bought here with outside money, less money that leaves"),
        "multiplier": _("Multiplier: total to direct, with its region and year"),
    }[name]


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


def headline(problem: Values, values: Values) -> str:
    """Say in one sentence what of the spending was new, as strongly as the answers allow."""
    if "ledger" not in values:
        return _("The survey asks nothing of spending, so there is no ledger.")
    steps = {one["name"]: one for one in values["ledger"]["steps"]}
    ratio, net = steps["ratio"], steps["net"]
    if values["ledger"]["answers"] < LEAST_ANSWERS or net["low"] is None or ratio["value"] is None:
        return _("Only %(n)d answers say anything of spending: too few to tell what was new.") % {
            "n": values["ledger"]["answers"]
        }
    return _(
        "Of what visitors spent, %(ratio)s was new to the area (95 %% interval %(low)s to %(high)s): "
        "%(net)s in all, between %(net_low)s and %(net_high)s."
    ) % {
        "ratio": percent(ratio["value"]),
        "low": percent(ratio["low"]),
        "high": percent(ratio["high"]),
        "net": money(net["value"], unit_of(problem)),
        "net_low": money(net["low"], unit_of(problem)),
        "net_high": money(net["high"], unit_of(problem)),
    }


def cautions(problem: Values, values: Values) -> list[str]:
    """Return what a reader must know before using the numbers."""
    found = []
    counted = sum(one["is_counted"] for one in problem["spots"])
    asked = sum(one["persons"] is not None for one in problem["spots"])
    if not asked:
        found.append(_("No visitors were counted or expected anywhere: persons are answers."))
    elif counted < asked:
        found.append(_("At %(n)d places visitors are expected, not counted.") % {"n": asked - counted})
    if problem["margins"] and not 0.75 <= values["persons"] / values["before"] <= 1.33:
        found.append(
            _(
                "The known counts add up to %(known)s, the doors and the nights people come to %(before)s persons: see "
                "whether the counts are of visits, which count whoever comes twice two times."
            )
            % {"known": amount(values["persons"]), "before": amount(values["before"])}
        )
    if values["effective"] < values["answers"] / 2:
        found.append(
            _("The weights are uneven: %(n)d answers tell as much as %(few)d even ones.")
            % {"n": values["answers"], "few": round(values["effective"])}
        )
    if values["answers"] < 100:
        found.append(_("There are fewer than a hundred answers: read the intervals, not the figures."))
    found.append(
        _("The intervals hold for whom was asked. Who does not answer may differ, and no interval shows that.")
    )
    return found


def money(value: float | None, unit: str) -> str:
    """Write an amount of the answers' money in rounded thousands."""
    if value is None:
        return "–"
    return _("%(amount)s thousand %(unit)s") % {"amount": amount(value / 1000), "unit": unit}


def unit_of(problem: Values) -> str:
    """Return the money that spending was asked in."""
    asked = next((Question.from_plain(one) for one in problem["questions"] if one["use"] == Use.SPEND), None)
    return asked.unit if asked else ""


def question_words(problem: Values, key: str, choice: str = "") -> str:
    """Return a question's words, or a choice's, in the language that is active."""
    question = next(Question.from_plain(one) for one in problem["questions"] if one["key"] == key)
    return str(question.choice(choice) or choice) if choice else str(question)


def ledger_text(problem: Values, values: Values) -> str:
    """Say in words what the waterfall shows."""
    parts = [
        f"{step_name(one['name'])}: {money(one['value'], unit_of(problem))}"
        for one in values["ledger"]["steps"]
        if one["name"] not in ("persons", "ratio", "multiplied")
    ]
    return _("From gross to net.") + " " + "; ".join(parts) + "."


def marketing_text(problem: Values, values: Values) -> str:
    """Say in words what the chart of place marketing shows."""
    asked = [
        one for one in values["questions"] if one["use"] in MARKETING and one.get("yes", {}).get("share") is not None
    ]
    parts = [f"{use_sentence(one['use'])}: {between(one['yes'])}" for one in asked]
    return "; ".join(parts) + "."


def between(one: Values) -> str:
    """Write a share with its interval."""
    known = f" ({percent(one['low'])}–{percent(one['high'])})" if one["low"] is not None else ""
    return percent(one["share"]) + known


def unusable(error: UnusableProblem) -> str:
    """Say why answers cannot be weighted."""
    templates = {
        "empty_cell": _(
            "%(margin)s: nobody from one of the groups has answered, but %(value)s persons were counted there: "
            "merge it with another group in the counts."
        ),
        "contradiction": _(
            "The counts of %(first)s and %(second)s do not add up to the same number of persons: mend them."
        ),
        "answers_of_nobody": _("%(margin)s: there are answers from a group where nobody was counted: mend the count."),
        "no_weights": _("No weights hold all counts: merge small groups of %(margin)s, or leave it out."),
    }
    template = templates.get(error.code)
    if template is None:
        return str(error)
    return template % {**error.params, "margin": error.params.get("margin", error.sentence.split(":")[0])}
