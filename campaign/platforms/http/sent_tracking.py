"""Whether a request has left the house: the one fact that parts "try again" from "ask first".

An exception's type cannot tell it: a connection refused, a reset and a broken handshake come as
the same `ConnectionError`. The connection itself knows, so it is asked: until its first byte after
the handshake, nothing can have arrived. Directly before that byte of a request that creates
something, the fence is asked.

It also tells over which connection an answer came: one whose answer was another question's must
not be used again, or the answers after it are taken for each other's as well.
"""

from __future__ import annotations

import logging
import threading
from typing import Any, ClassVar

from requests.adapters import HTTPAdapter
from urllib3 import HTTPConnectionPool, HTTPSConnectionPool
from urllib3.connection import HTTPConnection, HTTPSConnection

from campaign.platforms.http import fence, response_limits

# Its one warning, of headers that cannot be read, repeats the address and what the server said,
# and either may hold a credential.
logging.getLogger("urllib3.connection").addFilter(lambda record: record.levelno > logging.WARNING)


_PIECE = 64 * 1024  # bytes: a larger body leaves as it comes, behind its head


class _Thread(threading.local):
    """A request is sent by the thread that asks for it, so that is where the fact is kept."""

    left = False
    fenced = False
    anew = False
    sock: Any = None
    used = False
    apart: Any = None


_thread = _Thread()


def begin(*, fenced: bool, bound: response_limits.Bound, anew: bool = False) -> None:
    """Begin a request: nothing of it has left; what is `fenced` passes the fence first.

    Its answer is bounded; `anew` sends it over a connection on which nothing was asked before.
    """
    _thread.left = False
    _thread.fenced = fenced
    _thread.anew = anew
    _thread.sock = None
    _thread.used = False
    _thread.apart = None
    response_limits.begin(bound)


def connection() -> Any:
    """What this thread's last answer came over; `response_limits.shut` ends it."""
    return _thread.sock


def was_used() -> bool:
    """True when something else was asked before on the connection of this thread's request."""
    return _thread.used


def set_apart() -> None:
    """Let nobody else use the connection of this thread's answer; `more_comes` ends it."""
    _thread.apart = ()


def more_comes(seconds: float) -> bool:
    """Whether more comes over the connection that was set apart, after all of the answer.

    Then the answer was another question's, and what comes is our own.
    """
    held, _thread.apart = _thread.apart, None
    try:
        if response_limits.had_surplus():
            return True
        if not held or held.sock is None:
            return False
        held.sock.settimeout(seconds)
        return bool(held.sock.recv(1))
    except OSError:
        return False
    finally:
        if held:
            held.close()


def has_left() -> bool:
    """True when a byte of this thread's request has been handed to the network."""
    return _thread.left


class _Connection(HTTPConnection):
    response_class = response_limits.BoundedResponse
    _joining = False
    _asked = False
    _held: bytearray | None = None

    def connect(self) -> None:
        # Through a proxy, joining sends a CONNECT of its own; that is not our request yet.
        self._joining, self._asked = True, False
        try:
            super().connect()
        finally:
            self._joining = False

    def request(self, *args: Any, **more: Any) -> None:
        # Head and body are written apart. Held until they are one, a request is ready as a whole
        # when the fence is asked, and leaves in one piece.
        self._held = bytearray()
        try:
            super().request(*args, **more)
            self._leave()
        finally:
            self._held = None

    def send(self, data: Any) -> None:
        if self.sock is None:
            self.connect()
        if self._joining or _thread.left:
            super().send(data)
            return
        held = self._held
        if held is not None and isinstance(data, bytes) and len(held) + len(data) <= _PIECE:
            held += data
            return
        self._leave()
        super().send(data)

    def _leave(self) -> None:
        """Let what is held leave, past the fence."""
        if _thread.left:
            return
        if _thread.fenced:
            fence.ask()
        _thread.left, _thread.used, self._asked = True, self._asked, True
        if self._held:
            super().send(bytes(self._held))

    def getresponse(self) -> Any:
        _thread.sock = self.sock
        return super().getresponse()


class _TLSConnection(_Connection, HTTPSConnection):
    pass


class _Pool(HTTPConnectionPool):
    ConnectionCls = _Connection

    def _get_conn(self, timeout: float | None = None) -> Any:
        connection = super()._get_conn(timeout)
        if _thread.anew:
            connection.close()  # it is opened again by the request
        return connection

    def _put_conn(self, conn: Any) -> None:
        if _thread.apart == ():
            _thread.apart, conn = conn, None
        super()._put_conn(conn)


class _TLSPool(_Pool, HTTPSConnectionPool):
    ConnectionCls = _TLSConnection


class DepartureAdapter(HTTPAdapter):
    """The usual transport of requests, over connections that notice when a request leaves."""

    pools: ClassVar[dict[str, type[HTTPConnectionPool]]] = {"http": _Pool, "https": _TLSPool}

    def init_poolmanager(self, *args: Any, **kwargs: Any) -> None:
        """Make the pools, each of noticing connections."""
        super().init_poolmanager(*args, **kwargs)
        self.poolmanager.pool_classes_by_scheme = self.pools

    def proxy_manager_for(self, proxy: str, **kwargs: Any) -> Any:
        """The same for the pools of a proxy."""
        manager = super().proxy_manager_for(proxy, **kwargs)
        manager.pool_classes_by_scheme = self.pools
        return manager
