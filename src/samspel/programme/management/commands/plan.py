"""`samspel plan`."""

from __future__ import annotations

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import CommandError

from samspel.places.models import Edition
from samspel.programme.management.edition import EditionCommand
from samspel.programme.proposals import proposal_of
from samspel.programme.queries.policy import plan_options
from samspel.programme.services import planning as services
from samspel.records.worker import carry_out_now


class Command(EditionCommand):
    """Plan an edition's timetable."""

    help = "propose a timetable under the hard rules; --apply takes it into use"

    def add_arguments(self, parser: ArgumentParser) -> None:
        super().add_arguments(parser)
        parser.add_argument("--seconds", type=int, default=30, help="how long to search (default 30)")
        parser.add_argument("--seed", type=int, default=1, help="the same seed repeats a search")
        parser.add_argument(
            "--add-sets", type=int, metavar="MINUTES", help="first give every act without a set one this long"
        )
        parser.add_argument("--apply", action="store_true", help="take the plan into use")

    def handle_edition(self, edition: Edition, **options: Any) -> None:
        if options["add_sets"]:
            services.add_sets(edition=edition, length_minutes=options["add_sets"], who=None)
        wishes = plan_options(edition, seconds=options["seconds"], seed=options["seed"])
        run = carry_out_now(services.request_plan(edition=edition, options=wishes, who=None))
        proposal = proposal_of(run)
        if proposal is None or run.answer is None:
            raise CommandError(run.error or "The plan was stopped.")
        quality = proposal.quality
        self.stdout.write(
            f"Run {run.short}: {quality.placed} of {quality.sets} sets placed, {quality.problems} problems; "
            f"first plan after {proposal.first_seconds:.1f} s, this one after {proposal.seconds:.0f} s."
        )
        if options["apply"]:
            services.apply_plan(run=run, edition=edition, who=None)
            self.stdout.write("It is in use.")
