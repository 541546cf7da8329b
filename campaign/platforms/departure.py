"""Whether a request has left the house: the one fact that parts "try again" from "ask first".

An exception's type cannot tell it: a connection refused, a reset and a broken handshake come as
the same `ConnectionError`. The connection itself knows, so it is asked: until its first byte after
the handshake, nothing can have arrived. Directly before that byte of a request that creates
something, the fence is asked.
"""

from __future__ import annotations

import threading
from typing import Any, ClassVar

from requests.adapters import HTTPAdapter
from urllib3 import HTTPConnectionPool, HTTPSConnectionPool
from urllib3.connection import HTTPConnection, HTTPSConnection

from campaign.platforms import fence


class _Thread(threading.local):
    """A request is sent by the thread that asks for it, so that is where the fact is kept."""

    left = False
    fenced = False


_thread = _Thread()


def begin(*, creates: bool) -> None:
    """Begin a request: nothing of it has left; what `creates` something passes the fence."""
    _thread.left = False
    _thread.fenced = creates


def has_left() -> bool:
    """True when a byte of this thread's request has been handed to the network."""
    return _thread.left


class _Connection(HTTPConnection):
    _joining = False

    def connect(self) -> None:
        # Through a proxy, joining sends a CONNECT of its own; that is not our request yet.
        self._joining = True
        try:
            super().connect()
        finally:
            self._joining = False

    def send(self, data: Any) -> None:
        if self.sock is None:
            self.connect()
        if self._joining or _thread.left:
            super().send(data)
            return
        if _thread.fenced:
            fence.ask()
        _thread.left = True
        super().send(data)


class _TLSConnection(_Connection, HTTPSConnection):
    pass


class _Pool(HTTPConnectionPool):
    ConnectionCls = _Connection


class _TLSPool(HTTPSConnectionPool):
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
