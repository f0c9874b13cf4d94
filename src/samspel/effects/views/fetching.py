"""Figures fetched from a publisher: what is wanted, and a look at what came."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from samspel.access import ruled
from samspel.effects.forms.series import FetchForm, fetched_before
from samspel.effects.queries import series as queries
from samspel.effects.rules import may_analyse
from samspel.effects.services.fetching import hold_fetched, request_fetch
from samspel.effects.services.loading import slug_of
from samspel.effects.views.frame import frame
from samspel.errors import Refused
from samspel.people.views import signed_in
from samspel.places.models import Festival
from samspel.places.queries import festival as find_festival
from samspel.records.queries import runs_of


@ruled(may_analyse, find_festival)
def fetch(request: HttpRequest, festival: Festival) -> HttpResponse:
    """Say what is wanted and what its figures are; `?series=` for one that is here already."""
    wish = request.GET.get("series", "")
    series = queries.series(festival.slug, wish) if wish else None
    form = FetchForm(request.POST or None, series=series, initial=fetched_before(series) if series else None)
    sentence = ""
    if request.method == "POST" and form.is_valid():
        try:
            if series is None:
                slug_of(form.cleaned_data["name"])
            request_fetch(festival=festival, asked=form.asked(), who=signed_in(request))
        except Refused as error:
            sentence = str(error)
        else:
            messages.success(request, _("The figures are being fetched. Look at them below once they are here."))
            return redirect("all-series", festival.slug)
    context = frame(festival) | {"form": form, "sentence": sentence, "series": series}
    status = 422 if request.method == "POST" else 200
    return render(request, "effects/office/fetch_series.html", context, status=status)


@require_POST
@ruled(may_analyse, find_festival)
def look(request: HttpRequest, festival: Festival) -> HttpResponse:
    """Hold what was fetched, and go on as with a file."""
    run = next((one for one in runs_of(festival, kind="fetch") if str(one.pk) == request.POST.get("run")), None)
    if run is None:
        raise Refused(_("Choose one of the answers that were fetched for this festival."))
    upload = hold_fetched(run=run, festival=festival, who=signed_in(request))
    return redirect("waiting-series", festival.slug, upload.pk)
