"""Values other rooms hold about runs."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, Protocol

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _

Plain = Mapping[str, Any]
"""A JSON object: what a problem, a best so far and an answer are made of."""


class Person(Protocol):
    """Whoever did something, without knowing the room that owns people. `key` is opaque and outlives the account."""

    @property
    def pk(self) -> Any: ...
    @property
    def key(self) -> str: ...


class State(TextChoices):
    """A run goes from queued to running to one of the last three, never back."""

    QUEUED = "queued", _("waiting")
    RUNNING = "running", _("running")
    DONE = "done", _("done")
    FAILED = "failed", _("failed")
    CANCELLED = "cancelled", _("cancelled")


@dataclass(frozen=True, slots=True)
class Attachment:
    """A file a run has made: a chart, a report."""

    name: str
    media_type: str
    content: bytes


@dataclass(frozen=True, slots=True)
class Answer:
    """What a run returns: plain values, and the files that belong to them."""

    values: Plain
    attachments: tuple[Attachment, ...] = field(default=())


class Report(Protocol):
    """How a run tells of its progress: a share 0–1, a sentence, the best so far; returns True when it should stop.

    The best so far has the form of an answer, and becomes the answer of a run that ends without one.
    """

    def __call__(self, share: float, message: str = "", best: Plain | None = None) -> bool: ...


Execute = Callable[[Plain, int, Report], Answer]
"""`execute_x(problem, seed, report)`: plain values in, plain values out, changes nothing."""
