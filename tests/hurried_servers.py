"""Servers of tests stop as soon as they may: they look for their end more often than in use.

uvicorn looks ten times a second whether it shall end, and again whether its connections did. Most
tests that go over the network start a server or two, and each would wait there for a fifth of a
second.
"""

from __future__ import annotations

import asyncio
from typing import Any

import pytest
from uvicorn import server

_LOOK = 0.02  # seconds


class _Hurried:
    """The module `asyncio` as uvicorn's server shall see it."""

    def __getattr__(self, name: str) -> Any:
        return getattr(asyncio, name)

    @staticmethod
    async def sleep(seconds: float) -> None:
        """Wait, though not for long."""
        await asyncio.sleep(min(seconds, _LOOK))


def hurry(patch: pytest.MonkeyPatch) -> None:
    """Let the servers of this process look often."""
    patch.setattr(server, "asyncio", _Hurried())
