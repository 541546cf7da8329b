"""The sandbox's Facebook and Instagram behave as they do, and are stricter where nobody knows."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import pytest
import requests

from campaign.sandbox import SandboxServer
from campaign.sandbox.faults import read_fault
from tests.platforms.scripted import Reply, Scripted, always
from tests.sandbox.grapher import Grapher, jpeg, refusal, sandbox, shelved
from tests.sandbox.visitors import film, ledger, move_clock, picture, read, start

DAY_LATER = "2026-12-02T09:00:01Z"
GONE = (100, 33)
APP = {"client_id": "17", "redirect_uri": "https://campaign.example/back", "state": "s1"}


@pytest.fixture
def media(tmp_path: Path) -> Path:
    """The publisher's folder of pictures."""
    return tmp_path / "media"


@pytest.fixture
def box(media: Path) -> Iterator[SandboxServer]:
    """A sandbox whose clock stands at the start."""
    with sandbox(start, media) as server:
        yield server


@pytest.fixture
def one(box: SandboxServer) -> Grapher:
    """Somebody with a page and an Instagram account."""
    return Grapher(box.url)


def on_the_wall(url: str) -> list[str]:
    return [each["text"] for each in ledger(url)["posts"]]


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


@pytest.mark.parametrize("version", ["v20.0", "v2.10", "v27.0"])
def test_a_version_that_has_ended_or_never_was_is_refused(box: SandboxServer, version: str) -> None:
    """With the one to go to."""
    answer = Grapher(box.url, version=version).call("GET", "/me")
    assert refusal(answer) == (2635, 0)
    assert "v26.0" in answer.json()["error"]["message"]


def test_a_version_ends_while_the_sandbox_runs(one: Grapher, box: SandboxServer) -> None:
    """Two years after it came."""
    assert one.get("/me")["id"]
    move_clock(box.url, "2028-02-19T00:00:00Z")
    assert refusal(one.call("GET", "/me")) == (2635, 0)


def test_a_token_opens_what_it_opens(box: SandboxServer) -> None:
    """Without one, with another's, with a wrong one."""
    assert refusal(Grapher(box.url, "").call("GET", "/me")) == (2500, 0)
    assert refusal(Grapher(box.url, "EAAB").call("GET", "/me"), 401) == (190, 0)
    mine, other = Grapher(box.url), Grapher(box.url, "sandbox-navarra")
    id = mine.post(f"/{mine.page}/feed", message="a")["id"]
    assert refusal(other.call("POST", f"/{mine.page}/feed", message="b")) == GONE
    assert refusal(other.call("GET", f"/{id}")) == GONE
    assert refusal(other.call("DELETE", f"/{id}")) == GONE
    assert refusal(other.call("POST", f"/{id}/comments", message="c")) == GONE
    there = f"{box.url}/v25.0/me"
    asked = requests.get(there, {"access_token": "sandbox-catalonia", "fields": "id"}, timeout=10)
    assert read(asked) == {"id": mine.page}


def test_fields_that_a_node_does_not_have_are_named(one: Grapher) -> None:
    """As the Graph API does."""
    answer = one.call("GET", "/me", fields="id,shoe_size")
    assert refusal(answer) == (100, 0)
    assert "nonexisting field (shoe_size)" in answer.json()["error"]["message"]


def test_too_many_calls_are_refused_until_a_minute_that_is_told(media: Path) -> None:
    """The header tells minutes, as the network's own does."""
    with sandbox(start, media) as box:
        one = Grapher(box.url)
        world = box._app.state.world
        world.limiter._spent["graph calls", "catalonia"] = (
            int(world.clock.now().timestamp()) // 86_400,
            4800,
        )
        answer = one.call("GET", "/me")
        assert refusal(answer) == (80001, 0)
        assert (
            '"estimated_time_to_regain_access": 900'
            in (answer.headers["X-Business-Use-Case-Usage"])
        )


def connected(box: SandboxServer, pages: str, scope: str) -> str:
    """Let a person say yes; gives the token for sixty days."""
    there = f"{box.url}/v25.0/dialog/oauth"
    asked = {**APP, "scope": scope}
    assert "Continue" in requests.get(there, asked, timeout=10).text
    said = {"account": pages, "answer": "yes"}
    back = requests.post(there, said, params=asked, timeout=10, allow_redirects=False)
    address = back.headers["Location"]
    assert address.startswith("https://campaign.example/back?") and address.endswith("#_=_")
    query = {name: value for name, [value] in parse_qs(urlsplit(address).query).items()}
    assert query["state"] == "s1"
    redeem = f"{box.url}/v25.0/oauth/access_token"
    app = {"client_id": "17", "client_secret": "s"}
    form = {**app, "redirect_uri": APP["redirect_uri"], "code": query["code"]}
    short = read(requests.get(redeem, form, timeout=10))
    assert short["expires_in"] == 7200
    assert refusal(requests.get(redeem, form, timeout=10)) == (100, 36009), "a code is used once"
    exchange = {**app, "grant_type": "fb_exchange_token"}
    exchange["fb_exchange_token"] = short["access_token"]
    long = read(requests.get(redeem, exchange, timeout=10))
    assert long["expires_in"] == 5_184_000
    return str(long["access_token"])


