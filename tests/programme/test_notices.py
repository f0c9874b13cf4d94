"""Notices: drafts of what each receiver does not know yet, in its language; sent once, and never when untrue."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.core import mail
from django.utils import timezone

from samspel.errors import Refused
from samspel.lineup.models import Act
from samspel.lineup.services.erasing import erase_act
from samspel.places.models import Venue
from samspel.programme.models import Notice
from samspel.programme.queries.notices import unwritten
from samspel.programme.services.notices import draft_notices
from samspel.programme.services.planning import unplace_set
from samspel.programme.services.publication import publish, snapshot_of
from samspel.programme.services.sending import (
    Programmes,
    discard_notice,
    edit_notice,
    mark_posted,
    restore_notice,
    rewrite_notice,
    send_notices,
    set_letters_language,
)
from samspel.programme.types import NoticeState
from samspel.records.models import Entry
from tests.rooms import address, names_of, place, publish_all

pytestmark = pytest.mark.django_db

PROGRAMME = "http://localhost:8000/en/testfest/2026/"


@pytest.fixture
def published(edition: Any) -> Any:
    """Return the edition, published once, in English, with addresses."""
    edition.language = "en"
    edition.save()
    for row in (*Act.objects.all(), *Venue.objects.all()):
        row.contact_email = f"{row.slug}@example.org"
        row.save()
    publish_all(edition)
    return edition


def drafts(edition: Any) -> dict[str, Notice]:
    return {str(one): one for one in edition.notices.filter(state=NoticeState.DRAFT)}


def tell_everybody(edition: Any, people: Any) -> None:
    send_notices(edition=edition, notices=edition.notices.all(), who=people["office"])
    mark_posted(notice=drafts(edition)["visitors"], who=people["office"])


def change_two(edition: Any) -> None:
    """Move Tallhamn to another venue and night, take Nordljus out."""
    place(edition, "Tallhamn", "Kyrkan", 21 * 60, night=1)
    unplace_set(performance=edition.acts.get(name="Nordljus").performances.get(), edition=edition, who=None)


def test_the_first_version_tells_everybody_when_and_where(published: Any) -> None:
    found = drafts(published)
    assert sorted(found) == ["Kajen", "Kyrkan", "Nordljus", "Tallhamn", "Torget", "visitors", "Åskväder", "Östanvind"]
    act, venue, visitors = found["Åskväder"], found["Kajen"], found["visitors"]
    assert (act.subject, act.text) == (
        "Testfest 2026: when and where Åskväder plays",
        "Hello Åskväder,\n\nThis is when and where you play at Testfest 2026:\n\n"
        "– Thursday 3 September 2026 00:15–00:55 (in the night to Fri 4 Sep), Kajen\n\n"
        "If something is not right, answer this mail.\n\n"
        f"The whole programme: {PROGRAMME}\n\nTestfest\n",
    )
    assert (venue.subject, venue.text) == (
        "Testfest 2026: what is played at Kajen",
        "Hello Kajen,\n\nThis is what is played at Kajen during Testfest 2026:\n\n"
        "Thursday 3 September 2026\n– 18:00–18:40 Tallhamn\n– 00:15–00:55 Åskväder\n\n"
        f"If something is not right, answer this mail.\n\nThe whole programme: {PROGRAMME}\n\nTestfest\n",
    )
    assert (visitors.subject, visitors.text, visitors.address) == (
        "Testfest 2026: the programme",
        f"The programme of Testfest 2026 is here: 4 sets on 2 nights.\n\nThe whole programme: {PROGRAMME}\n",
        "",
    )


def test_the_next_version_tells_only_whom_it_concerns_and_what_was_before(published: Any, people: Any) -> None:
    tell_everybody(published, people)
    change_two(published)
    publish(edition=published, who=None)
    found = drafts(published)
    assert sorted(found) == ["Kajen", "Kyrkan", "Nordljus", "Tallhamn", "Torget", "visitors"]
    assert (found["Tallhamn"].subject, found["Tallhamn"].text) == (
        "Testfest 2026: new times for Tallhamn",
        "Hello Tallhamn,\n\nYour sets at Testfest 2026 have changed:\n\n"
        "– Moved: Fri 4 Sep 21:00–21:40, Kyrkan (before: Thu 3 Sep 18:00–18:40, Kajen)\n\n"
        "This is when and where you play now:\n\n– Friday 4 September 2026 21:00–21:40, Kyrkan\n\n"
        f"If something is not right, answer this mail.\n\nThe whole programme: {PROGRAMME}\n\nTestfest\n",
    )
    assert "– Cancelled: Thu 3 Sep 20:30–21:10, Torget\n\nYou have no other set" in found["Nordljus"].text
    assert (
        "Thursday 3 September 2026\n– Not any more: 18:00–18:40 Tallhamn\n\nThe night now:\n– 00:15–00:55 Åskväder\n\n"
        in found["Kajen"].text
    )
    assert (
        "Friday 4 September 2026\n– New: 21:00–21:40 Tallhamn\n\n"
        "The night now:\n– 19:00–19:40 Östanvind\n– 21:00–21:40 Tallhamn\n\n" in found["Kyrkan"].text
    )
    assert "– Not any more: 20:30–21:10 Nordljus\n\nNothing is played that night now." in found["Torget"].text
    assert found["visitors"].text == (
        "Changes at Testfest 2026:\n\n– Cancelled: Nordljus, Thu 3 Sep 20:30, Torget.\n"
        "– Moved: Tallhamn, from Thu 3 Sep 18:00, Kajen to Fri 4 Sep 21:00, Kyrkan.\n\n"
        f"The whole programme: {PROGRAMME}\n"
    )


def test_who_was_never_told_is_told_how_it_is_now_and_not_what_it_was(published: Any) -> None:
    change_two(published)
    publish(edition=published, who=None)
    found = drafts(published)
    assert "This is when and where you play at Testfest 2026:\n\n– Friday 4" in found["Tallhamn"].text
    assert ("Nordljus" in found, "Torget" in found) == (False, False)  # they knew of nothing, and have nothing


def test_who_was_told_of_an_act_hears_that_it_is_no_more_and_not_its_name(published: Any, people: Any) -> None:
    tell_everybody(published, people)
    change_two(published)
    draft_notices(edition=published, snapshot=snapshot_of(published), publication=None)
    assert sorted(drafts(published)) == ["Kajen", "Kyrkan", "Nordljus", "Tallhamn", "Torget", "visitors"]
    erase_act(act=published.acts.get(name="Nordljus"), who=None)
    assert "Nordljus" not in repr(list(Notice.objects.values()))
    assert sorted(drafts(published)) == ["Kajen", "Kyrkan", "Tallhamn"]
    draft_notices(edition=published, snapshot=snapshot_of(published), publication=None)
    assert "Not any more: 20:30–21:10 –" in drafts(published)["Torget"].text
    sent = published.notices.get(name="Torget", state=NoticeState.SENT)
    assert (sent.subject, sent.text) == ("", "")


def test_nothing_is_sent_twice_and_the_journal_says_no_more_than_that(published: Any, people: Any) -> None:
    old_view = list(published.notices.all())  # two people have the list open
    for _press in range(2):
        send_notices(edition=published, notices=old_view, who=people["office"])
    assert sorted(message.to[0] for message in mail.outbox) == [
        f"{name}@example.org" for name in ("askvader", "kajen", "kyrkan", "nordljus", "ostanvind", "tallhamn", "torget")
    ]
    assert {message.reply_to[0] for message in mail.outbox} == {"office@example.org"}
    assert sorted(drafts(published)) == ["visitors"]
    entries = Entry.objects.filter(verb="notice.send")
    assert [one.details for one in entries.order_by("number")][:1] == [{"kind": "act", "version": 1}]
    assert (entries.count(), "example.org" in repr(list(entries.values()))) == (7, False)
    publish_again = draft_notices(edition=published, snapshot=snapshot_of(published), publication=None)
    assert publish_again == 1


def test_a_mail_that_fails_stays_a_draft_with_its_reason(published: Any, people: Any, client_of: Any) -> None:
    Act.objects.filter(name="Tallhamn").update(contact_email="two\nlines@example.org")
    posted = send_notices(edition=published, notices=published.notices.all(), who=people["office"])
    assert (posted.sent, [name for name, _trouble in posted.failed]) == (6, ["Tallhamn"])
    failed = drafts(published)["Tallhamn"]
    assert (failed.state, failed.email, failed.sent_at, failed.error) == ("draft", "", None, posted.failed[0][1])
    page = client_of("office").get(address("notices", *names_of(published))).content.decode()
    assert ("not sent" in page, page.count('class="problem"')) == (True, 1)
    Act.objects.filter(name="Tallhamn").update(contact_email="tallhamn@example.org")
    assert send_notices(edition=published, notices=[drafts(published)["Tallhamn"]], who=people["office"]).sent == 1
    assert Notice.objects.get(name="Tallhamn").error == ""


def test_without_a_mail_server_everything_stays_a_draft(published: Any, client_of: Any, settings: Any) -> None:
    settings.EMAIL_BACKEND, settings.EMAIL_HOST, settings.EMAIL_PORT = (
        "django.core.mail.backends.smtp.EmailBackend",
        "127.0.0.1",
        1,
    )
    answer = client_of("office").post(address("send-notices", *names_of(published)))
    assert (answer.status_code, "The mail server cannot be reached" in answer.content.decode()) == (409, True)
    assert len(drafts(published)) == 8


def test_changes_that_are_not_published_can_be_told_beforehand_and_once(published: Any, people: Any) -> None:
    tell_everybody(published, people)
    assert unwritten(published, snapshot_of(published)) == 0
    place(published, "Tallhamn", "Kajen", 19 * 60)
    assert unwritten(published, snapshot_of(published)) == 3  # the act, the venue, the visitors
    draft_notices(edition=published, snapshot=snapshot_of(published), publication=None)
    found = drafts(published)
    assert sorted(found) == ["Kajen", "Tallhamn", "visitors"]
    assert "The public programme follows." in found["Tallhamn"].text
    assert PROGRAMME not in found["Tallhamn"].text
    send_notices(edition=published, notices=[found["Tallhamn"]], who=people["office"])
    publish(edition=published, who=None)
    assert {name: one.publication.version for name, one in drafts(published).items()} == {"Kajen": 2, "visitors": 2}
    place(published, "Tallhamn", "Kajen", 18 * 60)  # and back again
    draft_notices(edition=published, snapshot=snapshot_of(published), publication=None)
    assert sorted(drafts(published)) == ["Tallhamn"]  # nobody else knows of the move that was taken back


def test_a_draft_that_has_ceased_to_be_true_is_not_sent(published: Any, people: Any, client_of: Any) -> None:
    words = drafts(published)["Tallhamn"]
    edit_notice(notice=words, subject="See you", text="At six, on the quay.", who=people["office"])
    place(published, "Tallhamn", "Torget", 18 * 60)
    assert Programmes(published).is_outdated(words) is False  # visitors still see it so
    publish(edition=published, who=None)
    kept = drafts(published)["Tallhamn"]
    assert (kept.text, Programmes(published).row(kept).outdated) == ("At six, on the quay.", True)
    assert send_notices(edition=published, notices=[kept], who=people["office"]).sent == 0
    page = address("notice", *names_of(published), kept.pk)
    assert "it cannot be sent" in client_of("office").get(page).content.decode()
    assert client_of("office").post(address("send-notice", *names_of(published), kept.pk)).status_code == 409
    rewrite_notice(notice=kept, language="en", who=people["office"])
    assert "Torget" in kept.text
    assert send_notices(edition=published, notices=[kept], who=people["office"]).sent == 1


def test_a_notice_is_edited_on_its_page_and_sent_as_edited(published: Any, client_of: Any) -> None:
    office, notice = client_of("office"), drafts(published)["Tallhamn"]
    page = address("notice", *names_of(published), notice.pk)
    assert office.post(page, {"subject": "", "text": "x"}).status_code == 200
    assert office.post(page, {"subject": "Hej\nBcc: all@example.org", "text": "Klockan sex."}).status_code == 302
    assert office.post(address("send-notice", *names_of(published), notice.pk)).status_code == 302
    assert [(one.subject, one.body) for one in mail.outbox] == [("Hej Bcc: all@example.org", "Klockan sex.")]
    assert office.post(page, {"subject": "Late", "text": "too late"}).status_code == 409
    assert "Klockan sex." in office.get(page).content.decode()


def test_what_is_set_aside_counts_as_known_and_can_be_taken_back(published: Any, people: Any) -> None:
    notice = drafts(published)["Tallhamn"]
    discard_notice(notice=notice, who=people["office"])
    assert "Tallhamn" not in drafts(published)
    restore_notice(notice=notice, who=people["office"])
    assert "Tallhamn" in drafts(published)
    discard_notice(notice=notice, who=people["office"])
    place(published, "Tallhamn", "Torget", 18 * 60)
    publish(edition=published, who=None)
    assert "Moved: Thu 3 Sep 18:00–18:40, Torget (before:" in drafts(published)["Tallhamn"].text
    with pytest.raises(Refused, match="newer notice to Tallhamn"):
        restore_notice(notice=notice, who=people["office"])
    with pytest.raises(Refused, match="no draft any more"):
        discard_notice(notice=notice, who=people["office"])


def test_sending_that_broke_off_is_asked_about(published: Any, people: Any, client_of: Any) -> None:
    notice = drafts(published)["Tallhamn"]
    Notice.objects.filter(pk=notice.pk).update(state=NoticeState.SENDING, sent_at=timezone.now())
    notice.refresh_from_db()
    with pytest.raises(Refused, match="being sent just now"):
        restore_notice(notice=notice, who=people["office"])
    Notice.objects.filter(pk=notice.pk).update(sent_at=timezone.now() - timedelta(minutes=6))
    page = address("notice", *names_of(published), notice.pk)
    assert "Sending broke off" in client_of("office").get(page).content.decode()
    assert send_notices(edition=published, notices=published.notices.all(), who=people["office"]).sent == 6
    assert client_of("office").post(address("restore-notice", *names_of(published), notice.pk)).status_code == 302
    assert "Tallhamn" in drafts(published)


def test_letters_change_language_together_or_one_by_one(published: Any, people: Any, client_of: Any) -> None:
    edit_notice(notice=drafts(published)["Nordljus"], subject="Mine", text="My words", who=None)
    set_letters_language(edition=published, language="sv", who=people["office"])
    found = drafts(published)
    assert (found["Tallhamn"].subject, found["Nordljus"].subject) == (
        "Testfest 2026: när och var Tallhamn spelar",
        "Mine",
    )
    assert "– torsdag 3 september 2026 18:00–18:40, Kajen" in found["Tallhamn"].text
    rewrite = address("rewrite-notice", *names_of(published), found["Tallhamn"].pk)
    assert client_of("office").post(rewrite, {"language": "en"}).status_code == 302
    assert drafts(published)["Tallhamn"].subject == "Testfest 2026: when and where Tallhamn plays"
    assert client_of("office").post(address("notices-language", *names_of(published)), {"language": "xx"}) is not None
    published.refresh_from_db()
    assert published.language == "sv"


def test_visitors_are_told_by_a_text_to_post(published: Any, people: Any, client_of: Any) -> None:
    text = drafts(published)["visitors"]
    assert client_of("office").post(address("send-notice", *names_of(published), text.pk)).status_code == 409
    assert client_of("office").post(address("post-notice", *names_of(published), text.pk)).status_code == 302
    assert Notice.objects.get(pk=text.pk).state == NoticeState.SENT
    with pytest.raises(Refused, match="sent by mail"):
        mark_posted(notice=drafts(published)["Tallhamn"], who=people["office"])
    assert mail.outbox == []


def test_a_synthetic_festival_says_so_in_every_notice(published: Any) -> None:
    published.is_synthetic = True
    published.save()
    place(published, "Tallhamn", "Torget", 18 * 60)
    publish(edition=published, who=None)
    assert [
        one for one in drafts(published).values() if "Synthetic: this festival does not exist." not in one.text
    ] == []


@pytest.mark.parametrize("name", ["notices", "notice"])
def test_three_people_at_the_pages(published: Any, client_of: Any, name: str) -> None:
    more = [drafts(published)["Tallhamn"].pk] if name == "notice" else []
    path = address(name, *names_of(published), *more)
    people = (None, "stranger", "venue", "viewer", "office")
    assert [client_of(who).get(path).status_code for who in people] == [302, 403, 403, 403, 200]


@pytest.mark.parametrize(
    ("name", "office"),
    [
        ("draft-notices", 302),
        ("send-notices", 302),
        ("notices-language", 302),
        ("send-notice", 302),
        ("post-notice", 409),
        ("discard-notice", 302),
        ("restore-notice", 409),
        ("rewrite-notice", 302),
    ],
)
def test_three_people_who_press(published: Any, client_of: Any, name: str, office: int) -> None:
    more = [drafts(published)["Tallhamn"].pk] if name.endswith("-notice") else []
    path = address(name, *names_of(published), *more)
    people = (None, "stranger", "venue", "viewer", "office")
    assert [client_of(who).post(path).status_code for who in people] == [302, 403, 403, 403, office]
    assert client_of("office").get(path).status_code == 405


def test_another_festival_s_notice_is_not_found(published: Any, client_of: Any) -> None:
    path = address("notice", *names_of(published), 0)
    assert client_of("office").get(path).status_code == 404


def test_before_publication_there_is_nothing_to_tell(edition: Any, client_of: Any) -> None:
    office = client_of("office")
    page = office.get(address("notices", *names_of(edition))).content.decode()
    assert "When you publish the programme" in page
    assert office.post(address("draft-notices", *names_of(edition))).status_code == 409
