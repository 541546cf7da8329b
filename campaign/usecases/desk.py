"""What publishing works with, and what it tells afterwards."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime

from campaign.model import Channel, Region
from campaign.platforms.base import Platform
from campaign.storage.database import Database

Clock = Callable[[], datetime]
Connect = Callable[[Channel], Platform]


def _never() -> bool:
    return False


@dataclass(frozen=True, slots=True)
class Desk:
    """What publishing needs: where things are kept, who speaks, how to reach the networks.

    `clock` gives the time in UTC; `worker` names this process in the database; `threads` bounds
    how many channels send at once. When `stopping` says so, what has left is still written down
    and nothing else leaves.
    """

    database: Database
    channels: Mapping[str, Channel]
    regions: Mapping[str, Region]
    connect: Connect
    clock: Clock
    worker: str
    approval_required: bool = True
    threads: int = 4
    stopping: Callable[[], bool] = _never


@dataclass(slots=True)
class Tick:
    """What one tick did, by publication number; `held` and `retried` with the reason in words.

    Several threads add to one: each addition is a single step of the interpreter.
    """

    published: list[int] = field(default_factory=list)
    pending: list[int] = field(default_factory=list)
    failed: list[int] = field(default_factory=list)
    missed: list[int] = field(default_factory=list)
    unknown: list[int] = field(default_factory=list)
    retried: dict[int, str] = field(default_factory=dict)
    held: dict[int, str] = field(default_factory=dict)
