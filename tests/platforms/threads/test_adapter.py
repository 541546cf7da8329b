"""What is Threads' own: what a post becomes there, and its way through both steps."""

from __future__ import annotations

import json
from contextlib import suppress
from dataclasses import replace
from datetime import timedelta
from hashlib import sha256
from pathlib import Path

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
from campaign.model import Absent, Evidence, Media, Pending, Receipt
from campaign.platforms.meta.ticket import Ticket
from campaign.sandbox import SandboxServer
from campaign.sandbox.faults import read_fault
from tests.platforms.samples import ALT, LINK, START, Clock, picture, standing, threaded
from tests.platforms.scripted import Scripted, Seen, passing_on
from tests.platforms.threads.threading import (
    PUBLIC,
    box,
    ids,
    laid,
    media,
    opened,
    said,
    threads,
    through,
)
from tests.sandbox.threader import sandbox, shelved
from tests.sandbox.visitors import film

__all__ = ["box", "media"]

DAY = timedelta(days=1)

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
    ticket = Ticket.read(pending.token)
    assert ticket.made == ticket.since == START, "by our clock, and by the network's"
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


def test_absence_rests_on_the_list_alone(box: SandboxServer, clock: Clock) -> None:
    """A list may lag behind: how long its silence must last, the engine knows."""
    adapter = opened(box, clock)
    absent = adapter.find(adapter.payloads(said(), START)[0], "key", clock())
    assert isinstance(absent, Absent) and absent.by is Evidence.LISTING


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
    with pytest.raises(UnsupportedFeature, match="from 1:10 to 10:1"):
        adapter.payloads(said("a", narrow), START)
    # As if nothing were known of its size.
    narrow = replace(narrow, width=0)
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
