"""What is Threads' own: two steps and all that may happen between them, links, quota, tokens."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from hashlib import sha256
from pathlib import Path
from typing import Any

import pytest
import requests

from campaign.errors import (
    OutcomeUnknown,
    RateLimited,
    Rejected,
    Unauthorized,
    Unavailable,
    UnsupportedFeature,
)
from campaign.model import Absent, Media, Pending, Receipt, Standing
from campaign.platforms.graph_containers import UNDER_WAY, Ticket
from campaign.platforms.oauth import Grant, read, written
from campaign.platforms.pocket import Pocket
from campaign.platforms.threads import Threads
from campaign.platforms.threads_container import words
from campaign.sandbox import SandboxServer
from campaign.sandbox.faults import read_fault
from tests.platforms.samples import ALT, LINK, START, Clock, picture, standing, threaded
from tests.platforms.scripted import Mishap, Reply, Scripted, Seen, always, passing_on
from tests.platforms.threading import PUBLIC, ids, laid, said, threads, through
from tests.sandbox.threader import Threader, sandbox, shelved
from tests.sandbox.visitors import film

DAY = timedelta(days=1)
NOWHERE: dict[str, Any] = {
    "error": {
        "message": "The requested resource does not exist",
        "type": "OAuthException",
        "code": 24,
        "error_subcode": 4279009,
        "is_transient": False,
        "error_user_title": "Media Not Found",
        "error_user_msg": "The media with id 17 cannot be found.",
    }
}


@pytest.fixture
def media(tmp_path: Path) -> Path:
    """The publisher's folder of pictures."""
    return tmp_path / "media"


@pytest.fixture
def box(clock: Clock, media: Path) -> Iterator[SandboxServer]:
    """A sandbox with Threads that runs by the test's clock."""
    with sandbox(clock, media) as server:
        yield server


def opened(box: SandboxServer, clock: Clock, server: str = "", **options: str) -> Threads:
    """Our adapter at the sandbox, which finds our pictures."""
    public = f"{box.url}/_sandbox/public-media"
    return threads(server or box.url, clock, public=public, **options)


# The payload


def test_a_text_takes_its_link_as_a_card_and_its_first_tag_as_topic() -> None:
    """Nothing of the language, which Threads is not told."""
    body = threads("").payloads(said(f"Vine! {LINK}", link=LINK), START)[0].body
    assert body == {
        "media_type": "TEXT",
        "text": f"Vine! {LINK}",
        "link_attachment": LINK,
        "topic_tag": "EUBelong",
    }


def test_pictures_become_addresses_and_take_the_cards_place(media: Path) -> None:
    """One by itself, several as the items of a carousel, each with its alt text."""
    one, two = laid(media, picture(), picture("#ffcc00"))
    adapter = threads("", public=PUBLIC + "/")
    single = adapter.payloads(said("Vine!", one, link=LINK), START)[0]
    there = f"{PUBLIC}/{one.sha256[:2]}/{one.sha256}.png"
    assert single.body == {
        "media_type": "IMAGE",
        "text": "Vine!",
        "image_url": there,
        "alt_text": ALT,
        "topic_tag": "EUBelong",
    }
    assert [each.alt for each in single.uploads] == [ALT]
    carousel = adapter.payloads(said("Vine!", one, two), START)[0].body
    assert carousel["media_type"] == "CAROUSEL" and "image_url" not in carousel
    assert carousel["children"][0] == {
        "media_type": "IMAGE",
        "image_url": there,
        "alt_text": ALT,
        "is_carousel_item": "true",
    }
    assert len(carousel["children"]) == 2


def test_a_jpeg_and_a_film_keep_their_endings(media: Path) -> None:
    """The address is that of the file as the media folder lays it."""
    [still] = laid(media, picture())
    adapter = threads("", public=PUBLIC)
    jpeg = replace(still, mime="image/jpeg")
    assert adapter.payloads(said("a", jpeg), START)[0].body["image_url"].endswith(".jpg")
    film = adapter.payloads(said("a", replace(still, mime="video/mp4")), START)[0].body
    assert film["media_type"] == "VIDEO" and film["video_url"].endswith(".mp4")


def test_without_a_public_address_text_goes_and_pictures_do_not(media: Path) -> None:
    """Said before anything is sent, with what to set."""
    [one] = laid(media, picture())
    adapter = threads("")
    assert adapter.payloads(said(), START)[0].body["media_type"] == "TEXT"
    with pytest.raises(UnsupportedFeature, match=r"^threads: .*set public_media_url"):
        adapter.payloads(said("Vine!", one), START)


