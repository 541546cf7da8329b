"""What may happen between the two steps on Instagram, by script."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from campaign.errors import (
    OutcomeUnknown,
    RateLimited,
    Rejected,
    Unavailable,
)
from campaign.model import Pending, Receipt
from campaign.platforms.instagram.captions import digest
from campaign.platforms.meta.containers import PUBLISH_TIMEOUT
from campaign.platforms.meta.ticket import Ticket
from campaign.sandbox import SandboxServer
from tests.platforms.instagram.instagramming import (
    POST,
    PUBLISH,
    box,
    laid_nowhere,
    media,
    opened,
    publishes,
    refused,
    scripted,
)
from tests.platforms.meta.graphing import PUBLIC, begun, instagram, laid, said, through
from tests.platforms.samples import START, Clock
from tests.platforms.scripted import Mishap, Reply, Scripted
from tests.sandbox.grapher import jpeg

__all__ = ["box", "media"]


def token(container: str = "5", made: datetime = START) -> Pending:
    return Pending(Ticket(container, made, digest("Tres dies.")).written())


def listed(*posts: dict[str, Any]) -> Reply:
    return Reply(data={"data": list(posts)})


def test_while_a_publishing_may_be_under_way_nothing_is_sent_again(clock: Clock) -> None:
    """The container still says that it is ready; after four minutes that is believed."""
    script = scripted(
        ("/5", Reply(data={"status_code": "FINISHED"})),
        (PUBLISH, Mishap.RESET),
        ("/17/media", listed()),
    )
    with Scripted(script) as server:
        began = clock()
        with pytest.raises(OutcomeUnknown):
            instagram(server.url, clock).finish(token())
        clock.pass_by(PUBLISH_TIMEOUT.total_seconds() - 1)
        assert instagram(server.url, clock).finish(token(), began) == token()
        assert sum(publishes(seen) for seen in server.seen) == 1
        clock.pass_by(1)
        with pytest.raises(OutcomeUnknown):
            instagram(server.url, clock).finish(token(), began)
        assert sum(publishes(seen) for seen in server.seen) == 2


def test_a_post_that_has_come_into_the_list_is_found_though_its_container_lags(
    clock: Clock,
) -> None:
    """It is looked for before anything is sent again."""
    lost = scripted(
        ("/5", Reply(data={"status_code": "FINISHED"})),
        (PUBLISH, Mishap.RESET),
        ("/17/media", listed(POST)),
    )
    with Scripted(lost) as server:
        adapter = instagram(server.url, clock)
        with pytest.raises(OutcomeUnknown):
            adapter.finish(token())
        found = adapter.finish(token(), clock())
    assert isinstance(found, Receipt) and found.remote_id == "9"
    assert found.url == "https://www.instagram.com/p/A/"


def test_a_published_post_that_is_not_listed_yet_is_waited_for(clock: Clock) -> None:
    """It is out, that is sure; where, the list or a person will tell."""
    script = scripted(("/5", Reply(data={"status_code": "PUBLISHED"})), ("/17/media", listed()))
    with Scripted(script) as server:
        adapter = instagram(server.url, clock)
        assert adapter.finish(token()) == token()
        clock.pass_by(3600)
        assert adapter.finish(token()) == token()


@pytest.mark.parametrize("status", ["ERROR", "EXPIRED"])
def test_a_container_that_came_to_nothing_is_refused_in_its_own_words(
    clock: Clock, status: str
) -> None:
    """Nothing was published, and nothing will be."""
    told = {"status_code": status, "status": f"{status}: 2207026 the video format"}
    with (
        Scripted(scripted(("/5", Reply(data=told)))) as server,
        pytest.raises(Rejected, match=r"nothing was published, .*2207026") as caught,
    ):
        instagram(server.url, clock).finish(token())
    assert caught.value.code == status


@pytest.mark.parametrize("status", [None, "DREAMING"])
def test_a_status_nobody_knows_leaves_the_container_as_it_is(
    clock: Clock, status: str | None
) -> None:
    """Asked again later."""
    script = scripted(("/5", Reply(data={"status_code": status})))
    with Scripted(script) as server, pytest.raises(Unavailable):
        instagram(server.url, clock).finish(token())


@pytest.mark.parametrize("error", [refused(9007, 2207027), refused(24, 2207008)])
def test_a_container_that_is_not_ready_after_all_stays_pending(clock: Clock, error: Reply) -> None:
    """Nothing was published: the next look asks again."""
    script = scripted(("/5", Reply(data={"status_code": "FINISHED"})), (PUBLISH, error))
    with Scripted(script) as server:
        assert instagram(server.url, clock).finish(token()) == token()


def test_a_post_whose_address_cannot_be_read_is_still_out(clock: Clock) -> None:
    """That it is out is what counts."""
    script = scripted(
        ("/5", Reply(data={"status_code": "FINISHED"})),
        (PUBLISH, Reply(data={"id": "9"})),
        ("/9", Reply(500, {"error": {"message": "words", "code": 2}})),
    )
    with Scripted(script) as server:
        found = instagram(server.url, clock).finish(token())
    assert isinstance(found, Receipt) and (found.remote_id, found.url) == ("9", "")


@pytest.mark.parametrize("kept", ["", "5", "{}", '{"id": "../5", "made": "x", "words": ""}'])
def test_a_token_that_cannot_be_read_is_refused(kept: str) -> None:
    """It is no container of ours."""
    with pytest.raises(Rejected):
        instagram().finish(Pending(kept))


@pytest.mark.parametrize(
    "trouble", [Mishap.RESET, Mishap.TORN, refused(-1, 2207001), refused(1, 0)]
)
def test_trouble_with_a_container_is_simply_tried_again(
    clock: Clock, trouble: Reply | Mishap
) -> None:
    """Nobody can see what it may have left behind."""
    with Scripted(scripted(("/17/media", trouble))) as server:
        adapter = instagram(server.url, clock)
        payload = adapter.payloads(said("instagram", laid_nowhere()), START)[0]
        with pytest.raises(Unavailable):
            adapter.publish(payload, "key")


@pytest.mark.parametrize("sub", [2207003, 2207052])
def test_a_picture_that_cannot_be_fetched_is_tried_again_and_told(clock: Clock, sub: int) -> None:
    """With the address, which a person can try."""
    code = -2 if sub == 2207003 else 9004
    with Scripted(scripted(("/17/media", refused(code, sub)))) as server:
        adapter = instagram(server.url, clock)
        payload = adapter.payloads(said("instagram", laid_nowhere()), START)[0]
        with pytest.raises(Unavailable, match=rf"can {PUBLIC}/.*\.jpg be read from outside\?"):
            adapter.publish(payload, "key")


def test_an_item_that_is_refused_or_never_ready_stops_the_carousel(clock: Clock) -> None:
    """Before the container that holds them all."""
    pictures = (laid_nowhere(), replace(laid_nowhere(), sha256="e" * 64))
    for told, kind in (
        ({"status_code": "ERROR", "status": "Error: 2207005"}, Rejected),
        ({"status_code": "IN_PROGRESS"}, Unavailable),
    ):
        script = scripted(("/17/media", Reply(data={"id": "6"})), ("/6", Reply(data=told)))
        with Scripted(script) as server:
            adapter = instagram(server.url, clock)
            payload = adapter.payloads(said("instagram", *pictures), START)[0]
            with pytest.raises(kind):
                adapter.publish(payload, "key")
        assert sum(seen.path.endswith("/17/media") for seen in server.seen) == 1


def test_a_quota_that_is_used_up_waits_for_the_oldest_post_to_leave_the_day(clock: Clock) -> None:
    """Nothing is made meanwhile."""
    posts = [{**POST, "timestamp": f"2026-12-01T0{hour}:30:00+0000"} for hour in (8, 7, 3)]
    posts.append({**POST, "timestamp": "2026-11-29T03:00:00+0000"})
    with Scripted(scripted(("/17/media", listed(*posts)), quota=50)) as server:
        adapter = instagram(server.url, clock)
        payload = adapter.payloads(said("instagram", laid_nowhere()), START)[0]
        with pytest.raises(RateLimited, match="50 of 50 posts a day") as caught:
            adapter.publish(payload, "key")
    assert caught.value.until == datetime.fromisoformat("2026-12-02T03:30:00+00:00")
    assert all(seen.method == "GET" for seen in server.seen)


def test_a_quota_that_is_not_told_stops_nobody(clock: Clock) -> None:
    """The refusal of the post itself tells then."""
    script = scripted(
        ("/content_publishing_limit", Reply(data={"data": []})),
        ("/17/media", Reply(data={"id": "5"})),
    )
    with Scripted(script) as server:
        adapter = instagram(server.url, clock)
        payload = adapter.payloads(said("instagram", laid_nowhere()), START)[0]
        assert Ticket.read(begun(adapter, payload).token).container == "5"


def test_the_sandboxes_quota_is_kept(box: SandboxServer, clock: Clock, media: Path) -> None:
    """A hundred posts a day, then told until when."""
    adapter = opened(box, clock)
    payload = adapter.payloads(said("instagram", *laid(media, jpeg())), START)[0]
    through(adapter, payload)
    world = box._app.state.world
    [entry] = world.ledger.standing("instagram")
    for number in range(99):
        world.ledger.add(replace(entry, remote_id=str(number), text=str(number)))
    with pytest.raises(RateLimited) as caught:
        adapter.publish(payload, "key")
    assert caught.value.until == START + timedelta(days=1)
