"""The line between a browser and a site, which can be cut: a bar whose network has gone, for pages and workers alike.

A browser's own switch (`set_offline`) is none: a request it says has failed may have come to the server all the same.
"""

from __future__ import annotations

import selectors
import socket
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from threading import Event, Thread
from urllib.parse import urlsplit


class Line:
    """Carries connections from an address of its own to a site until it is cut, and again when it is mended."""

    def __init__(self, site: str) -> None:
        parts = urlsplit(site)
        self._site = (parts.hostname or "", parts.port or 80)
        self._listener = socket.create_server((self._site[0], 0))
        self.address = f"{parts.scheme}://{self._site[0]}:{self._listener.getsockname()[1]}"
        self._is_cut = Event()
        self._open: set[socket.socket] = set()
        Thread(target=self._listen, daemon=True).start()

    def cut(self) -> None:
        """End every connection and take no more: nothing that is asked after this comes to the site."""
        self._is_cut.set()
        for one in list(self._open):
            _end(one)

    def mend(self) -> None:
        self._is_cut.clear()

    def close(self) -> None:
        self.cut()
        _end(self._listener)
        self._listener.close()

    def _listen(self) -> None:
        while True:
            try:
                here, _address = self._listener.accept()
            except OSError:
                return
            Thread(target=self._carry, args=(here,), daemon=True).start()

    def _carry(self, here: socket.socket) -> None:
        with here, socket.create_connection(self._site) as there, selectors.DefaultSelector() as ready:
            self._open |= {here, there}
            ready.register(here, selectors.EVENT_READ, there)
            ready.register(there, selectors.EVENT_READ, here)
            with suppress(OSError):  # one of the two has gone
                while not self._is_cut.is_set() and _pass_on(ready):
                    pass
            self._open -= {here, there}


def _pass_on(ready: selectors.BaseSelector) -> bool:
    """Pass on what has come from either side; false when one has said all it had to say."""
    for key, _events in ready.select():
        piece = key.fileobj.recv(65536)  # type: ignore[union-attr]
        if not piece:
            return False
        key.data.sendall(piece)
    return True


def _end(one: socket.socket) -> None:
    with suppress(OSError):  # it had ended
        one.shutdown(socket.SHUT_RDWR)


@contextmanager
def line_to(site: str) -> Iterator[Line]:
    """Yield a line to a site and close it afterwards."""
    line = Line(site)
    try:
        yield line
    finally:
        line.close()
