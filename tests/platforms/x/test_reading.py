"""A post on X that is read and deleted."""

from __future__ import annotations

from typing import Any

import pytest

from campaign.errors import OutcomeUnknown, Rejected, Unavailable
from campaign.model import Gone, Payload, Reading
from campaign.platforms.x import reading
from tests.platforms.scripted import Reply, Scripted, always
from tests.platforms.x.server import opened

LINK = "https://aer.eu/labs?utm_source=x"
NOT_FOUND = {
    "errors": [{"type": "https://api.twitter.com/2/problems/resource-not-found", "title": "no"}]
}


def post(**more: Any) -> dict[str, Any]:
    """A post with a link and a picture, as X gives it."""
    urls = [
        {"url": "https://t.co/aaa", "expanded_url": LINK},
        {"url": "https://t.co/bbb", "expanded_url": "https://x.com/c/status/5/photo/1"},
    ]
    return {
        "id": "5",
        "text": "Q&amp;A: https://t.co/aaa https://t.co/bbb",
        "entities": {"urls": urls},
        "attachments": {"media_keys": ["3_1"]},
        **more,
    }


def test_short_links_are_read_in_full_and_the_picture_s_is_none() -> None:
    """The words as X shows them: without a scheme."""
    media = {"media": [{"media_key": "3_1", "type": "photo", "alt_text": "Una taula"}]}
    got = reading.of_post(post(), media, "u")
    assert got == Reading(
        f"Q&A: {LINK.removeprefix('https://')}", (LINK,), ("Una taula",), None, 1, "u"
    )
    assert reading.of_payload(Payload("x", {"text": f"Q&A: {LINK}"})).text == got.text


@pytest.mark.parametrize(
    ("media", "alts"),
    [
        ([{"media_key": "3_1", "type": "photo"}], ("",)),
        ([{"media_key": "3_1", "type": "animated_gif", "alt_text": "a"}], ("a",)),
        ([{"media_key": "3_1", "type": "video"}], None),
        ([], None),
    ],
)
def test_alt_texts_are_told_where_x_tells_them(media: list[Any], alts: Any) -> None:
    """Not of a film, and not when X leaves out what a picture is."""
    assert reading.of_post(post(), {"media": media}, "").alts == alts


def test_a_post_that_is_gone_is_an_error_in_an_answer_that_succeeds() -> None:
    """Anything else without a post says nothing."""
    with Scripted(always(Reply(data=NOT_FOUND))) as server:
        assert isinstance(opened(server.url).read("5"), Gone)
    for strange in ({}, {"errors": [{"title": "Authorization Error"}]}, {"data": {"id": "6"}}):
        with Scripted(always(Reply(data=strange))) as server, pytest.raises(Unavailable):
            opened(server.url).read("5")


@pytest.mark.parametrize(
    ("answer", "error"),
    [
        (Reply(data={"data": {"deleted": False}}), Rejected),
        (Reply(data={}), OutcomeUnknown),
        (Reply(data={"data": {"deleted": "yes"}}), OutcomeUnknown),
        (Reply(503), OutcomeUnknown),
        (Reply(404, raw=b"<html>"), Rejected),
    ],
)
def test_only_x_s_own_word_is_a_deletion(answer: Reply, error: type[Exception]) -> None:
    """An answer that does not say so leaves a doubt."""
    with Scripted(always(answer)) as server, pytest.raises(error):
        opened(server.url).withdraw("5")


def test_a_post_that_x_does_not_find_is_deleted() -> None:
    """Told by a 404, or within an answer that succeeds."""
    for answer in (Reply(404, {**NOT_FOUND, "title": "Not Found"}), Reply(data=NOT_FOUND)):
        with Scripted(always(answer)) as server:
            opened(server.url).withdraw("5")
