from django.urls import path

from samspel.agreements.views import duties

urlpatterns = [
    path("", duties.duties, name="duties"),
    path("duties.ics", duties.calendar, name="duties-calendar"),
    path("<int:venue>/<slug:key>/", duties.settle, name="settle-duty"),
]
