"""The plan, over HTTP: what the files change, and applying exactly what was shown."""

from __future__ import annotations

import re
from html import unescape
from pathlib import Path

import requests

from campaign.model import State
from campaign.storage import publications
from tests.web.stage import Stage, Visit
from tests.web.troubles import held

POST = "platforms-01"
OLD, NEW = "design integration", "make integration"


def words(answer: requests.Response) -> str:
    """A page's words alone."""
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", answer.text)).split())


def shown(visit: Visit, path: str = "/plan") -> dict[str, str]:
    """The form of a page."""
    text = visit.get(path).text
    return {
        name: unescape(value)
        for name, value in re.findall(r'name="(shown|region)" value="([^"]*)"', text)
    }


def file_of(stage: Stage, post: str = POST) -> Path:
    """The post's file."""
    return stage.folder / "content/calendar" / f"{post}.yaml"


def planned(stage: Stage) -> int:
    """How many publications are scheduled."""
    return len(held(stage, State.SCHEDULED))


def test_what_was_shown_is_applied_once(stage: Stage) -> None:
    """A new campaign: everything comes in; the same form once more does nothing."""
    visit = stage.visit("edgar")
    text = words(visit.get("/plan"))
    assert "68 · Comes in" in text
    assert "34 · Its time has passed: not planned" in text
    assert "X charges" in text
    form = shown(visit)
    for _ in range(2):
        answer = visit.post("/plan", form)
        assert (answer.status_code, answer.headers["location"]) == (303, "/plan")
    assert planned(stage) == 68
    text = words(visit.get("/plan"))
    assert "Nothing is left to apply" in text
    assert "Everything in the files is applied." in text


def test_another_plan_than_the_one_shown_is_shown_and_not_applied(stage: Stage) -> None:
    """A word in a file, a decision of somebody else, and a broken file, each since the page."""
    visit = stage.visit("edgar")
    form = shown(visit)
    file = file_of(stage)
    before = file.read_text("utf-8")
    file.write_text(before.replace(OLD, NEW), "utf-8")
    answer = visit.post("/plan", form)
    assert answer.status_code == 409
    assert "changed since this was shown" in words(answer)
    assert planned(stage) == 0
    file.write_text(before + "\nnonsense: [", "utf-8")
    assert visit.post("/plan", form).status_code == 409
    text = words(visit.get("/plan"))
    assert "Set the files right first." in text
    assert f"{POST}.yaml" in text
    file.write_text(before, "utf-8")
    assert visit.post("/plan", form).status_code == 303
    assert planned(stage) == 68


def test_changed_words_and_times_are_shown_with_what_falls(stage: Stage) -> None:
    """Old and new words, old and new time, and how many approvals fall."""
    stage.plan(approved=True)
    file = file_of(stage)
    text = file.read_text("utf-8")
    file.write_text(text.replace(OLD, NEW), "utf-8")
    visit = stage.visit("edgar")
    page = visit.get("/plan")
    assert "Other words" in words(page)
    assert "<del" in page.text and "<ins" in page.text
    assert re.search(
        r"\d+ approvals? falls?", words(page).replace("approvals fall", "approvals fall")
    )
    other = file_of(stage, "platforms-02")
    when = re.search(r"^when: .*$", other.read_text("utf-8"), re.M)
    assert when
    moved = other.read_text("utf-8").replace(when.group(0), "when: 2026-12-11 12:30")
    other.write_text(moved, "utf-8")
    assert "Another time" in words(visit.get("/plan"))
    assert visit.post("/plan", shown(visit)).status_code == 303
    with stage.opened.database.read() as connection:
        some = publications.all_of(connection, ["platforms-02"])
    assert {f"{p.due:%d}" for p in some} == {"11"}


def test_one_region_applies_its_own_alone(stage: Stage) -> None:
    """An editor of Catalonia applies Catalonia and nothing else."""
    visit = stage.visit("nuria")
    text = words(visit.get("/plan"))
    assert "You may apply what is in your regions: choose one." in text
    form = shown(visit, "/plan?region=catalonia")
    assert form["region"] == "catalonia"
    assert visit.post("/plan", {**form, "region": ""}).status_code == 409
    assert visit.post("/plan", form).status_code == 303
    assert {p.region for p in held(stage, State.SCHEDULED)} == {"catalonia"}
    everything = shown(stage.visit("edgar"))
    refused = visit.post("/plan", everything)
    assert refused.status_code == 403
    assert {p.region for p in held(stage, State.SCHEDULED)} == {"catalonia"}


def test_who_only_reads_is_offered_nothing(seen: Stage) -> None:
    """And refused."""
    for who in ("rita", "avery"):
        assert 'name="shown"' not in seen.visit(who).get("/plan").text
        assert seen.visit(who).post("/plan", {"shown": "", "region": ""}).status_code == 403