@pytest.mark.parametrize(
    ("address", "why"),
    [
        ("http://media.example.org", "https://"),
        ("media", "must look like"),
        ("https://u:p@m.eu", "password"),
    ],
)
def test_an_address_nobody_could_fetch_from_is_a_mistake(address: str, why: str) -> None:
    """Found when the channel is connected."""
    with pytest.raises(ValueError, match=why):
        threads("", public=address)


def test_more_than_five_links_are_refused_by_the_rules_name() -> None:
    """Bare host names count, and one that comes twice counts once."""
    adapter = threads("")
    five = " ".join(f"https://{name}.example.org/" for name in "abcde")
    adapter.payloads(said(f"{five} https://a.example.org/"), START)[0]
    with pytest.raises(UnsupportedFeature, match="6 different links"):
        adapter.payloads(said(f"{five} aer.eu"), START)
    with pytest.raises(UnsupportedFeature, match="6 different links"):
        adapter.payloads(said(five, link=LINK), START)[0]


@pytest.mark.parametrize(("tag", "topic"), [("A" * 50, "A" * 50), ("A" * 51, None), ("R&D", None)])
def test_a_tag_that_is_no_topic_stays_in_the_text(tag: str, topic: str | None) -> None:
    """Fifty characters at most, without periods and ampersands."""
    body = threads("").payloads(replace(said(), hashtags=(tag,)), START)[0].body
    assert body.get("topic_tag") == topic
    assert "topic_tag" not in threads("").payloads(replace(said(), hashtags=()), START)[0].body


def test_a_link_in_the_first_comment_has_its_card_there() -> None:
    """And not under the post."""
    adapter = threads("", link_in="comment")
    thread = replace(said("Vine!", link=LINK), texts=("Vine!", f"Més: {LINK}"), commented=True)
    first, comment = adapter.payloads(thread, START)
    assert "link_attachment" not in first.body
    assert comment.body == {"media_type": "TEXT", "text": f"Més: {LINK}", "link_attachment": LINK}


def test_auto_publish_text_is_never_asked_for(media: Path) -> None:
    """It would make one step of two, which cannot be repeated."""
    [one] = laid(media, picture())
    adapter = threads("", public=PUBLIC)
    for each in (said(), said("a", one), said(f"a {LINK}", link=LINK)):
        assert "auto" not in json.dumps(dict(adapter.payloads(each, START)[0].body))


# Both steps, against the sandbox


def test_a_text_goes_out_in_two_steps(box: SandboxServer, clock: Clock) -> None:
    """The first is seen by nobody; the second gives the post's address."""
    adapter = opened(box, clock)
    pending = adapter.publish(adapter.payloads(said(), START)[0], "key")
    assert standing(box.url, "threads") == []
    receipt = adapter.finish(Pending(pending.token))
    assert isinstance(receipt, Receipt)
    [post] = standing(box.url, "threads")
    assert (receipt.remote_id, receipt.url) == (post["id"], post["url"])


def test_a_picture_is_fetched_and_waited_for(box: SandboxServer, clock: Clock, media: Path) -> None:
    """In progress at first; then out, with its alt text."""
    adapter = opened(box, clock)
    payload = adapter.payloads(said("Vine!", *laid(media, picture())), START)[0]
    pending = adapter.publish(payload, "key")
    assert adapter.finish(pending) == pending
    assert isinstance(adapter.finish(pending), Receipt)
    [post] = standing(box.url, "threads")
    assert post["media"] == [{"sha256": payload.uploads[0].sha256, "alt": ALT}]


def test_a_carousel_waits_for_each_of_its_pictures(
    box: SandboxServer, clock: Clock, media: Path
) -> None:
    """Its container may name only items that are ready."""
    adapter = opened(box, clock)
    pictures = laid(media, picture(), picture("#ffcc00"), picture("#ffffff"))
    receipt = through(adapter, adapter.payloads(said("Vine!", *pictures), START)[0])
    [post] = standing(box.url, "threads")
    assert [each["sha256"] for each in post["media"]] == [each.sha256 for each in pictures]
    assert post["id"] == receipt.remote_id
    assert clock.now > START


