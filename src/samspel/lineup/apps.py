from django.apps import AppConfig


class LineupConfig(AppConfig):
    name = "samspel.lineup"
    default_auto_field = "django.db.models.BigAutoField"
