"""A faulty HTTP proxy on loopback between real adapters and the sandbox.

::

    adapter ── proxy ── sandbox          python -m tests.bench.proxy http://127.0.0.1:8778

It forwards every request as it is (but see `pixelfed`), on a connection of its own, and does what
it was ordered to with it or with its answer; see `orders`. `Proxy` runs it in threads beside the
caller, the module as a process that tells its address in its first line and ends with its standard
input. Either way it is told what to do by HTTP, most simply with `proxy_control.Control`::

    PUT  /_proxy/orders     {"orders": [{"fault": "drop", "network": "x", "kind": "create"}]}
    GET  /_proxy/orders     what stands, and how often which fault has struck
    POST /_proxy/holds      {"at": "before", "network": "x", "kind": "create", "about": ""}
    GET  /_proxy/holds/N    {"there": true, "status": 0}; waits up to ?seconds=
    PUT  /_proxy/holds/N    {"then": "drop"}
"""

from __future__ import annotations

import argparse
import json
import socket
import struct
import sys
import time
from collections.abc import Mapping, Sequence
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime, parsedate_to_datetime
from http.client import HTTPException
from typing import Any, BinaryIO
from urllib.parse import parse_qs, urlsplit

from tests.bench.exchange import Answer, asked
from tests.bench.orders import At, Fate, Fault, Hold, Order, Orders, Then
from tests.bench.pixelfed import Pixelfed
from tests.bench.proxy_control import OWN, Control
from tests.bench.traffic import Clock, Kind, Request, as_it_was, recognised
from tests.beside import LOOPBACK, Listening

PATIENCE = 60.0  # seconds the network may take for one answer


class HangUp(Exception):
    """The connection to the client ends here."""


