"""A registration as a person writes it: TOML with both languages."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping, Sequence
from typing import Any

from django.utils.translation import gettext as _

from samspel.effects.readers.calendar import in_order, problems_of_periods
from samspel.effects.readers.registration_alongside import alongside_of, problems_of_alongside
from samspel.effects.readers.registration_kinds import filled, kind_of, kinds_of, problems_of_kinds
from samspel.effects.readers.registration_parts import KNOWN_PARTS, is_words, parts_of, problems_of_parts, words_of
from samspel.effects.readers.text import decode
from samspel.effects.types import ALONGSIDE, Kind, Registration, Source, Transform
from samspel.effects.types.registration import PARTS
from samspel.engines.counterfactual.problem import MIN_DONORS
from samspel.errors import BadInput, Problem
from samspel.foreign import refusal

_WORDS = ("title", "question", "outcome", "unit", "design")
_TEXTS = ("treated", "first_period", "last_period", "first_treated")
_OPTIONAL = ("base_period", "backdated")
_PERIODS = ("first_period", "first_treated", "last_period")
_IN_ORDER = (
    ("first_period", "first_treated", False),
    ("first_treated", "last_period", True),
    ("first_period", "base_period", True),
    ("base_period", "first_treated", False),
    ("first_period", "backdated", False),
    ("backdated", "first_treated", False),
    ("base_period", "backdated", False),
)
"""Which period of a registration comes before which, and whether they may be one and the same."""

_SOURCE = ("title", "publisher", "licence")
_KNOWN = {*_WORDS, *_TEXTS, *_OPTIONAL, "donors", "source", "elsewhere", "transform", *KNOWN_PARTS, *PARTS, *ALONGSIDE}


def read_registration(content: bytes) -> Registration:
    """Read a registration from TOML. Raises `BadInput` with everything that is missing or wrong."""
    try:
        plain = tomllib.loads(decode(content))
    except tomllib.TOMLDecodeError as error:
        raise refusal(_("The file is not TOML: %(error)s.") % {"error": error}, _("Correct that line.")) from None
    return registration_of(plain)


def registration_of(plain: Mapping[str, Any]) -> Registration:
    """Turn plain values into a registration. Raises `BadInput` with everything that is missing or wrong."""
    plain = filled(plain)
    problems = [*_missing(plain), *_contradictions(plain), *problems_of_parts(plain), *problems_of_kinds(plain)]
    if problems := [*problems, *problems_of_alongside(plain)]:
        raise BadInput(problems)
    registration = _registration(plain)
    labels = [*registration.labels, *(end for one in registration.covariates for end in (one.first, one.last) if end)]
    # Years tell their order by themselves; that of hours of a night is known when the figures are loaded.
    if problems := problems_of_periods(labels) or disorder(registration, in_order(labels)):
        raise BadInput(problems)
    return registration


def _registration(plain: Mapping[str, Any]) -> Registration:
    texts: dict[str, Any] = {name: str(plain.get(name, "")).strip() for name in (*_TEXTS, *_OPTIONAL)}
    texts |= {name: words_of(plain[name]) for name in _WORDS}
    return Registration(
        **texts,
        donors=tuple(str(donor).strip() for donor in plain["donors"]),
        source=Source(**{name: str(plain["source"].get(name, "")) for name in (*_SOURCE, "address")}),
        elsewhere=tuple(words_of(one) for one in plain.get("elsewhere", ())),
        transform=Transform(plain.get("transform", Transform.LEVEL)),
        **parts_of(plain),
        **kinds_of(plain),
        **alongside_of(plain),
    )


def _missing(plain: Mapping[str, Any]) -> list[Problem]:
    problems = [
        Problem(None, name, _("is no part of a registration."), _("Take it away, or check its spelling."))
        for name in plain
        if name not in _KNOWN
    ]
    problems += [_absent(name) for name in _WORDS if not is_words(plain.get(name))]
    problems += [_absent(name) for name in _TEXTS if not str(plain.get(name, "")).strip()]
    if not isinstance(plain.get("donors"), list | tuple):
        problems.append(_absent("donors"))
    source = plain.get("source")
    if not isinstance(source, Mapping) or not all(source.get(name) for name in _SOURCE):
        problems.append(_absent("source"))
    elsewhere = plain.get("elsewhere", ())
    if not isinstance(elsewhere, list | tuple) or not all(is_words(one) for one in elsewhere):
        problems.append(_absent("elsewhere"))
    return problems


def _absent(name: str) -> Problem:
    return Problem(None, name, _("is missing or not complete."), _how(name))


def _how(name: str) -> str:
    if name in (*_WORDS, "elsewhere"):
        return _("Write it in both languages: sv and en.")
    if name == "source":
        return _("Write its title, publisher and licence: a figure without a source is not used.")
    return _("Write it as the source of the figures does.")


def _contradictions(plain: Mapping[str, Any]) -> list[Problem]:
    problems = []
    donors = plain.get("donors", ())
    donors = [str(donor).strip() for donor in donors] if isinstance(donors, list | tuple) else []
    # Those that start later may serve as donors; a series alone has its own past.
    if len(donors) < MIN_DONORS and kind_of(plain) not in (Kind.STARTS, Kind.ALONE):
        advice = _("Name at least %(least)d; a placebo test says more with twenty.") % {"least": MIN_DONORS}
        problems.append(Problem(None, str(len(donors)), _("donors are too few."), advice))
    problems += [
        Problem(None, donor, _("stands twice among the donors."), _("Keep one."))
        for donor in sorted({donor for donor in donors if donors.count(donor) > 1})
    ]
    if str(plain.get("treated", "")).strip() in donors:
        reason, advice = _("is the treated unit and cannot be its own donor."), _("Take it off the list.")
        problems.append(Problem(None, str(plain["treated"]), reason, advice))
    if plain.get("transform", "level") not in list(Transform):
        reason, advice = _("is no transform."), _("Choose level, log or index.")
        problems.append(Problem(None, str(plain["transform"]), reason, advice))
    return problems


def disorder(registration: Registration, periods: Sequence[str]) -> list[Problem]:
    """Return what contradicts itself in time, by periods in their order; periods that are not there tell nothing.

    A base from the made-up start on, or the mean of all periods before the real one, would let the test in time see
    what it must not: every index would meet there, and the gap be forced towards nothing.
    """
    is_index = registration.transform is Transform.INDEX
    at = {name: periods.index(label) for name, label in _labels(registration, is_index) if label in periods}
    problems = [
        _after(registration, earlier, later, may_be_one)
        for earlier, later, may_be_one in _IN_ORDER
        if earlier in at and later in at and at[earlier] + (not may_be_one) > at[later]
    ]
    if is_index and registration.backdated and not registration.base_period:
        reason = _("as a made-up start needs a base period before it: the mean before the real start looks past it.")
        problems.append(Problem(None, registration.backdated, reason, _("Name a base period, such as the first one.")))
    return problems


def _labels(registration: Registration, is_index: bool) -> list[tuple[str, str]]:
    names = [name for name in (*_PERIODS, *_OPTIONAL) if is_index or name != "base_period"]
    return [(name, label) for name in names if (label := str(getattr(registration, name)))]


def _after(registration: Registration, earlier: str, later: str, may_be_one: bool) -> Problem:
    names = {
        "first_period": _("the first period"),
        "last_period": _("the last period"),
        "first_treated": _("the start"),
        "base_period": _("the base period"),
        "backdated": _("the made-up start"),
    }
    cannot = _("is %(earlier)s and cannot come after %(later)s (%(label)s).")
    reason = (cannot if may_be_one else _("is %(earlier)s and has to come before %(later)s (%(label)s).")) % {
        "earlier": names[earlier],
        "later": names[later],
        "label": getattr(registration, later),
    }
    return Problem(None, getattr(registration, earlier), reason, _("Check both periods."))
