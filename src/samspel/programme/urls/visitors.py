import re
from datetime import date

from django.urls import path, register_converter

from samspel.programme.views import data, device, paper
from samspel.programme.views import visitors as views


class DateConverter:
    """A date in an address: 2026-09-03."""

    regex = r"\d{4}-\d{2}-\d{2}"

    def to_python(self, value: str) -> date:
        return date.fromisoformat(value)

    def to_url(self, value: date | str) -> str:
        return value if isinstance(value, str) else value.isoformat()


class FileConverter:
    """The name of a file of the whole programme."""

    regex = "|".join(re.escape(name) for name in data.FILES)

    def to_python(self, value: str) -> str:
        return value

    def to_url(self, value: str) -> str:
        return value


register_converter(DateConverter, "date")
register_converter(FileConverter, "file")

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
    path("my-night.ics", data.my_calendar, name="my-calendar"),
    path("stars", device.stars, name="stars"),
    path("programme.json", device.facts, name="facts"),
    path("pages.json", device.pages, name="pages"),
    path("worker.js", device.worker, name="worker"),
    path("manifest.webmanifest", device.manifest, name="manifest"),
    path("acts/", views.acts, name="acts"),
    path("acts/<slug:act>/", views.act, name="act"),
    path("changes/", views.changes, name="changes"),
    path("calendar.ics", data.calendar, name="calendar"),
    path("acts/<slug:act>.ics", data.act_calendar, name="act-calendar"),
    path("sets/<str:key>.ics", data.set_calendar, name="set-calendar"),
    path("sets/<str:key>/", data.one_set, name="shown-set"),
    path("changes.atom", data.news, name="news"),
    path("data/", data.page, name="data"),
    path("changed/<int:version>/", paper.changed, name="changed"),
    path("paper/", paper.paper, name="paper"),
    path("paper/pocket.pdf", paper.pocket, name="paper-pocket"),
    path("paper/list.pdf", paper.large_print, name="paper-list"),
    path("paper/doors-<slug:paper>.pdf", paper.doors, name="paper-doors"),
    path("paper/doors-<slug:paper>/<slug:venue>.pdf", paper.door, name="paper-door"),
    path("<file:name>", data.file, name="data-file"),
]
