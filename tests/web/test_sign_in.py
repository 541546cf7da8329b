"""Signing in and out over HTTP: the first start, links by mail, links that are handed over."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from campaign.config import DeskSettings
from campaign.model.people import EVERYWHERE, Role
from campaign.usecases.signing_in import links
from campaign.usecases.trust import people
from tests.web.mailbox import Mailbox, mailbox, text_of
from tests.web.stage import Stage, Visit, staged

LINK = re.compile(r"(http://[^\s/]+)(/sign-in/link/[\w-]+)")


def with_mail(stage: Stage, address: str) -> None:
    """Let the desk send mail there."""
    settings = DeskSettings(mail="DESK_MAIL_URL")
    stage.opened.config = replace(stage.opened.config, desk=settings)
    stage.opened.environ = {**stage.opened.environ, "DESK_MAIL_URL": address}


@pytest.fixture
def box(stage: Stage) -> Iterator[Mailbox]:
    """Where the desk's mails arrive."""
    with mailbox() as found:
        with_mail(stage, found.address)
        yield found


@pytest.fixture
def unregistered(tmp_path: Path) -> Iterator[Stage]:
    """A desk of a campaign in which nobody is registered."""
    with staged(tmp_path / "campaign", registered=False) as made:
        yield made


def given(stage: Stage, id: str) -> str:
    """The path of a link that the admin made for somebody."""
    now = stage.opened.now()
    return links.give(stage.opened.database, id, actor=stage.person("ada"), now=now).path


def is_in(visit: Visit) -> bool:
    """True when the desk shows Today."""
    return visit.get("/", allow_redirects=False).status_code == 200


def test_a_link_comes_by_mail_and_signs_in_by_its_button(stage: Stage, box: Mailbox) -> None:
    """Opening it, by whatever program, uses nothing."""
    visit = stage.visit()
    answer = visit.post("/sign-in/mail", {"email": " Edgar@Project.example"}, page="/sign-in")
    assert (answer.status_code, answer.headers["location"]) == (303, "/sign-in/sent")
    assert "on its way" in visit.get("/sign-in/sent").text
    ((to, letter),) = box.wait(1)
    assert to == "edgar@project.example"
    found = LINK.search(text_of(letter))
    assert found is not None and found[1] == stage.url and "15 minutes" in text_of(letter)
    path = found[2]
    for _ in range(3):
        scanner = stage.visit()
        assert scanner.get(path).status_code == 200
        assert scanner.http.head(stage.url + path).status_code == 200
        assert not is_in(scanner)
    page = visit.get(path)
    assert "edgar" in page.text and page.headers["referrer-policy"] == "no-referrer"
    assert not is_in(visit)
    assert visit.post(path, page=path).status_code == 303
    assert is_in(visit)
    assert "Edgar" in visit.get("/").text


def test_the_same_link_signs_nobody_else_in(stage: Stage) -> None:
    """Once it was used, its page says so, and its button is gone."""
    path = given(stage, "edgar")
    visit, other = stage.visit(), stage.visit()
    token = other.token(path)
    assert visit.post(path, page=path).status_code == 303
    for answer in (other.get(path), other.send(path, {"csrf": token})):
        assert answer.status_code == 410
        assert "signs nobody in" in answer.text
    assert not is_in(other)


def test_the_form_of_a_link_sent_again_signs_the_same_browser_in(stage: Stage) -> None:
    """The server was killed between the click and the answer: the cookie never came."""
    path = given(stage, "edgar")
    visit = stage.visit()
    token = visit.token(path)
    lost = visit.send(path, {"csrf": token})
    former = lost.cookies["desk"]
    visit.http.cookies.clear_session_cookies()
    del visit.http.cookies["desk"]
    assert visit.send(path, {"csrf": token}).status_code == 303
    assert is_in(visit)
    visit.http.cookies.set("desk", former, domain="127.0.0.1", path="/")
    assert not is_in(visit)


