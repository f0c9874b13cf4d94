"""Migrations and models say the same: SQLite's tests make their tables from the models, PostgreSQL's by migrations."""

from __future__ import annotations

import os
import sqlite3
import subprocess
import sys
from contextlib import closing
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from django.core.management import call_command
from django.db import connection

MADE = (
    "SELECT name, sql FROM sqlite_master WHERE sql IS NOT NULL AND name NOT IN ('django_migrations', 'sqlite_sequence')"
)
MIGRATE = "from samspel.site.commandline import main; main(['migrate'])"


def parts_of(sql: str) -> list[str]:
    """Return what a table or an index is made of: in which order columns were added matters to nobody."""
    depth, part, parts = 0, "", []
    for sign in sql.partition("(")[2]:
        depth += {"(": 1, ")": -1}.get(sign, 0)
        if sign == "," and depth == 0:
            parts.append(part.strip())
            part = ""
        else:
            part += sign
    return sorted([*parts, part.strip().removesuffix(")")])


@pytest.mark.django_db
def test_migrations_say_what_the_models_say(settings: Any) -> None:
    settings.MIGRATION_MODULES = {}  # as it is outside of tests
    said = StringIO()
    call_command("makemigrations", "--check", "--dry-run", stdout=said)
    assert said.getvalue() == "No changes detected\n"


@pytest.mark.once
@pytest.mark.django_db
def test_migrations_make_the_tables_that_the_models_ask_for(tmp_path: Path) -> None:
    environment = {**os.environ, "SAMSPEL_DATA": str(tmp_path)}
    subprocess.run([sys.executable, "-c", MIGRATE], env=environment, check=True)  # noqa: S603
    with closing(sqlite3.connect(tmp_path / "samspel.sqlite3")) as migrated, connection.cursor() as modelled:
        found, asked = (
            {name: parts_of(sql) for name, sql in one.execute(MADE).fetchall()} for one in (migrated, modelled)
        )
    assert found == asked
