"""How accounts are connected: the right question, the right steps, and no secret in any word."""

from __future__ import annotations

import base64
import json
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from typing import Any
from urllib.parse import parse_qs, parse_qsl, urlencode, urlsplit

import pytest

from campaign.errors import PlatformError, Rejected
from campaign.model import Channel
from campaign.platforms import registry
from campaign.platforms.connect.flow import (
    Application,
    Flow,
    Granted,
    Question,
    answers,
    challenge,
    code_in,
)
from campaign.platforms.connect.ways import way
from campaign.platforms.facts import Ask
from campaign.platforms.oauth import Grant, read
from tests.plan.made import channel as made
from tests.platforms.samples import START
from tests.platforms.scripted import Reply, Scripted, Seen

BACK = "http://127.0.0.1:8779/callback"
APP = Application("app-id", "app-secret")
SHORT, LONG, CODE = "short-token", "long-token", "the-code"
DAYS = timedelta(days=60)


def channel(platform: str, server: str = "", **options: str) -> Channel:
    """A channel that has nothing yet."""
    plain = made(name="eu-one", platform=platform)
    return replace(plain, server=server, account="101", secret="", options=options)


def clock() -> Any:
    """The time at which everything happens."""
    return START


def flow_of(platform: str, server: str = "") -> Flow:
    """How an account of a network is connected in a browser."""
    flow = way(platform, server)
    assert isinstance(flow, Flow)
    return flow


def asked(flow: Flow, server: str = "", application: Application = APP) -> Question:
    """The question of a network."""
    return flow.ask(flow.calls(channel("x", server), clock), application, BACK)


def redeemed(name: str, server: str, application: Application = APP, **options: str) -> Granted:
    """What comes of a code."""
    flow = flow_of(name)
    calls = flow.calls(channel(name, server, **options), clock)
    return flow.redeem(calls, flow.ask(calls, application, BACK), CODE)


def query(seen: Seen) -> dict[str, str]:
    """What a request says, in its address or its form."""
    return dict(seen.query) | dict(parse_qsl(seen.body.decode()))


def told(**answers: Any) -> Callable[[Seen], Reply]:
    """A server that answers by the last part of the path."""

    def script(seen: Seen) -> Reply:
        answer = answers[seen.path.rsplit("/", 1)[-1]]
        return answer(seen) if callable(answer) else Reply(200, answer)

    return script


def test_every_network_has_a_way() -> None:
    """The table is whole: each that has a credential, and no other."""
    wanting = {name for name, keys in registry.KEYS.items() if keys.credential}
    assert {name for name in registry.names() if way(name) is not None} == wanting
    assert isinstance(way("telegram"), Ask) and way("outbox") is None


@pytest.mark.parametrize(
    ("name", "page"),
    [
        ("facebook", "https://www.facebook.com/v25.0/dialog/oauth"),
        ("instagram", "https://www.instagram.com/oauth/authorize"),
        ("linkedin", "https://www.linkedin.com/oauth/v2/authorization"),
        ("threads", "https://threads.net/oauth/authorize"),
        ("x", "https://x.com/i/oauth2/authorize"),
    ],
)
def test_the_browser_is_sent_to_the_network_itself(name: str, page: str) -> None:
    """With what it wants to know, and PKCE where it understands it."""
    flow = flow_of(name)
    question = asked(flow)
    assert question.address.partition("?")[0] == page
    told = {key: value for key, [value] in parse_qs(urlsplit(question.address).query).items()}
    assert told["client_id"] == "app-id" and told["redirect_uri"] == BACK
    assert told["response_type"] == "code" and told["state"] == question.state
    assert told["scope"].split(flow.oauth.separator) == list(flow.oauth.scopes)
    assert (told.get("code_challenge") == challenge(question.verifier)) is flow.oauth.pkce
    assert "app-secret" not in question.address + repr(question)
    assert question.verifier not in question.address + repr(question)


def test_no_two_questions_are_alike() -> None:
    """State and verifier are drawn anew, and are long enough (RFC 7636 wants 43 to 128)."""
    some = [asked(flow_of("x")) for _ in range(20)]
    assert len({each.state for each in some}) == len({each.verifier for each in some}) == 20
    assert all(43 <= len(each.verifier) <= 128 and len(each.state) >= 32 for each in some)


def test_the_challenge_is_the_one_of_the_standard() -> None:
    """https://www.rfc-editor.org/rfc/rfc7636#appendix-B."""
    verifier = "dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk"
    assert challenge(verifier) == "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM"


