"""Set the rules of an edition; write, switch and take away the festival's own."""

from __future__ import annotations

from dataclasses import asdict

from django.db import transaction
from django.utils.translation import gettext as _

from samspel.errors import Refused
from samspel.people.models import User
from samspel.places.models import Edition
from samspel.programme.models import OwnRule, Policy
from samspel.programme.queries.policy import rule_set
from samspel.programme.types import OwnKind, OwnTerms, RuleSet
from samspel.records.services import note


@transaction.atomic
def set_rules(*, edition: Edition, rules: RuleSet, who: User | None) -> None:
    """Set which rules hold and what the wishes weigh; the journal says what was changed from what to what."""
    before, after = asdict(rule_set(edition)), asdict(rules)
    changed = {name: [before[name], after[name]] for name in after if after[name] != before[name]}
    if changed:
        Policy.objects.update_or_create(edition=edition, defaults={"values": after})
        note(who=who, verb="rules.set", subject=edition, details=changed)


@transaction.atomic
def write_rule(
    *,
    edition: Edition,
    name: str,
    kind: OwnKind,
    terms: OwnTerms,
    weight: float | None,
    who: User | None,
    rule: OwnRule | None = None,
) -> OwnRule:
    """Add a rule of the festival's own, or change one. Raises `Refused` if another has the name."""
    same = OwnRule.objects.filter(edition=edition, name=name).first()
    if same is not None and same != rule:
        raise Refused(_("There is another rule called “%(name)s”: give this one a name of its own.") % {"name": name})
    written = rule or OwnRule(edition=edition)
    written.name, written.kind, written.weight, written.terms = name, kind, weight, asdict(terms)
    written.save()
    # Keys, no words: a line of the journal cannot be erased, and a name may be an act's.
    details = {"rule": written.pk, "kind": str(kind), "weight": weight, "terms": asdict(terms)}
    note(who=who, verb="rule.change" if rule else "rule.add", subject=edition, details=details)
    return written


@transaction.atomic
def switch_rule(*, rule: OwnRule, is_on: bool, who: User | None) -> None:
    """Let a rule hold, or leave it aside without losing it."""
    if rule.is_on != is_on:
        rule.is_on = is_on
        rule.save(update_fields=["is_on"])
        note(who=who, verb="rule.switch", subject=rule.edition, details={"rule": rule.pk, "is_on": is_on})


@transaction.atomic
def delete_rule(*, rule: OwnRule, who: User | None) -> None:
    """Take a rule away for good."""
    note(who=who, verb="rule.delete", subject=rule.edition, details={"rule": rule.pk, "terms": rule.terms})
    rule.delete()
