from django.apps import AppConfig


class RecordsConfig(AppConfig):
    name = "samspel.records"
    default_auto_field = "django.db.models.BigAutoField"
