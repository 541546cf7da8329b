"""Which requests come from a page of the desk itself."""

from __future__ import annotations

import pytest

from campaign.config import DeskSettings
from campaign.web.guard.origin import is_foreign
from campaign.web.guard.settings import GuardSettings

HERE = GuardSettings(DeskSettings())
NAMED = GuardSettings(DeskSettings(address="https://desk.example"))
HOST = {"host": "desk.example"}


@pytest.mark.parametrize("method", ["POST", "PUT", "PATCH", "DELETE", "TRACE", "FOO"])
@pytest.mark.parametrize(
    ("headers", "foreign"),
    [
        ({}, True),
        ({"sec-fetch-site": "same-origin"}, False),
        ({"sec-fetch-site": "same-origin", "origin": "http://desk.example"}, False),
        ({"sec-fetch-site": "same-origin", "origin": "http://evil.example"}, True),
        ({"sec-fetch-site": "same-origin", "origin": "null"}, False),  # a page without a referrer
        ({"sec-fetch-site": "same-site"}, True),
        ({"sec-fetch-site": "cross-site"}, True),
        ({"sec-fetch-site": "cross-site", "origin": "http://desk.example"}, True),
        ({"sec-fetch-site": "none"}, True),
        ({"sec-fetch-site": "none", "origin": "http://desk.example"}, False),
        ({"origin": "http://desk.example"}, False),
        ({"origin": "HTTP://DESK.example"}, False),
        ({"origin": "http://desk.example:81"}, True),
        ({"origin": "https://desk.example"}, True),
        ({"origin": "http://desk.example.evil.example"}, True),
        ({"origin": "null"}, True),
        ({"origin": ""}, True),
    ],
    ids=str,
)
def test_only_our_own_pages_change_something(
    method: str, headers: dict[str, str], foreign: bool
) -> None:
    """Whatever the method is called."""
    assert is_foreign(method, "/people", "http", {**HOST, **headers}, HERE) is foreign


@pytest.mark.parametrize("method", ["GET", "HEAD", "OPTIONS"])
def test_what_changes_nothing_may_come_from_anywhere(method: str) -> None:
    """Such as a link in a mail."""
    assert not is_foreign(method, "/", "http", {**HOST, "sec-fetch-site": "cross-site"}, HERE)


def test_behind_a_proxy_the_address_that_is_set_is_ours_too() -> None:
    """It speaks https with the browser and http with us."""
    origin = {"origin": "https://desk.example"}
    assert not is_foreign("POST", "/people", "http", {"host": "10.0.0.5", **origin}, NAMED)
    assert is_foreign("POST", "/people", "http", {"host": "10.0.0.5", **origin}, HERE)


def test_machines_come_in_with_a_token_and_without_a_cookie() -> None:
    """A browser that somebody led there sends cookies, and no token."""
    token = {**HOST, "authorization": "Bearer x"}
    assert not is_foreign("POST", "/api/v1/posts", "http", token, HERE)
    assert is_foreign("POST", "/people", "http", token, HERE)
    # What has no token is told so there: no cookie counts.
    assert not is_foreign("POST", "/api/v1/posts", "http", HOST, HERE)
    assert is_foreign("POST", "/api/v1/posts", "http", {**token, "cookie": "desk=x"}, HERE)
    crossing = {**token, "sec-fetch-site": "cross-site"}
    assert is_foreign("POST", "/api/v1/posts", "http", crossing, HERE)
