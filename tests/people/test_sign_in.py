"""Signing in: a link works once and only by a press, tries are limited, strangers learn nothing."""

from __future__ import annotations

import re
from typing import Any

import pytest
from django.core import mail
from django.test import Client, override_settings

from samspel.people.models import Attempt, User
from samspel.people.services import LINKS_PER_ADDRESS, PASSWORDS_PER_ADDRESS, erase, invite
from samspel.places.models import Membership
from tests.rooms import address

pytestmark = pytest.mark.django_db

PASSWORD = "a long enough phrase"


@pytest.fixture
def ada() -> User:
    user = invite(email="ada@example.org", name="Ada", language="en")
    user.set_password(PASSWORD)
    user.save()
    return user


def token_for(email: str) -> str:
    Client().post(address("sign-in"), {"email": email})
    found = re.search(r"token=(\S+)", str(mail.outbox[-1].body))
    assert found is not None
    return found[1]


def is_in(client: Client) -> bool:
    return client.get(address("account")).status_code == 200


def test_a_link_works_once_and_only_by_a_press(ada: User) -> None:
    token, client = token_for("ADA@example.org"), Client()
    assert client.get(address("sign-in"), {"token": token}).status_code == 200
    assert not is_in(client)
    answer = client.post(address("sign-in-confirm"), {"token": token, "next": "/en/sign-in/account/"})
    assert (answer.status_code, answer["Location"]) == (302, "/en/sign-in/account/")
    assert is_in(client)
    other = Client()
    assert other.post(address("sign-in-confirm"), {"token": token}).status_code == 409
    assert not is_in(other)
    client.post(address("sign-out"))
    assert not is_in(client)


def test_an_old_link_is_refused(ada: User) -> None:
    token = token_for("ada@example.org")
    with override_settings(SESAME_MAX_AGE=-1):
        import sesame.settings

        sesame.settings.load()
        answer = Client().post(address("sign-in-confirm"), {"token": token})
    sesame.settings.load()
    assert answer.status_code == 409
    assert "expired" in answer.content.decode()


def test_the_sixth_link_within_the_hour_is_too_many(ada: User) -> None:
    statuses = [
        Client().post(address("sign-in"), {"email": "ada@example.org"}, REMOTE_ADDR=f"10.0.0.{number}").status_code
        for number in range(LINKS_PER_ADDRESS + 1)
    ]
    assert statuses == [200] * LINKS_PER_ADDRESS + [429]
    assert len(mail.outbox) == LINKS_PER_ADDRESS
    assert not Attempt.objects.filter(key_hash__contains="ada@").exists()


def test_a_stranger_cannot_learn_who_has_an_account(ada: User) -> None:
    def page(email: str) -> tuple[int, str]:
        answer = Client().post(address("sign-in"), {"email": email})
        return answer.status_code, answer.content.decode().replace(email, "…")

    assert page("nobody@example.org") == page("ada@example.org")
    assert [message.to for message in mail.outbox] == [["ada@example.org"]]
    assert not User.objects.filter(email="nobody@example.org").exists()

    def wrong(email: str) -> tuple[int, str]:
        answer = Client().post(address("sign-in-password"), {"p-email": email, "p-password": "wrong"})
        text = re.sub(r'csrfmiddlewaretoken" value="\w+"', "", answer.content.decode())
        return answer.status_code, text.replace(email, "…")

    assert wrong("nobody@example.org") == wrong("ada@example.org")


def test_a_password_signs_in_and_tries_are_limited(ada: User) -> None:
    client = Client()
    answer = client.post(address("sign-in-password"), {"p-email": "Ada@example.org", "p-password": PASSWORD})
    assert (answer.status_code, is_in(client)) == (302, True)
    wrong = {"p-email": "ada@example.org", "p-password": "wrong"}
    statuses = [Client().post(address("sign-in-password"), wrong).status_code for _ in range(PASSWORDS_PER_ADDRESS)]
    assert statuses == [422] * (PASSWORDS_PER_ADDRESS - 1) + [429]


@pytest.mark.parametrize("wish", ["//evil.example", "https://evil.example/", "/\\evil.example", "javascript:alert(1)"])
def test_nobody_is_sent_elsewhere(ada: User, wish: str) -> None:
    answer = Client().post(
        address("sign-in-password"), {"p-email": "ada@example.org", "p-password": PASSWORD, "next": wish}
    )
    assert (answer.status_code, answer["Location"]) == (302, address("office"))


def test_erasing_an_account_removes_its_roles_and_ends_its_session(edition: Any, people: dict[str, Any]) -> None:
    client = Client()
    client.force_login(people["viewer"], backend="django.contrib.auth.backends.ModelBackend")
    assert is_in(client)
    count = Membership.objects.count()
    assert client.post(address("account-erase")).status_code == 302
    assert (Membership.objects.count(), User.objects.filter(email="viewer@example.org").exists()) == (count - 1, False)
    assert not is_in(client)
    erase(user=people["analyst"], who=None)
    assert Membership.objects.count() == count - 2