@pytest.mark.parametrize("email", ["stranger@example.org", "gone@project.example"])
def test_nobody_learns_who_is_registered(stage: Stage, box: Mailbox, email: str) -> None:
    """The answer is the same to the letter, and no mail goes to others."""
    stage.register("gone", {EVERYWHERE: [Role.EDITOR]})
    now, ada = stage.opened.now(), stage.person("ada")
    people.disable(stage.opened.database, "gone", actor=ada, now=now)
    answers = []
    for each in (email, "edgar@project.example"):
        visit = stage.visit()
        answer = visit.post("/sign-in/mail", {"email": each}, page="/sign-in")
        shown = {k: v for k, v in answer.headers.items() if k.lower() not in ("date", "set-cookie")}
        answers.append((answer.status_code, shown, answer.text, visit.get("/sign-in/sent").text))
    masked = [re.sub(r"[0-9a-f]{128,}", "", str(each)) for each in answers]
    assert masked[0] == masked[1]
    box.wait(1)
    assert [to for to, _ in box.letters] == ["edgar@project.example"]


def test_the_answer_does_not_wait_for_the_mail(stage: Stage, box: Mailbox) -> None:
    """The person is looked up, and the mail is sent, when the answer has left: so it takes the same
    time for everybody.
    """
    box.greets.clear()
    visit = stage.visit()
    answer = visit.post("/sign-in/mail", {"email": "edgar@project.example"}, page="/sign-in")
    assert answer.status_code == 303 and not box.letters
    box.greets.set()
    box.wait(1)


def test_who_asks_too_often_is_told_when_to_come_back(stage: Stage, box: Mailbox) -> None:
    """By the address that is asked for, in whatever browser; and nobody else is held up."""
    form = {"email": "edgar@project.example"}
    codes = [stage.visit().post("/sign-in/mail", form, page="/sign-in") for _ in range(5)]
    assert [each.status_code for each in codes] == [303, 303, 303, 429, 429]
    assert 0 < int(codes[-1].headers["retry-after"]) <= 300
    assert "come back in 5 minutes" in codes[-1].text
    other = {"email": "olga@project.example"}
    assert stage.visit().post("/sign-in/mail", other, page="/sign-in").status_code == 303
    stage.clock.move_to(stage.opened.now() + timedelta(minutes=6))
    assert stage.visit().post("/sign-in/mail", form, page="/sign-in").status_code == 303


def test_what_is_no_address_is_refused_with_what_was_typed(stage: Stage, box: Mailbox) -> None:
    """At its field, with the focus on the summary."""
    answer = stage.visit().post("/sign-in/mail", {"email": "edgar at work"}, page="/sign-in")
    assert answer.status_code == 422
    assert 'value="edgar at work"' in answer.text and "data-focus" in answer.text
    assert answer.text.count("no e-mail address") == 2


def test_a_mail_server_that_refuses_is_logged_and_shows_nobody(
    stage: Stage, box: Mailbox, caplog: pytest.LogCaptureFixture
) -> None:
    """Whoever asks sees the same page; the log has neither the link nor the password."""
    box.refuses = True
    visit = stage.visit()
    answer = visit.post("/sign-in/mail", {"email": "edgar@project.example"}, page="/sign-in")
    assert answer.status_code == 303
    for _ in range(100):
        if any(getattr(each, "action", "") == "sign_in_mail_failed" for each in caplog.records):
            break
        box.arrived.wait(0.1)
    assert any(getattr(each, "action", "") == "sign_in_mail_failed" for each in caplog.records)
    assert "/sign-in/link/" not in caplog.text


@pytest.mark.parametrize("address", ["", "mailto://x?to=always@example.org", "no address: {to}"])
def test_without_mail_the_page_says_whom_to_ask(stage: Stage, address: str) -> None:
    """Also where the setting cannot be used; and a form that is sent all the same sends nothing."""
    if address:
        with_mail(stage, address)
    page = stage.visit().get("/sign-in").text
    if "{to}" not in address:
        assert "Ask an administrator" in page and "Send me a link" not in page
        form = {"email": "edgar@project.example"}
        assert stage.visit().post("/sign-in/mail", form, page="/sign-in").status_code in (403, 422)


def test_a_link_in_the_address_of_the_desk_is_by_the_address_that_is_set(
    stage: Stage, box: Mailbox
) -> None:
    """And never by what a request says that the desk is called."""
    settings = replace(stage.opened.config.desk, address="https://desk.example")
    stage.opened.config = replace(stage.opened.config, desk=settings)
    form = {"email": "edgar@project.example"}
    assert stage.visit().post("/sign-in/mail", form, page="/sign-in").status_code == 303
    ((_, letter),) = box.wait(1)
    assert "https://desk.example/sign-in/link/" in text_of(letter)


