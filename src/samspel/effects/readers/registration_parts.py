"""What a registration may say beyond question, units and periods: method, covariates, what counts, what was changed."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from math import isfinite
from typing import Any

from django.utils.translation import gettext as _

from samspel.effects.types import Covariate, Deviation, Direction, FurtherOutcome, Interest, Words, point_of
from samspel.engines.counterfactual import Method
from samspel.errors import Problem

KNOWN_PARTS = ("method", "interest", "covariates", "donors_why", "secondary", "further", "seen", "deviation")


def parts_of(plain: Mapping[str, Any]) -> dict[str, Any]:
    """Return the parts as a registration's fields; `problems_of_parts` has found nothing wrong with them."""
    parts: dict[str, Any] = {name: words_of(plain[name]) for name in ("donors_why", "seen") if plain.get(name)}
    parts["method"] = Method(plain.get("method") or Method.SYNTHETIC_CONTROL)
    parts["secondary"] = tuple(words_of(one) for one in plain.get("secondary") or ())
    parts["covariates"] = tuple(
        Covariate(*(str(one.get(name, "")).strip() for name in ("name", "first", "last")))
        for one in plain.get("covariates") or ()
    )
    parts["further"] = tuple(
        FurtherOutcome(str(one["key"]), words_of(one["outcome"]), words_of(one["unit"]), point_of(one.get("at")))
        for one in plain.get("further") or ()
    )
    if one := plain.get("interest"):
        direction = Direction(one.get("direction", Direction.EITHER))
        parts["interest"] = Interest(float(one["smallest"]), direction, float(one.get("level", 0.05)))
    if one := plain.get("deviation"):
        digest = str(one.get("parent_digest", ""))
        parts["deviation"] = Deviation(str(one["parent"]), words_of(one["what"]), words_of(one["why"]), digest)
    return parts


def problems_of_parts(plain: Mapping[str, Any]) -> list[Problem]:
    """Return everything that is wrong with the parts."""
    return [*_of_method(plain), *_of_interest(plain.get("interest")), *_of_words(plain), *_of_further(plain)]


def _of_method(plain: Mapping[str, Any]) -> Iterator[Problem]:
    method = plain.get("method") or Method.SYNTHETIC_CONTROL
    if method not in list(Method):
        advice = _("Write one of these: %(methods)s.") % {"methods": ", ".join(Method)}
        yield Problem(None, str(method), _("is no method that is known here."), advice)
    covariates = plain.get("covariates") or ()
    if not _are_tables(covariates) or not all(str(one.get("name", "")).strip() for one in covariates):
        yield Problem(None, "covariates", _("is missing or not complete."), _("Give each covariate a name."))
        return
    if (method == Method.WITH_COVARIATES) != bool(covariates):
        reason = _("and covariates belong together: one is registered without the other.")
        yield Problem(None, Method.WITH_COVARIATES.value, reason, _("Name covariates, or choose another method."))
    names = [str(one["name"]).strip() for one in covariates]
    for name in sorted({name for name in names if names.count(name) > 1}):
        yield Problem(None, name, _("stands twice among the covariates."), _("Keep one."))
    for one in covariates:
        if bool(one.get("first")) != bool(one.get("last")):
            reason = _("has a first or a last period, but not both.")
            yield Problem(None, str(one["name"]), reason, _("Name both, or none for a column that is loaded."))


def _of_interest(one: Any) -> Iterator[Problem]:
    if not one:
        return
    advice = _("Write a number above 0 in the unit of the gap; which way it goes is said beside it.")
    if not isinstance(one, Mapping) or not _is_number(one.get("smallest")):
        yield Problem(None, "interest", _("says no smallest effect that would matter."), advice)
        return
    if float(one["smallest"]) <= 0:
        yield Problem(None, str(one["smallest"]), _("is not above 0, as the size of an effect has to be."), advice)
        return
    if one.get("direction", Direction.EITHER) not in list(Direction):
        yield Problem(None, str(one["direction"]), _("is no direction."), _("Choose either, higher or lower."))
    level = one.get("level", 0.05)
    if not _is_number(level) or not 0 < float(level) <= 0.2:
        yield Problem(None, str(level), _("is no level for a claim."), _("Write a share up to 0.2, such as 0.05."))


def _of_words(plain: Mapping[str, Any]) -> Iterator[Problem]:
    both = _("Write it in both languages: sv and en.")
    for name in ("donors_why", "seen"):
        if plain.get(name) and not is_words(plain[name]):
            yield Problem(None, name, _("is missing or not complete."), both)
    if not all(is_words(one) for one in plain.get("secondary") or ()):
        yield Problem(None, "secondary", _("is missing or not complete."), both)
    one = plain.get("deviation")
    if one and not (
        isinstance(one, Mapping) and one.get("parent") and is_words(one.get("what")) and is_words(one.get("why"))
    ):
        advice = _("Name the registration it departs from, what is changed and why, in both languages.")
        yield Problem(None, "deviation", _("is missing or not complete."), advice)


def _of_further(plain: Mapping[str, Any]) -> Iterator[Problem]:
    further = plain.get("further") or ()
    if not _are_tables(further) or not all(
        is_words(one.get("outcome")) and is_words(one.get("unit")) for one in further
    ):
        advice = _("Give each a key, and outcome and unit in both languages.")
        yield Problem(None, "further", _("is missing or not complete."), advice)
        return
    for one in further:
        if one.get("at") and not _is_place(one["at"]):
            advice = _("Write latitude and longitude in degrees: [59.27, 15.21].")
            yield Problem(None, str(one["at"]), _("is no place."), advice)
    keys = [str(one.get("key", "")) for one in further]
    for key in keys:
        if not re.fullmatch(r"[a-z0-9-]{1,40}", key) or keys.count(key) > 1:
            advice = _("Use letters a to z, digits and hyphens, each key once.")
            yield Problem(None, key, _("cannot be the key of an outcome."), advice)
    if further and plain.get("method") == Method.WITH_COVARIATES:
        reason = _("matches by covariates of one outcome and cannot judge several.")
        yield Problem(None, Method.WITH_COVARIATES.value, reason, _("Choose another method, or register each alone."))


def _are_tables(value: Any) -> bool:
    return isinstance(value, Sequence) and all(isinstance(one, Mapping) for one in value)


def _is_place(at: Any) -> bool:
    if not isinstance(at, Sequence) or len(at) != 2 or not all(_is_number(one) for one in at):
        return False
    return abs(float(at[0])) <= 90 and abs(float(at[1])) <= 180


def _is_number(value: Any) -> bool:
    try:
        return isfinite(float(value))
    except (TypeError, ValueError):
        return False


def is_words(value: Any) -> bool:
    """Tell whether a value is a text in both languages."""
    return isinstance(value, Mapping) and bool(value.get("sv")) and bool(value.get("en"))


def words_of(value: Mapping[str, Any]) -> Words:
    """Return a text in both languages, each on one line."""
    return Words(sv=" ".join(str(value["sv"]).split()), en=" ".join(str(value["en"]).split()))
