"""Put a survey's net beside a published study's estimate of the same money: a run, whose difference is shown."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any

from django.db import transaction
from django.utils import translation
from django.utils.translation import gettext as _

from samspel.effects.charts.reconciling import LANGUAGES, drawings
from samspel.effects.kinds import manner_of
from samspel.effects.models import Study
from samspel.effects.reconciling import MONEY, Conversion, converted, effect_between, is_money
from samspel.effects.sentences.claims import effect_unit
from samspel.effects.sentences.reconciling import told
from samspel.effects.types import Kind, Registration, Transform
from samspel.engines.survey import Figure, reconcile
from samspel.errors import Refused
from samspel.people.models import User
from samspel.records.models import Run, key_of
from samspel.records.services import request_run
from samspel.records.services.thread import End, tie
from samspel.records.types import Answer, Plain, Report
from samspel.surveys.models import Survey
from samspel.surveys.queries.publishing import money_words, net_ledger, public_ledger, run_in_use


@transaction.atomic
def request_reconciliation(*, survey: Survey, study: Study, conversion: Conversion, who: User | None) -> Run:
    """Ask for a survey's net less what a study found, with the interval of the difference.

    Raises
    ------
    Refused
        Without a ledger or a published study; if the study's interval is open, or at another level than the
        survey's; if the study is not in the survey's money and nobody says what its unit is worth, and who says so.
    """
    survey_run, ledger = _ledger_of(survey)
    if not study.is_published or study.published_run is None:
        raise Refused(_("“%(study)s” is not published: publish it first.") % {"study": study.shown_title})
    run = study.published_run
    registration = Registration.from_plain(run.problem["registration"])
    _refuse_answer(study, registration, run.answer or {})
    between = effect_between(registration, run.answer or {})
    if between is None:
        raise Refused(_("“%(study)s” has no interval with two ends to compare with.") % {"study": study.shown_title})
    effect, level = between
    _refuse_conversion(registration, conversion, ledger["unit"])
    if abs(level - ledger["level"]) > 1e-9:
        raise Refused(
            _("The study’s interval is at %(study)s and the survey’s at %(survey)s: only the same can be compared.")
            % {"study": f"{level:.0%}", "survey": f"{ledger['level']:.0%}"}
        )
    made = request_run(
        kind="reconcile",
        subject=survey,
        scope=survey.festival,
        title=f"{survey.title_en}, {study.title}",
        problem={
            "money": money_words(survey_run),
            "ledger": ledger,
            "survey": {"pk": survey.pk, "run": survey_run.short, "run_id": str(survey_run.pk)},
            "synthetic": survey.edition.is_synthetic,
            "study": {
                "key": key_of(study),
                "festival": study.festival.slug,
                "slug": study.slug,
                "title": asdict(registration.title),
                "unit": asdict(registration.unit),
                "effect": asdict(effect),
                "run": run.short,
                "run_id": str(run.pk),
            },
            "conversion": conversion.as_plain(),
        },
        parameters={"study": study.slug},
        who=who,
    )
    address: list[str | int] = [survey.festival.slug, survey.edition.slug, survey.pk]
    source = End(survey, "public-survey", address, is_public=survey.is_published)
    tie(source=source, target=End(study, "study", [study.festival.slug, study.slug], is_public=True))
    return made


def _refuse_answer(study: Study, registration: Registration, values: Plain) -> None:
    """Refuse an answer that says nothing, and one whose unit is no amount of what is measured."""
    if manner_of(registration).tell(registration, values).verdict == "poor_fit":
        raise Refused(
            _("“%(study)s” fits too poorly to say anything: nothing can be put beside it.")
            % {"study": study.shown_title}
        )
    if registration.transform is not Transform.LEVEL and registration.kind is not Kind.ALONE:
        raise Refused(
            _("“%(study)s” compares %(unit)s, which are no amount: register the figures themselves.")
            % {"study": study.shown_title, "unit": effect_unit(registration)}
        )


def _ledger_of(survey: Survey) -> tuple[Run, dict[str, Any]]:
    run = run_in_use(survey)
    ledger = public_ledger(run) if run is not None else None
    if run is None or ledger is None:
        raise Refused(
            _("“%(survey)s” has no net ledger from enough answers to be shown: compute it first.") % {"survey": survey}
        )
    return run, ledger


def _refuse_conversion(registration: Registration, conversion: Conversion, unit: str) -> None:
    if not 0 < conversion.periods < float("inf"):
        raise Refused(_("Say over how many of the study’s periods its effect is counted: 1 or more."))
    if not conversion.low <= conversion.value <= conversion.high:
        raise Refused(_("The lowest value must not be above the value, nor that above the highest."))
    is_same = is_money(registration) and unit.strip().casefold() in MONEY
    if not is_same and not conversion.source.strip():
        raise Refused(
            _("The study is in %(unit)s, the survey in %(money)s: say what one unit is worth, and who says so.")
            % {"unit": registration.unit, "money": unit}
        )
    if is_same and (conversion.low, conversion.high) != (1.0, 1.0) and not conversion.source.strip():
        raise Refused(_("Say where the number comes from: without a source it is not used."))


def execute_reconciliation(problem: Plain, seed: int, report: Report) -> Answer:
    """Subtract, and say and draw the difference in both languages; changes nothing and needs no seed."""
    ledger = net_ledger(problem["ledger"])
    found_at = converted(Figure(**problem["study"]["effect"]), Conversion(**problem["conversion"]))
    found = reconcile(ledger, **asdict(found_at), level=ledger.level, unit=ledger.unit, source=problem["study"]["run"])
    values = asdict(found)
    report(0.3)
    drawn = drawings(problem, values, f"{problem['survey']['pk']}-{problem['study']['run']}")
    for language in LANGUAGES:
        with translation.override(language):
            values[language] = told(problem, values)
    return Answer(values, drawn)
