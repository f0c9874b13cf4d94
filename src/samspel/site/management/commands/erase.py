"""`samspel erase`."""

from __future__ import annotations

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand

from samspel.errors import NotFound
from samspel.lineup.services.erasing import erase_act
from samspel.people.models import User
from samspel.people.services import erase
from samspel.places.queries import edition as find_edition


class Command(BaseCommand):
    """Erase an account or an act, as its person may ask."""

    help = "erase an account, or an act with its name in published versions and runs; nothing brings it back"

    def add_arguments(self, parser: ArgumentParser) -> None:
        what = parser.add_subparsers(dest="what", required=True)
        account = what.add_parser("account", help="an account with its roles")
        account.add_argument("email")
        act = what.add_parser("act", help="an act with its sets, also where it was published")
        act.add_argument("festival", help="the festival's address, as in the pages' links")
        act.add_argument("edition", help="usually the year")
        act.add_argument("act", help="the act's address, as in the pages' links")

    def handle(self, *args: Any, what: str, **options: Any) -> None:
        if what == "account":
            self._account(options["email"])
        else:
            self._act(options["festival"], options["edition"], options["act"])

    def _account(self, email: str) -> None:
        user = User.objects.filter(email__iexact=email).first()
        if user is None:
            raise NotFound(f"There is no account with the address {email}.")
        erase(user=user, who=None)
        self.stdout.write(f"The account {email} is erased.")

    def _act(self, festival: str, edition: str, slug: str) -> None:
        found = find_edition(festival, edition)
        act = found.acts.filter(slug=slug).first()
        if act is None:
            raise NotFound(f"{found.name} has no act with the address “{slug}”.")
        erase_act(act=act, who=None)
        self.stdout.write(f"{act} is erased. Next: samspel publish {festival} {edition}")
