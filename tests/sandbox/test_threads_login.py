"""The sandbox's Threads gives a token only to who asked, once, and longer ones for it."""

from __future__ import annotations

from urllib.parse import parse_qs, urlsplit

import pytest
import requests

from campaign.sandbox import SandboxServer
from tests.sandbox.threader import Threader
from tests.sandbox.visitors import (
    move_clock,
    read,
    refusal,
)

DAY_LATER = "2026-12-02T09:00:01Z"
APP = {
    "client_id": "17",
    "redirect_uri": "https://campaign.example/back",
    "response_type": "code",
    "scope": "threads_basic,threads_content_publish",
    "state": "s1",
}


def asked(box: SandboxServer, **changes: str) -> requests.Response:
    """The page on which a person is asked."""
    return requests.get(f"{box.url}/oauth/authorize", {**APP, **changes}, timeout=10)


def granted(box: SandboxServer, answer: str = "yes") -> dict[str, list[str]]:
    """What the browser brings back."""
    form = {"account": "navarra", "answer": answer}
    there = f"{box.url}/oauth/authorize"
    answered = requests.post(there, form, params=APP, timeout=10, allow_redirects=False)
    assert answered.status_code == 302
    back = urlsplit(answered.headers["location"])
    assert back.fragment == "_" and back.netloc == "campaign.example"
    return parse_qs(back.query)


def redeemed(box: SandboxServer, code: str, **changes: str) -> requests.Response:
    """A code is changed."""
    form = {
        "client_id": APP["client_id"],
        "client_secret": "k",
        "grant_type": "authorization_code",
        "redirect_uri": APP["redirect_uri"],
        "code": code,
    }
    return requests.post(f"{box.url}/oauth/access_token", {**form, **changes}, timeout=10)


def longer(box: SandboxServer, path: str, grant: str, token: str) -> requests.Response:
    """A token is changed into a longer one."""
    query = {"grant_type": grant, "access_token": token, "client_secret": "k"}
    return requests.get(f"{box.url}/{path}", query, timeout=10)


def test_a_code_becomes_a_token_once_and_the_token_a_longer_one(box: SandboxServer) -> None:
    """Page, code, an hour's token, one for sixty days."""
    page = asked(box)
    assert page.status_code == 200 and "threads_content_publish" in page.text
    back = granted(box)
    assert back["state"] == ["s1"]
    [code] = back["code"]
    assert redeemed(box, code, redirect_uri="https://else.example/").status_code == 400
    short = read(redeemed(box, code))
    assert read(redeemed(box, code), 400)["error_message"] == "Invalid authorization code"
    assert read(Threader(box.url, short["access_token"]).get("/me", fields="id,username")) == {
        "id": short["user_id"],
        "username": "navarra",
    }
    told = read(longer(box, "access_token", "th_exchange_token", short["access_token"]))
    assert (told["token_type"], told["expires_in"]) == ("bearer", 5_184_000)
    move_clock(box.url, "2026-12-01T10:00:00Z")
    ended = Threader(box.url, short["access_token"]).get("/me", fields="id")
    assert refusal(ended, 401) == (190, 463)
    read(Threader(box.url, told["access_token"]).get("/me", fields="id"))


def test_a_token_is_renewed_when_it_is_a_day_old_and_as_long_as_it_lives(
    box: SandboxServer,
) -> None:
    """Not earlier, and not later."""
    short = read(redeemed(box, granted(box)["code"][0]))["access_token"]
    token = read(longer(box, "access_token", "th_exchange_token", short))["access_token"]
    assert refusal(longer(box, "refresh_access_token", "th_refresh_token", short)) == (100, 0)
    assert refusal(longer(box, "refresh_access_token", "th_refresh_token", token)) == (100, 0)
    move_clock(box.url, DAY_LATER)
    later = read(longer(box, "refresh_access_token", "th_refresh_token", token))["access_token"]
    move_clock(box.url, "2027-01-30T09:00:00Z")
    ended = longer(box, "refresh_access_token", "th_refresh_token", token)
    assert refusal(ended, 401) == (190, 463)
    read(Threader(box.url, later).get("/me", fields="id"))


def test_a_no_comes_back_as_one(box: SandboxServer) -> None:
    """With Meta's three words for it."""
    back = granted(box, "no")
    assert back["error"] == ["access_denied"] and back["error_reason"] == ["user_denied"]


@pytest.mark.parametrize(
    "changes",
    [
        {"client_id": ""},
        {"redirect_uri": "campaign.example"},
        {"response_type": "token"},
        {"scope": "threads_content_publish"},
        {"scope": "threads_basic,threads_everything"},
    ],
)
def test_a_question_that_cannot_be_asked_says_so(
    box: SandboxServer, changes: dict[str, str]
) -> None:
    """On a page, since nobody knows whom to send back to."""
    assert asked(box, **changes).status_code == 400


def test_mastodon_keeps_its_own_page(box: SandboxServer) -> None:
    """Both networks ask at one address; the rights tell which of them is meant."""
    answer = requests.get(f"{box.url}/oauth/authorize", {**APP, "scope": "read"}, timeout=10)
    assert "Client authentication failed" in answer.text
