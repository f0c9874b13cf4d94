from typing import Any

from django.db import migrations, models


def give_older_imports_an_unknown_state(apps: Any, schema_editor: Any) -> None:
    """What an older import created cannot be shown to be untouched, so it is treated as touched: undoing refuses."""
    for intake in apps.get_model("records", "Intake").objects.exclude(created=[]).only("created"):
        intake.created = [[label, pk, ""] for label, pk, *_state in intake.created]
        intake.save(update_fields=["created"])


class Migration(migrations.Migration):
    dependencies = [
        ("records", "0001_initial"),
    ]

    operations = [
        migrations.AlterField(
            model_name="intake",
            name="created",
            field=models.JSONField(
                default=list, help_text='[["lineup.act", 12, "digest of its state"], …] in order of creation'
            ),
        ),
        migrations.AddField(
            model_name="intake",
            name="is_forgotten",
            field=models.BooleanField(default=False, help_text="its values are no longer kept, so it cannot be undone"),
        ),
        migrations.RunPython(give_older_imports_an_unknown_state, migrations.RunPython.noop),
    ]
