"""Ideas: left without an account, read by a person, moved on with reasons, followed to whatever became of them."""

from __future__ import annotations

import re
from datetime import date, timedelta
from typing import Any

import pytest
from django.core import mail
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.utils import timezone

from samspel.errors import BadInput, NotFound, Refused
from samspel.ideas.models import Assessment, Follower, Idea, Inbox, Turn
from samspel.ideas.queries import ideas as queries
from samspel.ideas.queries.following import follower as find_follower
from samspel.ideas.queries.following import token_of
from samspel.ideas.queries.inbox import Filter, alone, board, ideas, stuck
from samspel.ideas.services import anchoring, chores, inboxes, leaving, tending
from samspel.ideas.types import Need, Outcome, Stage, Verdict
from samspel.ideas.views.public import LEFT_BY_ADDRESS
from samspel.people.services import erase, invite
from samspel.records.queries import broken_link
from samspel.records.services.documents import MOST_BYTES, keep_document
from tests.ideas.ideas import an_idea, some_idea
from tests.rooms import address

pytestmark = pytest.mark.django_db

PDF = b"%PDF-1.7 minutes"


@pytest.fixture
def idea(db: None) -> Idea:
    return some_idea()


@pytest.fixture
def caretaker(idea: Idea) -> Any:
    return inboxes.give_inbox_role(inbox=idea.inbox, email="care@example.org", role="caretaker", who=None).user


def now(idea: Idea) -> Idea:
    return Idea.objects.get(pk=idea.pk)


def client_of(user: Any) -> Client:
    client = Client()
    client.force_login(user, backend="django.contrib.auth.backends.ModelBackend")
    return client


def refuse_mail(*_given: Any) -> None:
    raise OSError("the server said no")


def days_later(monkeypatch: pytest.MonkeyPatch, days: int) -> None:
    later = timezone.now() + timedelta(days=days)
    monkeypatch.setattr(timezone, "now", lambda: later)


LEFT = {"sentence": "A stage in every church", "email": "bo@example.org", "text": "", "where": "", "name": ""}


def test_anybody_leaves_an_idea_and_a_link_confirms_it() -> None:
    inbox = inboxes.open_inbox(place="Tallköping", who=None)
    page, visitor = address("ideas", inbox.slug), Client()
    answer = visitor.post(page, LEFT)
    assert (answer.status_code, answer["Location"]) == (302, f"{page}?left#left")
    assert "A link is on its way" in visitor.get(f"{page}?left").content.decode()
    (letter,) = mail.outbox
    assert (letter.to, letter.subject) == (["bo@example.org"], "Confirm your idea for Tallköping")
    assert list(ideas(inbox, Filter(), public_only=False)) == []
    link = re.search(r"http\S+", letter.body)
    assert link is not None
    own = link[0].removeprefix("http://localhost:8000")
    assert "Confirm that this is your address" in visitor.get(own).content.decode()
    assert list(ideas(inbox, Filter(), public_only=False)) == []  # a machine that opens links confirms nothing
    visitor.post(own, {"confirm": "1"})
    visitor.post(own, {"confirm": "1"})
    assert [one.sentence for one in ideas(inbox, Filter(), public_only=False)] == ["A stage in every church"]
    assert list(ideas(inbox, Filter(), public_only=True)) == []
    assert not visitor.cookies
    assert broken_link() is None


def test_what_is_wrong_with_an_idea_is_said_and_kept_in_the_form() -> None:
    inbox = inboxes.open_inbox(place="Tallköping", who=None)
    answer = Client().post(address("ideas", inbox.slug), {**LEFT, "email": "nowhere", "text": "More"})
    assert (answer.status_code, Idea.objects.count(), mail.outbox) == (422, 0, [])
    assert "A stage in every church" in answer.content.decode()


def test_a_machine_that_fills_in_the_trap_is_thanked_and_ignored() -> None:
    inbox = inboxes.open_inbox(place="Tallköping", who=None)
    assert Client().post(address("ideas", inbox.slug), {**LEFT, "website": "http://x"}).status_code == 302
    assert (Idea.objects.count(), mail.outbox) == (0, [])


