"""How long a hand waits: every place of a set with its price, by the engine and asked as the editor's page asks it.

``python -m benchmarks.editor`` first asks the engine for every place of each of the 250 sets of `lah`, by all its
visitors, and measures its timetable. Then it builds the demo's festival (180 acts, 300 sets, 25 stages, 4 nights) in a
folder of its own, gives it the 6,300 visitors of `lah`, plans it for four seconds, serves it, and asks over HTTP: the
first answer of a new process (cold), then each of 200 sets (warm), then the night's page, the overview and the question
whether anything has changed. Medians, the 95th percentile and the slowest of each.
"""

from __future__ import annotations

import http.client
import os
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from benchmarks.instances import instance, problem_of, reference
from samspel.engines.timetable import measure, moves, score

PORT, ASKED = 8766, 200
SAMSPEL = "from samspel.site.commandline import main; main({arguments})"


def command(*arguments: str) -> list[str]:
    return [sys.executable, "-c", SAMSPEL.format(arguments=list(arguments))]


def environment(folder: Path) -> dict[str, str]:
    address = f"http://localhost:{PORT}"
    return {**os.environ, "SAMSPEL_DATA": str(folder), "SAMSPEL_ADDRESS": address}


@contextmanager
def served(folder: Path) -> Iterator[http.client.HTTPConnection]:
    """Serve the folder's festival; one connection, as a browser keeps it."""
    with subprocess.Popen(command("serve"), env=environment(folder), stdout=subprocess.DEVNULL) as server:
        try:
            for _try in range(200):
                try:
                    connection = http.client.HTTPConnection("localhost", PORT)
                    connection.request("GET", "/healthy")
                    connection.getresponse().read()
                    break
                except OSError:
                    time.sleep(0.1)
            yield connection
        finally:
            server.terminate()


def ask(connection: http.client.HTTPConnection, path: str, **headers: str) -> tuple[float, int, int]:
    """Return milliseconds, status and kibibytes of one answer."""
    began = time.perf_counter()
    connection.request("GET", path, headers=headers)
    answer = connection.getresponse()
    body = answer.read()
    return (time.perf_counter() - began) * 1000, answer.status, len(body) // 1024


def told(name: str, answers: list[tuple[float, int, int]], status: int = 200) -> None:
    assert {answer[1] for answer in answers} == {status}, {answer[1] for answer in answers}
    times = [answer[0] for answer in answers]
    size = f", {statistics.median(answer[2] for answer in answers):.0f} KiB" if answers[0][2] else ""
    spread = f", 95 % within {sorted(times)[int(len(times) * 0.95)]:.0f} ms, worst of {len(times)} {max(times):.0f} ms"
    print(f"{name}: {statistics.median(times):.0f} ms{spread if len(times) > 1 else ''}{size}")


def signed_in(folder: Path) -> tuple[str, dict[str, str], dict[str, Any]]:
    """Return the timetable's address, a session's cookie and what to ask for, read from the folder's database."""
    os.environ.update(environment(folder), DJANGO_SETTINGS_MODULE="samspel.site.settings")
    import django

    django.setup()
    from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
    from django.contrib.sessions.backends.db import SessionStore

    from samspel.people.models import User
    from samspel.programme.models import Timetable

    user, timetable = User.objects.get(email="office@example.org"), Timetable.objects.get(in_use=True)
    give_visitors(timetable.edition)
    session = SessionStore()
    session[SESSION_KEY] = str(user.pk)
    session[BACKEND_SESSION_KEY] = "django.contrib.auth.backends.ModelBackend"
    session[HASH_SESSION_KEY] = user.get_session_auth_hash()
    session.create()
    edition = timetable.edition
    office = f"/en/office/{edition.festival.slug}/{edition.slug}/"
    sets = timetable.placements.order_by("?").values_list("performance_id", "night__date")[:ASKED]
    what = {"timetable": timetable.pk, "version": timetable.version, "sets": list(sets)}
    return office, {"Cookie": f"sessionid={session.session_key}"}, what


def give_visitors(edition: Any) -> None:
    """Let the visitors of `lah` star the demo's acts: as many people as a festival of this size has."""
    from samspel.programme.services.stars import set_favourites

    acts = list(edition.acts.order_by("pk").values_list("pk", flat=True))
    crowd = problem_of(instance("lah")).crowd
    assert crowd is not None
    stars = [
        (str(who), acts[act % len(acts)]) for who, act in zip(crowd.visitor.tolist(), crowd.act.tolist(), strict=True)
    ]
    set_favourites(edition=edition, stars=stars, who=None)


def engine() -> None:
    """The engine alone, at 250 sets and 6,300 visitors."""
    plain = instance("lah")
    problem, placements = problem_of(plain), reference(plain, 1)
    told("lah, every place of a set, first answer", [timed(lambda: moves(problem, placements, 0))])
    rows = range(len(placements))
    told("lah, every place of a set", [timed(lambda row=row: moves(problem, placements, row)) for row in rows])
    told("lah, what a timetable costs, measured", [timed(lambda: measure(problem, placements)) for _round in range(20)])
    told("lah, the same by the independent score", [timed(lambda: score(problem, placements)) for _round in range(3)])
    assert measure(problem, placements) == score(problem, placements)


def timed(verb: Callable[[], object]) -> tuple[float, int, int]:
    """Return milliseconds, as `ask` does."""
    began = time.perf_counter()
    verb()
    return (time.perf_counter() - began) * 1000, 200, 0


def main() -> None:
    engine()
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        build = command("demo", "--plan-seconds", "4", "--no-serve")
        subprocess.run(build, env=environment(folder), check=True, stdout=subprocess.DEVNULL)
        office, cookie, what = signed_in(folder)
        page = f"{office}timetable/"
        mine = f"{page}{what['timetable']}/"
        with served(folder) as connection:
            places = [f"{mine}sets/{performance}/moves/?night={night}" for performance, night in what["sets"]]
            told("every place of a set, a process's first answer", [ask(connection, places[0], **cookie)])
            told("every place of a set", [ask(connection, path, **cookie) for path in places])
            told("the night's page", [ask(connection, page, **cookie) for _round in range(20)])
            told("the overview", [ask(connection, office, **cookie) for _round in range(20)])
            tag = {"If-None-Match": f'"{what["version"]}-1"'}
            polls = [ask(connection, f"{mine}state/", **cookie, **tag) for _round in range(100)]
            told("has anything changed?", polls, status=304)


if __name__ == "__main__":
    main()
