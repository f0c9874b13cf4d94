"""Digests of plain values and of the journal's lines."""

from __future__ import annotations

import hashlib
import json
from datetime import UTC
from typing import Any

from django.db.models import Field, Model

from samspel.records.models import Entry

GENESIS = "0" * 64
"""What the first line of the journal is chained to."""


def digest_of(values: Any) -> str:
    """Return the sha-256 of plain values as canonical JSON, so that anyone can repeat it."""
    text = json.dumps(values, sort_keys=True, separators=(",", ":"), ensure_ascii=False, allow_nan=False)
    return hashlib.sha256(text.encode()).hexdigest()


def entry_digest(entry: Entry, previous: str) -> str:
    """Return the digest of a line after the digest `previous`; the person counts by an opaque key only."""
    at = entry.at.astimezone(UTC).isoformat(timespec="microseconds")
    return digest_of([previous, entry.number, at, entry.who_key, entry.verb, entry.subject, entry.details])


def state_digest(row: Model) -> str:
    """Return the digest of a row's values. Those at their default do not count, so that a column added later with one
    does not make every older row look changed; nor do those its model names in `BESIDE_STATE`, such as a counter.
    """
    fields = [field for field in row._meta.concrete_fields if field.name not in getattr(row, "BESIDE_STATE", ())]
    values = {field.attname: getattr(row, field.attname) for field in fields if not _is_default(row, field)}
    return digest_of({name: str(value) for name, value in values.items()})


def _is_default(row: Model, field: Field[Any, Any]) -> bool:
    return bool(getattr(row, field.attname) == field.get_default())
