"""The page that was wanted before signing in: all ways lead to it, and nothing else is believed."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from datetime import timedelta
from typing import Final
from urllib.parse import quote

import pytest
from itsdangerous import TimestampSigner, URLSafeTimedSerializer

from campaign.usecases.signing_in import passkeys
from campaign.usecases.signing_in.passkeys import Site
from campaign.usecases.signing_in.sessions import Browser
from campaign.web.guard import cookies
from campaign.web.signin import wanted
from tests.usecases.signing_in.authenticator import Authenticator
from tests.web.mailbox import Mailbox, mailbox, text_of
from tests.web.provider import Provider
from tests.web.stage import Stage, Visit
from tests.web.test_provider import agreed, begun, came_back, login
from tests.web.test_sign_in import given, with_mail

__all__ = ["login"]

PAGE: Final = "/calendar?view=week&at=2026-12-09&region=catalonia"
#: What must lead nowhere but to Today: other hosts, other schemes, what is no page to be read.
HOSTILE: Final = (
    "https://evil.example/",
    "//evil.example/plan",
    "///evil.example/plan",
    "/\\evil.example",
    "\\\\evil.example",
    "/%5Cevil.example/plan",
    "/%2F/evil.example",
    "/%2fevil.example",
    "http:evil.example",
    "javascript:alert(1)",
    "data:text/html,x",
    "/plan\r\nSet-Cookie: a=b",
    "/plan\x00",
    "/plan%0d%0aX: y",
    "/plan\t",
    " /plan",
    "/sign-in",
    "/sign-in/oidc",
    "/sign-in/link/abc",
    "/sign-out",
    "/posts/../sign-out",
    "/posts/%2e%2e/sign-out",
    "/./plan",
    "/undo/1",
    "/me/sessions/end-all",
    "/api/v1/posts",
    "/static/desk.css",
    "/health",
    "/a/token",
    "/no-such-page",
    "/plan#//evil.example",
    "/plan?x=\u202egnp",
    "plan",
    "@evil.example",
    "/posts?q=" + "x" * 2000,
    "",
)


@pytest.fixture
def box(stage: Stage) -> Iterator[Mailbox]:
    """Where the desk's mails arrive."""
    with mailbox() as found:
        with_mail(stage, found.address)
        yield found


def stranger(stage: Stage, page: str = PAGE) -> Visit:
    """A browser that asked for a page and was led to the sign-in."""
    visit = stage.visit()
    answer = visit.get(page, allow_redirects=False)
    assert (answer.status_code, answer.headers["location"]) == (303, "/sign-in")
    return visit


def test_a_link_leads_to_the_page_that_was_wanted_once(stage: Stage) -> None:
    """With its query; the next sign-in in the same browser leads to Today."""
    visit = stranger(stage)
    path = given(stage, "edgar")
    assert visit.post(path, page=path).headers["location"] == PAGE
    assert visit.get(PAGE, allow_redirects=False).status_code == 200
    again = given(stage, "edgar")
    assert visit.post(again, page=again).headers["location"] == "/"


def test_a_mail_leads_there_in_whatever_browser_it_is_opened(stage: Stage, box: Mailbox) -> None:
    """A phone reads the mail that a desktop asked for."""
    visit = stranger(stage)
    visit.post("/sign-in/mail", {"email": "edgar@project.example"}, page="/sign-in")
    ((_, letter),) = box.wait(1)
    address = next(word for word in text_of(letter).split() if word.startswith(stage.url))
    path = address.removeprefix(stage.url)
    phone = stage.visit()
    assert 'method="post"' in phone.get(path).text
    assert phone.post(path, page=path).headers["location"] == PAGE


def test_a_passkey_leads_there(stage: Stage) -> None:
    """The form of the page's script carries nothing; the browser does."""
    name = stage.url.replace("127.0.0.1", "localhost")
    device, site = Authenticator(name), Site("localhost", name, "Harbour")
    now, edgar, browser = stage.opened.now(), stage.person("edgar"), Browser("b" * 64, "")
    database = stage.opened.database
    asked = passkeys.ask_to_add(database, site, browser, actor=edgar, now=now)
    made = device.make(asked)
    passkeys.add(database, site, made, "key", browser, actor=edgar, now=now)
    visit = Visit(name)
    assert visit.get("/plan", allow_redirects=False).status_code == 303
    token = visit.token("/sign-in")
    challenge = visit.send("/sign-in/passkey/ask", {"csrf": token}).json()
    answer = device.sign(challenge)
    got = visit.send("/sign-in/passkey", {"csrf": token, "credential": answer})
    assert (got.status_code, got.headers["location"]) == (303, "/plan")


def test_the_organisations_sign_in_leads_there(seen: Stage, login: Provider) -> None:
    """The cookie comes back with the browser."""
    visit = stranger(seen, "/reports?week=2026-W49")
    answer = came_back(visit, agreed(begun(visit)))
    assert answer.headers["location"] == "/reports?week=2026-W49"


def test_what_was_wanted_last_counts_and_today_is_a_wish_as_well(stage: Stage) -> None:
    """Whoever starts at the desk's own address wants Today."""
    visit = stranger(stage)
    visit.get("/", allow_redirects=False)
    path = given(stage, "edgar")
    assert visit.post(path, page=path).headers["location"] == "/"


