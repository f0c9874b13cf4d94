"""Sentences as people read them: numbers as given, plurals, nothing that a reader takes for its opposite."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
from django.utils import translation

from samspel.effects.charts.power import Curves, power_text
from samspel.effects.sentences.alongside import alongside_lines
from samspel.effects.sentences.checks import GATE, GATE_NAMES, detectable_text
from samspel.effects.sentences.concerns import sentence
from samspel.effects.sentences.power import advice
from samspel.effects.services.shipped import shipped
from samspel.effects.types import Hidden, Transform, Words

pytestmark = pytest.mark.once

STUDY = replace(shipped("orebro-growth"), transform=Transform.LEVEL, unit=Words("paket", "packs"), interest=None)


@pytest.mark.parametrize(
    ("language", "seen", "advised"),
    [
        ("en", "or more over 1 period would", "sees effects from 993 packs (over 1 period)"),
        ("sv", "eller mer under 1 period hade", "effekter från 993 paket (under 1 period)"),
    ],
)
def test_one_period_is_one(language: str, seen: str, advised: str) -> None:
    found = {"smallest": 993.0, "length": 1, "wanted": 1, "windows": 9}
    values = {"placebos": [{}] * 9, "smallest_p_value": 0.0, "checks": {"detectable": found}}
    asked: dict[str, Any] = {"level": 0.05, "donors": [39], "lengths": [1], "smallest": [[993.0]]}
    with translation.override(language):
        assert seen in detectable_text(STUDY, values)
        assert advised in advice(STUDY, asked)


def test_a_curve_of_one_point_is_told_once() -> None:
    curves = Curves(along=(1,), axis="periods after the start", sizes=("39 donors",), smallest=((993.0,),))
    with translation.override("en"):
        assert power_text(STUDY, curves).endswith("by periods after the start. 39 donors: 993 with 1.")


def test_numbers_are_written_as_they_were_registered() -> None:
    with translation.override("en"):
        assert alongside_lines(replace(STUDY, hidden=Hidden(0.0, 4.0)))[0] == ("A hidden figure can be", "0 to 4")
        assert alongside_lines(replace(STUDY, hidden=Hidden(0.5)))[0][1] == "0.5 or more"
        assert (
            GATE["few_placebos"]({"count": "9", "smallest_p": "0.1"})
            == "With only 9 donors no p below 0.1 is possible."
        )


def test_no_two_checks_have_one_name() -> None:
    with translation.override("sv"):
        names = {code: str(name) for code, name in GATE_NAMES.items()}
    assert set(names) == set(GATE) - {"poor_fit"}
    assert len(set(names.values())) == len(names)


@pytest.mark.parametrize(
    ("language", "said"),
    [
        ("en", "A has a figure below nought, −3, in 2005."),
        ("sv", "A har en siffra under noll, −3, för 2005."),
    ],
)
def test_one_figure_is_one(language: str, said: str) -> None:
    finding = {"code": "negative", "unit": "A", "first": "2005", "last": "2005", "value": -3.0, "expected": 0.0}
    with translation.override(language):
        assert sentence({**finding, "params": {"count": 1.0}}) == said


def test_zero_that_agrees_with_the_figures_is_called_zero() -> None:
    with translation.override("sv"):
        told = translation.gettext(
            "By how much the placebos differ, the effect lies in this interval; no effect at all does too."
        )
    assert told.endswith("Också noll, alltså att effekten saknas, ligger i det.")
