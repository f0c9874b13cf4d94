"""Assumptions say what they are about, a survey how many answer and what everybody is shown."""

from typing import Any

import django.db.models.deletion
from django.db import migrations, models


def to_flows(apps: Any, schema_editor: Any) -> None:
    """The organiser's net was one number; what comes in and what leaves are two."""
    Assumption = apps.get_model("surveys", "Assumption")
    for one in Assumption.objects.filter(kind="organiser"):
        parts = {"inflow": (one.low, one.value, one.high), "outflow": (-one.high, -one.value, -one.low)}
        for kind, numbers in parts.items():
            low, value, high = (max(0.0, number) for number in numbers)
            if high:
                Assumption.objects.create(
                    survey=one.survey,
                    kind=kind,
                    about=f"net {kind}",
                    low=low,
                    value=value,
                    high=high,
                    source=one.source,
                )
        one.delete()
    if schema_editor.connection.vendor == "postgresql":
        # Rows with a check that waits for the end would stop the table from being altered further down.
        schema_editor.execute("SET CONSTRAINTS ALL IMMEDIATE")


class Migration(migrations.Migration):
    dependencies = [
        ("records", "0003_documents_and_links"),
        ("surveys", "0001_initial"),
    ]

    operations = [
        migrations.RemoveConstraint(model_name="assumption", name="one_assumption_per_name"),
        migrations.RenameField(model_name="assumption", old_name="name", new_name="kind"),
        migrations.AddField(
            model_name="assumption",
            name="about",
            field=models.CharField(
                blank=True, default="", help_text="a question of spending, or what the organiser paid", max_length=80
            ),
            preserve_default=False,
        ),
        migrations.AddField(
            model_name="assumption",
            name="counted_in",
            field=models.CharField(
                blank=True, default="", help_text="the question of spending that pays it, if any", max_length=40
            ),
            preserve_default=False,
        ),
        migrations.RunPython(to_flows, migrations.RunPython.noop),
        migrations.AlterField(
            model_name="assumption",
            name="kind",
            field=models.CharField(
                choices=[
                    ("vat", "Value added tax: rate on the price without it (0.12 for 12 per cent)"),
                    (
                        "leakage",
                        "Leakage: share of the price without tax that leaves the area at once (0 to 1)",
                    ),
                    ("local", "Share who live in the area, if nobody was asked (0 to 1)"),
                    ("other_reason", "Share who came for something else, if nobody was asked (0 to 1)"),
                    ("time_switcher", "Share who moved a visit, if nobody was asked (0 to 1)"),
                    ("casual", "Share who were here already, if nobody was asked (0 to 1)"),
                    ("anyway", "Share who would have come anyway, if nobody was asked (0 to 1)"),
                    ("displaced", "Displacement: share of what is left that others would have spent (0 to 1)"),
                    ("capacity", "Rooms: room nights there are in the area over the festival’s nights"),
                    ("baseline", "Rooms: room nights that would be sold without the festival"),
                    ("room_spend", "Rooms: what a guest who finds no room would have left, per room night"),
                    ("inflow", "The organiser: bought in the area with money from outside"),
                    ("outflow", "The organiser: money that leaves the area"),
                    ("multiplier", "Multiplier: total to direct, with its region and year"),
                ],
                max_length=16,
            ),
        ),
        migrations.AddConstraint(
            model_name="assumption",
            constraint=models.UniqueConstraint(fields=("survey", "kind", "about"), name="one_assumption_of_a_kind"),
        ),
        migrations.AddField(
            model_name="spot",
            name="wanted_count",
            field=models.PositiveIntegerField(blank=True, help_text="answers, of those who are asked", null=True),
        ),
        migrations.AddField(
            model_name="survey",
            name="published_at",
            field=models.DateTimeField(blank=True, null=True),
        ),
        migrations.AddField(
            model_name="survey",
            name="published_run",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.SET_NULL,
                related_name="+",
                to="records.run",
            ),
        ),
        migrations.AddField(
            model_name="survey",
            name="response_percent",
            field=models.FloatField(default=100.0, verbose_name="of those asked, how many per cent answer"),
        ),
    ]
