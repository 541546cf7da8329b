"""Approvals: whose turn it is, and what is done there counts for the texts that were shown."""

from __future__ import annotations

import re
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
import requests
from sqlalchemy import func, select

from campaign.model import Hold, Publication
from campaign.model.people import EVERYWHERE, Role
from campaign.storage import publications, releases
from campaign.storage.tables import approvals, record, remarks
from campaign.storage.trust.tables import asks, invitations
from tests.web.stage import Stage, Visit, staged

POST = "platforms-02"
PAGE = f"/approvals/{POST}?region=catalonia"


@pytest.fixture
def planned(stage: Stage) -> Stage:
    """Everything is planned, nothing approved."""
    stage.plan()
    return stage


@pytest.fixture(scope="module")
def looked_at(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Stage]:
    """The same for all tests that do nothing."""
    with staged(tmp_path_factory.mktemp("approvals") / "campaign") as made:
        made.plan()
        yield made


def rows(stage: Stage, region: str = "catalonia") -> list[Publication]:
    """The publications of the post in a region."""
    with stage.opened.database.read() as connection:
        some = publications.all_of(connection, [POST])
    return [p for p in some if p.region == region]


def released(stage: Stage, region: str = "catalonia") -> int:
    """How many of them may go out."""
    with stage.opened.database.read() as connection:
        rules = stage.opened.config.approval
        return len(releases.released(connection, rows(stage, region), rules))


def count(stage: Stage, table: Any, *where: Any) -> int:
    """How many rows a table has."""
    with stage.opened.database.read() as connection:
        return connection.scalar(select(func.count()).select_from(table).where(*where)) or 0


def shown(page: str) -> list[str]:
    """What the forms of a page say was shown."""
    return sorted(set(re.findall(r'name="shown" value="([^"]+)"', page)))


def act(visit: Visit, said: str, *, page: str = "", **other: Any) -> requests.Response:
    """Do something about the post in Catalonia, as it was shown on a page."""
    page = page or visit.get(PAGE).text
    sent = {"region": "catalonia", "shown": shown(page), "act": said, "wish": "", **other}
    return visit.post(f"/approvals/{POST}/answer", sent, page=PAGE)


def notice(visit: Visit, answer: requests.Response) -> str:
    """What the page after an act says of it."""
    assert answer.status_code == 303, answer.text[:2000]
    page = visit.get(answer.headers["location"]).text
    found = re.search(r'class="toast"[^>]*><span>([^<]+)', page)
    assert found, "no notice"
    return found[1]


def reword(stage: Stage) -> None:
    """One letter of the Catalan words is another one."""
    file = stage.folder / "content" / "calendar" / f"{POST}.yaml"
    text = file.read_text("utf-8")
    file.write_text(text.replace("Hi estàs\n      d’acord?", "Hi esteu\n      d’acord?"), "utf-8")
    stage.plan()


def test_everybody_sees_whose_turn_it_is_in_their_own_regions(looked_at: Stage) -> None:
    """The officer sees all, an approver of Navarra nothing of Catalonia."""
    olga = looked_at.visit("olga").get("/approvals").text
    assert "Catalonia" in olga and "Navarra" in olga and "Overdue" in olga
    ane = looked_at.visit("ane").get("/approvals").text
    assert "Navarra" in ane and "Catalonia" not in ane
    yours = looked_at.visit("marta").get("/approvals?turn=yours").text
    assert yours.count("<b>Yours</b>") == 2
    nothing = looked_at.visit("rita").get("/approvals?turn=yours").text
    assert "Nothing waits for your yes." in nothing
    assert looked_at.visit("ane").get(PAGE).status_code == 409


def test_a_request_shows_exact_texts_and_who_is_asked(looked_at: Stage) -> None:
    """With every account, and how it differs."""
    page = looked_at.visit("marta").get(PAGE).text
    for words in ("Societat civil", "Sociedad civil", "catalonia-ca.example", "Avery, Marta"):
        assert words in page
    assert "without “Cofinançat per la Unió Europea”" in page
    assert "Approve all 4" in page
    assert 'value="approve"' not in looked_at.visit("rita").get(PAGE).text


def test_one_yes_approves_every_account_and_is_kept_for_each(planned: Stage) -> None:
    """One row a post for the eye; an entry for each account. A second click changes nothing."""
    visit = planned.visit("marta")
    page = visit.get(PAGE).text
    assert notice(visit, act(visit, "approve", page=page)) == "Approved: 4 may go out."
    assert released(planned) == 4 and released(planned, "navarra") == 0
    assert count(planned, record, record.c.act == "variant.approved") == 4
    assert notice(visit, act(visit, "approve", page=page)) == "Was done already."
    assert count(planned, approvals) == 4
    assert "Take your yes back" in visit.get(PAGE).text