def test_a_thread_and_its_comment_are_replies_in_a_row(
    box: SandboxServer, clock: Clock, media: Path
) -> None:
    """Each under the one before it; the picture with the first."""
    adapter = opened(box, clock)
    before: list[Receipt] = []
    for part in adapter.payloads(threaded(said("x", *laid(media, picture()))), START):
        before.append(through(adapter, part, before))
    posts = standing(box.url, "threads")
    assert [each["text"] for each in posts] == list(threaded(said()).texts)
    assert [each["reply_to"] for each in posts] == [None, *ids(posts)[:3]]
    assert [len(each["media"]) for each in posts] == [1, 0, 0, 0]
    assert ids(posts) == [each.remote_id for each in before]


@pytest.mark.parametrize("same_process", [True, False])
@pytest.mark.parametrize("reply", [False, True])
def test_a_publish_whose_answer_was_lost_is_found_and_not_repeated(
    box: SandboxServer, clock: Clock, same_process: bool, reply: bool
) -> None:
    """The container says that it is out; the post is the one with its words since then."""
    adapter = opened(box, clock)
    payload = adapter.payloads(said(), START)[0]
    before = (through(adapter, payload),) if reply else ()
    clock.pass_by(1000)

    def lose(seen: Seen) -> bool:
        return seen.path.endswith("/threads_publish")

    with Scripted(passing_on(box.url, lose)) as lossy:
        mine = opened(box, clock, lossy.url)
        pending = mine.publish(payload, "key", before)
        with pytest.raises(OutcomeUnknown):
            mine.finish(pending)
        then = mine if same_process else opened(box, clock, lossy.url)
        found = then.finish(Pending(pending.token))
        assert sum(map(lose, lossy.seen)) == 1
    assert isinstance(found, Receipt)
    assert ids(standing(box.url, "threads")) == [*(e.remote_id for e in before), found.remote_id]


def test_a_lost_container_is_made_anew_and_nobody_sees_the_first(
    box: SandboxServer, clock: Clock
) -> None:
    """Making one is no publication: the try failed, and the next one is the first."""

    def lose(seen: Seen) -> bool:
        return seen.method == "POST" and seen.path.endswith("/threads")

    payload = opened(box, clock).payloads(said(), START)[0]
    with Scripted(passing_on(box.url, lose)) as lossy, pytest.raises(Unavailable):
        opened(box, clock, lossy.url).publish(payload, "key")
    through(opened(box, clock), payload)
    assert len(standing(box.url, "threads")) == 1


def test_a_post_is_found_among_the_own_ones_and_a_part_among_the_replies(
    box: SandboxServer, clock: Clock
) -> None:
    """The same words as a reply are not the post, and those of another post are not the reply."""
    adapter = opened(box, clock)
    payload = adapter.payloads(said(), START)[0]
    since = clock()
    clock.pass_by(300)
    assert isinstance(adapter.find(payload, "key", since), Absent)
    root = through(adapter, payload)
    other = through(adapter, adapter.payloads(said("Una altra."), START)[0])
    assert adapter.find(payload, "key", since) == root
    clock.pass_by(300)
    assert isinstance(adapter.find(payload, "key", since, (root,)), Absent)
    reply = through(adapter, payload, (other,))
    clock.pass_by(300)
    assert isinstance(adapter.find(payload, "key", since, (root,)), Absent)
    found = adapter.find(payload, "key", since, (other,))
    assert isinstance(found, Receipt) and found.remote_id == reply.remote_id


def test_absence_is_not_claimed_at_once(box: SandboxServer, clock: Clock) -> None:
    """A list may lag behind."""
    adapter = opened(box, clock)
    assert adapter.find(adapter.payloads(said(), START)[0], "key", clock()) is None


def test_a_container_that_expired_was_not_published(box: SandboxServer, clock: Clock) -> None:
    """A day without being finished: refused for good, with what to do."""
    adapter = opened(box, clock)
    pending = adapter.publish(adapter.payloads(said(), START)[0], "key")
    clock.pass_by(DAY.total_seconds())
    with pytest.raises(Rejected, match="nothing was published, the container is EXPIRED"):
        adapter.finish(pending)
    assert standing(box.url, "threads") == []


