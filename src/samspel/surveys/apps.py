"""The room's name for Django."""

from django.apps import AppConfig


class SurveysConfig(AppConfig):
    name = "samspel.surveys"
    default_auto_field = "django.db.models.BigAutoField"
