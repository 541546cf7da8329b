"""A post of a page, or a comment, that is deleted, changed and read."""

from __future__ import annotations

from typing import Any
from urllib.parse import unquote

import pytest

from campaign.errors import OutcomeUnknown, PlatformError, Rejected, Unauthorized, Unavailable
from campaign.model import Gone, Payload, Reading
from campaign.platforms.linkedin import reading
from tests.platforms.linkedin.test_adapter import ORGANISATION, opened
from tests.platforms.samples import START, variant
from tests.platforms.scripted import Reply, Scripted, always

POST = "urn:li:share:8"
COMMENT = "urn:li:comment:(urn:li:activity:8,5)"
MISSING = {"status": 404, "code": "NOT_FOUND", "message": "not found"}


def test_a_comment_is_addressed_by_its_post_and_by_who_wrote_it() -> None:
    """https://learn.microsoft.com/…/shares/comments-api"""
    with Scripted(always(Reply(204))) as server:
        adapter = opened(server.url)
        adapter.withdraw(COMMENT)
    (seen,) = server.seen
    actor = f"actor=urn:li:organization:{ORGANISATION}"
    path = "/rest/socialActions/urn:li:activity:8/comments/5"
    assert (seen.method, unquote(seen.target)) == ("DELETE", f"{path}?{actor}")
    assert seen.headers["x-restli-method"] == "DELETE"


def test_an_edit_sets_the_words_and_nothing_else() -> None:
    """In LinkedIn's own text format for a post, as it is for a comment."""
    with Scripted(always(Reply(data={}))) as server:
        adapter = opened(server.url)
        payload = adapter.payloads(variant("linkedin", text="Nou (2) #Labs", link=""), START)[0]
        adapter.edit(POST, payload)
        adapter.edit(COMMENT, Payload("linkedin", {"message": {"text": "Més (2)"}}))
    post, comment = server.seen
    assert post.data == {"patch": {"$set": {"commentary": r"Nou \(2\) {hashtag|\#|Labs}"}}}
    assert comment.data == {"patch": {"message": {"$set": {"text": "Més (2)"}}}}
    assert {seen.headers["x-restli-method"] for seen in server.seen} == {"PARTIAL_UPDATE"}


@pytest.mark.parametrize("urn", [POST, COMMENT])
def test_gone_is_what_linkedin_itself_calls_so(urn: str) -> None:
    """A gateway's page is no word of LinkedIn's."""
    with Scripted(always(Reply(404, MISSING))) as server:
        adapter = opened(server.url)
        assert isinstance(adapter.read(urn), Gone)
        adapter.withdraw(urn)
    with Scripted(always(Reply(404, raw=b"nothing here"))) as server:
        adapter = opened(server.url)
        with pytest.raises(Unavailable):
            adapter.read(urn)
        with pytest.raises(Rejected):
            adapter.withdraw(urn)


@pytest.mark.parametrize(
    ("answer", "error"),
    [
        (Reply(403, {"status": 403, "code": "ACCESS_DENIED", "message": "no"}), Unauthorized),
        (Reply(403, {"status": 403, "code": "FORBIDDEN", "message": "not yours"}), Rejected),
        (Reply(500, {"status": 500, "message": "?"}), OutcomeUnknown),
        (Reply(504, raw=b"gateway"), OutcomeUnknown),
    ],
)
def test_a_deletion_that_was_not_done_is_never_called_done(
    answer: Reply, error: type[PlatformError]
) -> None:
    """By what the answer says."""
    with Scripted(always(answer)) as server, pytest.raises(error):
        opened(server.url).withdraw(POST)


def test_an_answer_about_another_post_is_not_read() -> None:
    """Nor one without an id."""
    others: list[Any] = [{"id": "urn:li:share:9", "commentary": "x"}, {"commentary": "x"}, []]
    for answer in others:
        with Scripted(always(Reply(data=answer))) as server, pytest.raises(Unavailable):
            opened(server.url).read(POST)


def test_ids_of_another_form_are_refused_before_anything_is_sent() -> None:
    """A comment without its post, and what is no URN."""
    adapter = opened("http://127.0.0.1:9")
    for wrong in ("urn:li:comment:5", "urn:li:comment:(urn:li:activity:8,5)/..", "5", ""):
        with pytest.raises(Rejected):
            adapter.withdraw(wrong)


@pytest.mark.parametrize(
    ("content", "alts", "pictures", "links"),
    [
        ({}, (), 0, ()),
        ({"media": {"id": "urn:li:image:C1", "altText": "Una taula"}}, ("Una taula",), 1, ()),
        ({"media": {"id": "urn:li:image:C1"}}, ("",), 1, ()),
        ({"media": {"id": "urn:li:video:C1"}}, None, 1, ()),
        ({"media": {"id": "urn:li:document:C1", "title": "x"}}, None, 1, ()),
        ({"multiImage": {"images": [{"id": "urn:li:image:1"}] * 2}}, ("", ""), 2, ()),
        ({"article": {"source": "https://aer.eu"}}, (), 0, ("https://aer.eu/",)),
    ],
)
def test_what_hangs_on_a_post_is_read(
    content: dict[str, Any], alts: Any, pictures: int, links: Any
) -> None:
    """Only a picture has an alt text there."""
    post = {"id": POST, "commentary": r"Nou \(2\) {hashtag|\#|Labs}", "content": content}
    got = reading.of_post(post, "u")
    assert got == Reading("Nou (2) #Labs", links, alts, None, pictures, "u")
