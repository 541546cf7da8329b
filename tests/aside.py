"""Coroutines run from a test."""

from __future__ import annotations

import asyncio
from collections.abc import Coroutine
from concurrent.futures import ThreadPoolExecutor
from typing import Any, TypeVar

_T = TypeVar("_T")


def run_aside(coroutine: Coroutine[Any, Any, _T]) -> _T:
    """What a coroutine gives, run in a thread of its own.

    Playwright leaves an event loop behind in the thread of the tests, and `asyncio.run` refuses to
    start a second one there: a test that calls it fails when a browser's test came before.
    """
    with ThreadPoolExecutor(max_workers=1) as thread:
        return thread.submit(asyncio.run, coroutine).result()
