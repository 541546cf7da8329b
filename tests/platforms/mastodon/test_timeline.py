"""A status whose answer was lost is found again on Mastodon; silence is told with its weight."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest

from campaign.model import Absent, Evidence, Receipt
from campaign.platforms.mastodon import responses as answers
from campaign.platforms.mastodon.timeline import from_html
from tests.platforms.mastodon.mastodoning import HTML, TEXT, listing, opened, status
from tests.platforms.samples import START, Clock, variant
from tests.platforms.scripted import Mishap, Reply, Scripted, Seen


def found(script: Callable[[Seen], Reply | Mishap], after: timedelta) -> Receipt | Absent | None:
    """What `find` says, so long after the first try."""
    clock = Clock(START + after)
    with Scripted(script) as server:
        adapter = opened(server.url, clock)
        payload = adapter.payloads(variant("mastodon", text=TEXT), START)[0]
        return adapter.find(payload, "key", START)


LATER = timedelta(minutes=10)


def test_a_status_is_found_by_its_html() -> None:
    """Links are there in full, in hidden parts; the source tells of the mention's host."""
    answer = found(listing(status(5, START), source=lambda n: TEXT), LATER)
    assert isinstance(answer, Receipt) and answer.remote_id == "5"
    assert answer.url == "https://m.example/@catalonia/5"


def test_html_gives_back_the_words() -> None:
    """Breaks, paragraphs, entities and hidden spans."""
    assert from_html(HTML) == "Tres dies. Una taula.\nhttps://aer.eu/?a=1&b=2 @maria"
    quoted = '<p class="quote-inline">RE: <a>x</a></p><p>a &lt; b<br />c</p>'
    assert from_html(quoted) == "a < b\nc"


MASTODON = {"version": "4.5.2", "source_url": "https://github.com/mastodon/mastodon"}
GLITCH = {"version": "4.5.2+glitch", "source_url": "https://github.com/glitch-soc/mastodon/"}
GOTOSOCIAL = {
    "version": "0.20.0+git-1234567",
    "source_url": "https://codeberg.org/superseriousbusiness/gotosocial",
}
TAKAHE = {"version": "takahe/0.11.0", "source_url": "https://github.com/jointakahe/takahe"}
PLEROMA = {
    "version": "2.7.2 (compatible; Pleroma 2.6)",
    "source_url": "https://git.pleroma.social/pleroma/pleroma",
}


@pytest.mark.parametrize(
    ("instance", "honoured"),
    [
        (MASTODON, True),
        (GLITCH, True),
        (GOTOSOCIAL, False),
        (TAKAHE, False),
        (PLEROMA, False),
        ({**MASTODON, "version": PLEROMA["version"]}, False),
        ({"version": "4.5.2"}, False),
        ({"source_url": MASTODON["source_url"]}, False),
        ({"version": 4, "source_url": []}, False),
        ([], False),
        (None, False),
    ],
)
def test_only_mastodon_and_its_forks_are_known_to_honour_keys(
    instance: Any, honoured: bool
) -> None:
    """Others speak its API and ignore the key: their silence is that of a listing."""
    assert answers.honours_keys(instance) is honoured
    absent = found(listing(instance=Reply(data=instance)), LATER)
    assert isinstance(absent, Absent)
    assert absent.by is (Evidence.OWN_ID if honoured else Evidence.LISTING)


@pytest.mark.parametrize("after", [timedelta(seconds=30), LATER])
def test_absence_is_told_at_once_with_what_it_rests_on(after: timedelta) -> None:
    """How long it must last to prove something is the engine's to decide."""
    old = status(3, START - timedelta(days=2))
    for statuses in ((old,), ()):
        absent = found(listing(*statuses, instance=Reply(data=MASTODON)), after)
        assert isinstance(absent, Absent) and absent.by is Evidence.OWN_ID


def test_after_the_hour_a_key_proves_nothing_any_more() -> None:
    """The server has forgotten it, and a repeat would be another post."""
    for after, by in ((49, Evidence.OWN_ID), (51, Evidence.LISTING)):
        absent = found(listing(instance=Reply(data=MASTODON)), timedelta(minutes=after))
        assert isinstance(absent, Absent) and absent.by is by


def test_a_server_that_does_not_say_what_it_is_is_asked_again_another_time() -> None:
    """Until then its silence is that of a listing."""
    said: list[Reply | Mishap] = [Mishap.RESET, Reply(data=MASTODON)]
    scripts = listing(), listing(instance=Reply(data=MASTODON))

    def script(seen: Seen) -> Reply | Mishap:
        asked = seen.path == "/api/v2/instance"
        return said.pop(0) if asked else scripts[0](seen)

    with Scripted(script) as server:
        adapter = opened(server.url, Clock(START + LATER))
        payload = adapter.payloads(variant("mastodon", text=TEXT), START)[0]
        for by in (Evidence.LISTING, Evidence.OWN_ID, Evidence.OWN_ID):
            absent = adapter.find(payload, "key", START)
            assert isinstance(absent, Absent) and absent.by is by
    assert said == []


