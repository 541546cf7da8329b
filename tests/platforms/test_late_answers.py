"""A proxy that answers one question late: no receipt for another post, and no second post."""

from __future__ import annotations

from contextlib import suppress

import pytest
import requests

from campaign.errors import OutcomeUnknown, PlatformError, Rejected
from campaign.model import Pending, Receipt
from campaign.platforms.protocols import Finishes, Platform
from tests.platforms.places import IDENTITY, Place, illustration, place
from tests.platforms.samples import START, key_for, standing
from tests.platforms.sockets import Line, Sockets, answer

__all__ = ["place"]

NETWORKS = ["facebook", "instagram", "linkedin", "telegram", "threads"]
_KEPT = ("date", "x-restli-id", "content-type")


def asked(upstream: str, request: bytes) -> bytes:
    """What the network itself answers."""
    head, _, body = request.partition(b"\r\n\r\n")
    first, *lines = head.decode("latin-1").split("\r\n")
    method, target, _ = first.split(" ", 2)
    headers = dict(line.split(": ", 1) for line in lines)
    for name in ("Host", "Connection", "Content-Length"):
        headers.pop(name, None)
    with requests.request(method, upstream + target, data=body, headers=headers) as told:
        kept = [f"{n}: {v}" for n, v in told.headers.items() if n.lower() in _KEPT]
        return answer(told.content, *kept, status=f"{told.status_code} x")


def late(upstream: str, stale: bytes = b"") -> Sockets:
    """Each answer but the first of a connection is that to the question before.

    With a `stale` one, the first is that one.
    """

    def serve(line: Line) -> None:
        before = stale
        while request := line.request():
            now = asked(upstream, request)
            line.send(before or now)
            before = now

    return Sockets(serve)


def steps(by: Platform, at: Place, tries: int) -> list[Receipt]:
    """The receipts of as many tries of each step as are needed, as the engine makes them."""
    payload = by.payloads(at.variant(illustration(at.platform, at.shelf)), START)[0]
    key, found = key_for(at.platform, IDENTITY, START), []
    pending: Pending | None = None
    for _ in range(tries):
        at.clock.pass_by(60)
        try:
            if pending is None:
                answered = by.publish(payload, key)
            else:
                assert isinstance(by, Finishes)
                answered = by.finish(pending, START)
        except OutcomeUnknown:
            if pending is None:
                break  # nobody sends it again before it was looked for
            continue
        except Rejected:
            break
        except PlatformError:
            continue
        if isinstance(answered, Receipt):
            found.append(answered)
            break
        pending = answered
    return found


@pytest.mark.parametrize("place", NETWORKS, indirect=True)
def test_answers_that_come_late_give_no_wrong_receipt(place: Place) -> None:
    """What is made is asked for over connections of its own, so it goes out, once."""
    with late(place.server) as server:
        receipts = steps(place.connect(server.url), place, 12)
    posts = standing(place.server, place.platform)
    assert len(posts) <= 1
    assert [each.remote_id for each in receipts] == [each["id"] for each in posts]
    assert len(receipts) == 1


@pytest.mark.parametrize("place", NETWORKS, indirect=True)
def test_answers_that_are_never_ours_give_no_receipt(place: Place) -> None:
    """Also the first over each connection is another's: an id, a listing, a success."""
    others = (b'{"id": "17_4"}', b'{"success": true}', b'{"data": []}', b"{}", b"[]", b"null")
    for other in others:
        with late(place.server, answer(other)) as server, suppress(PlatformError):
            by = place.connect(server.url)
            for receipt in steps(by, place, 4):
                posts = standing(place.server, place.platform)
                assert receipt.remote_id in [each["id"] for each in posts]


@pytest.mark.parametrize("place", ["telegram"], indirect=True)
def test_the_same_words_twice_get_the_receipt_of_their_own_each(place: Place) -> None:
    """By its words the first one's answer could not be told from the second one's."""
    with late(place.server) as server:
        by = place.connect(server.url)
        payload = by.payloads(place.variant(), START)[0]
        receipts = [by.publish(payload, "key") for _ in range(3)]
    posts = standing(place.server, place.platform)
    assert [isinstance(each, Receipt) and each.remote_id for each in receipts] == [
        each["id"] for each in posts
    ]
