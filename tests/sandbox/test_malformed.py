"""What no network can serve or read is refused by each in its own shape."""

from __future__ import annotations

from typing import Any

import pytest
import requests

from campaign.sandbox import SandboxServer
from campaign.sandbox.malformed import LARGEST, network_at
from tests.sandbox.visitors import read

BOT = "/bot4242424242:sandbox-catalonia"
SHAPES = {
    "bluesky": {"error", "message"},
    "facebook": {"error"},
    "linkedin": {"status", "code", "message"},
    "mastodon": {"error"},
    "telegram": {"ok", "error_code", "description"},
    "threads": {"error"},
    "x": {"title", "detail", "type"},
}
WRITES = {
    "bluesky": "/xrpc/com.atproto.server.createSession",
    "facebook": "/v25.0/me/feed",
    "linkedin": "/rest/posts",
    "mastodon": "/api/v1/statuses",
    "telegram": f"{BOT}/sendMessage",
    "threads": "/v1.0/me/threads",
    "x": "/2/tweets",
}


def ask(box: SandboxServer, method: str, path: str, **more: Any) -> requests.Response:
    """Ask with a token that is good on most networks, in LinkedIn's newest version."""
    headers = {
        "Authorization": "Bearer sandbox-catalonia",
        "LinkedIn-Version": "202611",
        "X-Restli-Protocol-Version": "2.0.0",
        **more.pop("headers", {}),
    }
    return requests.request(method, box.url + path, headers=headers, timeout=10, **more)


def check(told: requests.Response, network: str, status: int) -> Any:
    """Hold a refusal against the shape of its network; gives its body."""
    body = read(told, status)
    assert SHAPES[network] <= set(body), body
    kind = told.headers["Content-Type"]
    assert kind == ("application/problem+json" if network == "x" else "application/json")
    if network in ("facebook", "threads"):
        assert {"message", "type", "code", "fbtrace_id"} <= set(body["error"])
    if network == "telegram":
        assert (body["ok"], body["error_code"]) == (False, status)
    return body


@pytest.mark.parametrize(
    ("network", "path", "status"),
    [
        ("bluesky", "/xrpc/app.bsky.feed.getColours", 501),
        ("bluesky", "/xrpc/nothing", 501),
        ("facebook", "/v25.0/me/a/b", 400),
        ("facebook", "/v26.0/me/colours", 400),
        ("linkedin", "/rest/colours", 404),
        ("linkedin", "/rest/posts/a/b", 404),
        ("mastodon", "/api/v1/colours", 404),
        ("mastodon", "/api/v3/statuses", 404),
        ("mastodon", "/oauth/colours", 404),
        ("telegram", f"{BOT}/a/b", 404),
        ("telegram", f"{BOT}/getColours", 404),
        ("telegram", f"/file{BOT}/photos/x.png", 404),
        ("threads", "/v1.0/me/colours", 400),
        ("threads", "/v1.0/a/b/c", 400),
        ("x", "/2/colours", 404),
        ("x", "/2/users/1/colours", 404),
    ],
)
@pytest.mark.parametrize("method", ["GET", "POST"])
def test_an_address_that_there_is_not(
    box: SandboxServer, network: str, path: str, status: int, method: str
) -> None:
    """Not found, in the network's own words and status."""
    if (method, path) != ("POST", f"/file{BOT}/photos/x.png"):
        check(ask(box, method, path), network, status)


@pytest.mark.parametrize(
    ("network", "method", "path", "status"),
    [
        ("bluesky", "GET", "/xrpc/com.atproto.repo.putRecord", 400),
        ("bluesky", "POST", "/xrpc/app.bsky.feed.getPosts", 400),
        ("facebook", "PUT", "/v25.0/me/feed", 400),
        ("linkedin", "PUT", "/rest/posts", 405),
        ("linkedin", "PATCH", "/rest/images", 405),
        ("mastodon", "PUT", "/api/v1/statuses", 404),
        ("mastodon", "PATCH", "/api/v1/media/1", 404),
        ("telegram", "PUT", f"{BOT}/getMe", 404),
        ("threads", "PUT", "/v1.0/me/threads", 400),
        ("x", "PUT", "/2/tweets", 405),
        ("x", "DELETE", "/2/users/me", 405),
    ],
)
def test_a_method_that_an_address_does_not_have(
    box: SandboxServer, network: str, method: str, path: str, status: int
) -> None:
    """405 where the network says so; Mastodon and Telegram find nothing, Meta supports it not."""
    body = check(ask(box, method, path), network, status)
    if network == "bluesky":
        assert f"Incorrect HTTP method ({method})" in body["message"]


