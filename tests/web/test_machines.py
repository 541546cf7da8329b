"""The page of machines: tokens and webhooks, by forms, for those who give machines access."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest

from campaign.usecases.machines import tokens, webhooks
from tests.web.api.asking import Program
from tests.web.stage import Stage, staged

TOKEN = {
    "name": "cms",
    "scope": ["read", "posts"],
    "role": "editor",
    "region": "catalonia",
    "days": "30",
    "once": "1",
}
HOOK = {"name": "Site", "url": "https://site.example/hear", "event": "publication.missed"}


@pytest.fixture
def stage(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Stage]:
    """A desk with people."""
    with staged(tmp_path_factory.mktemp("machines") / "campaign", posts=("platforms-01",)) as made:
        yield made


def test_a_token_is_made_shown_once_and_ended(stage: Stage) -> None:
    """It works, and its text is on no other page."""
    ada = stage.visit("ada")
    made = ada.post("/machines/tokens", TOKEN)
    assert made.status_code == 200
    (text,) = re.findall(r"campaign_[\w-]{43}", made.text)
    asked = Program(stage, text)
    assert asked.get("/posts").status_code == 200
    again = ada.post("/machines/tokens", TOKEN)
    assert again.status_code == 200
    assert "was done already" in again.text
    assert text not in again.text
    page = ada.get("/machines").text
    assert "cms" in page
    assert text not in page
    assert len(tokens.every(stage.opened.database, actor=stage.person("ada"))) == 1
    for _ in range(2):
        assert ada.post("/machines/tokens/1/end").status_code == 303
    assert asked.get("/posts").status_code == 401
    assert "ended by Ada" in ada.get("/machines").text


@pytest.mark.parametrize(
    ("values", "where"),
    [
        ({"name": "Big CMS"}, "name"),
        ({"name": ""}, "name"),
        ({"scope": []}, "scope"),
        ({"scope": ["everything"]}, "name"),
        ({"role": "admin"}, "name"),
        ({"role": ""}, "name"),
        ({"region": "atlantis"}, "name"),
        ({"days": "9999"}, "days"),
        ({"days": "x"}, "days"),
    ],
)
def test_a_form_that_is_wrong_comes_back_with_what_was_typed(
    stage: Stage, values: dict[str, object], where: str
) -> None:
    """422, the summary leads to the field, and nothing was made."""
    answer = stage.visit("ada").post("/machines/tokens", {**TOKEN, **values})
    assert answer.status_code == 422
    assert f'href="#{where}"' in answer.text
    if "name" not in values:
        assert 'value="cms"' in answer.text
    assert tokens.every(stage.opened.database, actor=stage.person("ada")) == []


def test_a_webhook_is_made_paused_resumed_and_ended(stage: Stage) -> None:
    """Its secret is shown once; of its address, only the host is."""
    ada = stage.visit("ada")
    made = ada.post("/machines/webhooks", {**HOOK, "once": "1"})
    assert made.status_code == 200
    assert "whsec_" in made.text
    assert "was done already" in ada.post("/machines/webhooks", {**HOOK, "once": "1"}).text
    page = ada.get("/machines/webhooks/1")
    assert "site.example" in page.text
    assert "/hear" not in page.text
    assert "whsec_" not in page.text
    for act, word in (("pause", "paused by Ada"), ("resume", "on"), ("end", "ended by Ada")):
        answer = ada.post(f"/machines/webhooks/1/{act}")
        assert answer.status_code == 303
        assert word in ada.get("/machines/webhooks/1").text
    (hook,) = webhooks.every(stage.opened.database, actor=stage.person("ada"))
    assert hook.ended is not None


@pytest.mark.parametrize(
    "url", ["http://site.example/x", "https://127.0.0.1/x", "javascript:alert(1)", "", "https://"]
)
def test_an_address_that_nobody_may_be_sent_to_is_refused(stage: Stage, url: str) -> None:
    """With the reason at the field."""
    answer = stage.visit("ada").post("/machines/webhooks", {**HOOK, "url": url})
    assert answer.status_code == 422
    assert 'href="#url"' in answer.text


@pytest.mark.parametrize("person", ["olga", "edgar", "avery", "rita", "nuria", "marta"])
def test_the_page_is_for_those_who_give_machines_access(stage: Stage, person: str) -> None:
    """Everybody else gets nothing of it, and has no way to it."""
    visit = stage.visit(person)
    for path in ("/machines", "/machines/new-token", "/machines/webhooks/1"):
        assert visit.get(path).status_code == 403
    assert visit.post("/machines/tokens", TOKEN).status_code == 403
    assert 'href="/machines"' not in visit.get("/").text


def test_what_is_not_there_is_said_in_words(stage: Stage) -> None:
    """And never as a fault."""
    ada = stage.visit("ada")
    assert ada.get("/machines/webhooks/99").status_code == 409
    for path in ("tokens/99/end", "webhooks/99/pause", "messages/99/resend"):
        assert ada.post(f"/machines/{path}").status_code == 409
    assert ada.post(f"/machines/messages/{10**30}/resend").status_code == 404
