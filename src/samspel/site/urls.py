"""Every address: `/<language>/…` for pages, rooms by what people call them."""

from __future__ import annotations

from django.conf.urls.i18n import i18n_patterns
from django.urls import include, path

from samspel.programme.views.device import look
from samspel.site import views
from samspel.surveys.views.public import short as ask

urlpatterns = [
    path("", views.in_my_language, name="root"),
    path("accent/<str:colour>.css", views.accent, name="accent"),
    path("icon/<str:colour>-<int:size>.png", views.icon, name="icon"),
    path("look/<str:colour>-<int:columns>x<int:rows>.css", look, name="programme-look"),
    path("healthy", views.healthy, name="healthy"),
    path("ask/<slug:code>/", ask, name="short-link"),
    path("api/", include("samspel.programme.urls.api")),
    *i18n_patterns(
        path("", views.front, name="front"),
        path("sign-in/", include("samspel.people.urls")),
        path("office/ideas/", include("samspel.ideas.urls.office")),
        path("office/agreements/", include("samspel.agreements.urls.office")),
        path("office/<slug:festival>/<slug:edition>/duties/", include("samspel.agreements.urls.duties")),
        path("office/", include("samspel.places.urls")),
        path("agreements/", include("samspel.agreements.urls.public")),
        path("ideas/", include("samspel.ideas.urls.public")),
        path("", include("samspel.lineup.urls")),
        path("office/<slug:festival>/<slug:edition>/surveys/", include("samspel.surveys.urls.office")),
        path("", include("samspel.surveys.urls.public")),
        path("office/<slug:festival>/<slug:edition>/night/", include("samspel.night.urls.office")),
        path("", include("samspel.night.urls.public")),
        path("", include("samspel.effects.urls")),
        path("", include("samspel.report.urls")),
        path("office/<slug:festival>/<slug:edition>/publish/copy.zip", views.copy, name="site-copy"),
        path("office/<slug:festival>/<slug:edition>/", include("samspel.programme.urls.office")),
        path("<slug:festival>/", views.of_festival, name="festival"),
        path("<slug:festival>/", include("samspel.programme.urls.festival")),
        path("<slug:festival>/<slug:edition>/", include("samspel.programme.urls.visitors")),
    ),
]

handler404 = "samspel.site.middleware.not_found"
handler500 = "samspel.site.middleware.failed"
