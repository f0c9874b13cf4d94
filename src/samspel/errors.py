"""Every refusal is a sentence that says who, what and what to do.

A room raises one of these; one middleware turns it into a page and one line in the command line into a message.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Near:
    """A page to go to instead: what it is called, the name of its address and the words in it."""

    name: str
    page: str
    words: tuple[str, ...]


class SamspelError(Exception):
    """The base: `str()` is the whole sentence, in the reader's language."""

    status = 400


class NotFound(SamspelError):
    """What was asked for does not exist, or is not for this person to know of. `near` is what may have been meant."""

    status = 404

    def __init__(self, sentence: str, *, near: Sequence[Near] = ()) -> None:
        self.near = tuple(near)
        super().__init__(sentence)


class Renamed(SamspelError):
    """What was asked for has another address now."""

    status = 301

    def __init__(self, now: Near) -> None:
        self.now = now
        super().__init__(now.name)


class Gone(NotFound):
    """It was there for everybody to see and has been taken back."""

    status = 410


class NotAllowed(SamspelError):
    """The person may not do this."""

    status = 403


class Refused(SamspelError):
    """The state does not allow it now; the sentence says what has to happen first."""

    status = 409


class TooMany(SamspelError):
    """Asked for too often; the sentence says when to try again."""

    status = 429


@dataclass(frozen=True, slots=True)
class Problem:
    """One thing wrong with an input: where, what was found, why it cannot be used, what to do.

    `row` is the number a spreadsheet shows, or None where the whole file is meant.
    """

    row: int | None
    value: str
    reason: str
    advice: str

    def __str__(self) -> str:
        found = f" “{self.value}”" if self.value else ""
        where = f"{self.row}:" if self.row is not None else ""
        return f"{where}{found} {self.reason} {self.advice}".strip()


class BadInput(SamspelError):
    """A file or form that cannot be used. Carries every problem found, not only the first."""

    status = 422

    def __init__(self, problems: Sequence[Problem]) -> None:
        self.problems = tuple(problems)
        super().__init__("\n".join(str(problem) for problem in self.problems))
