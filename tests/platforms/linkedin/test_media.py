"""A film goes to LinkedIn in the parts that it names, and is posted when it was worked through."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import timedelta
from hashlib import sha256
from typing import Any

import pytest

from campaign.errors import PlatformError, Rejected, Unavailable, UnsupportedFeature
from campaign.model import Media
from campaign.platforms.protocols import Platform
from campaign.sandbox import SandboxServer
from tests.platforms.samples import (
    ALT,
    START,
    Clock,
    Shelf,
    connected,
    picture,
    standing,
    variant,
)
from tests.platforms.scripted import Reply, Scripted, Seen
from tests.sandbox.visitors import film

URN = "urn:li:video:C1"
IDS = ["/ambry-video/signedId/a.bin", "/ambry-video/signedId/b.bin"]


def filmed(shelf: Shelf, more: int = 0, alt: str = ALT, seconds: float = 0) -> Media:
    """A film on the shelf."""
    data = film(more=bytes(more or 80_000))
    name = sha256(data).hexdigest()
    shelf.kept[name] = data
    return Media(name, "video/mp4", 640, 360, len(data), alt, seconds=seconds)


@dataclass
class Script:
    """LinkedIn for one film: the parts it names, the headers of each part's answer, its states."""

    ranges: list[tuple[Any, Any]]
    parts: list[Reply] = field(
        default_factory=lambda: [
            Reply(200, headers={"ETag": IDS[0]}),
            Reply(200, headers={"ETag": f'"{IDS[1]}"'}),
        ]
    )
    states: list[str] = field(default_factory=lambda: ["AVAILABLE"])

    def __call__(self, seen: Seen) -> Reply:
        if seen.path == "/rest/posts":
            return Reply(201, headers={"x-restli-id": "urn:li:share:1"})
        if "initializeUpload" in seen.target:
            at = f"http://{seen.headers['host']}/dms-uploads"
            places = [
                {"uploadUrl": f"{at}/{n}?sau=s", "firstByte": first, "lastByte": last}
                for n, (first, last) in enumerate(self.ranges)
            ]
            value = {"video": URN, "uploadInstructions": places, "uploadToken": ""}
            return Reply(data={"value": value})
        if seen.method == "PUT":
            return self.parts[int(seen.path.rpartition("/")[2])]
        if "finalizeUpload" in seen.target:
            return Reply(200)
        state = self.states.pop(0) if len(self.states) > 1 else self.states[0]
        return Reply(data={"id": URN, "status": state})


def publish(adapter: Platform, media: Media) -> None:
    """Post a film."""
    adapter.publish(adapter.payloads(variant("linkedin", media), START)[0], "key")


def test_a_film_goes_in_parts_to_signed_addresses_and_is_waited_for(shelf: Shelf) -> None:
    """Without a token there, which is for the API alone; the ETags in order, out of quotes."""
    clock, media = Clock(), filmed(shelf)
    script = Script([(0, 99), (100, media.size - 1)], states=["PROCESSING", "AVAILABLE"])
    with Scripted(script) as server:
        publish(connected("linkedin", server.url, shelf, clock), media)
    begin, one, two, end, *asked, post = server.seen
    owner = "urn:li:organization:20230917"
    request = {"owner": owner, "fileSizeBytes": media.size}
    assert begin.target == "/rest/videos?action=initializeUpload"
    assert begin.data == {"initializeUploadRequest": request}
    assert [each.target for each in (one, two)] == [f"/dms-uploads/{n}?sau=s" for n in range(2)]
    assert one.body + two.body == shelf.kept[media.sha256] and len(one.body) == 100
    assert all("authorization" not in each.headers for each in (one, two))
    assert {each.headers["content-type"] for each in (one, two)} == {"application/octet-stream"}
    assert end.target == "/rest/videos?action=finalizeUpload"
    told = {"video": URN, "uploadToken": "", "uploadedPartIds": IDS}
    assert end.data == {"finalizeUploadRequest": told}
    assert [each.path for each in asked] == ["/rest/videos/urn%3Ali%3Avideo%3AC1"] * 2
    assert post.data["content"] == {"media": {"id": URN, "title": ALT}}
    assert clock.now == START + timedelta(seconds=1)


