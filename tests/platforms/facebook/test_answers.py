"""Whether an answer of Facebook belongs to its question, and what is made of one that does not."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from campaign.errors import OutcomeUnknown, Rejected, Unavailable
from campaign.model import Pending, Receipt
from tests.platforms.facebook.facebooking import (
    DONE,
    DRAFT,
    GONE,
    OUT,
    VIDEO,
    WORDS,
    answering,
    film_token,
    in_turn,
    page,
    posted,
    token,
)
from tests.platforms.meta.graphing import facebook, said
from tests.platforms.samples import START, Clock
from tests.platforms.scripted import Reply, Scripted


def test_a_draft_with_another_posts_words_is_not_published(clock: Clock) -> None:
    """Its id came with an answer that was not ours: publishing it would publish another post."""
    script = {
        "GET /v25.0/17_4": Reply(data={**DRAFT, "message": "Una altra cosa."}),
        "GET /v25.0/17/published_posts": page(),
    }
    with Scripted(answering(script)) as server:
        adapter = facebook(server.url, clock)
        with pytest.raises(Rejected, match="another post's words, so it was not published"):
            adapter.finish(token())
        assert adapter.stands(token()) is None
    assert posted(server) == []


def test_an_answer_about_another_draft_is_asked_for_again(clock: Clock) -> None:
    """A state that is not ours decides nothing."""
    other = {**OUT, "id": "17_99"}
    with Scripted(answering({"GET /v25.0/17_4": Reply(data=other)})) as server:
        for ask in (facebook(server.url, clock).finish, facebook(server.url, clock).stands):
            with pytest.raises(Unavailable, match="belongs to something else"):
                ask(token())
    assert posted(server) == []


@pytest.mark.parametrize("shown", ["TRES DIES", "Tres\u00a0dies.", "Tres  dies. "])
def test_words_may_be_set_otherwise(clock: Clock, shown: str) -> None:
    """What Facebook makes of marks and spaces is no other post."""
    script = {"GET /v25.0/17_4": Reply(data={**OUT, "message": shown})}
    with Scripted(answering(script)) as server:
        assert isinstance(facebook(server.url, clock).finish(token()), Receipt)


@pytest.mark.parametrize(
    ("answer", "shown", "kind"),
    [
        (DONE, OUT, Receipt),
        (DONE, {**DRAFT}, Pending),
        (DONE, None, Receipt),
        (Reply(data={"id": "17_4"}), OUT, Receipt),
        (Reply(data={"id": "17_4"}), None, OutcomeUnknown),
        (DONE, {**OUT, "message": "Una altra cosa."}, OutcomeUnknown),
        (Reply(data=[]), OUT, OutcomeUnknown),
    ],
)
def test_a_publishing_is_believed_when_the_answer_or_the_post_says_so(
    clock: Clock, answer: Reply, shown: dict[str, Any] | None, kind: type
) -> None:
    """An answer of another kind proves nothing unless the post itself says that it is out."""
    after = Reply(500, {}) if shown is None else Reply(data=shown)
    script = {
        "GET /v25.0/17_4": in_turn(Reply(data=DRAFT), after),
        "POST /v25.0/17_4": answer,
    }
    with Scripted(answering(script)) as server:
        adapter = facebook(server.url, clock)
        if kind is OutcomeUnknown:
            with pytest.raises(OutcomeUnknown):
                adapter.finish(token())
        else:
            assert isinstance(adapter.finish(token()), kind)


@pytest.mark.parametrize("id", ["17", 5, None, {}, [], "a/b", "17_4?x"])
def test_a_first_step_without_a_posts_id_is_simply_tried_again(clock: Clock, id: Any) -> None:
    """Nobody sees what it may have left behind."""
    with Scripted(answering({"POST /v25.0/17/feed": Reply(data={"id": id})})) as server:
        adapter = facebook(server.url, clock)
        with pytest.raises(Unavailable):
            adapter.publish(adapter.payloads(said("facebook"), START)[0], "key")


@pytest.mark.parametrize(
    ("id", "shown", "kind"),
    [
        ("4_55", None, Receipt),
        ("88_55", Reply(data={"id": "88_55", "message": "Més"}), Receipt),
        ("88_55", Reply(500, {}), Receipt),
        ("88_55", GONE, Receipt),
        ("88_55", Reply(data={"id": "88_55", "message": "Una altra"}), OutcomeUnknown),
        (
            "17",
            Reply(400, {"error": {"message": "nonexisting field", "code": 100}}),
            OutcomeUnknown,
        ),
        (None, None, OutcomeUnknown),
        ({"id": "4_55"}, None, OutcomeUnknown),
    ],
)
def test_a_comments_receipt_is_that_of_a_comment_with_our_words(
    clock: Clock, id: Any, shown: Reply | None, kind: type
) -> None:
    """Its id begins with its post's number; one that does not is read back."""
    script = {"POST /v25.0/17_4/comments": Reply(data={"id": id})}
    if shown is not None:
        script[f"GET /v25.0/{id}"] = shown
    commented = replace(said("facebook"), texts=(WORDS, "Més"), commented=True)
    with Scripted(answering(script)) as server:
        adapter = facebook(server.url, clock)
        comment = adapter.payloads(commented, START)[1]
        before = [Receipt("17_4", "https://www.facebook.com/17/posts/4")]
        if kind is OutcomeUnknown:
            with pytest.raises(OutcomeUnknown):
                adapter.publish(comment, "key", before)
        else:
            found = adapter.publish(comment, "key", before)
            assert isinstance(found, Receipt) and found.remote_id == id


@pytest.mark.parametrize(
    "there", ["http://[", "javascript:alert(1)", 5, None, "", {"a": 1}, "//[x"]
)
def test_an_address_that_is_none_is_made_of_the_id(clock: Clock, there: Any) -> None:
    """It is shown to people, and they open it."""
    with Scripted(answering({"GET /v25.0/17_4": Reply(data={**OUT, "permalink_url": there})})) as s:
        found = facebook(s.url, clock).finish(token())
    assert isinstance(found, Receipt) and found.url == "https://www.facebook.com/17_4"


@pytest.mark.parametrize("after", ["published", "status", "nothing"])
def test_a_film_that_tells_no_more_than_its_status_is_published_once(
    clock: Clock, after: str
) -> None:
    """Facebook documents the field; nothing is waited for without end if it leaves it out."""
    bare = {name: value for name, value in VIDEO.items() if name != "published"}
    told = {"published": Reply(data={**VIDEO, "published": True}), "status": Reply(data=bare)}
    script = {
        "GET /v25.0/5": in_turn(Reply(data=bare), told.get(after, Reply(500, {}))),
        "POST /v25.0/5": DONE,
    }
    with Scripted(answering(script)) as server:
        adapter = facebook(server.url, clock)
        found = adapter.finish(film_token())
    assert isinstance(found, Receipt) and found.remote_id == "17_4"
    assert posted(server) == ["/v25.0/5"]


def test_how_a_film_stands_is_not_guessed_from_its_status(clock: Clock) -> None:
    """Ready is what it is before it is published, and after."""
    bare = {name: value for name, value in VIDEO.items() if name != "published"}
    bare_server = Scripted(answering({"GET /v25.0/5": Reply(data=bare)}))
    with bare_server as server, pytest.raises(Unavailable):
        facebook(server.url, clock).stands(film_token())
