"""What the tests of several rooms need: all rows as values, addresses, a file taken in, a timetable by hand."""

from __future__ import annotations

from typing import Any

from django.apps import apps
from django.urls import reverse
from django.utils import translation

ROOMS_WITH_ROWS = ("people", "places", "lineup", "programme", "night", "surveys", "effects", "report")


def dump(*rooms: str) -> dict[str, list[dict[str, Any]]]:
    """Return every row of the rooms (all but records) as plain values, so that two moments can be compared.

    The history of timetables is left out: like the journal it is only ever added to.
    """
    return {
        model._meta.label: [
            {name: value for name, value in row.items() if name != "version"}
            for row in model._default_manager.order_by("pk").values()
        ]
        for room in rooms or ROOMS_WITH_ROWS
        for model in apps.get_app_config(room).get_models()
        if model._meta.label != "programme.Change"
    }


def address(name: str, /, *args: Any, language: str = "en", **kwargs: Any) -> str:
    """Return the address of a page in a language."""
    with translation.override(language):
        return reverse(name, args=args, kwargs=kwargs)


def names_of(edition: Any) -> list[str]:
    """Return the two words that name an edition in addresses."""
    return [edition.festival.slug, edition.slug]


def take(edition: Any, content: bytes | str, name: str = "file.csv", **hold: Any) -> Any:
    """Hold a file as the office would; nothing is applied."""
    from samspel.programme.services.intake import hold as hold_file

    given = content.encode() if isinstance(content, str) else content
    return hold_file(**{"edition": edition, "name": name, "content": given, "first_date": None, "who": None, **hold})


def place(edition: Any, act: str, stage: str, start: int, *, night: int = 0, minutes: int = 40, **more: Any) -> Any:
    """Put an act's first set on the stage of a venue, on the edition's night of that number."""
    from samspel.places.models import Stage
    from samspel.programme.models import Performance
    from samspel.programme.services.planning import place_set

    return place_set(
        performance=Performance.objects.get(act__edition=edition, act__name=act, number=1),
        stage=Stage.objects.get(venue__festival=edition.festival, venue__name=stage),
        night=edition.nights.order_by("date")[night],
        start_minute=start,
        minutes=minutes,
        **{"is_pinned": False, "who": None, **more},
    )


def publish_all(edition: Any) -> Any:
    """Place the four acts of the `edition` fixture on two nights, one of them past midnight, and publish."""
    from samspel.programme.services.publication import publish

    place(edition, "Tallhamn", "Kajen", 18 * 60)
    place(edition, "Nordljus", "Torget", 20 * 60 + 30)
    place(edition, "Åskväder", "Kajen", 24 * 60 + 15)
    place(edition, "Östanvind", "Kyrkan", 19 * 60, night=1)
    return publish(edition=edition, who=None)


def carried_out(run: Any) -> Any:
    """Carry a run out in this process, as the worker's child does, and return it with its answer and files."""
    from django.utils import timezone

    from samspel.records.runners import resolve

    answer = resolve(run.kind)(run.problem, run.seed, lambda *_told, **_more: False)
    for one in answer.attachments:
        run.artefacts.create(name=one.name, media_type=one.media_type, content=one.content, digest="")
    run.answer, run.state, run.finished_at = answer.values, "done", timezone.now()
    run.save()
    return run
