"""What a page has published: read with its films, albums and comments, changed, deleted."""

from __future__ import annotations

from typing import Any

import pytest

from campaign.errors import OutcomeUnknown, Rejected, Unauthorized, Unavailable
from campaign.model import Gone, Payload, Reading
from campaign.platforms.facebook import reading
from tests.platforms.facebook.facebooking import DONE, GONE, answering
from tests.platforms.meta.graphing import facebook
from tests.platforms.scripted import Reply, Scripted

WORDS = Payload("facebook", {"message": "Nou"})
V = "/v25.0"


def photo(id: str) -> dict[str, Any]:
    """A picture that hangs on a post."""
    return {"media_type": "photo", "target": {"id": id}, "url": "https://www.facebook.com/p"}


ALBUM = {"media_type": "album", "subattachments": {"data": [photo("1"), photo("2")]}}
CARD = {
    "media_type": "link",
    "unshimmed_url": "https://aer.eu",
    "url": "https://l.facebook.com/l.php?u=x",
}


@pytest.mark.parametrize(
    ("attached", "alts", "links", "pictures"),
    [
        ([], (), (), 0),
        ([photo("1")], ("a",), (), 1),
        ([ALBUM], ("a", ""), (), 2),
        ([CARD], (), ("https://aer.eu/",), 0),
        ([{"media_type": "video", "target": {"id": "3"}}], None, (), 1),
    ],
)
def test_what_hangs_on_a_post_is_read(
    attached: list[Any], alts: Any, links: Any, pictures: int
) -> None:
    """Pictures one by one, a card by the address that it leads to, a film without alt text."""
    post = {"message": "Nou", "attachments": {"data": attached}}
    got = reading.of_post(post, {"1": "a", "2": ""}, "u")
    assert got == Reading("Nou", links, alts, None, pictures, "u")


POST = {
    "id": "17_4",
    "message": "Nou",
    "is_published": True,
    "permalink_url": "https://www.facebook.com/17/posts/4",
    "attachments": {"data": [photo("1")]},
}
ALTS = {"1": {"id": "1", "alt_text_custom": "Una taula"}}


def page(alts: Reply) -> Any:
    """A page with a post that has one picture."""
    return answering({f"GET {V}/17_4": Reply(data=POST), f"GET {V}/": alts})


def test_a_post_is_read_with_the_alt_text_of_its_picture() -> None:
    """Which is asked of the picture."""
    with Scripted(page(Reply(data=ALTS))) as server:
        got = facebook(server.url).read("17_4")
    assert got == Reading("Nou", (), ("Una taula",), None, 1, "https://www.facebook.com/17/posts/4")


def test_alt_texts_that_the_token_may_not_read_are_not_told() -> None:
    """And those that cannot be read now make the whole reading wait."""
    denied = Reply(403, {"error": {"message": "no", "code": 10}})
    with Scripted(page(denied)) as server:
        got = facebook(server.url).read("17_4")
    assert isinstance(got, Reading) and got.alts is None and got.pictures == 1
    with Scripted(page(Reply(503))) as server, pytest.raises(Unavailable):
        facebook(server.url).read("17_4")


def test_a_film_has_its_words_in_its_description() -> None:
    """And is changed there; its id has no page's number."""
    film = {"id": "5", "description": "Nou", "published": True}
    with Scripted(answering({f"GET {V}/5": Reply(data=film), f"POST {V}/5": DONE})) as server:
        adapter = facebook(server.url)
        assert adapter.read("5", "u") == Reading("Nou", (), None, None, 1, "u")
        adapter.edit("5", WORDS)
    (post,) = [seen for seen in server.seen if seen.method == "POST"]
    assert post.body == b"description=Nou"


def test_what_is_not_published_is_gone_for_readers() -> None:
    """A draft is no post."""
    draft = {"id": "17_4", "message": "Nou", "is_published": False}
    with Scripted(answering({f"GET {V}/17_4": Reply(data=draft)})) as server:
        got = facebook(server.url).read("17_4")
    assert isinstance(got, Gone) and got.why == "it is not published"


def test_an_edit_that_shows_other_words_afterwards_is_in_doubt() -> None:
    """Facebook says success, and shows the old words: on another machine, or for good."""
    old = {"id": "17_4", "message": "Ben altra cosa", "is_published": True}
    for done in (DONE, Reply(data={"success": False}), Reply(500)):
        told = {f"GET {V}/17_4": Reply(data=old), f"POST {V}/17_4": done}
        with Scripted(answering(told)) as server, pytest.raises(OutcomeUnknown):
            facebook(server.url).edit("17_4", WORDS)


def test_a_deletion_is_believed_when_the_post_cannot_be_read_any_more() -> None:
    """Meta says "does not exist, or you may not" of both; only reading tells them apart."""
    with Scripted(answering({f"DELETE {V}/17_4": GONE, f"GET {V}/17_4": GONE})) as server:
        facebook(server.url).withdraw("17_4")
    stands = Reply(data={"id": "17_4"})
    with (
        Scripted(answering({f"DELETE {V}/17_4": GONE, f"GET {V}/17_4": stands})) as server,
        pytest.raises(Rejected, match="the post still stands"),
    ):
        facebook(server.url).withdraw("17_4")
    with (
        Scripted(answering({f"DELETE {V}/17_4": GONE, f"GET {V}/17_4": Reply(503)})) as server,
        pytest.raises(Unavailable),
    ):
        facebook(server.url).withdraw("17_4")


def test_a_right_that_is_missing_is_told() -> None:
    """With Meta's own words."""
    denied = Reply(403, {"error": {"message": "(#200) pages_manage_posts", "code": 200}})
    with (
        Scripted(answering({f"DELETE {V}/17_4": denied, f"POST {V}/17_4": denied})) as server,
        pytest.raises(Unauthorized, match="pages_manage_posts"),
    ):
        facebook(server.url).withdraw("17_4")
        with pytest.raises(Unauthorized, match="pages_manage_posts"):
            facebook(server.url).edit("17_4", WORDS)


@pytest.mark.parametrize("code", [1, 2])
def test_meta_s_own_trouble_leaves_a_deletion_in_doubt(code: int) -> None:
    """Whatever its status is."""
    busy = Reply(400, {"error": {"message": "try again", "code": code, "is_transient": True}})
    with Scripted(answering({f"DELETE {V}/17_4": busy})) as server, pytest.raises(OutcomeUnknown):
        facebook(server.url).withdraw("17_4")