def test_a_picture_of_a_wrong_shape_is_refused_with_threads_word(
    box: SandboxServer, clock: Clock, media: Path
) -> None:
    """Alone, and as an item of a carousel."""
    adapter = opened(box, clock)
    narrow, fine = laid(media, picture(size=(1100, 100)), picture())
    pending = adapter.publish(adapter.payloads(said("a", narrow), START)[0], "key")
    adapter.finish(pending)
    with pytest.raises(Rejected, match="ERROR: INVALID_ASPEC_RATIO"):
        adapter.finish(pending)
    with pytest.raises(Rejected, match="a picture is refused: INVALID_ASPEC_RATIO"):
        adapter.publish(adapter.payloads(said("a", fine, narrow), START)[0], "key")


def test_a_picture_that_is_not_there_yet_is_tried_again(
    box: SandboxServer, clock: Clock, media: Path
) -> None:
    """And its address is told, for whoever serves the pictures."""
    adapter = opened(box, clock)
    [one] = laid(media, picture())
    payload = adapter.payloads(said("a", one), START)[0]
    for each in media.rglob("*.png"):
        each.unlink()
    with pytest.raises(Unavailable, match=rf"can http://.*{one.sha256}\.png be read from outside"):
        adapter.publish(payload, "key")
    laid(media, picture())
    assert through(adapter, payload)


def test_a_film_is_fetched_and_goes_out(box: SandboxServer, clock: Clock, media: Path) -> None:
    """By its address, as a picture is."""
    data = film()
    name = sha256(data).hexdigest()
    shelved(media, data, ".mp4")
    moving = Media(name, "video/mp4", 640, 360, len(data), ALT)
    adapter = opened(box, clock)
    through(adapter, adapter.payloads(said("Vine!", moving), START)[0])
    [post] = standing(box.url, "threads")
    assert post["media"] == [{"sha256": name, "alt": ALT}]


BAD = ("slow=0:1", "reset-before-accept=0.2", "unavailable=0.2", "rate-limited=0.1")
WORSE = ("token-expired=0.1", "timeout-after-accept=0.3", "error-after-accept=0.2")


def test_many_posts_through_bad_days_are_each_out_once(clock: Clock, media: Path) -> None:
    """Refused, lost on the way there, lost on the way back: asked again until all are out."""
    [one] = laid(media, picture())
    faults = [read_fault(f"threads:{each}") for each in (*BAD, *WORSE)]
    faults.append(read_fault("threads:image-fetch-failure=0.3"))
    trouble = (OutcomeUnknown, Unavailable, RateLimited, Unauthorized)
    with sandbox(clock, media, faults=faults) as box:
        for number in range(40):
            payload = opened(box, clock).payloads(said(f"Dia {number}.", one), START)[0]
            pending, receipt = None, None
            while receipt is None:
                clock.pass_by(60)
                adapter = opened(box, clock)  # as cron does it: a new process every minute
                with suppress(*trouble):
                    if pending is None:
                        pending = adapter.publish(payload, "key")
                    else:
                        answer = adapter.finish(Pending(pending.token))
                        receipt = answer if isinstance(answer, Receipt) else None
        struck = requests.get(f"{box.url}/_sandbox/faults", timeout=10).json()["struck"]["threads"]
        posts = standing(box.url, "threads")
    assert [each["text"] for each in posts] == [f"Dia {number}." for number in range(40)]
    assert {each["duplicate_of"] for each in posts} == {None}
    assert len(struck) == 8, "every kind of fault has struck"


def test_the_account_is_read_measured_and_cleared(box: SandboxServer, clock: Clock) -> None:
    """Counts, followers, recent posts, and taking one back, twice."""
    adapter = opened(box, clock)
    posts = [through(adapter, adapter.payloads(said(f"Dia {n}"), START)[0]) for n in range(3)]
    clock.pass_by(7 * 86_400)
    mine = [each.remote_id for each in posts]
    counts = adapter.counts([*mine, "17"])
    assert list(counts) == mine
    for each in counts.values():
        assert each.clicks is None and each.saves is None
        assert None not in (each.views, each.reactions, each.reposts, each.replies, each.quotes)
    assert (adapter.audience().followers or 0) > 100
    seen = adapter.recent(START - DAY)
    assert [each.text for each in seen] == ["Dia 2", "Dia 1", "Dia 0"]
    assert (seen[0].url, seen[0].remote_id) == (posts[2].url, mine[2])
    assert adapter.recent(clock() - DAY) == []
    adapter.withdraw(mine[0])
    adapter.withdraw(mine[0])
    assert list(adapter.counts(mine)) == mine[1:]
    assert "catalonia" in adapter.identify()


