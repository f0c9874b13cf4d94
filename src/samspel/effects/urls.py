from django.urls import path

from samspel.effects.views import fetching, power, reconciling, series
from samspel.effects.views import studies as views

urlpatterns = [
    path("office/<slug:festival>/studies/", views.studies, name="studies"),
    path("office/<slug:festival>/studies/register/", views.register, name="register-study"),
    path("office/<slug:festival>/studies/<slug:study>/", views.office_study, name="office-study"),
    path("office/<slug:festival>/studies/<slug:study>/load/", views.load, name="load-panel"),
    path("office/<slug:festival>/studies/<slug:study>/estimate/", views.estimate, name="estimate-study"),
    path("office/<slug:festival>/studies/<slug:study>/publish/", views.publish, name="publish-study"),
    path("office/<slug:festival>/studies/<slug:study>/withdraw/", views.withdraw, name="withdraw-study"),
    path("office/<slug:festival>/studies/<slug:study>/power/", power.study_power, name="study-power"),
    path("office/<slug:festival>/studies/<slug:study>/power/ask/", power.ask_power, name="ask-power"),
    path("office/<slug:festival>/studies/<slug:study>/beside/", power.load_beside, name="load-beside"),
    path(
        "office/<slug:festival>/<slug:edition>/surveys/<int:survey>/beside/",
        reconciling.reconcile,
        name="reconcile-survey",
    ),
    path("office/<slug:festival>/series/", series.all_series, name="all-series"),
    path("office/<slug:festival>/series/load/", series.load, name="load-series"),
    path("office/<slug:festival>/series/fetch/", fetching.fetch, name="fetch-series"),
    path("office/<slug:festival>/series/own/", series.own, name="own-series"),
    path("office/<slug:festival>/series/look/", fetching.look, name="look-at-fetched"),
    path("office/<slug:festival>/series/waiting/<int:upload>/", series.waiting, name="waiting-series"),
    path("office/<slug:festival>/series/<slug:series>/", series.series, name="series"),
    path("office/<slug:festival>/series/<slug:series>/answer/", series.answer, name="answer-concerns"),
    path("office/<slug:festival>/series/<slug:series>/use/", series.use, name="use-series"),
    path("office/<slug:festival>/series/<slug:series>/build/", series.build, name="build-panel"),
    path("office/<slug:festival>/series/<slug:series>/apply/", series.apply, name="apply-panel"),
    path("<slug:festival>/studies/", views.festival_studies, name="festival-studies"),
    path("<slug:festival>/studies/<slug:study>/", views.study, name="study"),
    path("<slug:festival>/studies/<slug:study>/study.zip", power.export, name="export-study"),
]
