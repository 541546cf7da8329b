"""How large a request may be, and how long it may take to arrive."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, MutableMapping
from typing import Any, Final

from campaign.errors import CampaignError

#: Bytes of a form, and of one with files.
LARGEST_FORM: Final = 1_000_000
LARGEST_UPLOAD: Final = 32_000_000
#: Seconds until the whole request has to be here.
SLOWEST: Final = 60.0

Message = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[Message]]


class TooLarge(CampaignError):
    """A request has more bytes than are read."""

    def __init__(self, most: int) -> None:
        super().__init__(f"this is larger than the {most // 1_000_000} MB that are read at once")


class TooSlow(CampaignError):
    """A request did not arrive in the time that there is for one."""

    def __init__(self) -> None:
        super().__init__("this took longer to arrive than the desk waits: send it again")


def largest(content_type: str) -> int:
    """How many bytes a request of this type may have."""
    is_upload = content_type.partition(";")[0].strip().casefold() == "multipart/form-data"
    return LARGEST_UPLOAD if is_upload else LARGEST_FORM


def bounded(receive: Receive, most: int, declared: int, slowest: float = SLOWEST) -> Receive:
    """The same way to receive, which raises TooLarge or TooSlow where a request goes too far.

    `declared` is its Content-Length, 0 for none.
    """
    seen = 0
    over: float | None = None

    async def take() -> Message:
        nonlocal seen, over
        loop = asyncio.get_running_loop()
        if over is None:
            over = loop.time() + slowest
        if declared > most:
            raise TooLarge(most)
        try:
            async with asyncio.timeout_at(over):
                message = await receive()
        except TimeoutError:
            raise TooSlow from None
        seen += len(message.get("body", b""))
        if seen > most:
            raise TooLarge(most)
        if not message.get("more_body", False):
            over = float("inf")  # the body is here; what follows is only the end of the connection
        return message

    return take