def test_signing_out_ends_the_session_in_the_database(stage: Stage) -> None:
    """A copy of the cookie is worth nothing afterwards."""
    secret = stage.cookie("edgar")
    visit, copy = Visit(stage.url, secret), Visit(stage.url, secret)
    assert is_in(copy)
    answer = visit.post("/sign-out")
    assert answer.status_code == 303 and "desk=" in answer.headers["set-cookie"]
    assert not is_in(copy) and not is_in(visit)


def test_signing_out_once_more_ends_on_the_sign_in_page(stage: Stage) -> None:
    """As after a lost answer; a form of another browser is refused all the same."""
    visit, other = Visit(stage.url, stage.cookie("edgar")), stage.visit("olga")
    form = {"csrf": visit.token("/me")}
    for _ in range(2):
        answer = visit.send("/sign-out", form)
        assert (answer.status_code, answer.headers["location"]) == (303, "/sign-in")
        assert not is_in(visit)
    stolen = {"csrf": other.token("/me")}
    assert visit.send("/sign-out", stolen).status_code == 403
    assert is_in(other)


def test_a_session_that_was_put_into_a_browser_is_not_the_one_of_its_person(stage: Stage) -> None:
    """Signing in begins a new one and ends the former: nobody else holds it."""
    planted = stage.cookie("rita")
    visit = Visit(stage.url, planted)
    path = given(stage, "edgar")
    assert visit.post(path, page=path).status_code == 303
    assert visit.http.cookies["desk"] != planted
    assert "Edgar" in visit.get("/").text
    assert not is_in(Visit(stage.url, planted))


def test_the_first_person_registers_by_the_link_of_the_first_start(unregistered: Stage) -> None:
    """Then the desk is theirs, and the link is nobody's."""
    stage = unregistered
    visit = stage.visit()
    assert "Nobody is registered yet" in visit.get("/sign-in").text
    made = links.start(stage.opened.database, stage.opened.now())
    assert made is not None
    wrong = {"act": "register", "id": "Aina Puig", "name": "", "email": "aina"}
    refused = visit.post(made.path, wrong, page=made.path)
    assert refused.status_code == 422
    assert 'value="Aina Puig"' in refused.text and refused.text.count("such as aina-puig") == 2
    right = {"act": "register", "id": "aina", "name": "Aina Puig", "email": "a@example.org"}
    token = visit.token(made.path)
    assert visit.send(made.path, {"csrf": token, **right}).status_code == 303
    assert "Aina Puig" in visit.get("/").text
    assert stage.visit().get(made.path).status_code == 410
    with stage.opened.database.read():
        (person,) = people.everybody(stage.opened.database)
    assert person.roles == {EVERYWHERE: {Role.ADMIN, Role.COORDINATOR}}


def test_whoever_tries_it_out_works_alone(unregistered: Stage) -> None:
    """Until somebody is registered."""
    stage = unregistered
    visit = stage.visit()
    made = links.start(stage.opened.database, stage.opened.now())
    assert made is not None
    assert visit.post(made.path, page=made.path).status_code == 303
    assert "You work alone" in visit.get("/").text
    stage.register("ada", {EVERYWHERE: [Role.ADMIN]})
    assert not is_in(visit)


@pytest.mark.parametrize("token", ["x", "A" * 43, "%2e%2e", "é", "a" * 3000])
def test_links_that_were_never_made_say_so(stage: Stage, token: str) -> None:
    """Whatever stands in the address."""
    answer = stage.visit().get(f"/sign-in/link/{token}")
    assert answer.status_code in (404, 410)


def test_many_wrong_links_from_one_address_are_stopped(stage: Stage) -> None:
    """Nobody guesses 256 bits; nobody needs to try."""
    visit = stage.visit()
    codes = {visit.get(f"/sign-in/link/{number}").status_code for number in range(45)}
    assert codes == {410, 429}
    path = given(stage, "edgar")
    assert visit.post(path, page=path).status_code == 303


def test_a_lapsed_session_tells_a_script_where_to_go(stage: Stage) -> None:
    """A 303 would put the sign-in into the middle of a page."""
    answer = stage.visit().get("/", headers={"HX-Request": "true"}, allow_redirects=False)
    assert answer.headers["hx-redirect"] == "/sign-in" and answer.text == ""
