"""An answer is data that may be broken: what cannot be believed or kept leaves a doubt."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

import pytest

from campaign.engine.check_answers import storable_receipt
from campaign.errors import RateLimited, Unauthorized
from campaign.model import Absent, Payload, Pending, Receipt, State
from campaign.model.people import Actor
from campaign.usecases.operations.pause import resume
from tests.engine.scripted import Answer, Finder, Scripted, accept, lost, pending, says, swallowed
from tests.engine.stage import Stage
from tests.plan.made import HOUR, channel
from tests.storage.conftest import on_both

pytestmark = on_both

MINUTE = timedelta(minutes=1)
#: Ids that are none: nothing, and what no database takes.
NONE = ["", "id-\udc80", "id-\0"]


def naming(remote_id: str) -> Answer:
    """It takes the post, and names it so."""

    def answer(network: Scripted, payload: Payload, key: str) -> Receipt:
        accept(network, payload, key)
        return Receipt(remote_id, "https://scripted.example/")

    return answer


def handing(token: str) -> Answer:
    """It takes the first step, and names it so."""
    return lambda network, payload, key: Pending(token)


@pytest.mark.parametrize("remote_id", NONE, ids=["nothing", "a surrogate", "a nul"])
def test_a_receipt_without_an_id_is_none(stage: Stage, remote_id: str) -> None:
    """It is looked for, found under its name, and sent once."""
    stage.network.script.append(naming(remote_id))
    stage.ready(stage.wanted())
    assert stage.tick().unknown == [1]
    assert stage.held().reason == "the answer names no post"
    assert stage.tick(MINUTE).published == [1]
    assert stage.held().remote_id == f"id-{stage.held().key}"
    assert len(stage.ledger.public) == 1


@pytest.mark.parametrize("token", NONE[1:], ids=["a surrogate", "a nul"])
def test_a_first_step_whose_name_cannot_be_kept_is_a_doubt(stage: Stage, token: str) -> None:
    """Its second step could not be asked about by any name."""
    stage.network.script.append(handing(token))
    stage.ready(stage.wanted())
    assert stage.tick().unknown == [1]


@dataclass
class Nameless(Finder):
    """Finds it, and does not say under which id."""

    def find(
        self,
        payload: Payload,
        key: str,
        since: datetime,
        before: Sequence[Receipt] = (),
        booked: Collection[str] = (),
    ) -> Receipt | Absent | None:
        """There, without a name."""
        return Receipt("", "https://scripted.example/")


def test_what_is_found_without_an_id_is_not_found(stage: Stage) -> None:
    """A post that nobody can name can be neither proved nor withdrawn."""
    stage.network = Nameless(stage.network.ledger, stage.media)
    stage.network.script.append(lost)
    stage.ready(stage.wanted())
    stage.tick()
    stage.tick(MINUTE)
    assert stage.states() == [State.UNKNOWN]


def test_what_a_network_told_is_kept_as_far_as_it_can_be(stage: Stage) -> None:
    """Its id and address count; what no database takes of the rest is left out."""
    good = Receipt("id-1", "https://x/1", {"id": "id-1"})
    assert storable_receipt(good) == good
    for raw in ({"a": "\udc80"}, {"a": "\0"}, {"a": float("nan")}):
        assert storable_receipt(Receipt("id-1", "https://x/1", raw)) == Receipt(
            "id-1", "https://x/1", {}
        )
    assert storable_receipt(Receipt("id-1", "https://x/\0")).url == "https://x/�"


def test_a_channel_that_was_told_to_wait_sends_nothing_else_until_then(stage: Stage) -> None:
    """Nor does another worker; a post on another channel is no concern of it."""
    stage.channels = {
        name: channel(name=name, min_interval=timedelta(0)) for name in ("catalonia", "navarra")
    }
    until = stage.now + HOUR
    stage.network.script.append(says(RateLimited("too many", until=until)))
    stage.ready(
        stage.wanted("labs"),
        stage.wanted("review"),
        stage.wanted("walk", at=stage.now + MINUTE, channel="navarra"),
    )
    stage.tick()
    assert len(stage.network.sent) == 1, "not in the same breath either"
    done = stage.tick(MINUTE, worker="other")
    assert done.published == [stage.number("walk", "navarra")]
    assert "asks to wait until" in done.held[stage.number("review")]
    assert stage.tick(58 * MINUTE).published == []
    assert len(stage.tick(MINUTE).published) == 2


@pytest.mark.parametrize("answer", [swallowed, pending("job-7")], ids=["unknown", "pending"])
def test_what_may_be_public_counts_for_the_pace_at_once(stage: Stage, answer: Answer) -> None:
    """Also within the tick that learns of it, when the next post is chosen already."""
    stage.channels = {"catalonia": channel(min_interval=HOUR)}
    stage.network.script.append(answer)
    stage.ready(stage.wanted("labs"), stage.wanted("review"), stage.wanted("walk"))
    stage.tick(query_backoff=(HOUR,), listing_settle=HOUR)
    assert len(stage.network.sent) == 1


def test_a_dead_credential_costs_a_post_no_try(stage: Stage) -> None:
    """It is the channel's trouble: once that is mended, the post has all of its tries left."""
    stage.network.script.append(says(Unauthorized("the token is dead")))
    stage.ready(stage.wanted())
    stage.tick()
    assert (stage.states(), stage.held().tries) == ([State.SCHEDULED], 0)
    resume(stage.database, "channel:catalonia", actor=Actor("aina"), now=stage.now)
    assert stage.tick(MINUTE).published == [1]
