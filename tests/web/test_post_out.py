"""What is out, over HTTP: outcomes, the story, the proof, and taking back or correcting it."""

from __future__ import annotations

import re
from html import unescape

import requests

from campaign.model import State
from campaign.model.changes import Change, ChangeState
from campaign.storage import publications
from campaign.storage.trust import changes
from tests.web import troubles
from tests.web.stage import Stage, Visit
from tests.web.troubles import MINUTE, MOST, held, one

POST = "platforms-01"
OLD, NEW, OTHER = "design integration", "make integration", "write integration"
OUT = f"/posts/{POST}/out"


def words(answer: requests.Response) -> str:
    """A page's words alone."""
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", answer.text)).split())


def shown(visit: Visit, path: str) -> str:
    """What the form of a page was made from."""
    found = re.search(r'name="saw" value="([^"]*)"', visit.get(path).text)
    assert found
    return unescape(found.group(1))


def published(stage: Stage) -> None:
    """The post of Tuesday is out everywhere."""
    stage.plan(approved=True)
    for minutes in (-60, 0, 2, 62, 64):
        stage.publish(MOST + minutes * MINUTE)
    stage.desk.changed()


def on(stage: Stage, channel: str) -> int:
    """The number of the post's last publication on a channel."""
    with stage.opened.database.read() as connection:
        found = publications.all_of(connection, [POST])
    return max(each.id for each in found if each.channel == channel)


def public(stage: Stage, network: str = "") -> int:
    """How many posts are public at the sandbox, without those that were deleted."""
    where = f"{stage.sandbox}/_sandbox/ledger"
    posts = requests.get(where, params={"network": network}, timeout=9).json()["posts"]
    return sum(each["deleted_at"] is None for each in posts)


def test_each_channel_has_its_outcome_and_what_nobody_tells_is_no_zero(stage: Stage) -> None:
    """With the address there, the card, the story and the file that proves it."""
    troubles.of_each(stage)
    visit = stage.visit("olga")
    answer = visit.get(OUT)
    text = words(answer)
    assert answer.status_code == 200
    for state in ("29 out", "1 may be out", "1 failed", "3 missed"):
        assert state in text
    assert text.count("See it there") >= 29
    assert text.count("n/a") >= 29
    assert "Approved as approver" in text
    assert '<img src="/pictures/' in answer.text
    number = on(stage, "navarra-mastodon-es")
    alone = words(visit.get(f"{OUT}?on={number}"))
    assert "All channels" in alone
    assert "Comparte" in alone or "lang" in visit.get(f"{OUT}?on={number}").text
    file = visit.get(f"{OUT}/proof")
    assert file.headers["content-disposition"] == f'attachment; filename="{POST}.html"'
    assert "<html" in file.text
    listed = words(visit.get("/out"))
    assert "29 out" in listed
    assert words(visit.get("/out?page=99")) == listed
    assert visit.get("/posts/no-such/out").status_code == 409


def test_a_person_of_one_region_sees_that_region_alone(stage: Stage) -> None:
    """Its channels, its story, its proof and its acts."""
    published(stage)
    visit = stage.visit("marta")
    text = words(visit.get(OUT))
    assert "4 out" in text
    assert "Salzburg" not in text
    assert "Salzburg" not in visit.get(f"{OUT}/proof").text
    form = {"where": "these", "chosen": [on(stage, "salzburg-mastodon")], "what": "delete"}
    answer = visit.post(f"{OUT}/withdraw", {**form, "why": "no", "saw": ""})
    assert answer.status_code == 422
    assert one(stage, on(stage, "salzburg-mastodon")).state is State.PUBLISHED


def test_withdrawing_on_one_channel_deletes_one_post(stage: Stage) -> None:
    """The publisher deletes it; the others stay; sent twice, it is asked for once."""
    published(stage)
    number, before = on(stage, "salzburg-mastodon"), public(stage, "mastodon")
    visit = stage.visit("olga")
    page = f"{OUT}/withdraw?on={number}"
    text = words(visit.get(page))
    assert "Only Mastodon, Salzburg" in text
    assert "This cannot be undone." in text
    form = {"where": "one", "on": number, "what": "delete", "saw": shown(visit, page)}
    refused = visit.post(f"{OUT}/withdraw", {**form, "why": ""})
    assert refused.status_code == 422
    assert 'href="#why"' in refused.text
    for _ in range(2):
        answer = visit.post(f"{OUT}/withdraw", {**form, "why": "a name was wrong"})
        assert (answer.status_code, answer.headers["location"]) == (303, OUT)
    text = words(visit.get(OUT))
    assert "That was asked for already" in text
    assert "Being withdrawn" in text
    stage.publish(MOST + 90 * MINUTE)
    stage.publish(MOST + 91 * MINUTE)
    assert one(stage, number).state is State.WITHDRAWN
    assert public(stage, "mastodon") == before - 1
    assert len(held(stage, State.WITHDRAWN)) == 1
    text = words(visit.get(OUT))
    assert "1 withdrawn" in text
    visit.post(f"{OUT}/withdraw", {**form, "why": "once more"})
    assert len(_changes(stage, number)) == 1


