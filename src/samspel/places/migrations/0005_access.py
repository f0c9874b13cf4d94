import django.core.validators
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("places", "0004_rules"),
    ]

    operations = [
        migrations.AddField(
            model_name="festival",
            name="licence",
            field=models.CharField(
                blank=True,
                choices=[
                    ("", "not stated"),
                    ("CC0-1.0", "CC0: free to use without conditions"),
                    ("CC-BY-4.0", "CC BY 4.0: free to use if the festival is named"),
                ],
                max_length=20,
                verbose_name="licence",
            ),
        ),
        migrations.AddField(
            model_name="festival",
            name="public_email",
            field=models.EmailField(blank=True, max_length=254, verbose_name="public e-mail address"),
        ),
        migrations.AddField(
            model_name="stage",
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
            model_name="stage",
            name="hearing_loop",
            field=models.BooleanField(blank=True, null=True, verbose_name="hearing loop"),
        ),
        migrations.AddField(
            model_name="stage",
            name="quiet_place",
            field=models.BooleanField(blank=True, null=True, verbose_name="quiet place"),
        ),
        migrations.AddField(
            model_name="stage",
            name="seats",
            field=models.BooleanField(blank=True, null=True, verbose_name="seats"),
        ),
        migrations.AddField(
            model_name="stage",
            name="sound_ceiling_db",
            field=models.PositiveSmallIntegerField(
                blank=True,
                null=True,
                validators=[django.core.validators.MaxValueValidator(140)],
                verbose_name="sound ceiling, dB(A)",
            ),
        ),
        migrations.AddField(
            model_name="stage",
            name="step_free",
            field=models.BooleanField(blank=True, null=True, verbose_name="step-free"),
        ),
        migrations.AddField(
            model_name="stage",
            name="strobe",
            field=models.BooleanField(blank=True, null=True, verbose_name="strobe lights"),
        ),
        migrations.AddField(
            model_name="venue",
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
            model_name="venue",
            name="hearing_loop",
            field=models.BooleanField(blank=True, null=True, verbose_name="hearing loop"),
        ),
        migrations.AddField(
            model_name="venue",
            name="quiet_place",
            field=models.BooleanField(blank=True, null=True, verbose_name="quiet place"),
        ),
        migrations.AddField(
            model_name="venue",
            name="seats",
            field=models.BooleanField(blank=True, null=True, verbose_name="seats"),
        ),
        migrations.AddField(
            model_name="venue",
            name="sound_ceiling_db",
            field=models.PositiveSmallIntegerField(
                blank=True,
                null=True,
                validators=[django.core.validators.MaxValueValidator(140)],
                verbose_name="sound ceiling, dB(A)",
            ),
        ),
        migrations.AddField(
            model_name="venue",
            name="strobe",
            field=models.BooleanField(blank=True, null=True, verbose_name="strobe lights"),
        ),
    ]
