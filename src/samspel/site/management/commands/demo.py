"""`samspel demo`."""

from __future__ import annotations

from argparse import ArgumentParser
from typing import Any

from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand
from django.urls import reverse
from django.utils import timezone
from sesame.utils import get_query_string

from samspel.people.models import User
from samspel.places.models import Edition
from samspel.site.demo.build import EMAIL, build


class Command(BaseCommand):
    """Build the synthetic festival and serve it."""

    help = "build a synthetic festival with programme, measured study and report, and serve it"

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--plan-seconds", type=int, default=8, help="how long to plan (default 8)")
        parser.add_argument("--no-serve", action="store_true", help="build only")

    def handle(self, *args: Any, plan_seconds: int, no_serve: bool, **options: Any) -> None:
        edition = build(today=timezone.localdate(), tell=self._tell, plan_seconds=plan_seconds)
        self._addresses(edition)
        if not no_serve:
            call_command("serve")

    def _tell(self, step: str) -> None:
        self.stdout.write(f"  {step}")
        self.stdout.flush()

    def _addresses(self, edition: Edition) -> None:
        festival, office = edition.festival, User.objects.get(email=EMAIL)
        names = [festival.slug, edition.slug]
        study = festival.studies.get()
        lines = (
            ("Programme", reverse("programme", args=names)),
            ("Study", reverse("study", args=[festival.slug, study.slug])),
            ("Report", reverse("report", args=names)),
            ("Office", reverse("sign-in") + get_query_string(office)),
        )
        self.stdout.write("")
        for name, path in lines:
            self.stdout.write(f"{name + ':':<11}{settings.ADDRESS}{path}")
        self.stdout.write("(The office link signs you in once; `samspel account office@example.org` prints another.)")
