"""What an answer costs: milliseconds one after the other, and answers per second under load."""

from __future__ import annotations

import http.client
import re
import shutil
import statistics
import subprocess
import threading
import time

HEADERS = {"Accept": "text/html,*/*", "Accept-Encoding": "gzip", "Accept-Language": "en"}
LOAD_SECONDS, CONNECTIONS = 6, 8


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
