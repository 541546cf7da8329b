"""The sandbox's LinkedIn gives tokens to who asked, for the rights that a member agreed to."""

from __future__ import annotations

from datetime import timedelta
from typing import Any
from urllib.parse import parse_qsl, urlencode, urlsplit

import pytest
import requests

from campaign.sandbox import SandboxServer
from campaign.sandbox.accounts import LINKEDIN, Account
from tests.cli.connecting import agree
from tests.sandbox.visitors import move_clock, read, start

BACK = "http://127.0.0.1:1/callback"
READ, WRITE = "r_organization_social", "w_organization_social"
QUESTION = {
    "response_type": "code",
    "client_id": "86abc",
    "redirect_uri": BACK,
    "scope": f"{READ} {WRITE}",
    "state": "s",
}
FORM = {
    "client_id": "86abc",
    "client_secret": "planted-secret",
    "grant_type": "authorization_code",
    "redirect_uri": BACK,
}
DAY = 86_400


def question(url: str, **changes: str) -> str:
    """The address of the page on which a member is asked."""
    return f"{url}/oauth/v2/authorization?{urlencode({**QUESTION, **changes})}"


def answer(url: str, decision: str = "yes", **changes: str) -> dict[str, str]:
    """What the browser brings back."""
    there = agree(question(url, **changes), "eubelong", decision)
    assert there.startswith(f"{BACK}?")
    return dict(parse_qsl(urlsplit(there).query))


def redeem(url: str, **fields: str) -> requests.Response:
    """Change a code or a refresh token."""
    form = {name: value for name, value in {**FORM, **fields}.items() if value}
    return requests.post(f"{url}/oauth/v2/accessToken", data=form, timeout=10)


def granted(url: str, **changes: str) -> dict[str, Any]:
    """What a yes brings."""
    client = changes.get("client_id", FORM["client_id"])
    told: dict[str, Any] = read(redeem(url, code=answer(url, **changes)["code"], client_id=client))
    return told


def ask(url: str, token: str, path: str, method: str = "GET") -> requests.Response:
    """Use a token."""
    headers = {
        "Authorization": f"Bearer {token}",
        "LinkedIn-Version": "202611",
        "X-Restli-Protocol-Version": "2.0.0",
        "X-RestLi-Method": "FINDER",
    }
    return requests.request(method, f"{url}{path}", headers=headers, timeout=10)


def own_posts() -> str:
    """The address of the page's own posts."""
    number = Account(LINKEDIN, "eubelong", start()).id
    return f"/rest/posts?q=author&author=urn:li:organization:{number}"


def test_a_yes_brings_a_token_for_sixty_days_and_what_was_asked_for(box: SandboxServer) -> None:
    """A page names the application and every right, and the token opens no more than those."""
    page = requests.get(question(box.url), timeout=10)
    assert all(each in page.text for each in ("86abc", READ, WRITE, BACK))
    back = answer(box.url)
    assert back.keys() == {"code", "state"} and back["state"] == "s"
    told = read(redeem(box.url, code=back["code"]))
    assert told["expires_in"] == 60 * DAY and told["scope"] == f"{READ},{WRITE}"
    assert read(ask(box.url, told["access_token"], own_posts()))["elements"] == []
    figures = ask(box.url, told["access_token"], "/rest/organizationAcls?q=roleAssignee")
    assert read(figures, 403)["code"] == "ACCESS_DENIED"


def test_an_answer_names_the_rights_in_one_order(box: SandboxServer) -> None:
    """However the application has written them."""
    assert granted(box.url, scope=f"{WRITE} {READ}")["scope"] == f"{READ},{WRITE}"


def test_a_right_to_read_is_none_to_write(box: SandboxServer) -> None:
    """Nor the other way round."""
    reader = granted(box.url, scope=READ)["access_token"]
    assert ask(box.url, reader, "/rest/posts", "POST").status_code == 403
    writer = granted(box.url, scope=WRITE)["access_token"]
    assert ask(box.url, writer, own_posts()).status_code == 403
    assert read(ask(box.url, writer, "/rest/posts", "POST"), 422)["message"].startswith("author")


