from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("lineup", "0003_availability_holds_its_night")]

    operations = [
        migrations.AddField(
            model_name="act",
            name="cancelled_at",
            field=models.DateTimeField(blank=True, null=True, verbose_name="cancelled"),
        ),
    ]
