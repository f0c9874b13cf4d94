"""Signing in: a link works once and only by a press, tries are limited, strangers learn nothing."""

from __future__ import annotations

import hmac
import re
from concurrent.futures import ThreadPoolExecutor
from hashlib import sha256
from typing import Any

import pytest
from django.conf import settings
from django.core import mail
from django.core.signals import request_finished
from django.db import close_old_connections, connection
from django.test import Client, override_settings

from samspel.errors import TooMany
from samspel.people.models import Attempt, User
from samspel.people.services import LINKS, PASSWORDS, erase, invite, limit
from samspel.people.views import sign_in
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


def ask(kind: str, email: str, caller: str) -> int:
    """Try a way in with this address from this caller."""
    page = {"link": "sign-in", "password": "sign-in-password"}[kind]
    values = {"email": email} if kind == "link" else {"p-email": email, "p-password": "wrong"}
    return Client().post(address(page), values, REMOTE_ADDR=caller).status_code


@pytest.mark.parametrize(("kind", "most", "usual"), [("link", LINKS, 200), ("password", PASSWORDS, 422)])
def test_tries_are_limited_by_who_and_for_whom(ada: User, kind: str, most: dict[str, int], usual: int) -> None:
    here = [ask(kind, "Ada@example.org", "10.0.0.1") for _ in range(most["pair"] + 1)]
    assert here == [usual] * most["pair"] + [429]
    # Somebody else's tries do not keep Ada out from where she is.
    assert ask(kind, "ada@example.org", "10.0.0.2") == usual
    others = [ask(kind, f"{number}@example.org", "10.0.0.1") for number in range(most["caller"] - most["pair"] + 1)]
    assert others == [usual] * (most["caller"] - most["pair"]) + [429]
    left = most["address"] - most["pair"] - 1
    assert [ask(kind, "ada@example.org", f"10.0.1.{row}") for row in range(left + 1)] == [usual] * left + [429]


def test_what_is_stored_of_a_try_is_a_hash_that_needs_the_secret_key(ada: User) -> None:
    ask("link", "Ada@example.org", "10.0.0.1")
    keys = {
        "link-pair": "10.0.0.1 ada@example.org",
        "link-caller": "10.0.0.1",
        "link-address": "ada@example.org",
    }
    stored = dict(Attempt.objects.values_list("kind", "key_hash"))
    secret = sha256(b"samspel.people.attempt" + settings.SECRET_KEY.encode()).digest()
    assert stored == {
        kind: hmac.new(secret, f"{kind}:{key}".encode(), "sha256").hexdigest() for kind, key in keys.items()
    }


@pytest.mark.at_once
@pytest.mark.django_db(transaction=True)
def test_tries_at_once_are_counted_as_well() -> None:
    def attempt(_number: int) -> bool:
        try:
            limit(kind="test", key="one", most=3)
        except TooMany:
            return False
        finally:
            connection.close()
        return True

    with ThreadPoolExecutor(12) as pool:
        assert sum(pool.map(attempt, range(12))) == 3


def test_the_answer_is_there_before_the_mail_and_whatever_becomes_of_it(ada: User, rf: Any, settings: Any) -> None:
    request = rf.post(address("sign-in"), {"email": "ada@example.org"})
    answer = sign_in(request)
    assert (answer.status_code, mail.outbox) == (200, [])
    request_finished.disconnect(close_old_connections)  # as Django's own test client does: the test needs it open
    answer.close()
    request_finished.connect(close_old_connections)
    assert [message.to for message in mail.outbox] == [["ada@example.org"]]
    settings.EMAIL_BACKEND, settings.EMAIL_HOST, settings.EMAIL_PORT = (
        "django.core.mail.backends.smtp.EmailBackend",
        "127.0.0.1",
        1,  # nobody listens there
    )
    assert [ask("link", email, "10.0.0.1") for email in ("ada@example.org", "nobody@example.org")] == [200, 200]


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


def test_a_password_signs_in(ada: User) -> None:
    client = Client()
    answer = client.post(address("sign-in-password"), {"p-email": "Ada@example.org", "p-password": PASSWORD})
    assert (answer.status_code, is_in(client)) == (302, True)


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
