from django.urls import path

from samspel.surveys.views import public, tablets

urlpatterns = [
    path("ask/withdraw/", public.withdraw, name="withdraw-answer"),
    path("ask/<slug:code>/", public.ask, name="ask"),
    path("ask/<slug:code>/thanks/", public.thanks, name="ask-thanks"),
    path("<slug:festival>/<slug:edition>/survey/<int:survey>/", public.results, name="public-survey"),
    path("tablet/<str:token>/", tablets.form, name="tablet"),
    path("tablet/<str:token>/answers/", tablets.sync, name="tablet-sync"),
    path("tablet/<str:token>/worker.js", tablets.worker, name="tablet-worker"),
    path("tablet/<str:token>/app.webmanifest", tablets.manifest, name="tablet-manifest"),
]
