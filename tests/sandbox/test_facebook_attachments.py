"""A page's posts as a list, and what hangs on each of them."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
import requests

from campaign.sandbox import SandboxServer
from tests.sandbox.grapher import Grapher, jpeg
from tests.sandbox.visitors import film, refusal

FIELDS = "message,attachments{media,media_type,subattachments,target,title,type,url},full_picture"


@pytest.fixture
def one(box: SandboxServer) -> Grapher:
    """Somebody with a page."""
    return Grapher(box.url)


def attached(one: Grapher, *photos: str, **fields: Any) -> str:
    """A post with photos that were handed in; gives its id."""
    media = json.dumps([{"media_fbid": each} for each in photos])
    more = {"attached_media": media} if photos else {}
    return str(one.post(f"/{one.page}/feed", **more, **fields)["id"])


def shown(one: Grapher, id: str) -> Any:
    """What hangs on a post, asked for as a field and as a list of its own."""
    field = one.get(f"/{id}", fields=FIELDS).get("attachments", {"data": []})
    assert one.get(f"/{id}/attachments") == field
    return field["data"]


def test_a_photo_hangs_on_its_post(one: Grapher) -> None:
    """With its size and the address of its bytes."""
    photo = one.photo(jpeg((800, 600)))
    id = attached(one, photo, message="Tres dies.")
    [told] = shown(one, id)
    assert (told["media_type"], told["type"], told["target"]["id"]) == ("photo", "photo", photo)
    image = told["media"]["image"]
    assert (image["width"], image["height"]) == (800, 600)
    assert requests.get(image["src"], timeout=10).content == jpeg((800, 600))
    assert one.get(f"/{id}", fields=FIELDS)["full_picture"] == image["src"]


def test_several_photos_are_an_album(one: Grapher) -> None:
    """Each is part of it, in the order of the post."""
    photos = [one.photo(jpeg(colour=each)) for each in ("navy", "gold", "white")]
    [told] = shown(one, attached(one, *photos, message="Tres dies."))
    assert (told["media_type"], told["type"]) == ("album", "album")
    parts = told["subattachments"]["data"]
    assert [each["target"]["id"] for each in parts] == photos


def test_a_shared_link_hangs_on_its_post(one: Grapher) -> None:
    """With where it leads."""
    [told] = shown(one, attached(one, message="Tres dies.", link="https://example.org/a"))
    assert (told["type"], told["url"]) == ("share", "https://example.org/a")


def test_a_film_hangs_on_its_post(one: Grapher) -> None:
    """As a film."""
    files = {"source": ("a.mp4", film(), "video/mp4")}
    one.post(f"/{one.page}/videos", files=files, description="Tres dies.")
    [post] = one.get(f"/{one.page}/posts")["data"]
    [told] = shown(one, post["id"])
    assert (told["media_type"], told["type"]) == ("video", "video_inline")


def test_words_alone_have_nothing_hanging_on_them(one: Grapher) -> None:
    """The field is left out, the list is empty; of a post that is not there, it is refused."""
    id = attached(one, message="Tres dies.")
    assert shown(one, id) == []
    assert refusal(one.call("GET", f"/{one.page}_1/attachments")) == (100, 33)


def test_a_pages_posts_are_listed(one: Grapher) -> None:
    """By either name, the newest first, without what nobody sees."""
    ids = [attached(one, message=each) for each in ("Tres dies.", "Una taula.")]
    attached(one, message="Encara no", published="false")
    for edge in ("posts", "published_posts", "feed"):
        listed = one.get(f"/{one.page}/{edge}", fields="id,message")["data"]
        assert [each["id"] for each in listed] == ids[::-1], edge


def test_every_field_that_meta_describes_may_be_asked_for(one: Grapher, specs: Path) -> None:
    """What a post does not have is left out; a field that there is not is refused."""
    described = json.loads((specs / "meta/specs/PagePost.json").read_text())
    id = attached(one, message="Tres dies.")
    for each in described["fields"]:
        assert one.get(f"/{id}", fields=each["name"])["id"] == id
    assert refusal(one.call("GET", f"/{id}", fields="colour")) == (100, 0)
