"""The sandbox's Instagram behaves as Instagram does, and is stricter where nobody knows."""

from __future__ import annotations

from pathlib import Path

import pytest
import requests

from campaign.sandbox import SandboxServer
from campaign.sandbox.faults import read_fault
from tests.platforms.scripted import Reply, Scripted, always
from tests.sandbox.grapher import Grapher, jpeg
from tests.sandbox.visitors import (
    film,
    ledger,
    move_clock,
    on_the_wall,
    picture,
    read,
    refusal,
    shelved,
)

DAY_LATER = "2026-12-02T09:00:01Z"
GONE = (100, 33)


@pytest.fixture
def one(box: SandboxServer) -> Grapher:
    """Somebody with a page and an Instagram account."""
    return Grapher(box.url)


def test_a_container_is_published_once_when_it_is_ready(one: Grapher, media: Path) -> None:
    """Too early it is not available; once it was published it cannot be found."""
    made = read(one.image(shelved(media, jpeg()), caption="Tres dies.", alt_text="Una taula"))
    id = made["id"]
    assert refusal(one.call("POST", "/me/media_publish", creation_id=id)) == (9007, 2207027)
    assert one.get(f"/{id}", fields="status_code")["status_code"] == "IN_PROGRESS"
    assert one.get(f"/{id}", fields="status_code")["status_code"] == "FINISHED"
    assert on_the_wall(one.url) == []
    post = one.post("/me/media_publish", creation_id=id)["id"]
    assert one.get(f"/{id}", fields="status_code")["status_code"] == "PUBLISHED"
    assert refusal(one.call("POST", "/me/media_publish", creation_id=id)) == (24, 2207006)
    [entry] = ledger(one.url)["posts"]
    assert (entry["id"], entry["text"]) == (post, "Tres dies.")
    assert [each["alt"] for each in entry["media"]] == ["Una taula"]
    told = one.get(f"/{post}", fields="permalink,media_type,timestamp,caption")
    assert told["media_type"] == "IMAGE"
    shown = requests.get(told["permalink"], timeout=10)
    assert shown.status_code == 200 and "Tres dies." in shown.text


def test_a_container_ends_after_a_day(one: Grapher, media: Path) -> None:
    """Then there is nothing to publish."""
    id = read(one.image(shelved(media, jpeg())))["id"]
    move_clock(one.url, DAY_LATER)
    assert one.get(f"/{id}", fields="status_code,status")["status_code"] == "EXPIRED"
    assert refusal(one.call("POST", "/me/media_publish", creation_id=id)) == (24, 2207008)


@pytest.mark.parametrize(
    ("data", "expected"),
    [
        (picture(size=(1080, 1080)), (36001, 2207005)),
        (b"no picture at all", (36001, 2207005)),
        (jpeg((400, 1200)), (36003, 2207009)),
        (jpeg((1200, 400)), (36003, 2207009)),
        (b"\0" * (8 * 1024 * 1024 + 1), (36000, 2207004)),
    ],
)
def test_instagram_takes_jpegs_of_some_shapes_alone(
    one: Grapher, media: Path, data: bytes, expected: tuple[int, int]
) -> None:
    """Each refusal under its own number, and with a sentence for people."""
    answer = one.image(shelved(media, data))
    assert refusal(answer) == expected
    assert answer.json()["error"]["error_user_msg"]


def test_what_cannot_be_fetched_is_told_with_its_address(one: Grapher) -> None:
    """Not there, sent on, or on another machine: nothing leaves this one."""
    assert refusal(one.image(f"00/{'0' * 64}.jpg")) == (9004, 2207052)
    onward = Reply(302, headers={"Location": "http://127.0.0.1:1/"})
    with Scripted(always(onward)) as elsewhere:
        answer = one.call("POST", "/me/media", image_url=f"{elsewhere.url}/a.jpg")
        assert refusal(answer) == (9004, 2207052)
    answer = one.call("POST", "/me/media", image_url="https://example.org/a.jpg")
    assert refusal(answer) == (9004, 2207052)
    assert "https://example.org/a.jpg" in answer.json()["error"]["error_user_msg"]


def test_a_fetch_may_fail_on_request(one: Grapher, media: Path) -> None:
    """As on a bad day."""
    faults = {"faults": [str(read_fault("instagram:image-fetch-failure=1"))]}
    requests.put(f"{one.url}/_sandbox/faults", json=faults, timeout=10)
    assert refusal(one.image(shelved(media, jpeg()))) == (9004, 2207052)


