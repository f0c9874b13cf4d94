from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("places", "0007_duties"),
    ]

    operations = [
        migrations.AddField(
            model_name="festival",
            name="publisher_kind",
            field=models.CharField(
                blank=True,
                choices=[
                    ("", "not said"),
                    ("NonProfitOrganisation", "non-profit organisation"),
                    ("Company", "company"),
                    ("LocalAuthority", "municipality"),
                    ("RegionalAuthority", "region"),
                    ("NationalAuthority", "state authority"),
                    ("Academia-ScientificOrganisation", "university or college"),
                    ("PrivateIndividual(s)", "private person"),
                ],
                max_length=40,
                verbose_name="kind of organisation",
            ),
        ),
    ]
