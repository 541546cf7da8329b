"""A session ends while somebody writes: what was typed comes back, and is sent once signed in."""

from __future__ import annotations

import re
from datetime import timedelta
from html import unescape

import pytest

from campaign.usecases.trust import people
from tests.web.stage import Stage, Visit
from tests.web.test_sign_in import given

TEXT = 'Uns quants <b>mots</b>\r\nen dues línies & "cometes"'


def opened(stage: Stage, id: str, page: str) -> tuple[Visit, dict[str, str]]:
    """Somebody has a page open; gives the hidden fields of its forms' first one with a base."""
    visit = stage.visit(id)
    text = visit.get(page).text
    hidden = dict(re.findall(r'<input type="hidden" name="(\w+)" value="([^"]*)">', text))
    return visit, {name: unescape(value) for name, value in hidden.items()}


def fields_of(page: str) -> dict[str, str]:
    """What a page that keeps a form would send."""
    form = page.partition("<form")[2].partition("</form>")[0]
    found = re.findall(r'<input type="hidden" name="([^"]*)" value="([^"]*)">', form)
    return {unescape(name): unescape(value) for name, value in found}


def signed_out(stage: Stage) -> None:
    """Nobody clicked for half a day."""
    stage.clock.move_to(stage.opened.now() + timedelta(hours=13))


def signed_in(stage: Stage, visit: Visit, id: str) -> None:
    """In another tab of the same browser."""
    path = given(stage, id)
    assert visit.post(path, page=path).status_code == 303


def test_a_name_that_was_typed_is_kept_until_somebody_signs_in(stage: Stage) -> None:
    """The page comes twice: once to sign in beside it, once to send what it holds."""
    visit, hidden = opened(stage, "edgar", "/me")
    form = {"csrf": hidden["csrf"], "name": "Edgar Núñez", "language": "", "shortcuts": "on"}
    signed_out(stage)
    headers = {"Referer": stage.url + "/me"}
    visit.http.headers.update(headers)
    for _ in "12":
        late = visit.send("/me", form)
        assert late.status_code == 401 and "nothing is lost" in late.text
        assert 'href="/sign-in" target="_blank"' in late.text
        assert fields_of(late.text)["name"] == "Edgar Núñez"
        form = fields_of(late.text)
    path = given(stage, "edgar")
    visit.http.headers.pop("Referer")
    assert visit.post(path, page=path).headers["location"] == "/me"
    again = visit.send("/me", form)
    assert again.status_code == 409 and "as Edgar, or leave it" in again.text
    assert stage.person("edgar").person.name == "Edgar"  # type: ignore[union-attr]
    assert visit.send("/me", fields_of(again.text)).status_code == 303
    assert stage.person("edgar").person.name == "Edgar Núñez"  # type: ignore[union-attr]


def test_a_text_of_several_lines_comes_back_as_it_was(stage: Stage) -> None:
    """A translation with signs that pages have to escape; the file has it in the end."""
    page = "/translations/ca?post=platforms-02"
    visit = stage.visit("nuria")
    shown = visit.get(page).text
    form = shown[shown.index('action="/translations/ca/platforms-02"') :].partition("</form>")[0]
    hidden = re.findall(r'<input type="hidden" name="([^"]+)" value="([^"]*)">', form)
    sent = {name: unescape(value) for name, value in hidden}
    sent |= {"words.headline": "Una mica", "words.text": TEXT, "act": "draft"}
    signed_out(stage)
    late = visit.send("/translations/ca/platforms-02", sent)
    assert late.status_code == 401
    kept = fields_of(late.text)
    assert kept["words.text"] == TEXT and kept["words.headline"] == "Una mica"
    assert "<b>mots" not in late.text
    signed_in(stage, visit, "nuria")
    again = visit.send("/translations/ca/platforms-02", kept)
    assert again.status_code == 409
    done = visit.send("/translations/ca/platforms-02", fields_of(again.text))
    assert done.status_code in (200, 303), done.text
    file = stage.folder / "content" / "calendar" / "platforms-02.yaml"
    assert "en dues línies" in file.read_text("utf-8")


