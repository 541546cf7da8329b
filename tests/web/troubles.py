"""A desk with one of each trouble, made by the sandbox's faults and by what people left undone."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import UTC, datetime, timedelta

import requests

from campaign.model import Publication, State
from campaign.storage import pauses, publications
from campaign.usecases.trust.approve import approve, waiting
from tests.web.stage import Stage

MINUTE = timedelta(minutes=1)
#: When the post of Tuesday goes out in Romania, and an hour later in most other regions.
EAST = datetime(2026, 12, 8, 8, 16, tzinfo=UTC)
MOST = datetime(2026, 12, 8, 9, 16, tzinfo=UTC)
#: The minutes after which what failed is tried again, from the first try on.
TRIES = (1, 6, 22, 53, 114, 236)


def faults(stage: Stage, *some: str) -> None:
    """From now on the sandbox has these faults, and no others."""
    answer = requests.put(f"{stage.sandbox}/_sandbox/faults", json={"faults": some}, timeout=30)
    assert answer.status_code == 200, answer.text


def approve_but(stage: Stage, *, but: Collection[str] = (), by: str = "avery") -> None:
    """Approve all that waits, except on some channels."""
    opened = stage.opened
    rules = opened.config.approval
    some = [p for p in waiting(opened.database, rules) if p.channel not in but]
    approve(opened.database, some, actor=stage.person(by), now=opened.now(), rules=rules)


def held(stage: Stage, *states: State, platform: str = "") -> list[Publication]:
    """What is in these states, on all networks or one."""
    with stage.opened.database.read() as connection:
        found = publications.in_states(connection, *states)
    return [each for each in found if platform in ("", each.platform)]


def one(stage: Stage, number: int) -> Publication:
    """One publication as it is stored."""
    with stage.opened.database.read() as connection:
        found = publications.one(connection, number)
    assert found is not None
    return found


def in_doubt(stage: Stage, network: str = "mastodon", at: datetime = EAST) -> Publication:
    """The first post of a network that arrived and whose answer was lost."""
    stage.plan(approved=True)
    faults(stage, f"{network}:error-after-accept=1")
    stage.publish(at)
    faults(stage)
    stage.desk.changed()
    return held(stage, State.UNKNOWN, platform=network)[0]


def missed(stage: Stage, unapproved: Sequence[str], paused: str) -> list[Publication]:
    """What was not approved, and what was paused, until it was too late."""
    stage.plan()
    approve_but(stage, but=unapproved)
    with stage.opened.database.write() as connection:
        pauses.begin(
            connection,
            f"channel:{paused}",
            who=pauses.ENGINE,
            reason="the server refuses the app password",
            now=stage.opened.now(),
        )
    for minutes in (-60, 0, 2, 60, 62, 8 * 60):
        stage.publish(MOST + minutes * MINUTE)
    approve_but(stage)
    stage.desk.changed()
    return held(stage, State.MISSED)


def of_each(stage: Stage) -> None:
    """One in doubt, one that failed, some that were missed, an account that is paused."""
    stage.plan()
    unapproved = [
        name
        for name, channel in stage.opened.config.channels.items()
        if channel.region == "navarra" and channel.language == "eu"
    ]
    approve_but(stage, but=unapproved)
    paused = next(
        name
        for name, channel in stage.opened.config.channels.items()
        if channel.platform == "bluesky" and channel.region == "timis"
    )
    with stage.opened.database.write() as connection:
        pauses.begin(
            connection,
            f"channel:{paused}",
            who=pauses.ENGINE,
            reason="bluesky: 401 AuthenticationRequired: Invalid identifier or password",
            now=stage.opened.now(),
        )
    stage.publish(EAST)
    faults(stage, "telegram:error-after-accept=1", "instagram:image-fetch-failure=1")
    stage.publish(MOST)
    for minutes in TRIES:
        stage.publish(MOST + (minutes + 1) * MINUTE)
    stage.publish(MOST + 8 * 60 * MINUTE)
    faults(stage)
    stage.clock.move_to(datetime(2026, 12, 9, 8, 20, tzinfo=UTC))
    stage.desk.changed()