def test_who_leaves_too_many_waits() -> None:
    page = address("ideas", inboxes.open_inbox(place="Tallköping", who=None).slug)
    codes = [Client().post(page, LEFT).status_code for _time in range(LEFT_BY_ADDRESS + 1)]
    assert codes == [*[302] * LEFT_BY_ADDRESS, 429]
    assert Idea.objects.count() == LEFT_BY_ADDRESS


def test_a_closed_inbox_takes_nothing() -> None:
    inbox = inboxes.open_inbox(place="Tallköping", who=None)
    inboxes.set_inbox(inbox=inbox, welcome="Come back in May.", is_open=False, who=None)
    assert Client().post(address("ideas", inbox.slug), LEFT).status_code == 409
    assert "Come back in May." in Client().get(address("ideas", inbox.slug)).content.decode()


def test_an_idea_that_cannot_be_confirmed_by_mail_waits(monkeypatch: pytest.MonkeyPatch) -> None:
    inbox = inboxes.open_inbox(place="Tallköping", who=None)
    monkeypatch.setattr("django.core.mail.backends.locmem.EmailBackend.send_messages", refuse_mail)
    answer = Client().post(address("ideas", inbox.slug), LEFT)
    assert (answer.status_code, "the server said no" in answer.content.decode()) == (409, True)


def test_nothing_is_public_before_a_person_has_looked(idea: Idea) -> None:
    page = address("idea", idea.inbox.slug, idea.number)
    assert Client().get(page).status_code == 302  # to sign in: addresses tell nothing
    tending.show_idea(idea=idea, is_public=True, who=None)
    shown = Client().get(page).content.decode()
    assert idea.sentence in shown
    assert "Municipal board: yes" in shown
    assert "SEK\u00a0100,000" in shown
    assert "place, permission" in shown
    assert "ada@example.org" not in shown
    tending.show_idea(idea=idea, is_public=False, who=None)
    tending.show_idea(idea=idea, is_public=False, who=None)
    assert [one.kind for one in idea.turns.all()][:2] == ["hidden", "shown"]


def test_an_unconfirmed_idea_cannot_be_shown() -> None:
    inbox = inboxes.open_inbox(place="Tallköping", who=None)
    left = leaving.leave_idea(inbox=inbox, sentence="A stage in every church", email="a@example.org", language="sv")
    with pytest.raises(Refused, match="has not confirmed it yet"):
        tending.show_idea(idea=left.idea, is_public=True, who=None)


@pytest.mark.parametrize(
    ("stage", "reason", "champion", "sentence"),
    [
        (Stage.LOOKED_AT, " ", "", "Write why"),
        (Stage.NEW, "Because", "", "is there already"),
        (Stage.CHAMPIONED, "Because", "", "Write who champions it"),
    ],
)
def test_every_step_has_its_reason(idea: Idea, stage: Stage, reason: str, champion: str, sentence: str) -> None:
    with pytest.raises(Refused, match=sentence):
        tending.move_on(idea=idea, stage=stage, reason=reason, champion=champion, who=None)
    assert now(idea).stage == Stage.NEW


def test_a_decision_comes_before_the_stage_that_says_so() -> None:
    idea = an_idea()
    with pytest.raises(Refused, match="which body decided what"):
        tending.move_on(idea=idea, stage=Stage.DECIDED, reason="It is", who=None)
    anchoring.write_decision(
        inbox=idea.inbox, ideas=[idea], who=None, body="Board", date=date(2026, 1, 2), outcome=Outcome.NO, text="No."
    )
    tending.move_on(idea=idea, stage=Stage.DECIDED, reason="They said no", who=None)
    assert (now(idea).stage, queries.anchoring(now(idea), public_only=True).missing) == (
        Stage.DECIDED,
        (Need.MONEY, Need.PLACE, Need.PERMISSION),
    )


