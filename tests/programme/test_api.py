"""The reading interface against its own description: whatever is asked, the answer is one that it promises."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
import schemathesis
from django.core.signals import request_finished, request_started
from django.db import close_old_connections
from django.test import Client
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from schemathesis.generation import GenerationMode

from samspel.places.models import Venue
from samspel.programme.feeds import openapi
from samspel.programme.models import Performance
from samspel.programme.services.publication import withdraw
from samspel.programme.views import serving
from samspel.site.wsgi import application
from tests.rooms import address, names_of, publish_all

pytestmark = pytest.mark.once  # all is made from a frozen version, whatever keeps it

SERVER = "http://localhost/api"
PATHS = list(openapi.description(server=SERVER)["paths"])
SCHEMA = schemathesis.openapi.from_dict(openapi.description(server=SERVER))
SCHEMA.app = application
PLAIN = {"Accept-Encoding": "identity"}
NAMES = {"festival": "testfest", "edition": "2026", "act": "tallhamn", "venue": "kajen"}


@pytest.fixture
def one_connection() -> Iterator[None]:
    """Let requests by WSGI leave the test's connection open, as Django's own client does."""
    for signal in (request_started, request_finished):
        signal.disconnect(close_old_connections)
    yield
    for signal in (request_started, request_finished):
        signal.connect(close_old_connections)


@pytest.fixture
def published(edition: Any, one_connection: None, monkeypatch: pytest.MonkeyPatch) -> Any:
    monkeypatch.setattr(serving, "PER_MINUTE", 1_000_000)
    Venue.objects.filter(name="Kajen").update(step_free=True, age_limit_years=18, sound_ceiling_db=95)
    publish_all(edition)
    return edition


@pytest.mark.django_db
@pytest.mark.parametrize("path", PATHS)
@settings(max_examples=12, suppress_health_check=list(HealthCheck), database=None)
@given(data=st.data())
def test_every_answer_is_one_the_description_promises(published: Any, path: str, data: st.DataObject) -> None:
    mode = data.draw(st.sampled_from(GenerationMode))
    case = data.draw(SCHEMA[path]["GET"].as_strategy(generation_mode=mode))
    if data.draw(st.booleans()):
        key = Performance.objects.get(act__name="Tallhamn").key
        case.path_parameters = {name: {**NAMES, "key": key}[name] for name in case.path_parameters}
    if case.meta is not None and mode is GenerationMode.POSITIVE:
        case.call_and_validate(headers=PLAIN)
    else:
        case.call_and_validate(headers=PLAIN, excluded_checks=[schemathesis.checks.negative_data_rejection])


@pytest.mark.django_db
def test_the_description_is_a_valid_one_and_a_withdrawn_programme_keeps_to_it(published: Any) -> None:
    SCHEMA.validate()
    withdraw(edition=published, who=None)
    for path in PATHS[2:]:
        operation = SCHEMA[path]["GET"]
        words = {name: NAMES.get(name, "x") for name in ("festival", "edition", "key", "act", "venue") if name in path}
        response = operation.Case(path_parameters=words).call_and_validate(headers=PLAIN)
        assert response.status_code == 410


@pytest.mark.django_db
def test_a_program_that_says_no_language_is_answered_in_english(edition: Any, client: Client) -> None:
    publish_all(edition)
    at = address("api-sets", *names_of(edition)) + "?foo=1"
    answers = {asked: client.get(at, headers={"accept-language": asked} if asked else {}) for asked in ("", "sv")}
    assert {asked: one.headers["Content-Language"] for asked, one in answers.items()} == {"": "en", "sv": "sv"}
    assert "There is no filter" in answers[""].json()["detail"]
    assert "Det finns inget filter" in answers["sv"].json()["detail"]


@pytest.mark.django_db
def test_the_changes_too_are_not_sent_again_while_there_are_no_new_ones(edition: Any, client: Client) -> None:
    publish_all(edition)
    at = address("api-changes", *names_of(edition))
    first = client.get(at)
    again = client.get(at, headers={"if-modified-since": first.headers["Last-Modified"]})
    assert (first.status_code, again.status_code) == (200, 304)
