"""Give an agreement out with its history: PDFs, the frozen values, signatures and the journal's lines in one file."""

from __future__ import annotations

import io
import json
import zipfile
from datetime import UTC, datetime
from typing import Any

from samspel.agreements.models import Agreement, Commitment, Version
from samspel.agreements.queries.agreements import chain, history, versions
from samspel.agreements.services.sealing import pdf_of
from samspel.records.models import Entry
from samspel.records.queries import chained


def export_agreement(*, agreement: Agreement) -> bytes:
    """Return a zip that needs no product to be read and checked.

    `version-N.json` is the canonical JSON whose SHA-256 is the version's digest; `version-N.pdf` is sealed once all
    have signed; each line of `journal.json` comes with the digest before it, to which it is chained.
    """
    out, found = io.BytesIO(), list(versions(agreement))
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as bundle:
        for version in found:
            bundle.writestr(f"version-{version.number}.json", _canonical(version.content))
            pdf = bytes(version.sealed.content) if version.sealed is not None else pdf_of(version)
            bundle.writestr(f"version-{version.number}.pdf", pdf)
        bundle.writestr("agreement.json", _pretty(_summary(agreement, found)))
        bundle.writestr("journal.json", _pretty([_line(*one) for one in chained(reversed(history(agreement)))]))
    return out.getvalue()


def _canonical(values: Any) -> str:
    return json.dumps(values, sort_keys=True, separators=(",", ":"), ensure_ascii=False)


def _pretty(values: Any) -> str:
    return json.dumps(values, indent=1, ensure_ascii=False)


def _summary(agreement: Agreement, found: list[Version]) -> dict[str, Any]:
    return {
        "place": agreement.register.place.name,
        "is_synthetic": agreement.register.is_synthetic,
        "number": agreement.number,
        "title": agreement.title,
        "kind": agreement.kind,
        "state": agreement.state,
        "ends_on": agreement.ends_on.isoformat() if agreement.ends_on else "",
        "chain": [{"number": one.number, "title": one.title, "how": one.change} for one in chain(agreement)],
        "versions": [_version(one) for one in found],
        "promises": [_promise(one) for one in agreement.commitments.prefetch_related("fulfilments__evidence")],
    }


def _promise(promise: Commitment) -> dict[str, Any]:
    """Return what was said of a promise since it was signed; what it is of stands in the versions."""
    return {
        "what": promise.what,
        "waived_at": _moment(promise.waived_at),
        "waived_why": promise.waived_why,
        "kept": [
            {
                "amount": f"{one.amount:.2f}",
                "on_date": one.on_date.isoformat(),
                "note": one.note,
                "evidence_digest": one.evidence.digest if one.evidence is not None else "",
                "source": one.source,
                "taken_back_at": _moment(one.taken_back_at),
            }
            for one in promise.fulfilments.all()
        ],
    }


def _version(version: Version) -> dict[str, Any]:
    return {
        "number": version.number,
        "digest": version.digest,
        "frozen_at": _moment(version.frozen_at),
        "withdrawn_at": _moment(version.withdrawn_at),
        "is_signed_elsewhere": version.is_signed_elsewhere,
        "sealed_at": _moment(version.sealed_at),
        "pdf_digest": version.sealed.digest if version.sealed is not None else "",
        "signatures": [
            {
                "name": one.name,
                "role": one.role,
                "mandate": one.mandate,
                "organisation": one.organisation,
                "digest": one.digest,
                "at": _moment(one.at),
            }
            for one in version.signatures.all()
        ],
    }


def _moment(value: datetime | None) -> str:
    return value.astimezone(UTC).isoformat(timespec="microseconds") if value else ""


def _line(previous: str, entry: Entry) -> dict[str, Any]:
    return {
        "previous": previous,
        "number": entry.number,
        "at": _moment(entry.at),
        "who": entry.who_key,
        "verb": entry.verb,
        "subject": entry.subject,
        "details": entry.details,
        "digest": entry.digest,
    }
