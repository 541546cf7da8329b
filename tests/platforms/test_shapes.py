"""Whatever shape an answer has, a network's trouble is told as what it is, in a sentence."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest

from campaign.errors import OutcomeUnknown, PlatformError, Unavailable
from campaign.model import Access, Receipt
from campaign.platforms.bluesky.credentials import _scope
from campaign.platforms.bluesky.message import same
from campaign.platforms.bluesky.session import Session
from campaign.platforms.protocols import Edits
from tests.platforms.samples import (
    SECRET,
    START,
    Clock,
    Shelf,
    connected,
    key_for,
    picture,
    variant,
)
from tests.platforms.scripted import Reply, Scripted, Seen, always
from tests.platforms.x.server import ME, opened

NETWORKS = ["bluesky", "mastodon", "pixelfed", "x"]
ODD: list[Any] = [
    None,
    [],
    {},
    7,
    "words",
    True,
    [None],
    [[]],
    ["words"],
    {"id": None},
    {"id": {}},
    {"id": "../x"},
    {"id": ""},
    {"data": None},
    {"data": []},
    {"data": {"id": 5, "text": "x"}},
    {"uri": None},
    {"uri": "at://x"},
    {"blob": []},
    {"did": "x", "handle": "x", "accessJwt": "x", "refreshJwt": "x"},
]
IDS = {"bluesky": f"at://did:plc:x/app.bsky.feed.post/{'3' * 13}"}


def key(network: str) -> str:
    """A key for a post."""
    return key_for(network, ("labs", "", "catalonia-ca"), START)


CALLS: dict[str, Callable[[Any, str, Any], object]] = {
    "publish": lambda by, network, payload: by.publish(payload, key(network)),
    "find": lambda by, network, payload: by.find(payload, key(network), START),
    "reply": lambda by, network, payload: by.publish(
        payload, key(network), (Receipt(IDS.get(network, "5")),)
    ),
    "recent": lambda by, network, payload: by.recent(START),
    "counts": lambda by, network, payload: by.counts([IDS.get(network, "5")]),
    "audience": lambda by, network, payload: by.audience(),
    "identify": lambda by, network, payload: by.identify(),
    "examine": lambda by, network, payload: by.examine(),
    "withdraw": lambda by, network, payload: by.withdraw(IDS.get(network, "5")),
    "read": lambda by, network, payload: by.read(IDS.get(network, "5")),
    "edit": lambda by, network, payload: (
        by.edit(IDS.get(network, "5"), payload) if isinstance(by, Edits) else None
    ),
}


@pytest.mark.parametrize("network", NETWORKS)
def test_an_odd_answer_ends_in_our_errors_alone(network: str, shelf: Shelf) -> None:
    """From every method; `examine` gives an answer of its own to each."""
    media, told = shelf.put(picture()), ODD[:]
    with Scripted(lambda seen: Reply(data=told[0])) as server:
        while told:
            for name, call in CALLS.items():
                adapter = connected(network, server.url, shelf)
                payload = adapter.payloads(variant(network, media), START)[0]
                try:
                    result = call(adapter, network, payload)
                except PlatformError as error:
                    assert name != "examine" and len(str(error)) > 12, told[0]
                else:
                    assert name != "examine" or isinstance(result, Access), told[0]
            del told[0]


def after_login(network: str, told: Any) -> Callable[[Seen], Reply]:
    """A server whose account is there, and whose other answers are this one."""
    session = {
        "did": "did:plc:x",
        "handle": "catalonia-ca.example.test",
        "accessJwt": "a",
        "refreshJwt": "r",
    }
    own = {
        "/xrpc/com.atproto.server.createSession": session,
        "/api/v1/accounts/verify_credentials": {"id": "7", "acct": "catalonia"},
        "/2/users/me": ME.data,
    }
    return lambda seen: Reply(data=own.get(seen.path, told))


@pytest.mark.parametrize("told", [each for each in ODD if each not in ([], {}, [[]])], ids=str)
@pytest.mark.parametrize("network", ["bluesky", "mastodon", "x"])
def test_an_odd_answer_to_a_create_is_a_doubt_and_in_a_search_no_proof(
    network: str, told: Any
) -> None:
    """It left and was answered: never to be sent again unasked, never proved absent."""
    with Scripted(after_login(network, told)) as server:
        adapter: Any = connected(network, server.url, clock=Clock(START + timedelta(minutes=9)))
        payload = adapter.payloads(variant(network, text="Tres dies.", link=""), START)[0]
        with pytest.raises(OutcomeUnknown):
            adapter.publish(payload, key(network))
        with pytest.raises(Unavailable):
            adapter.find(payload, key(network), START)


@pytest.mark.parametrize("posts", [0, 3])
def test_pages_of_x_that_come_to_no_end_are_left(posts: int) -> None:
    """Empty or full, each has another one behind it."""
    asked = 0

    def script(seen: Seen) -> Reply:
        nonlocal asked
        if seen.path == "/2/users/me":
            return ME
        asked += 1
        listed = [
            {"id": str(1000 * asked + n), "text": "x", "created_at": START.isoformat()}
            for n in range(posts)
        ]
        return Reply(data={"data": listed, "meta": {"next_token": f"n{asked}"}})

    with Scripted(script) as server:
        adapter = opened(server.url, Clock(START + timedelta(minutes=9)))
        payload = adapter.payloads(variant("x"), START)[0]
        if posts:
            assert adapter.find(payload, "key", START) is None
            assert len(adapter.recent(START)) == 5 * posts
        else:
            for call in (
                lambda: adapter.find(payload, "key", START),
                lambda: adapter.recent(START),
            ):
                with pytest.raises(Unavailable, match="come to no end"):
                    call()
    assert asked <= 30


@pytest.mark.parametrize(
    "told",
    [
        {"data": ["words"], "meta": {}},
        {"data": {}, "meta": {}},
        {"data": [], "meta": {"next_token": 7}},
        {"data": [], "meta": []},
    ],
)
def test_a_page_of_x_that_is_none_proves_nothing(told: Any) -> None:
    """What cannot be read may hold the post that is looked for."""
    with Scripted(after_login("x", told)) as server, pytest.raises(Unavailable, match="be read"):
        adapter = opened(server.url, Clock(START + timedelta(minutes=9)))
        adapter.find(adapter.payloads(variant("x"), START)[0], "key", START)


@pytest.mark.parametrize("told", [["words"], [None], [{"id": {}}], [{"content": "x"}]])
def test_a_page_of_mastodon_that_is_none_proves_nothing(told: Any) -> None:
    """Nor can the page behind it be asked for."""
    with Scripted(after_login("mastodon", told)) as server, pytest.raises(Unavailable):
        adapter: Any = connected("mastodon", server.url)
        adapter.find(adapter.payloads(variant("mastodon"), START)[0], "key", START)


def test_an_account_with_a_broken_address_is_examined_all_the_same() -> None:
    """`examine` raises nothing, whatever a server says of itself."""
    own = {"id": "7", "acct": "x" * 9999, "url": "http://[", "uri": 7}
    with Scripted(always(Reply(data=own))) as server:
        adapter: Any = connected("mastodon", server.url, account="a@[")
        assert len(adapter.examine().account) < 300


@pytest.mark.parametrize("claims", ["", "e30", "W10", "W" * 9999, "\u00e9", "WyJ", "W1tb" * 9999])
def test_a_token_s_scope_is_read_or_is_none(claims: str) -> None:
    """Its middle is the server's to write."""
    assert _scope(Session("did:plc:x", "x", f"e30.{claims}.sig", "r")) == ""


@pytest.mark.parametrize("facets", [7, "x", [7], [{"features": 7}], [{"features": [7]}], [None]])
def test_a_record_with_odd_facets_is_another_record(facets: Any) -> None:
    """Compared with ours, which has none."""
    assert same({"text": "x", "facets": facets}, {"text": "x"}) is (not isinstance(facets, list))


def test_a_mention_alone_makes_no_other_record() -> None:
    """It may have been resolved for one of two tries."""
    mention = {"features": [{"$type": "app.bsky.richtext.facet#mention", "did": "did:plc:x"}]}
    assert same({"text": "x", "facets": [mention]}, {"text": "x"})


@pytest.mark.parametrize(
    "told", [{"access_token": {}}, {"access_token": 7}, {"access_token": None}, [], None]
)
def test_a_renewal_that_gives_no_token_is_none(told: Any, clock: Clock) -> None:
    """The token that was there is kept for the next try."""
    secret = f'{{"access_token": "{SECRET}", "refresh_token": "r", "expires_at": 1}}'
    options = {"client_id": "our-app"}
    with Scripted(always(Reply(data=told))) as server, pytest.raises(Unavailable):
        opened(server.url, clock, secret=secret, options=options).identify()
