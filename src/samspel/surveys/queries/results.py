"""Reads of what was computed. Texts come in the language that is active."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.utils import translation
from django.utils.safestring import SafeString, mark_safe

from samspel.engines.survey import Ledger
from samspel.places.models import Edition
from samspel.records.models import Run
from samspel.records.queries import latest_done, runs_of
from samspel.surveys import ledger_sentences, sentences
from samspel.surveys.charts import CHARTS
from samspel.surveys.instances.ledgers import UNSTATED, ledger_of
from samspel.surveys.models import Assumption, Survey
from samspel.surveys.types import Question
from samspel.wording import amount, percent


@dataclass(frozen=True, slots=True)
class Drawing:
    """A chart for a page, and what it shows in words."""

    name: str
    svg: SafeString
    text: str


BAR = 160
"""How wide the bar of a whole is drawn, in pixels."""


@dataclass(frozen=True, slots=True)
class Share:
    """One choice's share in words and as a bar: where its interval begins, how wide it is, where the share stands."""

    name: str
    share: str
    range: str
    n: int
    low: int
    width: int
    at: int
    is_told: bool

    @classmethod
    def of(cls, name: str, one: Any) -> Share:
        """Return a choice's share from its plain values."""
        share = one["share"] or 0.0
        low = share if one["low"] is None else one["low"]
        high = share if one["high"] is None else one["high"]
        left, right = round(BAR * low), round(BAR * high)
        at = round(BAR * share)
        is_told = one["share"] is not None
        return cls(name, percent(one["share"]), _range(one), one["n"], left, max(right - left, 1), at, is_told)


@dataclass(frozen=True, slots=True)
class Line:
    """A line of the ledger in words: what is left of persons and money, what it changed, and what it rests on."""

    name: str
    change: str
    left: str
    range: str
    basis: str
    is_money: bool


@dataclass(frozen=True, slots=True)
class Shown:
    """Everything a page says of an estimate, in the language that is active."""

    run: Run
    unit: str
    headline: str
    cautions: list[str]
    drawings: dict[str, Drawing]
    figures: list[tuple[str, str]]
    lines: list[Line]
    further: list[tuple[str, str]]
    assumptions: list[str]
    shares: list[tuple[str, list[Share]]]
    means: list[tuple[str, str, str, str, int]]
    marketing: list[tuple[str, str, str, int]]
    changes: list[str]
    earlier: list[tuple[str, str]]


def latest(survey: Survey) -> Run | None:
    """Return the newest estimate, finished or not."""
    return runs_of(survey, kind="survey").first()


def shown(survey: Survey) -> Shown | None:
    """Return what the office's page says of the newest finished estimate."""
    run = latest_done(survey, kind="survey")
    return told(run, run.answer) if run is not None and run.answer is not None else None


def told(run: Run, values: Any, *, charts: str = "") -> Shown:
    """Return what a page says of a run's values: all, or what everybody may be shown (`charts` before names)."""
    problem, ledger = run.problem, ledger_of(values)
    return Shown(
        run=run,
        unit=ledger_sentences.unit_of(problem),
        headline=ledger_sentences.headline(problem, values),
        cautions=sentences.cautions(problem, values),
        drawings=_drawings(run, values, charts),
        figures=_figures(values),
        lines=_lines(problem, values, ledger) if ledger else [],
        further=ledger_sentences.further_figures(problem, ledger) if ledger else [],
        assumptions=_assumptions(problem, ledger) if ledger else [],
        shares=_shares(problem, values),
        means=_means(problem, values),
        marketing=_marketing(problem, values),
        changes=_changes(problem, values),
        earlier=[(one["edition"], one["run"]) for one in problem.get("earlier", ())],
    )


def _drawings(run: Run, values: Any, prefix: str) -> dict[str, Drawing]:
    language = (translation.get_language() or "sv")[:2]
    kept = {one.name: bytes(one.content).decode() for one in run.artefacts.all()}
    text = {"ledger": ledger_sentences.ledger_text, "marketing": sentences.marketing_text}
    return {
        name: Drawing(name, mark_safe(kept[file]), text[name](run.problem, values))  # noqa: S308 - we drew it
        for name in CHARTS
        if (file := f"{prefix}{name}-{language}.svg") in kept and (name != "ledger" or ledger_of(values))
    }


