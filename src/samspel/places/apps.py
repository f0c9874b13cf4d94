from django.apps import AppConfig


class PlacesConfig(AppConfig):
    name = "samspel.places"
    default_auto_field = "django.db.models.BigAutoField"
