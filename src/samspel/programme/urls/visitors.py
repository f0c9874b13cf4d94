import re
from datetime import date

from django.urls import path, register_converter

from samspel.programme.views import data
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
    path("now/", views.now, name="now"),
    path("venues/", views.venues, name="venues"),
    path("venues/<slug:venue>/", views.venue, name="venue"),
    path("acts/", views.acts, name="acts"),
    path("acts/<slug:act>/", views.act, name="act"),
    path("changes/", views.changes, name="changes"),
    path("calendar.ics", data.calendar, name="calendar"),
    path("acts/<slug:act>.ics", data.act_calendar, name="act-calendar"),
    path("sets/<str:key>.ics", data.set_calendar, name="set-calendar"),
    path("sets/<str:key>/", data.one_set, name="shown-set"),
    path("changes.atom", data.news, name="news"),
    path("data/", data.page, name="data"),
    path("<file:name>", data.file, name="data-file"),
]
