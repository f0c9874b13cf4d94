from django.urls import path

from samspel.people import views

urlpatterns = [
    path("", views.sign_in, name="sign-in"),
    path("confirm/", views.confirm, name="sign-in-confirm"),
    path("password/", views.password, name="sign-in-password"),
    path("out/", views.sign_out, name="sign-out"),
    path("account/", views.account, name="account"),
    path("account/erase/", views.erase, name="account-erase"),
]