def test_a_test_server_gets_the_same_paths() -> None:
    """A server that is the network's own is none: its pages are elsewhere."""
    flow = flow_of("x")
    assert asked(flow, "http://127.0.0.1:1/").address.startswith(
        "http://127.0.0.1:1/i/oauth2/authorize?"
    )
    assert asked(flow, "https://api.x.com").address.startswith("https://x.com/i/oauth2/authorize?")


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"state": "another"}, "another `state`"),
        ({"state": None}, "another `state`"),
        ({"code": None}, "no code came back"),
        ({"code": None, "error": "access_denied"}, "not allowed there: access_denied"),
        (
            {"code": None, "error": "user_cancelled_login", "error_description": "No thanks"},
            "user_cancelled_login: No thanks",
        ),
        (
            {"code": None, "error": "access_denied", "error_reason": "user_denied"},
            "access_denied: user_denied",
        ),
    ],
)
def test_only_the_answer_to_the_question_is_taken(
    changes: dict[str, str | None], message: str
) -> None:
    """Everything else is refused in words, without the code."""
    question = asked(flow_of("x"))
    whole: dict[str, str | None] = {"code": CODE, "state": question.state, **changes}
    text = urlencode({key: value for key, value in whole.items() if value})
    with pytest.raises(Rejected, match=message) as error:
        code_in(question, "eu-one", text)
    assert CODE not in str(error.value)


def test_a_state_that_is_said_twice_is_none() -> None:
    """The one that is meant is not chosen."""
    question = asked(flow_of("x"))
    fine = urlencode({"code": CODE, "state": question.state})
    assert answers(question, fine) and code_in(question, "eu-one", fine) == CODE
    assert not answers(question, f"{fine}&state=theirs") and not answers(question, "")


def test_x_names_its_application_in_a_header() -> None:
    """A confidential client; the verifier goes along, and what comes renews itself."""
    gives = {
        "access_token": SHORT,
        "refresh_token": "again",
        "expires_in": 7200,
        "scope": "tweet.read tweet.write",
    }
    with Scripted(told(token=gives)) as server:
        granted = redeemed("x", server.url)
        [seen] = server.seen
    assert seen.method == "POST" and seen.path == "/2/oauth2/token"
    pair = base64.b64encode(b"app-id:app-secret").decode()
    assert seen.headers["authorization"] == f"Basic {pair}"
    form = query(seen)
    assert form.keys() == {"grant_type", "code", "redirect_uri", "code_verifier"}
    assert granted.rights == ("tweet.read", "tweet.write") and granted.renews
    assert granted.lacking == ("users.read", "media.write", "offline.access")
    assert granted.grant == Grant(SHORT, "again", START + timedelta(hours=2))
    assert read(granted.secret) == granted.grant


def test_x_takes_public_clients_too() -> None:
    """Then the id stands in the form, and no header."""
    with Scripted(told(token={"access_token": SHORT})) as server:
        granted = redeemed("x", server.url, Application("app-id"))
        [seen] = server.seen
    assert query(seen)["client_id"] == "app-id" and "authorization" not in seen.headers
    assert granted.secret == SHORT


def test_linkedin_ends_unless_it_renews() -> None:
    """A refresh token lives for a year from the first day; without one, sixty days are all."""
    plain = {"access_token": SHORT, "expires_in": 5184000, "scope": "a,b"}
    more = {**plain, "refresh_token": "again", "refresh_token_expires_in": 31536000}
    with Scripted(told(accessToken=plain)) as server:
        granted = redeemed("linkedin", server.url)
        [seen] = server.seen
    assert query(seen) == {
        "grant_type": "authorization_code",
        "code": CODE,
        "redirect_uri": BACK,
        "client_id": "app-id",
        "client_secret": "app-secret",
    }
    assert granted.grant == Grant(SHORT, "", START + DAYS, START + DAYS)
    assert granted.rights == ("a", "b") and not granted.renews
    with Scripted(told(accessToken=more)) as server:
        granted = redeemed("linkedin", server.url)
    assert granted.renews and granted.grant.ends == START + timedelta(days=365)


PAGES = {
    "": ([{"id": "100", "name": "Another", "access_token": "theirs"}], "next-page"),
    "next-page": ([{"id": "101", "name": "EU Belong", "access_token": "of-the-page"}], ""),
}


def pages(seen: Seen) -> Reply:
    """A person's pages, one in each answer."""
    some, after = PAGES[query(seen).get("after", "")]
    paging = {"cursors": {"after": after or "end"}} | ({"next": "https://…"} if after else {})
    return Reply(200, {"data": some, "paging": paging})


def facebook(seen: Seen) -> Reply:
    """The first token, then the longer one."""
    token = LONG if "fb_exchange_token" in query(seen) else SHORT
    return Reply(200, {"access_token": token, "token_type": "bearer", "expires_in": 5183944})


def test_facebook_gives_the_pages_own_token() -> None:
    """A person's for an hour, theirs for sixty days, the page's, which does not end."""
    with Scripted(told(access_token=facebook, accounts=pages)) as server:
        granted = redeemed("facebook", server.url, version="v26.0")
        first, second, *listed = server.seen
    assert granted.secret == "of-the-page" and not granted.renews
    assert first.path == second.path == "/v26.0/oauth/access_token"
    assert query(first) == {
        "code": CODE,
        "redirect_uri": BACK,
        "client_id": "app-id",
        "client_secret": "app-secret",
    }
    assert query(second)["grant_type"] == "fb_exchange_token"
    assert query(second)["fb_exchange_token"] == SHORT
    assert [each.path for each in listed] == ["/v26.0/me/accounts"] * 2
    assert {each.headers["authorization"] for each in listed} == {f"Bearer {LONG}"}


