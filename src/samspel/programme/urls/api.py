from django.urls import path

from samspel.programme.views import api

urlpatterns = [
    path("v1/openapi.json", api.description, name="api-openapi"),
    path("v1/editions/", api.editions, name="api-editions"),
    path("v1/<str:festival>/<str:edition>/", api.edition, name="api-edition"),
    path("v1/<str:festival>/<str:edition>/sets/", api.sets, name="api-sets"),
    path("v1/<str:festival>/<str:edition>/sets/<str:key>/", api.one_set, name="api-set"),
    path("v1/<str:festival>/<str:edition>/acts/", api.acts, name="api-acts"),
    path("v1/<str:festival>/<str:edition>/acts/<str:act>/", api.act, name="api-act"),
    path("v1/<str:festival>/<str:edition>/venues/", api.venues, name="api-venues"),
    path("v1/<str:festival>/<str:edition>/venues/<str:venue>/", api.venue, name="api-venue"),
    path("v1/<str:festival>/<str:edition>/changes/", api.changes, name="api-changes"),
    path("<path:rest>", api.nowhere, name="api-nowhere"),
]
