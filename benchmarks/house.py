"""What people wait for: the demo's first page, an import, the public night page.

``python -m benchmarks.house`` works in a folder of its own (packages are installed already): it builds the demo, asks
the night page 40 times, counts what a browser loads for it, and imports ESNS 2025 five times. Medians.
"""

from __future__ import annotations

import os
import re
import statistics
import subprocess
import sys
import tempfile
import time
import urllib.request
from pathlib import Path

ROOT = Path(__file__).parent.parent
SAMSPEL = Path(sys.executable).with_name("samspel")
ESNS = ROOT.parent / "shared" / "data" / "festivals" / "esns_2025.csv"
PORT, ASKED, IMPORTED = 8765, 40, 5


def demo(folder: Path) -> None:
    """Time the demo to its first page, then look at the night page while it is served."""
    environment = {**os.environ, "SAMSPEL_DATA": str(folder), "SAMSPEL_ADDRESS": f"http://localhost:{PORT}"}
    began = time.perf_counter()
    server = subprocess.Popen([str(SAMSPEL), "demo"], env=environment, stdout=subprocess.PIPE, text=True)
    try:
        lines = []
        assert server.stdout is not None
        for line in server.stdout:
            lines.append(line)
            if line.startswith("Serving"):
                break
        address = next(line.split()[1] for line in lines if line.startswith("Programme:"))
        page = _patiently(address)
        print(f"demo to the first public page: {time.perf_counter() - began:.1f} s")
        _night_page(address, page)
    finally:
        server.terminate()
        server.wait()


def _patiently(address: str) -> str:
    for _try in range(200):
        try:
            return _get(address).decode()
        except OSError:
            time.sleep(0.05)
    raise SystemExit(f"{address} does not answer")


def _get(address: str) -> bytes:
    with urllib.request.urlopen(address) as answer:  # noqa: S310 - our own address
        body: bytes = answer.read()
        return body


def _night_page(address: str, page: str) -> None:
    parts = re.findall(r'<(?:link rel="(?:stylesheet|icon)"|script)[^>]*?(?:href|src)="(/[^"]+)"', page)
    kilobytes = (len(page.encode()) + sum(len(_get(f"http://localhost:{PORT}{part}")) for part in parts)) / 1024
    times = []
    for _request in range(ASKED):
        began = time.perf_counter()
        _get(address)
        times.append((time.perf_counter() - began) * 1000)
    sets = page.count('class="when"')
    print(
        f"public night page, {sets} sets: {len(page.encode()) / 1024:.0f} KiB, with style and icon {kilobytes:.0f} KiB"
    )
    print(f"public night page: {statistics.median(times):.0f} ms, worst of {ASKED} {max(times):.0f} ms")


def imports() -> None:
    """Time the command `samspel import` on ESNS 2025, start of Python and a new database included."""
    whole = []
    for _round in range(IMPORTED):
        with tempfile.TemporaryDirectory() as folder:
            environment = {**os.environ, "SAMSPEL_DATA": folder}
            began = time.perf_counter()
            subprocess.run([str(SAMSPEL), "import", str(ESNS)], env=environment, check=True, stdout=subprocess.DEVNULL)
            first = time.perf_counter() - began
            began = time.perf_counter()
            subprocess.run([str(SAMSPEL), "import", str(ESNS)], env=environment, check=True, stdout=subprocess.DEVNULL)
            whole.append((first, time.perf_counter() - began))
    first, again = (statistics.median(column) for column in zip(*whole, strict=True))
    print(f"import of ESNS 2025 by command, new database made on the way: {first:.2f} s")
    print(f"import of the same file again: {again:.2f} s")


def main() -> None:
    with tempfile.TemporaryDirectory() as folder:
        demo(Path(folder))
    imports()


if __name__ == "__main__":
    main()
