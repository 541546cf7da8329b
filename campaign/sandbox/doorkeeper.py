"""Who gets in: requests to the sandbox's own names, of a bounded size.

The sandbox believes every token, so nobody but this machine may ask it. A page in a browser can
send requests to 127.0.0.1 under a name of its own (DNS rebinding). Such a request has that name as
its `Host`, and is refused: https://www.rfc-editor.org/rfc/rfc9110#section-15.5.20.
"""

import json
import re
from collections.abc import Awaitable, Callable, Iterable, MutableMapping
from typing import Any

from starlette.exceptions import HTTPException

from campaign.sandbox import malformed
from campaign.sandbox.complaints import Complaint

Message = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[Message]]
Send = Callable[[Message], Awaitable[None]]
Served = Callable[[MutableMapping[str, Any], Receive, Send], Awaitable[None]]

#: Bytes of the largest body: the largest film that any network takes in one request, and a form.
LARGEST = 520_000_000
#: Bytes of the largest body of JSON: no network's post has as many.
LARGEST_JSON = 1_000_000
#: Where X takes the bytes of pictures and films in JSON.
_MEDIA_IN_JSON = "/2/media/"

_LOOPBACK = ("127.0.0.1", "localhost", "[::1]")
_HOST = re.compile(r"(\[[0-9a-fA-F:.]+\]|[^:\[\]]+)(?::(\d{1,5}))?")


class Doorkeeper:
    """The sandbox as an ASGI application that answers to its own names only.

    These are the names of this machine, and `names`: "name:port", or "name" alone for any port.
    Capitals make no difference. This machine's names are good with every port: a tunnel or a proxy
    on it has another one, and no foreign page can send them.
    """

    def __init__(self, app: Served, names: Iterable[str] = ()) -> None:
        self._app = app
        self._own = {*_LOOPBACK, *(name.lower() for name in names)}

    async def __call__(self, scope: MutableMapping[str, Any], receive: Receive, send: Send) -> None:
        """Serve one request, or refuse it."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        headers = scope.get("headers", ())
        hosts = [value.decode("latin-1").lower() for name, value in headers if name == b"host"]
        if len(hosts) != 1 or not self._is_own(hosts[0]):
            why = "this server has another name: 127.0.0.1, localhost, or one given by --name"
            await _refuse(send, Complaint(421, {"error": why}))
            return
        path = str(scope["path"])
        is_post = _is_json(headers) and not path.startswith(_MEDIA_IN_JSON)
        most = LARGEST_JSON if is_post else LARGEST
        if _length(headers) > most:
            await _refuse(send, malformed.too_large(path))
            return
        await self._app(scope, _bounded(receive, most), send)

    def _is_own(self, host: str) -> bool:
        found = _HOST.fullmatch(host)
        return found is not None and (host in self._own or found[1] in self._own)


def _is_json(headers: Iterable[tuple[bytes, bytes]]) -> bool:
    return any(name == b"content-type" and b"json" in value.lower() for name, value in headers)


def _length(headers: Iterable[tuple[bytes, bytes]]) -> int:
    told = [value for name, value in headers if name == b"content-length" and value.isdigit()]
    return max((int(value[:20]) for value in told), default=0)


def _bounded(receive: Receive, most: int) -> Receive:
    """The same `receive`, which raises when a body without a length goes on for too long."""
    read = 0

    async def bounded() -> Message:
        nonlocal read
        message = await receive()
        read += len(message.get("body", b""))
        if read > most:
            raise HTTPException(413, f"the body has more than {most} bytes")
        return message

    return bounded


async def _refuse(send: Send, complaint: Complaint) -> None:
    body = json.dumps(complaint.body).encode()
    headers = [
        (b"content-type", b"application/json"),
        (b"content-length", str(len(body)).encode()),
        (b"connection", b"close"),  # the body was not read
    ]
    await send({"type": "http.response.start", "status": complaint.status, "headers": headers})
    await send({"type": "http.response.body", "body": body})
