"""A net ledger → plain words, Swedish and English: its lines, what each rests on, its headline, what to beware of."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from samspel.engines.survey import Assumption, Figure, Ledger, Step
from samspel.surveys.instances.ledgers import UNSTATED, ledger_of
from samspel.surveys.types import LEAST_ANSWERS, REMOVED, Assumed, Question
from samspel.wording import amount, percent

Values = Mapping[str, Any]
SHARES = frozenset({Assumed.VAT, Assumed.LEAKAGE, Assumed.DISPLACED, *REMOVED})
FEW_DEGREES = 10


def step_name(name: str) -> str:
    """Return what a line of the ledger, or an assumption of that kind, is called."""
    return {
        "visits": _("Visits counted at the doors"),
        "unique": _("Visitors, each counted once"),
        "gross": _("Gross spending in the area"),
        "local": _("Live in the area"),
        "other_reason": _("Came mainly for something else"),
        "time_switcher": _("Moved a visit from another time"),
        "casual": _("Were here already"),
        "anyway": _("Would have come anyway"),
        "days": _("Their days in the area"),
        "vat": _("Value added tax"),
        "leakage": _("Leaves the area at once"),
        "displacement": _("Others who stayed away"),
        "displaced": _("Others who stayed away"),
        "capacity": _("Room nights there are"),
        "baseline": _("Room nights sold anyway"),
        "room_spend": _("Left per room night"),
        "organiser": _("The organiser’s own money"),
        "inflow": _("Bought here with outside money"),
        "outflow": _("Money that leaves the area"),
        "multiplier": _("Multiplier"),
        "net": _("Net new spending"),
    }.get(name, name)


def line_name(name: str, folded: Mapping[str, Sequence[str]]) -> str:
    """Return what a line is called, together with the lines that were folded into it."""
    return "; ".join(step_name(one) for one in (*folded.get(name, ()), name))


def assumption_name(problem: Values, name: str) -> str:
    """Return what an assumption is called: its kind, and what it is about."""
    kind, _colon, about = name.partition(":")
    asked = {one["key"]: str(Question.from_plain(one)) for one in problem["questions"]}
    return ": ".join(part for part in (step_name(kind), asked.get(about, about)) if part)


def assumed_number(name: str, value: float) -> str:
    """Write an assumption's number: a share as per cent, an amount, or a factor."""
    kind = name.partition(":")[0]
    if kind in SHARES:
        return percent(value, 0 if round(value * 100, 6).is_integer() else 1)
    return amount(value, 2) if kind == Assumed.MULTIPLIER else amount(value)


def assumed(problem: Values, one: Assumption) -> str:
    """Say an assumption in full: what, how much, within what range, by whom."""
    values = {name: assumed_number(one.name, getattr(one, name)) for name in ("low", "central", "high")}
    return _("%(name)s: %(central)s (%(low)s to %(high)s). %(source)s") % {
        "name": assumption_name(problem, one.name),
        "source": one.source + _place(problem, one.name),
        **values,
    }


def _place(problem: Values, name: str) -> str:
    """Return the region and year for which a multiplier holds."""
    stated = next((one for one in problem["assumptions"] if one["kind"] == name == Assumed.MULTIPLIER), None)
    return f" ({stated['region']}, {stated['year']})" if stated else ""


def basis(problem: Values, step: Step) -> str:
    """Say what a line rests on: a question's answers, assumptions with their sources, or other lines."""
    if stated := [assumed(problem, one) for one in step.assumptions if one.source != UNSTATED]:
        return _("Assumed. %(list)s") % {"list": " ".join(f"{one}." for one in stated)}
    if use := REMOVED.get(step.name):  # type: ignore[call-overload]  # a kind of assumption is a text
        asked = next((one for one in problem["questions"] if one["use"] == use), None)
        return _("Answers to “%(question)s”") % {"question": Question.from_plain(asked)} if asked else ""
    return {
        "visits": _("Counts at the doors, or what was expected where nobody counted."),
        "unique": _("Visits divided by the nights people say they come, or the known counts of persons."),
        "gross": _("Answers on spending, by person, value added tax included."),
        "days": _("Nights at the festival or slept in the area, whichever is more."),
        "net": _("What is left. Each line is taken from what the lines before it left, so nothing is taken twice."),
    }.get(step.name, "")