def test_another_publication_s_status_is_passed_over() -> None:
    """The same words twice: what one has been booked for is not the other."""
    twins = status(6, START), status(5, START)
    script = listing(*twins, source=lambda n: TEXT)
    for booked, number in (((), "6"), (("6",), "5"), (("6", "5"), None)):
        with Scripted(script) as server:
            adapter = opened(server.url, Clock(START + LATER))
            payload = adapter.payloads(variant("mastodon", text=TEXT), START)[0]
            answer = adapter.find(payload, "key", START, (), booked)
        if number is None:
            assert isinstance(answer, Absent)
        else:
            assert isinstance(answer, Receipt) and answer.remote_id == number


def test_a_status_that_cannot_be_compared_but_is_booked_is_no_doubt() -> None:
    """It is known to be another publication's."""
    with Scripted(listing(status(5, START))) as server:
        adapter = opened(server.url, Clock(START + LATER))
        payload = adapter.payloads(variant("mastodon", text=TEXT), START)[0]
        assert adapter.find(payload, "key", START) is None
        assert isinstance(adapter.find(payload, "key", START, (), ("5",)), Absent)


@pytest.mark.parametrize(
    "other",
    [
        status(5, START, media_attachments=[{"id": "1"}]),
        status(5, START, spoiler_text="Avís"),
        status(4, START - timedelta(hours=1, seconds=1)),
    ],
)
def test_another_status_is_not_taken_for_ours(other: dict[str, Any]) -> None:
    """More pictures, another warning, or the same words more than an hour before."""
    assert isinstance(found(listing(other, source=lambda n: TEXT), LATER), Absent)


def test_a_status_that_cannot_be_compared_leaves_the_matter_open() -> None:
    """No source, and HTML that may or may not be ours: a person decides."""
    assert found(listing(status(5, START)), LATER) is None
    assert isinstance(found(listing(status(5, START), source=lambda n: "Altra"), LATER), Absent)


def test_a_listing_that_does_not_reach_back_proves_nothing() -> None:
    """Busy accounts, and servers that ignore `max_id`."""
    busy = [status(n, START, content="<p>x</p>") for n in range(300, 0, -1)]
    assert found(listing(*busy, source=lambda n: "x"), LATER) is None

    def stubborn(seen: Seen) -> Reply | Mishap:
        return listing(*busy[:3], source=lambda n: "x")(Seen(seen.method, seen.path, {}, b""))

    assert found(stubborn, LATER) is None


def test_paging_goes_on_until_before_the_first_try() -> None:
    """Ours is on the second page."""
    pages = [status(9, START, content="<p>x</p>"), status(8, START, content="<p>y</p>")]
    pages += [status(7, START), status(6, START - timedelta(days=1))]
    script = listing(*pages, size=2, source=lambda n: TEXT if n == "7" else n)
    answer = found(script, LATER)
    assert isinstance(answer, Receipt) and answer.remote_id == "7"


def test_a_server_whose_clock_is_behind_is_understood() -> None:
    """Its Date header tells; what it made since the first try counts, by its own clock."""
    behind = timedelta(hours=2)
    date = (START + LATER - behind).strftime("%a, %d %b %Y %H:%M:%S GMT")
    made = status(5, START - behind + timedelta(seconds=1))
    script = listing(made, source=lambda n: TEXT)

    def dated(seen: Seen) -> Reply | Mishap:
        reply = script(seen)
        assert isinstance(reply, Reply)
        return Reply(reply.status, reply.data, {"Date": date})

    assert isinstance(found(dated, LATER), Receipt)


def replied(seconds: int, *statuses: dict[str, Any]) -> Receipt | Absent | None:
    """What `find` says about a reply to status 5, so many seconds after its last try."""
    clock = Clock(START + timedelta(seconds=seconds))
    with Scripted(listing(*statuses, source=lambda number: TEXT)) as server:
        adapter = opened(server.url, clock)
        payload = adapter.payloads(variant("mastodon", text=TEXT), START)[0]
        parent = Receipt("5", raw=status(5, START - timedelta(hours=3)))
        return adapter.find(payload, "key", START, (parent,))


def test_a_part_is_found_among_the_replies_to_the_one_before_it() -> None:
    """The same words under another status, or under none, are not it."""
    ours = status(9, START, in_reply_to_id="5")
    stranger, alone = status(8, START, in_reply_to_id="4"), status(7, START, in_reply_to_id=None)
    found = replied(300, ours, stranger, alone)
    assert isinstance(found, Receipt) and found.remote_id == "9"
    assert isinstance(replied(300, stranger, alone, status(5, START)), Absent)


def test_a_part_that_took_hours_to_try_again_is_looked_for_since_the_one_before_it() -> None:
    """Also one that arrived long before its last try."""
    early = status(6, START - timedelta(hours=2), in_reply_to_id="5")
    found = replied(300, early)
    assert isinstance(found, Receipt) and found.remote_id == "6"
    older = status(5, START - timedelta(hours=3)), status(4, START - timedelta(hours=5))
    assert isinstance(replied(60, *older), Absent)
    assert isinstance(replied(60, early, *older), Receipt)


def test_a_plain_status_is_never_taken_for_a_reply() -> None:
    """A part of a thread with the same words is not the post."""
    reply = status(9, START, in_reply_to_id="5")
    old = status(1, START - timedelta(days=1))
    assert isinstance(found(listing(reply, old, source=lambda number: TEXT), LATER), Absent)
