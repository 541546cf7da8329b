"""The sandbox's Instagram gives a token only to who asked, once, and a longer one for it."""

from datetime import datetime, timedelta
from typing import Any
from urllib.parse import parse_qsl, urlencode, urlsplit

import pytest
import requests

from campaign.sandbox import SandboxServer
from tests.cli.connecting import agree
from tests.sandbox.grapher import Grapher
from tests.sandbox.visitors import START, move_clock, read, refusal

DAY_LATER = "2026-12-02T09:00:01Z"
BACK = "http://127.0.0.1:1/callback"
QUESTION = {
    "response_type": "code",
    "client_id": "1",
    "redirect_uri": BACK,
    "scope": "instagram_business_basic,instagram_business_content_publish",
    "state": "s",
}
FORM = {
    "client_id": "1",
    "client_secret": "secret",
    "grant_type": "authorization_code",
    "redirect_uri": BACK,
}


def answer(url: str, account: str = "eubelong", decision: str = "yes") -> dict[str, str]:
    """What a browser brings back."""
    there = agree(f"{url}/oauth/authorize?{urlencode(QUESTION)}", account, decision)
    return dict(parse_qsl(urlsplit(there).query))


def redeem(url: str, code: str, **changes: str) -> requests.Response:
    """Change a code."""
    form = {**FORM, "code": code, **changes}
    return requests.post(f"{url}/oauth/access_token", data=form, timeout=10)


def lengthen(url: str, token: str, **changes: str) -> requests.Response:
    """Change a token for an hour into one for sixty days."""
    query = {
        "grant_type": "ig_exchange_token",
        "client_secret": "secret",
        "access_token": token,
        **changes,
    }
    return requests.get(f"{url}/access_token", params=query, timeout=10)


def short(url: str) -> str:
    """A token for an hour."""
    told: dict[str, Any] = read(redeem(url, answer(url)["code"]))
    return str(told["data"][0]["access_token"])


def test_a_yes_becomes_a_token_for_sixty_days(box: SandboxServer) -> None:
    """Over one for an hour, with the rights that were asked for."""
    back = answer(box.url)
    assert back["state"] == "s"
    [first] = read(redeem(box.url, back["code"]))["data"]
    assert first["permissions"] == QUESTION["scope"]
    longer = read(lengthen(box.url, first["access_token"]))
    assert longer["expires_in"] == 60 * 24 * 3600 and longer["token_type"] == "bearer"


def test_a_code_is_used_once_by_whom_it_was_made_for(box: SandboxServer) -> None:
    """By this application, at this address."""
    code = answer(box.url)["code"]
    for changes in ({"client_id": "2"}, {"redirect_uri": BACK + "/"}, {"grant_type": "password"}):
        assert read(redeem(box.url, code, **changes), 400)["error_type"] == "OAuthException"
    assert redeem(box.url, code).status_code == 200
    assert "already used" in read(redeem(box.url, code), 400)["error_message"]


def test_a_no_brings_no_code(box: SandboxServer) -> None:
    """In Meta's words."""
    told = answer(box.url, decision="no")
    assert told["error"] == "access_denied" and told["error_reason"] == "user_denied"
    assert "code" not in told


@pytest.mark.parametrize(
    "changes",
    [{"scope": "instagram_basic"}, {"client_id": ""}, {"redirect_uri": "x"}, {"response_type": ""}],
)
def test_a_question_that_is_wrong_ends_on_a_page(
    box: SandboxServer, changes: dict[str, str]
) -> None:
    """Nobody is sent anywhere."""
    query = urlencode({**QUESTION, **changes})
    page = requests.get(f"{box.url}/oauth/authorize?{query}", timeout=10, allow_redirects=False)
    assert page.status_code == 400 and "Sorry" in page.text


def test_a_token_for_an_hour_ends_after_it(box: SandboxServer) -> None:
    """Then nothing is got for it; nor for one that never was."""
    token = short(box.url)
    assert read(lengthen(box.url, "another"), 400)["error_type"] == "OAuthException"
    assert lengthen(box.url, token, client_secret="").status_code == 400
    move_clock(box.url, (datetime.fromisoformat(START) + timedelta(hours=1)).isoformat())
    assert "expired" in read(lengthen(box.url, token), 400)["error_message"]


def test_instagrams_token_is_renewed_once_it_is_a_day_old(box: SandboxServer) -> None:
    """Not before, and as long as it lives."""
    there = f"{box.url}/refresh_access_token"
    query = {"grant_type": "ig_refresh_token"}

    def renewed(token: str) -> requests.Response:
        headers = {"Authorization": f"Bearer {token}"}
        return requests.get(there, query, headers=headers, timeout=10)

    Grapher(box.url).get("/me", fields="user_id")
    assert refusal(renewed("sandbox-catalonia")) == (100, 0)
    move_clock(box.url, DAY_LATER)
    told = read(renewed("sandbox-catalonia"))
    assert told["expires_in"] == 5_184_000
    later = Grapher(box.url, told["access_token"])
    assert later.get("/me", fields="username")["username"] == "catalonia"
    assert refusal(renewed(told["access_token"])) == (100, 0)
    move_clock(box.url, "2027-03-01T09:00:00Z")
    assert refusal(renewed(told["access_token"]), 401) == (190, 463)
    assert refusal(later.call("GET", "/me"), 401) == (190, 463)
