"""The sandbox's Threads behaves as Threads does, and is stricter where nobody knows."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
import requests

from campaign.sandbox import SandboxServer
from campaign.sandbox.faults import read_fault
from tests.platforms.scripted import Reply, Scripted, always
from tests.sandbox.threader import Threader
from tests.sandbox.visitors import (
    film,
    ledger,
    move_clock,
    picture,
    read,
    refusal,
    sandbox,
    shelved,
    start,
)

DAY_LATER = "2026-12-02T09:00:01Z"
NOWHERE = (24, 4279009)


@pytest.fixture
def ana(box: SandboxServer) -> Threader:
    """Somebody on Threads."""
    return Threader(box.url)


def test_a_post_takes_two_steps_and_only_the_second_is_seen(ana: Threader) -> None:
    """A container is nothing to readers; published, it is a post with an address."""
    container = read(ana.make("Tres dies.", topic_tag="EUBelong"))["id"]
    assert ledger(ana.url)["count"] == 0
    assert ana.status(container) == {"id": container, "status": "FINISHED"}
    id = read(ana.publish(container))["id"]
    assert id != container
    assert ana.status(container)["status"] == "PUBLISHED"
    [post] = ledger(ana.url)["posts"]
    assert (post["network"], post["text"], post["id"]) == ("threads", "Tres dies.", id)
    shown = read(ana.get(f"/{id}", fields="id,permalink,timestamp,topic_tag,media_type"))
    assert shown == {
        "id": id,
        "permalink": post["url"],
        "timestamp": "2026-12-01T09:00:00+0000",
        "topic_tag": "EUBelong",
        "media_type": "TEXT_POST",
    }


def test_a_post_is_shown_at_its_own_address(ana: Threader) -> None:
    """As the network's pages write it; an address that names none is not found."""
    id = ana.post("Tres dies.")
    there = read(ana.get(f"/{id}", fields="permalink"))["permalink"]
    assert "Tres dies." in requests.get(there, timeout=10).text
    for wrong in (there[:-1], there + "!"):
        assert requests.get(wrong, timeout=10).status_code == 404


def test_a_container_is_published_once_however_many_try(ana: Threader) -> None:
    """Nobody knows what Threads does with the second: here it is refused."""
    container = read(ana.make())["id"]
    with ThreadPoolExecutor(8) as pool:
        answers = list(pool.map(lambda _: ana.publish(container), range(16)))
    assert sorted(each.status_code for each in answers) == [200] + 15 * [400]
    assert {refusal(each) for each in answers if each.status_code == 400} == {NOWHERE}
    assert ledger(ana.url)["count"] == 1


def test_a_picture_is_worked_on_and_publishing_too_early_is_refused(
    ana: Threader, media: Path
) -> None:
    """As "Media not found", which is what Threads says of it."""
    container = read(ana.picture(shelved(media, picture()), alt_text="Una taula"))["id"]
    assert refusal(ana.publish(container)) == NOWHERE
    assert ana.status(container)["status"] == "IN_PROGRESS"
    assert ana.status(container)["status"] == "FINISHED"
    read(ana.publish(container))
    [post] = ledger(ana.url)["posts"]
    assert [each["alt"] for each in post["media"]] == ["Una taula"]


def test_a_container_ends_after_a_day(ana: Threader) -> None:
    """Unpublished for 24 hours: it has expired, and nothing brings it back."""
    container = read(ana.make())["id"]
    move_clock(ana.url, DAY_LATER)
    assert ana.status(container)["status"] == "EXPIRED"
    assert refusal(ana.publish(container)) == NOWHERE
    assert ledger(ana.url)["count"] == 0


