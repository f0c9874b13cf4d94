from django.urls import path

from samspel.night.views import phone

urlpatterns = [
    path("door/<str:token>/", phone.form, name="door"),
    path("door/<str:token>/taps/", phone.sync, name="door-sync"),
    path("door/<str:token>/takings/", phone.takings, name="door-takings"),
    path("door/<str:token>/worker.js", phone.worker, name="door-worker"),
    path("door/<str:token>/app.webmanifest", phone.manifest, name="door-manifest"),
]