def test_where_no_program_can_delete_the_address_is_offered_and_a_person_says_done(
    stage: Stage,
) -> None:
    """Instagram lets a page's token delete nothing."""
    published(stage)
    visit = stage.visit("olga")
    with stage.opened.database.read() as connection:
        mine = [
            each
            for each in publications.all_of(connection, [POST])
            if each.state is State.PUBLISHED and each.platform == "instagram"
        ]
    (out,) = mine
    page = visit.get(f"{OUT}/withdraw?on={out.id}")
    if out.url in page.text:
        assert "delete" in words(page)
    form = {"where": "one", "on": out.id, "saw": "", "why": "a person asked for it"}
    answer = visit.post(f"{OUT}/withdraw", {**form, "what": "done"})
    assert answer.status_code == 303
    assert one(stage, out.id).state is State.WITHDRAWN
    assert visit.post(f"{OUT}/withdraw", {**form, "what": "done"}).status_code == 303
    assert "is withdrawn" in words(visit.get(OUT))


def test_an_answer_under_it_is_asked_for_once_and_waits_for_a_yes(stage: Stage) -> None:
    """Of one language; the words are kept when something is missing."""
    published(stage)
    number = on(stage, "salzburg-mastodon")
    visit = stage.visit("edgar")
    page = f"{OUT}/withdraw?on={number}"
    form = {"where": "one", "on": number, "what": "answer", "saw": shown(visit, page)}
    refused = visit.post(f"{OUT}/withdraw", {**form, "why": "", "words": "Der Name war falsch."})
    assert refused.status_code == 422
    assert "Der Name war falsch." in refused.text
    many = {**form, "where": "all", "why": "a name", "words": "Sorry."}
    assert "a reply is in one language" in words(visit.post(f"{OUT}/withdraw", many))
    whole = {**form, "why": "a name", "words": "Der Name war falsch."}
    for _ in range(2):
        assert visit.post(f"{OUT}/withdraw", whole).status_code == 303
    assert "asked for already" in words(visit.get(OUT))
    assert [each.state for each in _changes(stage, number)] == [ChangeState.ASKED]
    assert visit.post(f"{OUT}/withdraw", {**form, "what": "delete", "why": "x"}).status_code == 403


def test_a_corrected_text_takes_the_old_ones_place_and_not_twice(stage: Stage) -> None:
    """Only as it was shown: when the file changes after that, it is shown anew."""
    published(stage)
    visit = stage.visit("olga")
    number = on(stage, "eu-mastodon")
    page = f"{OUT}/withdraw?on={number}"
    assert "The calendar has no other words" in words(visit.get(page))
    file = stage.folder / "content/calendar" / f"{POST}.yaml"
    before = file.read_text("utf-8")
    file.write_text(before.replace(OLD, NEW), "utf-8")
    text = words(visit.get(page))
    assert "Correct it in its place" in text
    saw = shown(visit, page)
    file.write_text(before.replace(OLD, OTHER), "utf-8")
    form = {"where": "one", "on": number, "what": "edit", "why": "the figure", "saw": saw}
    late = visit.post(f"{OUT}/withdraw", form)
    assert late.status_code == 409
    assert "changed since this was shown" in words(late)
    assert _changes(stage, number) == []
    form["saw"] = shown(visit, page)
    for _ in range(2):
        assert visit.post(f"{OUT}/withdraw", form).status_code == 303
    (asked,) = _changes(stage, number)
    assert asked.state is ChangeState.ASKED


def test_nothing_that_is_out_is_said(seen: Stage) -> None:
    """With one step."""
    assert "Nothing went out yet." in words(seen.visit("olga").get("/out"))


def test_acts_are_offered_to_those_who_may(seen: Stage) -> None:
    """A reader sees the page and no act on it."""
    page = seen.visit("rita").get(f"{OUT}/withdraw").text
    for what in ("delete", "anew", "edit", "answer", "done"):
        assert f'value="{what}"' not in page
    assert seen.visit("rita").post(
        f"{OUT}/withdraw", {"where": "all", "what": "delete", "why": "x", "saw": ""}
    ).status_code in (403, 422)


def _changes(stage: Stage, number: int) -> list[Change]:
    with stage.opened.database.read() as connection:
        return changes.of(connection, number)
