"""Scene 22: a page never holds a secret or a token."""

from __future__ import annotations

from typing import Final
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Browser, Response

from campaign.usecases.signing_in import links, tokens
from campaign.usecases.trust import invite
from campaign.usecases.trust.review_token import PURPOSE
from tests import planted
from tests.web.browser.conftest import at
from tests.web.stage import Stage

pytestmark = pytest.mark.slow

_MOST: Final = 80  # pages that are opened
#: Pages that a walk from Today may not reach.
MORE: Final = ("/me", "/people/edgar", "/new-person", "/review-links", "/history", "/sign-in")


def test_scene_22_no_page_holds_a_secret_or_a_token(browser: Browser, seen: Stage) -> None:
    """Every page that links lead to, with all that it loads, and what the browser keeps of it."""
    database, now = seen.opened.database, seen.opened.now()
    ada = seen.person("ada")
    given = links.give(database, "edgar", actor=ada, now=now)
    invited = invite.invite(
        database,
        seen.opened.keyring.signing_keys(PURPOSE),
        "platforms-02",
        "maria@region.example",
        now + invite.LONGEST,
        region="catalonia",
        actor=ada,
        now=now,
    )
    session = seen.cookie("ada")
    key = seen.desk.key.hex()
    secrets = {
        *(given.token, invited.token, session, key),
        *(tokens.digest(each) for each in (given.token, session)),
        *(each for each in seen.opened.secrets.values() if each),
    }
    assert len(secrets) > 10
    found: list[str] = []

    def look(where: str, text: str) -> None:
        if mark := planted.found(text):
            found.append(f"{where}: {mark}")
        found.extend(f"{where}: a secret" for each in secrets if each in text)

    def read(response: Response) -> None:
        if response.status == 200 and "text" in response.headers.get("content-type", ""):
            look(response.url, response.text())
        look(f"headers of {response.url}", str(response.headers))

    with at(browser, seen, "ada") as page:
        page.context.clear_cookies()
        page.context.add_cookies(
            [{"name": "desk", "value": session, "url": seen.url, "httpOnly": True}]
        )
        responses: list[Response] = []

        def keep(response: Response) -> None:
            responses.append(response)

        page.on("response", keep)
        ahead, opened = ["/", *MORE], set[str]()
        while ahead and len(opened) < _MOST:
            path = ahead.pop(0)
            kind = urlsplit(path).path
            if kind in opened or path.startswith(("/static", "/pictures", "/reports/files")):
                continue
            opened.add(kind)
            page.goto(path)
            look(path, page.content())
            look(f"storage of {path}", str(page.evaluate("JSON.stringify(localStorage)")))
            look(f"storage of {path}", str(page.evaluate("document.cookie")))
            hrefs = page.eval_on_selector_all(
                "a[href^='/']", "some => some.map(a => a.getAttribute('href'))"
            )
            ahead += [each for each in hrefs if each not in ahead and "proof" not in each]
            for response in responses:
                read(response)
            responses.clear()
    assert len(opened) > 20
    assert found == []
