from typing import Any

import django.core.validators
from django.db import migrations, models

import samspel.programme.models


def keep_published_keys(apps: Any, schema_editor: Any) -> None:
    """Sets that may have been published keep the names they had there: calendars know them by these."""
    performances = apps.get_model("programme", "Performance")
    for pk in performances.objects.values_list("pk", flat=True):
        performances.objects.filter(pk=pk).update(key=f"set-{pk}")


class Migration(migrations.Migration):
    dependencies = [
        ("programme", "0007_repair"),
    ]

    operations = [
        migrations.AddField(
            model_name="performance",
            name="age_limit_years",
            field=models.PositiveSmallIntegerField(
                blank=True,
                help_text="0: all ages are welcome. Empty: nobody has said.",
                null=True,
                validators=[django.core.validators.MaxValueValidator(99)],
                verbose_name="age limit, years",
            ),
        ),
        migrations.AddField(
            model_name="performance",
            name="key",
            field=models.CharField(default=samspel.programme.models.new_key, editable=False, max_length=40),
        ),
        migrations.RunPython(keep_published_keys, migrations.RunPython.noop),
        migrations.AddField(
            model_name="performance",
            name="strobe",
            field=models.BooleanField(blank=True, null=True, verbose_name="strobe lights"),
        ),
        migrations.AddField(
            model_name="publication",
            name="message",
            field=models.TextField(blank=True, verbose_name="what is new, in the office's words"),
        ),
        migrations.AddField(
            model_name="publication",
            name="modified_at",
            field=models.DateTimeField(auto_now=True),
        ),
    ]
