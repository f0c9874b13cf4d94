"""A signatory's own page, by their link; and the page where anybody has a digest or a file verified."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt

from samspel.access import nothing, public
from samspel.agreements.forms.agreements import VerifyForm
from samspel.agreements.models import Signatory, Version
from samspel.agreements.queries.agreements import standing_version
from samspel.agreements.queries.signing import place_of, waiting, whose_turn
from samspel.agreements.queries.signing import signatory as find_signatory
from samspel.agreements.rules import SIGNED
from samspel.agreements.services.asking import sign_and_tell
from samspel.agreements.services.sealing import Verified, pdf_of, verify_file
from samspel.agreements.services.sealing import verify_digest as verified_by
from samspel.agreements.types import State
from samspel.agreements.views.public import shown
from samspel.errors import NotFound
from samspel.people.services import limit
from samspel.people.views import caller
from samspel.records.services.documents import MOST_BYTES

GUESSES, FILES = 30, 60
"""An hour, for a caller."""


def _token(token: str) -> str:
    return token


def _digest(digest: str) -> str:
    return digest


def _found(request: HttpRequest, token: str) -> Signatory:
    try:
        return find_signatory(token)
    except NotFound:
        limit(kind="sign-guess", key=caller(request), most=GUESSES)
        raise


@csrf_exempt  # the secret is in the address: no cookie acts for anybody here
@never_cache
@public(_token)
def sign(request: HttpRequest, token: str) -> HttpResponse:
    """Show the frozen text to whoever signs it, exactly as it is signed; a press of the button signs it."""
    signatory = _found(request, token)
    version = standing_version(signatory.party.agreement)
    if request.method == "POST" and version is not None:
        sign_and_tell(version=version, signatory=signatory, digest=request.POST.get("digest", ""))
        return redirect(request.path)
    response = render(request, "agreements/sign.html", _context(signatory, version, token))
    response["X-Robots-Tag"] = "noindex, nofollow"
    return response


def _context(signatory: Signatory, version: Version | None, token: str) -> dict[str, object]:
    context: dict[str, object] = {"signatory": signatory, "register": signatory.party.agreement.register}
    context |= {"version": version, "token": token, "agreement": signatory.party.agreement}
    place = place_of(version.content, signatory.pk) if version is not None else None
    if version is None or place is None:
        return {**context, "version": None}
    turn = whose_turn(version)
    is_open = version.agreement.state == State.SIGNING
    mine = version.signatures.filter(signatory=signatory).first()
    return {
        **context,
        "content": shown(version.content),
        "place": place,
        "mine": mine,
        "may_sign": is_open and mine is None and signatory.pk in [one["key"] for one in turn],
        "signatures": version.signatures.all(),
        "waiting": waiting(version) if is_open else [],
        "turn": turn if is_open else [],
        "is_signed": version.agreement.state in SIGNED,
    }


@never_cache
@public(_token)
def text(request: HttpRequest, token: str) -> HttpResponse:
    """Give the text out as a PDF: sealed once all have signed."""
    signatory = _found(request, token)
    version = standing_version(signatory.party.agreement)
    if version is None or place_of(version.content, signatory.pk) is None:
        raise NotFound("")
    return pdf_response(version)


def pdf_response(version: Version) -> HttpResponse:
    """Give a version out as a PDF so that no browser runs anything in it."""
    content = bytes(version.sealed.content) if version.sealed is not None else pdf_of(version)
    response = HttpResponse(content, content_type="application/pdf")
    name = f"agreement-{version.agreement.number}-{version.number}.pdf"
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    response["X-Content-Type-Options"] = "nosniff"
    return response


@csrf_exempt  # it changes nothing, and whoever verifies needs no cookie
@public(nothing)
def verify(request: HttpRequest, subject: None) -> HttpResponse:
    """Take a digest or a file, and say what was signed, by whom, when, and whether a byte has changed."""
    form = VerifyForm(request.POST, request.FILES) if request.method == "POST" else VerifyForm()
    if request.method != "POST" or not form.is_valid():
        return _verify_page(request, form, None, status=422 if form.is_bound else 200)
    if not form.cleaned_data["file"]:
        return redirect("verify-digest", form.cleaned_data["digest"])
    limit(kind="verify-file", key=caller(request), most=FILES)
    try:
        found = verify_file(form.cleaned_data["file"].read(MOST_BYTES + 1))
    except NotFound as error:
        form.add_error("file", str(error))
        return _verify_page(request, form, None, status=404)
    return _verify_page(request, VerifyForm(), found)


@public(_digest)
def verify_digest(request: HttpRequest, digest: str) -> HttpResponse:
    """Say what was signed under a digest. Whoever has its 64 signs has the text, so its parties are told."""
    try:
        return _verify_page(request, VerifyForm(), verified_by(digest))
    except NotFound as error:
        limit(kind="verify-guess", key=caller(request), most=GUESSES)
        form = VerifyForm({"digest": digest})
        form.is_valid()
        form.add_error("digest", str(error))
        return _verify_page(request, form, None, status=404)


def _verify_page(request: HttpRequest, form: VerifyForm, found: Verified | None, *, status: int = 200) -> HttpResponse:
    context = {"form": form, "found": found, "content": shown(found.version.content) if found else None}
    response = render(request, "agreements/verify.html", context, status=status)
    response["X-Robots-Tag"] = "noindex, nofollow"
    return response
