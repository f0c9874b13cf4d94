"""Reads: which rules hold at an edition, and which are the festival's own."""

from __future__ import annotations

from dataclasses import asdict, fields, replace
from typing import Any

from django.utils.translation import gettext as _

from samspel.errors import NotFound
from samspel.places.models import Edition
from samspel.programme.models import OwnRule, Policy
from samspel.programme.types import PlanOptions, RuleSet


def rule_set(edition: Edition) -> RuleSet:
    """Return the rules of an edition, the usual ones where it has said nothing."""
    policy = Policy.objects.filter(edition=edition).first()
    known = {field.name for field in fields(RuleSet)}
    said = policy.values if policy is not None else {}
    return RuleSet(**{name: value for name, value in said.items() if name in known})


def plan_options(edition: Edition, **more: Any) -> PlanOptions:
    """Return what a plan is made with if the office changes nothing but this."""
    return replace(PlanOptions(**asdict(rule_set(edition))), **more)


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
