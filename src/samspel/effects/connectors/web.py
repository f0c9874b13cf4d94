"""The one way out to the network: https to hosts that are allowed, limits of time, size and pace, no redirects."""

from __future__ import annotations

import json
import time
import urllib.error
import urllib.request
from collections import deque
from collections.abc import Collection
from dataclasses import dataclass, field
from http.client import HTTPException, HTTPMessage
from typing import IO, Any
from urllib.parse import urlsplit

from django.conf import settings
from django.utils.translation import gettext as _

from samspel.errors import Refused
from samspel.foreign import refusal, shortened

SECONDS, WHOLE_SECONDS = 20.0, 180.0
MOST_BYTES = 50 * 2**20
CHUNK = 2**16
TOO_MANY_REQUESTS = 429
TRIES = 3


@dataclass(frozen=True, slots=True)
class Fetched:
    """What came back in one or more answers: their bytes, in order, and the page where people find the same."""

    answers: tuple[bytes, ...]
    address: str
    licence: str = ""


class _Straight(urllib.request.HTTPRedirectHandler):
    """A host that is allowed must not lead to one that is not."""

    def redirect_request(
        self, req: urllib.request.Request, fp: IO[bytes], code: int, msg: str, headers: HTTPMessage, newurl: str
    ) -> None:
        return None


@dataclass(slots=True)
class Web:
    """Asks the hosts that `SAMSPEL_SOURCES` names; `calls` in each `seconds` at most, which an answer may change.

    A host by its name means https; only where the setting itself says `http://name:port` is less enough.
    """

    allowed: Collection[str] = ()
    calls: int = 3
    seconds: float = 1.0
    _asked: deque[float] = field(default_factory=deque)

    def __post_init__(self) -> None:
        self.allowed = frozenset(self.allowed or settings.SOURCES)

    def check(self, address: str) -> None:
        """Refuse an address that is not of an allowed host. Raises `Refused`."""
        try:
            parts = urlsplit(address)
            port = f":{parts.port}" if parts.port else ""
        except ValueError:
            parts, port = urlsplit(""), ""
        host = f"{parts.hostname or ''}{port}"
        plain = parts.scheme == "http" and f"http://{host}" in self.allowed
        if parts.username or not (plain or (parts.scheme == "https" and host in self.allowed)):
            raise Refused(
                _(
                    "“%(address)s” is not fetched: only https addresses of %(hosts)s are. Whoever runs this "
                    "installation can allow more with SAMSPEL_SOURCES."
                )
                % {"address": shortened(address), "hosts": ", ".join(sorted(self.allowed)) or "–"}
            )

    def json(self, address: str, body: Any = None) -> tuple[Any, bytes]:
        """Return an answer as JSON and as bytes. Raises `Refused` without network, `BadInput` for what is no JSON."""
        content = self.content(address, body)
        try:
            return json.loads(content), content
        except (ValueError, RecursionError):
            raise refusal(_("The answer is not JSON."), _("Look at the address in a browser."), value=address) from None

    def content(self, address: str, body: Any = None) -> bytes:
        """Return an answer's bytes; a body is sent as JSON. Waits where the host said that it is asked too often."""
        self.check(address)
        data = None if body is None else json.dumps(body).encode()
        headers = {"Accept": "application/json", "User-Agent": "Samspel (open source)"}
        headers |= {"Content-Type": "application/json"} if data else {}
        request = urllib.request.Request(address, data=data, headers=headers)  # noqa: S310 - checked above
        for trial in range(TRIES):
            self._pace()
            try:
                return self._read(request)
            except urllib.error.HTTPError as error:
                error.close()
                if error.code != TOO_MANY_REQUESTS or trial == TRIES - 1:
                    raise _answered(address, error.code) from None
                time.sleep(self.seconds)
            except (urllib.error.URLError, HTTPException, OSError, UnicodeError) as error:
                raise _unreachable(address, error) from None
        raise _answered(address, TOO_MANY_REQUESTS)

    def _read(self, request: urllib.request.Request) -> bytes:
        opener = urllib.request.build_opener(_Straight)
        begun, parts, size = time.monotonic(), [], 0
        with opener.open(request, timeout=SECONDS) as answer:
            while chunk := answer.read(CHUNK):
                size += len(chunk)
                parts.append(chunk)
                if size > MOST_BYTES or time.monotonic() - begun > WHOLE_SECONDS:
                    raise refusal(
                        _("The answer is larger than %(most)d MB, or takes too long.") % {"most": MOST_BYTES // 2**20},
                        _("Ask for fewer units and periods."),
                        value=request.full_url,
                    )
        return b"".join(parts)

    def _pace(self) -> None:
        """Wait until another call is within what the host allows."""
        now = time.monotonic()
        while self._asked and now - self._asked[0] >= self.seconds:
            self._asked.popleft()
        if len(self._asked) >= self.calls:
            time.sleep(self.seconds - (now - self._asked[0]))
            self._asked.popleft()
        self._asked.append(time.monotonic())


def _answered(address: str, code: int) -> Refused:
    return Refused(
        _("%(host)s answered with status %(code)d: check the table's name and what was chosen, or try again later.")
        % {"host": urlsplit(address).netloc, "code": code}
    )


def _unreachable(address: str, error: Exception) -> Refused:
    reason = shortened(str(getattr(error, "reason", error)))
    return Refused(
        _(
            "%(host)s cannot be reached (%(reason)s). There may be no network here: fetch the table in a browser as "
            "JSON-stat 2 or CSV, and load the file."
        )
        % {"host": urlsplit(address).netloc, "reason": reason}
    )
