"""The sandbox's Facebook page behaves as one does, and is stricter where nobody knows."""

from __future__ import annotations

import pytest
import requests

from campaign.sandbox import SandboxServer
from tests.sandbox.grapher import Grapher
from tests.sandbox.visitors import (
    film,
    ledger,
    move_clock,
    on_the_wall,
    picture,
    read,
    refusal,
)

DAY_LATER = "2026-12-02T09:00:01Z"
GONE = (100, 33)


@pytest.fixture
def one(box: SandboxServer) -> Grapher:
    """Somebody with a page and an Instagram account."""
    return Grapher(box.url)


def test_a_post_made_unpublished_is_seen_by_nobody_until_it_is_published(one: Grapher) -> None:
    """And publishing it again changes nothing."""
    said = {"message": "Tres dies.", "published": "false"}
    id = one.post(f"/{one.page}/feed", **said)["id"]
    assert id.startswith(f"{one.page}_")
    assert on_the_wall(one.url) == []
    assert one.get(f"/{id}", fields="is_published")["is_published"] is False
    assert one.get(f"/{one.page}/published_posts")["data"] == []
    for _ in range(2):
        assert one.post(f"/{id}", is_published="true") == {"success": True}
        assert on_the_wall(one.url) == ["Tres dies."]
    told = one.get(f"/{id}", fields="is_published,permalink_url,message,created_time")
    assert told["is_published"] is True and told["created_time"] == "2026-12-01T09:00:00+0000"
    shown = requests.get(told["permalink_url"], timeout=10)
    assert shown.status_code == 200 and "Tres dies." in shown.text
    listed = one.get(f"/{one.page}/published_posts", fields="id,message")["data"]
    assert listed == [{"id": id, "message": "Tres dies."}]


def test_photos_are_attached_once_and_keep_their_description(one: Grapher) -> None:
    """One that is in a post already cannot be posted again."""
    photo = one.photo(alt_text_custom="Una taula")
    attached = f'[{{"media_fbid":"{photo}"}}]'
    page = one.page
    id = one.post(f"/{page}/feed", message="a", attached_media=attached, published="false")["id"]
    one.post(f"/{id}", is_published="true")
    [entry] = ledger(one.url)["posts"]
    assert [each["alt"] for each in entry["media"]] == ["Una taula"]
    again = one.call("POST", f"/{page}/feed", message="b", attached_media=attached)
    assert refusal(again) == (100, 1366051)


def test_a_photo_that_is_in_no_post_for_a_day_is_dropped(one: Grapher) -> None:
    """Whoever comes later has to hand it in again."""
    photo = one.photo()
    move_clock(one.url, DAY_LATER)
    attached = f'[{{"media_fbid":"{photo}"}}]'
    answer = one.call("POST", f"/{one.page}/feed", message="a", attached_media=attached)
    assert refusal(answer) == (100, 0)


def test_a_photo_may_be_a_post_of_its_own(one: Grapher) -> None:
    """As clients do that were not written here."""
    files = {"source": ("a.png", picture(), "image/png")}
    told = one.post(f"/{one.page}/photos", files=files, caption="Una taula.")
    assert told["post_id"].startswith(one.page)
    assert on_the_wall(one.url) == ["Una taula."]


@pytest.mark.parametrize("data", [b"", b"no picture", b"\0" * (4 * 1024 * 1024 + 1)])
def test_what_is_no_photo_or_too_big_is_refused(one: Grapher, data: bytes) -> None:
    """In words for people."""
    files = {"source": ("a.jpg", data, "image/jpeg")}
    answer = one.call("POST", f"/{one.page}/photos", files=files)
    assert refusal(answer) == (324, 1366046)
    assert "less than 4 MB" in answer.json()["error"]["error_user_msg"]


def test_a_post_says_something_and_a_link_or_pictures(one: Grapher) -> None:
    """Not nothing, and not both."""
    feed = f"/{one.page}/feed"
    assert refusal(one.call("POST", feed)) == (100, 0)
    photo = one.photo()
    both = {"link": "https://x.example", "attached_media": f'[{{"media_fbid":"{photo}"}}]'}
    assert refusal(one.call("POST", feed, **both)) == (100, 0)
    assert refusal(one.call("POST", feed, attached_media="[")) == (100, 0)
    assert on_the_wall(one.url) == []


