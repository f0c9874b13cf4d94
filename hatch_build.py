"""Compile the timetable's inner loop when the package is built or installed.

With the machine's C compiler if it has one, else with Zig's, which comes as a wheel and needs nothing of the system.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface

CORE = Path(__file__).parent / "src" / "samspel" / "engines" / "timetable" / "core"


def compiler() -> list[str] | None:
    """Return the command of a C compiler on this machine, or None."""
    wished = os.environ.get("CC")
    found = wished or next((name for name in ("cc", "gcc", "clang") if shutil.which(name)), None)
    return found.split() if found else None


class CompileCore(BuildHookInterface):  # type: ignore[type-arg]
    """`core.c`, which includes the rest, → `core.so` beside it."""

    def dependencies(self) -> list[str]:
        return [] if compiler() else ["ziglang>=0.13"]

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        command = compiler() or [sys.executable, "-m", "ziglang", "cc"]
        # What is installed for this machine alone may use all it has; a wheel that travels may not.
        tuning = ["-march=native"] if version == "editable" else []
        target = CORE / "core.so"
        fresh = target.with_suffix(".new")
        options = ["-std=c11", "-O3", *tuning, "-shared", "-fPIC", "-fvisibility=default"]
        subprocess.run(  # noqa: S603 - our own source
            [*command, *options, "-o", str(fresh), str(CORE / "core.c"), "-lm"], check=True
        )
        fresh.replace(target)  # a running process keeps the old one
        build_data["pure_python"] = False
        build_data["infer_tag"] = True
