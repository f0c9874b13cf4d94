"""What it costs to serve a programme in other programs' formats: 180 acts, 25 venues, 4 nights.

``python -m benchmarks.formats`` makes a festival in a database of its own, gives every set a place without
planning, publishes it, and asks each address through the whole of Django: the first after a change, any later one, and
with the ETag. Medians of 20, in milliseconds of processor time; no network is in between.
"""

from __future__ import annotations

import os
import statistics
import tempfile
import time

ASKED = 20


def main() -> None:
    with tempfile.TemporaryDirectory() as folder:
        os.environ |= {"SAMSPEL_DATA": folder, "DJANGO_SETTINGS_MODULE": "samspel.site.settings"}
        import django

        django.setup()
        from django.conf import settings
        from django.core.management import call_command

        settings.ALLOWED_HOSTS = [*settings.ALLOWED_HOSTS, "testserver"]
        call_command("migrate", verbosity=0)
        _published()
        _ask()


def _published() -> None:
    from datetime import date

    from samspel.lineup.models import Act
    from samspel.places.models import Edition, Stage, Venue
    from samspel.places.services import open_all, set_nights, start_edition, start_festival
    from samspel.programme.models import Performance, Placement, Timetable
    from samspel.programme.services.publication import publish

    festival = start_festival(name="Fest", place="Örebro", who=None)
    festival.licence = "CC0-1.0"
    festival.save()
    edition: Edition = start_edition(festival=festival, name="Fest 2026", slug="2026", who=None, is_synthetic=True)
    set_nights(edition=edition, first_date=date(2026, 9, 2), count=4, who=None)
    stages = []
    for number in range(25):
        venue = Venue.objects.create(
            festival=festival,
            name=f"Venue {number}",
            slug=f"venue-{number}",
            latitude=59.27,
            longitude=15.2,
            step_free=True,
        )
        stages.append(Stage.objects.create(venue=venue, capacity_persons=100, sound_ceiling_db=95))
    open_all(edition=edition, opens_minute=17 * 60, closes_minute=26 * 60, who=None)
    timetable, nights = (
        Timetable.objects.create(edition=edition, name="By hand", in_use=True),
        list(edition.nights.all()),
    )
    for number in range(180):
        act = Act.objects.create(
            edition=edition,
            name=f"Some act of number {number}",
            slug=f"act-{number}",
            genre="folk",
            country="SE",
            description="Words. " * 30,
        )
        for set_number in (1, 2):
            at = 2 * number + set_number - 1
            Placement.objects.create(
                timetable=timetable,
                performance=Performance.objects.create(act=act, number=set_number),
                stage=stages[at % 25],
                night=nights[at // 25 % 4],
                start_minute=17 * 60 + 60 * (at // 100),
                end_minute=17 * 60 + 60 * (at // 100) + 40,
            )
    publish(edition=edition, who=None)


def _ask() -> None:
    from django.test import Client

    from samspel.programme.views.data import FILES

    base, api = "/en/fest/2026/", "/api/v1/fest/2026/"
    paths = [*(f"{base}{name}" for name in (*FILES, "calendar.ics", "changes.atom")), "/en/fest/catalogue.rdf"]
    paths += [api, f"{api}sets/", f"{api}sets/?night=2026-09-02&step_free=true", f"{api}acts/act-7/", f"{api}venues/"]
    for number, path in enumerate(paths):
        caller = Client(REMOTE_ADDR=f"192.0.2.{number}")  # each within the limit
        first = caller.get(path)
        tag = {"if-none-match": first["ETag"]}
        fresh = _median(lambda: (_forget(), caller.get(path)))  # noqa: B023 - called at once
        kept = _median(lambda: caller.get(path))  # noqa: B023
        again = _median(lambda: caller.get(path, headers=tag))  # noqa: B023
        size = len(first.content) / 1024
        print(f"{path}: {size:.0f} KiB made in {fresh:.0f} ms, kept in {kept:.0f} ms, 304 in {again:.0f} ms")


def _forget() -> None:
    from samspel.programme.views import keeping

    keeping.shelf = keeping.Shelf(keeping.MOST_BYTES)


def _median(ask: object) -> float:
    times = []
    for _time in range(ASKED):
        began = time.process_time()
        ask()  # type: ignore[operator]
        times.append(1000 * (time.process_time() - began))
    return statistics.median(times)


if __name__ == "__main__":
    main()