# What may happen between the steps, by script


def scripted(
    status: dict[str, Any] | Reply,
    publish: Callable[[], Reply | Mishap] = lambda: Reply(data={"id": "99"}),
    listed: Callable[[], list[dict[str, Any]]] = list,
) -> Callable[[Seen], Reply | Mishap]:
    """A network on which container 17 stands so."""

    def script(seen: Seen) -> Reply | Mishap:
        if seen.path.endswith("refresh_access_token"):
            return Reply(400, {"error": {"message": "too young", "code": 100}})
        if seen.path == "/v1.0/17":
            return status if isinstance(status, Reply) else Reply(data=status)
        if seen.path == "/v1.0/99":
            return Reply(data={"id": "99", "permalink": "https://www.threads.net/@c/post/x"})
        if seen.path == "/v1.0/me/threads":
            return Reply(data={"data": listed()})
        assert seen.path == "/v1.0/me/threads_publish"
        return publish()

    return script


PENDING = Pending(Ticket("17", START, words("Tres dies.")).written())
OURS = {
    "id": "99",
    "text": "Tres dies.",
    "timestamp": "2026-12-01T09:00:30+0000",
    "permalink": "https://www.threads.net/@c/post/x",
}


def publishes(server: Scripted) -> int:
    """How often it was asked to publish."""
    return sum(seen.path.endswith("threads_publish") for seen in server.seen)


def test_a_publish_in_doubt_is_not_repeated_before_it_must_have_settled() -> None:
    """The status may lag behind: so long a container that looks ready is left alone, by anyone."""
    answers: list[Reply | Mishap] = [Mishap.RESET, Reply(data={"id": "99"})]
    clock = Clock()
    with Scripted(scripted({"status": "FINISHED"}, lambda: answers.pop(0))) as server:
        began = clock()
        with pytest.raises(OutcomeUnknown):
            threads(server.url, clock).finish(PENDING)
        clock.pass_by(UNDER_WAY.total_seconds() - 1)
        assert threads(server.url, clock).finish(PENDING, began) == PENDING
        assert publishes(server) == 1
        clock.pass_by(1)
        assert isinstance(threads(server.url, clock).finish(PENDING, began), Receipt)
        assert publishes(server) == 2


def test_a_publish_in_doubt_that_the_list_shows_is_out() -> None:
    """Though the container says that it is ready still: it is not published again."""
    clock, posts = Clock(), list[dict[str, Any]]()
    lost = scripted({"status": "FINISHED"}, lambda: Mishap.RESET, lambda: posts)
    with Scripted(lost) as server:
        adapter = threads(server.url, clock)
        with pytest.raises(OutcomeUnknown):
            adapter.finish(PENDING)
        posts.append(OURS)
        clock.pass_by(600)
        found = adapter.finish(PENDING, START)
        assert isinstance(found, Receipt) and found.remote_id == "99"
        assert publishes(server) == 1


def test_a_reply_in_doubt_that_cannot_be_told_apart_is_not_published_again() -> None:
    """The list holds its words, but does not say what they answer."""
    clock, ticket = Clock(), Ticket("17", START, words("Tres dies."), "50")
    base = scripted({"status": "FINISHED"}, lambda: Mishap.RESET)

    def script(seen: Seen) -> Reply | Mishap:
        return Reply(data={"data": [OURS]}) if seen.path == "/v1.0/me/replies" else base(seen)

    with Scripted(script) as server:
        clock.pass_by(600)
        pending = Pending(ticket.written())
        assert threads(server.url, clock).finish(pending, START) == pending
        assert publishes(server) == 0


@pytest.mark.parametrize("mishap", [Mishap.RESET, Mishap.TORN, Reply(500, {}), Reply(data={})])
def test_every_doubtful_end_of_a_publish_is_unknown(mishap: Reply | Mishap) -> None:
    """No answer, half an answer, a broken network, an answer without an id."""
    script = scripted({"status": "FINISHED"}, lambda: mishap)
    with Scripted(script) as server, pytest.raises(OutcomeUnknown):
        threads(server.url).finish(PENDING)