def money(value: float | None, unit: str) -> str:
    """Write an amount of the answers' money in rounded thousands."""
    if value is None:
        return "–"
    return _("%(amount)s thousand %(unit)s") % {"amount": amount(value / 1000), "unit": unit}


def unit_of(problem: Values) -> str:
    """Return the money that spending was asked in."""
    asked = next((Question.from_plain(one) for one in problem["questions"] if one["use"] == "spend"), None)
    return asked.unit if asked else ""


def money_between(figure: Figure, unit: str) -> str:
    """Write an amount with its interval."""
    return _("%(value)s (%(low)s to %(high)s)") % {
        name: money(getattr(figure, name), unit) for name in ("value", "low", "high")
    }


def count_between(figure: Figure | Step) -> str:
    """Write a count with its interval."""
    told = {name: amount(getattr(figure, name)) for name in ("value", "low", "high")}
    return _("%(value)s (%(low)s to %(high)s)") % told


def share_between(figure: Figure) -> str:
    """Write a share with its interval."""
    return _("%(value)s (%(low)s to %(high)s)") % {
        name: percent(getattr(figure, name)) for name in ("value", "low", "high")
    }


def headline(problem: Values, values: Values) -> str:
    """Say in one sentence what of the spending was new, as strongly as the answers allow."""
    found = ledger_of(values)
    if found is None:
        return _without(values)
    if values["ledger"]["answers"] < LEAST_ANSWERS:
        return _("Only %(n)d answers say enough of spending: too few to tell what was new.") % {
            "n": values["ledger"]["answers"]
        }
    ratio, net = found.net_to_gross, found.net
    said = _(
        "Of what visitors spent, %(ratio)s was new to the area (95 %% interval %(low)s to %(high)s): "
        "%(net)s in all, between %(net_low)s and %(net_high)s."
    ) % {
        "ratio": percent(ratio.value),
        "low": percent(ratio.low),
        "high": percent(ratio.high),
        "net": money(net.value, unit_of(problem)),
        "net_low": money(net.low, unit_of(problem)),
        "net_high": money(net.high, unit_of(problem)),
    }
    missing = _missing(values)
    return f"{said} {_('Nothing is taken out for: %(kinds)s.') % {'kinds': missing.lower()}}" if missing else said


def _missing(values: Values) -> str:
    """Return the steps from gross to net that nobody was asked about and nothing is stated of."""
    found, told = ledger_of(values), values["ledger"]
    kinds = [*(found.not_taken_out if found else ()), *(name.partition(":")[0] for name in told["unstated"])]
    return "; ".join(dict.fromkeys(step_name(name) for name in kinds))


def _without(values: Values) -> str:
    if refused := values.get("no_ledger"):
        why = unusable(refused["code"], refused["sentence"], refused["params"])
        return _("There is no net ledger. %(why)s") % {"why": why}
    if "ledger" in values:
        return _("This run’s ledger was reckoned by an older version: compute anew.")
    return _("The survey asks nothing of spending, so there is no ledger.")


def ledger_cautions(values: Values) -> list[str]:
    """Return what a reader must know of a ledger before using its numbers."""
    found = ledger_of(values)
    if found is None:
        return []
    told, said = values["ledger"], []
    if found.not_taken_out:
        kinds = "; ".join(step_name(name) for name in found.not_taken_out)
        said.append(
            _("Nobody was asked, and nothing is stated, of these: %(kinds)s. The net is too high by theirs.")
            % {"kinds": kinds}
        )
    if told["unstated"]:
        kinds = "; ".join(step_name(name.partition(":")[0]) for name in told["unstated"])
        said.append(
            _("Nothing is stated and so nothing is taken out for: %(kinds)s. The net is too high by it.")
            % {"kinds": kinds}
        )
    if told["left_out"]:
        said.append(
            ngettext(
                "%(n)d answer says too little of spending or reasons; others of its place stand for it.",
                "%(n)d answers say too little of spending or reasons; others of their places stand for them.",
                told["left_out"],
            )
            % {"n": told["left_out"]}
        )
    if found.degrees < FEW_DEGREES:
        said.append(_("So few answers were given at each place that the intervals are wide for it."))
    return said


