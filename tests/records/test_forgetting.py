"""Nothing is kept longer than docs/running.md says, and what is erased is gone everywhere."""

from __future__ import annotations

import json
import os
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.apps import apps
from django.conf import settings
from django.contrib.sessions.backends.db import SessionStore
from django.core.management import call_command
from django.utils import timezone

from samspel.errors import NotFound, Refused
from samspel.ideas.services.inboxes import give_inbox_role, open_inbox
from samspel.lineup.services.erasing import erase_act
from samspel.people.models import Attempt, User
from samspel.people.services import erase, hash_of, invite
from samspel.places.models import Membership
from samspel.places.services import start_festival
from samspel.places.services.roles import give_role
from samspel.places.types import Role
from samspel.programme.queries.publication import publication_shown
from samspel.programme.services.intake import apply
from samspel.programme.services.planning import apply_plan, execute_plan, request_plan
from samspel.programme.types import PlanOptions
from samspel.records.digests import digest_of
from samspel.records.models import Entry, Intake, Run
from samspel.records.queries import broken_link
from samspel.records.services import undo_intake
from samspel.records.types import State
from samspel.records.worker import do_chores, work
from samspel.report.services import request_report
from tests.rooms import address, dump, names_of, publish_all, take

pytestmark = pytest.mark.django_db


def ago(**span: int) -> Any:
    return timezone.now() - timedelta(**span)


def planned(edition: Any) -> Run:
    run = request_plan(edition=edition, options=PlanOptions(seconds=1), who=None)
    answer = execute_plan(run.problem, run.seed, lambda *_: True).values
    Run.objects.filter(pk=run.pk).update(answer=answer, state=State.DONE, finished_at=timezone.now())
    return Run.objects.get(pk=run.pk)


def test_a_waiting_upload_is_gone_within_a_day(edition: Any) -> None:
    old, new = take(edition, "act\nAlba\n"), take(edition, "act\nAlba\n")
    Intake.objects.filter(pk=old.pk).update(at=ago(hours=23, minutes=1))
    do_chores()
    assert list(Intake.objects.all()) == [new]


def test_an_old_import_keeps_its_counts_and_not_its_values(edition: Any) -> None:
    intake = take(edition, "act,genre,start\nTallhamn,visa,\nAlba,folk,99:99\n")
    apply(intake=intake, edition=edition, who=None)
    before = Intake.objects.get()
    do_chores()
    assert Intake.objects.get().changed == before.changed != []
    Intake.objects.update(applied_at=ago(days=91))
    do_chores()
    after = Intake.objects.get()
    assert [len(after.changed), len(after.refused)] == [len(before.changed), len(before.refused)] == [1, 1]
    assert "visa" not in json.dumps(after.changed)
    assert "99:99" not in json.dumps(after.refused)
    with pytest.raises(Refused, match="more than 90 days ago"):
        undo_intake(intake=after, who=None)


def test_what_is_over_for_signing_in_goes(settings: Any, tmp_path: Path) -> None:
    for key, at in (("old", ago(minutes=61)), ("new", ago(minutes=59))):
        Attempt.objects.create(kind="test", key_hash=hash_of(kind="test", key=key), at=at)
    settings.EMAIL_FILE_PATH = tmp_path
    for name, days in (("old.log", 8), ("new.log", 6)):
        (tmp_path / name).write_text("Follow this link")
        os.utime(tmp_path / name, (ago(days=days).timestamp(),) * 2)
    for seconds in (-1, 60):
        session = SessionStore()
        session.set_expiry(seconds)
        session.create()
    do_chores()
    left = apps.get_model("sessions.Session").objects.count()
    assert (Attempt.objects.count(), [path.name for path in tmp_path.iterdir()], left) == (1, ["new.log"], 1)


def test_accounts_that_nobody_uses_are_erased(edition: Any, people: dict[str, User]) -> None:
    def was(name: str, *, invited: int, seen: int | None) -> None:
        last = ago(days=seen) if seen is not None else None
        User.objects.filter(email=f"{name}@example.org").update(created_at=ago(days=invited), last_login=last)

    for name in ("idle", "back", "caretaker"):
        invite(email=f"{name}@example.org")
    give_inbox_role(inbox=open_inbox(place="Örebro", who=None), email="caretaker@example.org", role="reader", who=None)
    was("caretaker", invited=900, seen=800)  # a role in whatever room
    was("juror", invited=181, seen=None)  # never came
    was("viewer", invited=179, seen=None)
    was("analyst", invited=900, seen=800)  # has a role
    was("office", invited=181, seen=None)  # never came, but nobody else is in the office
    was("host", invited=900, seen=None)
    was("idle", invited=900, seen=366)
    was("back", invited=900, seen=364)
    before = set(User.objects.values_list("email", flat=True))
    do_chores()
    gone = before - set(User.objects.values_list("email", flat=True))
    assert gone == {"juror@example.org", "idle@example.org"}


