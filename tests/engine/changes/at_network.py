"""A publisher on the sandbox with a post that is out in as many parts as its network takes."""

from __future__ import annotations

import os
from collections.abc import Collection
from dataclasses import replace
from datetime import timedelta
from typing import Any

import requests

from campaign.engine.context import TickReport
from campaign.engine.tick import tick
from campaign.model import Deleted, Planned, State
from campaign.platforms import registry
from campaign.platforms.protocols import Edits, Platform, Withdraws
from campaign.storage.sealed_heads import SealedHeads
from campaign.storage.stamps import StampFiles
from campaign.usecases.trust.verify_record import Outside, verify
from tests.engine.on_sandbox import OnSandbox
from tests.platforms.contracts import CONTRACTS
from tests.platforms.places import NETWORKS, offline

#: The networks that the sandbox imitates, and those of them on which a program deletes or edits.
SERVED = tuple(name for name in NETWORKS if CONTRACTS[name].opens is None)
DELETING = tuple(name for name in SERVED if isinstance(offline(name), Withdraws))
EDITING = tuple(name for name in SERVED if isinstance(offline(name), Edits))

FAULTS = (
    "timeout-after-accept",
    "error-after-accept",
    "reset-before-accept",
    "unavailable",
    "rate-limited",
)
#: Longer than any wait between two tries.
LATER = timedelta(hours=3)


def order(box: OnSandbox, *faults: str) -> None:
    """Let the sandbox fail in these ways, and in no other."""
    name = CONTRACTS[box.platform].sandbox or box.platform
    body = {"faults": [f"{name}:{each}=1" for each in faults]}
    requests.put(f"{box.url}/_sandbox/faults", json=body, timeout=10).raise_for_status()


def more_parts(platform: str) -> tuple[str, ...]:
    """Further parts, where the network has any."""
    limits = registry.limits(platform)
    if limits.threads:
        return ("Segona part.", "Tercera part.")
    return ("Un comentari.",) if limits.comments else ()


def wanted(box: OnSandbox, *, first: str = "Bon dia, labs.") -> Planned:
    """A post in as many parts as the network takes."""
    more = more_parts(box.platform)
    limits = registry.limits(box.platform)
    made = box.post("labs", *more, commented=bool(more) and not limits.threads)
    texts = (first, *made.variant.texts[1:])
    return replace(made, variant=replace(made.variant, texts=texts))


def put_out(box: OnSandbox) -> int:
    """Publish it; gives how many parts stand there."""
    box.stage.ready(wanted(box))
    for _ in range(20):
        box.ticks(1)
        if box.stage.states() == [State.PUBLISHED]:
            break
    assert box.stage.states() == [State.PUBLISHED]
    return len(box.texts())


def go_on(box: OnSandbox, after: timedelta = LATER, **other: Any) -> TickReport:
    """One tick, some time later."""
    box.stage.now += after
    return tick(box.engine_context(**other))


def alarms(box: OnSandbox) -> list[str]:
    """What a check of the record says is wrong, where nobody has changed anything."""
    stage = box.stage
    evidence = stage.media.folder.parent / "evidence"
    outside = Outside(stage.media, SealedHeads(evidence / "heads.jsonl"), StampFiles(evidence))
    return [each.words for each in verify(stage.database, outside).wrong]


class Fatal:
    """An adapter whose process is gone at a request to delete or edit, before or after it."""

    def __init__(self, platform: Platform, before: int, *, sent: bool) -> None:
        self._platform = platform
        self._left = before
        self._sent = sent

    def __getattr__(self, name: str) -> Any:
        return getattr(self._platform, name)

    def withdraw(self, remote_id: str) -> Deleted:
        """Delete it, unless it is the last thing that this process does."""
        return self._at_last(lambda: self._platform.withdraw(remote_id))  # type: ignore[attr-defined, no-any-return]

    def edit(self, remote_id: str, payload: Any) -> Any:
        """Edit it, unless it is the last thing that this process does."""
        return self._at_last(lambda: self._platform.edit(remote_id, payload))  # type: ignore[attr-defined]

    def _at_last(self, request: Any) -> Any:
        if self._left:
            self._left -= 1
            return request()
        if self._sent:
            request()
        os._exit(9)


def none_of(box: OnSandbox, some: Collection[str]) -> bool:
    """Whether readers get none of these texts."""
    return not set(box.texts()) & set(some)


class FatalCreate:
    """An adapter whose process is gone at a request that publishes, before or after it."""

    def __init__(self, platform: Platform, *, sent: bool) -> None:
        self._platform = platform
        self._sent = sent

    def __getattr__(self, name: str) -> Any:
        return getattr(self._platform, name)

    def publish(self, *given: Any) -> Any:
        """Publish it, unless it is the last thing that this process does."""
        if self._sent:
            self._platform.publish(*given)
        os._exit(9)