def further_figures(problem: Values, found: Ledger) -> list[tuple[str, str]]:
    """Return what a ledger also says, as names and values with intervals."""
    unit = unit_of(problem)
    rows = [
        (_("additional spending of all spending (additionality)"), share_between(found.additionality)),
        (_("would have been spent anyway (deadweight)"), share_between(found.deadweight)),
        (_("net to gross"), share_between(found.net_to_gross)),
        (_("net, every assumption at the end that lessens it"), money_between(found.scenarios["low"], unit)),
        (_("net, every assumption at the end that adds to it"), money_between(found.scenarios["high"], unit)),
    ]
    if found.displaced_room_nights and found.crowding_out:
        rows.append((_("room nights others did not get"), count_between(found.displaced_room_nights)))
        rows.append((_("the same of the event’s room nights"), share_between(found.crowding_out)))
    if found.multiplied:
        rows.append((_("net times the multiplier that was stated"), money_between(found.multiplied, unit)))
    return rows


def ledger_text(problem: Values, values: Values) -> str:
    """Say in words what the waterfall shows."""
    found = ledger_of(values)
    assert found is not None  # noqa: S101 - it was drawn
    folded, unit = values["ledger"].get("folded", {}), unit_of(problem)
    first, *between, last = found.money
    parts = [f"{step_name(first.name)}: {money(first.value, unit)}"]
    parts += [f"{line_name(one.name, folded)}: {money(one.change, unit)}" for one in between if one.change]
    parts.append(f"{step_name(last.name)}: {money_between(found.net, unit)}")
    return _("From gross to net.") + " " + "; ".join(parts) + "."


def unusable(code: str, sentence: str, params: Mapping[str, Any]) -> str:
    """Say why answers and assumptions cannot be used, and what to do; in English where a case has no words yet."""
    if code == "counted_twice":
        return _twice(params)
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
        "few_told": _("So few answers stand behind a line that it could tell who somebody is: it is not shown."),
        "limits": _(
            "%(value)s cannot be: a share lies between 0 and 1, an amount is 0 or more, a multiplier 1 or more."
        ),
        "rooms": _("%(sold)s room nights cannot be sold without the event where there are %(capacity)s: mend one."),
        "no_room_nights": _(
            "Rooms cannot be reckoned with: no question asks how many nights people sleep in the area."
        ),
        "no_locals": _("Nothing says who lives in the area: ask it, or state the share. What they spend is no effect."),
        "no_answers": _("No answer says what was spent and why its person came."),
        "nothing_spent": _("Nobody who answered spent anything: there is nothing to account for."),
        "few_spent": _("So few who answered spent anything that nothing can be told of it: ask more people."),
        "thin_groups": _("So few answered in some group of the counts that it is empty in many redraws: merge groups."),
        "lone_cluster": _("Too few answers say enough for anything to be told of how sure it is: ask more people."),
        "too_wide": _("Even if everybody is asked, the margin cannot be reached: allow a wider one."),
        "other_words": _("A question was asked in other words, so that a change may be of the words."),
    }
    template = templates.get(code)
    if template is None:
        return sentence
    told = {"margin": sentence.split(":")[0], **params}
    told |= {name: amount(one, 2 if one % 1 else 0) for name, one in told.items() if isinstance(one, int | float)}
    return template % told


def _twice(params: Mapping[str, Any]) -> str:
    """Say what would be counted twice, naming both."""
    of = str(params.get("of", ""))
    if of in REMOVED:
        return _("“%(kind)s” is asked in the survey and stated as well; it is taken out once: keep one of the two.") % {
            "kind": step_name(of)
        }
    return {
        "displacement": _(
            "Others who stayed away are stated both as a share and as finite rooms: keep one of the two."
        ),
        "person": _("The answers %(first)s and %(second)s are of the same person: keep one of them."),
    }.get(of, _("“%(first)s” and “%(second)s” are the same money: keep one of them.")) % params
