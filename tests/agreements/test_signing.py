"""No path to a signed text that differs from what was shown, no double signature, no party that gets lost."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule

from samspel.agreements.models import Agreement, Signatory, Signature, Version
from samspel.agreements.queries.agreements import signatories
from samspel.agreements.queries.signing import waiting
from samspel.agreements.rules import SIGNED
from samspel.agreements.services import changing, drafting, signing
from samspel.agreements.snapshot import content_of
from samspel.agreements.types import Change, State
from samspel.errors import BadInput, Refused
from samspel.people.services import know_organisation
from samspel.people.types import Sector
from samspel.records.digests import digest_of
from tests.agreements.agreements import a_draft

WORDS = st.sampled_from(["We play.", "We play and pay.", "We play in [town]."])
PICK = st.integers(0, 5)


class Signing(RuleBasedStateMachine):
    """Whatever keepers and signatories do, in whatever order, with whatever page they have open."""

    def __init__(self) -> None:
        super().__init__()
        self.agreement = a_draft(is_signing_in_order=False)
        self.shown: list[tuple[Version, str]] = []  # pages that somebody has open: the version and its digest
        self.frozen: dict[int, tuple[dict[str, Any], str]] = {}
        self.signed: dict[int, set[int]] = {}

    @property
    def now(self) -> Agreement:
        return Agreement.objects.get(pk=self.agreement.pk)

    def attempt(self, act: Any, *, works: bool) -> Any:
        try:
            made = act()
        except (Refused, BadInput):
            assert not works
            return None
        assert works
        return made

    @rule(text=WORDS)
    def write(self, text: str) -> None:
        sections = [{**one, "text": text} for one in self.now.sections]
        is_draft = self.now.state == State.DRAFT
        self.attempt(
            lambda: drafting.set_sections(agreement=self.agreement, sections=sections, who=None), works=is_draft
        )

    @rule(name=st.sampled_from(["Brass Band", "Chamber Choir"]))
    def add_party(self, name: str) -> None:
        organisation = know_organisation(name=name, sector=Sector.CULTURE)
        is_draft = self.now.state == State.DRAFT
        self.attempt(
            lambda: drafting.add_party(agreement=self.agreement, organisation=organisation, who=None), works=is_draft
        )

    @rule(pick=PICK, name=st.sampled_from(["Cia", "Dan"]))
    def say_who_signs(self, pick: int, name: str) -> None:
        parties = list(self.now.parties.all())
        party, values = parties[pick % len(parties)], {"role": "treasurer", "mandate": "§ 7", "email": f"{name}@a.se"}
        known = party.signatories.first() if pick % 2 else None
        self.attempt(
            lambda: drafting.set_signatory(party=party, signatory=known, name=name, position=1, who=None, **values),
            works=self.now.state == State.DRAFT,
        )

    @rule(pick=PICK)
    def drop_somebody(self, pick: int) -> None:
        people = list(signatories(self.now))
        if people:
            one = people[pick % len(people)]
            self.attempt(lambda: drafting.drop_signatory(signatory=one, who=None), works=self.now.state == State.DRAFT)

    @rule(pick=PICK)
    def drop_party(self, pick: int) -> None:
        parties = list(self.now.parties.all())
        party = parties[pick % len(parties)]
        if len(parties) > 1:
            self.attempt(lambda: drafting.drop_party(party=party, who=None), works=self.now.state == State.DRAFT)

    @rule(in_order=st.booleans())
    def set_order(self, *, in_order: bool) -> None:
        self.attempt(
            lambda: drafting.set_terms(agreement=self.agreement, is_signing_in_order=in_order, who=None),
            works=self.now.state == State.DRAFT,
        )

    @rule()
    def freeze(self) -> None:
        parties = list(self.now.parties.prefetch_related("signatories"))
        is_whole = len(parties) > 1 and all(party.signatories.all() for party in parties)
        has_blank = any("[" in one["text"] for one in self.now.sections)
        works = self.now.state == State.DRAFT and is_whole and not has_blank
        version = self.attempt(lambda: signing.freeze(agreement=self.agreement, who=None), works=works)
        if version is not None:
            assert version.content == content_of(self.now)
            self.frozen[version.pk] = (version.content, version.digest)
            self.signed[version.pk] = set()
            self.shown.append((version, version.digest))

    @precondition(lambda self: self.shown)
    @rule(pick=PICK, who=PICK, forged=st.booleans())
    def sign(self, pick: int, who: int, *, forged: bool) -> None:
        version, digest = self.shown[pick % len(self.shown)]
        people = [*signatories(self.now), Signatory(pk=10**9, name="A stranger")]
        one = people[who % len(people)]
        fresh = Version.objects.get(pk=version.pk)
        left = waiting(fresh)
        turn = [
            each["key"]
            for each in left
            if not fresh.content["is_signing_in_order"] or each["order"] == left[0]["order"]
        ]
        works = self.now.state == State.SIGNING and fresh.withdrawn_at is None and not forged and one.pk in turn
        shown = "0" * 64 if forged else digest
        if self.attempt(lambda: signing.sign(version=version, signatory=one, digest=shown), works=works):
            assert one.pk not in self.signed[version.pk]
            self.signed[version.pk].add(one.pk)

    @precondition(lambda self: self.now.state == State.SIGNING)
    @rule()
    def sign_next(self) -> None:
        version = Version.objects.get(agreement=self.agreement, withdrawn_at=None)
        one = Signatory.objects.get(pk=waiting(version)[0]["key"])
        signing.sign(version=version, signatory=one, digest=version.digest)
        self.signed[version.pk].add(one.pk)

    @precondition(lambda self: self.shown)
    @rule(pick=PICK)
    def withdraw(self, pick: int) -> None:
        version, _digest = self.shown[pick % len(self.shown)]
        fresh = Version.objects.get(pk=version.pk)
        works = self.now.state == State.SIGNING and fresh.withdrawn_at is None
        self.attempt(lambda: signing.withdraw(version=version, reason="A wrong date", who=None), works=works)

    @rule()
    def amend(self) -> None:
        works = self.now.state == State.IN_FORCE
        before = content_of(self.now)
        made = self.attempt(
            lambda: changing.follow_up(agreement=self.agreement, change=Change.AMENDMENT, title="More", who=None),
            works=works,
        )
        if made is not None:
            drafting.put_aside(agreement=made, reason="Not now", who=None)
        assert content_of(self.now) == before

    @invariant()
    def every_frozen_text_is_as_it_was(self) -> None:
        rows = {one.pk: (one.content, one.digest) for one in self.now.versions.all()}
        assert rows == self.frozen
        assert all(digest_of(content) == digest for content, digest in rows.values())

    @invariant()
    def every_signature_is_of_what_was_shown_and_once(self) -> None:
        found = Signature.objects.filter(version__agreement=self.agreement)
        assert all(one.digest == self.frozen[one.version_id][1] for one in found)
        assert {pk: found.filter(version=pk).count() for pk in self.signed} == {
            pk: len(keys) for pk, keys in self.signed.items()
        }

    @invariant()
    def state_says_what_the_versions_say(self) -> None:
        state, standing = self.now.state, list(self.now.versions.filter(withdrawn_at=None))
        assert len(standing) == (0 if state == State.DRAFT else 1)
        if standing:
            # nobody and nothing of the agreement has changed since it was frozen, and all of it is there
            assert content_of(self.now) == standing[0].content
            assert (state in SIGNED) is (not waiting(standing[0]))
            assert len(standing[0].content["parties"]) == self.now.parties.count()


Signing.TestCase.settings = settings(max_examples=8, stateful_step_count=20, deadline=None)


TestSigning = pytest.mark.django_db(Signing.TestCase)