def test_a_token_ends_after_sixty_days(box: SandboxServer) -> None:
    """And says that it was good once."""
    token = granted(box.url)["access_token"]
    move_clock(box.url, (start() + timedelta(days=60)).isoformat())
    assert read(ask(box.url, token, own_posts()), 401)["code"] == "EXPIRED_ACCESS_TOKEN"


def test_only_partners_get_a_refresh_token(box: SandboxServer) -> None:
    """It lives for a year that renewing does not lengthen, and opens nothing itself."""
    assert "refresh_token" not in granted(box.url)
    told = granted(box.url, client_id="partner-1")
    assert told["refresh_token_expires_in"] == 365 * DAY
    assert ask(box.url, told["refresh_token"], own_posts()).status_code == 401
    form = {
        "grant_type": "refresh_token",
        "refresh_token": told["refresh_token"],
        "client_id": "partner-1",
    }
    move_clock(box.url, (start() + timedelta(days=360)).isoformat())
    later = read(redeem(box.url, **form))
    assert later["refresh_token"] == told["refresh_token"]
    assert later["refresh_token_expires_in"] == 5 * DAY and later["expires_in"] == 60 * DAY
    assert later["scope"] == told["scope"]
    for wrong in ({"client_id": "partner-2"}, {"refresh_token": told["access_token"]}):
        assert read(redeem(box.url, **{**form, **wrong}), 400)["error"] == "invalid_request"
    move_clock(box.url, (start() + timedelta(days=365)).isoformat())
    assert read(redeem(box.url, **form), 400)["error"] == "invalid_request"


def test_a_no_brings_no_code(box: SandboxServer) -> None:
    """In LinkedIn's words, with the state."""
    told = answer(box.url, decision="no")
    assert told["error"] == "user_cancelled_authorize" and told["state"] == "s"
    assert "code" not in told


@pytest.mark.parametrize("scope", ["", "r_basicprofile", f"{READ} everything"])
def test_a_right_that_there_is_not_is_told_where_one_came_from(
    box: SandboxServer, scope: str
) -> None:
    """Before anybody is asked."""
    told = answer(box.url, scope=scope)
    assert told["error"] == "unauthorized_scope_error" and told["state"] == "s"


@pytest.mark.parametrize(
    "changes",
    [
        {"client_id": ""},
        {"redirect_uri": "/callback"},
        {"redirect_uri": f"{BACK}#part"},
        {"response_type": "token"},
    ],
)
def test_a_question_that_is_wrong_ends_on_a_page(
    box: SandboxServer, changes: dict[str, str]
) -> None:
    """Nobody is sent anywhere, whatever the answer would be."""
    address = question(box.url, **changes)
    for method in ("GET", "POST"):
        form = {"account": "eubelong", "answer": "yes"}
        page = requests.request(method, address, data=form, timeout=10, allow_redirects=False)
        assert page.status_code == 401 and "Bummer, something went wrong." in page.text


@pytest.mark.parametrize("missing", ["client_id", "client_secret", "redirect_uri", "grant_type"])
def test_a_field_that_is_missing_is_named(box: SandboxServer, missing: str) -> None:
    """In LinkedIn's documented words; the code stays good."""
    code = answer(box.url)["code"]
    refused = read(redeem(box.url, code=code, **{missing: ""}), 400)
    assert refused == {
        "error": "invalid_request",
        "error_description": f'A required parameter "{missing}" is missing',
    }
    read(redeem(box.url, code=code))


def test_a_code_is_worth_one_token_to_who_asked_within_half_an_hour(box: SandboxServer) -> None:
    """Neither to another application nor at another address."""
    code, late = answer(box.url)["code"], answer(box.url)["code"]
    for wrong in ({"client_id": "other"}, {"redirect_uri": f"{BACK}/"}):
        assert read(redeem(box.url, code=code, **wrong), 400)["error"] == "invalid_redirect_uri"
    read(redeem(box.url, code=code))
    assert read(redeem(box.url, code=code), 400)["error"] == "invalid_redirect_uri"
    unknown = read(redeem(box.url, code="another"), 401)
    assert unknown["error_description"].endswith("authorization code not found")
    move_clock(box.url, (start() + timedelta(minutes=30)).isoformat())
    assert read(redeem(box.url, code=late), 400)["error"] == "invalid_redirect_uri"