def _figures(values: Any) -> list[tuple[str, str]]:
    gettext = translation.gettext
    return [
        (gettext("answers"), amount(values["answers"])),
        (gettext("visitors, each counted once"), amount(values["persons"])),
        (gettext("even answers that would tell as much"), amount(values["effective"])),
        (gettext("largest weight, times the mean"), amount(values["largest"], 1)),
        (gettext("rounds of raking"), amount(values["rounds"])),
    ]


def _lines(problem: Any, values: Any, ledger: Ledger) -> list[Line]:
    """Return the lines of persons, then those of money; a rate nobody has stated takes nothing out and has no line."""
    folded = values["ledger"].get("folded", {})
    rows = []
    for step in (*ledger.persons, *ledger.money):
        unstated = step.name in ("vat", "leakage") and not step.change
        if not unstated:
            name = ledger_sentences.line_name(step.name, folded)
            change = "" if step.name in ("visits", "unique", "gross", "days", "net") else amount(step.change)
            left, low, high = (amount(getattr(step, end)) for end in ("value", "low", "high"))
            basis, is_money = ledger_sentences.basis(problem, step), step.unit == ledger.unit
            rows.append(Line(name, change, left, f"{low} – {high}", basis, is_money))
    return rows


def _assumptions(problem: Any, ledger: Ledger) -> list[str]:
    stated = [one for one in ledger.assumptions if one.source != UNSTATED]
    return [ledger_sentences.assumed(problem, one) for one in stated]


def _shares(problem: Any, values: Any) -> list[tuple[str, list[Share]]]:
    return [
        (
            sentences.question_words(problem, one["key"]),
            [Share.of(sentences.question_words(problem, one["key"], share["key"]), share) for share in one["shares"]],
        )
        for one in values["questions"]
        if one["shares"]
    ]


def _range(one: Any) -> str:
    if one["low"] is None:
        return "–"
    if one["low"] == one["high"]:  # answers are raked to it
        return translation.gettext("as counted")
    return f"{percent(one['low'])}–{percent(one['high'])}"


def _means(problem: Any, values: Any) -> list[tuple[str, str, str, str, int]]:
    return [
        (
            sentences.question_words(problem, one["key"]),
            *(amount(one[key], 1) for key in ("mean", "low", "high")),
            one["n"],
        )
        for one in values["questions"]
        if one.get("mean") is not None
    ]


def _marketing(problem: Any, values: Any) -> list[tuple[str, str, str, int]]:
    rows = sentences.marketing_shares(problem, values)
    return [(name, percent(one["share"]), _range(one), one["n"]) for name, one in rows]


def _changes(problem: Any, values: Any) -> list[str]:
    """Return how shares changed over the years, and what was asked in other words and so is not compared."""
    years = values.get("marketing")
    if not years:
        return []
    apart = [
        translation.gettext("%(what)s: asked in other words in %(year)d, so that it is not compared.")
        % {"what": sentences.use_sentence(one["name"]), "year": one["year"]}
        for one in years["other_words"]
    ]
    return [*(sentences.change_sentence(one) for one in years["changes"]), *apart]


def stated(survey: Survey, asked: Sequence[Question]) -> list[tuple[Assumption, str, list[str]]]:
    """Return what is assumed for a survey, each with what it is called and its three numbers in words."""
    problem = {"questions": [one.as_plain() for one in asked]}
    rows = []
    for one in survey.assumptions.all():
        name = f"{one.kind}:{one.about}" if one.about else one.kind
        numbers = [ledger_sentences.assumed_number(name, value) for value in (one.low, one.value, one.high)]
        rows.append((one, ledger_sentences.assumption_name(problem, name), numbers))
    return rows


def edition_of(run: Run) -> Edition | None:
    """Return the edition whose survey a run is about, if it is about one."""
    room, kind, pk = run.subject.split(":")
    found = (
        Survey.objects.select_related("edition").filter(pk=pk).first()
        if (room, kind) == ("surveys", "survey")
        else None
    )
    return found.edition if found else None
