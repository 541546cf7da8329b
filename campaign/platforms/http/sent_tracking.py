"""Whether a request has left: this fact decides between "try again" and "ask first".

An exception's type does not say it: a refused connection, a reset and a broken handshake are all
the same `ConnectionError`. The connection itself knows. Before it sends its first byte after the
handshake, nothing can have arrived. Directly before that byte, a request that creates something
asks the fence.

This module also knows over which connection an answer came. A connection whose answer belonged to
another request must not be used again, because its next answers would be mixed up as well.
"""

from __future__ import annotations

import logging
import threading
from typing import Any, ClassVar

from requests.adapters import HTTPAdapter
from urllib3 import HTTPConnectionPool, HTTPSConnectionPool
from urllib3.connection import HTTPConnection, HTTPSConnection

from campaign.platforms.http import fence, public_addresses, response_limits

# Its one warning is about unreadable headers. It repeats the address and the server's answer, and
# both may hold a credential.
logging.getLogger("urllib3.connection").addFilter(lambda record: record.levelno > logging.WARNING)


_PIECE = 64 * 1024  # bytes; a larger body is sent after its head, as http.client hands it over


class _Thread(threading.local):
    """The facts about one thread's request: a request is sent by the thread that asks for it."""

    left = False
    fenced = False
    anew = False
    public = False
    sock: Any = None
    used = False
    apart: Any = None


_thread = _Thread()


def begin(
    *, fenced: bool, bound: response_limits.Bound, anew: bool = False, public: bool = False
) -> None:
    """Begin a request, of which nothing has left; a `fenced` one asks the fence before it leaves.

    `bound` limits its answer. `anew` sends it over a new connection. A `public` one is given no
    connection to a machine that is not on the public network.
    """
    _thread.left = False
    _thread.fenced = fenced
    _thread.anew = anew
    _thread.public = public
    _thread.sock = None
    _thread.used = False
    _thread.apart = None
    response_limits.begin(bound)


def connection() -> Any:
    """The connection of this thread's last answer; `response_limits.shut` ends it."""
    return _thread.sock


def was_used() -> bool:
    """True when the connection of this thread's request has carried an earlier request."""
    return _thread.used


def set_apart() -> None:
    """Keep the connection of this thread's answer out of the pool; `more_comes` closes it."""
    _thread.apart = ()


def more_comes(seconds: float) -> bool:
    """Whether a second answer follows, within so many seconds, on the connection set apart.

    Then the first answer belonged to another request, and the second one is ours.
    """
    apart, _thread.apart = _thread.apart, None
    try:
        if response_limits.had_surplus():
            return True
        if not apart or apart.sock is None:
            return False
        apart.sock.settimeout(seconds)
        return bool(apart.sock.recv(1))
    except OSError:
        return False
    finally:
        if apart:
            apart.close()


def has_left() -> bool:
    """True when a byte of this thread's request has been sent."""
    return _thread.left


class _Connection(HTTPConnection):
    response_class = response_limits.BoundedResponse
    _joining = False
    _asked = False
    _unsent: bytearray | None = None

    def connect(self) -> None:
        # Through a proxy, connecting sends a CONNECT of its own, which is not our request yet.
        self._joining, self._asked = True, False
        try:
            super().connect()
        finally:
            self._joining = False

    def _new_conn(self) -> Any:
        sock = super()._new_conn()
        # Behind a proxy, it is the proxy that connects, and that knows what lies inside.
        if (
            _thread.public
            and not self.proxy
            and not public_addresses.is_public(str(sock.getpeername()[0]))
        ):
            sock.close()
            raise public_addresses.NotPublic
        return sock

    def request(self, *args: Any, **more: Any) -> None:
        # http.client writes head and body one after the other. They are kept until both are there:
        # so the whole request is ready when the fence is asked, and leaves in one piece.
        self._unsent = bytearray()
        try:
            super().request(*args, **more)
            self._leave()
        finally:
            self._unsent = None

    def send(self, data: Any) -> None:
        if self.sock is None:
            self.connect()
        if self._joining or _thread.left:
            super().send(data)
            return
        unsent = self._unsent
        if unsent is not None and isinstance(data, bytes) and len(unsent) + len(data) <= _PIECE:
            unsent += data
            return
        self._leave()
        super().send(data)

    def _leave(self) -> None:
        """Ask the fence, then send what is unsent."""
        if _thread.left:
            return
        if _thread.fenced:
            fence.ask()
        _thread.left, _thread.used, self._asked = True, self._asked, True
        if self._unsent:
            super().send(bytes(self._unsent))

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
    """The transport of requests, with connections that notice when a request leaves."""

    pools: ClassVar[dict[str, type[HTTPConnectionPool]]] = {"http": _Pool, "https": _TLSPool}

    def init_poolmanager(self, *args: Any, **kwargs: Any) -> None:
        """Make the pools, with connections that notice when a request leaves."""
        super().init_poolmanager(*args, **kwargs)
        self.poolmanager.pool_classes_by_scheme = self.pools

    def proxy_manager_for(self, proxy: str, **kwargs: Any) -> Any:
        """The same for the pools of a proxy."""
        manager = super().proxy_manager_for(proxy, **kwargs)
        manager.pool_classes_by_scheme = self.pools
        return manager