class _Visit:
    """One connection of a client."""

    def __init__(self, proxy: Proxy, connection: socket.socket) -> None:
        self._proxy = proxy
        self._socket = connection
        self._file: BinaryIO = connection.makefile("rb")
        self._again = b""  # the answer that is to come once more

    def serve(self) -> None:
        """Until either end has had enough."""
        with self._socket, self._file, suppress(HangUp, OSError, HTTPException, ValueError):
            self._socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            while (request := _read(self._file)) is not None:
                if request.path.startswith(OWN):
                    self._socket.sendall(_control(self._proxy.orders, request).wire())
                    continue
                if self._again:
                    self._socket.sendall(self._again)
                    self._again = b""
                self._answer(request)
                if request.headers.get("connection", "").lower() == "close":
                    return

    def _answer(self, request: Request) -> None:
        orders = self._proxy.orders
        network, kind = recognised(request)
        hold = orders.holding(network, kind, request)
        fate = Fate() if hold else orders.fate(network, kind, request)
        fault = fate.fault.fault if fate.fault else None
        seconds = fate.fault.seconds if fate.fault else 0.0
        if hold and hold.at is At.BEFORE:
            _held(hold)
        if fault is Fault.DROP:
            raise HangUp
        if fault is Fault.RESET:
            self._reset()
        if fault is Fault.LATE:
            time.sleep(seconds)
        answer = self._forward(request)
        if hold and hold.at is At.AFTER:
            hold.status = answer.status
            _held(hold)
        if fault in (Fault.SWALLOW, Fault.LATE):
            raise HangUp
        if fault is Fault.SLOW:
            time.sleep(seconds)
        answer = _coloured(answer, fate, network, kind, self._proxy.clock())
        wire = answer.wire()
        if fault is Fault.TRUNCATE:
            # Somewhere in the body; an answer without one loses half its head.
            cut = len(wire) - max(len(answer.body) // 2, 1) if answer.body else len(wire) // 2
            self._socket.sendall(wire[:cut])
            raise HangUp
        self._socket.sendall(wire)
        if fault is Fault.TWICE:
            self._again = wire

    def _forward(self, request: Request) -> Answer:
        """The network's answer; hangs up as the network does."""
        try:
            return self._proxy.pixelfed.answer(request) or asked(self._proxy.upstream, request)
        except ConnectionResetError:
            self._reset()
            raise
        except (OSError, HTTPException) as error:
            raise HangUp from error

    def _reset(self) -> None:
        """With a linger of zero, closing sends a reset instead of an end."""
        self._socket.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        raise HangUp


def _read(file: BinaryIO) -> Request | None:
    """The next request in full; None when none comes, or only a part of one."""
    first = file.readline(65536).decode("latin-1").split()
    if len(first) != 3:
        return None
    headers: dict[str, str] = {}
    while (line := file.readline(65536)) not in (b"\r\n", b"\n"):
        if not line:
            return None
        name, _, value = line.decode("latin-1").partition(":")
        headers[name.strip().lower()] = value.strip()
    length = int(headers.get("content-length", 0))
    body = b""
    if headers.get("transfer-encoding", "").lower() == "chunked":
        while size := int(file.readline(65536).split(b";")[0], 16):
            body += file.read(size)
            file.readline()
        file.readline()
    else:
        body = file.read(length)
        if len(body) < length:
            return None  # whoever sent it was killed in the middle
    path, _, query = first[1].partition("?")
    return Request(first[0], path, query, headers, body)


def _held(hold: Hold) -> None:
    hold.there.set()
    hold.word.wait()
    if hold.then is Then.DROP:
        raise HangUp


def _coloured(answer: Answer, fate: Fate, network: str, kind: Kind, now: datetime) -> Answer:
    for order in fate.colours:
        shift = timedelta(seconds=order.seconds)
        headers, body = answer.headers, answer.body
        if order.fault is Fault.DATE:
            headers = tuple(
                (name, _shifted(value, shift) if name.lower() == "date" else value)
                for name, value in headers
            )
        elif kind is Kind.LISTING and 200 <= answer.status < 300:
            body = as_it_was(network, body, now - shift)
        answer = Answer(answer.status, answer.reason, headers, body)
    return answer


def _shifted(date: str, shift: timedelta) -> str:
    return format_datetime(parsedate_to_datetime(date) + shift, usegmt=True)


def _control(orders: Orders, request: Request) -> Answer:
    """Carry out what the proxy itself is asked."""
    what, _, number = request.path.removeprefix(OWN).partition("/")
    said: dict[str, Any] = json.loads(request.body or b"{}")
    try:
        match request.method, what, number:
            case "PUT", "orders", "":
                orders.replace([Order.from_json(each) for each in said["orders"]])
                told = orders.told()
            case "GET", "orders", "":
                told = orders.told()
            case "POST", "holds", "":
                told = {"hold": orders.hold(At(said.pop("at")), **said).number}
            case "GET", "holds", _:
                hold = orders.held(int(number))
                (seconds,) = parse_qs(request.query).get("seconds", ["0"])
                told = {"there": hold.there.wait(float(seconds)), "status": hold.status}
            case "PUT", "holds", _:
                orders.held(int(number)).release(Then(said["then"]))
                told = {}
            case _:
                return _told(404, {"error": "there is no such thing to order"})
    except (KeyError, TypeError, ValueError) as error:
        return _told(400, {"error": f"{type(error).__name__}: {error}"})
    return _told(200, told)


def _told(status: int, told: Mapping[str, Any]) -> Answer:
    headers = (("Content-Type", "application/json"),)
    return Answer(status, "OK" if status == 200 else "No", headers, json.dumps(told).encode())


def real_time() -> datetime:
    """The machine's time, in UTC."""
    return datetime.now(UTC)


class Proxy(Listening):
    """The proxy in threads beside the caller, on a free port, while `with` lasts.

    Adapters are given its `url`; `upstream` is the address of the sandbox; `clock` gives its
    time in UTC, by which a listing is aged.
    """

    def __init__(self, upstream: str, *, seed: int = 0, clock: Clock = real_time) -> None:
        super().__init__(self._visit, backlog=256)
        parts = urlsplit(upstream)
        self.upstream = (parts.hostname or LOOPBACK, parts.port or 80)
        self.orders = Orders(seed)
        self.pixelfed = Pixelfed(self.upstream)
        self.clock = clock

    @property
    def control(self) -> Control:
        """How it is told what to do."""
        return Control(self.url)

    def stop(self) -> None:
        """Accept no more, and let go of what is held."""
        self.orders.release_all()
        super().stop()

    def _visit(self, connection: socket.socket) -> None:
        _Visit(self, connection).serve()


def main(given: Sequence[str] | None = None) -> None:
    """Tell the address, and serve until standard input ends."""
    options = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    options.add_argument("upstream", help="the sandbox's address")
    options.add_argument("--seed", type=int, default=0, help="decides what is left to chance")
    said = options.parse_args(given)
    with Proxy(said.upstream, seed=said.seed) as proxy:
        sys.stdout.write(f"{proxy.url}\n")
        sys.stdout.flush()
        sys.stdin.read()


if __name__ == "__main__":
    main()
