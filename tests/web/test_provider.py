"""The organisation's sign-in (OpenID Connect), against a provider on loopback."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from html import unescape
from typing import Any
from urllib.parse import quote

import pytest
import requests

from campaign.config import DeskSettings, SingleSignOn
from campaign.storage.trust import people
from tests.web.provider import CLIENT, SECRET, Provider, provider
from tests.web.stage import Stage, Visit


@pytest.fixture
def login(seen: Stage) -> Iterator[Provider]:
    """A provider that the desk trusts."""
    former, environ = seen.opened.config, seen.opened.environ
    seen.clock.move_to(seen.opened.now() + timedelta(minutes=16))  # past what was tried before
    with provider() as made:
        made.now = int(seen.opened.now().timestamp())
        oidc = SingleSignOn(made.issuer, CLIENT, "DESK_OIDC_SECRET", "the university")
        desk = DeskSettings(address=seen.url, oidc=oidc)
        seen.opened.config = replace(seen.opened.config, desk=desk)
        seen.opened.environ = {**seen.opened.environ, "DESK_OIDC_SECRET": SECRET}
        yield made
    seen.opened.config, seen.opened.environ = former, environ


def begun(visit: Visit) -> str:
    """The address to which the desk leads a browser."""
    page = visit.post("/sign-in/oidc", page="/sign-in")
    assert page.status_code == 200, page.text
    found = re.search(r'<a class="btn first" href="([^"]+)"', page.text)
    assert found is not None
    address = unescape(found[1])
    assert f'content="0;url={found[1]}"' in page.text
    return address


def agreed(address: str) -> str:
    """Where the provider sends a browser back to."""
    answer = requests.get(address, allow_redirects=False, timeout=30)
    return answer.headers["Location"]


def came_back(visit: Visit, address: str) -> requests.Response:
    """What the desk says to whoever comes back."""
    return visit.get(address.removeprefix(visit.url), allow_redirects=False)


def test_whoever_the_provider_has_verified_is_signed_in(seen: Stage, login: Provider) -> None:
    """By the address, in a new session."""
    visit = seen.visit()
    assert "Sign in with the university" in visit.get("/sign-in").text
    answer = came_back(visit, agreed(begun(visit)))
    assert answer.status_code == 303 and answer.headers["location"] == "/"
    assert "Edgar" in visit.get("/").text
    assert "organisation" in visit.get("/me").text


def test_claims_may_come_from_the_page_of_claims(seen: Stage, login: Provider) -> None:
    """Some providers keep the address out of the token."""
    login.in_token = False
    visit = seen.visit()
    assert came_back(visit, agreed(begun(visit))).status_code == 303
    assert "Edgar" in visit.get("/").text


@pytest.mark.parametrize(
    ("email", "verified"),
    [
        ("stranger@project.example", True),
        ("edgar@project.example", False),
        ("edgar@project.example", None),
        ("edgar@project.example", "false"),
        ("", True),
        ("not an address", True),
        (["edgar@project.example"], True),
    ],
    ids=str,
)
def test_nobody_else_is_signed_in_and_nobody_is_registered(
    seen: Stage, login: Provider, email: Any, verified: Any
) -> None:
    """An address that was not verified is anybody's."""
    login.email, login.verified = email, verified
    visit = seen.visit()
    with seen.opened.database.read() as connection:
        before = people.everybody(connection)
    answer = came_back(visit, agreed(begun(visit)))
    assert answer.status_code == 403 and "Nobody was signed in" in answer.text
    assert visit.get("/", allow_redirects=False).status_code == 303
    with seen.opened.database.read() as connection:
        assert people.everybody(connection) == before


@pytest.mark.parametrize(
    "lies",
    [
        {"iss": "https://evil.example"},
        {"aud": "another-client"},
        {"aud": [CLIENT, "another"], "azp": "another"},
        {"nonce": "another"},
        {"nonce": None},
        {"exp": 1},
        {"exp": None},
        {"sub": None},
    ],
    ids=str,
)
def test_a_token_for_others_or_of_another_time_is_not_believed(
    seen: Stage, login: Provider, lies: dict[str, Any]
) -> None:
    """Each claim is looked at."""
    login.lies = lies
    visit = seen.visit()
    answer = came_back(visit, agreed(begun(visit)))
    assert answer.status_code == 409 and "cannot be believed" in answer.text
    assert visit.get("/", allow_redirects=False).status_code == 303


@pytest.mark.parametrize("how", ["none", "HS256", "wrong key"])
def test_only_the_providers_own_signature_counts(seen: Stage, login: Provider, how: str) -> None:
    """Neither none, nor one with a secret that the desk has as well, nor that of another key."""
    login.signs = how if how != "wrong key" else "RS256"
    login.wrong_key = how == "wrong key"
    visit = seen.visit()
    answer = came_back(visit, agreed(begun(visit)))
    assert answer.status_code == 409
    assert visit.get("/", allow_redirects=False).status_code == 303