def test_followers_are_told_once_of_all_that_happened(idea: Idea) -> None:
    tending.show_idea(idea=idea, is_public=True, who=None)
    page = address("follow-idea", idea.inbox.slug, idea.number)
    assert Client().post(page, {"email": "no"}).status_code == 422
    Client().post(page, {"email": "eva@example.org", "website": "x"})
    Client().post(page, {"email": "eva@example.org"})
    leaving.confirm(follower=Follower.objects.get(email="eva@example.org"))
    mail.outbox.clear()
    tending.move_on(idea=idea, stage=Stage.CHAMPIONED, reason="The parish wants it.", champion="The dean", who=None)
    chores.see_to_ideas()
    chores.see_to_ideas()
    told = {one.to[0]: one.body for one in mail.outbox}
    assert (len(mail.outbox), set(told)) == (2, {"ada@example.org", "eva@example.org"})
    assert "From “new” to “championed”. The parish wants it." in told["eva@example.org"]
    assert "Municipal board decided: yes." in told["ada@example.org"]  # before Eva came
    assert "Municipal board" not in told["eva@example.org"]


def test_a_follower_s_page_shows_all_and_lets_them_be_forgotten(idea: Idea) -> None:
    ada = Follower.objects.get(is_author=True)
    own = address("follow", token_of(ada))
    page = Client().get(own)
    assert (page.status_code, page["X-Robots-Tag"]) == (200, "noindex, nofollow")
    assert "Nobody has read it yet" in page.content.decode()
    tending.take_care(idea=idea, caretaker=None, who=None)
    assert "It is not shown to everybody" in Client().get(own).content.decode()
    Client().post(own, {"forget": "1"})
    assert (Follower.objects.count(), Idea.objects.count()) == (0, 1)
    assert Client().get(own).status_code == 404
    for wrong in ("", "x", "1-abc", f"{10**30}-a", "²-a"):
        with pytest.raises(NotFound):
            find_follower(wrong)


def test_an_author_takes_back_what_nobody_has_read() -> None:
    idea = an_idea()
    leaving.forget_follower(follower=idea.followers.get())
    assert Idea.objects.count() == 0


def test_a_merged_idea_lives_on_in_another(idea: Idea, caretaker: Any) -> None:
    other = an_idea("Late concerts in the cathedral")
    leaving.follow(idea=other, email="eva@example.org", language="xx")
    tending.show_idea(idea=other, is_public=True, who=None)
    with pytest.raises(Refused, match="Write why"):
        tending.merge(idea=other, into=idea, reason="", who=None)
    with pytest.raises(Refused, match="Choose another"):
        tending.merge(idea=idea, into=idea, reason="Same", who=None)
    with pytest.raises(Refused, match="Choose another"):
        tending.merge(idea=idea, into=an_idea(town="Granby"), reason="Same", who=None)
    tending.merge(idea=other, into=idea, reason="The same thought.", who=caretaker)
    assert {one.email for one in now(idea).followers.all()} == {"ada@example.org", "eva@example.org"}
    assert other.sentence not in [one.sentence for one in ideas(idea.inbox, Filter(), public_only=False)]
    for verb in (
        lambda: tending.show_idea(idea=other, is_public=False, who=None),
        lambda: tending.move_on(idea=other, stage=Stage.DONE, reason="Done", who=None),
        lambda: anchoring.assess(idea=other, verdict=Verdict.YES, reason="Yes", ratings={}, who=caretaker),
    ):
        with pytest.raises(Refused, match=f"was merged into number {idea.number}"):
            verb()
    tending.show_idea(idea=idea, is_public=True, who=None)
    answer = Client().get(address("idea", idea.inbox.slug, other.number))
    assert answer["Location"] == address("idea", idea.inbox.slug, idea.number)
    assert now(idea).decisions.count() == 1


def test_a_part_goes_on_by_itself_with_the_same_people(idea: Idea, caretaker: Any) -> None:
    tending.take_care(idea=idea, caretaker=caretaker, who=None)
    with pytest.raises(Refused, match="Write why"):
        tending.split(idea=idea, sentence="Organ concerts at midnight", reason=" ", who=None)
    part = tending.split(idea=idea, sentence="Organ concerts at midnight", reason="Another parish.", who=None)
    assert (part.number, part.split_from, part.caretaker) == (idea.number + 1, idea, caretaker)
    assert [one.email for one in part.followers.all()] == ["ada@example.org"]
    page = client_of(caretaker).get(address("office-idea", idea.inbox.slug, part.number)).content.decode()
    assert f"Split from number {idea.number}. Another parish." in page


