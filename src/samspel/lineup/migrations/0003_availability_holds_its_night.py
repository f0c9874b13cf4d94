import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("lineup", "0002_answers"),
        ("places", "0001_initial"),
    ]

    operations = [
        migrations.AlterField(
            model_name="availability",
            name="night",
            field=models.ForeignKey(on_delete=django.db.models.deletion.RESTRICT, related_name="+", to="places.night"),
        ),
    ]
