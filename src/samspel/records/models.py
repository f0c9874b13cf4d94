"""Runs, their files, the journal, intakes, documents and the thread."""

from __future__ import annotations

import uuid
from typing import Any

from django.conf import settings
from django.db import models

from samspel.records.types import State


class Run(models.Model):
    """One computation, with everything needed to repeat it. The table of runs is also the queue."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    kind = models.CharField(max_length=40)
    subject = models.CharField(max_length=120, help_text="what it is about, as room:kind:id")
    scope = models.CharField(max_length=120, blank=True, help_text="the festival whose people may see it")
    title = models.CharField(max_length=200, help_text="what a person calls it")
    parameters = models.JSONField(default=dict)
    seed = models.BigIntegerField(default=0)
    problem = models.JSONField()
    digest = models.CharField(max_length=64, help_text="sha-256 of the problem as canonical JSON")
    versions = models.JSONField(default=dict)
    state = models.CharField(max_length=10, choices=State.choices, default=State.QUEUED)
    progress = models.FloatField(default=0)
    message = models.CharField(max_length=300, blank=True)
    best = models.JSONField(null=True)
    answer = models.JSONField(null=True)
    error = models.TextField(blank=True)
    time_limit_seconds = models.PositiveIntegerField(default=120)
    requested_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")
    requested_at = models.DateTimeField()
    claimed_by = models.CharField(max_length=80, blank=True)
    started_at = models.DateTimeField(null=True)
    heartbeat_at = models.DateTimeField(null=True)
    finished_at = models.DateTimeField(null=True)
    cancel_requested = models.BooleanField(default=False)

    class Meta:
        ordering = ["-requested_at"]
        indexes = [
            models.Index(fields=["state", "requested_at"]),
            models.Index(fields=["kind", "subject"]),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.short}"

    @property
    def short(self) -> str:
        """The eight letters that stand beside every figure of this run."""
        return self.id.hex[:8]

    @property
    def is_open(self) -> bool:
        return self.state in (State.QUEUED, State.RUNNING)

    @property
    def is_done(self) -> bool:
        return self.state == State.DONE


class Artefact(models.Model):
    """A file that a run has made."""

    run = models.ForeignKey(Run, models.CASCADE, related_name="artefacts")
    name = models.CharField(max_length=120)
    media_type = models.CharField(max_length=80)
    content = models.BinaryField()
    digest = models.CharField(max_length=64)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["run", "name"], name="one_artefact_per_name")]

    def __str__(self) -> str:
        return self.name


class Entry(models.Model):
    """One line of the journal. `digest` covers the line and the digest before it."""

    number = models.PositiveBigIntegerField(primary_key=True)
    at = models.DateTimeField()
    who = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")
    who_key = models.CharField(max_length=40, blank=True, help_text="opaque, so that erasing a person keeps the chain")
    verb = models.CharField(max_length=60)
    subject = models.CharField(max_length=120)
    details = models.JSONField(default=dict)
    digest = models.CharField(max_length=64)

    class Meta:
        ordering = ["-number"]
        indexes = [models.Index(fields=["subject"])]

    def __str__(self) -> str:
        return f"{self.number} {self.verb} {self.subject}"


class Intake(models.Model):
    """One import: first a file that waits to be looked at, then what it created and changed, so that it can be undone.

    The file's bytes are kept only until the import is applied, and for a day at most; the values it changed and
    refused for 90 days.
    """

    subject = models.CharField(max_length=120)
    name = models.CharField(max_length=200)
    digest = models.CharField(max_length=64)
    content = models.BinaryField(null=True)
    reading = models.JSONField(default=dict, help_text="how a person said the file is to be read")
    at = models.DateTimeField()
    who = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")
    applied_at = models.DateTimeField(null=True)
    created = models.JSONField(
        default=list, help_text='[["lineup.act", 12, "digest of its state"], …] in order of creation'
    )
    changed = models.JSONField(default=list, help_text='[["lineup.act", 12, {"genre": ["before", "after"]}], …]')
    refused = models.JSONField(default=list)
    undone_at = models.DateTimeField(null=True)
    is_forgotten = models.BooleanField(default=False, help_text="its values are no longer kept, so it cannot be undone")

    class Meta:
        ordering = ["-pk"]

    def __str__(self) -> str:
        return self.name


class Document(models.Model):
    """A file that a person gave, kept once by its digest and never changed."""

    digest = models.CharField(max_length=64, unique=True, help_text="sha-256 of the bytes")
    name = models.CharField(max_length=200)
    media_type = models.CharField(max_length=80)
    content = models.BinaryField()
    at = models.DateTimeField()
    who = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")

    def __str__(self) -> str:
        return self.name


class Link(models.Model):
    """The thread: what came of what. Written by whoever makes the later thing, read by the rooms above it.

    `view` and `args` name the page of the later thing, `source_view` and `source_args` that of the earlier. Each end
    has its own switch for everybody.
    """

    source = models.CharField(max_length=120, help_text="room:kind:id of the earlier thing")
    target = models.CharField(max_length=120, help_text="room:kind:id of the later thing")
    source_title = models.CharField(max_length=200)
    title = models.CharField(max_length=200)
    source_view = models.CharField(max_length=60)
    source_args = models.JSONField(default=list)
    view = models.CharField(max_length=60)
    args = models.JSONField(default=list)
    is_source_public = models.BooleanField(default=False)
    is_target_public = models.BooleanField(default=False)
    at = models.DateTimeField()

    class Meta:
        ordering = ["at", "pk"]
        indexes = [models.Index(fields=["target"])]
        constraints = [models.UniqueConstraint(fields=["source", "target"], name="one_link_each_way")]

    def __str__(self) -> str:
        return f"{self.source} → {self.target}"


def key_of(instance: models.Model) -> str:
    """Name a row as room:kind:id, the form in which runs, entries and intakes point at it.

    A row that stands for a person is named by its `opaque_key`, which points nowhere once it is erased.
    """
    meta = instance._meta
    pk: Any = getattr(instance, "opaque_key", instance.pk)
    return f"{meta.app_label}:{meta.model_name}:{pk}"
