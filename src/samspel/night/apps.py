"""The room's name for Django."""

from django.apps import AppConfig


class NightConfig(AppConfig):
    name = "samspel.night"
    default_auto_field = "django.db.models.BigAutoField"
