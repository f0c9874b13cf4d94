from django.urls import path

from samspel.report import views

urlpatterns = [
    path("office/<slug:festival>/<slug:edition>/report/", views.reports, name="reports"),
    path("office/<slug:festival>/<slug:edition>/report/withdraw/", views.withdraw, name="withdraw-report"),
    path("office/<slug:festival>/<slug:edition>/report/<slug:run>/", views.draft, name="draft-report"),
    path("office/<slug:festival>/<slug:edition>/report/<slug:run>/publish/", views.publish, name="publish-report"),
    path("runs/<slug:run>/", views.run, name="run"),
    path("runs/<slug:run>/run.json", views.run_file, name="run-file"),
    path("runs/<slug:run>/files/<str:name>", views.run_artefact, name="run-artefact"),
    path("<slug:festival>/<slug:edition>/report/", views.report, name="report"),
    path("<slug:festival>/<slug:edition>/report.pdf", views.report_pdf, name="report-pdf"),
]
