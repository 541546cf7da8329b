"""What is Mastodon's own: waiting for pictures, and older servers."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest

from analytics.metrics import Audience, Counts
from campaign.errors import OutcomeUnknown, Rejected, Unavailable, UnsupportedFeature
from campaign.model import Receipt
from tests.platforms.mastodon.mastodoning import OWN, STATUSES, opened
from tests.platforms.samples import START, Clock, Shelf, picture, variant
from tests.platforms.scripted import Mishap, Reply, Scripted, Seen, always


def publishing(polls: list[int], seen_keys: list[str] | None = None) -> Callable[[Seen], Reply]:
    """A server that works on a picture: `polls` are the answers to asking."""

    def script(seen: Seen) -> Reply:
        if seen.path == "/api/v2/media":
            return Reply(202, {"id": "33", "url": None})
        if seen.path == "/api/v1/media/33":
            return Reply(polls.pop(0) if len(polls) > 1 else polls[0], {"id": "33"})
        assert seen.path == STATUSES
        words = {"content": seen.data["status"], "media_attachments": [{"id": "33"}]}
        return Reply(data={"id": "5", "url": "https://m.example/5", **words})

    return script


def test_a_status_waits_until_its_picture_is_ready(shelf: Shelf) -> None:
    """202, then 206 twice, then 200: only then the status goes out, with key and alt text."""
    clock = Clock()
    with Scripted(publishing([206, 206, 200])) as server:
        adapter = opened(server.url, clock, shelf)
        payload = adapter.payloads(variant("mastodon", shelf.put(picture())), START)[0]
        receipt = adapter.publish(payload, "key-1")
    assert receipt == Receipt("5", "https://m.example/5", receipt.raw)
    assert [seen.method for seen in server.seen] == ["POST", "GET", "GET", "GET", "POST"]
    assert clock.now > START
    upload, create = server.seen[0], server.seen[-1]
    assert payload.uploads[0].alt.encode() in upload.body
    assert create.headers["idempotency-key"] == "key-1"
    assert create.data == {**payload.body, "media_ids": ["33"]}


def test_a_picture_that_never_gets_ready_posts_nothing(shelf: Shelf) -> None:
    """After a minute of asking it is for another time."""
    clock = Clock()
    with Scripted(publishing([206])) as server:
        adapter = opened(server.url, clock, shelf)
        payload = adapter.payloads(variant("mastodon", shelf.put(picture())), START)[0]
        with pytest.raises(Unavailable, match="busy with what was uploaded"):
            adapter.publish(payload, "key-1")
    assert clock.now == START + timedelta(minutes=1)
    assert all(seen.path != STATUSES for seen in server.seen)


def test_a_failed_upload_is_no_doubt(shelf: Shelf) -> None:
    """An orphaned picture is harmless, so whatever happens to it, nothing was published."""
    with Scripted(always(Mishap.RESET)) as server:
        adapter = opened(server.url, shelf=shelf)
        payload = adapter.payloads(variant("mastodon", shelf.put(picture())), START)[0]
        with pytest.raises(Unavailable):
            adapter.publish(payload, "key-1")


def test_an_answer_without_an_id_is_unknown() -> None:
    """200 and something else: it may be public."""
    with Scripted(always(Reply(data={"scheduled_at": "never"}))) as server:
        adapter = opened(server.url)
        with pytest.raises(OutcomeUnknown):
            adapter.publish(adapter.payloads(variant("mastodon"), START)[0], "key-1")


def test_counts_come_in_batches_and_missing_ones_are_left_out() -> None:
    """20 a call, `None` for what the server does not say."""

    def script(seen: Seen) -> Reply:
        asked = [value for name, value in seen.query if name == "id[]"]
        assert seen.path == STATUSES and 0 < len(asked) <= 20
        told = {"favourites_count": 3, "reblogs_count": 0, "replies_count": 1}
        return Reply(data=[{"id": each, **told} for each in asked if each != "13"])

    with Scripted(script) as server:
        counts = opened(server.url).counts([str(number) for number in range(1, 46)])
    assert len(server.seen) == 3
    assert len(counts) == 44 and "13" not in counts
    assert counts["45"] == Counts(reactions=3, reposts=0, replies=1)
    assert counts["45"].quotes is None, "an older server does not tell quotes"


def test_an_older_server_is_asked_one_by_one() -> None:
    """Before 4.3 there is no batch."""

    def script(seen: Seen) -> Reply:
        number = seen.path.removeprefix(STATUSES).strip("/")
        if not number or number == "2":
            return Reply(404, {"error": "Record not found"})
        return Reply(data={"id": number, "favourites_count": 1, "quotes_count": 2})

    with Scripted(script) as server:
        counts = opened(server.url).counts(["1", "2", "3"])
    assert counts == {each: Counts(reactions=1, quotes=2) for each in ("1", "3")}


def test_hidden_followers_are_not_zero() -> None:
    """Some servers answer -1 or nothing."""
    for said, meant in ((41, 41), (-1, None), (None, None)):
        with Scripted(always(Reply(data={**OWN, "followers_count": said}))) as server:
            assert opened(server.url).audience() == Audience(meant)


def test_the_servers_own_limits_count_from_then_on(shelf: Shelf) -> None:
    """A server with shorter alt texts: refused before anything is sent."""
    told = {
        "configuration": {
            "statuses": {"max_characters": 5000, "max_media_attachments": "many"},
            "media_attachments": {"description_limit": 20, "image_size_limit": 8_000_000},
        }
    }
    with Scripted(always(Reply(data=told))) as server:
        adapter = opened(server.url, shelf=shelf)
        told_by = adapter.ask_limits()
        assert told_by is not None
        limits = told_by.limits
        assert told_by.ignored == ("max_media_attachments 'many' was not believed",)
        assert (limits.text, limits.alt, limits.image_bytes) == (5000, 20, 8_000_000)
        assert (limits.images, limits.url_length) == (4, 23), "what is not said stays"
        with pytest.raises(UnsupportedFeature, match="20 are allowed"):
            adapter.payloads(variant("mastodon", shelf.put(picture())), START)
    with Scripted(always(Reply(404, {"error": "Not found"}))) as server:
        assert opened(server.url).ask_limits() is None, "the table stands"


def test_an_id_from_the_database_is_never_a_path() -> None:
    """An id with a slash in it would name another address."""
    adapter = opened("http://127.0.0.1:9")
    for wrong in ("../accounts/7", "", "5?x", "5/reblog"):
        with pytest.raises(Rejected, match="is no id"):
            adapter.withdraw(wrong)
