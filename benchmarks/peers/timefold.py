"""Timefold Solver beside us: `Timetabling.java`, compiled against the jars that its Python package carries.

``pip install timefold`` brings the jars; a Java development kit of version 17 or newer is needed beside it.
"""

from __future__ import annotations

import atexit
import shutil
import subprocess
from collections.abc import Sequence
from functools import cache
from importlib.util import find_spec
from pathlib import Path
from tempfile import mkdtemp

import numpy as np

from benchmarks.instances import Plain
from benchmarks.peers.pairwise import pairwise_of

SOURCE = Path(__file__).with_name("Timetabling.java")


def missing() -> str:
    """Say what has to be installed; empty if nothing."""
    if not shutil.which("java") or not shutil.which("javac"):
        return "Java is missing: install a development kit of version 17 or newer (Debian: openjdk-17-jdk-headless)"
    if find_spec("timefold") is None:
        return "Timefold is missing: pip install -r requirements/peers.txt"
    return ""


def _jars() -> str:
    spec = find_spec("timefold")
    assert spec is not None
    assert spec.submodule_search_locations
    folder = Path(next(iter(spec.submodule_search_locations))) / "solver" / "jars"
    return ":".join(str(path) for path in sorted(folder.glob("*.jar")))


@cache
def _classes() -> str:
    """Compile once for all runs; return the class path."""
    folder = mkdtemp(prefix="samspel-timefold-")
    atexit.register(shutil.rmtree, folder)
    subprocess.run(["javac", "-proc:none", "-cp", _jars(), "-d", folder, str(SOURCE)], check=True)
    return f"{folder}:{_jars()}"


def command() -> list[str]:
    return ["java", "-Xmx4g", "-cp", _classes(), "Timetabling"]


def written(plain: Plain, marks: Sequence[float], seed: int) -> str:
    """Return an instance as the Java side reads it."""
    q = pairwise_of(plain)
    slot = plain["slot"]
    rules = [array for name in ("member", "act", "heavy") for array in q.forbidden[name]]
    head = [max(marks), seed, len(marks), *marks, *q.eligible.shape]
    places = np.array([slot["venue"], slot["night"], slot["start"]]).T
    tables = [places, plain["performance_act"], q.eligible, q.room, q.pair, q.clash, *rules, q.loudness, q.flow]
    return " ".join([*map(str, head), *(str(int(value)) for table in tables for value in np.ravel(table))])
