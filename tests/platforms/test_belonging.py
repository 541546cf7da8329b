"""An answer is believed only when it is about what was sent.

Something between us and a network may deliver an answer twice; from then on every answer on that
connection is one question late, and each of them looks well.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Any

import pytest

from campaign.errors import OutcomeUnknown, Unavailable
from campaign.model import Receipt
from campaign.platforms.mastodon.timeline import Query, misplaced
from campaign.platforms.protocols import Finds
from campaign.platforms.x import shown_text
from tests.platforms.samples import START, Shelf, connected, key_for, picture, variant
from tests.platforms.scripted import Reply, Scripted, Seen
from tests.platforms.sockets import Line, Sockets, answer

DID = "did:plc:ewvi7nxzyoun6zhxrhs64oiz"
TEXTS = ("Tres dies.", "Una taula.", "A qui hi convidaríeu?", "I després?")

Told = dict[str, Any]


def mastodon(number: int, path: str, body: Told) -> Told:
    """A status as it was sent."""
    return {"id": str(number), "url": f"https://m.example/{number}", "content": body["status"]}


def bluesky(number: int, path: str, body: Told) -> Told:
    """A session, or a record as it was put."""
    if path.endswith("createSession"):
        names = {"did": DID, "handle": "catalonia-ca.example.test"}
        return {**names, "accessJwt": "a", "refreshJwt": "r"}
    return {"uri": f"at://{DID}/{body['collection']}/{body['rkey']}", "cid": f"bafy{number}"}


def x(number: int, path: str, body: Told) -> Told:
    """A post as it was sent."""
    return {"data": {"id": str(number), "text": body["text"]}}


ANSWERS: Mapping[str, Callable[[int, str, Told], Told]] = {
    "bluesky": bluesky,
    "mastodon": mastodon,
    "x": x,
}


class Doubling:
    """A server that answers well, but says its first answer to a create once more at the next."""

    def __init__(self, network: str) -> None:
        self.made: list[Told] = []
        self._answer = ANSWERS[network]
        self._said: bytes | None = None
        self._doubled = False

    def __call__(self, line: Line) -> None:
        """Serve one connection."""
        while asked := line.request():
            head, _, body = asked.partition(b"\r\n\r\n")
            path = head.split()[1].decode()
            if not body:
                line.send(answer(b"{}", status="404 Not Found"))
                continue
            sent = json.loads(body)
            create = "Session" not in path
            if create:
                self.made.append(sent)
            told = answer(json.dumps(self._answer(len(self.made), path, sent)).encode())
            if create and self._said is not None and not self._doubled:
                self._doubled = True
                line.send(self._said)
                line.pause(0.05)
            self._said = self._said or (told if create else None)
            line.send(told)


@pytest.mark.parametrize("network", ANSWERS)
def test_an_answer_that_came_twice_is_no_receipt_of_the_next_post(network: str) -> None:
    """The next is in doubt, and the one after it is right again, over another connection."""
    doubling = Doubling(network)
    with Sockets(doubling) as server:
        adapter = connected(network, server.url)
        told: list[str] = []
        for number, text in enumerate(TEXTS):
            payload = adapter.payloads(variant(network, text=text, link=""), START)[0]
            key = key_for(network, ("labs", str(number), "catalonia-ca"), START)
            try:
                receipt = adapter.publish(payload, key)
            except OutcomeUnknown as error:
                assert "belongs to something else" in str(error)
                told.append("")
            else:
                assert isinstance(receipt, Receipt)
                told.append(receipt.remote_id)
        assert len(doubling.made) == len(TEXTS), "a create was repeated"
        assert told[1] == "" and all(told[:1] + told[2:]) and len(set(told)) == len(told)
        keyed = [key_for(network, ("labs", str(n), "catalonia-ca"), START) for n in (0, 2, 3)]
        ids = [each.rpartition("/")[2] for each in told[:1] + told[2:]]
        assert ids == (keyed if network == "bluesky" else ["1", "3", "4"])


@pytest.mark.parametrize(
    ("network", "media"),
    [
        ("mastodon", {"id": "33", "type": "image", "url": "https://m.example/33.png"}),
        ("pixelfed", {"id": "33", "type": "image", "url": "https://m.example/33.png"}),
        ("x", {"data": {"id": "33", "media_key": "3_33"}}),
    ],
)
def test_a_picture_s_answer_is_no_receipt_of_the_post(
    network: str, media: Told, shelf: Shelf
) -> None:
    """What came twice may also be the answer to an upload, which has an id as well."""
    told = answer(json.dumps(media).encode())

    def serve(line: Line) -> None:
        while asked := line.request():
            if asked.startswith(b"GET"):
                line.send(answer(b"{}", status="404 Not Found"))
                continue
            line.send(told)  # also to the create, whose own answer comes later

    with Sockets(serve) as server:
        adapter = connected(network, server.url, shelf)
        payload = adapter.payloads(variant(network, shelf.put(picture(), alt="")), START)[0]
        with pytest.raises(OutcomeUnknown, match="belongs to something else"):
            adapter.publish(payload, "key")


@pytest.mark.parametrize(
    ("there", "fits"),
    [
        (Reply(data={"id": "5", "content": "Tres dies."}), True),
        (Reply(data={"id": "5", "content": "A qui hi convidaríeu?"}), False),
        (Reply(404), False),
        (Reply(503), True),
        (Reply(data=[]), True),
        (Reply(data={"id": "5"}), True),
    ],
)
def test_a_receipt_without_words_is_read_back(there: Reply, fits: bool) -> None:
    """When that cannot be done now, the post is taken to be out: its id says so."""

    def script(seen: Seen) -> Reply:
        if seen.path.endswith("/source"):
            return Reply(404)
        return there if seen.method == "GET" else Reply(data={"id": "5"})

    with Scripted(script) as server:
        adapter = connected("mastodon", server.url)
        payload = adapter.payloads(variant("mastodon", text="Tres dies."), START)[0]
        if fits:
            receipt = adapter.publish(payload, "key")
            assert isinstance(receipt, Receipt) and receipt.remote_id == "5"
        else:
            with pytest.raises(OutcomeUnknown, match="belongs to something else"):
                adapter.publish(payload, "key")


TEXT = "Tres dies. Una taula. @maria@far.example https://aer.eu/x"
HTML = '<p>Tres dies. Una taula. @<span>maria</span> <a href="https://aer.eu/x">aer.eu/x</a></p>'
SENT = Query({"status": TEXT}, 1, START, "4")
STATUS: Told = {
    "id": "5",
    "account": {"id": "7"},
    "in_reply_to_id": "4",
    "media_attachments": [{"id": "1"}],
    "content": HTML,
}


def why(status: Told, source: str | None = TEXT, account: str = "7") -> str:
    """Why a status is not about what was sent."""
    return misplaced(SENT, status, account, lambda number: source)


@pytest.mark.parametrize(
    ("other", "words"),
    [
        ({"account": {"id": "8"}}, "another account"),
        ({"in_reply_to_id": "3"}, "replies to another"),
        ({"in_reply_to_id": None}, "replies to another"),
        ({"media_attachments": []}, "0 pictures or films, and 1 were sent"),
        ({"content": "<p>A qui hi convidaríeu?</p>"}, ""),
    ],
)
def test_another_status_is_told_by_what_it_says_of_itself(other: Told, words: str) -> None:
    """Its account, what it replies to, its pictures."""
    found = why({**STATUS, **other})
    assert words in found if words else found == "", "the source decides about words"


@pytest.mark.parametrize(
    ("status", "source", "fits"),
    [
        (STATUS, TEXT, True),
        (STATUS, "A qui hi convidaríeu?", False),
        (STATUS, None, True),
        ({**STATUS, "content": "<p>A qui hi convidaríeu?</p>"}, None, False),
        ({**STATUS, "content": f"<p>{TEXT}</p>"}, "never asked", True),
        ({"id": "5"}, "never asked", True),
        ({"id": "5", "content": ""}, "never asked", True),
        ({"id": "5", "content": None, "account": [], "media_attachments": 3}, None, True),
    ],
)
def test_words_that_a_server_dressed_up_are_still_ours(
    status: Told, source: str | None, fits: bool
) -> None:
    """By its source where there is one; else by most of the words; what it does not say is fine."""
    assert (why(status, source) == "") is fits


def test_an_account_that_is_not_known_yet_is_no_reason() -> None:
    """It would cost a question before every post."""
    assert why(STATUS, account="") == why({**STATUS, "account": None}) == ""


def test_a_source_that_cannot_be_asked_leaves_a_receipt_a_receipt() -> None:
    """The post is out, whatever comes of the question after it."""

    def script(seen: Seen) -> Reply:
        if seen.method == "POST":
            return Reply(data={"id": "5", "content": HTML})
        return Reply(503, {"error": "busy"})

    with Scripted(script) as server:
        adapter = connected("mastodon", server.url)
        payload = adapter.payloads(variant("mastodon", text=TEXT), START)[0]
        receipt = adapter.publish(payload, "key")
    assert isinstance(receipt, Receipt) and receipt.remote_id == "5"
    assert [seen.method for seen in server.seen] == ["POST", "GET"]


def test_words_that_came_back_as_they_were_cost_no_question() -> None:
    """One request a post."""
    script = lambda seen: Reply(data={"id": "5", "content": "<p>Tres <b>dies</b></p>"})  # noqa: E731
    with Scripted(script) as server:
        adapter = connected("mastodon", server.url)
        adapter.publish(adapter.payloads(variant("mastodon", text="Tres dies"), START)[0], "key")
    assert len(server.seen) == 1


@pytest.mark.parametrize(
    ("sent", "shown", "fits"),
    [
        ("Tres dies.", "Tres dies.", True),
        ("Tres dies.", "Una taula.", False),
        ("Tres dies: https://aer.eu/x", "Tres dies: https://t.co/a1", True),
        ("Tres dies: aer.eu/x", "Tres dies: https://t.co/a1 https://t.co/pic", True),
        ("a < b & c", "a &lt; b &amp; c", True),
        ("Més.", "@catalonia Més.", True),
        ("Cafe\u0301", "Caf\u00e9", True),
        ("https://aer.eu/x", "https://t.co/a1", True),
        ("https://aer.eu/x", "Tres dies https://t.co/a1", False),
        ("Tres dies", None, False),
        ("Tres dies", ["Tres dies"], False),
    ],
)
def test_x_s_answer_is_ours_when_its_letters_are(sent: str, shown: Any, fits: bool) -> None:
    """Of what stands behind its short links it says nothing yet."""
    assert shown_text.may_be(sent, {"id": "5", "text": shown}) is fits


def test_a_listing_of_another_account_is_no_silence() -> None:
    """It would prove a post absent that is there."""
    other = {"id": "5", "account": {"id": "8"}, "created_at": START.isoformat()}

    def script(seen: Seen) -> Reply:
        own = seen.path.endswith("verify_credentials")
        return Reply(data={"id": "7"} if own else [other])

    with Scripted(script) as server:
        adapter = connected("mastodon", server.url)
        assert isinstance(adapter, Finds)
        payload = adapter.payloads(variant("mastodon"), START)[0]
        with pytest.raises(Unavailable, match="belongs to something else: it lists another"):
            adapter.find(payload, "key", START)


def test_another_record_is_neither_a_receipt_nor_a_proof() -> None:
    """Bluesky's answers name the record they are about."""
    other = {"uri": f"at://{DID}/app.bsky.feed.post/3mzzzzzzzzz22", "cid": "bafy"}

    def script(seen: Seen) -> Reply:
        session = seen.path.endswith("Session")
        return Reply(data=bluesky(0, seen.path, {}) if session else other)

    with Scripted(script) as server:
        adapter = connected("bluesky", server.url)
        assert isinstance(adapter, Finds)
        payload = adapter.payloads(variant("bluesky"), START)[0]
        key = key_for("bluesky", ("labs", "", "catalonia-ca"), START)
        with pytest.raises(OutcomeUnknown, match="names another record"):
            adapter.publish(payload, key)
        with pytest.raises(Unavailable, match="names another record"):
            adapter.find(payload, key, START)


@pytest.mark.parametrize("network", ["mastodon", "x"])
def test_what_decides_about_a_lost_post_is_asked_over_new_connections(network: str) -> None:
    """An answer that is one question late cannot come over them."""
    statuses = {"/api/v1/accounts/verify_credentials": {"id": "7"}, "/api/v2/instance": {}}
    told = {**statuses, "/2/users/me": {"data": {"id": "7"}}}
    empty: Mapping[str, Any] = {"mastodon": [], "x": {"meta": {"result_count": 0}}}

    def serve(line: Line) -> None:
        while asked := line.request():
            path = asked.split()[1].decode().partition("?")[0]
            line.send(answer(json.dumps(told.get(path, empty[network])).encode()))

    with Sockets(serve) as server:
        adapter = connected(network, server.url)
        assert isinstance(adapter, Finds)
        payload = replace(adapter.payloads(variant(network), START)[0], uploads=())
        adapter.identify()  # type: ignore[attr-defined]
        before = server.connections
        adapter.find(payload, "key", START)
        adapter.find(payload, "key", START)
        assert server.connections == before + 2
