"""`samspel publish`."""

from __future__ import annotations

from argparse import ArgumentParser
from typing import Any

from django.conf import settings
from django.urls import reverse

from samspel.places.models import Edition
from samspel.programme.management.edition import EditionCommand
from samspel.programme.sentences import change_sentence
from samspel.programme.services.publication import publish


class Command(EditionCommand):
    """Show the timetable in use to visitors."""

    help = "show the timetable in use to visitors, as the next version"

    def add_arguments(self, parser: ArgumentParser) -> None:
        super().add_arguments(parser)
        parser.add_argument("--draft", action="store_true", help="say that times may still change")
        parser.add_argument("--message", default="", help="what is new, in your words")

    def handle_edition(self, edition: Edition, **options: Any) -> None:
        publication = publish(edition=edition, who=None, is_draft=options["draft"], message=options["message"])
        for change in publication.changes:
            self.stdout.write(change_sentence(change))
        address = settings.ADDRESS + reverse("programme", args=[edition.festival.slug, edition.slug])
        draft = ", a draft," if publication.is_draft else ""
        self.stdout.write(f"Version {publication.version}{draft} is published: {address}")
