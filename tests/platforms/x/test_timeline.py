"""A post whose answer was lost is found again on X, behind t.co and under either name."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

import pytest

from campaign.errors import Rejected, Unavailable
from campaign.model import Absent, Evidence, Receipt
from campaign.platforms.x import shown_text
from tests.platforms.samples import (
    LINK,
    START,
    TEXT,
    Clock,
    variant,
)
from tests.platforms.scripted import Mishap, Reply, Scripted, Seen
from tests.platforms.x.server import ME, Script, opened

LATER = timedelta(minutes=10)


def post(
    number: int, made: datetime, *, new: bool = False, parent: str = "", **more: Any
) -> dict[str, Any]:
    """A post as a listing shows it; `new` as the description 2.167 names things."""
    text = "Tres dies. Una taula. 🇪🇺\n\nLa integració és cosa de tothom: https://t.co/a1\n\n"
    thing = "post" if new else "tweet"
    told: dict[str, Any] = {
        "id": str(number),
        "text": f"{text}#EUBelong #Catalunya",
        f"edit_history_{thing}_ids": [str(number)],
        "conversation_id": parent or str(number),
        "created_at": made.isoformat().replace("+00:00", "Z"),
        "entities": {"urls": [{"url": "https://t.co/a1", "expanded_url": LINK}]},
    }
    if parent:
        told[f"referenced_{thing}s"] = [{"type": "replied_to", "id": parent}]
    return {**told, **more}


def timeline(*posts: dict[str, Any], size: int = 100, date: str = "") -> Script:
    """An account with these posts, newest first."""

    def script(seen: Seen) -> Reply | Mishap:
        if seen.path == "/2/users/me":
            return ME
        assert seen.path == "/2/users/7/tweets"
        asked = dict(seen.query)
        assert asked["max_results"] == "100"
        since = asked.get("start_time", "")
        fit = [each for each in posts if str(each.get("created_at")) >= since]
        at = int(asked.get("pagination_token", "0"))
        page = fit[at : at + size]
        meta: dict[str, Any] = {"result_count": len(page)}
        if at + size < len(fit):
            meta["next_token"] = str(at + size)
        data = {"data": page} if page else {}
        return Reply(data={**data, "meta": meta}, headers={"Date": date} if date else {})

    return script


def found(
    script: Script, after: timedelta = LATER, text: str = TEXT, before: tuple[Receipt, ...] = ()
) -> Receipt | Absent | None:
    """What `find` says, so long after the try."""
    with Scripted(script) as server:
        adapter = opened(server.url, Clock(START + after))
        payload = adapter.payloads(variant("x", text=text), START)[0]
        return adapter.find(payload, "key", START, before)


@pytest.mark.parametrize("new", [False, True])
def test_a_post_is_found_behind_its_short_links(new: bool) -> None:
    """However X names things; with the address at which people see it."""
    answer = found(timeline(post(5, START, new=new)))
    assert isinstance(answer, Receipt) and answer.remote_id == "5"
    assert answer.url.endswith("/catalonia/status/5")


@pytest.mark.parametrize("after", [timedelta(seconds=30), LATER, timedelta(days=2)])
def test_absence_is_told_at_once_and_as_guarded(after: timedelta) -> None:
    """X refuses words that stand there already; how long silence must last, the engine decides."""
    for posts in ((), (post(4, START - timedelta(hours=2)),)):
        absent = found(timeline(*posts), after)
        assert isinstance(absent, Absent) and absent.by is Evidence.GUARDED


def test_another_publication_s_post_is_passed_over() -> None:
    """What one has been booked for is not the other, also where it cannot be compared."""
    blind = post(6, START)
    del blind["entities"]
    for booked, kind in ((("5", "6"), Absent), (("6",), Receipt), ((), Receipt)):
        with Scripted(timeline(blind, post(5, START))) as server:
            adapter = opened(server.url, Clock(START + LATER))
            payload = adapter.payloads(variant("x"), START)[0]
            answer = adapter.find(payload, "key", START, (), booked)
        assert isinstance(answer, kind)


@pytest.mark.parametrize("new", [False, True])
@pytest.mark.parametrize(
    "other",
    [
        {"text": "Altres paraules"},
        {"attachments": {"media_keys": ["3_1"]}},
        {"created_at": (START - timedelta(minutes=61)).isoformat()},
        {"parent": "4"},
    ],
)
def test_another_post_is_not_taken_for_ours(other: dict[str, Any], new: bool) -> None:
    """Other words, a picture more, an earlier one, a reply."""
    assert isinstance(found(timeline(post(5, START, **{"new": new, **other}))), Absent)


def test_what_cannot_be_compared_leaves_the_matter_open() -> None:
    """A link nobody can look behind, or a post of which X does not say what it replies to."""
    blind = post(5, START)
    del blind["entities"]
    assert found(timeline(blind)) is None
    unsaid = post(5, START, conversation_id="4")
    assert found(timeline(unsaid)) is None


@pytest.mark.parametrize("new", [False, True])
def test_a_part_is_found_under_the_one_before_it(new: bool) -> None:
    """The same words under another post, or under none, are not it."""
    ours = post(9, START, new=new, parent="5")
    others = post(8, START, new=new, parent="4"), post(7, START, new=new)
    parent = (Receipt("5"),)
    answer = found(timeline(ours, *others), before=parent)
    assert isinstance(answer, Receipt) and answer.remote_id == "9"
    assert isinstance(found(timeline(*others), before=parent), Absent)


def test_a_part_is_looked_for_since_the_one_before_it() -> None:
    """Also one that arrived long before its last try."""
    early = post(6, START - timedelta(hours=2), parent="5")
    parent = Receipt("5", raw={"created_at": (START - timedelta(hours=3)).isoformat()})
    answer = found(timeline(early), before=(parent,))
    assert isinstance(answer, Receipt) and answer.remote_id == "6"


def test_pages_are_turned_to_their_end_and_no_further() -> None:
    """Ours is on the third; of a busy account no more than a few are read."""
    others = [post(n, START, text=f"number {n}") for n in range(20, 6, -1)]
    answer = found(timeline(*others[:12], post(5, START), *others[12:], size=5))
    assert isinstance(answer, Receipt) and answer.remote_id == "5"
    assert isinstance(found(timeline(*others, size=5)), Absent)
    busy = [post(n, START, text=f"number {n}") for n in range(60, 0, -1)]
    assert found(timeline(*busy, size=10)) is None


def test_a_page_of_nothing_is_not_the_end() -> None:
    """What X leaves out of a page is counted by it all the same."""
    pages = iter(
        [
            ME,
            Reply(data={"meta": {"result_count": 0, "next_token": "n"}}),
            Reply(data={"data": [post(5, START)], "meta": {"result_count": 1}}),
        ]
    )
    assert isinstance(found(lambda seen: next(pages)), Receipt)


def test_a_clock_far_ahead_of_x_is_understood() -> None:
    """Its Date header tells: then more is asked for than was at first."""
    behind = timedelta(hours=3)
    date = (START + LATER - behind).strftime("%a, %d %b %Y %H:%M:%S GMT")
    ours = post(5, START - behind + timedelta(seconds=1))
    assert isinstance(found(timeline(ours, date=date)), Receipt)


def test_only_what_is_needed_is_asked_for() -> None:
    """Every post that is read costs: an hour and a minute before the try, and no reposts.

    A `Date` is told in whole seconds: by it, X seems to be behind by part of one.
    """
    now = START + LATER + timedelta(milliseconds=900)
    date = now.strftime("%a, %d %b %Y %H:%M:%S GMT")
    with Scripted(timeline(date=date)) as server:
        adapter = opened(server.url, Clock(now))
        adapter.find(adapter.payloads(variant("x"), START)[0], "key", START)
        adapter.recent(START)
    asked = [dict(seen.query) for seen in server.seen]
    assert [seen.path for seen in server.seen].count("/2/users/me") == 1
    assert [each.get("start_time") for each in asked[1:]] == ["2026-12-01T07:59:00Z"] * 2
    assert asked[1]["exclude"] == "retweets"


FUTURE = Reply(400, {"errors": [{"message": "Invalid 'start_time'. It must be before now"}]})


def refusing_times(behind: Script) -> Script:
    """An X for which every time that is asked from is still to come."""
    return lambda seen: FUTURE if "start_time" in dict(seen.query) else behind(seen)


def test_a_time_that_x_refuses_is_left_out_once() -> None:
    """Our clock is ahead: the whole timeline is read, and judged by the clock of X."""
    behind = timedelta(hours=3)
    date = (START + LATER - behind).strftime("%a, %d %b %Y %H:%M:%S GMT")
    script = refusing_times(timeline(post(5, START - behind), date=date))
    with Scripted(script) as server:
        adapter = opened(server.url, Clock(START + LATER))
        answer = adapter.find(adapter.payloads(variant("x"), START)[0], "key", START)
        assert isinstance(answer, Receipt) and answer.remote_id == "5"
        assert len(server.seen) == 3  # who we are, with a time, without
        assert len(adapter.recent(START - behind)) == 1


def test_a_refusal_that_has_another_reason_stays_one() -> None:
    """It is refused without a time as well."""
    with pytest.raises(Rejected):
        found(lambda seen: ME if seen.path == "/2/users/me" else FUTURE)


def test_x_that_refuses_our_time_and_tells_none_of_its_own_proves_nothing() -> None:
    """By our own clock, which is wrong, ours would be taken for an older post."""
    with pytest.raises(Unavailable):
        found(refusing_times(timeline(post(5, START - timedelta(hours=3)))))


def test_recent_posts_are_told_in_the_words_that_were_written() -> None:
    """Newest first, since an instant, with the addresses behind t.co."""
    old = post(3, START - timedelta(minutes=1))
    with Scripted(timeline(post(4, START), post(5, START + LATER), old)) as server:
        seen = opened(server.url, Clock(START + 2 * LATER)).recent(START)
    assert [each.remote_id for each in seen] == ["5", "4"]
    assert {each.text for each in seen} == {TEXT}
    assert seen[0].at == START + LATER


@pytest.mark.parametrize(
    ("sent", "shown", "links", "pictures", "same"),
    [
        ("a < b & c", "a &lt; b &amp; c", {}, 0, True),
        ("&copy; &amp;", "&amp;copy; &amp;amp;", {}, 0, True),
        ("See aer.eu.", "See https://t.co/a.", {"a": "http://aer.eu"}, 0, True),
        ("See HTTPS://AER.eu/x", "See https://t.co/a", {"a": "https://aer.eu/x"}, 0, True),
        ("See https://aer.eu/x", "See https://t.co/a", {"a": "https://aer.eu/y"}, 0, False),
        ("?a=1&sect=2 aer.eu/?a=1&sect=2", "?a=1&amp;sect=2 https://t.co/a", None, 0, True),
        (
            "Una taula",
            "Una taula https://t.co/p",
            {"p": "https://x.com/c/status/5/photo/1"},
            1,
            True,
        ),
        ("Una taula", "Una taula https://t.co/p", {}, 1, True),
        ("", "https://t.co/p", {"p": "https://x.com/c/status/5/video/1"}, 1, True),
        ("Una taula", "Una taula https://t.co/p", {}, 0, None),
        ("Una  taula\n", "Una taula", {}, 0, True),
        ("Cafe\u0301", "Caf\u00e9", {}, 0, True),
        ("https://t.co/a", "https://t.co/a", {}, 0, True),
        ("https://aer.eu/taula-é", "https://t.co/a", {"a": "https://aer.eu/taula-%C3%A9"}, 0, True),
    ],
)
def test_words_are_compared_as_they_were_written(
    sent: str, shown: str, links: dict[str, str] | None, pictures: int, same: bool | None
) -> None:
    """Through t.co, escaping, the link of the pictures and X's own ways of writing links."""
    if links is None:
        links = {"a": "http://aer.eu/?a=1&sect=2"}
    urls = [{"url": f"https://t.co/{n}", "expanded_url": full} for n, full in links.items()]
    told = {"text": shown, "entities": {"urls": urls}}
    if pictures:
        told["attachments"] = {"media_keys": ["3_1"] * pictures}
    assert shown_text.same(sent, told) is same
