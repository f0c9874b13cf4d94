"""`samspel VERB`: a thin door to the same services the pages call.

Every verb is a management command of a room; this module finds them, lists them and turns refusals into one message
and exit status 2.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

from samspel.errors import SamspelError

if TYPE_CHECKING:
    from django.core.management.base import BaseCommand

ROOMS = ("site", "programme", "surveys", "effects", "report", "records", "places", "people")
"""In the order in which the help lists them."""

DJANGO_VERBS = {
    "migrate": "bring the database up to this version",
    "shell": "a Python prompt with everything loaded",
}


@dataclass(frozen=True, slots=True)
class Verb:
    """A word after `samspel` and where the command behind it is."""

    word: str
    app: str

    def load(self) -> BaseCommand:
        """Return the command; only the one that is asked for is loaded, with all that it needs."""
        from django.core.management import load_command_class

        return load_command_class(self.app, self.word.replace("-", "_"))

    @property
    def help(self) -> str:
        """One line of what it does."""
        return DJANGO_VERBS.get(self.word) or str(self.load().help).splitlines()[0]


def verbs() -> Iterator[Verb]:
    """Find every verb; a room's verbs stand together."""
    from importlib.util import find_spec
    from pkgutil import iter_modules

    for room in ROOMS:
        package = f"samspel.{room}.management.commands" if find_spec(f"samspel.{room}.management") else None
        spec = find_spec(package) if package else None
        for module in iter_modules(spec.submodule_search_locations if spec else []):
            yield Verb(module.name.replace("_", "-"), f"samspel.{room}")
    for word in DJANGO_VERBS:
        yield Verb(word, "django.core")


def main(arguments: list[str] | None = None) -> None:
    """Run one verb; exit status 0 done, 1 unknown verb, 2 refused with a reason."""
    arguments = sys.argv[1:] if arguments is None else arguments
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "samspel.site.settings")
    import django
    from django.utils import translation

    django.setup()
    translation.activate(terminal_language())
    known = {verb.word: verb for verb in verbs()}
    word = arguments[0] if arguments else "help"
    if word in ("help", "--help", "-h"):
        sys.stdout.write(overview(list(known.values())))
    elif word not in known:
        sys.stderr.write(f"samspel: there is no verb “{word}”. `samspel help` lists them.\n")
        sys.exit(1)
    else:
        _run(known[word], arguments[1:])


def _run(verb: Verb, arguments: list[str]) -> None:
    if verb.word != "migrate":
        _bring_up_to_date()
    try:
        verb.load().run_from_argv(["samspel", verb.word, *arguments])
    except SamspelError as error:
        sys.stderr.write(f"{error}\n")
        sys.exit(2)


def _bring_up_to_date() -> None:
    """Make or update a database of one's own; a server's is only changed by `samspel migrate`."""
    from django.core.management import call_command
    from django.db import connection
    from django.db.migrations.executor import MigrationExecutor

    executor = MigrationExecutor(connection)
    if not executor.migration_plan(executor.loader.graph.leaf_nodes()):
        return
    if connection.vendor != "sqlite":
        sys.stderr.write("The database is older than this version: run `samspel migrate` first.\n")
        sys.exit(2)
    call_command("migrate", verbosity=0)


def terminal_language() -> str:
    """Return the language of the terminal where it is one of ours, else English."""
    wish = os.environ.get("LC_ALL") or os.environ.get("LC_MESSAGES") or os.environ.get("LANG") or ""
    return "sv" if wish.startswith("sv") else "en"


def overview(known: list[Verb]) -> str:
    """Return what `samspel help` prints."""
    width = max(len(verb.word) for verb in known)
    lines = [f"  samspel {verb.word:<{width}}  {verb.help}" for verb in known]
    return "\n".join(
        [
            "Samspel: from the first idea to the evidence of what it did for the city.",
            "",
            *lines,
            "",
            "`samspel VERB --help` says more about one of them.",
            "",
        ]
    )
