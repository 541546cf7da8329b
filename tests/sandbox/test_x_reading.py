"""One post of X by its id with what stands beside it, and pieces in plain form fields."""

from __future__ import annotations

import base64
import json
from pathlib import Path
from typing import Any

import pytest
import requests

from campaign.sandbox import SandboxServer
from tests.sandbox.visitors import film, picture, read
from tests.sandbox.xer import Poster

ALT = "Una taula amb tretze cadires"


@pytest.fixture
def poster(box: SandboxServer) -> Poster:
    """Somebody on X."""
    return Poster(box.url)


def begin(poster: Poster, data: bytes, category: str, mime: str) -> str:
    """Begin an upload in pieces; gives its id."""
    body = {"media_type": mime, "total_bytes": len(data), "media_category": category}
    return str(read(poster.send("/media/upload/initialize", **body))["data"]["id"])


def append(poster: Poster, id: str, number: str, piece: bytes, kind: str = "") -> requests.Response:
    """Send a piece whose form has fields only: no part of it has a file's name."""
    mime = f"Content-Type: {kind}\r\n" if kind else ""
    parts = (
        f'--b\r\nContent-Disposition: form-data; name="segment_index"\r\n\r\n{number}\r\n'
        f'--b\r\nContent-Disposition: form-data; name="media"\r\n{mime}\r\n'
    )
    headers = {**poster.headers, "Content-Type": "multipart/form-data; boundary=b"}
    body = parts.encode() + piece + b"\r\n--b--\r\n"
    address = f"{poster.url}/2/media/upload/{id}/append"
    return requests.post(address, data=body, headers=headers, timeout=10)


@pytest.mark.parametrize("kind", ["", "application/octet-stream", "image/png"])
@pytest.mark.parametrize("size", [1, 7, 64, 10_000])
def test_pieces_come_as_plain_fields_of_a_form(poster: Poster, kind: str, size: int) -> None:
    """Whatever bytes they hold, and however small they are cut."""
    data = picture()
    id = begin(poster, data, "tweet_image", "image/png")
    for number, at in enumerate(range(0, len(data), size)):
        read(append(poster, id, str(number), data[at : at + size], kind))
    read(poster.send(f"/media/upload/{id}/finalize"))
    post = read(poster.post("Tres dies", media={"media_ids": [id]}), 201)["data"]["id"]
    query = {"expansions": "attachments.media_keys", "media.fields": "url"}
    [shown] = read(poster.get(f"/tweets/{post}", **query))["includes"]["media"]
    assert requests.get(shown["url"], timeout=10).content == data


def test_a_large_piece_is_a_plain_field_too(poster: Poster) -> None:
    """A field may be larger than a text ever is; a number that is none is refused."""
    data = film(more=bytes(range(256)) * 12_000)
    id = begin(poster, data, "tweet_video", "video/mp4")
    read(append(poster, id, "0", data))
    assert read(poster.send(f"/media/upload/{id}/finalize"))["data"]["size"] == len(data)
    for number in ("", "x", "-1", "1000"):
        assert "segment_index" in append(poster, id, number, data).text


def test_one_post_is_shown_with_its_picture_and_author(poster: Poster) -> None:
    """The alt text, the picture's size and address, and who wrote it, in the older names."""
    media = poster.upload(picture())
    read(poster.send("/media/metadata", id=media, metadata={"alt_text": {"text": ALT}}))
    made = read(poster.post("Tres dies", media={"media_ids": [media]}), 201)["data"]["id"]
    told = read(
        poster.get(
            f"/tweets/{made}",
            **{
                "expansions": "attachments.media_keys,author_id",
                "media.fields": "alt_text,width,height,url,type",
                "user.fields": "username,profile_image_url",
                "tweet.fields": "author_id,possibly_sensitive,edit_controls",
            },
        )
    )
    [shown], [author] = told["includes"]["media"], told["includes"]["users"]
    assert (shown["alt_text"], shown["type"]) == (ALT, "photo")
    assert (shown["width"], shown["height"]) == (40, 30)
    assert (author["username"], author["id"]) == ("catalonia_ca", told["data"]["author_id"])
    assert told["data"]["edit_controls"]["edits_remaining"] == 5


