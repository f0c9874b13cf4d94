from django.apps import AppConfig


class ReportConfig(AppConfig):
    name = "samspel.report"
    default_auto_field = "django.db.models.BigAutoField"
