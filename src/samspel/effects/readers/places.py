"""Names that a file gives places → codes of municipalities or venues of a festival: guesses to be confirmed."""

from __future__ import annotations

import difflib
import functools
import re
import tomllib
import unicodedata
from collections.abc import Mapping, Sequence
from importlib.resources import files

from samspel.effects.types import Guess, Likeness

CLOSE = 0.85
"""How alike two names must be to be offered at all; it is never taken without being confirmed."""

_AROUND = re.compile(r"\b(kommuns?|stad|municipality)\b|[^\w\s]")
_CODED = re.compile(r"(?:SE)?(\d{4})\b[\s:–-]*(.*)")


@functools.cache
def municipalities() -> Mapping[str, str]:
    """Return Sweden's municipalities: code to name."""
    text = files("samspel.effects").joinpath("shipped", "municipalities.toml").read_text(encoding="utf-8")
    found: dict[str, str] = tomllib.loads(text)["municipalities"]
    return found


def guess_places(labels: Sequence[str], known: Mapping[str, str]) -> tuple[Guess, ...]:
    """Guess which of the places that are known (key to name) each label means.

    A label may be a key, a key and a name, or a name; a three-digit code lost its nought in a spreadsheet.
    """
    taken: set[str] = set()
    guesses = []
    for label in labels:
        key, how = _one(label, known)
        if key in taken:
            key, how = "", Likeness.NONE  # two rows of one place are never put together silently
        taken.add(key)
        guesses.append(Guess(label, key, known.get(key, ""), how))
    return tuple(guesses)


def key_named(text: str, known: Mapping[str, str]) -> str:
    """Return the key of the place with this name, or with one that differs in letters' case and marks alone.

    Håbo and Habo are two municipalities: where a name without its marks could be either, it is neither.
    """
    exact = [key for key, name in known.items() if name == text]
    alike = exact or [key for key, name in known.items() if bare(name) in (bare(text), bare(text).removesuffix("s"))]
    return alike[0] if len(alike) == 1 else ""


def _one(label: str, known: Mapping[str, str]) -> tuple[str, Likeness]:
    text = label.strip()
    if text in known:
        return text, Likeness.SAME
    padded = text.zfill(4) if re.fullmatch(r"\d{3}", text) else text
    coded = _CODED.fullmatch(padded)
    if coded and coded[1] in known and (not coded[2] or bare(coded[2]) == bare(known[coded[1]])):
        return coded[1], Likeness.CODE
    if key := key_named(text, known):
        return key, Likeness.SAME if known[key] == text else Likeness.SPELLING
    by_name = {bare(name): key for key, name in known.items()}
    near = difflib.get_close_matches(bare(text), by_name, n=1, cutoff=CLOSE)
    return (by_name[near[0]], Likeness.CLOSE) if near else ("", Likeness.NONE)


def bare(name: str) -> str:
    """Return a name for comparing: small letters, no marks, no *kommun*."""
    letters = unicodedata.normalize("NFKD", _AROUND.sub(" ", name.casefold()))
    return " ".join("".join(one for one in letters if not unicodedata.combining(one)).split())