def test_a_person_lets_an_application_speak_for_pages(box: SandboxServer) -> None:
    """Code, token for an hour, for sixty days, and a page's own, which does not end."""
    scope = "pages_show_list,pages_manage_posts,pages_read_engagement"
    person = Grapher(box.url, connected(box, "catalonia navarra", scope))
    assert person.get("/me")["name"] == "Sandbox Person"
    assert refusal(person.call("GET", "/me", fields="category")) == (100, 0)
    pages = person.get("/me/accounts", fields="id,name,access_token")["data"]
    assert [each["name"] for each in pages] == ["Catalonia", "Navarra"]
    assert refusal(person.call("POST", f"/{pages[0]['id']}/feed", message="a"), 403) == (200, 0)
    page = Grapher(box.url, pages[0]["access_token"])
    assert page.get("/me", fields="category")["id"] == pages[0]["id"]
    id = page.post(f"/{page.page}/feed", message="Tres dies.")["id"]
    assert refusal(page.call("POST", f"/{id}/comments", message="a"), 403) == (200, 0)
    assert refusal(page.call("GET", f"/{id}/insights", metric="post_clicks"), 403) == (10, 0)
    assert refusal(page.call("POST", "/me/media"), 403) == (10, 0)
    move_clock(box.url, "2027-06-01T09:00:00Z")
    assert page.get("/me")["id"] == pages[0]["id"]
    assert refusal(person.call("GET", "/me"), 401) == (190, 463)


def test_a_person_may_say_no(box: SandboxServer) -> None:
    """And is sent back with that."""
    there = f"{box.url}/v25.0/dialog/oauth"
    back = requests.post(there, {"answer": "no"}, params=APP, timeout=10, allow_redirects=False)
    assert "error=access_denied" in back.headers["Location"]
    wrong = {**APP, "scope": "everything"}
    assert requests.get(there, wrong, timeout=10).status_code == 400
    wrong = {**APP, "redirect_uri": "nowhere"}
    assert requests.get(there, wrong, timeout=10).status_code == 400


def test_instagrams_token_is_renewed_once_it_is_a_day_old(box: SandboxServer) -> None:
    """Not before, and as long as it lives."""
    there = f"{box.url}/refresh_access_token"
    query = {"grant_type": "ig_refresh_token"}

    def renewed(token: str) -> requests.Response:
        headers = {"Authorization": f"Bearer {token}"}
        return requests.get(there, query, headers=headers, timeout=10)

    Grapher(box.url).get("/me", fields="user_id")
    assert refusal(renewed("sandbox-catalonia")) == (100, 0)
    move_clock(box.url, DAY_LATER)
    told = read(renewed("sandbox-catalonia"))
    assert told["expires_in"] == 5_184_000
    later = Grapher(box.url, told["access_token"])
    assert later.get("/me", fields="username")["username"] == "catalonia"
    assert refusal(renewed(told["access_token"])) == (100, 0)
    move_clock(box.url, "2027-03-01T09:00:00Z")
    assert refusal(renewed(told["access_token"]), 401) == (190, 463)
    assert refusal(later.call("GET", "/me"), 401) == (190, 463)


def test_all_of_it_is_there_after_a_restart(tmp_path: Path, media: Path) -> None:
    """Drafts, containers, tokens and photos, read back from the journal."""
    state = tmp_path / "state"
    with sandbox(start, media, state) as box:
        one = Grapher(box.url)
        photo, page = one.photo(), one.page
        draft = one.post(f"/{page}/feed", message="a", published="false")["id"]
        container = read(one.image(shelved(media, jpeg()), caption="b"))["id"]
    with sandbox(start, media, state) as box:
        one = Grapher(box.url)
        one.post(f"/{draft}", is_published="true")
        assert one.ready(container) == "FINISHED"
        one.post("/me/media_publish", creation_id=container)
        attached = f'[{{"media_fbid":"{photo}"}}]'
        one.post(f"/{page}/feed", message="c", attached_media=attached)
        assert on_the_wall(box.url) == ["a", "b", "c"]


def test_other_networks_addresses_stay_theirs(box: SandboxServer) -> None:
    """The wall, Mastodon and whatever is called v1.0."""
    for path in ("/", "/_sandbox/clock", "/api/v2/instance"):
        assert requests.get(box.url + path, timeout=10).status_code == 200
    threads = requests.get(f"{box.url}/v1.0/me", timeout=10)
    assert threads.status_code in (401, 404) and "(#2635)" not in threads.text
    assert requests.get(f"{box.url}/refresh_access_token", timeout=10).status_code == 404
