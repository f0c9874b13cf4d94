"""`samspel import`."""

from __future__ import annotations

import re
from argparse import ArgumentParser
from datetime import date
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.db import transaction
from django.utils.text import slugify

from samspel.places.models import Edition, Festival
from samspel.places.services import start_edition, start_festival
from samspel.programme.readers import Field, Reading, read
from samspel.programme.services import intake as services
from samspel.programme.services.intake import Outcome


class Command(BaseCommand):
    """Take a file of acts, venues or a whole programme into an edition."""

    help = "take a programme in: CSV, Excel, or a schedule as XML or JSON; shows what it creates, changes and refuses"

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", type=Path)
        parser.add_argument("--festival", help="its name or address; guessed from the file, made if there is none")
        parser.add_argument("--edition", help="usually the year; guessed from the file")
        parser.add_argument("--place", default="", help="the town, where the festival is new")
        parser.add_argument(
            "--time-zone", default="", help="its time zone (default: the town's own, or Europe/Stockholm)"
        )
        parser.add_argument(
            "--map",
            action="append",
            default=[],
            metavar="COLUMN=MEANING",
            help=f"what a column means; one of {', '.join(Field)}",
        )
        parser.add_argument(
            "--first-date", type=date.fromisoformat, help="the first night, where a file names only days"
        )
        parser.add_argument("--no-headings", action="store_true", help="the first row is data; columns are A, B, C …")
        parser.add_argument("--preview", action="store_true", help="show what it would do and change nothing")

    def handle(self, *args: Any, file: Path, **options: Any) -> None:
        try:
            content = file.read_bytes()
        except OSError as error:
            raise CommandError(f"{file} cannot be read: {error.strerror}.") from error
        mapping = self._mapping(options["map"])
        headed = False if options["no_headings"] else None
        reading = read(file.name, content, mapping=mapping, first_date=options["first_date"], headed=headed)
        with transaction.atomic():  # a preview, or a file that is refused, leaves no festival behind
            where = {name: options[name] for name in ("festival", "edition", "place", "time_zone")}
            edition = self._edition(reading, **where)
            intake = services.hold(
                edition=edition, name=file.name, content=content, first_date=options["first_date"], who=None
            )
            if options["no_headings"]:
                services.say_headed(intake=intake, headed=False)
            if mapping:
                services.map_columns(intake=intake, mapping=mapping)
            self._tell_columns(services.reading_of(intake=intake, edition=edition))
            if options["preview"]:
                self._tell(services.preview(intake=intake, edition=edition), "would be")
                transaction.set_rollback(True)
                return
            outcome = services.apply(intake=intake, edition=edition, who=None)
        self._tell(outcome, "")
        festival = edition.festival.slug
        if not outcome.does_nothing:
            self.stdout.write(
                f"Edition: {festival}/{edition.slug}. Undo: samspel import-undo {festival} {edition.slug}"
            )
            self.stdout.write(
                f"Next:    samspel check {festival} {edition.slug}; samspel publish {festival} {edition.slug}"
            )

    def _mapping(self, pairs: list[str]) -> dict[str, Field] | None:
        mapping = {}
        for pair in pairs:
            column, _sign, meaning = pair.rpartition("=")
            if meaning not in set(Field) or not column:
                raise CommandError(f"“{pair}” is not COLUMN=MEANING with a meaning out of: {', '.join(Field)}.")
            mapping[column] = Field(meaning)
        return mapping or None

    def _edition(
        self, reading: Reading, *, festival: str | None, edition: str | None, place: str, time_zone: str
    ) -> Edition:
        """Find or make the edition."""
        year = re.search(r"\b(?:19|20)\d\d\b", reading.name)
        name = festival or re.sub(r"\s*\b(?:19|20)\d\d\b\s*", " ", reading.name).strip() or "festival"
        words = edition or (
            year[0] if year else next((str(line.night.year) for line in reading.lines if line.night), "1")
        )
        found = Festival.objects.filter(slug__in=[name, slugify(name)[:60]]).first()
        home = found or start_festival(
            name=name, place=place, country="" if not place else "SE", time_zone=time_zone, who=None
        )
        slug = slugify(words)[:40] or "1"
        there = home.editions.filter(slug=slug).first()
        if there is not None:
            return there
        return start_edition(festival=home, name=f"{home.name} {words}", slug=slug, who=None)

    def _tell_columns(self, reading: Reading) -> None:
        """What every column is taken to mean, and which are not used: a wrong guess must be seen."""
        if reading.mapping is None:
            return
        used = [f"{column} = {field}" for column, field in reading.mapping.items() if field is not Field.IGNORE]
        unused = [column for column, field in reading.mapping.items() if field is Field.IGNORE]
        self.stdout.write(f"Columns: {'; '.join(used)}")
        if unused:
            self.stdout.write(f"Columns that are not used: {'; '.join(unused)}. Use one: --map COLUMN=MEANING")

    def _tell(self, outcome: Outcome, would: str) -> None:
        if outcome.does_nothing:
            self.stdout.write(f"Nothing new: all {outcome.unchanged} sets are here already.")
        for kind, count in outcome.created.items():
            self.stdout.write(
                f"{count:>6} {services.KIND_NAMES[kind]} {would} created".replace("  created", " created")
            )
        for change in outcome.changes:
            self.stdout.write(f"       {change.what}: {change.field} {change.before} → {change.after}")
        for refusal in outcome.refused:
            what = "set left out" if refusal.set_only else "left out"
            self.stdout.write(f"  {what}, row {refusal.number}: “{refusal.value}” {refusal.reason} {refusal.advice}")
        for remark in outcome.remarks:
            where = f"row {remark.number}" if remark.number else "file"
            self.stdout.write(f"  note, {where}: {remark.value} {remark.reason}")