@pytest.mark.parametrize(
    "ranges",
    [
        [],
        [(0, 99)],
        [(0, 99), (100, 100_000)],
        [(0, 99), (101, 80_255)],
        [(100, 80_255), (0, 99)],
        [(0, None), (100, 80_255)],
        [(0, -1), (0, 80_255)],
        [(0, 80_255), (80_256, 80_300)],
    ],
)
def test_parts_that_are_not_those_of_the_film_are_not_sent(
    ranges: list[tuple[Any, Any]], shelf: Shelf
) -> None:
    """A gap, an overlap or an end that is another one would make another film of it."""
    media = filmed(shelf)
    assert media.size == 80_256
    refused = pytest.raises(Unavailable, match="not those of the video")
    with Scripted(Script(ranges)) as server, refused:
        publish(connected("linkedin", server.url, shelf), media)
    assert [each.method for each in server.seen] == ["POST"]


@pytest.mark.parametrize(
    ("answer", "kind"),
    [
        (Reply(200), Unavailable),
        (Reply(200, headers={"ETag": '""'}), Unavailable),
        (Reply(401, {"message": "the address has ended"}), Unavailable),
        (Reply(503), Unavailable),
        (Reply(403, {"message": "no"}), Rejected),
    ],
)
def test_a_part_that_is_not_confirmed_posts_nothing(
    answer: Reply, kind: type[PlatformError], shelf: Shelf
) -> None:
    """Nor does an address that has ended say anything about the account's token."""
    media = filmed(shelf)
    with Scripted(Script([(0, media.size - 1)], [answer])) as server, pytest.raises(kind):
        publish(connected("linkedin", server.url, shelf), media)
    assert [each.method for each in server.seen] == ["POST", "PUT"]


@pytest.mark.parametrize(
    ("state", "kind", "says", "waited"),
    [
        ("PROCESSING", Unavailable, "still busy with the video", timedelta(minutes=5)),
        ("PROCESSING_FAILED", Rejected, "could not be worked through", timedelta(0)),
    ],
)
def test_a_film_that_never_gets_ready_posts_nothing(
    state: str, kind: type[PlatformError], says: str, waited: timedelta, shelf: Shelf
) -> None:
    """The one is for another time, the other never."""
    clock, media = Clock(), filmed(shelf)
    script = Script([(0, media.size - 1)], states=[state])
    with Scripted(script) as server, pytest.raises(kind, match=says):
        publish(connected("linkedin", server.url, shelf, clock), media)
    assert all(each.path != "/rest/posts" for each in server.seen)
    assert clock.now - START == waited


def test_a_film_of_several_parts_arrives_whole(
    box: SandboxServer, shelf: Shelf, clock: Clock
) -> None:
    """The sandbox names parts of 4 MiB, and takes no other."""
    media = filmed(shelf, 9 * 1024 * 1024)
    publish(connected("linkedin", box.url, shelf, clock), media)
    [post] = standing(box.url, "linkedin")
    assert post["media"] == [{"sha256": media.sha256, "alt": ALT}]
    assert clock.now >= START + timedelta(seconds=5)


def test_a_title_is_as_long_as_one_may_be(shelf: Shelf) -> None:
    """What is said of a film has no other place; without a word there is no empty title."""
    for alt, shown in (("é" * 401, {"title": "é" * 400}), ("", {})):
        media = filmed(shelf, alt=alt)
        with Scripted(Script([(0, media.size - 1)])) as server:
            publish(connected("linkedin", server.url, shelf), media)
        assert server.seen[-1].data["content"] == {"media": {"id": URN, **shown}}


def test_a_film_stands_alone_and_lasts_half_an_hour(shelf: Shelf) -> None:
    """Told before anything is read or sent."""
    adapter = connected("linkedin", "http://127.0.0.1:9", shelf)
    adapter.payloads(variant("linkedin", filmed(shelf, seconds=1800)), START)
    with pytest.raises(UnsupportedFeature, match=r"1800\.1 seconds, longer than the 1800"):
        adapter.payloads(variant("linkedin", filmed(shelf, seconds=1800.1)), START)
    both = variant("linkedin", filmed(shelf), shelf.put(picture()))
    with pytest.raises(UnsupportedFeature, match="a film goes out alone"):
        adapter.payloads(both, START)


def test_a_film_has_no_link_card(shelf: Shelf) -> None:
    """A post has one content."""
    adapter = connected("linkedin", "http://127.0.0.1:9", shelf)
    assert "content" not in adapter.payloads(variant("linkedin", filmed(shelf)), START)[0].body
