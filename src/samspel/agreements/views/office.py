"""What keepers and deputies see: registers, the list, one agreement with its versions; what keepers do with them."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.db import transaction
from django.forms import BaseForm
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from samspel.access import nothing, ruled
from samspel.agreements.forms import agreements as forms
from samspel.agreements.models import Agreement, Register, Version
from samspel.agreements.queries import agreements as queries
from samspel.agreements.queries import registers as finds
from samspel.agreements.queries.signing import waiting, whose_turn
from samspel.agreements.rules import SIGNED, is_signed_in, may_host, may_keep, may_take_part
from samspel.agreements.sentences import entry_sentence
from samspel.agreements.services import asking, changing, signing
from samspel.agreements.services import registers as services
from samspel.agreements.services.exporting import export_agreement
from samspel.agreements.services.sealing import verify_digest
from samspel.agreements.snapshot import blanks, content_of
from samspel.agreements.types import State
from samspel.agreements.views.drafting import do
from samspel.agreements.views.public import PAGE, filter_of, shown
from samspel.agreements.views.signing import pdf_response
from samspel.errors import NotAllowed
from samspel.people.views import signed_in
from samspel.records.queries import all_that_came, came_from
from samspel.records.services.documents import MOST_BYTES, keep_document


@ruled(is_signed_in, nothing)
def registers(request: HttpRequest, subject: None) -> HttpResponse:
    """List the registers a person keeps, and the agreements of those they stand in for."""
    user = signed_in(request)
    form = forms.OpenForm(request.POST or None)
    is_host = may_host(user, None)
    if request.method == "POST" and not is_host:
        raise NotAllowed(_("Only whoever runs this installation opens a register for a place."))
    if request.method == "POST" and form.is_valid():
        opened = services.open_register(place=form.cleaned_data["place"], who=user)
        return redirect("register", opened.slug)
    page = Paginator(queries.ours(user), PAGE).get_page(request.GET.get("page"))
    context = {"registers": finds.registers_of(user), "page": page, "form": form, "may_open": is_host}
    return render(request, "agreements/office/registers.html", context)


@ruled(may_keep, finds.register)
def register(request: HttpRequest, register: Register) -> HttpResponse:
    """Show every agreement of a register, by state, kind, sector and words."""
    show = forms.ShowForm(request.GET)
    found = finds.agreements(register, filter_of(show), public_only=False)
    page = Paginator(found, PAGE).get_page(request.GET.get("page"))
    context = {"register": register, "may_keep": True, "show": show, "page": page}
    return render(request, "agreements/office/register.html", context)


@ruled(may_take_part, queries.find_agreement)
def agreement(request: HttpRequest, agreement: Agreement) -> HttpResponse:
    """Show all of an agreement: its text, who has signed, its chain and history; to keepers every verb as a form."""
    version = queries.standing_version(agreement)
    is_draft = agreement.state == State.DRAFT
    keeps = may_keep(request.user, agreement)
    is_open = version is not None and agreement.state == State.SIGNING
    context = {
        "register": agreement.register,
        "agreement": agreement,
        "may_keep": keeps,
        "is_draft": is_draft,
        "is_signed": agreement.state in SIGNED,
        "parties": _parties(agreement) if keeps and is_draft else queries.parties(agreement),
        "content": shown(version.content if version is not None else content_of(agreement)),
        "version": version,
        "waiting": waiting(version) if version is not None and is_open else [],
        "turn": [one["key"] for one in whose_turn(version)] if version is not None and is_open else [],
        "versions": queries.versions(agreement),
        "blanks": blanks(agreement) if is_draft else [],
        "chain": queries.chain(agreement),
        "before": came_from(agreement, public_only=False),
        "after": all_that_came(agreement, public_only=False),
        "history": [(one, entry_sentence(one)) for one in queries.history(agreement)],
        "names": queries.organisations_of(agreement.register) if keeps and is_draft else [],
        **(_forms(agreement) if keeps else {}),
    }
    return render(request, "agreements/office/agreement.html", context)


def _parties(agreement: Agreement) -> list[Any]:
    """Return the parties of a draft, each signatory and each party with the form that sets them."""
    found = list(queries.parties(agreement))
    for party in found:
        party.form = forms.SignatoryForm(prefix=f"party{party.pk}")  # type: ignore[attr-defined]
        party.people = [  # type: ignore[attr-defined]
            (one, forms.SignatoryForm(instance=one, prefix=f"signatory{one.pk}")) for one in party.signatories.all()
        ]
    return found


def _forms(agreement: Agreement) -> dict[str, BaseForm]:
    earliest = queries.earliest_end(agreement, today=timezone.localdate())
    return {
        "party_form": forms.OrganisationForm(prefix="party"),
        "show_form": forms.VisibleForm(agreement=agreement, prefix="show"),
        "aside_form": forms.ReasonForm(prefix="aside"),
        "withdraw_form": forms.ReasonForm(prefix="withdraw"),
        "elsewhere_form": forms.ElsewhereForm(prefix="elsewhere"),
        "follow_form": forms.FollowForm(prefix="follow", initial={"title": agreement.title}),
        "notice_form": forms.NoticeForm(prefix="notice", initial={"ends_on": earliest}),
    }


@require_POST
@ruled(may_keep, queries.find_agreement)
def freeze(request: HttpRequest, agreement: Agreement) -> HttpResponse:
    """Freeze the text and ask those whose turn it is to sign it."""
    who = signed_in(request)
    version = signing.freeze(agreement=agreement, who=who)
    version = queries.version(agreement.register.slug, agreement.number, version.number)
    _say_who_was_missed(request, asking.ask(version=version, who=who))
    return redirect("office-agreement", agreement.register.slug, agreement.number)


def _say_who_was_missed(request: HttpRequest, failed: list[str]) -> None:
    for one in failed:
        messages.error(request, _("Not reached: %(who)s") % {"who": one})
    if not failed:
        messages.success(request, _("Those whose turn it is have been asked."))


@require_POST
@ruled(may_keep, queries.find_agreement)
def elsewhere(request: HttpRequest, agreement: Agreement) -> HttpResponse:
    """Keep an agreement that was signed elsewhere."""
    form, who = forms.ElsewhereForm(request.POST, request.FILES, prefix="elsewhere"), signed_in(request)

    @transaction.atomic
    def act(given: dict[str, Any]) -> None:
        file = given["file"]
        document = keep_document(name=file.name, content=file.read(MOST_BYTES + 1), who=who)
        signing.keep_signed_elsewhere(agreement=agreement, document=document, who=who)

    return do(request, agreement, form, act)


@require_POST
@ruled(may_keep, queries.find_agreement)
def follow_up(request: HttpRequest, agreement: Agreement) -> HttpResponse:
    """Draft an amendment or a renewal."""
    form = forms.FollowForm(request.POST, prefix="follow")
    if not form.is_valid():
        return do(request, agreement, form, dict)
    made = changing.follow_up(agreement=agreement, who=signed_in(request), **form.cleaned_data)
    return redirect("office-agreement", agreement.register.slug, made.number)


@require_POST
@ruled(may_keep, queries.find_agreement)
def give_notice(request: HttpRequest, agreement: Agreement) -> HttpResponse:
    """Let an agreement end on a day."""
    form, who = forms.NoticeForm(request.POST, prefix="notice"), signed_in(request)
    return do(request, agreement, form, lambda given: changing.give_notice(agreement=agreement, who=who, **given))


@ruled(may_take_part, queries.find_agreement)
def export(request: HttpRequest, agreement: Agreement) -> HttpResponse:
    """Give an agreement out with its history, to be kept and checked anywhere."""
    response = HttpResponse(export_agreement(agreement=agreement), content_type="application/zip")
    response["Content-Disposition"] = f'attachment; filename="agreement-{agreement.number}.zip"'
    response["X-Content-Type-Options"] = "nosniff"
    return response


def of_version(version: Version) -> Agreement:
    """Say that a rule is about the agreement to which a version belongs."""
    return version.agreement


@ruled(may_take_part, queries.version, of=of_version)
def version(request: HttpRequest, version: Version) -> HttpResponse:
    """Show one frozen text, also one that was withdrawn, with its digest and who has signed it."""
    context = {
        "register": version.agreement.register,
        "agreement": version.agreement,
        "may_keep": may_keep(request.user, version.agreement),
        "version": version,
        "content": shown(version.content),
        "found": verify_digest(version.digest),
    }
    return render(request, "agreements/office/version.html", context)


@ruled(may_take_part, queries.version, of=of_version)
def version_file(request: HttpRequest, version: Version) -> HttpResponse:
    """Give a version out as a PDF, sealed once all have signed."""
    return pdf_response(version)


@require_POST
@ruled(may_keep, queries.version, of=of_version)
def remind(request: HttpRequest, version: Version) -> HttpResponse:
    """Ask those whose turn it is once more."""
    _say_who_was_missed(request, asking.remind(version=version, who=signed_in(request)))
    return redirect("office-agreement", version.agreement.register.slug, version.agreement.number)


@require_POST
@ruled(may_keep, queries.version, of=of_version)
def withdraw(request: HttpRequest, version: Version) -> HttpResponse:
    """Take a version back before all have signed it."""
    form, who = forms.ReasonForm(request.POST, prefix="withdraw"), signed_in(request)
    return do(request, version.agreement, form, lambda given: signing.withdraw(version=version, who=who, **given))
