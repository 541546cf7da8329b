"""How much of a request is read, and for how long."""

from __future__ import annotations

import asyncio

import pytest

from campaign.web.guard.bodies import (
    LARGEST_FORM,
    LARGEST_UPLOAD,
    Message,
    TooLarge,
    TooSlow,
    bounded,
    largest,
)
from tests.aside import run_aside


def test_only_forms_with_files_may_be_large() -> None:
    """By their type."""
    assert largest("multipart/form-data; boundary=x") == LARGEST_UPLOAD
    for each in ("application/x-www-form-urlencoded", "application/json", "", "text/multipart"):
        assert largest(each) == LARGEST_FORM


def test_a_request_may_have_as_many_bytes_as_are_read() -> None:
    """And not one more, however they come."""

    async def read(parts: list[bytes], most: int, declared: int = 0) -> int:
        left = list(parts)

        async def receive() -> Message:
            body = left.pop(0)
            return {"type": "http.request", "body": body, "more_body": bool(left)}

        take, total = bounded(receive, most, declared), 0
        while True:
            message = await take()
            total += len(message["body"])
            if not message["more_body"]:
                return total

    assert run_aside(read([b"12345", b"12345"], 10)) == 10
    with pytest.raises(TooLarge):
        run_aside(read([b"12345", b"123456"], 10))
    with pytest.raises(TooLarge):
        run_aside(read([b""], 10, declared=11))


def test_a_request_that_does_not_arrive_is_given_up() -> None:
    """Its parts together have one time."""

    async def run() -> None:
        async def receive() -> Message:
            await asyncio.sleep(0.03)
            return {"type": "http.request", "body": b"x", "more_body": True}

        take = bounded(receive, 1000, 0, slowest=0.1)
        for _ in range(100):
            await take()

    with pytest.raises(TooSlow):
        run_aside(run())


def test_whoever_waits_for_the_end_of_a_connection_waits_as_long_as_it_takes() -> None:
    """The body is here by then."""

    async def run() -> str:
        messages: list[Message] = [
            {"type": "http.request", "body": b"x", "more_body": False},
            {"type": "http.disconnect"},
        ]

        async def receive() -> Message:
            if len(messages) == 1:
                await asyncio.sleep(0.2)
            return messages.pop(0)

        take = bounded(receive, 1000, 0, slowest=0.1)
        await take()
        return str((await take())["type"])

    assert run_aside(run()) == "http.disconnect"
