"""The journal: a chain in which a missing or altered line shows."""

from __future__ import annotations

from typing import Any

import pytest

from samspel.people.services import erase, invite
from samspel.records.models import Entry
from samspel.records.queries import broken_link
from samspel.records.services import note

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
