"""Sign in by link or password, sign out, change or erase one's account."""

from __future__ import annotations

from collections.abc import Callable

from django.conf import settings
from django.contrib import messages
from django.contrib.auth import login, logout, update_session_auth_hash
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme, urlencode
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from samspel.access import nothing, public, ruled
from samspel.people import services
from samspel.people.forms import AccountForm, LinkForm, PasswordForm
from samspel.people.models import User
from samspel.people.rules import is_signed_in


@public(nothing)
def sign_in(request: HttpRequest, subject: None) -> HttpResponse:
    """Offer both ways in; a link that was followed asks for one press, so that mail scanners do not use it up."""
    after = safe_next(request)
    if "token" in request.GET:
        return render(request, "people/confirm.html", {"token": request.GET["token"], "next": after})
    form = LinkForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        email = form.cleaned_data["email"]
        user = services.addressee_of(email=email, caller=caller(request))
        page = render_to_string("people/sent.html", {"email": email}, request)
        return _Afterwards(page, (lambda: _send(user, after)) if user is not None else None)
    return render(request, "people/sign_in.html", {"form": form, "password": PasswordForm(prefix="p"), "next": after})


class _Afterwards(HttpResponse):
    """A page after which something is done, so that how long it takes tells nobody anything."""

    def __init__(self, page: str, then: Callable[[], None] | None) -> None:
        super().__init__(page)
        self._then = then

    def close(self) -> None:
        super().close()
        if self._then is not None:
            self._then()


def _send(user: User, after: str) -> None:
    suffix = f"&{urlencode({'next': after})}" if after else ""
    services.send_link(user=user, address=settings.ADDRESS + reverse("sign-in"), after=suffix)


@require_POST
@public(nothing)
def confirm(request: HttpRequest, subject: None) -> HttpResponse:
    """Sign in the owner of a link."""
    user = services.owner_of(request.POST.get("token", ""))
    login(request, user, backend="sesame.backends.ModelBackend")
    return redirect(safe_next(request) or reverse("office"))


@require_POST
@public(nothing)
def password(request: HttpRequest, subject: None) -> HttpResponse:
    """Sign in by password, a few tries an hour."""
    form = PasswordForm(request.POST, prefix="p")
    if form.is_valid():
        user = services.owner_of_password(caller=caller(request), **form.cleaned_data)
        if user is not None:
            login(request, user, backend="django.contrib.auth.backends.ModelBackend")
            return redirect(safe_next(request) or reverse("office"))
        form.add_error(None, _("The address and the password do not belong together. A link by e-mail always works."))
    context = {"form": LinkForm(), "password": form, "next": safe_next(request)}
    return render(request, "people/sign_in.html", context, status=422)


@require_POST
@public(nothing)
def sign_out(request: HttpRequest, subject: None) -> HttpResponse:
    """End the session."""
    logout(request)
    return redirect("front")


@ruled(is_signed_in, nothing)
def account(request: HttpRequest, subject: None) -> HttpResponse:
    """Change one's name, language and password."""
    user = signed_in(request)
    form = AccountForm(request.POST or None, user=user)
    if request.method == "POST" and form.is_valid():
        services.set_account(user=user, who=user, **form.cleaned_data)
        update_session_auth_hash(request, user)
        messages.success(request, _("Your account is saved."))
        return redirect("account")
    return render(request, "people/account.html", {"form": form})


@require_POST
@ruled(is_signed_in, nothing)
def erase(request: HttpRequest, subject: None) -> HttpResponse:
    """Erase one's account."""
    user = signed_in(request)
    services.erase(user=user, who=user)
    logout(request)
    return redirect("front")


def signed_in(request: HttpRequest) -> User:
    """Return the person behind a request that a rule has let in."""
    assert isinstance(request.user, User)  # noqa: S101 - a rule has seen to it
    return request.user


def safe_next(request: HttpRequest) -> str:
    """Return where to go afterwards, if it is one of our own pages."""
    wish = request.POST.get("next") or request.GET.get("next") or ""
    return wish if url_has_allowed_host_and_scheme(wish, allowed_hosts=None) and wish.startswith("/") else ""


def caller(request: HttpRequest) -> str:
    """Return whom to limit by: the address of the client, as a trusted proxy gives it."""
    forwarded = request.META.get("HTTP_X_FORWARDED_FOR", "") if settings.BEHIND_PROXY else ""
    return forwarded.rsplit(",", 1)[-1].strip() or request.META.get("REMOTE_ADDR", "")
