"""The two houses: how each is installed, filled, served and copied. Nothing here measures."""

from __future__ import annotations

import contextlib
import http.client
import os
import shutil
import subprocess
import sys
import time
import venv
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path

from benchmarks.pretalx import festival

HERE = Path(__file__).parent
ROOT = HERE.parents[1]
PEER = ROOT / "var" / "pretalx"
SAMSPEL = "import sys; from samspel.site.commandline import main; main(sys.argv[1:])"
THREADS = 8


@dataclass(frozen=True, slots=True)
class House:
    """A program with the festival in it. `night` is the address of a night's page, `reads` a text that it shows."""

    name: str
    python: str
    folder: Path
    environment: dict[str, str]
    port: int
    wsgi: str
    night: str
    reads: str
    export: tuple[str, ...]
    copied: str

    def run(self, *arguments: str) -> str:
        """Run a command of the house; raises with its words if it fails."""
        done = subprocess.run(
            [self.python, *arguments],
            env=self.environment,
            cwd=self.folder,
            capture_output=True,
            text=True,
            check=False,
        )
        if done.returncode:
            raise SystemExit(f"{self.name}: {' '.join(arguments)}\n{done.stdout[-3000:]}{done.stderr[-3000:]}")
        return done.stdout

    def copy(self) -> None:
        """Write its static copy; raises if there is none. pretalx' breaks off half-way with a Redis, so it has none."""
        without = {name: value for name, value in self.environment.items() if name != "PRETALX_REDIS"}
        replace(self, environment=without).run(*self.export)
        if not any(path.is_file() for path in (self.folder / self.copied).rglob("*")):
            raise SystemExit(f"{self.name} has written no static copy.")

    @contextlib.contextmanager
    def served(self) -> Iterator[tuple[http.client.HTTPConnection, int]]:
        """Serve it by gunicorn, one worker of eight threads as `samspel serve` does; a connection, and the process."""
        settings = {"--bind": f"127.0.0.1:{self.port}", "--workers": "1", "--worker-class": "gthread",
                    "--threads": str(THREADS), "--timeout": "120", "--log-level": "error"}  # fmt: skip
        command = ["-m", "gunicorn", self.wsgi, *(word for pair in settings.items() for word in pair)]
        with subprocess.Popen([self.python, *command], env=self.environment, cwd=self.folder) as server:
            try:
                yield _patiently(self.port, self.night), server.pid
            finally:
                server.terminate()

    @property
    def origin(self) -> str:
        return f"http://localhost:{self.port}"


def _patiently(port: int, path: str) -> http.client.HTTPConnection:
    for _try in range(300):
        with contextlib.suppress(OSError):
            connection = http.client.HTTPConnection("localhost", port)
            connection.request("GET", path)
            connection.getresponse().read()
            return connection
        time.sleep(0.1)
    raise SystemExit(f"port {port} does not answer")


def samspel(folder: Path, size: festival.Size, port: int) -> House:
    """Import the festival's spreadsheet, publish it, collect the static files."""
    folder.mkdir(parents=True, exist_ok=True)
    festival.write(size, folder / "festival.csv")
    address = f"http://localhost:{port}"
    paths = os.pathsep.join([str(ROOT / "src"), os.environ.get("PYTHONPATH", "")])
    environment = {**os.environ, "PYTHONPATH": paths, "SAMSPEL_DATA": str(folder), "SAMSPEL_ADDRESS": address,
                   "DJANGO_SETTINGS_MODULE": "samspel.site.settings"}  # fmt: skip
    house = House("Samspel", sys.executable, folder, environment, port, "samspel.site.wsgi:application",
                  f"/en/festival/2026/{festival.DATES[0]}/", str(festival.rows(size)[0]["act"]),
                  ("-c", SAMSPEL, "export", "site", "festival", "2026", "--out", "copy"), "copy")  # fmt: skip
    house.run(
        "-c", SAMSPEL, "import", "festival.csv", "--festival", "festival", "--edition", "2026", "--place", "Örebro"
    )
    house.run("-c", SAMSPEL, "publish", "festival", "2026")
    house.run("-m", "django", "collectstatic", "--no-input", "-v", "0")
    return house


def pretalx(folder: Path, size: festival.Size, port: int, *, redis_address: str) -> House:
    """Install pretalx if it is not there, make its database and static files, load the festival."""
    folder.mkdir(parents=True, exist_ok=True)
    festival.write(size, folder / "festival.csv")
    python = _installed()
    ours = ("SAMSPEL", "PYTHONPATH", "DJANGO")
    environment = {
        **{name: value for name, value in os.environ.items() if not name.startswith(ours)},
        "PRETALX_SITE_URL": f"http://localhost:{port}", "PRETALX_DB_NAME": str(folder / "db.sqlite3"),
        "PRETALX_DATA_DIR": str(folder), "PRETALX_FILESYSTEM_STATIC": str(folder / "static"),
        "PRETALX_FILESYSTEM_MEDIA": str(folder / "media"), "PRETALX_FILESYSTEM_LOGS": str(folder / "logs"),
        "PRETALX_DEBUG": "False", **({"PRETALX_REDIS": redis_address} if redis_address else {}),
    }  # fmt: skip
    house = House("pretalx", str(python), folder, environment, port, "pretalx.wsgi:application",
                  "/festival/schedule/", str(festival.rows(size)[0]["act"]),
                  ("-m", "pretalx", "export_schedule_html", "festival"), "htmlexport")  # fmt: skip
    house.run("-m", "pretalx", "migrate", "-v", "0")
    house.run("-m", "pretalx", "collectstatic", "--no-input", "-v", "0")
    house.run(str(HERE / "load_peer.py"), "festival.csv")
    return house


def _installed() -> Path:
    """Return pretalx's own Python; installs it on the first call."""
    python = PEER / "venv" / "bin" / "python"
    if not python.exists():
        venv.create(PEER / "venv", with_pip=True)
        install = [
            str(python),
            "-m",
            "pip",
            "install",
            "--quiet",
            "--disable-pip-version-check",
            "pretalx[redis]",
            "gunicorn",
        ]
        subprocess.run(install, check=True)
    return python


@contextlib.contextmanager
def redis(port: int) -> Iterator[str]:
    """Serve a Redis, in which pretalx keeps pages, where one is installed; yields its address, or nothing."""
    found = shutil.which("redis-server")
    if found is None:
        yield ""
        return
    command = [found, "--port", str(port), "--bind", "127.0.0.1", "--save", "", "--appendonly", "no"]
    with subprocess.Popen(command, stdout=subprocess.DEVNULL) as server:
        try:
            yield f"redis://127.0.0.1:{port}/0"
        finally:
            server.terminate()


def version(house: House) -> str:
    """Return which pretalx was installed."""
    return house.run("-c", "from importlib.metadata import version; print(version('pretalx'))").strip()
