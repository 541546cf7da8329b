"""The last question before something becomes public: may it still leave?

::

    with fence.asked(gate):             the engine, around each call of an adapter
        platform.publish(...)
            → wire: connection stands, bytes are made → `passing()` → first byte

The HTTP edge asks it for every request that creates something, so no adapter can forget it. An
adapter that sends by another way enters `passing()` itself. What the gate raises (`Withheld`) is
raised there, and then no byte has left.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager, nullcontext

#: Entered directly before the first byte and left right after it; raises Withheld.
Gate = Callable[[], AbstractContextManager[object]]


class _Thread(threading.local):
    """A request is sent by the thread that asks for it."""

    gate: Gate | None = None


_thread = _Thread()


@contextmanager
def asked(gate: Gate) -> Iterator[None]:
    """Have every request of this thread that creates something pass this gate."""
    before, _thread.gate = _thread.gate, gate
    try:
        yield
    finally:
        _thread.gate = before


def passing() -> AbstractContextManager[object]:
    """The way through the gate that is set up; open where there is none."""
    return nullcontext() if _thread.gate is None else _thread.gate()
