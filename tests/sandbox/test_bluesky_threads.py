"""Bluesky: threads, galleries, commits, and what a server says about itself."""

from __future__ import annotations

from typing import Any

import pytest
import requests

from tests.sandbox.visitors import Skywriter, images, picture, read, record

KEYS = ("3mzzzzzzzzz22", "3mzzzzzzzzz23", "3mzzzzzzzzz24", "3mzzzzzzzzz25")
NOT_FOUND = "app.bsky.feed.defs#notFoundPost"


def chain(sky: Skywriter, count: int) -> list[dict[str, Any]]:
    """Posts of which each answers the one before."""
    made: list[dict[str, Any]] = []
    for number in range(count):
        refs = [{"uri": each["uri"], "cid": each["cid"]} for each in made]
        more = {"reply": {"root": refs[0], "parent": refs[-1]}} if refs else {}
        made.append(read(sky.put(record(f"{number + 1}/{count}", **more), KEYS[number])))
    return made


def thread(sky: Skywriter, uri: str, **more: Any) -> dict[str, Any]:
    """A post's thread."""
    shown: dict[str, Any] = read(sky.ask("app.bsky.feed.getPostThread", uri=uri, **more))["thread"]
    return shown


def gallery(item: dict[str, Any]) -> dict[str, Any]:
    """A post with a gallery of one item."""
    return record(embed={"$type": "app.bsky.embed.gallery", "items": [item]})


def test_a_thread_is_seen_from_its_first_its_middle_and_its_last_post(sky: Skywriter) -> None:
    """What a post answers stands above it, what answers it below."""
    first, second, third = (each["uri"] for each in chain(sky, 3))
    top = thread(sky, first)
    assert top["post"]["uri"] == first and "parent" not in top
    assert top["replies"][0]["post"]["uri"] == second
    assert top["replies"][0]["replies"][0]["post"]["uri"] == third
    middle = thread(sky, second)
    assert middle["parent"]["post"]["uri"] == first
    assert [each["post"]["uri"] for each in middle["replies"]] == [third]
    last = thread(sky, third)
    assert last["parent"]["parent"]["post"]["uri"] == first and last["replies"] == []


def test_a_thread_is_cut_where_it_is_asked(sky: Skywriter) -> None:
    """By depth below and by height above."""
    first, second, third = (each["uri"] for each in chain(sky, 3))
    assert "replies" not in thread(sky, first, depth=0)
    assert "replies" not in thread(sky, first, depth=1)["replies"][0]
    assert "parent" not in thread(sky, third, parentHeight=0)
    assert "parent" not in thread(sky, third, parentHeight=1)["parent"]
    assert thread(sky, third, parentHeight=2)["parent"]["parent"]["post"]["uri"] == first
    read(sky.ask("app.bsky.feed.getPostThread", uri=second, depth=1001), 400)


def test_a_post_that_is_gone_is_not_found_and_leaves_a_gap_above(sky: Skywriter) -> None:
    """The error has its own name; an answer shows that something stood above it."""
    first, second = (each["uri"] for each in chain(sky, 2))
    repo = {"repo": sky.did, "collection": "app.bsky.feed.post"}
    read(sky.call("com.atproto.repo.deleteRecord", **repo, rkey=KEYS[0]))
    told = read(sky.ask("app.bsky.feed.getPostThread", uri=first), 400)
    assert told == {"error": "NotFound", "message": f"Post not found: {first}"}
    assert thread(sky, second)["parent"] == {"$type": NOT_FOUND, "uri": first, "notFound": True}
    assert "uri" in read(sky.ask("app.bsky.feed.getPostThread"), 400)["message"]


def test_a_gallery_shows_its_items(sky: Skywriter) -> None:
    """Each with its kind, its description and its shape."""
    [item] = images(sky.upload(picture()))["images"]
    made = read(sky.put(gallery({"$type": "app.bsky.embed.gallery#image", **item})))
    [shown] = thread(sky, made["uri"])["post"]["embed"]["items"]
    assert (shown["$type"], shown["alt"]) == ("app.bsky.embed.gallery#viewImage", "Una taula")


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"$type": None}, '"$type"'),
        ({"$type": 7}, '"$type"'),
        ({"$type": "app.bsky.embed.gallery#film"}, "does not keep"),
        ({"$type": "app.bsky.embed.images#image"}, "does not keep"),
        ({"alt": None}, '"alt"'),
        ({"aspectRatio": None}, '"aspectRatio"'),
        ({"image": None}, '"image"'),
    ],
)
def test_an_item_of_a_gallery_needs_its_kind_and_all_its_parts(
    sky: Skywriter, change: dict[str, Any], words: str
) -> None:
    """The list may hold several kinds, so an item without one has no meaning."""
    [item] = images(sky.upload(picture()))["images"]
    item = {"$type": "app.bsky.embed.gallery#image", **item, **change}
    told = read(sky.put(gallery({name: each for name, each in item.items() if each})), 400)
    assert told["error"] == "InvalidRequest"
    assert words in told["message"]


def test_a_commit_is_named_after_the_repository_and_not_after_the_record(sky: Skywriter) -> None:
    """Every write has its own, and its revision grows; deleting makes one too."""
    made = chain(sky, 3)
    repo = {"repo": sky.did, "collection": "app.bsky.feed.post"}
    gone = read(sky.call("com.atproto.repo.deleteRecord", **repo, rkey=KEYS[2]))
    again = read(sky.call("com.atproto.repo.deleteRecord", **repo, rkey=KEYS[2]))
    commits = [each["commit"] for each in (*made, gone)]
    cids = [each["cid"] for each in commits]
    assert len(set(cids)) == 4 and not set(cids) & {each["cid"] for each in made}
    assert all(each.startswith("bafyrei") and len(each) == 59 for each in cids)
    revs = [each["rev"] for each in commits]
    assert revs == sorted(revs) and len(set(revs)) == 4
    assert again == {}


def test_a_server_describes_itself_and_its_repositories(sky: Skywriter) -> None:
    """Before anybody has a session; a blob is given back as it was handed in."""
    described = read(requests.get(f"{sky.url}/xrpc/com.atproto.server.describeServer", timeout=10))
    assert described["did"].startswith("did:web:")
    assert described["availableUserDomains"] == [".sandbox.test"]
    assert described["blobUploadLimit"] == 50 * 1024 * 1024
    blob = sky.upload(picture())
    given = sky.ask("com.atproto.sync.getBlob", did=sky.did, cid=blob["ref"]["$link"])
    assert (given.content, given.headers["Content-Type"]) == (picture(), "image/png")
    read(sky.put(record()))
    repo = read(sky.ask("com.atproto.repo.describeRepo", repo=sky.session["handle"]))
    assert (repo["did"], repo["collections"]) == (sky.did, ["app.bsky.feed.post"])
