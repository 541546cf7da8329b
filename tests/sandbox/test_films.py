"""Films are taken as the networks take them: one alone, worked on first, with a description."""

from typing import Any

import pytest
import requests

from campaign.sandbox import SandboxServer
from campaign.sandbox.media import NotAFilm, look_at_film
from tests.sandbox.visitors import (
    Skywriter,
    Tooter,
    film,
    ledger,
    move_clock,
    picture,
    read,
    record,
)

READY = "2026-12-01T09:00:05Z"


def test_a_film_is_known_by_the_box_it_begins_with() -> None:
    """Its kind and its size in pixels; what only is called so is none."""
    seen = look_at_film(film((1080, 1920)))
    assert (seen.mime, seen.width, seen.height) == ("video/mp4", 1080, 1920)
    assert seen.is_film
    quicktime = film().replace(b"isom\0", b"qt  \0").replace(b"isomiso2avc1mp41", b"qt  " * 4)
    for wrong in (b"", b"\0\0\0 ftypisom", picture(), quicktime, film()[20:], b"\0" * 40):
        with pytest.raises(NotAFilm):
            look_at_film(wrong)


def test_a_film_cut_short_still_tells_its_kind() -> None:
    """Boxes that lead beyond the end are not followed."""
    assert (look_at_film(film()[:60]).width, look_at_film(film()[:60]).height) == (0, 0)


def test_mastodon_works_on_a_film_before_it_can_be_posted(
    box: SandboxServer, tooter: Tooter
) -> None:
    """202 and no address, 206 until it is ready, then the post carries it with its description."""
    media = read(tooter.upload(film(), "Una taula, tretze cadires"), 202)
    assert (media["type"], media["url"]) == ("video", None)
    early = read(tooter.post("Tres dies", media=[media["id"]]), 422)
    assert "not finished processing" in early["error"]
    assert tooter.get(f"/v1/media/{media['id']}").status_code == 206
    move_clock(box.url, READY)
    ready = read(tooter.get(f"/v1/media/{media['id']}"))
    assert ready["meta"]["original"]["width"] == 640
    (shown,) = read(tooter.post("Tres dies", media=[media["id"]]))["media_attachments"]
    assert shown["description"] == "Una taula, tretze cadires"
    answer = requests.get(shown["url"], timeout=10)
    assert answer.headers["content-type"] == "video/mp4"
    assert answer.content == film()


def test_mastodon_takes_no_film_beside_anything_else(box: SandboxServer, tooter: Tooter) -> None:
    """Neither a picture nor a second film."""
    films = [read(tooter.upload(film(more=bytes([n]))), 202)["id"] for n in range(2)]
    shown = read(tooter.upload(picture()))["id"]
    move_clock(box.url, READY)
    for some in (films, [films[0], shown]):
        refused = read(tooter.post("Tres dies", media=some), 422)
        assert "Cannot attach a video" in refused["error"]
    read(tooter.post("Tres dies", media=[films[0]]))


def test_mastodon_tells_how_big_a_film_may_be(tooter: Tooter) -> None:
    """In the instance's configuration, with the type."""
    told = read(tooter.get("/v2/instance"))["configuration"]["media_attachments"]
    assert told["video_size_limit"] == 99 * 1024 * 1024
    assert "video/mp4" in told["supported_mime_types"]


def shown(blob: Any, **more: Any) -> dict[str, Any]:
    """A record with a film."""
    embed = {"$type": "app.bsky.embed.video", "video": blob, "alt": "Una taula", **more}
    return record(embed=embed)


def test_bluesky_shows_a_film_with_its_description_and_shape(
    box: SandboxServer, sky: Skywriter
) -> None:
    """The record is kept as it is, and its view names where the film lies."""
    blob = sky.upload(film(), "video/mp4")
    assert blob["mimeType"] == "video/mp4"
    told = read(sky.put(shown(blob, aspectRatio={"width": 16, "height": 9})))
    (view,) = read(sky.ask("app.bsky.feed.getPosts", uris=told["uri"]))["posts"]
    assert view["embed"]["$type"] == "app.bsky.embed.video#view"
    assert view["embed"]["alt"] == "Una taula"
    assert requests.get(view["embed"]["playlist"], timeout=10).content == film()
    (post,) = ledger(box.url)["posts"]
    assert post["media"][0]["alt"] == "Una taula"


@pytest.mark.parametrize(
    ("data", "mime", "more", "why"),
    [
        (picture(), "image/png", {}, "must match video/mp4"),
        (b"no film at all", "video/mp4", {}, "must match video/mp4"),
        (film(), "video/mp4", {"aspectRatio": {"width": 0, "height": 9}}, "less than 1"),
        (film(), "video/mp4", {"alt": 7}, "must be a string"),
        (film(), "video/mp4", {"captions": [{"lang": "ca"}]}, "captions"),
    ],
)
def test_bluesky_refuses_what_is_no_film_or_badly_described(
    sky: Skywriter, data: bytes, mime: str, more: dict[str, Any], why: str
) -> None:
    """By the lexicon, and by the bytes rather than by what they are called."""
    answer = read(sky.put(shown(sky.upload(data, mime), **more)), 400)
    assert why in answer["message"]


def test_a_film_is_no_picture(sky: Skywriter) -> None:
    """Among pictures it is refused."""
    blob = sky.upload(film(), "video/mp4")
    embed = {"$type": "app.bsky.embed.images", "images": [{"image": blob, "alt": ""}]}
    assert "must match image/*" in read(sky.put(record(embed=embed)), 400)["message"]


def test_the_wall_shows_a_film_one_can_play(box: SandboxServer, sky: Skywriter) -> None:
    """With its controls, its description, and the right to be loaded from here."""
    read(sky.put(shown(sky.upload(film(), "video/mp4"))))
    page = requests.get(box.url, timeout=10)
    assert "<video src=" in page.text
    assert 'aria-label="Una taula"' in page.text
    assert "media-src 'self'" in page.headers["content-security-policy"]
