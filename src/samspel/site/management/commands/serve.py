"""`samspel serve`."""

from __future__ import annotations

import threading
from argparse import ArgumentParser
from contextlib import suppress
from typing import Any
from urllib.parse import urlparse

from django.conf import settings
from django.core.management.base import BaseCommand
from django.core.wsgi import get_wsgi_application
from django.template.loader import render_to_string
from gunicorn.app.base import BaseApplication
from gunicorn.http.errors import LimitRequestLine
from gunicorn.workers.gthread import ThreadWorker

from samspel.records.worker import work
from samspel.site import env
from samspel.site.collecting import collect


class Command(BaseCommand):
    """Serve the pages, and carry runs out in the same process unless told otherwise."""

    help = "serve the pages; carries out plans, studies and reports too, unless SAMSPEL_WORKER=outside"

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "--bind", help="address and port to listen on (default: the port of SAMSPEL_ADDRESS, this machine only)"
        )
        parser.add_argument("--threads", type=int, default=8)

    def handle(self, *args: Any, bind: str | None, threads: int, **options: Any) -> None:
        collect()
        port = urlparse(settings.ADDRESS).port or 8000
        self.stdout.write(f"Serving {settings.ADDRESS} – stop with Ctrl+C")
        self.stdout.flush()
        _Server(bind or f"127.0.0.1:{port}", threads).run()


class Worker(ThreadWorker):
    """Refuses an address that is too long, as of a link of thousands of stars, in words that help who followed it."""

    def handle_error(self, req: Any, client: Any, addr: Any, exc: BaseException) -> None:
        if not isinstance(exc, LimitRequestLine):
            super().handle_error(req, client, addr, exc)
            return
        page = render_to_string("site/too_long.html").encode()
        head = [
            "HTTP/1.1 414 URI Too Long",
            "Connection: close",
            "Content-Type: text/html; charset=utf-8",
            f"Content-Length: {len(page)}",
        ]
        with suppress(OSError):  # whoever asked may be gone
            client.sendall("\r\n".join([*head, "", ""]).encode() + page)


class _Server(BaseApplication):
    """One process with threads: SQLite has one writer, and Python's computing is done in the runs' own processes."""

    def __init__(self, bind: str, threads: int) -> None:
        self.options = {
            "bind": bind,
            "workers": 1,
            "threads": threads,
            "worker_class": Worker,
            "timeout": 120,
            "limit_request_line": 8190,  # the most there is: more than any page of ours has in its address
            "loglevel": "warning",
            "control_socket_disable": True,
            "post_worker_init": _start_worker,
        }
        super().__init__()

    def load_config(self) -> None:
        for name, value in self.options.items():
            if name in self.cfg.settings:
                self.cfg.set(name, value)

    def load(self) -> Any:
        return get_wsgi_application()


def _start_worker(server: Any) -> None:
    if env.WORKER.value == "inside":
        threading.Thread(target=work, name="worker", daemon=True).start()