def test_a_film_is_worked_on_before_it_can_be_shown(one: Grapher) -> None:
    """Asked once it is not ready, asked again it is."""
    files = {"source": ("a.mp4", film(), "video/mp4")}
    said = {"description": "Tres dies.", "published": "false"}
    id = one.post(f"/{one.page}/videos", files=files, **said)["id"]
    statuses = [
        one.get(f"/{id}", fields="status,published")["status"]["video_status"] for _ in range(2)
    ]
    assert statuses == ["processing", "ready"]
    assert on_the_wall(one.url) == []
    one.post(f"/{id}", published="true")
    assert on_the_wall(one.url) == ["Tres dies."]
    told = one.get(f"/{id}", fields="published,post_id,permalink_url")
    assert told["published"] is True and told["permalink_url"].startswith("/")
    assert one.get(f"/{one.page}_{told['post_id']}", fields="message")["message"] == "Tres dies."


def test_a_comment_stands_under_its_post(one: Grapher) -> None:
    """And is listed, the newest first when asked for so."""
    id = one.post(f"/{one.page}/feed", message="Tres dies.")["id"]
    for text in ("a", "b"):
        one.post(f"/{id}/comments", message=text)
    query = {"fields": "message,from", "order": "reverse_chronological", "filter": "stream"}
    found = one.get(f"/{id}/comments", **query)["data"]
    assert [each["message"] for each in found] == ["b", "a"]
    assert {each["from"]["id"] for each in found} == {one.page}
    assert one.get(f"/{id}", fields="comments.limit(0).summary(total_count)") == {
        "id": id,
        "comments": {"data": [], "summary": {"total_count": 2}},
    }
    assert [each["reply_to"] for each in ledger(one.url)["posts"]] == [None, id, id]


def test_a_deleted_post_is_gone(one: Grapher) -> None:
    """Published or not."""
    page = one.page
    for published in ("true", "false"):
        id = one.post(f"/{page}/feed", message="a", published=published)["id"]
        assert read(one.call("DELETE", f"/{id}")) == {"success": True}
        assert refusal(one.call("GET", f"/{id}")) == GONE
        assert refusal(one.call("DELETE", f"/{id}")) == GONE
        assert refusal(one.call("POST", f"/{id}", is_published="true")) == GONE


def test_figures_grow_and_those_taken_away_are_refused(one: Grapher) -> None:
    """One or several in one answer; when one of several is gone, none is told."""
    ids = [one.post(f"/{one.page}/feed", message=f"Dia {n}.")["id"] for n in range(30)]
    move_clock(one.url, "2026-12-08T09:00:00Z")
    some = {"ids": ",".join(ids)}
    told = one.get("/", **some, fields="shares,reactions.limit(0).summary(total_count)")
    assert sum(each["reactions"]["summary"]["total_count"] for each in told.values()) > 0
    views = one.get("/insights", **some, metric="post_media_view")
    assert sum(each["data"][0]["values"][0]["value"] for each in views.values()) > 0
    assert refusal(one.call("GET", f"/{ids[0]}/insights", metric="post_impressions")) == (100, 0)
    assert refusal(one.call("GET", "/", ids=f"{ids[0]},{one.page}_1")) == GONE


def test_pages_follow_a_cursor(one: Grapher) -> None:
    """The newest first."""
    page = one.page
    for n in range(5):
        one.post(f"/{page}/feed", message=str(n))
    found, after = [], ""
    for _ in range(3):
        told = one.get(
            f"/{page}/feed", fields="message", limit=2, **({"after": after} if after else {})
        )
        found += [each["message"] for each in told["data"]]
        after = told["paging"]["cursors"]["after"]
    assert found == ["4", "3", "2", "1", "0"]
    assert one.get(f"/{page}/feed", after=after)["data"] == []
