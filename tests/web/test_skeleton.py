"""What every page of the desk shares: signing in, rights, headers, its own files."""

from __future__ import annotations

import re

from tests.web.stage import Stage


def test_a_stranger_is_led_to_the_sign_in(seen: Stage) -> None:
    """No page tells a stranger anything."""
    answer = seen.visit().get("/", allow_redirects=False)
    assert (answer.status_code, answer.headers["location"]) == (303, "/sign-in")
    assert seen.visit().get("/").status_code == 200


def test_a_person_sees_today(seen: Stage) -> None:
    """The page names the campaign and the person."""
    page = seen.visit("olga").get("/")
    assert page.status_code == 200
    assert "EU-BELONG" in page.text
    assert "Olga" in page.text


def test_a_forged_cookie_is_nobodys(seen: Stage) -> None:
    """A session is what the database knows, not what a browser says."""
    visit = seen.visit()
    visit.http.cookies.set("desk", "a" * 43, domain="127.0.0.1", path="/")
    assert visit.get("/", allow_redirects=False).status_code == 303


def test_every_file_of_a_page_is_served_and_kept_for_good(seen: Stage) -> None:
    """Sheets, scripts and fonts have addresses that change with their content."""
    visit = seen.visit("olga")
    page = visit.get("/").text
    files = re.findall(r'(?:href|src)="(/static/[^"#]+)"', page)
    assert len(files) >= 3
    for file in files:
        answer = visit.get(file)
        assert answer.status_code == 200, file
        assert "immutable" in answer.headers["cache-control"]
    assert not re.search(r"<[^>]+\sstyle=|<script>(?!</)|\son\w+=", page)


def test_a_form_without_its_token_does_nothing(seen: Stage) -> None:
    """Even to sign out."""
    visit = seen.visit("olga")
    assert visit.send("/sign-out", {}).status_code == 403
    assert visit.send("/sign-out", {"csrf": "0" * 64}).status_code == 403
    assert visit.get("/", allow_redirects=False).status_code == 200
    assert visit.post("/sign-out").status_code == 303
    assert visit.get("/", allow_redirects=False).status_code == 303


def test_pages_that_are_not_there_say_so(seen: Stage) -> None:
    """In the page's own frame."""
    visit = seen.visit("olga")
    missing = visit.get("/no-such-page")
    assert missing.status_code == 404
    assert "There is no such page" in missing.text
