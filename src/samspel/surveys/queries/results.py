"""Reads of what was computed. Texts come in the language that is active."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.utils import translation
from django.utils.safestring import SafeString, mark_safe

from samspel.places.models import Edition, Festival
from samspel.records.models import Run
from samspel.records.queries import latest_done, runs_of
from samspel.surveys import sentences
from samspel.surveys.charts import CHARTS
from samspel.surveys.models import Survey
from samspel.surveys.types import MARKETING
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

    @classmethod
    def of(cls, name: str, one: Any) -> Share:
        """Return a choice's share from its plain values."""
        share = one["share"] or 0.0
        low = share if one["low"] is None else one["low"]
        high = share if one["high"] is None else one["high"]
        left, right = round(BAR * low), round(BAR * high)
        return cls(name, percent(one["share"]), _range(one), one["n"], left, max(right - left, 1), round(BAR * share))


@dataclass(frozen=True, slots=True)
class Shown:
    """Everything a page says of an estimate, in the language that is active."""

    run: Run
    headline: str
    cautions: list[str]
    drawings: dict[str, Drawing]
    figures: list[tuple[str, str]]
    steps: list[tuple[str, str, str, str, str]]
    shares: list[tuple[str, list[Share]]]
    means: list[tuple[str, str, str, str, int]]
    marketing: list[tuple[str, str, str, int]]


def latest(survey: Survey) -> Run | None:
    """Return the newest estimate, finished or not."""
    return runs_of(survey, kind="survey").first()


def shown(survey: Survey) -> Shown | None:
    """Return what a page says of the newest finished estimate."""
    run = latest_done(survey, kind="survey")
    if run is None or run.answer is None:
        return None
    problem, values = run.problem, run.answer
    return Shown(
        run=run,
        headline=sentences.headline(problem, values),
        cautions=sentences.cautions(problem, values),
        drawings=_drawings(run, problem, values),
        figures=_figures(problem, values),
        steps=_steps(problem, values),
        shares=_shares(problem, values),
        means=_means(problem, values),
        marketing=_marketing(values),
    )


def _drawings(run: Run, problem: Any, values: Any) -> dict[str, Drawing]:
    language = (translation.get_language() or "sv")[:2]
    kept = {one.name: bytes(one.content).decode() for one in run.artefacts.all()}
    text = {"ledger": sentences.ledger_text, "marketing": sentences.marketing_text}
    return {
        name: Drawing(name, mark_safe(kept[f"{name}-{language}.svg"]), text[name](problem, values))  # noqa: S308 - we drew it
        for name in CHARTS
        if f"{name}-{language}.svg" in kept
    }


def _figures(problem: Any, values: Any) -> list[tuple[str, str]]:
    gettext = translation.gettext
    return [
        (gettext("answers"), amount(values["answers"])),
        (gettext("visitors, each counted once"), amount(values["persons"])),
        (gettext("even answers that would tell as much"), amount(values["effective"])),
        (gettext("largest weight, times the mean"), amount(values["largest"], 1)),
        (gettext("rounds of raking"), amount(values["rounds"])),
    ]


def _steps(problem: Any, values: Any) -> list[tuple[str, str, str, str, str]]:
    assumed = {one["name"]: one for one in problem["assumptions"]}
    assumed |= {"multiplied": assumed["multiplier"]} if "multiplier" in assumed else {}
    rows = []
    for one in values.get("ledger", {}).get("steps", ()):
        name, digits = one["name"], one["name"] == "ratio"
        words = [percent(one[key]) if digits else amount(one[key]) for key in ("value", "low", "high")]
        rows.append((sentences.step_name(name), *words, sentences.step_basis(name, assumed)))
    return rows  # type: ignore[return-value]  # a name, three numbers, a basis


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
    return "–" if one["low"] is None else f"{percent(one['low'])}–{percent(one['high'])}"


def _means(problem: Any, values: Any) -> list[tuple[str, str, str, str, int]]:
    return [
        (
            sentences.question_words(problem, one["key"]),
            *(amount(one[key], 1) for key in ("mean", "low", "high")),
            one["n"],
        )
        for one in values["questions"]
        if "mean" in one
    ]


def _marketing(values: Any) -> list[tuple[str, str, str, int]]:
    return [
        (sentences.use_sentence(one["use"]), percent(one["yes"]["share"]), _range(one["yes"]), one["yes"]["n"])
        for one in values["questions"]
        if one["use"] in MARKETING and one.get("yes")
    ]


@dataclass(frozen=True, slots=True)
class Year:
    """One edition's place marketing shares, for a look over the years."""

    edition: str
    survey: Survey
    run: Run
    shares: dict[str, str]


def over_years(festival: Festival) -> list[Year]:
    """Return the newest estimate of each edition's newest survey, oldest edition first."""
    newest: dict[int, Survey] = {}
    surveys = (
        Survey.objects.filter(edition__festival=festival).select_related("edition").order_by("edition__slug", "pk")
    )
    for one in surveys:
        newest[one.edition_id] = one
    runs = {f"surveys:survey:{one.pk}": one for one in newest.values()}
    found: dict[str, Run] = {}
    for run in (
        Run.objects.filter(kind="survey", state="done", subject__in=runs).order_by("requested_at").defer("problem")
    ):
        found[run.subject] = run
    years = []
    for subject, run in found.items():
        answered = {one["use"]: one["yes"] for one in (run.answer or {})["questions"] if one.get("yes")}
        shares = {str(use): sentences.between(answered[use]) for use in MARKETING if use in answered}
        years.append(Year(runs[subject].edition.name, runs[subject], run, shares))
    return sorted(years, key=lambda one: one.survey.edition.slug)


def edition_of(run: Run) -> Edition | None:
    """Return the edition whose survey a run is about, if it is about one."""
    room, kind, pk = run.subject.split(":")
    found = (
        Survey.objects.select_related("edition").filter(pk=pk).first()
        if (room, kind) == ("surveys", "survey")
        else None
    )
    return found.edition if found else None
