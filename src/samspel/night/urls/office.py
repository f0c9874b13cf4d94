from django.urls import path

from samspel.night.views import office, venue

urlpatterns = [
    path("", office.night, name="night"),
    path("counts.csv", office.csv_file, name="night-csv"),
    path("counts.xlsx", office.xlsx_file, name="night-xlsx"),
    path("<int:venue>/", venue.venue, name="night-venue"),
    path("<int:venue>/log/", venue.log, name="night-log"),
    path("<int:venue>/takings/", venue.takings, name="night-takings"),
    path("<int:venue>/set-aside/", venue.set_aside, name="night-set-aside"),
    path("<int:venue>/bring-back/", venue.bring_back, name="night-bring-back"),
    path("<int:venue>/doors/", venue.add_door, name="add-door"),
    path("<int:venue>/doors/<int:door>/rename/", venue.rename_door, name="rename-door"),
    path("<int:venue>/doors/<int:door>/wall-up/", venue.wall_up_door, name="wall-up-door"),
    path("<int:venue>/doors/<int:door>/shut/", venue.leave_shut, name="door-was-shut"),
    path("<int:venue>/links/", venue.links, name="door-links"),
    path("<int:venue>/links/<int:device>/revoke/", venue.revoke, name="revoke-door-link"),
]
