from django.urls import path

from samspel.places import views

urlpatterns = [
    path("", views.office, name="office"),
    path("<slug:festival>/start/", views.start_edition, name="start-edition"),
    path("<slug:festival>/team/", views.team, name="team"),
    path("<slug:festival>/team/take/", views.take_role, name="take-role"),
    path("<slug:festival>/open-data/", views.open_data, name="open-data"),
    path("<slug:festival>/look/", views.look, name="look"),
    path("<slug:festival>/<slug:edition>/stages/", views.stages, name="stages"),
    path("<slug:festival>/<slug:edition>/stages/nights/", views.set_nights, name="set-nights"),
    path("<slug:festival>/<slug:edition>/stages/open/", views.open_all, name="open-all"),
    path("<slug:festival>/<slug:edition>/stages/<int:stage>/", views.stage, name="stage"),
    path("<slug:festival>/<slug:edition>/venues/<int:venue>/", views.venue, name="office-venue"),
]
