import django.core.validators
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("lineup", "0005_act_cancelled_at"),
    ]

    operations = [
        migrations.AddField(
            model_name="act",
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
            model_name="act",
            name="strobe",
            field=models.BooleanField(blank=True, null=True, verbose_name="strobe lights"),
        ),
    ]
