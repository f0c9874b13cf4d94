"""When an act can play: asked by a link, answered as people can answer, kept as stretches that the checker knows."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.core import mail
from django.test import Client
from django.utils import timezone
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from samspel.errors import Refused
from samspel.lineup.forms import AnswerForm
from samspel.lineup.models import Act, AnswerLink, Availability
from samspel.lineup.queries import Waiting, standing, waiting
from samspel.lineup.services.acts import erase_contact, set_act
from samspel.lineup.services.asking import answer, ask, make_link, revoke_links
from samspel.lineup.types import ALL_NIGHT, ALWAYS, Answer, Extent
from samspel.lineup.views.answering import ANSWERS_PER_LINK, GUESSES_PER_CALLER
from samspel.programme.queries.notices import hints
from samspel.programme.queries.planning import problems, timetable_in_use
from samspel.programme.services.planning import execute_plan, request_plan
from samspel.programme.services.publication import publish, withdraw
from samspel.programme.types import PlanOptions
from samspel.records.models import Entry
from tests.rooms import address, names_of, place, publish_all

pytestmark = pytest.mark.django_db

CLOCKS = st.sampled_from(["", "06:00", "12:00", "17:00", "18:30", "20.00", "2330", "00:00", "01:15", "05:59", "06:00"])
NIGHT_DATA = st.fixed_dictionaries(
    {
        "kind": st.sampled_from(["any", "none", "parts"]),
        "parts": st.lists(st.sampled_from(["afternoon", "early", "late", "midnight"]), unique=True),
        "start": CLOCKS,
        "until": CLOCKS,
    }
)


@pytest.fixture(autouse=True)
def in_august(monkeypatch: Any) -> None:
    """A month before the first night of the `edition` fixture, whenever the tests run."""
    monkeypatch.setattr(timezone, "now", lambda: datetime(2026, 8, 1, 12, tzinfo=UTC))


@pytest.fixture
def act(edition: Any) -> Act:
    found: Act = edition.acts.get(name="Tallhamn")
    found.contact_email = "tallhamn@example.org"
    found.save()
    return found


def on(moment: str, page: str) -> int:
    """Return how a page answers at a moment."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(timezone, "now", lambda: datetime.fromisoformat(moment).replace(tzinfo=UTC))
        return Client().get(page).status_code


def form_data(nights: list[Any], given: list[dict[str, Any]]) -> dict[str, Any]:
    return {
        f"{name}_{night.pk}": value for night, one in zip(nights, given, strict=True) for name, value in one.items()
    }


def shown(form: AnswerForm) -> dict[str, Any]:
    """Return what a person who opens the form and presses its button would send."""
    return {name: form[name].value() or "" for name in form.fields}


