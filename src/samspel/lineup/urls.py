from django.urls import path

from samspel.lineup.views import acts, answering

urlpatterns = [
    path("office/<slug:festival>/<slug:edition>/acts/ask/", acts.ask_all, name="ask-all"),
    path("office/<slug:festival>/<slug:edition>/acts/remind/", acts.remind_all, name="remind-all"),
    path("office/<slug:festival>/<slug:edition>/acts/<int:act>/", acts.act, name="office-act"),
    path("office/<slug:festival>/<slug:edition>/acts/<int:act>/availability/", acts.availability, name="availability"),
    path("office/<slug:festival>/<slug:edition>/acts/<int:act>/link/", acts.link, name="act-link"),
    path("office/<slug:festival>/<slug:edition>/acts/<int:act>/ask/", acts.ask, name="act-ask"),
    path("office/<slug:festival>/<slug:edition>/acts/<int:act>/revoke/", acts.revoke, name="act-revoke"),
    path("answer/<str:token>/", answering.answer, name="answer"),
]
