"""Answers of Meta's networks that are of another shape: our own errors, and no guesses."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from campaign.errors import PlatformError, Rejected, Unauthorized, Unavailable
from campaign.model import Standing
from campaign.platforms import oauth
from campaign.platforms.facebook.adapter import Facebook
from campaign.platforms.http.dialect import Dialect
from campaign.platforms.http.wire import Wire
from campaign.platforms.instagram.adapter import Instagram
from campaign.platforms.linkedin import credentials as linkedin
from campaign.platforms.meta import credentials, graph
from campaign.platforms.meta.timeline import Names
from campaign.platforms.oauth import Grant
from campaign.platforms.threads.adapter import Threads
from tests.platforms.meta.graphing import facebook, instagram
from tests.platforms.samples import START, Clock
from tests.platforms.scripted import Reply, Scripted, Seen, always
from tests.platforms.threads.threading import threads

Adapter = Facebook | Instagram | Threads
ADAPTERS: list[Callable[..., Adapter]] = [facebook, instagram, threads]
#: Bodies that hold nothing of what was asked for.
ODD: tuple[Any, ...] = (
    None,
    5,
    "x",
    [],
    [[]],
    {},
    {"id": None},
    {"id": {"id": "5"}},
    {"id": "a/b"},
    {"id": True},
    {"data": 5},
    {"data": {"a": 1}},
    {"data": [None, 5, [], "x", {}]},
    {"data": [{"name": {}, "values": 5}]},
    {"error": 5},
    {"user_id": []},
)


def at_odds(body: Any) -> Scripted:
    """A network on which each question but whose account it is has this answer."""

    def script(seen: Seen) -> Reply:
        if seen.path.endswith("/me"):
            return Reply(data={"id": "17", "user_id": "17", "username": "catalonia"})
        if seen.path.endswith("refresh_access_token"):
            return Reply(400, {"error": {"message": "too young", "code": 100}})
        return Reply(data=body)

    return Scripted(script)


@pytest.mark.parametrize("opened", ADAPTERS)
@pytest.mark.parametrize("body", ODD, ids=str)
def test_every_question_ends_in_an_answer_or_in_our_own_error(
    opened: Callable[..., Adapter], body: Any
) -> None:
    """Counts, followers, posts, whose it is, deleting: n/a, nothing, or a sentence."""
    with at_odds(body) as server:
        adapter = opened(server.url)
        for ask in (
            lambda: adapter.counts(["9", "9_5"]),
            adapter.audience,
            lambda: list(adapter.recent(START)),
            adapter.identify,
            lambda: adapter.withdraw("9"),
            lambda: adapter.read("9"),
            lambda: adapter.read("17_9"),
            lambda: adapter.read("9_17"),
        ):
            try:
                ask()
            except PlatformError as error:
                assert len(str(error)) > 20
        assert adapter.examine().says


@pytest.mark.parametrize("opened", ADAPTERS)
@pytest.mark.parametrize("body", ODD, ids=str)
def test_whose_it_is_may_be_told_in_any_shape(opened: Callable[..., Adapter], body: Any) -> None:
    """Then the token opens nothing, as far as that goes."""
    with Scripted(always(Reply(data=body))) as server:
        adapter = opened(server.url)
        assert adapter.examine().standing is not Standing.WORKS
        with pytest.raises((Unavailable, Rejected, Unauthorized)):
            adapter.identify()


@pytest.mark.parametrize("opened", ADAPTERS)
def test_a_list_without_end_is_left_after_some_pages(opened: Callable[..., Adapter]) -> None:
    """Each page new, and another one behind it; or the same one for ever."""
    for fresh in (True, False):
        numbers = iter(range(10**6))

        def page(seen: Seen, fresh: bool = fresh, numbers: Any = numbers) -> Reply:
            if seen.path.endswith("/me"):
                return Reply(data={"id": "17", "user_id": "17"})
            if seen.path.endswith("refresh_access_token"):
                return Reply(400, {"error": {"message": "too young", "code": 100}})
            number = next(numbers) if fresh else 1
            post = {"id": str(number), "timestamp": "2026-12-01T09:00:00+0000"}
            cursor = {"cursors": {"after": str(number)}}
            return Reply(
                data={"data": [post | {"created_time": post["timestamp"]}], "paging": cursor}
            )

        with Scripted(page) as server:
            opened(server.url).recent(START)
        assert len(server.seen) <= 10


def test_what_was_not_deleted_is_told() -> None:
    """A post that still stands is not called withdrawn."""
    for opened in ADAPTERS:
        with at_odds({"success": False}) as server, pytest.raises(Unavailable, match="not deleted"):
            opened(server.url).withdraw("9")


@pytest.mark.parametrize(
    "when",
    ["0000-00-00", "0001-01-01T00:00:00+1400", "9999-12-31T23:59:59-1400", "soon", 5, None, {}],
)
def test_an_instant_nobody_can_mean_is_none(when: Any) -> None:
    """And raises nothing."""
    assert Names("message", "made", "url").made_at({"made": when}) is None


@pytest.mark.parametrize("url", ["javascript:alert(1)", "//x", 5, {}, "https://x/" + "a" * 3000])
def test_an_address_that_is_none_is_not_told(url: Any) -> None:
    """People open it."""
    assert Names("message", "made", "url").address({"url": url}) == ""


# Tokens that are renewed


def asked(body: Any) -> tuple[Grant, Grant]:
    """What Meta's networks and LinkedIn give for a token that ended, after this answer."""
    ended = Grant("old", "refresh", START, START + timedelta(days=1))
    with Scripted(always(Reply(data=body))) as server:
        wire = Wire(server.url, name="x", dialect=Dialect(lambda told: ("", "")), clock=Clock())
        meta = credentials.renew(wire, "th_refresh_token", ended, Clock())
        renewal = linkedin.Renewal(wire, "client", Clock(), "secret")
        try:
            return meta, renewal(ended)
        except Unavailable:
            return meta, ended