@pytest.mark.parametrize(
    ("fields", "expected"),
    [
        ({"caption": "a" * 2201}, (36004, 2207010)),
        ({"caption": " ".join(f"#a{n}" for n in range(31))}, (100, 2207040)),
        ({"alt_text": "a" * 1001}, (100, 0)),
        ({"media_type": "STORY"}, (100, 2207023)),
        ({"media_type": "CAROUSEL", "children": "1"}, (100, 2207028)),
        ({"media_type": "CAROUSEL", "children": "1,2"}, GONE),
    ],
)
def test_words_and_kinds_have_their_bounds(
    one: Grapher, media: Path, fields: dict[str, str], expected: tuple[int, int]
) -> None:
    """Before a container is made."""
    assert refusal(one.image(shelved(media, jpeg()), **fields)) == expected


def test_a_carousel_is_made_of_items_that_are_ready(one: Grapher, media: Path) -> None:
    """And each keeps its description."""
    items = [
        read(
            one.image(shelved(media, jpeg(colour=colour)), is_carousel_item="true", alt_text=colour)
        )["id"]
        for colour in ("#003399", "#ffcc00")
    ]
    said = {"media_type": "CAROUSEL", "children": ",".join(items), "caption": "Dues."}
    assert refusal(one.call("POST", "/me/media", **said)) == (9007, 2207027)
    assert [one.ready(each) for each in items] == ["FINISHED", "FINISHED"]
    id = one.post("/me/media", **said)["id"]
    assert one.ready(id) == "FINISHED"
    post = one.post("/me/media_publish", creation_id=id)["id"]
    assert one.get(f"/{post}", fields="media_type")["media_type"] == "CAROUSEL_ALBUM"
    [entry] = ledger(one.url)["posts"]
    assert [each["alt"] for each in entry["media"]] == ["#003399", "#ffcc00"]
    alone = one.call("POST", "/me/media_publish", creation_id=items[0])
    assert refusal(alone) == (24, 2207006)


def test_a_reel_is_a_film_that_is_fetched(one: Grapher, media: Path) -> None:
    """What is no film is refused."""
    there = f"{one.url}/_sandbox/public-media/"
    said = {"media_type": "REELS", "caption": "Tres dies."}
    path = shelved(media, film(), ".mp4")
    id = one.post("/me/media", video_url=there + path, **said)["id"]
    assert one.ready(id) == "FINISHED"
    one.post("/me/media_publish", creation_id=id)
    assert on_the_wall(one.url) == ["Tres dies."]
    path = shelved(media, jpeg(), ".mp4")
    answer = one.call("POST", "/me/media", video_url=there + path, **said)
    assert refusal(answer) == (352, 2207026)


def test_the_quota_of_a_day_is_told_and_kept(one: Grapher, media: Path) -> None:
    """It frees up as the day goes on."""
    path = shelved(media, jpeg())
    for number in range(101):
        id = read(one.image(path, caption=f"Dia {number}."))["id"]
        one.ready(id)
        answer = one.call("POST", "/me/media_publish", creation_id=id)
        if number == 100:
            assert refusal(answer, 403) == (9, 2207042)
    [told] = one.get("/me/content_publishing_limit", fields="config,quota_usage")["data"]
    assert told["quota_usage"] == 100
    assert told["config"] == {"quota_total": 100, "quota_duration": 86_400}
    move_clock(one.url, DAY_LATER)
    [told] = one.get("/me/content_publishing_limit", fields="quota_usage")["data"]
    assert told["quota_usage"] == 0


def test_an_instagram_post_is_counted_remarked_on_and_deleted(one: Grapher, media: Path) -> None:
    """A comment has three hundred characters."""
    id = read(one.image(shelved(media, jpeg()), caption="Tres dies."))["id"]
    one.ready(id)
    post = one.post("/me/media_publish", creation_id=id)["id"]
    comment = one.post(f"/{post}/comments", message="Més")["id"]
    found = one.get(f"/{post}/comments", fields="text,username")["data"]
    assert found == [{"id": comment, "text": "Més", "username": "catalonia"}]
    assert refusal(one.call("POST", f"/{post}/comments", message="a" * 301)) == (100, 2207010)
    told = one.get(f"/{post}/insights", metric="comments,views,total_interactions")["data"]
    assert [each["name"] for each in told] == ["comments", "views", "total_interactions"]
    assert refusal(one.call("GET", f"/{post}/insights", metric="impressions")) == (100, 0)
    assert one.get("/me/media", fields="caption")["data"] == [{"id": post, "caption": "Tres dies."}]
    assert read(one.call("DELETE", f"/{post}")) == {"success": True}
    assert refusal(one.call("GET", f"/{post}")) == GONE
