"""Tie the thread: say, where the later thing is made, what it came from."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from django.db import models, transaction
from django.utils import timezone

from samspel.records.models import Link, key_of


@dataclass(frozen=True, slots=True)
class End:
    """One end of a link: a thing, where it can be looked at (a view and the words of its address), and by everybody?"""

    row: models.Model
    view: str
    args: Sequence[str | int]
    is_public: bool
    title: str = ""
    """What it is called there, if not as the row itself."""


@transaction.atomic
def tie(*, source: End, target: End) -> Link:
    """Remember that one thing came of another, under the titles they have now. Tying again brings all up to date."""
    shown = {
        "source_title": (source.title or str(source.row))[:200],
        "title": (target.title or str(target.row))[:200],
        "source_view": source.view,
        "source_args": list(source.args),
        "view": target.view,
        "args": list(target.args),
        "is_source_public": source.is_public,
        "is_target_public": target.is_public,
    }
    ends = {"source": key_of(source.row), "target": key_of(target.row)}
    link, _made = Link.objects.update_or_create(**ends, defaults=shown, create_defaults={**shown, "at": timezone.now()})
    return link


@transaction.atomic
def show_in_thread(*, row: models.Model, is_public: bool) -> None:
    """Let everybody see a thing wherever the thread leads to it, or nobody; under the title it has now."""
    key, title = key_of(row), str(row)[:200]
    Link.objects.filter(source=key).update(is_source_public=is_public, source_title=title)
    Link.objects.filter(target=key).update(is_target_public=is_public, title=title)


@transaction.atomic
def untie(*, row: models.Model) -> None:
    """Forget every link to and from a row that is about to go."""
    Link.objects.filter(models.Q(source=key_of(row)) | models.Q(target=key_of(row))).delete()


@transaction.atomic
def cut(*, source: models.Model, target: models.Model) -> None:
    """Forget that one thing came of another: it did not."""
    Link.objects.filter(source=key_of(source), target=key_of(target)).delete()
