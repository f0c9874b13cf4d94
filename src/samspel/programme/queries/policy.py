"""Reads: which rules hold at an edition, and which are the festival's own."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, fields, replace
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from samspel.errors import NotFound
from samspel.places.models import Edition, Stage
from samspel.programme.models import OwnRule, Policy
from samspel.programme.rule_sentences import RuleNames, knob_names, own_sentence, rule_sentences, wish_sentences
from samspel.programme.types import LIMITS, NUMBERS, SWITCHES, WEIGHTS, Knob, PlanOptions, RuleSet
from samspel.wording import day


def rule_set(edition: Edition) -> RuleSet:
    """Return the rules of an edition, the usual ones where it has said nothing."""
    policy = Policy.objects.filter(edition=edition).first()
    known = {field.name for field in fields(RuleSet)}
    said = policy.values if policy is not None else {}
    return RuleSet(**{name: value for name, value in said.items() if name in known})


def plan_options(edition: Edition, **more: Any) -> PlanOptions:
    """Return what a plan is made with if the office changes nothing but this."""
    return replace(PlanOptions(**asdict(rule_set(edition))), **more)


def part_sentences(edition: Edition, parameters: Mapping[str, Any]) -> list[str]:
    """Say which part of the timetable a plan was about and from where it started."""
    nights = edition.nights.filter(pk__in=parameters.get("only_nights", ())).order_by("date")
    venues = edition.festival.venues.filter(pk__in=parameters.get("only_venues", ())).order_by("name")
    most = parameters.get("most_moves")
    said = []
    if nights:
        said.append(_("Only %(nights)s.") % {"nights": ", ".join(day(night.date) for night in nights)})
    if venues:
        said.append(_("Only %(venues)s.") % {"venues": ", ".join(venue.name for venue in venues)})
    if most is not None:
        said.append(ngettext("At most %(n)d set moves.", "At most %(n)d sets move.", most) % {"n": most})
    if parameters.get("from_last"):
        said.append(_("It started from last year's places."))
    return said


def own_rules(edition: Edition) -> list[tuple[OwnRule, str]]:
    """Return the rules of the festival's own with the sentence each makes."""
    stages = Stage.objects.filter(venue__festival=edition.festival).select_related("venue")
    names = RuleNames(
        acts=dict(edition.acts.values_list("pk", "name")),
        stages={stage.pk: str(stage) for stage in stages},
        nights=dict(edition.nights.values_list("pk", "date")),
    )
    return [(rule, own_sentence(rule, names)) for rule in edition.own_rules.all()]


def goes_by(edition: Edition) -> list[str]:
    """Return what a plan goes by, in words: rules, wishes, and those of the festival's own that are in force."""
    rules = rule_set(edition)
    own = [sentence for rule, sentence in own_rules(edition) if rules.own and rule.is_on]
    return [*rule_sentences(rules), *own, *wish_sentences(rules)]


def knobs(edition: Edition) -> list[tuple[Knob, str]]:
    """Return what can be looked into, with its name: rules and wishes that are in force, and the festival's own."""
    rules, names = rule_set(edition), knob_names()
    off = {"repeat_gap_minutes", "repeat_nights_apart", "repeat_other_venue", "repeat_venue_once"}
    hidden = {name for name in LIMITS if not getattr(rules, name)} | (set() if rules.repeats else off)
    delegates = edition.favourites.filter(are_delegates=True).exists()
    listed: list[tuple[Knob, str]] = [
        (name, names[name])
        for name in (*SWITCHES, *LIMITS, *NUMBERS, *WEIGHTS, *(("delegates",) if delegates else ()))
        if name not in hidden
    ]
    own = edition.own_rules.filter(is_on=True) if rules.own else ()
    return listed + [(f"own-{rule.pk}", rule.name) for rule in own]


def own_rule(festival: str, edition: str, rule: int) -> OwnRule:
    """Return a rule of an edition's own. Raises `NotFound`."""
    found = (
        OwnRule.objects.select_related("edition__festival")
        .filter(edition__festival__slug=festival, edition__slug=edition, pk=rule)
        .first()
    )
    if found is None:
        raise NotFound(_("There is no such rule."))
    return found
