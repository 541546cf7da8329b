"""What is Instagram's own: pictures it fetches, what it takes, comments, counts."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from campaign.errors import (
    OutcomeUnknown,
    UnsupportedFeature,
)
from campaign.model import Pending, Receipt
from campaign.platforms.instagram.adapter import Instagram
from campaign.platforms.protocols import Connection
from campaign.sandbox import SandboxServer
from tests.platforms.instagram.instagramming import box, laid_nowhere, media, opened, publishes
from tests.platforms.meta.graphing import (
    NOWHERE,
    PUBLIC,
    TOKEN,
    begun,
    film_of,
    instagram,
    laid,
    said,
    through,
)
from tests.platforms.samples import ALT, LINK, START, Clock, Shelf, channel, standing
from tests.platforms.scripted import Scripted, passing_on
from tests.sandbox.grapher import jpeg, shelved
from tests.sandbox.visitors import film

__all__ = ["box", "media"]


def texts(box: SandboxServer) -> list[str]:
    return [each["text"] for each in standing(box.url, "instagram")]


def test_a_post_is_seen_when_it_is_finished_and_not_before(
    box: SandboxServer, clock: Clock, media: Path
) -> None:
    """A container first; it is asked, published, and asked once more by another process."""
    adapter = opened(box, clock)
    payload = adapter.payloads(said("instagram", *laid(media, jpeg())), START)[0]
    pending = begun(adapter, payload)
    assert adapter.finish(Pending(pending.token)) == Pending(pending.token), "still worked on"
    assert texts(box) == []
    first = adapter.finish(Pending(pending.token))
    again = opened(box, clock).finish(Pending(pending.token))
    assert isinstance(first, Receipt) and isinstance(again, Receipt)
    assert (first.remote_id, first.url) == (again.remote_id, again.url)
    [entry] = standing(box.url, "instagram")
    assert (entry["id"], entry["text"], entry["url"]) == (first.remote_id, "Tres dies.", first.url)


def test_a_carousel_keeps_the_order_and_the_descriptions(
    box: SandboxServer, clock: Clock, media: Path
) -> None:
    """Each picture is an item first, which has to be ready."""
    adapter = opened(box, clock)
    pictures = laid(media, *(jpeg(colour=each) for each in ("#003399", "#ffcc00", "#ffffff")))
    pictures = (pictures[0], replace(pictures[1], alt="Groc"), replace(pictures[2], alt=""))
    through(adapter, adapter.payloads(said("instagram", *pictures), START)[0])
    [entry] = standing(box.url, "instagram")
    assert [each["alt"] for each in entry["media"]] == [ALT, "Groc", ""]
    assert [each["sha256"] for each in entry["media"]] == [each.sha256 for each in pictures]


def test_a_film_goes_out_as_a_reel(box: SandboxServer, clock: Clock, media: Path) -> None:
    """By its address, like a picture."""
    data = film((1080, 1920))
    path = shelved(media, data, ".mp4")
    adapter = opened(box, clock)
    one = replace(film_of(len(data)), sha256=path.partition("/")[2].removesuffix(".mp4"))
    payload = adapter.payloads(said("instagram", one), START)[0]
    assert payload.body["media_type"] == "REELS" and "image_url" not in payload.body
    through(adapter, payload)
    assert texts(box) == ["Tres dies."]


def test_pictures_are_named_by_their_hash_under_the_public_address() -> None:
    """As the folder of pictures lies on disk, so that any web server can show it."""
    one = laid_nowhere()
    body = instagram().payloads(said("instagram", one), START)[0].body
    assert body == {
        "image_url": f"{PUBLIC}/{one.sha256[:2]}/{one.sha256}.jpg",
        "alt_text": ALT,
        "caption": "Tres dies.",
    }


@pytest.mark.parametrize(
    ("variant", "says"),
    [
        (said("instagram"), "takes no text alone"),
        (said("instagram", laid_nowhere(mime="image/png")), "the network takes no image/png"),
        (said("instagram", laid_nowhere(width=1000, height=400)), "from 4:5 to 1.91:1"),
        (said("instagram", laid_nowhere(width=400, height=1000)), "from 4:5 to 1.91:1"),
        (said("instagram", laid_nowhere(), film_of()), "a film goes out alone"),
        (said("instagram", laid_nowhere(), text="#a " * 31), "31 hashtags, 1 more than the 30"),
        (said("instagram", laid_nowhere(), text="@a " * 21), "21 mentions, 1 more than the 20"),
        (replace(said("instagram", laid_nowhere()), texts=("1/2", "2/2")), "no threads"),
        (
            replace(said("instagram", laid_nowhere()), texts=("a", "b" * 301), commented=True),
            "a comment of 301 characters",
        ),
    ],
)
def test_what_instagram_does_not_take_is_refused_before_any_call(variant: Any, says: str) -> None:
    """In words that say what to do."""
    with pytest.raises(UnsupportedFeature, match=says):
        instagram().payloads(variant, START)


def test_landscape_cards_and_portraits_fit() -> None:
    """From 4:5 to 1.91:1, as Instagram has it."""
    for width, height in ((1200, 675), (1080, 1350), (1080, 566), (1080, 1080)):
        one = laid_nowhere(width=width, height=height)
        instagram().payloads(said("instagram", one), START)[0]


def test_without_a_public_address_it_says_what_to_set() -> None:
    """Instagram fetches pictures itself."""
    bare = replace(channel("instagram", NOWHERE), options={})
    adapter = Instagram(Connection(bare, TOKEN, Shelf(), Clock(), lambda _: None))
    with pytest.raises(UnsupportedFeature, match=r"^instagram: .* set public_media_url"):
        adapter.payloads(said("instagram", laid_nowhere()), START)
    with pytest.raises(ValueError, match="public_media_url must begin with https"):
        instagram(public="http://media.example.org")


def test_a_first_comment_stands_under_the_post(
    box: SandboxServer, clock: Clock, media: Path
) -> None:
    """As a part of its own."""
    adapter = opened(box, clock)
    commented = replace(
        said("instagram", *laid(media, jpeg())),
        texts=("Tres dies.", f"Més: {LINK}"),
        commented=True,
    )
    post, comment = adapter.payloads(commented, START)
    out = through(adapter, post)
    below = through(adapter, comment, [out])
    assert [each["reply_to"] for each in standing(box.url, "instagram")] == [None, out.remote_id]
    assert below.url == out.url


def test_a_lost_answer_to_publishing_is_asked_for_and_never_sent_again(
    box: SandboxServer, clock: Clock, media: Path
) -> None:
    """The container says that it is published; the post is found by its words and its time."""
    with Scripted(passing_on(box.url, publishes)) as lossy:
        adapter = opened(box, clock, lossy.url)
        payload = adapter.payloads(said("instagram", *laid(media, jpeg())), START)[0]
        pending = begun(adapter, payload)
        adapter.finish(Pending(pending.token))
        with pytest.raises(OutcomeUnknown):
            adapter.finish(Pending(pending.token))
        finishers = (adapter, opened(box, clock, lossy.url))
        found = [each.finish(Pending(pending.token)) for each in finishers]
        assert sum(publishes(seen) for seen in lossy.seen) == 1
    [entry] = standing(box.url, "instagram")
    for each in found:
        assert isinstance(each, Receipt)
        assert (each.remote_id, each.url) == (entry["id"], entry["url"])


def test_a_published_post_is_not_taken_for_the_newest_one(
    box: SandboxServer, clock: Clock, media: Path
) -> None:
    """Another one went out since: it has other words."""
    with Scripted(passing_on(box.url, publishes)) as lossy:
        adapter = opened(box, clock, lossy.url)
        pictures = laid(media, jpeg())
        pending = begun(adapter, adapter.payloads(said("instagram", *pictures), START)[0])
        adapter.finish(Pending(pending.token))
        with pytest.raises(OutcomeUnknown):
            adapter.finish(Pending(pending.token))
    direct = opened(box, clock)
    through(direct, direct.payloads(said("instagram", *pictures, text="Un altre."), START)[0])
    found = direct.finish(Pending(pending.token))
    assert isinstance(found, Receipt)
    assert {each["id"]: each["text"] for each in standing(box.url, "instagram")}[
        found.remote_id
    ] == "Tres dies."