@pytest.mark.parametrize("seconds", [10**400, -5, 0, 1.5, "60", True, None, [], {}])
def test_a_life_nobody_can_mean_ends_at_some_time(seconds: Any) -> None:
    """Neither an error nor a token that is never renewed."""
    for grant in asked({"access_token": "new", "expires_in": seconds}):
        assert grant.access == "new"
        assert grant.expires is None or START < grant.expires < START + timedelta(days=3651)
        assert grant.ends is not None and grant.ends > START


@pytest.mark.parametrize("token", ["", "a b", "é", "a\nb", "a\0", "x" * 9000, 5, None, {}, ["new"]])
def test_a_token_that_can_be_none_is_not_kept(token: Any) -> None:
    """The one before it stays, and is tried again."""
    assert not oauth.is_token(token)
    assert [each.access for each in asked({"access_token": token})] == ["old", "old"]
    if token is not None:
        told = {"access_token": "new", "refresh_token": token}
        assert asked(told)[1].access == "old"


@pytest.mark.parametrize("seconds", [10**400, 1e300, -(10**30), "soon"])
def test_a_secret_with_an_instant_nobody_can_mean_is_told(seconds: Any) -> None:
    """When the channel is connected: it is a mistake of the configuration."""
    with pytest.raises(ValueError):
        oauth.read(json.dumps({"access_token": "a", "expires_at": seconds}))
    good = oauth.read(json.dumps({"access_token": "a", "expires_at": 60}))
    assert good.expires == datetime(1970, 1, 1, 0, 1, tzinfo=UTC)


@pytest.mark.parametrize("header", ["[" * 60_000, '{"a":' * 10_000, "NaN", '{"17": [{"x": NaN}]}'])
def test_a_usage_header_as_deep_as_can_be_says_nothing(header: str) -> None:
    """It comes with every answer."""
    told = {"x-business-use-case-usage": header, "x-app-usage": header}
    assert graph.reset(told, START) is None
