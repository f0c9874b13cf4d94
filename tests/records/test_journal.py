"""The journal: a chain in which a missing or altered line shows."""

from __future__ import annotations

from io import StringIO
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.db import OperationalError, connection

from samspel.people.services import erase, invite
from samspel.programme.services.planning import request_plan
from samspel.programme.types import PlanOptions
from samspel.records.models import Entry, Run
from samspel.records.queries import broken_link
from samspel.records.services import note
from tests.rooms import address

pytestmark = pytest.mark.django_db


def test_a_whole_journal_is_whole_also_after_a_person_is_erased(edition: Any) -> None:
    person = invite(email="gone@example.org")
    note(who=person, verb="test", subject=edition)
    erase(user=person, who=None)
    assert broken_link() is None
    assert Entry.objects.get(verb="test").who is None


@pytest.mark.parametrize("change", [{"verb": "other"}, {"details": {"a": 1}}, {"who_key": "x"}])
def test_an_altered_line_shows(edition: Any, change: dict[str, Any]) -> None:
    number = note(who=None, verb="test", subject=edition).number
    note(who=None, verb="after", subject=edition)
    Entry.objects.filter(number=number).update(**change)
    assert broken_link() == number


def test_a_missing_line_shows(edition: Any) -> None:
    number = note(who=None, verb="test", subject=edition).number
    note(who=None, verb="after", subject=edition)
    Entry.objects.filter(number=number).delete()
    assert broken_link() == number


def test_another_person_s_name_on_a_line_shows(edition: Any, people: dict[str, Any]) -> None:
    number = note(who=people["office"], verb="test", subject=edition).number
    Entry.objects.filter(number=number).update(who=people["viewer"])
    assert broken_link() == number


def test_newest_lines_that_are_gone_show_by_a_noted_head(edition: Any) -> None:
    note(who=None, verb="test", subject=edition)
    said = StringIO()
    call_command("journal", "--check", stdout=said)
    head = said.getvalue().split("Head: ")[1].strip()
    note(who=None, verb="after", subject=edition)
    call_command("journal", "--noted", head, stdout=said)
    Entry.objects.filter(number__gte=int(head.split(":")[0])).delete()
    assert broken_link() is None
    with pytest.raises(CommandError, match="the newest lines were taken away"):
        call_command("journal", "--noted", head, stdout=said)


def test_what_a_person_changes_of_their_account_is_written_without_the_values(edition: Any, client_of: Any) -> None:
    values = {"name": "Vera", "language": "en", "password": "a long enough phrase"}
    assert client_of("viewer").post(address("account"), values).status_code == 302
    last = Entry.objects.first()
    assert last is not None
    assert last.who is not None
    assert (last.who.email, last.verb, last.details) == (
        "viewer@example.org",
        "user.set",
        {"fields": ["name", "language", "password"]},
    )
    assert last.who.check_password("a long enough phrase")


def test_who_becomes_host_is_written_once() -> None:
    for _time in range(2):
        call_command("account", "host@example.org", "--host", stdout=StringIO())
    assert list(Entry.objects.order_by("number").values_list("verb", flat=True)) == ["user.invite", "user.host"]


def test_a_run_and_its_line_are_one(edition: Any) -> None:
    def full(execute: Any, sql: str, params: Any, many: bool, context: Any) -> Any:
        if sql.startswith('INSERT INTO "records_entry"'):
            raise OperationalError("the disk is full")
        return execute(sql, params, many, context)

    with connection.execute_wrapper(full), pytest.raises(OperationalError):
        request_plan(edition=edition, options=PlanOptions(seconds=1), who=None)
    assert Run.objects.count() == 0
