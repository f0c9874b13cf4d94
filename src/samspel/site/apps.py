from django.apps import AppConfig


class SiteConfig(AppConfig):
    name = "samspel.site"
    label = "samspel_site"
