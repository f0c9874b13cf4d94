"""An older database's assumptions become what they are now."""

from __future__ import annotations

from typing import Any

import pytest
from django.db import connection
from django.db.migrations.executor import MigrationExecutor

OLD, NEW = [("surveys", "0001_initial")], [("surveys", "0002_ledger")]


@pytest.mark.at_once  # on PostgreSQL alone, where migrations make the tables of tests
@pytest.mark.django_db(transaction=True)
def test_the_organiser_s_net_becomes_what_comes_in_and_what_leaves(edition: Any) -> None:
    executor = MigrationExecutor(connection)
    latest = executor.loader.graph.leaf_nodes()
    executor.migrate(OLD)
    apps = executor.loader.project_state(OLD).apps
    survey = apps.get_model("surveys", "Survey").objects.create(
        edition_id=edition.pk, title_sv="A", title_en="A", controller="A", keep_until="2027-01-01"
    )
    values = {"low": -10.0, "value": 40.0, "high": 90.0, "source": "the accounts"}
    apps.get_model("surveys", "Assumption").objects.create(survey=survey, name="organiser", **values)
    executor = MigrationExecutor(connection)
    executor.migrate(NEW)
    found = executor.loader.project_state(NEW).apps.get_model("surveys", "Assumption").objects.order_by("kind")
    kept = [(one.kind, one.low, one.value, one.high) for one in found]
    MigrationExecutor(connection).migrate(latest)
    assert kept == [("inflow", 0.0, 40.0, 90.0), ("outflow", 0.0, 0.0, 10.0)]
