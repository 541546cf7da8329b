"""A credential that works is told from the many ways in which one fails; nothing is posted."""

from __future__ import annotations

import base64
import json
from collections.abc import Callable, Mapping

import pytest

from campaign.model import Access, Standing
from campaign.platforms.protocols import Examines
from campaign.sandbox import SandboxServer
from tests.platforms.samples import SECRET, Clock, connected, standing
from tests.platforms.scripted import Mishap, Reply, Scripted, Seen, always, free_port

TOKEN = "ZA-Yj3aBD8U8Cm7lKUp-lm9O9BmDgdhHzDeqsY8tlL0"
OWN = "/api/v1/accounts/verify_credentials"
OUTSIDE = Reply(403, {"error": "This action is outside the authorized scopes"})
LACKING_IN = {
    "Mastodon": "This action is outside the authorized scopes",
    "Pleroma": "Insufficient permissions: write:statuses.",
    "GoToSocial": "Forbidden: token has insufficient scope permission",
}


def tried(platform: str, server: str, secret: str = TOKEN, account: str = "x.test") -> Access:
    """What trying the credential gives."""
    adapter = connected(platform, server, secret=secret, account=account)
    assert isinstance(adapter, Examines)
    found = adapter.examine()
    assert secret not in repr(found)
    return found


def own(**other: object) -> Reply:
    """An account that a Mastodon token opens."""
    page = "https://example.social/@catalonia"
    return Reply(200, {"id": "1", "acct": "catalonia", "url": page, **other})


def mastodon(replies: Mapping[tuple[str, str], Reply]) -> Callable[[Seen], Reply | Mishap]:
    """A server where the token works and all that is asked for by number is not there."""

    def script(seen: Seen) -> Reply | Mishap:
        usual = own() if seen.path == OWN else Reply(404, {"error": "Record not found"})
        return replies.get((seen.method, seen.path), usual)

    return script


@pytest.mark.parametrize("platform", ["mastodon", "bluesky"])
def test_a_working_credential_says_whose_it_is_and_posts_nothing(
    platform: str, box: SandboxServer, clock: Clock
) -> None:
    """Against the imitated networks."""
    found = tried(platform, box.url, SECRET, "catalonia-ca.example.test")
    assert found.standing is Standing.WORKS
    assert "catalonia-ca.example.test" in found.account and found.account == found.says
    assert "catalonia-ca.example.test" in found.names
    assert standing(box.url, platform) == []


@pytest.mark.parametrize("platform", ["mastodon", "bluesky"])
@pytest.mark.parametrize(
    "reply",
    [
        Reply(503, {"error": "down"}),
        Reply(404, raw=b"<h1>Not here</h1>"),
        Reply(200, raw=b"<h1>A home page</h1>"),
        Reply(200, {"hello": "world"}),
        Reply(429, {"error": "Too many requests"}),
        Reply(301, headers={"Location": "https://elsewhere.example/"}),
        Mishap.RESET,
    ],
    ids=str,
)
def test_a_server_that_does_not_answer_as_its_network_is_unreachable(
    platform: str, reply: Reply | Mishap
) -> None:
    """Down, elsewhere, somebody else's home page, too busy: the credential is not to blame."""
    with Scripted(always(reply)) as server:
        assert tried(platform, server.url).standing is Standing.UNREACHABLE


@pytest.mark.parametrize("platform", ["mastodon", "bluesky"])
def test_a_server_that_is_not_there_is_unreachable(platform: str) -> None:
    """With the reason in words."""
    found = tried(platform, f"http://127.0.0.1:{free_port()}")
    assert found.standing is Standing.UNREACHABLE and "refused" in found.says


@pytest.mark.parametrize(
    ("secret", "status", "words", "expected"),
    [
        (TOKEN, 401, "The access token expired", Standing.EXPIRED),
        (TOKEN, 401, "The access token was revoked", Standing.REVOKED),
        (TOKEN, 401, "The access token is invalid", Standing.REVOKED),
        ("hunter2", 401, "The access token is invalid", Standing.WRONG_KIND),
        ("my long pass phrase", 401, "", Standing.WRONG_KIND),
        (TOKEN, 422, "This method requires an authenticated user", Standing.WRONG_KIND),
        (TOKEN, 401, "This method requires an authenticated user", Standing.WRONG_KIND),
        (TOKEN, 403, "This action is outside the authorized scopes", Standing.MISSING_RIGHT),
        (TOKEN, 403, "Your login is missing a confirmed e-mail address", Standing.MISSING_RIGHT),
        (TOKEN, 403, "Your login is currently disabled", Standing.MISSING_RIGHT),
    ],
)
def test_mastodon_s_refusals_are_told_apart(
    secret: str, status: int, words: str, expected: Standing
) -> None:
    """By the words of https://docs.joinmastodon.org/entities/Error/ and of its source."""
    refusal = Reply(status, {"error": words})
    with Scripted(mastodon({("GET", OWN): refusal})) as server:
        found = tried("mastodon", server.url, secret)
    assert found.standing is expected and found.account == ""


