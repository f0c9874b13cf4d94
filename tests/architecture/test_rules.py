"""What a machine can keep: access marks, room files, keyword arguments, documentation."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

from django.apps import apps
from django.urls import URLPattern, URLResolver, get_resolver

from samspel.records.runners import CHORES, ERASERS, RUNNERS, function_at, resolve
from samspel.site import env
from samspel.site.commandline import verbs

ROOT = Path(__file__).parents[2]
SOURCE = ROOT / "src" / "samspel"
ROOMS = (
    "people",
    "records",
    "places",
    "ideas",
    "agreements",
    "lineup",
    "programme",
    "night",
    "surveys",
    "effects",
    "report",
)
RUNNING = (ROOT / "docs" / "running.md").read_text(encoding="utf-8")


def patterns(resolver: URLResolver) -> Iterator[URLPattern]:
    for one in resolver.url_patterns:
        if isinstance(one, URLResolver):
            yield from patterns(one)
        else:
            yield one


def test_every_view_is_public_or_names_its_rule() -> None:
    bare = [str(one.pattern) for one in patterns(get_resolver()) if not getattr(one.callback, "access", None)]
    assert bare == []


def test_rooms_hold_only_the_files_of_the_room_table() -> None:
    table = (ROOT / "ARCHITECTURE.md").read_text(encoding="utf-8").split("## A room")[1].split("## An engine")[0]
    known = set(re.findall(r"`([a-z_]+)(?:\.py|/)`", table))
    strange = [
        f"{room}/{path.name}"
        for room in ROOMS
        for path in (SOURCE / room).iterdir()
        if path.suffix in ("", ".py")
        and path.stem not in known | {"__pycache__", "migrations", "templates", "registrations", "__init__"}
    ]
    assert strange == []


DOORS = {"services", "queries", "types", "models", "rules", "migrations"}
ALLOWED = {
    # Who is signed in, and how people write a clock time: small things every room's pages need.
    ("people", "views", "signed_in"),
    ("people", "views", "caller"),
    ("places", "forms", "ClockField"),
    ("records", "digests", "digest_of"),
    ("records", "worker", "carry_out_now"),
    ("programme", "snapshot", "changes"),
}


def imports(path: Path) -> Iterator[tuple[str, str, str]]:
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.ImportFrom) and (node.module or "").startswith("samspel."):
            parts = (node.module or "").split(".")
            for name in node.names:
                yield parts[1], parts[2] if len(parts) > 2 else name.name, name.name


def test_a_room_is_entered_through_its_door() -> None:
    sneaked = [
        f"{path.relative_to(SOURCE)}: {room}.{module}.{name}"
        for own in ROOMS
        for path in (SOURCE / own).rglob("*.py")
        for room, module, name in imports(path)
        if room in ROOMS and room != own and module not in DOORS and (room, module, name) not in ALLOWED
    ]
    assert sneaked == []


def test_services_with_more_than_one_value_take_keywords() -> None:
    positional = []
    for room in ROOMS:
        for path in [*(SOURCE / room).glob("services.py"), *(SOURCE / room).glob("services/**/*.py")]:
            for node in ast.parse(path.read_text(encoding="utf-8")).body:
                is_verb = isinstance(node, ast.FunctionDef) and not node.name.startswith(("_", "execute_"))
                if is_verb and len(node.args.args) > 1:
                    positional.append(f"{room}: {node.name}")
    # Values to values: they change nothing.
    assert sorted(positional) == [f"programme: {name}" for name in ("member_key", "paired", "taken_out")]


def test_every_setting_is_documented_and_every_documented_one_exists() -> None:
    documented = set(re.findall(r"^\| `(SAMSPEL_[A-Z_]+)`", RUNNING, re.MULTILINE))
    assert documented == {setting.name for setting in env.SETTINGS}


def test_every_command_is_documented_and_every_documented_one_exists() -> None:
    documented = set(re.findall(r"^\| `samspel ([a-z-]+)", RUNNING, re.MULTILINE))
    assert documented == {verb.word for verb in verbs()}


def test_every_kind_of_run_is_documented_and_can_be_carried_out() -> None:
    kinds = RUNNING.split("## Runs")[1].split("## A server")[0]
    assert set(re.findall(r"^\| `([a-z]+)`", kinds, re.MULTILINE)) == set(RUNNERS)
    assert [kind for kind in RUNNERS if not callable(resolve(kind))] == []


NOBODYS = {
    # Rows that say nothing of a person. A new model goes here, or into the table of personal data with its limit.
    *("places.Place", "places.Edition", "places.Night", "places.Stage"),
    *("people.Organisation", "records.Link"),
    *("ideas.Inbox", "ideas.Criterion", "ideas.Decision", "ideas.Dialogue", "ideas.Participants"),
    *("agreements.Register", "agreements.Template", "agreements.Agreement", "agreements.Party"),
    *("agreements.Commitment", "agreements.OwnDuties"),
    *("places.Opening", "programme.Performance", "programme.Timetable", "programme.Placement"),
    "programme.Policy",
    "night.Door",
    *("surveys.Survey", "surveys.Questionnaire", "surveys.Margin", "surveys.Assumption"),
    *("effects.Source", "effects.Series"),
}


def test_every_model_that_holds_personal_data_says_how_long() -> None:
    told = set(re.findall(r"`([a-z]+\.[A-Z]\w+)`", RUNNING.split("## Personal data")[1]))
    models = {model._meta.label for room in (*ROOMS, "sessions") for model in apps.get_app_config(room).get_models()}
    assert (told & NOBODYS, told | NOBODYS) == (set(), models)


def test_every_chore_and_eraser_is_there() -> None:
    paths = [*CHORES, *(path for erasers in ERASERS.values() for path in erasers)]
    assert [path for path in paths if not callable(function_at(path))] == []
    assert [label for label in ERASERS if apps.get_model(label) is None] == []
