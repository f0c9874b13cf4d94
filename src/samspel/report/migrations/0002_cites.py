from typing import Any

from django.db import migrations, models


def follow_letters(apps: Any, schema_editor: Any) -> None:
    """Reports made before this name their runs by eight letters: the whole names are looked up once."""
    run_model = apps.get_model("records", "Run")
    for report in apps.get_model("report", "Report").objects.select_related("run"):
        for letters in (report.run.answer or {}).get("runs", ()):
            first, last = letters.ljust(32, "0"), letters.ljust(32, "f")
            report.cites.add(*run_model.objects.filter(pk__gte=first, pk__lte=last)[:1])


class Migration(migrations.Migration):
    dependencies = [
        ("records", "0001_initial"),
        ("report", "0001_initial"),
    ]

    operations = [
        migrations.AddField(
            model_name="report",
            name="cites",
            field=models.ManyToManyField(
                help_text="the runs its readers may follow", related_name="reports", to="records.run"
            ),
        ),
        migrations.RunPython(follow_letters, migrations.RunPython.noop),
    ]
