from django.urls import path

from samspel.programme.views import data

urlpatterns = [
    path("catalogue.rdf", data.catalogue, name="catalogue"),
]
