from datetime import date

from django.urls import path, register_converter

from samspel.programme.views import device, paper
from samspel.programme.views import visitors as views


class DateConverter:
    """A date in an address: 2026-09-03."""

    regex = r"\d{4}-\d{2}-\d{2}"

    def to_python(self, value: str) -> date:
        return date.fromisoformat(value)

    def to_url(self, value: date | str) -> str:
        return value if isinstance(value, str) else value.isoformat()


register_converter(DateConverter, "date")

urlpatterns = [
    path("", views.programme, name="programme"),
    path("<date:night>/", views.night, name="night"),
    path("nights/", views.nights, name="nights"),
    path("now/", views.now, name="now"),
    path("venues/", views.venues, name="venues"),
    path("venues/<slug:venue>/", views.venue, name="venue"),
    path("genres/<str:genre>/", views.genre, name="genre"),
    path("search/", views.find, name="search"),
    path("my-night/", views.my_night, name="my-night"),
    path("my-night.ics", views.my_calendar, name="my-calendar"),
    path("my-night.svg", device.square, name="my-square"),
    path("stars", device.stars, name="stars"),
    path("programme.json", device.facts, name="facts"),
    path("pages.json", device.pages, name="pages"),
    path("worker.js", device.worker, name="worker"),
    path("manifest.webmanifest", device.manifest, name="manifest"),
    path("acts/", views.acts, name="acts"),
    path("acts/<slug:act>/", views.act, name="act"),
    path("changes/", views.changes, name="changes"),
    path("calendar.ics", views.calendar, name="calendar"),
    path("acts/<slug:act>.ics", views.act_calendar, name="act-calendar"),
    path("changed/<int:version>/", paper.changed, name="changed"),
    path("paper/", paper.paper, name="paper"),
    path("paper/pocket.pdf", paper.pocket, name="paper-pocket"),
    path("paper/list.pdf", paper.large_print, name="paper-list"),
    path("paper/doors-<slug:paper>.pdf", paper.doors, name="paper-doors"),
    path("paper/doors-<slug:paper>/<slug:venue>.pdf", paper.door, name="paper-door"),
]