def test_a_form_of_before_the_sign_in_is_not_sent_as_somebody_else_without_a_word(
    stage: Stage,
) -> None:
    """Two people share a browser: the second one is asked, by name."""
    visit, hidden = opened(stage, "edgar", "/me")
    signed_in(stage, visit, "olga")
    form = {"csrf": hidden["csrf"], "name": "Edgar Núñez", "language": ""}
    answer = visit.send("/me", form)
    assert answer.status_code == 409 and "as Olga, or leave it" in answer.text
    assert stage.person("olga").person.name == "Olga"  # type: ignore[union-attr]


@pytest.mark.parametrize("session", ["over", "another"])
def test_a_form_of_another_browser_or_site_gets_no_page_that_would_send_it(
    stage: Stage, session: str
) -> None:
    """Its token fits nothing here."""
    other, hidden = opened(stage, "olga", "/me")
    visit, mine = opened(stage, "edgar", "/me")
    token = mine["csrf"]
    broken = token[:-1] + ("0" if token[-1] != "0" else "1")
    if session == "over":
        signed_out(stage)
    else:
        signed_in(stage, visit, "edgar")
    for csrf in (hidden["csrf"], broken, "0" * 192, "", token[:128]):
        answer = visit.send("/me", {"csrf": csrf, "name": "Mallory the Great"})
        assert answer.status_code == (303 if session == "over" else 403)
        assert "Mallory" not in answer.text
    foreign = visit.http.post(
        stage.url + "/me",
        data={"csrf": token, "name": "Mallory the Great"},
        headers={"Origin": "https://evil.example", "Sec-Fetch-Site": "cross-site"},
        timeout=30,
    )
    assert foreign.status_code == 403 and "Mallory" not in foreign.text
    assert other.get("/me").status_code in (200, 303)


def test_a_form_in_which_nothing_was_typed_leads_to_the_sign_in(stage: Stage) -> None:
    """There is nothing to give back."""
    visit, hidden = opened(stage, "edgar", "/me")
    signed_out(stage)
    answer = visit.send("/me/sessions/end-all", {"csrf": hidden["csrf"]})
    assert (answer.status_code, answer.headers["location"]) == (303, "/sign-in")


def test_what_somebody_typed_who_is_disabled_comes_back_and_is_not_done(stage: Stage) -> None:
    """They may copy it; signing in, they may not."""
    visit, hidden = opened(stage, "edgar", "/me")
    ada, now = stage.person("ada"), stage.opened.now()
    people.disable(stage.opened.database, "edgar", actor=ada, now=now)
    answer = visit.send("/me", {"csrf": hidden["csrf"], "name": "Edgar the Second"})
    assert answer.status_code == 401 and "Edgar the Second" in answer.text


def test_a_file_cannot_be_kept_and_that_is_said(stage: Stage) -> None:
    """By its name."""
    visit, hidden = opened(stage, "edgar", "/me")
    signed_out(stage)
    answer = visit.send(
        "/posts/platforms-02",
        {"csrf": hidden["csrf"], "copy.en.text": "Some new words"},
        files={"upload": ("boat.png", b"x" * 100, "image/png")},
    )
    assert answer.status_code == 401
    assert "Choose it again" in answer.text and "boat.png" in answer.text


def test_a_script_in_the_background_gets_no_page(stage: Stage) -> None:
    """It keeps what was typed itself, and is told by the address that it ends on."""
    visit, hidden = opened(stage, "edgar", "/me")
    signed_out(stage)
    visit.http.headers["Sec-Fetch-Mode"] = "cors"
    answer = visit.send("/me", {"csrf": hidden["csrf"], "name": "Edgar Núñez"})
    assert (answer.status_code, answer.headers["location"]) == (303, "/sign-in")