def test_without_being_asked_a_post_brings_nothing_along(poster: Poster) -> None:
    """The id, the text and the history, as X answers by default."""
    made = read(poster.post("Tres dies"), 201)["data"]["id"]
    told = read(poster.get(f"/tweets/{made}"))
    assert told == {"data": {"id": made, "text": "Tres dies", "edit_history_tweet_ids": [made]}}


def test_an_answered_post_stands_beside_its_answer(poster: Poster) -> None:
    """In the older and in the newer names."""
    first = read(poster.post("1/2"), 201)["data"]["id"]
    under = poster.post("2/2", reply={"in_reply_to_tweet_id": first})
    second = read(under, 201)["data"]["id"]
    old = read(poster.get(f"/tweets/{second}", expansions="referenced_tweets.id"))
    assert [each["id"] for each in old["includes"]["tweets"]] == [first]
    query = {"expansions": "referenced_posts", "post.fields": "text"}
    new = read(poster.get(f"/tweets/{second}", **query))
    assert [each["id"] for each in new["includes"]["posts"]] == [first]


def test_lists_bring_their_pictures_along(poster: Poster) -> None:
    """Several by id, and the timeline."""
    media = poster.upload(picture())
    made = read(poster.post("Tres dies", media={"media_ids": [media]}), 201)["data"]["id"]
    query = {"expansions": "attachments.media_keys", "media.fields": "url"}
    assert read(poster.get("/tweets", ids=made, **query))["includes"]["media"]
    assert poster.own(**query)["includes"]["media"]


def test_a_post_that_is_gone_is_an_error_in_an_answer_that_succeeds(poster: Poster) -> None:
    """As X answers; a word that is no id, or no field, is refused."""
    made = read(poster.post("Tres dies"), 201)["data"]["id"]
    read(poster.delete(made))
    told = read(poster.get(f"/tweets/{made}"))
    assert [each["title"] for each in told["errors"]] == ["Not Found Error"]
    assert "data" not in told
    for path, query in [
        ("/tweets/abc", {}),
        (f"/tweets/{made}", {"tweet.fields": "colour"}),
        (f"/tweets/{made}", {"media.fields": "colour"}),
        (f"/tweets/{made}", {"expansions": "colour"}),
    ]:
        assert read(poster.get(path, **query), 400)["title"] == "Invalid Request"


def test_every_field_that_x_knows_may_be_asked_for(poster: Poster, specs: Path) -> None:
    """By the names of its own description; what is not there is left out."""
    described = json.loads((specs / "x/openapi-2.167.json").read_text())
    parameters: dict[str, Any] = described["components"]["parameters"]
    made = read(poster.post("Tres dies"), 201)["data"]["id"]
    for kind in ("PostFields", "MediaFields", "UserFields", "PostExpansions"):
        parameter = parameters[f"{kind}Parameter"]
        for each in parameter["schema"]["items"]["enum"]:
            read(poster.get(f"/tweets/{made}", **{parameter["name"]: each}))


@pytest.mark.parametrize("size", [700_000, 3 * 1024 * 1024])
def test_a_large_piece_in_json_is_taken(poster: Poster, size: int) -> None:
    """X takes pieces of 5 MB in base64, far larger than any post."""
    data = film(more=bytes(size))
    id = begin(poster, data, "tweet_video", "video/mp4")
    piece = base64.b64encode(data).decode()
    read(poster.send(f"/media/upload/{id}/append", media=piece, segment_index=0))
    assert read(poster.send(f"/media/upload/{id}/finalize"))["data"]["size"] == len(data)