def test_a_container_that_is_not_found_yet_is_asked_again_later() -> None:
    """Threads says FINISHED and then "not found": https://github.com/gitroomhq/postiz-app/pull/2047"""
    answers = [Reply(400, NOWHERE), Reply(data={"id": "99"})]
    with Scripted(scripted({"status": "FINISHED"}, lambda: answers.pop(0))) as server:
        adapter = threads(server.url)
        assert adapter.finish(PENDING) == PENDING
        assert isinstance(adapter.finish(PENDING), Receipt)


@pytest.mark.parametrize("told", [{"status": "FINISHED"}, Reply(400, NOWHERE)])
def test_a_container_that_threads_has_lost_is_given_up(told: dict[str, Any] | Reply) -> None:
    """Nowhere for ten minutes, and no post has its words: a person gives it another time."""
    clock = Clock()
    with Scripted(scripted(told, lambda: Reply(400, NOWHERE))) as server:
        adapter = threads(server.url, clock)
        clock.pass_by(599)
        assert adapter.finish(PENDING) == PENDING
        clock.pass_by(1)
        with pytest.raises(Rejected, match="lost the container: give the post another time"):
            adapter.finish(PENDING)


def test_a_container_that_is_nowhere_is_not_given_up_while_the_list_leaves_it_open() -> None:
    """So many posts since then that the list does not reach back: it may be among them."""
    pages = iter(range(100))

    def script(seen: Seen) -> Reply | Mishap:
        if seen.path != "/v1.0/me/threads":
            return scripted(Reply(400, NOWHERE))(seen)
        number = str(next(pages))
        posts = [{**OURS, "id": f"{number}{each}", "text": number} for each in range(50)]
        return Reply(data={"data": posts, "paging": {"cursors": {"after": number}}})

    with Scripted(script) as server:
        adapter = threads(server.url, Clock(START + timedelta(hours=1)))
        assert adapter.finish(PENDING) == PENDING


def test_a_container_that_is_nowhere_but_out_is_found() -> None:
    """Never given up while a post with its words stands there."""
    clock = Clock(START + timedelta(hours=1))
    with Scripted(scripted(Reply(400, NOWHERE), listed=lambda: [OURS])) as server:
        found = threads(server.url, clock).finish(PENDING)
    assert isinstance(found, Receipt) and found.remote_id == "99"


def test_a_container_that_is_out_but_not_in_the_list_yet_waits() -> None:
    """Published for sure; its id comes with the list."""
    posts: list[dict[str, Any]] = [
        {**OURS, "id": "98", "text": "Una altra."},
        {**OURS, "id": "97", "timestamp": "2026-11-30T09:00:30+0000"},
    ]
    with Scripted(scripted({"status": "PUBLISHED"}, listed=lambda: posts)) as server:
        adapter = threads(server.url, Clock(START + timedelta(hours=2)))
        assert adapter.finish(PENDING) == PENDING
        posts.insert(0, OURS)
        found = adapter.finish(PENDING)
        assert publishes(server) == 0
    assert isinstance(found, Receipt) and found.url == OURS["permalink"]


@pytest.mark.parametrize("shown", ["Tres  dies.", "Tres\ndies.", "#Tres dies"])
def test_words_are_known_again_however_threads_sets_them(shown: str) -> None:
    """A tag may lose its sign, a line its break."""
    assert words(shown) == words("Tres dies.")
    assert words("🙂") != words("🙃") and words("Tres dias") != words("Tres dies")


def test_a_receipt_stands_though_its_address_cannot_be_read() -> None:
    """The post is out: nothing that fails afterwards changes that."""
    ready = scripted({"status": "FINISHED"})

    def script(seen: Seen) -> Reply | Mishap:
        return Reply(500, {}) if seen.path == "/v1.0/99" else ready(seen)

    with Scripted(script) as server:
        assert threads(server.url).finish(PENDING) == Receipt("99", "", {"id": "99"})


@pytest.mark.parametrize("token", ["", "17", "{}", '{"id": "../me", "made": "x", "words": ""}'])
def test_a_token_that_cannot_be_read_asks_nobody(token: str) -> None:
    """Whatever the database holds."""
    with Scripted(always(Reply())) as server, pytest.raises(Rejected, match="container"):
        threads(server.url).finish(Pending(token))
    assert server.seen == []