def test_only_runs_that_nothing_points_at_are_forgotten(edition: Any) -> None:
    used, unused, young = planned(edition), planned(edition), planned(edition)
    apply_plan(run=used, edition=edition, who=None)
    Run.objects.filter(pk__in=[used.pk, unused.pk]).update(finished_at=ago(days=366))
    Run.objects.filter(pk=young.pk).update(finished_at=ago(days=364))
    do_chores()
    assert set(Run.objects.values_list("pk", flat=True)) == {used.pk, young.pk}


@pytest.mark.django_db(transaction=True)
def test_the_worker_forgets_when_it_starts(edition: Any) -> None:
    take(edition, "act\nAlba\n")
    Intake.objects.update(at=ago(days=2))
    assert (work(once=True), Intake.objects.count()) == (0, 0)


def test_an_erased_act_is_named_nowhere(edition: Any, client: Any) -> None:
    publish_all(edition)
    plan, report = planned(edition), request_report(edition=edition, who=None)
    apply(intake=take(edition, "act,genre\nTallhamn,visa\n"), edition=edition, who=None)
    page = address("act", *names_of(edition), "tallhamn")
    assert client.get(page).status_code == 200
    erase_act(act=edition.acts.get(slug="tallhamn"), who=None)
    rows = [list(model.objects.values()) for model in (Run, Intake, Entry)]
    kept = json.dumps([dump(), rows], default=str)
    assert "tallhamn" not in kept.lower()
    assert client.get(page).status_code == 404
    shown = publication_shown(edition)
    assert shown is not None
    assert (shown.digest, len(shown.snapshot["sets"])) == (digest_of(shown.snapshot), 3)
    for run in (plan, report):
        run.refresh_from_db()
        assert run.digest == digest_of(run.problem)
    # The plan can still be repeated, by its numbers.
    assert len(execute_plan(plan.problem, plan.seed, lambda *_: True).values["placements"]) == 4
    assert broken_link() is None


def test_a_programme_without_a_set_is_withdrawn(edition: Any) -> None:
    publish_all(edition)
    for act in edition.acts.all():
        erase_act(act=act, who=None)
    assert publication_shown(edition) is None


def test_the_command_erases_an_account_and_an_act(edition: Any, people: dict[str, User]) -> None:
    call_command("erase", "account", "VIEWER@example.org")
    call_command("erase", "act", *names_of(edition), "tallhamn")
    assert not User.objects.filter(email="viewer@example.org").exists()
    assert not edition.acts.filter(slug="tallhamn").exists()
    for nobody in (["account", "viewer@example.org"], ["act", *names_of(edition), "tallhamn"]):
        with pytest.raises(NotFound):
            call_command("erase", *nobody)


def test_the_last_of_the_office_is_not_erased(edition: Any, people: dict[str, User], client_of: Any) -> None:
    office, client = people["office"], client_of("office")
    second = start_festival(name="Andra", place="Örebro", who=office)
    give_role(festival=edition.festival, email="next@example.org", role=Role.OFFICE, who=None)
    answer = client.post(address("account-erase"))
    assert answer.status_code == 409
    assert "office@example.org is the last one in the office of Andra" in answer.content.decode()
    assert Membership.objects.filter(user=office).count() == 2
    give_role(festival=second, email="next@example.org", role=Role.OFFICE, who=None)
    assert client.post(address("account-erase")).status_code == 302
    assert not User.objects.filter(pk=office.pk).exists()


def test_the_journal_names_who_erased_themselves_by_a_key_alone(edition: Any, people: dict[str, User]) -> None:
    viewer = people["viewer"]
    erase(user=viewer, who=viewer)
    last = Entry.objects.first()
    assert last is not None
    assert (last.who, last.who_key, last.verb, last.subject) == (
        None,
        viewer.key,
        "user.erase",
        f"people:user:{viewer.key}",
    )
    assert broken_link() is None


def test_the_folder_of_mails_is_known_whether_or_not_a_server_is_set() -> None:
    assert Path(settings.EMAIL_FILE_PATH).name == "mail"
