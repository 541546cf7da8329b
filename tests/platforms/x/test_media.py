"""Pictures, GIFs and films go to X before the post that shows them."""

from __future__ import annotations

import base64
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from campaign.errors import (
    Rejected,
    Unavailable,
    UnsupportedFeature,
)
from campaign.platforms.x.media import PIECE
from tests.platforms.samples import (
    START,
    Clock,
    Shelf,
    picture,
    variant,
)
from tests.platforms.scripted import Mishap, Reply, Scripted, Seen, always
from tests.platforms.x.server import TWEETS, Script, opened
from tests.sandbox.visitors import film

GIF = base64.b64decode("R0lGODlhAQABAIAAAP///wAAACH5BAAAAAAALAAAAAABAAEAAAICRAEAOw==")


def uploading(states: list[str], seen_bodies: list[Any] | None = None) -> Script:
    """A server that works on what it gets: `states` are the answers in order."""

    def script(seen: Seen) -> Reply:
        if seen.path == TWEETS:
            return Reply(201, {"data": {"id": "5", "text": seen.data["text"]}})
        told: dict[str, Any] = {"id": "33"}
        if states and not seen.path.endswith(("/initialize", "/append", "/metadata")):
            state = states.pop(0) if len(states) > 1 else states[0]
            told["processing_info"] = {"state": state, "check_after_secs": 2}
        return Reply(data={"data": told})

    return script


def filmed(shelf: Shelf, size: int) -> Any:
    """A film of so many bytes, as media."""
    data = film(more=bytes(size))
    media = replace(shelf.put(picture()), sha256="f" * 64, mime="video/mp4", size=len(data))
    shelf.kept["f" * 64] = data
    return media


def test_a_picture_is_uploaded_described_and_posted(shelf: Shelf) -> None:
    """Base64 in JSON, then the alt text, then the post that names it."""
    with Scripted(uploading([])) as server:
        adapter = opened(server.url, shelf=shelf)
        media = shelf.put(picture()), shelf.put(picture("#ffcc00"), alt="")
        payload = adapter.payloads(variant("x", *media), START)[0]
        receipt = adapter.publish(payload, "key")
    paths = [seen.path for seen in server.seen]
    assert paths == ["/2/media/upload", "/2/media/metadata", "/2/media/upload", TWEETS]
    first, alt, _, create = (seen.data for seen in server.seen)
    assert base64.b64decode(first["media"]) == picture()
    assert first["media_category"] == "tweet_image"
    assert alt == {"id": "33", "metadata": {"alt_text": {"text": media[0].alt}}}
    assert create == {**payload.body, "media": {"media_ids": ["33", "33"]}}
    assert receipt.url == f"{server.url}/catalonia/status/5"


def test_a_gif_is_of_another_kind_and_stands_alone(shelf: Shelf) -> None:
    """X works on it for a while; beside other pictures it is refused before any call."""
    clock = Clock()
    with Scripted(uploading(["pending", "succeeded"])) as server:
        adapter = opened(server.url, clock, shelf)
        gif = shelf.put(GIF, mime="image/gif")
        adapter.publish(adapter.payloads(variant("x", gif), START)[0], "key")
        with pytest.raises(UnsupportedFeature, match="picture 1: a GIF goes out alone"):
            adapter.payloads(variant("x", gif, shelf.put(picture())), START)
    assert server.seen[0].data["media_category"] == "tweet_gif"
    assert [dict(seen.query) for seen in server.seen if seen.method == "GET"] == [
        {"command": "STATUS", "media_id": "33"}
    ]
    assert clock.now == START + timedelta(seconds=2)


def test_a_film_goes_in_pieces_and_is_waited_for(shelf: Shelf) -> None:
    """Each piece once and in order, none larger than X takes, and no alt text, which it drops."""
    clock = Clock()
    with Scripted(uploading(["pending", "in_progress", "succeeded"])) as server:
        adapter = opened(server.url, clock, shelf)
        payload = adapter.payloads(variant("x", filmed(shelf, 2 * PIECE)), START)[0]
        adapter.publish(payload, "key")
    begin, *pieces, _, _, _, create = server.seen
    data = shelf.kept["f" * 64]
    assert begin.data == {
        "media_type": "video/mp4",
        "total_bytes": len(data),
        "media_category": "tweet_video",
    }
    assert [piece.data["segment_index"] for piece in pieces] == [0, 1, 2]
    assert all(piece.path == "/2/media/upload/33/append" for piece in pieces)
    assert all(len(piece.body) < 5 * 1024 * 1024 for piece in pieces)
    assert b"".join(base64.b64decode(piece.data["media"]) for piece in pieces) == data
    assert create.path == TWEETS and create.data["media"] == {"media_ids": ["33"]}
    assert clock.now == START + timedelta(seconds=4)


def test_a_film_that_never_gets_ready_or_is_none_posts_nothing(shelf: Shelf) -> None:
    """The one is for another time, the other never."""
    for state, kind in (("in_progress", Unavailable), ("failed", Rejected)):
        clock = Clock()
        with Scripted(uploading([state])) as server:
            adapter = opened(server.url, clock, shelf)
            payload = adapter.payloads(variant("x", filmed(shelf, 10)), START)[0]
            with pytest.raises(kind):
                adapter.publish(payload, "key")
        assert all(seen.path != TWEETS for seen in server.seen)
        assert clock.now <= START + timedelta(minutes=4)


@pytest.mark.parametrize("mishap", [Mishap.RESET, Reply(500), Reply(200, {"data": {}})])
def test_a_failed_upload_is_no_doubt(mishap: Reply | Mishap, shelf: Shelf) -> None:
    """A picture in no post is dropped: whatever happens to it, nothing was published."""
    with Scripted(always(mishap)) as server:
        adapter = opened(server.url, shelf=shelf)
        payload = adapter.payloads(variant("x", shelf.put(picture())), START)[0]
        with pytest.raises(Unavailable):
            adapter.publish(payload, "key")
    assert [seen.path for seen in server.seen] == ["/2/media/upload"]