def test_assessors_differ_and_it_shows(idea: Idea, caretaker: Any) -> None:
    reach = idea.inbox.criteria.get()
    people = [invite(email=f"p{number}@example.org") for number in range(3)]
    for person, value, verdict in zip(people, (1, 5, 5), (Verdict.NO, Verdict.YES, Verdict.YES), strict=True):
        anchoring.assess(idea=idea, verdict=verdict, reason="So I think", ratings={reach: value}, who=person)
    anchoring.assess(idea=idea, verdict=Verdict.UNSURE, reason="On second thoughts", ratings={reach: 4}, who=people[0])
    (spread,) = queries.spreads(idea)
    assert (spread.values, spread.low, spread.high, spread.steps) == ((4, 5, 5), 4, 5, (0, 0, 0, 1, 2))
    assert queries.weighed([spread]) == pytest.approx((14 / 3 - 1) / 4)
    assert queries.weighed([]) is None
    assert queries.verdicts(list(queries.assessments(idea))) == {"yes": 2, "unsure": 1, "no": 0}
    assert "4–5 of 3" in client_of(caretaker).get(address("office-idea", idea.inbox.slug, idea.number)).content.decode()
    for wrong in (0, 6):
        with pytest.raises(Refused, match="is rated from 1 to 5"):
            anchoring.assess(idea=idea, verdict=Verdict.NO, reason="No", ratings={reach: wrong}, who=people[1])
    with pytest.raises(Refused, match="without a reason"):
        anchoring.assess(idea=idea, verdict=Verdict.NO, reason="", ratings={}, who=people[1])
    inboxes.retire_criterion(criterion=reach, who=None)
    assert (queries.spreads(idea), Assessment.objects.count()) == ([], 3)


def test_criteria_keep_their_scale(idea: Idea) -> None:
    reach, inbox = idea.inbox.criteria.get(), idea.inbox
    with pytest.raises(Refused, match="already"):
        inboxes.add_criterion(inbox=inbox, name="Reach", help="", weight=1, scale=5, who=None)
    inboxes.retire_criterion(criterion=reach, who=None)
    with pytest.raises(Refused, match="another scale"):
        inboxes.add_criterion(inbox=inbox, name="Reach", help="", weight=1, scale=7, who=None)
    assert inboxes.add_criterion(inbox=inbox, name="Reach", help="How far", weight=4, scale=5, who=None).pk == reach.pk


def test_steps_are_taken_once(idea: Idea) -> None:
    step = idea.steps.get()
    anchoring.take_step(step=step, who=None)
    anchoring.take_step(step=step, who=None)
    assert [one.kind for one in idea.turns.filter(kind="step")] == ["step"]
    late = anchoring.plan_step(idea=idea, what="Ask the police", due_date=date(2020, 1, 1), who=None)
    assert late.is_late


def test_the_thread_leads_from_the_dialogue_to_the_decision(idea: Idea) -> None:
    everything = queries.thread(idea, public_only=False)
    assert queries.thread(idea.decisions.get(), public_only=True).before == []
    tending.show_idea(idea=idea, is_public=True, who=None)
    assert [one.source_title for one in queries.thread(idea.decisions.get(), public_only=True).before] == [str(idea)]
    assert [one.source_title for one in everything.before] == ["Creative meeting places"]
    assert [one.title for one in everything.after] == ["Municipal board 2014-06-17"]
    for name, row in (("decision", idea.decisions.get()), ("dialogue", idea.dialogues.get())):
        page = Client().get(address(name, idea.inbox.slug, row.pk)).content.decode()
        assert address("idea", idea.inbox.slug, idea.number) in page
    years = Client().get(address("timeline", idea.inbox.slug)).content.decode()
    assert years.index("17 June") < years.index("5 March")


