"""A registration as lines of text: what a form begins with, and what a line says."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext as _now

from samspel.effects.forms.alongside import alongside_begun
from samspel.effects.forms.kinds import begun
from samspel.errors import BadInput, Problem

BILINGUAL = ("title", "question", "outcome", "unit", "design")
WHEN = ("treated", "donors", "first_period", "last_period", "first_treated", "backdated")
SOURCE = ("title", "publisher", "licence", "address")


def both(*names: str) -> tuple[str, ...]:
    return tuple(f"{name}_{code}" for name in names for code in ("sv", "en"))


def covariate_of(line: str) -> dict[str, str]:
    name, _equals, periods = line.partition("=")
    first, _dash, last = periods.replace("—", "–").partition("–")
    return {"name": name.strip(), "first": first.strip(), "last": (last or first).strip()}


def further_of(line: str) -> dict[str, Any]:
    parts = [part.strip() for part in line.split(";")]
    if len(parts) != 5:
        advice = _now("Write five parts with semicolons between: key; Swedish; English; unit; unit.")
        raise BadInput([Problem(None, line, _now("is no further outcome."), advice)])
    key, sv, en, unit_sv, unit_en = parts
    return {"key": key, "outcome": {"sv": sv, "en": en}, "unit": {"sv": unit_sv, "en": unit_en}}


def initial_of(plain: Mapping[str, Any]) -> dict[str, Any]:
    """Return what a form begins with, from a registration as plain values."""
    words = (*BILINGUAL, "donors_why", "seen")
    initial = {
        f"{name}_{code}": " ".join(plain[name][code].split())
        for name in words
        if plain.get(name)
        for code in ("sv", "en")
    }
    initial |= {name: plain.get(name, "") for name in (*WHEN, "transform", "base_period", "method")}
    initial |= {f"source_{name}": plain.get("source", {}).get(name, "") for name in SOURCE}
    initial |= {f"interest_{name}": value for name, value in (plain.get("interest") or {}).items()}
    initial["donors"] = "\n".join(plain.get("donors", ()))
    for name in ("elsewhere", "secondary"):
        initial |= {f"{name}_{code}": "\n".join(one[code] for one in plain.get(name) or ()) for code in ("sv", "en")}
    initial["covariates"] = "\n".join(
        f"{one['name']} = {one['first']} – {one['last']}" if one.get("first") else one["name"]
        for one in plain.get("covariates") or ()
    )
    initial["further"] = "\n".join(
        "; ".join([one["key"], *(one[part][code] for part in ("outcome", "unit") for code in ("sv", "en"))])
        for one in plain.get("further") or ()
    )
    return initial | begun(plain) | alongside_begun(plain)
