"""The server itself: what it answers before any page of ours is asked."""

from __future__ import annotations

from socket import socketpair

from gunicorn.http.errors import LimitRequestLine

from samspel.site.management.commands.serve import Worker


def test_an_address_that_is_too_long_is_refused_in_both_languages() -> None:
    server, phone = socketpair()
    with server, phone:
        Worker.__new__(Worker).handle_error(None, server, ("", 0), LimitRequestLine(50_000, 8190))
        server.close()
        head, _blank, page = phone.makefile("rb").read().decode().partition("\r\n\r\n")
    assert head.splitlines()[0] == "HTTP/1.1 414 URI Too Long"
    assert f"Content-Length: {len(page.encode())}" in head
    assert ("rymmer 400 akter" in page, "holds 400 acts" in page) == (True, True)