def test_what_not_everybody_may_see_is_not_there(idea: Idea, caretaker: Any) -> None:
    decision, dialogue = idea.decisions.get(), idea.dialogues.get()
    tending.show_idea(idea=idea, is_public=True, who=None)
    client_of(caretaker).post(address("decision-show", idea.inbox.slug, decision.pk), {"is_public": "0"})
    given = {"name": dialogue.name, "kind": dialogue.kind, "date": dialogue.date, "numbers": idea.number}
    client_of(caretaker).post(address("set-dialogue", idea.inbox.slug, dialogue.pk), given)
    page = Client().get(address("idea", idea.inbox.slug, idea.number)).content.decode()
    assert ("Municipal board:" in page, "Creative meeting places" in page) == (False, False)
    for name, row in (("decision", decision), ("dialogue", dialogue), ("decision-file", decision)):
        assert Client().get(address(name, idea.inbox.slug, row.pk)).status_code == 404
    listed = client_of(caretaker).get(address("inbox-dialogues", idea.inbox.slug)).content.decode()
    assert listed.count("not shown to everybody") == 2


def test_a_decision_is_written_down_with_its_minutes(idea: Idea, caretaker: Any) -> None:
    client, inbox = client_of(caretaker), idea.inbox
    given = {
        "numbers": f"{idea.number}",
        "body": "Culture committee",
        "date": "2014-09-01",
        "outcome": "partly",
        "settles": "place",
        "text": "The square, not the church.",
        "is_public": "on",
    }
    page = address("write-decision", inbox.slug)
    for wrong in ({"numbers": ""}, {"numbers": "99"}, {"date": "yesterday"}):
        assert client.post(page, {**given, **wrong}).context["form"].errors
    fake = SimpleUploadedFile("minutes.pdf", b"<script>alert(1)</script>")
    refused = client.post(page, {**given, "file": fake})
    assert (refused.status_code, "is not a PDF, PNG or JPEG" in refused.content.decode()) == (422, True)
    assert idea.decisions.count() == 1
    client.post(page, {**given, "file": SimpleUploadedFile("../../minutes.html", PDF)})
    decision = idea.decisions.get(body="Culture committee")
    file = Client().get(address("decision-file", inbox.slug, decision.pk))
    assert (file.content, file["Content-Type"], decision.document.name) == (PDF, "application/pdf", "minutes.pdf")
    assert file["Content-Disposition"].startswith("attachment;")
    assert client.get(address("decision-minutes", inbox.slug, decision.pk)).content == PDF
    bare = idea.decisions.get(body="Municipal board")
    assert client.get(address("decision-minutes", inbox.slug, bare.pk)).status_code == 302
    assert Client().get(address("decision-file", inbox.slug, bare.pk)).status_code == 404
    with pytest.raises(Refused, match="at least one"):
        anchoring.write_decision(
            inbox=inbox, ideas=[an_idea(town="Granby")], who=None, body="B", date=date(2026, 1, 1), text=""
        )


def test_a_file_is_kept_once_and_only_if_it_is_what_it_says() -> None:
    one = keep_document(name="a.pdf", content=PDF, who=None)
    assert keep_document(name="b.pdf", content=PDF, who=None) == one
    with pytest.raises(BadInput, match="larger than 10 MB"):
        keep_document(name="a.pdf", content=PDF + b"0" * MOST_BYTES, who=None)