def test_a_sign_in_that_was_begun_elsewhere_or_used_before_signs_nobody_in(
    seen: Stage, login: Provider
) -> None:
    """Nobody is led into the session of somebody else."""
    visit, other = seen.visit(), seen.visit()
    other.get("/sign-in")
    address = agreed(begun(visit))
    assert came_back(other, address).status_code == 403
    assert came_back(visit, address).status_code == 303
    assert came_back(visit, address).status_code == 403
    for forged in ("/sign-in/oidc/back", "/sign-in/oidc/back?state=x&code=y"):
        assert visit.get(forged).status_code == 403


def test_a_code_of_somebody_elses_sign_in_signs_nobody_in(seen: Stage, login: Provider) -> None:
    """A code that was put into a browser with its own state: the verifier is another."""
    victim, attacker = seen.visit(), seen.visit()
    attacker.get("/sign-in")
    mine, theirs = agreed(begun(victim)), agreed(begun(attacker))
    code = re.search(r"code=([^&]+)", theirs)
    assert code is not None
    mixed = re.sub(r"code=[^&]+", f"code={code[1]}", mine)
    answer = came_back(victim, mixed)
    assert answer.status_code == 409 and "cannot be believed" in answer.text
    assert victim.get("/", allow_redirects=False).status_code == 303


def test_what_another_provider_sends_is_not_taken(seen: Stage, login: Provider) -> None:
    """It names itself (RFC 9207); the code is not shown to ours, and the state is used up."""
    for issuer in ("https://another.example", login.issuer + ".evil.example", " "):
        visit = seen.visit()
        address = agreed(begun(visit))
        codes = len(login.codes)
        answer = came_back(visit, f"{address}&iss={quote(issuer, safe='')}")
        assert answer.status_code == 403 and len(login.codes) == codes
        assert came_back(visit, address).status_code == 403
    visit = seen.visit()
    address = agreed(begun(visit))
    assert came_back(visit, f"{address}&iss={quote(login.issuer, safe='')}").status_code == 303


def test_what_was_asked_for_a_passkey_is_no_state(seen: Stage, login: Provider) -> None:
    """Each challenge is for one way in, in one browser."""
    visit = seen.visit("edgar")
    asked = visit.http.post(
        seen.url.replace("127.0.0.1", "localhost") + "/sign-in/passkey/ask",
        data={"csrf": visit.token("/me")},
        headers={"Origin": seen.url},
        timeout=30,
    )
    states = [asked.json()["challenge"]] if asked.ok else []
    for state in (*states, "x" * 43, "", "0"):
        answer = seen.visit("edgar").get(f"/sign-in/oidc/back?state={state}&code=y")
        assert answer.status_code == 403


def test_whoever_gives_up_there_is_told_so_here(seen: Stage, login: Provider) -> None:
    """The state is used up by that."""
    visit = seen.visit()
    address = agreed(begun(visit)).replace("code=", "error=access_denied&nothing=")
    assert came_back(visit, address).status_code == 403


def test_a_provider_that_cannot_be_reached_breaks_nothing(seen: Stage, login: Provider) -> None:
    """Nor one that says it is another. No page has the secret."""
    issuer, login.issuer = login.issuer, "https://another.example"
    answer = seen.visit().post("/sign-in/oidc", page="/sign-in")
    assert answer.status_code == 409 and "another issuer" in answer.text
    login.issuer = issuer
    oidc = SingleSignOn("http://127.0.0.1:9", CLIENT, "DESK_OIDC_SECRET", "nowhere")
    desk = replace(seen.opened.config.desk, oidc=oidc)
    seen.opened.config = replace(seen.opened.config, desk=desk)
    answer = seen.visit().post("/sign-in/oidc", page="/sign-in")
    assert answer.status_code == 409 and "cannot be reached" in answer.text
    assert SECRET not in answer.text


def test_a_wrong_secret_is_the_providers_refusal(seen: Stage, login: Provider) -> None:
    """Told without the secret."""
    seen.opened.environ = {**seen.opened.environ, "DESK_OIDC_SECRET": "planted-wrong"}
    visit = seen.visit()
    answer = came_back(visit, agreed(begun(visit)))
    assert answer.status_code == 409 and "planted" not in answer.text


def test_without_the_setting_there_is_no_such_way(seen: Stage) -> None:
    """Neither a button nor a door."""
    visit = seen.visit()
    assert "oidc" not in visit.get("/sign-in").text
    assert visit.post("/sign-in/oidc", page="/sign-in").status_code == 403
