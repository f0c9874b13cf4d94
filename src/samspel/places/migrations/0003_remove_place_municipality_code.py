from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [
        ("places", "0002_contacts"),
    ]

    operations = [
        migrations.RemoveField(model_name="place", name="municipality_code"),
    ]