@settings(max_examples=80, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(data=st.lists(NIGHT_DATA, min_size=2, max_size=2))
def test_what_is_answered_is_what_the_form_shows_again(edition: Any, data: list[dict[str, Any]]) -> None:
    nights = list(edition.nights.all())
    form = AnswerForm(form_data(nights, data), nights=nights, former=None)
    if not form.is_valid():
        return
    act = edition.acts.first()
    answer(act=act, answer=form.answer, who=None)
    kept = standing(act).answer
    again = AnswerForm(shown(AnswerForm(nights=nights, former=kept)), nights=nights, former=kept)
    assert (kept, again.is_valid(), again.answer) == (form.answer, True, form.answer)


@pytest.mark.parametrize(
    ("given", "rows", "sentence"),
    [
        ([{"kind": "any"}, {"kind": "any"}], [], "Any time, all nights."),
        ([{"kind": "none"}, {"kind": "none"}], [], "Not at all, on no night."),
        ([{"kind": "any"}, {"kind": "none"}], [(3, 0, 2160)], "Thu 3 Sep: any time; Fri 4 Sep: not at all."),
        (
            [{"kind": "parts", "parts": ["early", "late"]}, {"kind": "parts", "parts": ["afternoon", "midnight"]}],
            [(3, 1020, 1440), (4, 720, 1020), (4, 1440, 1800)],
            "Thu 3 Sep: early evening and late evening; Fri 4 Sep: afternoon and after midnight.",
        ),
        (
            [{"kind": "parts", "parts": ["early"], "start": "22:30", "until": "1:15"}, {"kind": "none"}],
            [(3, 1350, 1515)],
            "Thu 3 Sep: 22:30–01:15; Fri 4 Sep: not at all.",
        ),
        (
            [{"kind": "parts", "start": "0:30", "until": "02:00"}, {"kind": "parts", "parts": ["late"]}],
            [(3, 1470, 1560), (4, 1200, 1440)],
            "Thu 3 Sep: 00:30–02:00; Fri 4 Sep: late evening.",
        ),
    ],
)
def test_an_answer_becomes_stretches_and_a_sentence(
    edition: Any, act: Act, given: list[dict[str, Any]], rows: list[Any], sentence: str
) -> None:
    nights = list(edition.nights.all())
    page = address("answer", make_link(act=act, who=None))
    data = form_data(nights, given)
    looked = Client().post(page, data).content.decode()
    assert f'<p class="lead strong">{sentence}</p>' in looked
    assert standing(act).answered_at is None  # looking saves nothing
    assert Client().post(page, {**data, "sure": "yes"}).status_code == 302
    found = Availability.objects.filter(act=act).values_list("night__date__day", "from_minute", "until_minute")
    assert list(found) == rows
    assert sentence in Client().get(page).content.decode()


@pytest.mark.parametrize(
    ("given", "said"),
    [
        ({}, "Choose one of the three."),
        ({"kind": "parts"}, "Thursday 3 September 2026: say which part."),
        ({"kind": "parts", "start": "18:00"}, "Thursday 3 September 2026: give both times."),
        ({"kind": "parts", "start": "18:00", "until": "17:00"}, "Thursday 3 September 2026: the night ends at noon"),
        ({"kind": "parts", "start": "late", "until": "17:00"}, "“late” is not a time: write it as 18:30."),
    ],
)
def test_what_is_missing_is_said_at_its_night(edition: Any, act: Act, given: dict[str, Any], said: str) -> None:
    first, second = edition.nights.all()
    data = form_data([first, second], [given, {"kind": "any"}])
    page = Client().post(address("answer", make_link(act=act, who=None)), {**data, "sure": "yes"}).content.decode()
    wrong = re.search(rf'id="wrong-{first.pk}">(.*?)</ul>', page, re.DOTALL)
    assert wrong is not None
    assert said in wrong[1]
    assert standing(act).answered_at is None


def test_yes_to_any_time_is_one_press_without_cookie_or_search_engine(act: Act) -> None:
    page, client = address("answer", make_link(act=act, who=None)), Client(enforce_csrf_checks=True)
    first = client.get(page)
    assert "Can you play any time during the festival?" in first.content.decode()
    assert (first["X-Robots-Tag"], "noindex" in first.content.decode()) == ("noindex, nofollow", True)
    assert "no-store" in first["Cache-Control"]
    assert client.post(page, {"always": "yes"}).status_code == 302
    assert standing(act).answer == ALWAYS
    assert "Thank you. The festival has your answer" in client.get(page).content.decode()
    assert client.cookies == {}


def test_a_link_is_kept_as_a_hash_and_ends_when_it_should(edition: Any, act: Act) -> None:
    token = make_link(act=act, who=None)
    page = address("answer", token)
    assert [token in value for value in AnswerLink.objects.values_list("token_hash", flat=True)] == [False]
    assert [on(moment, page) for moment in ("2026-09-05T20:00", "2026-09-06T06:00")] == [200, 404]
    revoke_links(act=act, who=None)
    gone = Client().get(page)
    assert (gone.status_code, "they send you a new one" in gone.content.decode()) == (404, True)
    with pytest.raises(Refused, match="no link to take back"):
        revoke_links(act=act, who=None)


def test_guesses_and_answers_are_limited(act: Act) -> None:
    guesses = [Client().get(address("answer", f"guess-{n}")).status_code for n in range(GUESSES_PER_CALLER + 1)]
    assert guesses == [404] * GUESSES_PER_CALLER + [429]
    page = address("answer", make_link(act=act, who=None))
    presses = [Client().post(page, {"always": "yes"}).status_code for _ in range(ANSWERS_PER_LINK + 1)]
    assert presses == [302] * ANSWERS_PER_LINK + [429]


def test_publishing_closes_the_links_and_hiding_opens_them(edition: Any, act: Act) -> None:
    token = make_link(act=act, who=None)
    publish_all(edition)
    page = Client().get(address("answer", token)).content.decode()
    assert ("write to the festival" in page, "Can you play any time" in page) == (True, False)
    assert Client().post(address("answer", token), {"always": "yes"}).status_code == 409
    assert Client().post(address("answer", token), {"kind_1": "any"}).status_code == 200  # the same page, nothing saved
    assert standing(act).answered_at is None
    later = make_link(act=act, who=None)  # the office asks again: it wants to know
    assert Client().post(address("answer", later), {"always": "yes"}).status_code == 302
    withdraw(edition=edition, who=None)
    assert Client().post(address("answer", token), {"always": "yes"}).status_code == 302


def test_an_act_that_can_never_play_is_a_problem_and_finds_no_place(edition: Any, act: Act) -> None:
    place(edition, "Tallhamn", "Kajen", 20 * 60)
    never = Answer.of((night.pk, ()) for night in edition.nights.all())
    assert never.extent == Extent.NEVER
    answer(act=act, answer=never, who=None)
    about = [one for one in problems(edition, timetable_in_use(edition)) if one.rule != "unplaced"]
    assert [(one.rule, one.sentence) for one in about] == [
        (
            "never",
            "Tallhamn has said that it cannot play on any night: take its sets out, or write to it and correct the "
            "answer.",
        )
    ]
    run = request_plan(edition=edition, options=PlanOptions(seconds=1), who=None)
    answered = execute_plan(run.problem, run.seed, lambda *_: False).values["placements"]
    assert [bool(at) for at in answered] == [False, True, True, True]
    answer(act=act, answer=ALWAYS, who=None)
    assert [one.rule for one in problems(edition, timetable_in_use(edition))] == ["unplaced"] * 3


def test_an_answer_against_a_placed_set_is_a_hint_to_the_office(edition: Any, act: Act, client_of: Any) -> None:
    place(edition, "Tallhamn", "Kajen", 20 * 60)
    first, second = edition.nights.all()
    answer(act=act, answer=Answer.of([(first.pk, ()), (second.pk, ALL_NIGHT)]), who=None)
    sentence = "Tallhamn cannot play at 20:00 on Kajen on Thu 3 Sep: the act is not available from 20:00 until 20:40."
    assert [(hint.act, hint.found.sentence) for hint in hints(edition)] == [("Tallhamn", sentence)]
    for page in ("lineup", "notices"):
        assert sentence in client_of("office").get(address(page, *names_of(edition))).content.decode()
    place(edition, "Tallhamn", "Kajen", 20 * 60, night=1)
    assert hints(edition) == []


def test_the_question_goes_once_in_the_edition_s_language_and_is_followed_by_a_reminder(
    edition: Any, act: Act, client_of: Any
) -> None:
    office = client_of("office")
    assert [one.name for one in waiting(edition).unasked] == ["Tallhamn"]  # the others have no address
    office.post(address("ask-all", *names_of(edition)))
    office.post(address("ask-all", *names_of(edition)))
    assert [(one.to, one.subject, one.reply_to) for one in mail.outbox] == [
        (["tallhamn@example.org"], "När kan Tallhamn spela på Testfest 2026?", ["office@example.org"])
    ]
    assert waiting(edition) == Waiting((), ())  # just asked: left in peace
    AnswerLink.objects.update(made_at=timezone.now() - timedelta(days=4))
    office.post(address("remind-all", *names_of(edition)))
    assert mail.outbox[1].subject == "Påminnelse: när kan Tallhamn spela på Testfest 2026?"
    for message in mail.outbox:  # the older link works as well as the newer
        link = re.search(r"http://localhost:8000(/sv/answer/\S+)", str(message.body))
        assert link is not None
        assert Client().get(link[1]).status_code == 200
    answer(act=act, answer=ALWAYS, who=None)
    AnswerLink.objects.update(made_at=timezone.now() - timedelta(days=9))
    assert waiting(edition).silent == ()


def test_a_mail_to_an_address_that_nobody_can_have_is_told_and_counts_as_not_asked(
    edition: Any, act: Act, client_of: Any
) -> None:
    Act.objects.filter(pk=act.pk).update(contact_email="two\nlines@example.org")
    page = client_of("office").post(address("ask-all", *names_of(edition)), follow=True).content.decode()
    assert ("No mail could be sent to Tallhamn" in page, mail.outbox) == (True, [])
    assert (AnswerLink.objects.count(), [one.name for one in waiting(edition).unasked]) == (0, ["Tallhamn"])


def test_without_a_mail_server_nobody_is_asked(edition: Any, act: Act, settings: Any) -> None:
    settings.EMAIL_BACKEND, settings.EMAIL_HOST, settings.EMAIL_PORT = (
        "django.core.mail.backends.smtp.EmailBackend",
        "127.0.0.1",
        1,
    )
    with pytest.raises(Refused, match="mail server cannot be reached, so nothing was sent"):
        ask(acts=[act], is_reminder=False, address=lambda token: token, who=None)
    assert (AnswerLink.objects.count(), [one.name for one in waiting(edition).unasked]) == (0, ["Tallhamn"])


def test_an_act_is_changed_and_the_journal_names_no_address(edition: Any, act: Act, client_of: Any) -> None:
    page, office = address("office-act", *names_of(edition), act.pk), client_of("office")
    values = {"name": "Tall  hamn", "contact_email": "new@example.org", "genre": "folk", "draw_persons": "90"}
    assert office.post(page, values).status_code == 302
    act.refresh_from_db()
    assert (act.name, act.slug, act.contact_email, act.draw_persons) == ("Tall hamn", "tallhamn", "new@example.org", 90)
    entry = Entry.objects.get(verb="act.set")
    assert entry.details == {"fields": ["name", "contact_email", "draw_persons"]}
    taken = office.post(page, {**values, "name": "Nordljus"})
    assert (taken.status_code, "There is another act called Nordljus." in taken.content.decode()) == (200, True)
    wrong = office.post(page, {**values, "contact_email": "new@"})
    assert (wrong.status_code, "Enter a valid email address." in wrong.content.decode()) == (200, True)
    set_act(act=act, values={"name": act.name}, who=None)
    assert Entry.objects.filter(verb="act.set").count() == 1  # nothing changed, nothing noted


def test_a_copied_link_is_shown_once_and_erasing_the_contact_ends_it(edition: Any, act: Act, client_of: Any) -> None:
    office = client_of("office")
    shown_page = office.post(address("act-link", *names_of(edition), act.pk)).content.decode()
    link = re.search(r'value="http://localhost:8000(/sv/answer/\S+?)"', shown_page)
    assert link is not None
    assert Client().get(link[1]).status_code == 200
    assert "/sv/answer/" not in office.get(address("office-act", *names_of(edition), act.pk)).content.decode()
    erase_contact(act=act, who=None)
    act.refresh_from_db()
    assert (act.contact_email, Client().get(link[1]).status_code) == ("", 404)


def test_the_office_answers_on_an_act_s_behalf_also_when_published(edition: Any, act: Act, client_of: Any) -> None:
    publish_all(edition)
    page, office = address("availability", *names_of(edition), act.pk), client_of("office")
    first, second = edition.nights.all()
    data = {f"kind_{first.pk}": "none", f"kind_{second.pk}": "any"}
    assert "Is this right?" in office.post(page, data).content.decode()
    assert office.post(page, {**data, "sure": "yes"}).status_code == 302
    found = standing(act)
    assert (found.summary, found.answered_by) == (
        "Thu 3 Sep: not at all; Fri 4 Sep: any time.",
        "office@example.org",
    )


def test_without_nights_nobody_is_asked(edition: Any, act: Act) -> None:
    edition.nights.all().delete()
    with pytest.raises(Refused, match="Set the nights of Testfest 2026 first"):
        make_link(act=act, who=None)


@pytest.mark.parametrize("name", ["office-act", "availability"])
def test_three_people_at_an_act_s_pages(edition: Any, act: Act, client_of: Any, name: str) -> None:
    path = address(name, *names_of(edition), act.pk)
    people = (None, "stranger", "venue", "viewer", "office")
    assert [client_of(who).get(path).status_code for who in people] == [302, 403, 403, 403, 200]
    assert client_of("office").get(address(name, *names_of(edition), 0)).status_code == 404


@pytest.mark.parametrize(
    ("name", "office"), [("act-link", 200), ("act-ask", 302), ("act-revoke", 409), ("erase-act-contact", 302)]
)
def test_three_people_who_change_an_act(edition: Any, act: Act, client_of: Any, name: str, office: int) -> None:
    path = address(name, *names_of(edition), act.pk)
    people = (None, "stranger", "venue", "viewer", "office")
    assert [client_of(who).post(path).status_code for who in people] == [302, 403, 403, 403, office]
    assert client_of("office").get(path).status_code == 405


def test_viewers_see_the_acts_but_no_address(edition: Any, act: Act, client_of: Any) -> None:
    publish(edition=edition, who=None) if edition.timetables.exists() else None
    path = address("lineup", *names_of(edition))
    people = (None, "stranger", "venue", "viewer", "office")
    assert [client_of(who).get(path).status_code for who in people] == [302, 403, 403, 200, 200]
    pages = {who: client_of(who).get(path).content.decode() for who in ("viewer", "office")}
    assert {who: "tallhamn@example.org" in page for who, page in pages.items()} == {"viewer": False, "office": True}
    counts = {
        part: client_of("office").get(f"{path}?show={part}").content.decode().count('<th scope="row">')
        for part in ("", "silent", "unreachable", "setless")
    }
    assert counts == {"": 4, "silent": 4, "unreachable": 3, "setless": 0}
