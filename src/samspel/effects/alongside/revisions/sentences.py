"""What revisions of the figures did to an effect, in words."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from samspel.effects.sentences.claims import effect_unit, figure
from samspel.effects.telling import Values
from samspel.effects.types import Registration
from samspel.effects.verdicts import level_of
from samspel.wording import amount


def name_of(version: Mapping[str, Any]) -> str:
    """Write a version: its number and when it was retrieved."""
    return f"{version['number']} ({version['retrieved']})"


def said(registration: Registration, values: Values) -> list[str]:
    """Return whether the answer hangs on the version, what the largest revision did, and which ones were set aside."""
    found = values["revisions"]
    versions = found["versions"]
    told = [_range(registration, versions), _odds(registration, versions)]
    changed = [one for one in versions[1:] if one["cells"]]
    if changed:
        told.append(_largest(registration, max(changed, key=lambda one: abs(one["change"]))))
    if found["lacking"]:
        listed = ", ".join(name_of(one) for one in found["lacking"])
        told.append(_("Without all the figures of this study, and so left aside: %(versions)s.") % {"versions": listed})
    return [sentence for sentence in told if sentence]


def _range(registration: Registration, versions: Sequence[Values]) -> str:
    effects = [one["effect"] for one in versions]
    same = _("By %(count)d versions of the figures the effect is %(low)s to %(high)s %(unit)s: it keeps its sign.")
    turns = _(
        "By %(count)d versions of the figures the effect is %(low)s to %(high)s %(unit)s: its sign hangs on which."
    )
    return (same if min(effects) * max(effects) > 0 else turns) % {
        "count": len(versions),
        "low": figure(min(effects)),
        "high": figure(max(effects)),
        "unit": effect_unit(registration),
    }


def _odds(registration: Registration, versions: Sequence[Values]) -> str:
    level = level_of(registration)
    rare = sum(one["p_value"] <= level for one in versions)
    if rare in (0, len(versions)):
        return ""
    return _(
        "It is rare (p at most %(level)s) by %(rare)d of %(count)d versions: what can be claimed hangs on the version."
    ) % {"rare": rare, "count": len(versions), "level": amount(level, 2)}


def _largest(registration: Registration, one: Values) -> str:
    unit, period = one["largest"]
    sentence = ngettext(
        "Version %(version)s changed %(count)d figure and moved the effect most, by %(change)s %(unit)s; the largest "
        "change is %(by)s, of %(place)s in %(period)s.",
        "Version %(version)s changed %(count)d figures and moved the effect most, by %(change)s %(unit)s; the largest "
        "change is %(by)s, of %(place)s in %(period)s.",
        one["cells"],
    )
    return sentence % {
        "version": name_of(one),
        "count": one["cells"],
        "change": figure(one["change"]),
        "unit": effect_unit(registration),
        "by": figure(one["largest_change"]),
        "place": unit,
        "period": period,
    }


def revisions_text(registration: Registration, values: Values) -> str:
    """Say in words what the chart of versions shows."""
    listed = ", ".join(f"{name_of(one)}: {figure(one['effect'])}" for one in values["revisions"]["versions"])
    return _("The effect by version of the figures, in %(unit)s: %(versions)s.") % {
        "unit": effect_unit(registration),
        "versions": listed,
    }