def signer(stage: Stage) -> URLSafeTimedSerializer:
    """The desk's own signature, which a stranger has not."""
    return URLSafeTimedSerializer(
        stage.desk.key, salt="wanted", signer_kwargs={"digest_method": hashlib.sha256}
    )


def led_to(seen: Stage, visit: Visit, query: str = "") -> str:
    """Where a browser comes to by a link that signs it in."""
    path = given(seen, "edgar") + query
    answer = visit.post(path, page=path)
    assert answer.status_code == 303, answer.text
    return answer.headers["location"]


@pytest.mark.parametrize("path", HOSTILE, ids=repr)
def test_nothing_else_is_taken_for_a_page_though_it_is_signed(seen: Stage, path: str) -> None:
    """Neither from the cookie nor from the address of a mail."""
    seen.clock.move_to(seen.opened.now() + timedelta(minutes=1))  # links may be asked for again
    planted = signer(seen).dumps(path)
    visit = seen.visit()
    visit.http.cookies.set(cookies.WANTED, str(planted), domain="127.0.0.1", path="/")
    assert led_to(seen, visit) == "/"
    assert led_to(seen, seen.visit(), f"?{wanted.FIELD}={planted}") == "/"


@pytest.mark.parametrize(
    "path", [each for each in (*HOSTILE, "/plan") if "\0" not in each], ids=repr
)
def test_what_is_not_signed_is_nobodys_wish(seen: Stage, path: str) -> None:
    """Whoever makes up a cookie or an address leads nobody anywhere."""
    seen.clock.move_to(seen.opened.now() + timedelta(minutes=1))
    assert led_to(seen, seen.visit(), f"?{wanted.FIELD}={quote(path)}") == "/"
    visit = seen.visit()
    visit.http.cookies.set(cookies.WANTED, quote(path), domain="127.0.0.1", path="/")
    assert led_to(seen, visit) == "/"


# A fragment is never sent, and blanks around a header's value are none of it.
@pytest.mark.parametrize(
    "path", [each for each in HOSTILE if each[:6] not in ("/plan#", "/plan\t")], ids=repr
)
def test_nor_is_it_when_a_browser_says_that_it_stood_there(seen: Stage, path: str) -> None:
    """As the page of a form, or of a script."""
    try:
        path.encode("latin-1")
    except UnicodeError:
        path = quote(path)
    for name, other in (("Referer", {}), ("HX-Current-URL", {"HX-Request": "true"})):
        for address in (path, seen.url + path):
            visit = seen.visit()
            asked = {name: " ".join(address.split("\r\n")).strip().replace("\0", "%00"), **other}
            headers = {"Origin": seen.url, **asked}
            visit.http.post(f"{seen.url}/plan", headers=headers, allow_redirects=False, timeout=30)
            assert cookies.WANTED not in visit.http.cookies, address


def test_a_form_and_a_part_of_a_page_lead_back_to_their_page(stage: Stage) -> None:
    """A form is not sent again by coming back; the page that has it is shown."""
    page = f"{stage.url}/posts/platforms-01?lang=ca"
    for headers in (
        {"Referer": page, "Origin": stage.url},
        {"HX-Request": "true", "HX-Current-URL": page, "Origin": stage.url},
    ):
        visit = stage.visit()
        visit.http.post(
            f"{stage.url}/posts/platforms-01",
            headers=headers,
            allow_redirects=False,
            timeout=30,
        )
        assert led_to(stage, visit) == "/posts/platforms-01?lang=ca"


def test_a_picture_of_a_page_is_not_what_was_wanted(stage: Stage) -> None:
    """A browser asks for the pictures of a page as well; the page is what it shows."""
    visit = stranger(stage, "/plan")
    headers = {
        "Sec-Fetch-Mode": "no-cors",
        "Sec-Fetch-Dest": "image",
        "Referer": stage.url + "/plan",
    }
    for path in ("/calendar", "/posts"):
        visit.get(path, headers=headers, allow_redirects=False)
    assert led_to(stage, visit) == "/plan"


def test_a_wish_is_forgotten_after_an_hour(stage: Stage) -> None:
    """Whoever comes back the next day begins with Today."""
    old = TimestampSigner.get_timestamp
    assert wanted.SECONDS == 3600

    class Earlier(TimestampSigner):
        def get_timestamp(self) -> int:
            return old(self) - 3700  # the signature has the machine's own time

    made = URLSafeTimedSerializer(
        stage.desk.key,
        salt="wanted",
        signer=Earlier,
        signer_kwargs={"digest_method": hashlib.sha256},
    )
    visit = stage.visit()
    visit.http.cookies.set(cookies.WANTED, str(made.dumps("/plan")), domain="127.0.0.1", path="/")
    assert led_to(stage, visit) == "/"


def test_the_cookie_is_kept_from_scripts_and_other_sites(stage: Stage) -> None:
    """As all cookies of the desk are."""
    answer = stage.visit().get("/plan", allow_redirects=False)
    flags = answer.headers["set-cookie"]
    assert "HttpOnly" in flags and "SameSite=lax" in flags and "Max-Age=3600" in flags