def test_a_text_that_changed_meanwhile_is_not_approved_nor_sent_back(planned: Stage) -> None:
    """The page says so, shows the new words, and the others of the post are not touched by it."""
    visit = planned.visit("marta")
    page = visit.get(PAGE).text
    reword(planned)
    refused = act(visit, "approve", page=page)
    assert refused.status_code == 409 and "changed after you opened" in refused.text
    assert "Hi esteu d’acord?" in refused.text
    again = act(visit, "change", page=page, wish="No.")
    assert again.status_code == 409 and ">No.</textarea>" in again.text
    assert released(planned) == 0 and {p.hold for p in rows(planned)} == {Hold.NONE}


def test_a_wish_holds_the_post_once_and_it_can_go_on_as_it_is(planned: Stage) -> None:
    """The same form twice is one wish; whoever approves may end it."""
    visit = planned.visit("marta")
    page = visit.get(PAGE).text
    empty = act(visit, "change", page=page)
    assert empty.status_code == 422 and empty.text.count("Write what is to be changed.") == 2
    for expected in ("A change is asked for.", "Was done already."):
        answer = act(visit, "change", page=page, wish="Shorter, please.")
        assert notice(visit, answer).startswith(expected)
    assert count(planned, remarks) == 4
    assert {p.hold for p in rows(planned)} == {Hold.SENT_BACK}
    assert "Shorter, please." in planned.visit("olga").get("/approvals").text
    assert "Shorter, please." in visit.get(PAGE).text
    refused = act(visit, "approve", page=page)
    assert refused.status_code == 409 and "sent back" in refused.text
    for expected in ("It goes on as it is.", "Was done already."):
        assert notice(visit, act(visit, "go-on", page=page)) == expected
    assert {p.hold for p in rows(planned)} == {Hold.NONE}


def test_a_wish_and_a_yes_at_once_are_refused_and_the_wish_stays(planned: Stage) -> None:
    """Nobody's wish is lost under a yes."""
    visit = planned.visit("marta")
    refused = act(visit, "approve", wish="Almost <good>")
    assert refused.status_code == 422 and "Almost &lt;good&gt;" in refused.text
    assert released(planned) == 0


def test_a_yes_is_taken_back_by_its_giver_or_by_the_officer(planned: Stage) -> None:
    """Once, also when the form is sent twice; an approver takes back nobody else's."""
    marta, avery = planned.visit("marta"), planned.visit("avery")
    act(marta, "approve")
    page = marta.get(PAGE).text
    assert notice(avery, act(avery, "mine", page=page)) == "Was done already."
    assert released(planned) == 4
    forbidden = act(avery, "all", page=page)
    assert forbidden.status_code == 403 and released(planned) == 4
    for expected in ("4 were taken back.", "Was done already."):
        assert notice(marta, act(marta, "mine", page=page)) == expected
    act(marta, "approve")
    olga = planned.visit("olga")
    page = olga.get(PAGE).text
    assert "Take every yes back" in page
    assert notice(olga, act(olga, "all", page=page)) == "4 were taken back."
    assert released(planned) == 0


def test_comments_are_kept_once_and_hold_nothing(planned: Stage) -> None:
    """Also a second one, with other words."""
    visit = planned.visit("nuria")
    for words, expected in (
        ("Nice.", "The comment is kept."),
        ("Nice.", "Was done already."),
        ("Very nice.", "The comment is kept."),
    ):
        assert notice(visit, act(visit, "comment", wish=words)) == expected
    assert count(planned, remarks) == 8
    assert {p.hold for p in rows(planned)} == {Hold.NONE}
    assert act(visit, "comment").status_code == 422


def test_asking_and_reminding_are_done_once(planned: Stage) -> None:
    """The page then shows who asked, and what came of the mails."""
    visit = planned.visit("nuria")
    assert notice(visit, act(visit, "ask")) == "Asked: avery, marta."
    assert "asked already" in notice(visit, act(visit, "ask"))
    assert "asked already" in notice(visit, act(visit, "remind"))
    assert count(planned, asks) == 4
    assert "Asked by Nuria" in visit.get(PAGE).text
    officer = planned.visit("olga")
    done = officer.post("/approvals/remind", {"region": ""}, page="/approvals")
    assert notice(officer, done).startswith("Asked: ")


def test_a_link_is_made_and_shown_once_and_ended(planned: Stage) -> None:
    """The same form again makes no second one; the page of the post never shows the token."""
    visit = planned.visit("marta")
    page = visit.get(PAGE).text
    once = re.search(r'name="once" value="([^"]+)"', page)
    assert once
    sent = {"region": "catalonia", "to": "mayor@example.org", "language": "", "once": once[1]}
    made = visit.post(f"/approvals/{POST}/invite", sent, page=PAGE)
    link = re.search(r'value="(http://127[^"]+/a/[^"]+)"', made.text)
    assert made.status_code == 200 and link
    path = link[1].removeprefix(planned.url)
    assert planned.visit().get(path).status_code == 200
    again = visit.post(f"/approvals/{POST}/invite", sent, page=PAGE)
    assert "Was done already, as link 1." in notice(visit, again)
    assert count(planned, invitations) == 1
    shown_page = visit.get(PAGE).text
    assert path.rpartition("/")[2] not in shown_page and "opened" in shown_page
    for _ in range(2):
        ended = visit.post("/approvals/links/1/end", {"back": PAGE}, page=PAGE)
        assert ended.status_code == 303
    assert planned.visit().get(path).status_code == 410


