"""A stage whose events go to receivers on loopback."""

from __future__ import annotations

import base64
import hmac
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import Any

from campaign.model.people import Actor
from campaign.model.webhooks import Event
from campaign.platforms import receivers
from campaign.storage.secrets.keyring import Keyring
from campaign.usecases.machines import deliver, webhooks
from campaign.usecases.machines.deliver import Sent
from campaign.usecases.machines.webhooks import Made
from tests.engine.stage import Stage
from tests.platforms.scripted import Seen

ROOT = Actor("root")


@dataclass
class Hooked:
    """A stage, and what tells receivers of it."""

    stage: Stage
    keyring: Keyring
    sleeps: list[float] = field(default_factory=list)

    def make(self, url: str, *events: Event, name: str = "Site", **other: Any) -> Made:
        """Let an address hear of events."""
        values: dict[str, Any] = {"inside": True, "actor": ROOT, "now": self.stage.now} | other
        return webhooks.make(self.stage.database, self.keyring, name, url, events, **values)

    def deliver(self, worker: str = "one", **other: Any) -> Sent:
        """Send what is due at the stage's time."""
        now: Callable[[], Any] = lambda: self.stage.now  # noqa: E731
        return deliver.deliver(
            self.stage.database,
            self.keyring.open,
            other.pop("tell", partial(receivers.tell, inside=True, clock=now)),
            worker=worker,
            clock=now,
            **other,
        )


def hooked(stage: Stage, tmp_path: Path) -> Hooked:
    """What tells receivers of a stage, with a key of its own."""
    return Hooked(stage, Keyring({}, tmp_path / "hooks.key"))


def is_signed(seen: Seen, secret: str) -> bool:
    """True when a request has the signature of Standard Webhooks, worked out anew."""
    key = base64.b64decode(secret.removeprefix("whsec_"))
    signed = f"{seen.headers['webhook-id']}.{seen.headers['webhook-timestamp']}.".encode()
    digest = base64.b64encode(hmac.digest(key, signed + seen.body, "sha256")).decode()
    return seen.headers["webhook-signature"] == f"v1,{digest}"