@pytest.mark.parametrize(("reply", "used", "most"), [(False, 250, 250), (True, 1000, 1000)])
def test_a_quota_that_is_used_up_is_waited_for(reply: bool, used: int, most: int) -> None:
    """Read before a container is made; posts and replies have one each."""
    prefix = "reply_" if reply else ""

    def script(seen: Seen) -> Reply:
        if "threads_publishing_limit" not in seen.path:
            return Reply(400, {"error": {"message": "too young", "code": 100}})
        assert dict(seen.query)["fields"] == f"{prefix}quota_usage,{prefix}config"
        config = {"quota_total": most, "quota_duration": 86400}
        return Reply(data={"data": [{f"{prefix}quota_usage": used, f"{prefix}config": config}]})

    before = (Receipt("5"),) if reply else ()
    with Scripted(script) as server:
        adapter = threads(server.url)
        with pytest.raises(RateLimited, match=f"{used} of {most}") as caught:
            adapter.publish(adapter.payloads(said(), START)[0], "key", before)
    assert caught.value.until == START + timedelta(hours=1)
    assert all(seen.method == "GET" for seen in server.seen)


def test_a_quota_that_is_not_told_holds_nothing_up(box: SandboxServer, clock: Clock) -> None:
    """The network refuses by itself what is too much."""

    def script(seen: Seen) -> Reply | Mishap:
        if seen.path.endswith("threads_publishing_limit"):
            return Reply(data={"data": []})
        return passing_on(box.url, lambda seen: False)(seen)

    with Scripted(script) as server:
        adapter = opened(box, clock, server.url)
        through(adapter, adapter.payloads(said(), START)[0])
    assert len(standing(box.url, "threads")) == 1


def test_an_id_from_the_database_is_never_a_path() -> None:
    """An id with a slash in it would name another address."""
    adapter = threads("http://127.0.0.1:9")
    for wrong in ("../me", "", "5?x", "5/repost"):
        with pytest.raises(Rejected, match="is no id"):
            adapter.withdraw(wrong)


# Tokens


def minted(box: SandboxServer, clock: Clock) -> str:
    """A long-lived token, made now."""
    from campaign.sandbox.threads import tokens

    return tokens.issue(box._app.state.world, "catalonia", tokens.LONG)


def connected(token: str, clock: Clock) -> str:
    """A token as `campaign channels connect` keeps it: to be renewed with half its life left."""
    now = clock()
    return written(Grant(token, expires=now + 30 * DAY, ends=now + 60 * DAY))


def kept(pocket: Pocket) -> Grant:
    """What a vault holds of a token."""
    return read(json.loads(pocket.get().text)["grant"])


def test_a_token_is_renewed_with_half_of_its_life_left(box: SandboxServer, clock: Clock) -> None:
    """The next one lasts sixty days from then, which `status` is told."""
    adapter = threads(box.url, clock, connected(minted(box, clock), clock))
    pocket = Pocket()
    adapter.remember_in(pocket)
    clock.pass_by(29 * 86_400)
    adapter.identify()
    assert pocket.get().version == 0
    clock.pass_by(2 * 86_400)
    adapter.identify()
    assert pocket.get().version == 1 and pocket.get().expires == clock() + 60 * DAY
    clock.pass_by(45 * 86_400)
    adapter.identify()
    assert pocket.get().version == 2, "the second one was renewed as well"
    assert kept(pocket).expires == clock() + 30 * DAY


def test_a_bare_token_is_renewed_as_soon_as_it_is_a_day_old(
    box: SandboxServer, clock: Clock
) -> None:
    """Nobody knows its age: it is tried at once, and then every day until Threads agrees."""
    adapter = threads(box.url, clock, minted(box, clock))
    pocket = Pocket()
    adapter.remember_in(pocket)
    assert "catalonia" in adapter.identify()
    assert kept(pocket).ends is None
    clock.pass_by(23 * 3600)
    adapter.identify()
    assert pocket.get().version == 1
    clock.pass_by(3600)
    adapter.identify()
    assert kept(pocket).ends == clock() + 60 * DAY


def test_a_token_that_cannot_be_renewed_now_is_used_as_long_as_it_lives() -> None:
    """Threads is down for renewals: nothing is held up, and it is tried again in an hour."""
    clock = Clock()

    def script(seen: Seen) -> Reply:
        if seen.path == "/refresh_access_token":
            return Reply(503, {})
        return Reply(data={"id": "7", "username": "catalonia"})

    with Scripted(script) as server:
        secret = written(Grant("t1", expires=START - DAY, ends=START + DAY))
        adapter = threads(server.url, clock, secret)
        for _ in range(3):
            assert "catalonia" in adapter.identify()
        assert sum(seen.path == "/refresh_access_token" for seen in server.seen) == 1
        clock.pass_by(3600)
        adapter.identify()
        assert sum(seen.path == "/refresh_access_token" for seen in server.seen) == 2
        clock.pass_by(2 * 86_400)
        with pytest.raises(Unavailable):
            adapter.identify()


