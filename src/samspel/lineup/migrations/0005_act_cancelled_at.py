from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("lineup", "0004_rules")]

    operations = [
        migrations.AddField(
            model_name="act",
            name="cancelled_at",
            field=models.DateTimeField(blank=True, null=True, verbose_name="cancelled"),
        ),
    ]
