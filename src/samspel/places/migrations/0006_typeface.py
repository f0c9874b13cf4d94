from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("places", "0005_access"),
    ]

    operations = [
        migrations.AddField(
            model_name="festival",
            name="typeface",
            field=models.CharField(
                choices=[
                    ("poster", "poster: narrow and heavy"),
                    ("plain", "plain: as the text"),
                    ("book", "book: with serifs"),
                ],
                default="poster",
                max_length=10,
                verbose_name="typeface",
            ),
        ),
    ]