def test_a_token_that_has_ended_is_a_persons_matter(box: SandboxServer, clock: Clock) -> None:
    """Sixty days unused: nothing renews it."""
    secret = connected(minted(box, clock), clock)
    clock.pass_by(60 * 86_400)
    adapter = threads(box.url, clock, secret)
    with pytest.raises(Unauthorized):
        adapter.publish(adapter.payloads(said(), START)[0], "key")


def test_the_renewal_puts_no_token_into_an_address() -> None:
    """Addresses end up in logs."""
    with Scripted(always(Reply(data={"access_token": "t2", "expires_in": 5_184_000}))) as server:
        secret = written(Grant("t1-secret", expires=START, ends=START + DAY))
        with pytest.raises(Unavailable):
            threads(server.url, secret=secret).identify()  # the answer is no account
    assert server.seen[0].target == "/refresh_access_token?grant_type=th_refresh_token"
    assert server.seen[0].headers["authorization"] == "Bearer t1-secret"
    assert server.seen[1].headers["authorization"] == "Bearer t2"


def refusing(path: str, code: int, subcode: int = 0, status: int = 400) -> Callable[[Seen], Reply]:
    """A network that refuses one address and answers all others well."""

    def script(seen: Seen) -> Reply:
        error: dict[str, Any] = {"message": "no", "type": "OAuthException", "code": code}
        if subcode:
            error["error_subcode"] = subcode
        if "refresh_access_token" in seen.path:
            return Reply(400, {"error": {"message": "too young", "code": 100}})
        if path in seen.target:
            return Reply(status, {"error": error})
        return Reply(data={"id": "7", "username": "Catalonia", "data": []})

    return script


def test_a_token_that_works_says_whose_it_is(box: SandboxServer, clock: Clock) -> None:
    """By name and number, and posts nothing."""
    access = opened(box, clock).examine()
    assert access.standing is Standing.WORKS and "catalonia" in access.names
    number = Threader(box.url).get("/me", fields="id").json()["id"]
    assert number in access.names
    assert standing(box.url, "threads") == []


@pytest.mark.parametrize(
    ("path", "error", "standing", "words"),
    [
        ("/me?", (190, 463, 401), Standing.EXPIRED, "connect"),
        ("/me?", (190, 460, 401), Standing.REVOKED, "connect"),
        ("/me?", (190, 0, 401), Standing.WRONG_KIND, "no token of Threads"),
        ("/me?", (10, 0, 400), Standing.MISSING_RIGHT, "threads_basic"),
        ("fields=quota", (10, 0, 400), Standing.MISSING_RIGHT, "threads_content_publish"),
        ("fields=reply_quota", (10, 0, 400), Standing.MISSING_RIGHT, "threads_manage_replies"),
        ("/me/replies", (200, 0, 403), Standing.MISSING_RIGHT, "threads_read_replies"),
        ("insights", (10, 0, 403), Standing.MISSING_RIGHT, "threads_manage_insights"),
        ("insights", (2, 0, 500), Standing.UNREACHABLE, "500"),
    ],
)
def test_a_token_that_fails_says_how(
    path: str, error: tuple[int, int, int], standing: Standing, words: str
) -> None:
    """Ended, taken back, another network's, or without a right, which is named."""
    with Scripted(refusing(path, *error)) as server:
        access = threads(server.url).examine()
    assert access.standing is standing and words in access.says


def test_no_token_is_missing_and_no_threads_is_unreachable() -> None:
    """Two more ways to fail."""
    assert threads("http://127.0.0.1:9", secret=" ").examine().standing is Standing.MISSING
    assert threads("http://127.0.0.1:9").examine().standing is Standing.UNREACHABLE
    with Scripted(always(Reply(data={}))) as server:
        assert threads(server.url).examine().standing is Standing.UNREACHABLE


def test_a_ticket_is_read_as_it_was_written() -> None:
    """By another process, days later."""
    ticket = Ticket("17", datetime(2026, 12, 1, 9, tzinfo=UTC), words("a"), "5")
    assert Ticket.read(ticket.written()) == ticket
