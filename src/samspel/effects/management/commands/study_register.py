"""`samspel study-register`."""

from __future__ import annotations

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand

from samspel.effects.readers import read_registration
from samspel.effects.sentences.chance import out_of_reach
from samspel.effects.services import register
from samspel.effects.types import Kind
from samspel.effects.verdicts import level_of
from samspel.places.queries import festival as find_festival


class Command(BaseCommand):
    """Freeze a question and how it will be answered."""

    help = "register a study from a TOML file, before its figures are loaded"

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("festival", help="the festival's address, as in the pages' links")
        parser.add_argument("file", type=Path, help="the registration, for example orebro-growth.toml")
        parser.add_argument("--slug", default="", help="the study's address; else the file's name without .toml")

    def handle(self, *args: Any, festival: str, file: Path, slug: str, **options: Any) -> None:
        registration = read_registration(file.read_bytes())
        study = register(festival=find_festival(festival), slug=slug or file.stem, registration=registration, who=None)
        few = out_of_reach(len(registration.donors), level_of(registration)) if registration.kind is Kind.ONE else ""
        if few:
            self.stderr.write(few)
        self.stdout.write(f"{study.slug}: registered {study.registered_at:%Y-%m-%d %H:%M} UTC, digest {study.digest}")
