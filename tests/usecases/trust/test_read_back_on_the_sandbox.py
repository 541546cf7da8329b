"""The whole way on every network: published through its adapter, read back, compared."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest
import requests

from campaign.engine.budgets import Budgets
from campaign.platforms import registry
from campaign.sandbox.faults import EVERYWHERE, LIES, Fault, Kind
from campaign.storage.trust.read_backs import Outcome
from campaign.usecases.reporting.paid_reads import PaidReads
from campaign.usecases.trust.read_back import AGES, Looked, read_back
from tests.engine.on_sandbox import OnSandbox, on_sandbox
from tests.engine.stage import Stage
from tests.sandbox.grapher import jpeg

#: What is no account on the sandbox.
ELSEWHERE = {"apprise", "outbox", "webhook"}
TEXT = "Tres dies, una taula: “parlem-ne”. #EUBelong @ningú & més 1 > 0\n\nFins aviat 👋🏽 "
LINK = "https://eu-belong.aer.eu/labs?utm_source={platform}&utm_content=labs.catalonia#taula"


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


def published(place: OnSandbox, pictures: int = 0) -> None:
    """One post with a link, pictures where there must be any, and letters of all kinds."""
    link = LINK.format(platform=place.platform)
    wanted = place.post("labs")
    words = replace(wanted.variant, texts=(f"{TEXT}{link}",), link=link)
    if pictures:
        media = [
            replace(place.stage.media.put(jpeg((1080, 1080 - n))), alt=f"Una taula, {n}")
            for n in range(pictures)
        ]
        words = replace(words, alt=media[0].alt, beside=tuple(media[1:]), media=tuple(media))
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


#: What a lie is about.
FIELDS = {
    Kind.DROP_ALT: "alts",
    Kind.CHANGE_LINK: "links",
    Kind.CUT_TEXT: "text",
    Kind.LOSE_PICTURE: "pictures",
    Kind.OTHER_LANGUAGE: "language",
}
#: What each network tells of a post, as `docs/networks/` says too.
TELLS = {
    "bluesky": {"text", "links", "alts", "language", "pictures"},
    "facebook": {"text", "links", "alts", "pictures"},
    "instagram": {"text", "alts", "pictures"},
    "linkedin": {"text", "links", "alts", "pictures"},
    "mastodon": {"text", "links", "alts", "language", "pictures"},
    "pixelfed": {"text", "links", "alts", "pictures"},
    "threads": {"text", "links", "alts", "pictures"},
    "x": {"text", "links", "alts", "pictures"},
}


@pytest.mark.slow
@pytest.mark.parametrize("lie", LIES)
@pytest.mark.parametrize("platform", sorted(TELLS))
def test_a_server_that_shows_something_else_is_found_out(
    stage: Stage, platform: str, lie: Kind
) -> None:
    """It drops the alt text, changes the link, cuts the text, loses a picture or the language."""
    told = FIELDS[lie] in TELLS[platform] or (lie, platform) == (Kind.CHANGE_LINK, "instagram")
    with on_sandbox(stage, platform) as place:
        published(place, pictures=2 if lie is Kind.LOSE_PICTURE else 1)
        fault = str(Fault(EVERYWHERE, lie, 1.0))
        answer = requests.put(f"{place.url}/_sandbox/faults", json={"faults": [fault]}, timeout=10)
        answer.raise_for_status()
        found = looked(place)
    if told:
        assert found.look.outcome is Outcome.DIFFERENT, found.look
        fields = {each["field"] for each in found.look.differences}
        # An address that is shown as text, and leads nowhere, is a matter of the text.
        assert fields & {FIELDS[lie], "text"} if lie is Kind.CHANGE_LINK else FIELDS[lie] in fields
    else:
        assert found.look.outcome is Outcome.SAME, found.look
