"""The words of a notice, in the language that is active: what differs from what somebody knows, and how it is now."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date, timedelta
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from samspel.places.models import Edition
from samspel.programme.sentences import change_sentence
from samspel.programme.snapshot import changes, part_of
from samspel.programme.types import Letter, ReceiverKind
from samspel.wording import clock, day, short_day

Plain = Mapping[str, Any]

DAY = 24 * 60


def letter(*, kind: str, name: str, edition: Edition, before: Plain, after: Plain, address: str) -> Letter:
    """Write a notice. `address` is that of the public programme, empty while visitors do not see this yet."""
    write = {ReceiverKind.ACT: _to_act, ReceiverKind.VENUE: _to_venue, ReceiverKind.VISITORS: _to_visitors}
    names = {"name": name, "edition": edition.name}
    subject, paragraphs = write[ReceiverKind(kind)](names, before, after)
    if kind != ReceiverKind.VISITORS:
        hello = _("Hello %(name)s,") % names
        paragraphs = [hello, *paragraphs, _("If something is not right, answer this mail.")]
    if address:
        paragraphs.append(_("The whole programme: %(address)s") % {"address": address})
    elif kind != ReceiverKind.VISITORS:
        paragraphs.append(_("The public programme follows."))
    if kind != ReceiverKind.VISITORS:
        paragraphs.append(edition.festival.name)
    if edition.is_synthetic:
        synthetic = _("Synthetic: this festival does not exist. A seeded generator made its acts, venues and times.")
        paragraphs.append(synthetic)
    return Letter(subject[:300], "\n\n".join(paragraphs) + "\n")


def _to_act(names: Mapping[str, str], before: Plain, after: Plain) -> tuple[str, list[str]]:
    if not before["sets"]:
        subject = _("%(edition)s: when and where %(name)s plays") % names
        return subject, [_("This is when and where you play at %(edition)s:") % names, _sets_of_act(after)]
    if not after["sets"]:
        subject = _("%(edition)s: %(name)s is not in the programme any more") % names
    else:
        subject = _("%(edition)s: new times for %(name)s") % names
    told = [
        _("Your sets at %(edition)s have changed:") % names,
        _dashed(_change_for_act(change) for change in changes(before, after)),
    ]
    if after["sets"]:
        return subject, [*told, _("This is when and where you play now:"), _sets_of_act(after)]
    return subject, [*told, _("You have no other set in the programme.")]


def _change_for_act(change: Plain) -> str:
    new, old = _moment(change["after"]), _moment(change["before"])
    if change["kind"] == "added":
        return _("New: %(at)s") % {"at": new}
    if change["kind"] == "removed":
        return _("Cancelled: %(at)s") % {"at": old}
    return _("Moved: %(at)s (before: %(old)s)") % {"at": new, "old": old}


def _sets_of_act(facts: Plain) -> str:
    venues = {row["slug"]: row for row in facts["venues"]}

    def where(one: Plain) -> str:
        row = venues[one["venue"]]
        return ", ".join(part for part in (row["name"], one["stage"], row["address"]) if part)

    return _dashed(f"{day(one['night'])} {_clear_times(one)}, {where(one)}" for one in facts["sets"])


def _to_venue(names: Mapping[str, str], before: Plain, after: Plain) -> tuple[str, list[str]]:
    if not before["sets"]:
        subject = _("%(edition)s: what is played at %(name)s") % names
        nights = _nights(after)
        return subject, [
            _("This is what is played at %(name)s during %(edition)s:") % names,
            *(f"{day(night)}\n{_sets_of_venue(part_of(after, night=night))}" for night in nights),
        ]
    told = []
    for night in sorted({*_nights(before), *_nights(after)}):
        old, new = part_of(before, night=night), part_of(after, night=night)
        news = changes(old, new)
        if news:
            told += [f"{day(night)}\n{_dashed(_change_for_venue(change) for change in news)}", _night_now(new)]
    subject = _("%(edition)s: changes at %(name)s") % names
    return subject, [_("The programme at %(name)s has changed:") % names, *told]


def _change_for_venue(change: Plain) -> str:
    new, old = change["after"] or {}, change["before"] or {}
    values = {"act": change["act"], "at": _times(new), "old": _times(old)}
    if change["kind"] == "added":
        return _("New: %(at)s %(act)s") % values
    if change["kind"] == "removed":
        return _("Not any more: %(old)s %(act)s") % values
    return _("Moved: %(act)s plays %(at)s (before: %(old)s)") % values


def _night_now(facts: Plain) -> str:
    if not facts["sets"]:
        return _("Nothing is played that night now.")
    return _("The night now:") + "\n" + _sets_of_venue(facts)


def _sets_of_venue(facts: Plain) -> str:
    names = {row["slug"]: row["name"] for row in facts["acts"]}
    return _dashed(
        f"{_times(one)} {names[one['act']]}" + (f", {one['stage']}" if one["stage"] else "") for one in facts["sets"]
    )


def _to_visitors(names: Mapping[str, str], before: Plain, after: Plain) -> tuple[str, list[str]]:
    if not before["sets"]:
        sets, nights = len(after["sets"]), len(_nights(after))
        sentence = ngettext(
            "The programme of %(edition)s is here: %(sets)d sets on %(nights)d night.",
            "The programme of %(edition)s is here: %(sets)d sets on %(nights)d nights.",
            nights,
        ) % {**names, "sets": sets, "nights": nights}
        return _("%(edition)s: the programme") % names, [sentence]
    told = _dashed(change_sentence(change) for change in changes(before, after))
    return _("%(edition)s: changes in the programme") % names, [_("Changes at %(edition)s:") % names, told]


def _nights(facts: Plain) -> list[str]:
    return sorted({one["night"] for one in facts["sets"]})


def _moment(at: Plain | None) -> str:
    if at is None:
        return ""
    where = f"{at['venue_name']}, {at['stage']}" if at["stage"] else at["venue_name"]
    return f"{short_day(at['night'])} {_clear_times(at)}, {where}"


def _clear_times(one: Plain) -> str:
    """Write times beside a date so that nobody comes a day early: what is past midnight names both days."""
    if one["start"] < DAY:
        return _times(one)
    tomorrow = date.fromisoformat(one["night"]) + timedelta(days=1)
    return _("%(times)s (in the night to %(day)s)") % {"times": _times(one), "day": short_day(tomorrow)}


def _times(one: Plain) -> str:
    return f"{clock(one['start'])}–{clock(one['end'])}" if one else ""


def _dashed(lines: Iterable[str]) -> str:
    return "\n".join(f"– {line}" for line in lines)
