"""The whole way on every network: published through its adapter, read back, compared."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from campaign.engine.budgets import Budgets
from campaign.platforms import registry
from campaign.storage.trust.read_backs import Outcome
from campaign.usecases.reporting.paid_reads import PaidReads
from campaign.usecases.trust.read_back import AGES, Looked, read_back
from tests.engine.on_sandbox import OnSandbox, on_sandbox
from tests.engine.stage import Stage

#: What is no account on the sandbox.
ELSEWHERE = {"apprise", "outbox", "webhook"}
TEXT = "Tres dies, una taula: “parlem-ne”. #EUBelong @ningú & més 1 > 0\n\nFins aviat 👋🏽 "
LINK = "https://project.example/labs?utm_source={platform}&utm_content=labs.catalonia#taula"


def looked(place: OnSandbox, after: timedelta = AGES[0]) -> Looked:
    """The one look that is due some time later."""
    stage = place.stage
    stage.now += after
    (found,) = read_back(
        stage.database,
        stage.channels,
        place.connect,
        stage.now,
        paid=PaidReads(stage.database, {}, Budgets({}), stage.now),
        who="worker",
    )
    return found


def published(place: OnSandbox) -> None:
    """One post with a link, a picture where there must be one, and letters of all kinds."""
    link = LINK.format(platform=place.platform)
    wanted = place.post("labs")
    words = replace(wanted.variant, texts=(f"{TEXT}{link}",), link=link)
    place.stage.ready(replace(wanted, variant=words))
    for _ in range(4):
        if any(report.published for report in place.ticks(1)):
            return
    raise AssertionError(
        f"{place.platform}: {place.stage.held().state}: {place.stage.held().reason}"
    )


@pytest.mark.parametrize("platform", sorted(set(registry.names()) - ELSEWHERE))
def test_what_went_out_reads_as_it_was_approved(stage: Stage, platform: str) -> None:
    """On every network that tells; the others say that they do not."""
    with on_sandbox(stage, platform) as place:
        published(place)
        found = looked(place)
    told = registry.afterwards(stage.channels["catalonia"]).reads
    assert (found.look.outcome, found.look.detail if told else "") == (
        (Outcome.SAME, "") if told else (Outcome.UNTOLD, "")
    )