def test_a_page_that_was_not_allowed_is_told_with_those_that_were() -> None:
    """Without any of their tokens."""
    none = {"data": [{"id": "7", "name": "Mine", "access_token": "theirs"}]}
    with (
        Scripted(told(access_token=facebook, accounts=none)) as server,
        pytest.raises(Rejected, match=r"may not speak for the page 101.*: Mine \(7\)") as error,
    ):
        redeemed("facebook", server.url)
    assert "theirs" not in str(error.value)


@pytest.mark.parametrize(
    ("name", "kind"), [("instagram", "ig_exchange_token"), ("threads", "th_exchange_token")]
)
@pytest.mark.parametrize("wrapped", [True, False])
def test_metas_other_networks_exchange_for_sixty_days(name: str, kind: str, wrapped: bool) -> None:
    """It is renewed at half of that; as long as that goes on, nobody has to come back."""

    def answer(seen: Seen) -> Reply:
        said = query(seen)
        if "code" in said:
            assert seen.method == "POST" and seen.path == "/oauth/access_token"
            assert said["grant_type"] == "authorization_code"
            first = {"access_token": SHORT, "user_id": "1", "permissions": ["basic", "publish"]}
            return Reply(200, {"data": [first]} if wrapped else first)
        assert seen.method == "GET" and seen.path == "/access_token"
        assert said == {
            "grant_type": kind,
            "client_secret": "app-secret",
            "access_token": SHORT,
        }
        return Reply(200, {"access_token": LONG, "token_type": "bearer", "expires_in": 5184000})

    with Scripted(told(access_token=answer)) as server:
        granted = redeemed(name, server.url)
    assert granted.grant == Grant(LONG, "", START + DAYS / 2, START + DAYS)
    assert granted.lives_on and granted.renews and granted.rights == ("basic", "publish")


@pytest.mark.parametrize("name", [each for each in registry.names() if isinstance(way(each), Flow)])
def test_what_a_network_repeats_is_struck_out(name: str) -> None:
    """A refusal that holds the code, the verifier or the application's secret shows none."""

    def echo(seen: Seen) -> Reply:
        said = json.dumps([query(seen), dict(seen.headers)])
        return Reply(400, {"error": "invalid_grant", "error_description": said})

    flow = flow_of(name)
    with Scripted(echo) as server, pytest.raises(PlatformError, match="invalid_grant") as error:
        calls = flow.calls(channel(name, server.url), clock)
        question = flow.ask(calls, APP, BACK)
        flow.redeem(calls, question, CODE)
    pair = base64.b64encode(b"app-id:app-secret").decode()
    for secret in (CODE, question.verifier, "app-secret", pair):
        assert secret not in str(error.value) + repr(error.value) + repr(question)


@pytest.mark.parametrize("answer", [{}, {"access_token": ""}, [], None, "no"])
def test_an_answer_without_a_token_is_told(answer: Any) -> None:
    """Whatever came instead."""
    with Scripted(told(token=answer)) as server, pytest.raises(PlatformError, match="eu-one: "):
        redeemed("x", server.url)


def test_mastodon_registers_an_application_first() -> None:
    """With the very address the browser comes back to, and no more rights than are needed."""
    flow = flow_of("mastodon")
    assert flow.register is not None
    with Scripted(told(apps={"client_id": "new", "client_secret": "own"})) as server:
        calls = flow.calls(channel("mastodon", server.url), clock)
        found = flow.register(calls, BACK, " ".join(flow.oauth.scopes))
        [seen] = server.seen
    assert found == Application("new", "own") and "own" not in repr(found)
    assert query(seen) == {
        "client_name": "campaign",
        "redirect_uris": BACK,
        "scopes": "read:accounts read:statuses write:statuses write:media",
    }


def test_instagram_over_facebooks_login_takes_its_pages_token() -> None:
    """On graph.facebook.com: the page to which the account belongs, by the account's name."""
    flow = flow_of("instagram", "https://graph.facebook.com")
    assert flow.title != flow_of("instagram").title and not flow.oauth.renews
    account = {"id": "101", "username": "eubelong"}
    pages = [
        {"id": "1", "name": "None", "access_token": "theirs"},
        {"id": "2", "access_token": "of-it", "instagram_business_account": account},
    ]
    with Scripted(told(access_token=facebook, accounts={"data": pages})) as server:
        calls = flow.calls(channel("instagram", server.url), clock)
        granted = flow.redeem(calls, flow.ask(calls, APP, BACK), CODE)
        [*_, listed] = server.seen
    assert granted.secret == "of-it" and not granted.renews
    assert "instagram_business_account{id,username}" in query(listed)["fields"]