@pytest.mark.parametrize("to", ["", "no@address@twice", "x" * 500, "a\nb", "@"])
def test_a_link_for_nobody_is_refused_at_the_field(looked_at: Stage, to: str) -> None:
    """The summary has the sentence; nothing is made."""
    visit = looked_at.visit("olga")
    sent = {"region": "catalonia", "to": to, "language": "", "once": "k"}
    answer = visit.post(f"/approvals/{POST}/invite", sent, page=PAGE)
    assert answer.status_code == 422 and 'aria-invalid="true"' in answer.text
    assert count(looked_at, invitations) == 0


def test_an_approver_of_another_region_does_nothing_here(planned: Stage) -> None:
    """Whatever they send: no act, no link, no comment."""
    page = planned.visit("marta").get(PAGE).text
    ane = planned.visit("ane")
    sent = {"region": "catalonia", "shown": shown(page), "wish": "No."}
    for said in ("approve", "change", "go-on", "comment", "mine", "all", "ask", "remind", "what"):
        wish = "" if said == "approve" else "No."
        answer = ane.post(
            f"/approvals/{POST}/answer", {**sent, "act": said, "wish": wish}, page="/approvals"
        )
        assert answer.status_code in (303, 403, 409), said
    link = {"region": "catalonia", "to": "x@example.org", "once": "k"}
    assert ane.post(f"/approvals/{POST}/invite", link, page="/approvals").status_code == 403
    assert released(planned) == 0 and {p.hold for p in rows(planned)} == {Hold.NONE}
    for table in (approvals, remarks, asks, invitations):
        assert count(planned, table) == 0, table.name


def test_two_approvers_at_once_are_one_yes(planned: Stage) -> None:
    """Of eight clicks by two people one gives it, and the others are told that it was done."""
    visits = [planned.visit("marta"), planned.visit("avery")] * 4
    page = visits[0].get(PAGE).text
    tokens = {id(v): v.token(PAGE) for v in visits}

    def click(visit: Visit) -> requests.Response:
        sent = {"region": "catalonia", "shown": shown(page), "act": "approve", "wish": ""}
        return visit.send(f"/approvals/{POST}/answer", {**sent, "csrf": tokens[id(visit)]})

    with ThreadPoolExecutor(8) as pool:
        answers = list(pool.map(click, visits))
    assert {each.status_code for each in answers} == {303}
    assert released(planned) == 4 and count(planned, approvals) == 4


@pytest.mark.parametrize(
    ("first", "second", "said", "before"),
    [
        ("marta", "avery", "approve", ()),
        ("avery", "marta", "go-on", (("marta", "change", "Shorter."),)),
        ("oscar", "olga", "all", (("marta", "approve", ""),)),
        ("nuria", "olga", "ask", ()),
        ("olga", "nuria", "remind", ()),
    ],
)
def test_the_second_of_two_people_is_told_by_whom_and_when(
    planned: Stage, first: str, second: str, said: str, before: tuple[tuple[str, str, str], ...]
) -> None:
    """Both had the page open before one of them acted; the first is named to the second alone."""
    planned.register("oscar", {EVERYWHERE: [Role.COORDINATOR]})
    for id, act_before, wish in before:
        act(planned.visit(id), act_before, wish=wish)
    one, two = planned.visit(first), planned.visit(second)
    page = two.get(PAGE).text
    assert act(one, said, page=page).status_code == 303
    told = notice(two, act(two, said, page=page))
    assert f"Was done already. {first.title()}: Mon 7 Dec, 09:20." in told
    assert first.title() not in notice(one, act(one, said, page=page)).partition("Was done")[2]


def test_strange_forms_break_nothing(looked_at: Stage) -> None:
    """Numbers that are none, hashes that are none, posts that are not there."""
    visit = looked_at.visit("olga")
    forms: tuple[dict[str, Any], ...] = (
        {"shown": ["x:y", "1", "99999999999999:a", ":", "1:" + "a" * 5000]},
        {"shown": []},
        {"region": "nowhere", "shown": ["1:a"]},
        {"act": "approve", "shown": ["-1:a", "1.5:b"]},
        {},
    )
    for strange in forms:
        answer = visit.post(f"/approvals/{POST}/answer", strange, page="/approvals")
        assert 300 <= answer.status_code < 500, strange
    places = ("/approvals/none?region=catalonia", "/approvals/x", "/approvals?region=%00&ahead=z")
    for path in places:
        assert visit.get(path).status_code < 500
    assert released(looked_at) == 0
