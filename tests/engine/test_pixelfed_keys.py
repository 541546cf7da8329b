"""A Pixelfed server knows a key that it has refused: the next try goes under another one."""

from __future__ import annotations

from datetime import timedelta

from campaign.model import State
from tests.engine.on_sandbox import on_sandbox, place
from tests.engine.stage import Stage
from tests.platforms.scripted import Mishap, Reply, Scripted, Seen, passing_on

MINUTE = timedelta(minutes=1)


def test_a_try_that_was_refused_spends_its_key_and_one_in_doubt_does_not(stage: Stage) -> None:
    """Refused, then lost: the key of the lost one stays, so that the server knows a repeat."""
    keys: list[str] = []
    with on_sandbox(stage, "pixelfed") as box:
        through = passing_on(box.url, lambda seen: False)

        def script(seen: Seen) -> Reply | Mishap:
            if (seen.method, seen.path) != ("POST", "/api/v1/statuses"):
                return through(seen)
            keys.append(seen.headers["idempotency-key"])
            if len(keys) == 1:
                return Reply(429)
            return Mishap.RESET if len(keys) == 2 else through(seen)

        with Scripted(script) as between:
            on = place(stage, "pixelfed", between.url)
            stage.ready(on.post("labs"))
            on.ticks(30)
    assert stage.states() == [State.PUBLISHED]
    key = stage.held().key
    assert keys == [key, f"{key}-1", f"{key}-1"]
