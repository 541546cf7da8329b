"""Answers of LinkedIn that are of another shape, or belong to another question."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from campaign.compose import little_text
from campaign.errors import OutcomeUnknown, PlatformError, Rejected, Unavailable
from campaign.model import Absent, Receipt, Standing, Variant
from campaign.platforms.linkedin import responses
from campaign.platforms.linkedin.adapter import LinkedIn
from tests.platforms.samples import START, Shelf, connected, picture, variant
from tests.platforms.scripted import Reply, Scripted, always

PAGE = "urn:li:organization:20230917"
SHARE = "urn:li:share:1"
COMMENT = "urn:li:comment:(urn:li:activity:8,5)"
WORDS = "Tres dies. Una taula."


def opened(url: str, shelf: Shelf | None = None) -> LinkedIn:
    """Our adapter."""
    adapter = connected(
        "linkedin", url, shelf, secret="sandbox-eu-belong", account=PAGE.rpartition(":")[2]
    )
    assert isinstance(adapter, LinkedIn)
    return adapter


def said() -> Variant:
    """A post and its first comment."""
    return replace(variant("linkedin", link=""), texts=(WORDS, "Més"), commented=True)


def published(reply: Reply, part: int = 0) -> Receipt:
    """What comes of a post, or of the comment under it, after this answer."""
    with Scripted(always(reply)) as server:
        adapter = opened(server.url)
        before = [Receipt(SHARE)] if part else []
        return adapter.publish(adapter.payloads(said(), START)[part], "key", before)


def told(urn: str | None = SHARE, data: Any = None) -> Reply:
    """An answer to a create."""
    return Reply(201, data, headers={} if urn is None else {"x-restli-id": urn})


# Whose post it is


@pytest.mark.parametrize(
    "reply",
    [
        told(),
        told("urn:li:ugcPost:6844785523593134080"),
        told(None, {"id": SHARE}),
        told(SHARE, []),
        told(SHARE, {"commentary": f"{WORDS} ", "author": PAGE}),
    ],
)
def test_a_posts_receipt_is_the_id_of_a_post(reply: Reply) -> None:
    """It stands in a header alone, usually."""
    assert responses.is_post(published(reply).remote_id)


@pytest.mark.parametrize(
    "reply",
    [
        told(None),
        told("663606"),
        told("urn:li:image:C1"),
        told("urn:li:person:x"),
        told(COMMENT),
        told(PAGE),
        told(f"{SHARE}/.."),
        told(f"{SHARE}-"),
        told("urn:li:share:" + "9" * 500),
        told(None, {"id": {"id": SHARE}}),
        told(SHARE, {"commentary": "Una altra cosa."}),
        told(SHARE, {"author": "urn:li:organization:1"}),
    ],
)
def test_any_other_id_or_other_words_leave_it_open(reply: Reply) -> None:
    """The post may be out: it is looked for, and not sent again."""
    with pytest.raises(OutcomeUnknown):
        published(reply)


def comment(**other: Any) -> dict[str, Any]:
    """What LinkedIn answers to a comment."""
    whole = {
        "id": "5",
        "commentUrn": COMMENT,
        "actor": PAGE,
        "object": SHARE,
        "message": {"text": "Més"},
    }
    return {name: each for name, each in (whole | other).items() if each is not None}


@pytest.mark.parametrize(
    "data",
    [
        comment(),
        comment(object="urn:li:activity:8"),
        comment(actor=None, object=None, message=None),
        comment(message={"text": "més "}),
        comment(commentUrn=None),
        None,
    ],
)
def test_a_comments_receipt_is_the_id_of_a_comment(data: Any) -> None:
    """LinkedIn may name the activity in the place of the post, or tell the number alone."""
    assert responses.is_comment(published(told("5", data), 1).remote_id)


@pytest.mark.parametrize(
    "data",
    [
        comment(object="urn:li:share:2"),
        comment(actor="urn:li:person:x"),
        comment(message={"text": "Una altra cosa."}),
        comment(commentUrn=SHARE),
        comment(commentUrn=f"{COMMENT}/.."),
    ],
)
def test_a_comment_that_is_not_ours_leaves_it_open(data: Any) -> None:
    """Another post, another account, other words, or no comment at all."""
    with pytest.raises(OutcomeUnknown):
        published(told("5", data), 1)


def test_a_comments_number_is_one() -> None:
    """In digits that everyone reads."""
    for wrong in ("", "٥", "5/..", "-5", "5.5"):
        with pytest.raises(OutcomeUnknown):
            published(told(None, {"id": wrong}), 1)


# Shapes


@pytest.mark.parametrize(
    ("stamp", "meant"),
    [
        (int(START.timestamp() * 1000) + 7, START + timedelta(milliseconds=7)),
        (0, None),
        (-5, None),
        (10**15, None),
        (10**400, None),
        (1.5, None),
        ("1796115600000", None),
        (True, None),
        ({}, None),
    ],
)
def test_an_instant_nobody_can_mean_is_none(stamp: Any, meant: Any) -> None:
    """The year 33658 is as good as none."""
    for post in ({"publishedAt": stamp}, {"createdAt": stamp}, {"created": {"time": stamp}}):
        assert responses.made(post) == meant
    assert responses.made({"created": [stamp]}) is None


def listing(*posts: Any) -> Reply:
    """What the page lists."""
    return Reply(data={"elements": list(posts)})


def post(**other: Any) -> dict[str, Any]:
    """Our post as it is listed."""
    at = int(START.timestamp() * 1000)
    return {"id": SHARE, "author": PAGE, "commentary": WORDS, "publishedAt": at, **other}


@pytest.mark.parametrize("id", [None, 5, {}, [], "", "a/b", f"{SHARE}/.."])
def test_a_listed_post_without_an_id_proves_nothing(id: Any) -> None:
    """Ours may be the one: no receipt, and no absence."""
    with Scripted(always(listing(post(id=id)))) as server:
        adapter = opened(server.url)
        part = adapter.payloads(said(), START)[0]
        assert adapter.find(part, "key", START) is None
        assert adapter.recent(START) == []


@pytest.mark.parametrize("elements", [[], [None, 5, [], "x", [{}]], [post(publishedAt=10**300)]])
def test_a_list_of_anything_is_read_as_far_as_it_goes(elements: Any) -> None:
    """What is no post is none of ours."""
    with Scripted(always(listing(*elements))) as server:
        adapter = opened(server.url)
        part = adapter.payloads(said(), START)[0]
        assert not isinstance(adapter.find(part, "key", START), PlatformError)
        assert adapter.recent(START) == []


def test_a_list_without_end_is_left_after_some_pages() -> None:
    """Each page new, and another one behind it."""
    numbers = iter(range(10**6))

    def page(_: Any) -> Reply:
        return listing(*(post(id=f"urn:li:share:{next(numbers)}", commentary="x") for _ in "ab"))

    with Scripted(page) as server:
        adapter = opened(server.url)
        assert adapter.find(adapter.payloads(said(), START)[0], "key", START) is None
    assert len(server.seen) <= 10


@pytest.mark.parametrize("told", [None, 5, "x", [], {"elements": 5}, {"elements": [5, None]}])
def test_examining_raises_nothing(told: Any) -> None:
    """Whatever the roles are said to be."""
    with Scripted(always(Reply(data=told))) as server:
        assert opened(server.url).examine().standing is Standing.MISSING_RIGHT


@pytest.mark.parametrize("inner", [5, "x", {}, None, [5, None, []], [{"code": {}}]])
def test_a_refusal_of_another_shape_is_still_a_refusal(inner: Any) -> None:
    """Its status decides."""
    refusal = Reply(422, {"message": "no", "errorDetails": {"inputErrors": inner}})
    with pytest.raises(Rejected, match="no"):
        published(refusal)


@pytest.mark.parametrize(
    "value",
    [
        {"image": "urn:li:image:C1", "uploadUrl": "http://["},
        {"image": "urn:li:image:C1", "uploadUrl": "https://x:y/"},
        {"image": "urn:li:image:C1", "uploadUrl": ["https://x/"]},
        {"image": "urn:li:image:C1/..", "uploadUrl": "https://x.example/"},
        {"image": {"id": 5}, "uploadUrl": "https://x.example/"},
        {"image": 5},
        [],
    ],
)
def test_a_place_for_a_picture_that_is_none_is_asked_for_again(value: Any) -> None:
    """Nothing was posted."""
    shelf = Shelf()
    with Scripted(always(Reply(data={"value": value}))) as server:
        adapter = opened(server.url, shelf)
        payload = adapter.payloads(variant("linkedin", shelf.put(picture())), START)[0]
        with pytest.raises(Unavailable):
            adapter.publish(payload, "key")


def test_an_absence_is_guarded_only_where_linkedin_refuses_repeats() -> None:
    """Of posts; comments may repeat."""
    with Scripted(always(listing())) as server:
        adapter = opened(server.url)
        parts = adapter.payloads(said(), START)
        found = [
            adapter.find(parts[0], "k", START),
            adapter.find(parts[1], "k", START, [Receipt(SHARE)]),
        ]
    assert [isinstance(each, Absent) and each.by.value for each in found] == ["guarded", "listing"]


# Text


@pytest.mark.parametrize(
    ("shown", "read"),
    [
        (
            r"{hashtag|\#|Labs\_2026} i @[Acme \(Corp\)](urn:li:organization:1)",
            "#Labs_2026 i Acme (Corp)",
        ),
        ("{hashtag|#|Labs}", "#Labs"),
        (r"a {hashtag|\#|b {hashtag|\#|c}", r"a {hashtag|#|b #c"),
        ("@[a @[b](urn:li:person:1)", "@[a b"),
        ("@[a](b (c)", "@[a](b (c)"),
    ],
)
def test_a_text_is_read_as_it_is_shown(shown: str, read: str) -> None:
    """What never closes stays as it is."""
    assert little_text.plain(shown) == read
