"""The address on this machine to which a browser comes back, open for one answer and no longer.

https://www.rfc-editor.org/rfc/rfc8252#section-7.3: loopback, by its number, never by a name.
"""

from __future__ import annotations

import os
from collections.abc import Callable
from contextlib import suppress
from http.server import BaseHTTPRequestHandler
from socket import SHUT_RDWR, socket
from socketserver import TCPServer, ThreadingMixIn
from threading import Event, Lock, Thread, Timer
from typing import Any, Self
from urllib.parse import urlsplit

HOST = "127.0.0.1"
PATH = "/callback"

_SILENCE = 2.0  # seconds a visitor may say nothing
_LONGEST = 5.0  # seconds a visit may last, however much is said
_MOST = 32  # visitors at once; the next one takes the place of the oldest
_PAGE = (
    '<!doctype html><html lang="en"><meta charset="utf-8"><title>campaign</title>'
    '<body style="font: 1.1rem sans-serif; margin: 4rem auto; max-width: 30rem"><p>{}</p></body>'
)
_DONE = "Thank you. Close this page and go back to the terminal: it says how it went."
_ELSE = "This is not the answer that is waited for. Nothing was done with it."


class _Server(ThreadingMixIn, TCPServer):
    """Gives each visitor a thread and little time, so that none keeps another one waiting.

    http.server's own would ask the machine for its name first.
    """

    allow_reuse_address = os.name == "posix"
    daemon_threads = True
    block_on_close = False
    request_queue_size = 128

    def __init__(self, *given: Any) -> None:
        self._visitors: dict[socket, None] = {}
        self._lock = Lock()
        super().__init__(*given)

    def process_request(self, request: Any, client_address: Any) -> None:
        with self._lock:
            oldest = next(iter(self._visitors)) if len(self._visitors) >= _MOST else None
            if oldest is not None:
                del self._visitors[oldest]
            self._visitors[request] = None
        if oldest is not None:
            _hang_up(oldest)
        super().process_request(request, client_address)

    def process_request_thread(self, request: Any, client_address: Any) -> None:
        end = Timer(_LONGEST, _hang_up, [request])
        end.daemon = True
        end.start()
        try:
            super().process_request_thread(request, client_address)
        finally:
            end.cancel()
            with self._lock:
                self._visitors.pop(request, None)

    def handle_error(self, request: Any, client_address: Any) -> None:
        pass  # a visitor who leaves in the middle is none


def _hang_up(visitor: socket) -> None:
    """End a visit: whoever reads from it or writes to it goes on at once."""
    with suppress(OSError):
        visitor.shutdown(SHUT_RDWR)


class Callback:
    """Listens on a port of this machine while `with` lasts; port 0 takes a free one.

    `fits` says whether what stands behind the `?` is the answer that is waited for. Raises
    OSError when the port is taken.
    """

    def __init__(self, port: int, fits: Callable[[str], bool]) -> None:
        self._query: str | None = None
        self._came = Event()
        lock = Lock()
        callback = self

        class Visit(BaseHTTPRequestHandler):
            timeout = _SILENCE

            def do_GET(self) -> None:
                there = urlsplit(self.path)
                with lock:  # of two visitors with the answer, the first has brought it
                    known = there.path == PATH and callback._query is None
                    taken = known and fits(there.query)
                    if taken:
                        callback._query = there.query
                try:
                    self._show(200 if taken else 400 if known else 404, _DONE if taken else _ELSE)
                finally:
                    if taken:
                        callback._came.set()

            def _show(self, status: int, words: str) -> None:
                page = _PAGE.format(words).encode()
                self.send_response_only(status)
                self.send_header("Content-Type", "text/html; charset=utf-8")
                self.send_header("Content-Length", str(len(page)))
                self.send_header("Cache-Control", "no-store")
                self.send_header("Referrer-Policy", "no-referrer")
                self.end_headers()
                self.wfile.write(page)

            def log_message(self, format: str, *args: Any) -> None:
                pass  # the line would show the code

        try:
            self._server = _Server((HOST, port), Visit)
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
        """What stood behind the `?` of the answer, None when none came in time.

        No visitor can make it last longer, whatever it sends or does not send.
        """
        serving = Thread(target=self._server.serve_forever, args=(0.05,), daemon=True)
        serving.start()
        self._came.wait(seconds)
        self._server.shutdown()
        serving.join()
        return self._query
