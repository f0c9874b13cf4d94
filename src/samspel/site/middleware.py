"""The one place where a refusal becomes a page."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from samspel.errors import BadInput, SamspelError

Handler = Callable[[HttpRequest], HttpResponse]


class ExplainErrors:
    """Render every `SamspelError` with its sentence and its status, as a page or as a fragment."""

    def __init__(self, get_response: Handler) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_view(self, request: HttpRequest, *view: Any) -> HttpResponse | None:
        """Read a form here, before anybody else does: what is wrong with it as such is explained like the rest."""
        try:
            request.POST  # noqa: B018 - reading is what parses it
        except SamspelError as error:
            return self.process_exception(request, error)
        return None

    def process_exception(self, request: HttpRequest, error: Exception) -> HttpResponse | None:
        if not isinstance(error, SamspelError):
            return None
        problems = error.problems if isinstance(error, BadInput) else ()
        context = {"sentence": str(error), "problems": problems, "status": error.status}
        return render(request, "site/refused.html", context, status=error.status)


def not_found(request: HttpRequest, exception: Http404 | None = None) -> HttpResponse:
    """Answer an address that leads nowhere."""
    context = {"sentence": _("There is no page at this address."), "problems": (), "status": 404}
    return render(request, "site/refused.html", context, status=404)


def failed(request: HttpRequest) -> HttpResponse:
    """Answer when we broke something: no details for strangers, the log has them."""
    context = {
        "sentence": _("Something of ours broke. Nothing you did was half saved; try again, and tell us if it stays."),
        "problems": (),
        "status": 500,
    }
    return render(request, "site/refused.html", context, status=500)


def forged(request: HttpRequest, reason: str = "") -> HttpResponse:
    """Answer a form whose token does not fit: mostly a page that stood open too long."""
    context = {
        "sentence": _(
            "The form is too old or was sent from elsewhere. Go back, load the page again and send it once more."
        ),
        "problems": (),
        "status": 403,
    }
    return render(request, "site/refused.html", context, status=403)
