"""The last question before something becomes public, is changed or deleted: may it still leave?

::

    with fence.asked(gate):             the engine, around each call of an adapter
        platform.publish(...)
            → wire: connected, bytes are ready → `ask()` → first byte

The HTTP edge asks it for every request that makes, changes or deletes a post, so no adapter can
forget it. An
adapter that does not send over the HTTP edge calls `ask` itself, directly before it sends. What the
gate raises (`Withheld`) is raised there, and then no byte has left.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager

#: Returns when the request may leave at once; raises Withheld when it may not.
Gate = Callable[[], None]


class _Thread(threading.local):
    """The gate of one thread: a request is sent by the thread that asks for it."""

    gate: Gate | None = None


_thread = _Thread()


@contextmanager
def asked(gate: Gate) -> Iterator[None]:
    """Within this block, every such request of this thread asks this gate."""
    before, _thread.gate = _thread.gate, gate
    try:
        yield
    finally:
        _thread.gate = before


def ask() -> None:
    """Ask this thread's gate; without a gate, anything may leave."""
    if _thread.gate is not None:
        _thread.gate()