@pytest.mark.parametrize(
    "fields",
    [
        {"language": "ca"},
        {"media_type": "POEM"},
        {"media_type": "TEXT", "image_url": "http://127.0.0.1/a.png"},
        {"media_type": "TEXT", "alt_text": "a"},
        {"media_type": "IMAGE"},
        {"media_type": "VIDEO"},
        {"media_type": "IMAGE", "link_attachment": "https://aer.eu/"},
        {"auto_publish_text": "true"},
        {"text": ""},
        {"text": "a" * 501},
        {"text": "a" * 497 + "🙂"},
        {"text": " ".join(f"https://{n}.example/" for n in range(6))},
        {"text": " ".join(f"www.{n}.example" for n in range(5)), "link_attachment": "https://x.eu"},
        {"topic_tag": ""},
        {"topic_tag": "a.b"},
        {"topic_tag": "R&D"},
        {"topic_tag": "a" * 51},
        {"reply_control": "nobody"},
        {"media_type": "CAROUSEL", "children": "1"},
    ],
)
def test_what_threads_does_not_take_is_refused(ana: Threader, fields: dict[str, str]) -> None:
    """Unknown parameters as well: a typing error must not get lost."""
    assert refusal(ana.make(**fields)) == (100, 0)


def test_five_links_and_an_emoji_at_the_bound_are_taken(ana: Threader) -> None:
    """A link that comes twice counts once, an emoji its bytes."""
    read(ana.make("a" * 496 + "🙂"))
    five = [f"https://{n}.example/" for n in range(5)]
    read(ana.make(" ".join([*five, five[0]]), link_attachment=five[1]))


def test_a_picture_that_cannot_be_fetched_or_read_makes_no_container(
    ana: Threader, media: Path
) -> None:
    """Not there, elsewhere in the world, no picture, of another kind, too big."""
    assert refusal(ana.picture("00/" + "0" * 64 + ".png")) == (9004, 2207052)
    far = {"media_type": "IMAGE", "image_url": "https://media.example.org/a.png"}
    assert refusal(ana.make(**far)) == (9004, 2207052)
    assert refusal(ana.picture(shelved(media, b"no picture"))) == (36001, 2207005)
    with Scripted(always(Reply(raw=b"\0" * (8 * 1024 * 1024 + 1)))) as huge:
        answer = ana.make(media_type="IMAGE", image_url=f"{huge.url}/a.png")
    assert refusal(answer) == (36000, 2207004)
    with Scripted(always(Reply(302, headers={"Location": ana.url}))) as elsewhere:
        answer = ana.make(media_type="IMAGE", image_url=f"{elsewhere.url}/a.png")
    assert refusal(answer) == (9004, 2207052)


def test_a_picture_too_narrow_ends_as_an_error_of_the_container(ana: Threader, media: Path) -> None:
    """Told when the container is asked about, in the network's own spelling."""
    container = read(ana.picture(shelved(media, picture(size=(1100, 100)))))["id"]
    ana.status(container)
    told = ana.status(container)
    assert (told["status"], told["error_message"]) == ("ERROR", "INVALID_ASPEC_RATIO")
    assert refusal(ana.publish(container)) == NOWHERE


def test_a_film_is_worked_on_and_shown(ana: Threader, media: Path) -> None:
    """One that is none, or is not there, is an error of its container, as Threads words it."""
    there = f"{ana.url}/_sandbox/public-media/"
    shown = {"media_type": "VIDEO", "alt_text": "Tothom parla"}
    good = read(ana.make(video_url=there + shelved(media, film(), ".mp4"), **shown))["id"]
    assert refusal(ana.publish(good)) == NOWHERE
    assert [ana.status(good)["status"] for _ in range(2)] == ["IN_PROGRESS", "FINISHED"]
    id = read(ana.publish(good))["id"]
    assert read(ana.get(f"/{id}", fields="media_type"))["media_type"] == "VIDEO"
    [post] = ledger(ana.url)["posts"]
    assert [each["alt"] for each in post["media"]] == ["Tothom parla"]
    for path, word in (
        (shelved(media, picture(), ".mp4"), "FAILED_PROCESSING_VIDEO"),
        ("00/" + "0" * 64 + ".mp4", "FAILED_DOWNLOADING_VIDEO"),
    ):
        bad = read(ana.make(video_url=there + path, **shown))["id"]
        ana.status(bad)
        told = ana.status(bad)
        assert (told["status"], told["error_message"]) == ("ERROR", word)