def test_a_dialogue_is_written_down_and_corrected(idea: Idea, caretaker: Any) -> None:
    client, inbox = client_of(caretaker), idea.inbox
    given = {
        "name": "Mälartinget",
        "kind": "council",
        "date": "2013-05-23",
        "numbers": str(idea.number),
        "came": "Region Örebro; public sector; 4\n\nSceniT ; civil; 2",
    }
    page = address("write-dialogue", inbox.slug)
    for wrong, said in (
        ({"came": "Region; church; 4"}, "Line 1, “Region; church; 4”"),
        ({"came": "Region; public; many"}, "write name; sector; persons"),
        ({"came": "x; public; 1\n" * 201}, "At most 200"),
        ({"until_date": "2013-05-01"}, "before the first"),
        ({"numbers": "7000"}, "no idea number 7000"),
    ):
        answer = client.post(page, {**given, **wrong})
        assert said in str(answer.context["form"].errors.as_data()), wrong
    client.post(page, given)
    made = inbox.dialogues.get(name="Mälartinget")
    assert [(str(one), one.organisation.sector) for one in made.participants.all()] == [
        ("Region Örebro 4", "public"),
        ("SceniT 2", "civil"),
    ]
    again = client.get(address("set-dialogue", inbox.slug, made.pk)).context["form"]
    assert (again.initial["numbers"], again.initial["came"]) == (
        str(idea.number),
        "Region Örebro; public; 4\nSceniT; civil; 2",
    )
    client.post(
        address("set-dialogue", inbox.slug, made.pk), {**given, "came": "", "conclusions": "Doing is the core."}
    )
    assert (made.participants.count(), inbox.dialogues.get(pk=made.pk).conclusions) == (0, "Doing is the core.")
    assert Turn.objects.filter(idea=idea, kind="dialogue", after="Mälartinget").count() == 1


