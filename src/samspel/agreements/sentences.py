"""Values → plain words: a frozen text's particulars, and what happened to an agreement."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from decimal import Decimal
from typing import Any

from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from samspel.agreements.models import Commitment
from samspel.agreements.queries.interplay import Interplay
from samspel.agreements.queries.ledger import Total
from samspel.agreements.queries.standing import stands
from samspel.agreements.types import Change, Promise, Rule
from samspel.people.types import Sector
from samspel.records.models import Entry
from samspel.wording import amount, percent, sek


def imprint(content: Mapping[str, Any]) -> list[str]:
    """Return term, notice, case number, festival and what it follows, a line each."""
    said = [term_of(content)]
    if content["notice_months"] is not None:
        months = content["notice_months"]
        said.append(ngettext("Notice: %(n)d month", "Notice: %(n)d months", months) % {"n": months})
    if content["case_number"]:
        said.append(_("Case number: %(number)s") % {"number": content["case_number"]})
    if content["edition"] or content["festival"]:
        said.append(_("Concerns: %(what)s") % {"what": content["edition"] or content["festival"]})
    if content["follows"]:
        how = Change(content["follows"]["how"]).label
        said.append(_("%(how)s of number %(n)d") % {"how": str(how).capitalize(), "n": content["follows"]["number"]})
    return [one for one in said if one]


def term_of(content: Mapping[str, Any]) -> str:
    """Return from when to when it holds."""
    starts, ends = _day(content["starts_on"]), _day(content["ends_on"])
    if starts and ends:
        return _("Holds from %(starts)s to %(ends)s") % {"starts": starts, "ends": ends}
    if starts:
        return _("Holds from %(starts)s until further notice") % {"starts": starts}
    return _("Holds until %(ends)s") % {"ends": ends} if ends else ""


def sector_of(party: Mapping[str, Any]) -> str:
    """Return a frozen party's sector in words."""
    return str(Sector(party["sector"]).label)


def promise_of(one: Mapping[str, Any]) -> str:
    """Return what a frozen promise is of: how much of what, and where."""
    number = Decimal(one["amount"])
    unit = one["unit"] or (Promise(one["kind"]).label if number != 1 else "")
    said = f"{one['what']}: {much(number)} {unit}" if unit else one["what"]
    return f"{said} ({one['where']})" if one["where"] else said


def worth_of(one: Mapping[str, Any]) -> str:
    """Return what a frozen promise is worth."""
    return sek(one["value_sek"])


def due_of(one: Mapping[str, Any]) -> str:
    """Return when a frozen promise falls due."""
    if one["rule"] != Rule.DATE:
        return str(Rule(one["rule"]).label)
    return _day(one["due_date"]) or "–"


def promised(promise: Commitment) -> str:
    """Return what a promise is of: how much of what, and where."""
    return promise_of(
        {
            "what": promise.what,
            "amount": promise.amount,
            "unit": promise.unit,
            "kind": promise.kind,
            "where": str(promise.stage or promise.venue or ""),
        }
    )


def much(value: Decimal) -> str:
    """Write an amount, with decimals only where it has any."""
    return amount(float(value), 0 if value == value.to_integral_value() else 2)


def standing_line(promise: Commitment) -> str:
    """Return where a promise stands and how far it is kept; it comes from `with_standing`."""
    standing = str(stands(promise).label).capitalize()
    kept, total = promise.kept, promise.total  # type: ignore[attr-defined]
    when = due_line(promise)
    said = _("%(kept)s of %(total)s kept") % {"kept": much(kept), "total": much(total)}
    return f"{standing} ({when}); {said}" if when else f"{standing}; {said}"


def due_line(promise: Commitment) -> str:
    """Return when a promise falls due, in words."""
    if promise.rule != Rule.DATE:
        return str(Rule(promise.rule).label)
    return _("not later than %(day)s") % {"day": date_format(promise.due_date, "j F Y")} if promise.due_date else ""


def totals_text(totals: Sequence[Total]) -> str:
    """Return in words what the bars show."""
    said = [
        _("%(who)s has promised %(promised)s and kept %(kept)s")
        % {"who": one.organisation, "promised": sek(one.promised_sek), "kept": sek(one.kept_sek)}
        for one in totals
        if one.promised_sek
    ]
    return "; ".join(said) + "." if said else ""


def network_text(found: Interplay) -> str:
    """Return in words what the ring shows."""
    said = [
        ngettext("%(n)d organisation", "%(n)d organisations", len(found.actors)) % {"n": len(found.actors)},
        ngettext("%(n)d tie between two of them", "%(n)d ties between two of them", len(found.ties))
        % {"n": len(found.ties)},
    ]
    if found.across is not None:
        said.append(_("%(share)s of the ties join two sectors") % {"share": percent(found.across)})
    return ", ".join(said) + "."


def seen_in(source: str) -> str:
    """Return what the product read a fulfilment off."""
    said = {"places": _("Seen in the hours of the stage"), "night": _("Seen in the counts at the doors")}
    return said.get(source.partition(":")[0], _("Seen in the published programme"))


def entry_sentence(entry: Entry) -> str:
    """Return what a line of the journal says of an agreement, in words."""
    template = _sentences().get(entry.verb)
    if template is None:
        return entry.verb
    details = {name: value for name, value in entry.details.items() if not isinstance(value, list | dict)}
    names = {"number": details.get("follows", ""), "what": details.get("what", "")}
    said = template % {**names, "day": _day(details.get("ends_on"))}
    return f"{said} {details['reason']}" if details.get("reason") else said


def _day(value: object) -> str:
    """Write a date that was kept as text as people say it; nothing where there is none."""
    return date_format(date.fromisoformat(value), "j F Y") if isinstance(value, str) and value else ""


def _sentences() -> dict[str, str]:
    return {
        "agreement.draft": _("Drafted."),
        "agreement.take": _("Taken in from a file."),
        "agreement.set": _("Terms were set."),
        "agreement.write": _("The text was written."),
        "agreement.tie": _("Tied to what it came from."),
        "agreement.aside": _("Put aside."),
        "agreement.show": _("Shown to everybody, part by part."),
        "agreement.hide": _("Shown to nobody else."),
        "agreement.force": _("In force: all have signed."),
        "agreement.amends": _("Drafted as an amendment of number %(number)s."),
        "agreement.renews": _("Drafted as a renewal of number %(number)s."),
        "agreement.notice": _("Notice was given: it ends %(day)s."),
        "agreement.end": _("Its term is over."),
        "party.add": _("A party was added."),
        "party.drop": _("A party was taken out."),
        "signatory.set": _("It was said who signs."),
        "signatory.drop": _("Somebody signs no more."),
        "promise.add": _("Promised: %(what)s."),
        "promise.change": _("A promise was changed."),
        "promise.drop": _("A promise was taken out: %(what)s."),
        "promise.keep": _("Kept, or a part of it: %(what)s."),
        "promise.take-back": _("Not kept after all: %(what)s."),
        "promise.waive": _("Waived: %(what)s."),
        "promise.see": _("Checked against the programme: %(what)s."),
        "version.freeze": _("The text was frozen to be signed."),
        "version.ask": _("Somebody was asked to sign."),
        "version.sign": _("Somebody signed."),
        "version.withdraw": _("The version was withdrawn."),
        "version.elsewhere": _("The text that was signed elsewhere was kept."),
        "version.seal": _("The signed text was sealed."),
    }


def duty_help() -> str:
    """Return what a list of duties is, and what it is not."""
    return _("This is help to remember, not legal advice: what holds, the authority that is named says.")
