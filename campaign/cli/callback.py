"""The address on this machine to which a browser comes back, open for one answer and no longer.

https://www.rfc-editor.org/rfc/rfc8252#section-7.3: loopback, by its number, never by a name.
"""

from __future__ import annotations

import os
from collections.abc import Callable
from http.server import BaseHTTPRequestHandler
from socketserver import TCPServer
from time import monotonic
from typing import Any, Self
from urllib.parse import urlsplit

HOST = "127.0.0.1"
PATH = "/callback"

_SILENCE = 2.0  # seconds a visitor may say nothing
_PAGE = (
    '<!doctype html><html lang="en"><meta charset="utf-8"><title>campaign</title>'
    '<body style="font: 1.1rem sans-serif; margin: 4rem auto; max-width: 30rem"><p>{}</p></body>'
)
_DONE = "Thank you. Close this page and go back to the terminal: it says how it went."
_ELSE = "This is not the answer that is waited for. Nothing was done with it."


class Callback:
    """Listens on a port of this machine while `with` lasts; port 0 takes a free one.

    `fits` says whether what stands behind the `?` is the answer that is waited for. Raises
    OSError when the port is taken.
    """

    def __init__(self, port: int, fits: Callable[[str], bool]) -> None:
        self._query: str | None = None
        callback = self

        class Visit(BaseHTTPRequestHandler):
            timeout = _SILENCE

            def do_GET(self) -> None:
                there = urlsplit(self.path)
                known = there.path == PATH and callback._query is None
                taken = known and fits(there.query)
                if taken:
                    callback._query = there.query
                page = _PAGE.format(_DONE if taken else _ELSE).encode()
                self.send_response_only(200 if taken else 400 if known else 404)
                self.send_header("Content-Type", "text/html; charset=utf-8")
                self.send_header("Content-Length", str(len(page)))
                self.send_header("Cache-Control", "no-store")
                self.send_header("Referrer-Policy", "no-referrer")
                self.end_headers()
                self.wfile.write(page)

            def log_message(self, format: str, *args: Any) -> None:
                pass  # the line would show the code

        class Server(TCPServer):  # http.server's own would ask the machine for its name first
            allow_reuse_address = os.name == "posix"

            def handle_error(self, request: Any, client_address: Any) -> None:
                pass  # a visitor who leaves in the middle is none

        try:
            self._server = Server((HOST, port), Visit)
        except OSError as error:
            error.filename = f"{HOST}:{port}"
            raise

    @property
    def address(self) -> str:
        """Where the browser has to come back to."""
        return f"http://{HOST}:{self._server.server_address[1]}{PATH}"

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *error: object) -> None:
        self._server.server_close()

    def wait(self, seconds: float) -> str | None:
        """What stood behind the `?` of the answer, None when none came in time."""
        end = monotonic() + seconds
        while self._query is None and (left := end - monotonic()) > 0:
            self._server.timeout = left
            self._server.handle_request()
        return self._query