def test_ideas_that_nobody_looks_after_are_told_of_each_week(
    idea: Idea, caretaker: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    host = invite(email="host@example.org")
    host.is_host = True
    host.save()
    chores.see_to_ideas()
    mail.outbox.clear()
    days_later(monkeypatch, 8)
    assert list(alone(idea.inbox)) == [idea]
    page = client_of(caretaker).get(address("inbox", idea.inbox.slug)).content.decode()
    assert "1 idea has had no caretaker for more than a week" in page
    chores.remind_caretakers()
    chores.remind_caretakers()
    assert sorted(one.to[0] for one in mail.outbox) == ["care@example.org", "host@example.org"]
    days_later(monkeypatch, 8)
    chores.remind_caretakers()
    assert len(mail.outbox) == 4
    tending.take_care(idea=idea, caretaker=caretaker, who=None)
    assert list(alone(idea.inbox)) == []
    days_later(monkeypatch, 200)
    assert list(stuck(idea.inbox)) == [now(idea)]


def test_a_mail_server_that_is_away_keeps_nothing_from_being_forgotten(
    idea: Idea, monkeypatch: pytest.MonkeyPatch
) -> None:
    leaving.leave_idea(inbox=idea.inbox, sentence="Never confirmed", email="x@example.org", language="sv")
    monkeypatch.setattr("django.core.mail.backends.locmem.EmailBackend.open", refuse_mail)
    days_later(monkeypatch, 8)
    chores.see_to_ideas()
    assert [one.sentence for one in Idea.objects.all()] == [idea.sentence]
    assert [one.email for one in Follower.objects.all()] == ["ada@example.org"]


def test_people_are_forgotten_when_it_is_over(idea: Idea, monkeypatch: pytest.MonkeyPatch) -> None:
    leaving.follow(idea=idea, email="eva@example.org", language="sv")
    days_later(monkeypatch, 8)
    chores.forget_people()
    assert [one.email for one in Follower.objects.all()] == ["ada@example.org"]
    tending.move_on(idea=idea, stage=Stage.DONE, reason="It happened.", who=None)
    days_later(monkeypatch, 360)
    chores.forget_people()
    assert Follower.objects.count() == 1
    days_later(monkeypatch, 10)
    chores.forget_people()
    assert (Follower.objects.count(), Idea.objects.count()) == (0, 1)


def test_roles_are_given_and_taken_but_not_the_last_caretaker_s(idea: Idea, caretaker: Any) -> None:
    client, page = client_of(caretaker), address("inbox-settings", idea.inbox.slug)
    client.post(page, {"what": "role", "role-email": "new@example.org", "role-role": "assessor"})
    client.post(page, {"what": "criterion", "criterion-name": "Cost", "criterion-weight": 3, "criterion-scale": 4})
    client.post(page, {"what": "inbox", "inbox-welcome": "Hello", "inbox-is_open": "on"})
    assert client.post(page, {"what": "criterion"}).status_code == 422
    inbox = Inbox.objects.get(pk=idea.inbox.pk)
    assert (inbox.welcome, [one.name for one in inbox.criteria.all()]) == ("Hello", ["Reach", "Cost"])
    assert {str(one) for one in inbox.members.all()} == {"care@example.org caretaker", "new@example.org assessor"}
    for member in inbox.members.order_by("-pk"):
        client.post(address("inbox-take-role", inbox.slug, member.pk))
    assert [str(one) for one in inbox.members.all()] == ["care@example.org caretaker"]
    with pytest.raises(Refused, match="last caretaker"):
        erase(user=caretaker, who=None)
    inboxes.give_inbox_role(inbox=inbox, email="new@example.org", role="caretaker", who=None)
    erase(user=caretaker, who=None)
    assert broken_link() is None


def test_only_who_runs_the_installation_opens_an_inbox(caretaker: Any) -> None:
    page = address("inboxes")
    assert client_of(caretaker).post(page, {"place": "Granby"}).status_code == 403
    caretaker.is_host = True
    caretaker.save()
    assert client_of(caretaker).post(page, {"place": "Follow"})["Location"].startswith("/en/office/ideas/follow-")
    assert client_of(caretaker).post(page, {"place": "Granby"})["Location"] == address("inbox", "granby")
    with pytest.raises(Refused, match="has an inbox already"):
        inboxes.open_inbox(place="Granby", who=None)
    assert "Granby" in Client().get(address("idea-places")).content.decode()


def test_every_verb_of_the_page(idea: Idea, caretaker: Any) -> None:
    client = client_of(caretaker)

    def do(name: str, **given: Any) -> int:
        return int(client.post(address(name, idea.inbox.slug, idea.number), given).status_code)

    assert do("idea-care", caretaker=caretaker.pk) == 302
    assert do("idea-care", caretaker=10**6) == 422
    assert do("idea-show", is_public="1") == 302
    assert do("idea-move", **{"move-stage": "looked", "move-reason": "We read it."}) == 302
    assert do("idea-assess", **{"assess-verdict": "yes", "assess-reason": "Good", "assess-c0": ""}) == 302
    assert do("idea-step", **{"step-what": "Call", "step-need": "people"}) == 302
    assert do("idea-set", **{"set-sentence": "Open churches", "set-actor": "The Parish", "set-sector": "civil"}) == 302
    assert do("idea-split", **{"split-sentence": "Organ at midnight", "split-reason": "Other people"}) == 302
    assert do("idea-merge", **{"merge-number": 99, "merge-reason": "x"}) == 422
    assert do("idea-merge", **{"merge-number": idea.number + 1, "merge-reason": "Together after all"}) == 302
    done = now(idea)
    assert (done.sentence, str(done.actor), done.stage, done.caretaker) == (
        "Open churches",
        "The Parish",
        Stage.LOOKED_AT,
        caretaker,
    )
    stranger = invite(email="stranger@example.org")
    with pytest.raises(Refused, match="is no caretaker of"):
        tending.take_care(idea=an_idea("Another thing altogether"), caretaker=stranger, who=None)


def test_the_board_and_the_list_find_things(idea: Idea, caretaker: Any) -> None:
    inbox, client = idea.inbox, client_of(caretaker)
    for number in range(31):
        an_idea(f"Lanterns along the river {number}")
    columns = {
        one.stage: (one.count, len(one.ideas), one.more) for one in board(ideas(inbox, Filter(), public_only=False))
    }
    assert columns[Stage.NEW] == (32, 30, 2)
    assert columns[Stage.DONE] == (0, 0, 0)
    page = address("inbox", inbox.slug)
    assert "2 more" in client.get(page).content.decode()
    found = client.get(page, {"view": "list", "q": "river 30"}).context["page"].object_list
    assert [one.sentence for one in found] == ["Lanterns along the river 30"]
    assert list(client.get(page, {"stage": "done"}).context["page"].object_list) == []
    assert list(client.get(page, {"view": "list", "care": "mine"}).context["page"].object_list) == []
    assert client.get(page, {"view": "list", "page": "x"}).status_code == 200
    public = address("ideas", inbox.slug)
    assert "Nothing is shown yet" in Client().get(public).content.decode()
    assert "No idea matches" in Client().get(public, {"q": "zzz"}).content.decode()
