"""Swedish is complete: every string people read has its translation, with the same values in it."""

from __future__ import annotations

import io
import re

import pytest
from babel.messages import Catalog, Message
from babel.messages.pofile import read_po

from samspel.site.catalogue import compile_catalogue
from tests.catalogue import SWEDISH, collected

PLACEHOLDER = re.compile(r"%\((\w+)\)([sd])|%%")


@pytest.fixture(scope="module")
def catalogue() -> Catalog:
    return read_po(io.BytesIO(SWEDISH.read_bytes()), locale="sv")


def messages(catalogue: Catalog) -> list[Message]:
    return [message for message in catalogue if message.id]


def test_the_catalogue_holds_exactly_what_the_sources_say(catalogue: Catalog) -> None:
    used = {(str(message.id), message.context) for message in messages(collected(catalogue))}
    kept = {(str(message.id), message.context) for message in messages(catalogue)}
    assert (sorted(used - kept), sorted(kept - used)) == ([], []), "run `make messages`"


def test_every_string_is_translated(catalogue: Catalog) -> None:
    missing = [message.id for message in messages(catalogue) if not all(forms(message.string))]
    assert missing == []


def test_translations_hold_the_same_values(catalogue: Catalog) -> None:
    # A singular may leave its number out: “ett set” for “%(n)s set”.
    wrong = []
    for message in messages(catalogue):
        for source, translation in zip(forms(message.id), forms(message.string), strict=False):
            left_out = values(source) - values(translation)
            if values(translation) - values(source) or (left_out and isinstance(message.id, str)):
                wrong.append((source, translation))
    assert wrong == []


def test_the_compiled_catalogue_says_what_the_source_says(catalogue: Catalog) -> None:
    from gettext import GNUTranslations

    compiled = GNUTranslations(io.BytesIO(compile_catalogue(SWEDISH.read_text(encoding="utf-8"))))
    single = [message for message in messages(catalogue) if isinstance(message.id, str)]
    said = [
        compiled.pgettext(message.context, message.id) if message.context else compiled.gettext(message.id)
        for message in single
    ]
    assert said == [message.string for message in single]
    plural = [message for message in messages(catalogue) if not isinstance(message.id, str)]
    assert [compiled.ngettext(*message.id, 2) for message in plural] == [message.string[1] for message in plural]


def forms(text: str | tuple[str, ...]) -> tuple[str, ...]:
    return (text,) if isinstance(text, str) else tuple(text)


def values(text: str) -> set[str]:
    return {match[0] for match in PLACEHOLDER.finditer(text) if match[1]}
