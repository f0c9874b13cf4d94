from django.urls import path

from samspel.effects import views

urlpatterns = [
    path("office/<slug:festival>/studies/", views.studies, name="studies"),
    path("office/<slug:festival>/studies/register/", views.register, name="register-study"),
    path("office/<slug:festival>/studies/<slug:study>/", views.office_study, name="office-study"),
    path("office/<slug:festival>/studies/<slug:study>/load/", views.load, name="load-panel"),
    path("office/<slug:festival>/studies/<slug:study>/estimate/", views.estimate, name="estimate-study"),
    path("office/<slug:festival>/studies/<slug:study>/publish/", views.publish, name="publish-study"),
    path("office/<slug:festival>/studies/<slug:study>/withdraw/", views.withdraw, name="withdraw-study"),
    path("<slug:festival>/studies/", views.festival_studies, name="festival-studies"),
    path("<slug:festival>/studies/<slug:study>/", views.study, name="study"),
]
