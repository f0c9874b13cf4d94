"""The one place where a refusal becomes a page."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _

from samspel.errors import BadInput, Near, NotFound, Renamed, SamspelError
from samspel.places.models import Festival
from samspel.places.rules import may_look
from samspel.programme.queries.visitors import pages_near, programmes_near

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
        if isinstance(error, Renamed):
            return redirect(_address(error.now), permanent=True)
        problems = error.problems if isinstance(error, BadInput) else ()
        context = _frame(request) | {"sentence": str(error), "problems": problems, "status": error.status}
        if isinstance(error, NotFound):
            context |= _way_on(request, error.near, is_office="office" in context.get("base", ""))
        return render(request, "site/refused.html", context, status=error.status)


def _address(one: Near) -> str:
    return reverse(one.page, args=one.words)


def _way_on(request: HttpRequest, near: Iterable[Near], *, is_office: bool = False) -> dict[str, Any]:
    """Return where a visitor may go from an address that leads nowhere: what is like it, else what is published."""
    found = tuple(near) or (() if is_office else programmes_near(request.path))
    return {"near": [(one.name, _address(one)) for one in found], "is_lost": not is_office}


def _frame(request: HttpRequest) -> dict[str, Any]:
    """Return the navigation of the festival where it happened, for those who may use it, and the way back."""
    match = request.resolver_match
    address = match.kwargs if match else {}
    festival = Festival.objects.select_related("place").filter(slug=address.get("festival", "")).first()
    if festival is None:
        return {"back": _back(request)}
    edition = festival.editions.filter(slug=address["edition"]).first() if "edition" in address else None
    is_office = match is not None and "office/" in match.route and may_look(request.user, festival)
    if is_office:
        edition = edition or festival.editions.first()
    return {
        "festival": festival,
        "edition": edition,
        "base": "site/office.html" if is_office and edition else "site/festival.html",
        "back": _back(request),
    }


def _back(request: HttpRequest) -> str:
    """Return the page a person came from, if it is one of ours; a form's own page can be gone back to."""
    came_from = request.headers.get("referer", "")
    ours = url_has_allowed_host_and_scheme(came_from, {request.get_host()}, require_https=request.is_secure())
    is_here = request.method == "GET" and came_from == request.build_absolute_uri()
    return came_from if ours and not is_here else ""


def not_found(request: HttpRequest, exception: Http404 | None = None) -> HttpResponse:
    """Answer an address that leads nowhere."""
    context = {"sentence": _("There is no page at this address."), "problems": (), "status": 404}
    context |= _way_on(request, pages_near(request.path))
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