def test_a_carousel_shows_its_pictures_in_order(ana: Threader, media: Path) -> None:
    """Each is a container of its own, which cannot be published alone."""
    names = [shelved(media, picture(colour)) for colour in ("navy", "gold", "white")]
    items = [
        read(ana.picture(each, "", is_carousel_item="true", alt_text=str(number)))["id"]
        for number, each in enumerate(names)
    ]
    children = ",".join(items)
    assert refusal(ana.make(media_type="CAROUSEL", children=children)) == NOWHERE, "not ready"
    for each in items:
        ana.status(each)
    assert refusal(ana.publish(items[0])) == NOWHERE
    carousel = read(ana.make(media_type="CAROUSEL", children=children))["id"]
    ana.status(carousel)
    read(ana.publish(carousel))
    [post] = ledger(ana.url)["posts"]
    assert [each["alt"] for each in post["media"]] == ["0", "1", "2"]
    assert [each["sha256"] for each in post["media"]] == [each[3:-4] for each in names]


def test_a_reply_is_listed_among_replies_alone(ana: Threader) -> None:
    """`/me/threads` has the posts, `/me/replies` the replies, each with what it answers."""
    root = ana.post("Arrel")
    reply = ana.post("Resposta", reply_to_id=root)
    fields = "id,text,root_post,replied_to,is_reply"
    assert [each["id"] for each in read(ana.get("/me/threads", fields="id"))["data"]] == [root]
    expected = {
        "id": reply,
        "text": "Resposta",
        "root_post": {"id": root},
        "replied_to": {"id": root},
        "is_reply": True,
    }
    assert read(ana.get("/me/replies", fields=fields))["data"] == [expected]
    assert read(ana.get(f"/{root}/replies", fields=fields))["data"] == [expected]
    assert refusal(ana.make(reply_to_id="17")) == NOWHERE


def test_replies_are_listed_newest_first(ana: Threader) -> None:
    """Unless the oldest is asked for first; a reply that was deleted is left out."""
    root = ana.post("Arrel")
    first, second, third = (ana.post(text, reply_to_id=root) for text in ("U", "Dos", "Tres"))
    read(ana.call("DELETE", f"/{second}"))
    newest = read(ana.get(f"/{root}/replies", fields="id"))["data"]
    assert [each["id"] for each in newest] == [third, first]
    oldest = read(ana.get(f"/{root}/replies", fields="id", reverse="false"))["data"]
    assert [each["id"] for each in oldest] == [first, third]


def test_lists_come_in_pages_newest_first(ana: Threader) -> None:
    """Cursors lead on; `since` and `until` bound the time in seconds."""
    ids = [ana.post(str(number)) for number in range(5)]
    first = read(ana.get("/me/threads", fields="id", limit=3))
    assert [each["id"] for each in first["data"]] == ids[:1:-1]
    after = first["paging"]["cursors"]["after"]
    rest = read(ana.get("/me/threads", fields="id", limit=3, after=after))
    assert [each["id"] for each in rest["data"]] == ids[1::-1]
    assert read(ana.get("/me/threads", since=1_900_000_000)) == {"data": []}


@pytest.mark.slow
def test_the_quota_is_told_and_kept(ana: Threader) -> None:
    """250 posts a day, 1,000 replies; the next one is refused and the container stays."""
    fields = "quota_usage,config,reply_quota_usage,reply_config"
    root = ana.post("0")
    for number in range(1, 250):
        ana.post(str(number))
    [told] = read(ana.get("/me/threads_publishing_limit", fields=fields))["data"]
    assert told == {
        "quota_usage": 250,
        "config": {"quota_total": 250, "quota_duration": 86400},
        "reply_quota_usage": 0,
        "reply_config": {"quota_total": 1000, "quota_duration": 86400},
    }
    container = read(ana.make("one more"))["id"]
    assert refusal(ana.publish(container), 403) == (9, 2207042)
    assert ana.status(container)["status"] == "FINISHED"
    ana.post("a reply goes out", reply_to_id=root)


