"""What happens to every request: the answer is dated, and faults strike when they are on.

Faults strike what makes, changes or deletes a post, and lies what shows one.
"""

import asyncio
import json
import socket
import struct
from base64 import urlsafe_b64decode
from collections.abc import Awaitable, Callable, MutableMapping
from email.utils import format_datetime
from typing import Any
from urllib.parse import parse_qs

from campaign.sandbox import complaints, lies
from campaign.sandbox.complaints import Complaint
from campaign.sandbox.creates import changed_on, read_on
from campaign.sandbox.faults import LIES, Kind
from campaign.sandbox.jsontext import read_json
from campaign.sandbox.world import World

Message = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[Message]]
Send = Callable[[Message], Awaitable[None]]
Served = Callable[[MutableMapping[str, Any], Receive, Send], Awaitable[None]]


class Disturbed:
    """The sandbox as an ASGI application whose requests meet the faults of its world.

    It has to be the outermost one under uvicorn, whose connection it hangs up. Every answer bears
    the sandbox's own time as its `Date`, by which clients tell how far two clocks are apart.
    """

    def __init__(self, app: Served, world: World) -> None:
        self._app = app
        self._world = world

    async def __call__(self, scope: MutableMapping[str, Any], receive: Receive, send: Send) -> None:
        """Serve one request, or let a fault strike it."""
        dated = self._dated(send)
        faults = self._world.faults
        if not faults.set:
            await self._app(scope, receive, dated)
            return
        request = scope.get("method", ""), scope.get("path", "")
        if not (network := changed_on(*request)):
            await self._shown(read_on(*request), scope, receive, dated)
            return
        who = caller(scope)
        if (slow := faults.struck(network, Kind.SLOW, who)) is not None:
            await asyncio.sleep(slow.seconds)
        if faults.hits(network, Kind.RESET_BEFORE_ACCEPT, who):
            await _read(receive)
            await _hang_up(receive, send, reset=True)
        elif faults.hits(network, Kind.UNAVAILABLE, who):
            await _complain(receive, dated, complaints.broken(network, 503))
        elif faults.hits(network, Kind.RATE_LIMITED, who):
            now = self._world.clock.now()
            await _complain(receive, dated, complaints.too_many(network, now))
        elif faults.hits(network, Kind.TOKEN_EXPIRED, who):
            await _complain(receive, dated, complaints.token_ended(network))
        elif faults.hits(network, Kind.TIMEOUT_AFTER_ACCEPT, who):
            if await self._accepted(scope, receive, dated):
                await _hang_up(receive, send)
        elif faults.hits(network, Kind.ERROR_AFTER_ACCEPT, who):
            if await self._accepted(scope, receive, dated):
                await _answer(dated, complaints.broken(network, 500))
        else:
            await self._app(scope, receive, dated)

    def _dated(self, send: Send) -> Send:
        """The same `send`, with the sandbox's time as the Date of every answer."""

        async def dated(message: Message) -> None:
            if message["type"] == "http.response.start":
                now = format_datetime(self._world.clock.now(), usegmt=True)
                date = (b"date", now.encode())
                message = {**message, "headers": [*message.get("headers", ()), date]}
            await send(message)

        return dated

    async def _shown(
        self, network: str, scope: MutableMapping[str, Any], receive: Receive, send: Send
    ) -> None:
        """Show a post of this network, perhaps otherwise than it was sent; "" is no post."""
        who = caller(scope)
        told = [each for each in LIES if network and self._world.faults.hits(network, each, who)]
        if not told:
            await self._app(scope, receive, send)
            return
        messages: list[Message] = []

        async def keep(message: Message) -> None:
            messages.append(message)

        await self._app(scope, receive, keep)
        body = b"".join(message.get("body", b"") for message in messages[1:])
        if messages[0]["status"] == 200:
            body = lies.retold(body, told)
        kept = [each for each in messages[0]["headers"] if each[0].lower() != b"content-length"]
        length = (b"content-length", str(len(body)).encode())
        await send({**messages[0], "headers": [*kept, length]})
        await send({"type": "http.response.body", "body": body})

    async def _accepted(
        self, scope: MutableMapping[str, Any], receive: Receive, send: Send
    ) -> bool:
        """Let the network accept the request and hold its answer back; send a refusal as it is."""
        messages: list[Message] = []

        async def keep(message: Message) -> None:
            messages.append(message)

        await self._app(scope, receive, keep)
        if messages and messages[0]["status"] < 400:
            return True
        for message in messages:
            await send(message)
        return False


def caller(scope: MutableMapping[str, Any]) -> str:
    """Who calls: the subject of a signed token, else the token itself, else the path."""
    headers = dict(scope.get("headers", ()))
    token = str(headers.get(b"authorization", b"").decode("latin-1")).rpartition(" ")[2]
    if token.count(".") == 2:
        middle = token.split(".")[1]
        try:
            claims = read_json(urlsafe_b64decode(middle + "=" * (-len(middle) % 4)))
        except ValueError:
            return token
        return str(claims.get("sub", token)) if isinstance(claims, dict) else token
    asked = parse_qs(scope.get("query_string", b"").decode("latin-1"))
    return token or "".join(asked.get("access_token", ())) or str(scope["path"])


async def _read(receive: Receive) -> None:
    """Read the request to its end."""
    while (message := await receive())["type"] == "http.request" and message.get("more_body"):
        pass


async def _complain(receive: Receive, send: Send, complaint: Complaint) -> None:
    """Read a request and refuse it; the network never sees it."""
    await _read(receive)
    await _answer(send, complaint)


async def _answer(send: Send, complaint: Complaint) -> None:
    body = json.dumps(complaint.body).encode()
    headers = {"content-type": "application/json", "content-length": str(len(body))}
    headers |= complaint.headers
    coded = [(name.lower().encode(), value.encode()) for name, value in headers.items()]
    await send({"type": "http.response.start", "status": complaint.status, "headers": coded})
    await send({"type": "http.response.body", "body": body})


async def _hang_up(receive: Receive, send: Send, *, reset: bool = False) -> None:
    """Close the connection without an answer; `reset` sends RST, as a crashed machine does.

    ASGI has no call for that, so the connection is taken from uvicorn's own `send`.
    """
    transport = send.__self__.transport  # type: ignore[attr-defined]
    if reset:
        wire = transport.get_extra_info("socket")
        wire.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
    transport.abort()
    while (await receive())["type"] != "http.disconnect":
        pass
