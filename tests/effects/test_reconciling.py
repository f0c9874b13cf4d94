"""A survey's net beside a study of the register: the difference is said, drawn and never hidden."""

from __future__ import annotations

from typing import Any

import pytest

from samspel.effects.models import Study
from samspel.effects.reconciling import Conversion, converted
from samspel.effects.services import load_panel, publish_study, register, request_study, withdraw_study
from samspel.effects.services.reconciling import request_reconciliation
from samspel.effects.types import Words
from samspel.engines.survey import Figure
from samspel.errors import Refused
from samspel.records.models import Run
from samspel.surveys.services.publishing import publish_survey, withdraw_survey
from tests.effects.test_checked_studies import UNITS, design, figures
from tests.rooms import address, carried_out, names_of
from tests.surveys.test_publishing import answered, computed


def a_study(edition: Any, *, unit: str = "SEK") -> Study:
    """Return a published study of an outcome in this unit."""
    few = UNITS[1:10]
    registration = design(title=Words("Omsättning", "Turnover"), unit=Words(unit, unit), donors=few)
    study = register(festival=edition.festival, slug="turnover", registration=registration, who=None)
    load_panel(study=study, name="f.csv", content=figures(rise=20.0), who=None)
    carried_out(request_study(study=study, who=None))
    publish_study(study=study, who=None)
    study.refresh_from_db()
    return study


@pytest.mark.django_db
def test_a_net_beside_a_study_on_both_pages(edition: Any, client_of: Any) -> None:
    survey = answered(edition, others=0)
    survey_run = computed(survey)
    names = *names_of(edition), survey.pk
    office = client_of("office")
    assert "published no study yet" in office.get(address("reconcile-survey", *names)).text
    study = a_study(edition)
    page = office.post(address("reconcile-survey", *names), {"study": "turnover", "periods": "1"})
    assert page.status_code == 302
    run = carried_out(Run.objects.get(kind="reconcile"))
    assert run.answer is not None
    net = survey_run.answer["ledger"]["net"]["value"]
    effect = study.published_run.answer["effect"]
    assert run.answer["difference"]["value"] == pytest.approx(net - effect)
    study_page, survey_page = address("study", edition.festival.slug, "turnover"), address("public-survey", *names)
    for path in (address("survey-results", *names), address("office-study", edition.festival.slug, "turnover")):
        assert run.answer["en"]["sentence"] in office.get(path).text
    # Everybody sees it once both are published, and no longer when one is not.
    assert "Beside the visitors" not in client_of(None).get(study_page).text
    publish_survey(survey=survey, who=None)
    assert [run.short in client_of(None).get(path).text for path in (study_page, survey_page)] == [True, True]
    assert client_of(None).get(address("run", run.short)).status_code == 200
    withdraw_survey(survey=survey, who=None)
    assert run.short not in client_of(None).get(study_page).text
    publish_survey(survey=survey, who=None)
    withdraw_study(study=study, who=None)
    assert run.short not in client_of(None).get(survey_page).text
    assert client_of(None).get(address("run", run.short)).status_code == 302


@pytest.mark.django_db
def test_what_cannot_be_compared_is_refused_in_words(edition: Any) -> None:
    survey = answered(edition, others=0)
    study = a_study(edition, unit="index")
    with pytest.raises(Refused, match="no net ledger"):
        request_reconciliation(survey=survey, study=study, conversion=Conversion(), who=None)
    computed(survey)
    for conversion, why in (
        (Conversion(), "say what one unit is worth"),
        (Conversion(periods=0, source="A study"), "how many of the study’s periods"),
        (Conversion(low=2.0, source="A study"), "lowest value"),
    ):
        with pytest.raises(Refused, match=why):
            request_reconciliation(survey=survey, study=study, conversion=conversion, who=None)
    stated = Conversion(periods=1, low=400, value=500, high=700, source="The tax office, 2010")
    values = carried_out(request_reconciliation(survey=survey, study=study, conversion=stated, who=None)).answer
    assert values["agree"] == (values["difference"]["low"] <= 0 <= values["difference"]["high"])
    assert "The tax office, 2010" in values["sv"]["stated"][0]
    withdraw_study(study=study, who=None)
    with pytest.raises(Refused, match="is not published"):
        request_reconciliation(survey=survey, study=study, conversion=stated, who=None)


def test_an_effect_that_may_be_nothing_is_converted_to_its_widest_ends() -> None:
    found = converted(Figure(10, -5, 20), Conversion(periods=2, low=1, value=2, high=3, source="x"))
    assert (found.value, found.low, found.high) == (40, -30, 120)
