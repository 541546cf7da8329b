"""What the tests have to know of a network to try on it what all of them promise.

Each network's folder beside this file has a `contract.py` with its `CONTRACT`; a network that the
registry knows is found through it, and no test has to name it. What the network can do is asked of
its facts and of its adapter.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from contextlib import AbstractContextManager
from dataclasses import dataclass, field, replace
from datetime import datetime
from importlib import import_module
from pathlib import Path
from typing import Any, cast

from campaign.platforms import registry
from tests.platforms.bounds import Mark, Row


@dataclass(frozen=True, slots=True)
class Site:
    """Where a test publishes to: a server (or "" for none), and the posts that stand there.

    Each post has its `id`, its `text`, the id it is a `reply_to` or None, and its `media` with
    their `alt`. `options` and `secret` are the channel's, where it needs others than usual.
    """

    server: str
    posts: Callable[[], list[dict[str, Any]]]
    options: Mapping[str, str] = field(default_factory=dict)
    secret: str = ""


#: Opens a place of the test's own: in a folder, by the test's clock.
Opens = Callable[[Path, Callable[[], datetime]], AbstractContextManager[Site]]


@dataclass(frozen=True, slots=True)
class Contract:
    """One network, as its tests know it.

    `creates` is the whole path (an expression) to which a POST makes a post public, "" where the
    adapter sends nothing over the house's own HTTP edge. `opens` gives a place to publish to; None
    is the sandbox, whose part is called `sandbox` where that is not the network's name. `account`
    and `secret` are what the network calls an account and gives out, "" for what is usual;
    `options` are those with which a channel can do most. `bounds` has a row for each bound on
    words, `marks` for each on a number of hashtags, mentions or links.
    """

    creates: str = ""
    opens: Opens | None = None
    sandbox: str = ""
    account: str = ""
    secret: str = ""
    options: Mapping[str, str] = field(default_factory=dict)
    bounds: tuple[Row, ...] = ()
    marks: tuple[Mark, ...] = ()


def contract(platform: str) -> Contract:
    """The contract of a network; one that has none yet is told where to write it."""
    module = f"tests.platforms.{platform}.contract"
    return cast(Contract, import_module(module).CONTRACT)


CONTRACTS: Mapping[str, Contract] = {name: contract(name) for name in registry.names()}

ROWS = tuple(replace(row, network=name) for name, each in CONTRACTS.items() for row in each.bounds)
MARKS = tuple(
    replace(mark, network=name) for name, each in CONTRACTS.items() for mark in each.marks
)