@pytest.mark.parametrize("network", SHAPES)
@pytest.mark.parametrize("body", ['{"text":', "[1]", '"text"', "null", b"\xff\xfe", "[" * 100_000])
def test_a_body_that_is_no_json_object(box: SandboxServer, network: str, body: str | bytes) -> None:
    """Broken, of another kind, in no encoding, or nested beyond reason."""
    headers = {"Content-Type": "application/json"}
    check(ask(box, "POST", WRITES[network], data=body, headers=headers), network, 400)


@pytest.mark.parametrize("network", ["facebook", "mastodon", "telegram", "threads"])
def test_a_form_that_is_broken(box: SandboxServer, network: str) -> None:
    """It has no boundary, or not the one that it names."""
    for kind in ("multipart/form-data", "multipart/form-data; boundary=b"):
        told = ask(box, "POST", WRITES[network], data="abc", headers={"Content-Type": kind})
        check(told, network, 400)


@pytest.mark.parametrize(("network", "status"), [("bluesky", 400), ("linkedin", 415), ("x", 400)])
@pytest.mark.parametrize(
    "kind", ["text/plain", "application/xml", "application/x-www-form-urlencoded"]
)
def test_a_body_of_a_kind_that_the_network_refuses(
    box: SandboxServer, network: str, status: int, kind: str
) -> None:
    """Only JSON is taken; the others read nothing from such a body, and miss what they need."""
    told = ask(box, "POST", WRITES[network], data="text=a", headers={"Content-Type": kind})
    assert "ontent-" in str(check(told, network, status))
    if kind == "text/plain":
        for other in ("mastodon", "telegram", "threads", "facebook"):
            missed = ask(box, "POST", WRITES[other], data="a", headers={"Content-Type": kind})
            check(missed, other, 422 if other == "mastodon" else 400)


@pytest.mark.parametrize("network", ["bluesky", "linkedin"])
def test_a_body_that_is_too_large(box: SandboxServer, network: str) -> None:
    """413 before it is read; one byte less is read."""
    for size, status in ((LARGEST[network] + 1, 413), (LARGEST[network], 400)):
        headers = {"Content-Type": "application/json"}
        told = ask(box, "POST", WRITES[network], data=b"x" * size, headers=headers)
        check(told, network, status)


@pytest.mark.parametrize(
    ("network", "path", "status"),
    [
        ("bluesky", "/xrpc/app.bsky.feed.getAuthorFeed?limit=many", 400),
        ("linkedin", "/rest/posts?count=many", 400),
        ("mastodon", "/api/v1/accounts/1/statuses?limit=many", 422),
        ("x", "/2/users/1/tweets?max_results=many", 404),
        ("threads", "/v1.0/me/threads?limit=many", 400),
        ("facebook", "/v25.0/me/feed?limit=many", 400),
    ],
)
def test_a_parameter_of_another_type(
    box: SandboxServer, network: str, path: str, status: int
) -> None:
    """In the network's own shape too."""
    check(ask(box, "GET", path), network, status)


def test_the_sandboxs_own_addresses_belong_to_no_network() -> None:
    """The wall, the ledger, and a name that begins as a network's."""
    for path in ("/", "/_sandbox/ledger", "/@a/1", "/p/x/", "/api", "/2", "/restless"):
        assert network_at(path) == "", path


@pytest.mark.parametrize("content", [-1, 1.5, True, "a", [[]], ["media"]])
def test_linkedins_content_is_an_object(box: SandboxServer, content: Any) -> None:
    """Anything else is refused in LinkedIn's shape, and not with a broken server."""
    body = {
        "author": "urn:li:organization:12345",
        "commentary": "Tres dies",
        "visibility": "PUBLIC",
        "distribution": {"feedDistribution": "MAIN_FEED"},
        "lifecycleState": "PUBLISHED",
        "content": content,
    }
    assert (
        "content" in check(ask(box, "POST", "/rest/posts", json=body), "linkedin", 422)["message"]
    )
