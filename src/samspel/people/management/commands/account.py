"""`samspel account`."""

from __future__ import annotations

from argparse import ArgumentParser
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand
from django.urls import reverse
from django.utils import translation
from sesame.utils import get_query_string

from samspel.people.services import invite, make_host


class Command(BaseCommand):
    """Make an account and print a link that signs it in once."""

    help = "make an account, or find it, and print a link that signs it in (once, within a quarter of an hour)"

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("email")
        parser.add_argument("--name", default="")
        parser.add_argument("--host", action="store_true", help="may do everything: for whoever runs this installation")

    def handle(self, *args: Any, email: str, name: str, host: bool, **options: Any) -> None:
        user = invite(email=email, name=name)
        if host:
            make_host(user=user, who=None)
        with translation.override(user.language):
            self.stdout.write(settings.ADDRESS + reverse("sign-in") + get_query_string(user))