def test_figures_are_told_to_the_owner_and_of_posts_alone(
    ana: Threader, box: SandboxServer
) -> None:
    """In the shapes of Meta's own examples; what was deleted is nowhere."""
    id = ana.post()
    move_clock(ana.url, "2026-12-08T09:00:00Z")
    told = read(ana.get(f"/{id}/insights", metric="views,likes,shares"))["data"]
    assert [each["name"] for each in told] == ["views", "likes", "shares"]
    assert all(each["values"][0]["value"] >= 0 for each in told)
    assert refusal(ana.get(f"/{id}/insights", metric="impressions")) == (100, 0)
    assert refusal(Threader(box.url, "sandbox-bob").get(f"/{id}/insights", metric="views")) == (
        NOWHERE
    )
    account = read(ana.get("/me/threads_insights", metric="followers_count"))["data"]
    assert account[0]["total_value"]["value"] > 100
    assert refusal(Threader(box.url, "sandbox-bob").call("DELETE", f"/{id}")) == NOWHERE
    assert read(ana.call("DELETE", f"/{id}")) == {"success": True, "deleted_id": id}
    assert refusal(ana.call("DELETE", f"/{id}")) == NOWHERE
    assert refusal(ana.get(f"/{id}", fields="id")) == NOWHERE


def test_a_container_and_a_post_have_fields_of_their_own(ana: Threader) -> None:
    """A post has no status: https://github.com/exileum/meta-mcp/issues/143."""
    id = ana.post()
    assert refusal(ana.get(f"/{id}", fields="id,status")) == (100, 0)
    container = read(ana.make())["id"]
    assert refusal(ana.get(f"/{container}", fields="id,permalink")) == (100, 0)
    assert (
        refusal(Threader(ana.url, "sandbox-bob").get(f"/{container}", fields="status")) == NOWHERE
    )
    assert read(ana.get("/me", fields="id,username"))["username"] == "catalonia"


@pytest.mark.parametrize(("token", "code"), [("", 104), ("nobody", 190), ("THSBnone", 190)])
def test_a_wrong_token_opens_nothing(box: SandboxServer, token: str, code: int) -> None:
    """Missing, or made elsewhere."""
    assert refusal(Threader(box.url, token).get("/me", fields="id"), 401) == (code, 0)


def test_a_token_is_taken_in_the_address_as_well(box: SandboxServer) -> None:
    """As Meta's own examples have it."""
    bare = Threader(box.url, "")
    assert read(bare.get("/me", fields="username", access_token="sandbox-ana"))["username"] == "ana"


def test_everything_is_known_again_after_a_restart(tmp_path: Path, media: Path) -> None:
    """Containers, posts and tokens are kept with the sandbox's state."""
    with sandbox(start, media, tmp_path / "state") as before:
        ana = Threader(before.url)
        container = read(ana.picture(shelved(media, picture())))["id"]
        ana.status(container)
        root = ana.post("Arrel")
    with sandbox(start, media, tmp_path / "state") as after:
        ana = Threader(after.url)
        assert ana.status(container)["status"] == "FINISHED"
        read(ana.publish(container))
        texts = [each["text"] for each in read(ana.get("/me/threads", fields="text"))["data"]]
        assert texts == ["Tres dies.", "Arrel"]
        ana.post("Resposta", reply_to_id=root)


def test_a_bad_day_is_as_the_sandbox_was_told(media: Path) -> None:
    """Pictures are not fetched, and a publish that was accepted loses its answer."""
    faults = [read_fault("threads:image-fetch-failure=1")]
    with sandbox(start, media, faults=faults) as box:
        assert refusal(Threader(box.url).picture(shelved(media, picture()))) == (9004, 2207052)
    faults = [read_fault("threads:timeout-after-accept=1")]
    with sandbox(start, media, faults=faults) as box:
        ana = Threader(box.url)
        container = read(ana.make())["id"]
        with pytest.raises(requests.ConnectionError):
            ana.publish(container)
        assert ana.status(container)["status"] == "PUBLISHED"