def test_an_application_s_own_token_is_named_after_its_application() -> None:
    """So that its owner knows which of the keys was copied."""
    refusal = Reply(422, {"error": "This method requires an authenticated user"})
    app = Reply(200, {"name": "EU-BELONG planner"})
    replies = {("GET", OWN): refusal, ("GET", "/api/v1/apps/verify_credentials"): app}
    with Scripted(mastodon(replies)) as server:
        found = tried("mastodon", server.url)
    assert found.standing is Standing.WRONG_KIND
    assert "“EU-BELONG planner” itself; make an account's" in found.says


@pytest.mark.parametrize("make", LACKING_IN)
@pytest.mark.parametrize(
    ("right", "asked"),
    [
        ("write:statuses", ("PUT", "/api/v1/statuses/0")),
        ("write:media", ("PUT", "/api/v1/media/0")),
        ("read:statuses", ("GET", "/api/v1/statuses/0/source")),
    ],
)
def test_a_right_that_is_missing_is_named(right: str, asked: tuple[str, str], make: str) -> None:
    """Before a post fails for it; in the words of three kinds of servers."""
    refusal = Reply(403, {"error": LACKING_IN[make]})
    with Scripted(mastodon({asked: refusal})) as server:
        found = tried("mastodon", server.url)
        assert not [seen for seen in server.seen if seen.method == "POST"]
    assert found.standing is Standing.MISSING_RIGHT
    assert f"lacks {right}:" in found.says and "@catalonia" in found.account


@pytest.mark.parametrize(
    ("account", "named"),
    [
        ("catalonia", True),
        ("@Catalonia", True),
        ("catalonia@example.social", True),
        ("catalonia@names.example", True),
        ("https://example.social/@catalonia", True),
        ("navarra", False),
        ("catalonia@somewhere.else", False),
    ],
)
def test_an_account_is_recognised_however_it_is_written(account: str, named: bool) -> None:
    """Alone, with the server's domain or the one in its names, as its page."""
    instance = Reply(200, {"domain": "names.example"})
    with Scripted(mastodon({("GET", "/api/v2/instance"): instance})) as server:
        found = tried("mastodon", server.url, account=account)
    assert found.standing is Standing.WORKS
    assert (account.casefold().removeprefix("@") in found.names) is named


def bluesky(scope: str = "com.atproto.appPass", **told: object) -> Callable[[Seen], Reply]:
    """A server that opens a session with such a scope and tells this of the account."""
    claims = base64.urlsafe_b64encode(json.dumps({"scope": scope}).encode()).decode().rstrip("=")
    names = {"did": "did:plc:x", "handle": "x.test"}
    tokens = {"accessJwt": f"e30.{claims}.sig", "refreshJwt": "refresh-token"}

    def script(seen: Seen) -> Reply:
        opened = seen.path.endswith("Session") and seen.method == "POST"
        return Reply(200, {**names, **tokens} if opened else {**names, **told})

    return script


@pytest.mark.parametrize(
    ("scope", "told", "expected"),
    [
        ("com.atproto.appPass", {}, Standing.WORKS),
        ("com.atproto.appPassPrivileged", {"active": True}, Standing.WORKS),
        ("com.atproto.access", {"active": True}, Standing.WRONG_KIND),
        ("com.atproto.appPass", {"active": False, "status": "suspended"}, Standing.MISSING_RIGHT),
        ("", {}, Standing.WORKS),
    ],
)
def test_bluesky_tells_what_a_password_is_good_for(
    scope: str, told: Mapping[str, object], expected: Standing
) -> None:
    """The main password opens everything, also what a publisher must not touch."""
    with Scripted(bluesky(scope, **told)) as server:
        found = tried("bluesky", server.url, "abcd-efgh-ijkl-mnop")
    assert found.standing is expected and "x.test" in found.account


@pytest.mark.parametrize(
    ("secret", "code", "expected"),
    [
        ("abcd-efgh-ijkl-mnop", "AuthenticationRequired", Standing.REVOKED),
        ("correct horse battery", "AuthenticationRequired", Standing.WRONG_KIND),
        ("correct horse battery", "AuthFactorTokenRequired", Standing.WRONG_KIND),
        ("abcd-efgh-ijkl-mnop", "AccountTakedown", Standing.REVOKED),
    ],
)
def test_bluesky_s_refusals_are_told_apart(secret: str, code: str, expected: Standing) -> None:
    """By code, and by whether it looks like an app password."""
    with Scripted(always(Reply(401, {"error": code, "message": "no"}))) as server:
        assert tried("bluesky", server.url, secret).standing is expected


def test_a_session_s_token_in_place_of_an_app_password_is_the_wrong_kind() -> None:
    """It works for two hours and looks healthy; it is not even sent."""
    with Scripted(always(Reply())) as server:
        found = tried("bluesky", server.url, "eyJ0eXAiOiJhdCtqd3QifQ.e30.c2ln")
    assert found.standing is Standing.WRONG_KIND and server.seen == []
