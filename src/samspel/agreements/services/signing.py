"""Freeze a text, sign exactly what was shown, withdraw it, or keep what was signed elsewhere.

The only way to a signed text: freeze, every signatory once, in force. Whatever else is tried is refused.
"""

from __future__ import annotations

from typing import Any

from django.db import transaction
from django.db.models import Max
from django.utils import timezone
from django.utils.translation import gettext as _

from samspel.agreements.models import Agreement, Signatory, Signature, Version
from samspel.agreements.queries.signing import place_of, waiting, whose_turn
from samspel.agreements.rules import SIGNED
from samspel.agreements.services.drafting import as_draft, held
from samspel.agreements.snapshot import blanks, content_of
from samspel.agreements.types import State
from samspel.errors import BadInput, Problem, Refused
from samspel.people.models import User
from samspel.records.digests import digest_of
from samspel.records.models import Document
from samspel.records.services import note
from samspel.records.services.thread import show_in_thread


@transaction.atomic
def freeze(*, agreement: Agreement, who: User | None) -> Version:
    """Freeze a draft as its next version, to be signed. Raises `Refused` or `BadInput` for what is not complete."""
    agreement = as_draft(agreement)
    _check_complete(agreement)
    version = _freeze(agreement, who)
    agreement.state = State.SIGNING
    agreement.save(update_fields=["state"])
    return version


def _freeze(agreement: Agreement, who: User | None) -> Version:
    content = content_of(agreement)
    last = agreement.versions.aggregate(last=Max("number"))["last"] or 0
    version = Version.objects.create(
        agreement=agreement,
        number=last + 1,
        content=content,
        digest=digest_of(content),
        frozen_at=timezone.now(),
        frozen_by=who,
    )
    note(who=who, verb="version.freeze", subject=version, details={"digest": version.digest})
    return version


def _check_complete(agreement: Agreement) -> None:
    """Refuse a draft that lacks a word, a party or somebody to sign, naming each."""
    parties = list(agreement.parties.select_related("organisation").prefetch_related("signatories"))
    if len(parties) < 2:
        raise Refused(_("An agreement is between two parties at least: add them first."))
    problems = [
        Problem(None, word, _("is to be filled in, under “%(heading)s”.") % {"heading": heading or _("Title")}, "")
        for heading, word in blanks(agreement)
    ]
    problems += [
        Problem(None, str(party), _("has nobody who signs."), _("Say who, in which role and by what mandate."))
        for party in parties
        if not party.signatories.all()
    ]
    if not any(section["text"].strip() for section in agreement.sections):
        problems.append(Problem(None, "", _("The agreement has no text yet."), _("Write its sections.")))
    if problems:
        raise BadInput(problems)


@transaction.atomic
def sign(*, version: Version, signatory: Signatory, digest: str) -> Signature:
    """Sign a version for a party; `digest` is of the text that was shown. The last to sign puts it in force.

    Raises `Refused` if the text is not the one that was shown, if it is somebody else's turn, and for a second time.
    """
    agreement = held(version.agreement)
    version = Version.objects.select_related("agreement__register__place").get(pk=version.pk)
    signs = _who_signs(agreement, version, signatory, digest)
    signature = Signature.objects.create(
        version=version,
        signatory=signatory,
        digest=version.digest,
        name=signs["name"],
        role=signs["role"],
        mandate=signs["mandate"],
        organisation=signs["organisation"],
        at=timezone.now(),
    )
    details = {"digest": version.digest, "signature": signature.pk}
    note(who=None, verb="version.sign", subject=version, details=details)
    if not waiting(version):
        _put_in_force(agreement, version, None)
    return signature


def _who_signs(agreement: Agreement, version: Version, signatory: Signatory, digest: str) -> dict[str, Any]:
    if agreement.state != State.SIGNING or version.withdrawn_at is not None:
        raise Refused(_("This version is not to be signed any more."))
    if not version.digest == digest == digest_of(version.content):
        raise Refused(_("The text is not the one that you were shown. Read it again before you sign."))
    signs = place_of(version.content, signatory.pk)
    if signs is None:
        raise Refused(_("%(name)s is not among those who sign this version.") % {"name": signatory.name})
    if version.signatures.filter(signatory=signatory).exists():
        raise Refused(_("You have signed this version already."))
    turn = whose_turn(version)
    if signatory.pk not in [one["key"] for one in turn]:
        names = ", ".join(one["name"] for one in turn)
        raise Refused(_("It is signed in order, and first comes %(names)s. You get a mail.") % {"names": names})
    return signs


def _put_in_force(agreement: Agreement, version: Version, who: User | None) -> None:
    agreement.state = State.IN_FORCE
    agreement.save(update_fields=["state"])
    show_in_thread(row=agreement, is_public=agreement.is_public)
    note(who=who, verb="agreement.force", subject=agreement, details={"version": version.number})


@transaction.atomic
def withdraw(*, version: Version, reason: str, who: User | None) -> None:
    """Take a version back before all have signed it: the agreement is a draft again, the signatures stay in history.

    Raises `Refused` without a reason, or once it is in force.
    """
    agreement = held(version.agreement)
    version = Version.objects.get(pk=version.pk)
    if agreement.state != State.SIGNING or version.withdrawn_at is not None:
        raise Refused(_("Only a version that is being signed can be withdrawn."))
    if not reason.strip():
        raise Refused(_("Write why: those who have signed want to know."))
    version.withdrawn_at = timezone.now()
    version.save(update_fields=["withdrawn_at"])
    agreement.state = State.DRAFT
    agreement.save(update_fields=["state"])
    note(who=who, verb="version.withdraw", subject=version, details={"reason": reason.strip()[:300]})


@transaction.atomic
def keep_signed_elsewhere(*, agreement: Agreement, document: Document, who: User | None) -> Version:
    """Keep what the parties signed on paper or in another service, beside the text as it stands here.

    A draft is frozen for it; a version that is being signed is the one; an agreement that came in by an import gets
    its first. Raises `Refused` for what is no PDF, and where a signed text is kept already.
    """
    agreement = held(agreement)
    if document.media_type != "application/pdf":
        raise Refused(_("The signed agreement has to be a PDF."))
    version = agreement.versions.filter(withdrawn_at=None).first()
    if agreement.state == State.WITHDRAWN or (agreement.state in SIGNED and version is not None):
        raise Refused(_("“%(agreement)s” has its signed text already.") % {"agreement": agreement})
    if agreement.parties.count() < 2:
        raise Refused(_("An agreement is between two parties at least: add them first."))
    version = version or _freeze(agreement, who)
    version.sealed, version.sealed_at, version.is_signed_elsewhere = document, timezone.now(), True
    version.save(update_fields=["sealed", "sealed_at", "is_signed_elsewhere"])
    note(who=who, verb="version.elsewhere", subject=version, details={"digest": document.digest})
    if agreement.state not in SIGNED:
        _put_in_force(agreement, version, who)
    return version
