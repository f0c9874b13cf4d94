"""What an answer costs: milliseconds one after the other, and answers per second under load."""

from __future__ import annotations

import http.client
import os
import re
import shutil
import statistics
import subprocess
import threading
import time
from pathlib import Path

HEADERS = {"Accept": "text/html,*/*", "Accept-Encoding": "gzip", "Accept-Language": "en"}
LOAD_SECONDS, CONNECTIONS = 6, 8
LEAST_WORK_SECONDS, MOST_ASKED = 0.4, 500
"""Processor time is counted in hundredths of a second: so much of it is taken together."""
TICKS = os.sysconf("SC_CLK_TCK")


def work_seconds(server: int) -> float:
    """Return the processor time that a server and its workers have taken so far."""
    stats = [
        path.read_text().rpartition(")")[2].split()
        for path in Path("/proc").glob("[0-9]*/stat")
        if _is_of(path, server)
    ]
    return sum(int(stat[11]) + int(stat[12]) for stat in stats) / TICKS


def _is_of(stat: Path, server: int) -> bool:
    try:
        return stat.parent.name == str(server) or stat.read_text().rpartition(")")[2].split()[1] == str(server)
    except OSError:
        return False  # it has just ended


def settle(server: int) -> None:
    """Wait until a server rests: a browser that has left may have asked for more than it waited for."""
    before, now = -1.0, work_seconds(server)
    while now > before:
        time.sleep(1)
        before, now = now, work_seconds(server)


def work_milliseconds(connection: http.client.HTTPConnection, server: int, path: str) -> float:
    """Return the processor time of one answer: the same on a busy machine as on one at rest."""
    connection.close()
    began, asked = work_seconds(server), 0
    while asked < MOST_ASKED and work_seconds(server) - began < LEAST_WORK_SECONDS:
        for _round in range(10):
            connection.request("GET", path, headers=HEADERS)
            connection.getresponse().read()
        asked += 10
    return (work_seconds(server) - began) / asked * 1000


def milliseconds(connection: http.client.HTTPConnection, path: str, *, times: int = 30, **headers: str) -> float:
    """Return the median time of an answer over one connection, the first two left out."""
    found = []
    connection.close()  # the server has given up one that was idle; the first request opens it anew
    for _round in range(times + 2):
        began = time.perf_counter()
        connection.request("GET", path, headers={**HEADERS, **headers})
        answer = connection.getresponse()
        answer.read()
        found.append((time.perf_counter() - began) * 1000)
        if answer.status not in (200, 304):
            raise SystemExit(f"{path} answers {answer.status}")
    return statistics.median(found[2:])


def tag_of(connection: http.client.HTTPConnection, path: str) -> str:
    """Return the ETag of a page, if it has one."""
    connection.close()
    connection.request("GET", path, headers=HEADERS)
    answer = connection.getresponse()
    answer.read()
    return answer.headers.get("ETag", "")


def per_second(port: int, path: str) -> float:
    """Return how many answers a second eight connections get, for a few seconds: by wrk, else by threads of ours."""
    wrk = shutil.which("wrk")
    if wrk is None:
        return _by_threads(port, path)
    headers = [
        word for name, value in {**HEADERS, "Host": f"localhost:{port}"}.items() for word in ("-H", f"{name}: {value}")
    ]
    command = [wrk, "-t2", f"-c{CONNECTIONS}", f"-d{LOAD_SECONDS}s", *headers, f"http://127.0.0.1:{port}{path}"]
    told = subprocess.run(command, capture_output=True, text=True, check=True).stdout
    if "Non-2xx" in told:
        raise SystemExit(told)
    return float(re.findall(r"Requests/sec:\s+([\d.]+)", told)[0])


def _by_threads(port: int, path: str) -> float:
    end = time.perf_counter() + LOAD_SECONDS
    counts = [0] * CONNECTIONS

    def ask(number: int) -> None:
        connection = http.client.HTTPConnection("localhost", port)
        while time.perf_counter() < end:
            connection.request("GET", path, headers=HEADERS)
            connection.getresponse().read()
            counts[number] += 1

    threads = [threading.Thread(target=ask, args=(number,)) for number in range(CONNECTIONS)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return sum(counts) / LOAD_SECONDS
