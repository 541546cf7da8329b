"""What a server says of itself: its limits, and its software."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from campaign.model.limits import Limits


@dataclass(frozen=True, slots=True)
class ServerLimits:
    """A server's answer to what it allows.

    `limits` are those of its network with what the server says instead. `software` is what it runs,
    in lower case, "" where it does not say. `ignored` tells in words what it said and nobody can
    mean. `asked` is the UTC instant of the answer, None while it is not kept.
    """

    limits: Limits
    software: str = ""
    version: str = ""
    ignored: tuple[str, ...] = ()
    asked: datetime | None = None
