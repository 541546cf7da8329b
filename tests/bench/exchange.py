"""One request of a proxy to the network behind it, and the answer."""

from __future__ import annotations

import socket
from dataclasses import dataclass
from http.client import HTTPResponse

from tests.bench.traffic import Request

PATIENCE = 60.0  # seconds the network may take for one answer
#: What concerns one connection only.
HOP = frozenset({"connection", "keep-alive", "transfer-encoding", "content-length"})


@dataclass(frozen=True, slots=True)
class Answer:
    """One answer as it came from the network."""

    status: int
    reason: str
    headers: tuple[tuple[str, str], ...]
    body: bytes

    def wire(self) -> bytes:
        """Its bytes, with the length told."""
        lines = [f"HTTP/1.1 {self.status} {self.reason}"]
        lines += [f"{name}: {value}" for name, value in self.headers if name.lower() not in HOP]
        lines += [f"Content-Length: {len(self.body)}", "", ""]
        return "\r\n".join(lines).encode("latin-1") + self.body


def asked(upstream: tuple[str, int], request: Request) -> Answer:
    """Send a request to the network and read its answer in full; raises OSError, HTTPException."""
    lines = [f"{request.method} {request.target} HTTP/1.1"]
    lines += [f"{name}: {value}" for name, value in request.headers.items() if name not in HOP]
    lines += [f"Content-Length: {len(request.body)}", "Connection: close", "", ""]
    with socket.create_connection(upstream, timeout=PATIENCE) as connection:
        connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        connection.sendall("\r\n".join(lines).encode("latin-1") + request.body)
        with HTTPResponse(connection, method=request.method) as response:
            response.begin()
            return Answer(
                response.status, response.reason, tuple(response.getheaders()), response.read()
            )
