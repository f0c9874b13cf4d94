"""Load the festival into pretalx. Run by pretalx's own Python: `python load_peer.py FESTIVAL.csv`."""

# ruff: noqa: E402 - Django has to be set up first
from __future__ import annotations

import csv
import datetime as dt
import os
import sys
from zoneinfo import ZoneInfo

os.environ["DJANGO_SETTINGS_MODULE"] = "pretalx.settings"
import django

django.setup()
from django.db import transaction
from django_scopes import scope, scopes_disabled
from pretalx.event.models import Event
from pretalx.event.utils import create_organiser_with_team
from pretalx.person.models import SpeakerProfile, User
from pretalx.schedule.models import Room
from pretalx.submission.models import Submission, SubmissionStates, Track

ZONE, COLOURS = ZoneInfo("Europe/Stockholm"), ("#0b6070", "#b4530a", "#6b4fa0", "#2f7d4f")


def at(night: str, clock: str) -> dt.datetime:
    """Return a moment; a clock time before six is of the day after the night's date."""
    hour, minute = map(int, clock.split(":"))
    date = dt.date.fromisoformat(night) + dt.timedelta(days=hour < 6)
    return dt.datetime.combine(date, dt.time(hour, minute), ZONE)


@transaction.atomic
def load(rows: list[dict[str, str]]) -> None:
    """Make organiser, event, rooms, one talk and speaker per act with a slot per set, and release the schedule."""
    admin = User.objects.create_superuser(email="office@example.org", password=os.urandom(12).hex(), name="Office")
    organiser, _team = create_organiser_with_team(name="Festival", slug="festival", users=[admin])
    nights = sorted({row["night"] for row in rows})
    first, last = dt.date.fromisoformat(nights[0]), dt.date.fromisoformat(nights[-1])
    with scopes_disabled():
        event = Event.objects.create(
            name="Festival 2026", slug="festival", organiser=organiser, is_public=True,
            date_from=first, date_to=last + dt.timedelta(days=1), timezone="Europe/Stockholm",
            email="office@example.org", locale_array="en", locale="en",
        )  # fmt: skip
    with scope(event=event):
        event.build_initial_data()
        rooms = {
            name: Room.objects.create(event=event, name=name, position=place)
            for place, name in enumerate(dict.fromkeys(row["venue"] for row in rows))
        }
        tracks = {
            name: Track.objects.create(event=event, name=name, color=COLOURS[place % len(COLOURS)])
            for place, name in enumerate(sorted({row["genre"] for row in rows}))
        }
        acts: dict[str, list[dict[str, str]]] = {}
        for row in rows:
            acts.setdefault(row["act"], []).append(row)
        for number, (name, sets) in enumerate(acts.items()):
            _act(event, number, name, sets, rooms, tracks)
        event.wip_schedule.freeze("1.0", notify_speakers=False)


def _act(event, number, name, sets, rooms, tracks) -> None:  # type: ignore[no-untyped-def]
    speaker = User.objects.create_user(email=f"act{number}@example.org", password=None, name=name)
    SpeakerProfile.objects.create(user=speaker, event=event, biography=sets[0]["description"])
    talk = Submission.objects.create(
        event=event, title=name, submission_type=event.cfp.default_type, track=tracks[sets[0]["genre"]],
        abstract=sets[0]["description"], content_locale="en", slot_count=len(sets), state=SubmissionStates.CONFIRMED,
    )  # fmt: skip
    talk.speakers.add(speaker)
    talk.update_talk_slots()
    for slot, row in zip(talk.slots.filter(schedule=event.wip_schedule), sets, strict=True):
        slot.room, slot.start, slot.end = (
            rooms[row["venue"]],
            at(row["night"], row["start"]),
            at(row["night"], row["end"]),
        )
        slot.save()


if __name__ == "__main__":
    with open(sys.argv[1], encoding="utf-8") as file:
        load(list(csv.DictReader(file)))
