"""Threads' tokens: renewed in time, and told apart when they fail."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest

from campaign.errors import (
    Unauthorized,
    Unavailable,
)
from campaign.model import Standing
from campaign.platforms.memory_vault import Pocket
from campaign.platforms.oauth import Grant, read, written
from campaign.sandbox import SandboxServer
from tests.platforms.samples import START, Clock, standing
from tests.platforms.scripted import Reply, Scripted, Seen, always
from tests.platforms.threads.threading import box, media, opened, said, threads
from tests.sandbox.threader import Threader

__all__ = ["box", "media"]

DAY = timedelta(days=1)


def minted(box: SandboxServer, clock: Clock) -> str:
    """A long-lived token, made now."""
    from campaign.sandbox.meta.tokens import LONG
    from campaign.sandbox.threads import tokens

    return tokens.issue(box._app.state.world, "catalonia", LONG)


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
