from django.urls import path

from samspel.agreements.urls.ledger import public as ledger
from samspel.agreements.views import public, signing

urlpatterns = [
    path("", public.registers, name="agreement-places"),
    path("sign/<str:token>/", signing.sign, name="sign"),
    path("sign/<str:token>/text.pdf", signing.text, name="sign-text"),
    path("verify/", signing.verify, name="verify"),
    path("verify/<str:digest>/", signing.verify_digest, name="verify-digest"),
    path("weigh/", public.weigh, name="weigh"),
    path("<slug:register>/", public.register, name="agreements"),
    path("<slug:register>/<int:agreement>/", public.agreement, name="agreement"),
    *ledger,
]
