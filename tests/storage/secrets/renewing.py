"""A worker that renews one channel's credential, to be run in a process of its own."""

from __future__ import annotations

import os
import time
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

from campaign.model import Kept, Renewed
from campaign.storage.database import open_database
from campaign.storage.secrets.credentials import Safe
from campaign.storage.secrets.keyring import Keyring

CHANNEL = "catalonia"


def slow(ledger: Path, seconds: float = 0.3) -> Callable[[Kept], Renewed]:
    """A renewal that notes each of its calls in a file and takes its time."""

    def renewal(kept: Kept) -> Renewed:
        with ledger.open("a") as file:
            file.write(f"{kept.version} {kept.text}\n")
        time.sleep(seconds)
        return Renewed(f"token-{kept.version + 1}")

    return renewal


def work(url: str, ledger: Path, start: float, versions: int) -> list[str]:
    """Renew one version after the other, everyone at once; gives the texts that were handed out."""
    database = open_database(url)
    keyring = Keyring({}, ledger.parent / "credentials.key")
    clock = lambda: datetime.now(UTC)  # noqa: E731
    safe = Safe(lambda: database, keyring, CHANNEL, f"worker:{os.getpid()}", clock, time.sleep)
    time.sleep(max(0.0, start - time.time()))
    texts = [safe.renew(version, slow(ledger)).text for version in range(versions)]
    database.close()
    return texts


def die_renewing(url: str, folder: Path) -> None:
    """End without a word in the middle of a renewal."""
    database = open_database(url)
    clock = lambda: datetime.now(UTC)  # noqa: E731
    keyring = Keyring({}, folder / "credentials.key")
    safe = Safe(lambda: database, keyring, CHANNEL, "dying", clock, time.sleep)
    safe.renew(1, lambda kept: os._exit(9))
