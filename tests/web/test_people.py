"""The pages about people: who works here, links to review, one's own page, the history."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest

from campaign.model.people import EVERYWHERE, Role
from campaign.storage.trust import people as stored
from campaign.usecases.signing_in import sessions
from tests.web.mailbox import mailbox, text_of
from tests.web.stage import Stage
from tests.web.test_sign_in import LINK, with_mail

NEW = {"id": "jon", "name": "Jon Etxea", "email": "jon@project.example"}


def test_somebody_is_registered_and_signs_in_by_a_link_that_is_handed_over(stage: Stage) -> None:
    """The whole way of a new colleague."""
    ada = stage.visit("ada")
    form = {**NEW, "role": "editor", "region": "navarra"}
    answer = ada.post("/people", form, page="/new-person")
    assert answer.headers["location"] == "/people/jon"
    assert "Jon Etxea is registered" in ada.get("/people/jon").text
    assert "Navarra: editor" in ada.get("/people").text
    shown = ada.post("/people/jon/link", page="/people/jon")
    found = LINK.search(shown.text)
    assert found is not None and shown.headers["cache-control"] == "no-store"
    assert found[2] not in ada.get("/people/jon").text
    jon = stage.visit()
    assert jon.post(found[2], page=found[2]).status_code == 303
    assert "Jon Etxea" in jon.get("/").text
    assert jon.get("/people").status_code == 403
    assert "Made a link that signs jon in" in ada.get("/history").text
    assert "Made a link" not in jon.get("/history").text


def test_a_link_is_mailed_to_whom_it_is_for(stage: Stage) -> None:
    """By the button on the person's page."""
    with mailbox() as box:
        with_mail(stage, box.address)
        answer = stage.visit("ada").post(
            "/people/edgar/link", {"act": "mail"}, page="/people/edgar"
        )
        assert answer.status_code == 303
        assert box.wait(1)[0][0] == "edgar@project.example"
        box.refuses = True
        failed = stage.visit("ada").post(
            "/people/edgar/link", {"act": "mail"}, page="/people/edgar"
        )
        assert failed.status_code == 409 and "could not be sent" in failed.text


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({"id": "Jon!"}, "id"),
        ({"id": "edgar"}, "id"),
        ({"name": ""}, "name"),
        ({"name": "7"}, "name"),
        ({"email": "jon"}, "email"),
        ({"email": "edgar@project.example"}, "id"),
        ({"role": "king", "region": EVERYWHERE}, "id"),
        ({"role": "editor", "region": "atlantis"}, "id"),
    ],
    ids=str,
)
def test_what_cannot_be_registered_is_said_at_its_field(
    seen: Stage, wrong: dict[str, str], field: str
) -> None:
    """And what was typed stays."""
    form = {**NEW, "region": EVERYWHERE, **wrong}
    answer = seen.visit("ada").post("/people", form, page="/new-person")
    assert answer.status_code == 422
    assert f'href="#{field}"' in answer.text and "data-focus" in answer.text
    for name in ("id", "name", "email"):
        assert f'name="{name}" type="{"email" if name == "email" else "text"}"' in answer.text
        assert f'value="{form[name]}"' in answer.text


def test_roles_are_given_and_taken_and_people_disabled_and_let_in_again(stage: Stage) -> None:
    """Each counts at once; the same form again says that it was so."""
    ada, edgar = stage.visit("ada"), stage.visit("edgar")
    give = {"act": "give", "role": "approver", "region": "catalonia"}
    assert ada.post("/people/edgar/roles", give, page="/people/edgar").status_code == 303
    again = ada.post("/people/edgar/roles", give, page="/people/edgar")
    assert again.status_code == 303
    assert "Was done already." in ada.get("/people/edgar").text
    never = {"act": "take", "role": "admin", "region": "catalonia"}
    refused = ada.post("/people/edgar/roles", never, page="/people/edgar")
    assert refused.status_code == 409 and "is not admin in catalonia" in refused.text
    assert edgar.get("/approvals", allow_redirects=False).status_code == 200
    take = {"act": "take", "role": "approver", "region": "catalonia"}
    assert ada.post("/people/edgar/roles", take, page="/people/edgar").status_code == 303
    assert edgar.get("/", allow_redirects=False).status_code == 303
    edgar = stage.visit("edgar")
    assert ada.post("/people/edgar/disable", page="/people/edgar").status_code == 303
    assert edgar.get("/", allow_redirects=False).status_code == 303
    assert "disabled since" in ada.get("/people/edgar").text
    assert ada.post("/people/edgar/enable", page="/people/edgar").status_code == 303
    assert stage.visit("edgar").get("/", allow_redirects=False).status_code == 200


def test_the_last_administrator_stays(stage: Stage) -> None:
    """Else nobody could give a role any more."""
    ada = stage.visit("ada")
    answer = ada.post("/people/ada/disable", page="/people/ada")
    assert answer.status_code == 409 and "last active admin" in answer.text
    take = {"act": "take", "role": "admin", "region": EVERYWHERE}
    assert ada.post("/people/ada/roles", take, page="/people/ada").status_code == 409
    assert ada.get("/", allow_redirects=False).status_code == 200


def test_an_administrator_of_one_region_rules_there_alone(stage: Stage) -> None:
    """The page opens; the act asks for the region."""
    stage.register("nora", {"navarra": [Role.ADMIN]})
    nora = stage.visit("nora")
    give = {"act": "give", "role": "editor", "region": "navarra"}
    assert nora.post("/people/ane/roles", give, page="/people/ane").status_code == 303
    for path, form in (
        ("/people/ane/roles", {**give, "region": "catalonia"}),
        ("/people/nora/roles", {"act": "give", "role": "admin", "region": EVERYWHERE}),
        ("/people/ada/link", {}),
        ("/people/edgar/disable", {}),
        ("/people", {**NEW, "role": "editor", "region": "catalonia"}),
    ):
        answer = nora.post(path, form, page="/people")
        assert answer.status_code == 403, path


def test_somebody_unknown_has_no_page(seen: Stage) -> None:
    """Whatever stands in the address."""
    ada = seen.visit("ada")
    for id in ("nobody", "%C3%A9", "a" * 500, "new", "ada%20"):
        assert ada.get(f"/people/{id}").status_code == 404


def test_people_set_their_own_page(stage: Stage) -> None:
    """Name, language, keys."""
    edgar = stage.visit("edgar")
    form = {"name": "Édgar Puig", "language": "de"}
    assert edgar.post("/me", form, page="/me").status_code == 303
    page = edgar.get("/me").text
    assert 'lang="de"' in page and 'data-keys="off"' in page and "Édgar Puig" in page
    assert "Changed the name of edgar" in stage.visit("ada").get("/history").text
    wrong = edgar.post("/me", {"name": "", "language": "xx"}, page="/me")
    assert wrong.status_code == 422
    assert edgar.post("/me", {"name": "Edgar", "shortcuts": "on"}, page="/me").status_code == 303
    assert "data-keys" not in edgar.get("/me").text


def test_people_end_their_sessions_elsewhere(stage: Stage) -> None:
    """One of them, or all, this one too; nobody else's."""
    here, there, rita = stage.visit("edgar"), stage.visit("edgar"), stage.visit("rita")
    now, idle = stage.opened.now(), timedelta(hours=12)
    mine = sessions.mine(stage.opened.database, stage.person("edgar"), idle=idle, now=now)
    (foreign,) = sessions.mine(stage.opened.database, stage.person("rita"), idle=idle, now=now)
    here.post("/me/sessions/end", {"session": foreign.id}, page="/me")
    assert rita.get("/", allow_redirects=False).status_code == 200
    form = re.findall(r'name="session" value="(\w+)"', here.get("/me").text)
    assert len(form) == 1 and form[0] in {each.id for each in mine}
    here.post("/me/sessions/end", {"session": form[0]}, page="/me")
    assert there.get("/", allow_redirects=False).status_code == 303
    again = stage.visit("edgar")
    assert here.post("/me/sessions/end-all", page="/me").headers["location"] == "/sign-in"
    assert again.get("/", allow_redirects=False).status_code == 303
    assert here.get("/", allow_redirects=False).status_code == 303


def test_an_invitation_is_made_seen_and_ended(stage: Stage) -> None:
    """Its link is shown once; the same form again makes no second one."""
    stage.plan()
    avery = stage.visit("avery")
    page = avery.get("/review-links").text
    once = re.search(r'name="once" value="([^"]+)"', page)
    assert once is not None
    form = {
        "to": "maria@region.example",
        "post": "platforms-01",
        "region": "catalonia",
        "once": once[1],
    }
    made = avery.post("/review-links", form, page="/review-links")
    link = re.search(r"http://[^\s\"]+(/a/[\w.-]+)", made.text)
    assert made.status_code == 200 and link is not None
    again = avery.post("/review-links", form, page="/review-links")
    assert again.status_code == 303
    assert "Was done already, as link 1." in avery.get("/review-links").text
    listed = avery.get("/review-links").text
    assert listed.count("maria@region.example</th>") == 1 and "never" in listed
    assert link[1] not in listed
    assert stage.visit().get(link[1]).status_code == 200
    assert "never" not in avery.get("/review-links").text
    number = re.search(r"/review-links/(\d+)/revoke", listed)
    assert number is not None
    path = f"/review-links/{number[1]}/revoke"
    assert avery.post(path, page="/review-links").status_code == 303
    assert avery.post(path, page="/review-links").status_code == 303
    told = re.search(r'class="toast".*?<span>([^<]+)<', avery.get("/review-links").text, re.S)
    assert told is not None and "Avery: " in told[1], "by whom it was ended"
    assert stage.visit().get(link[1]).status_code in (404, 410)
    assert stage.visit("marta").post(path, page="/review-links").status_code in (303, 403)


def test_the_history_is_narrowed_down(seen: Stage) -> None:
    """To a person, a post, a day; and what is no day is said."""
    ada = seen.visit("ada")
    assert "Planned" in ada.get("/history?person=edgar").text
    assert "Approved" not in ada.get("/history?person=edgar").text
    one = ada.get("/history?post=platforms-01").text
    assert "platforms-01" in one and "/posts/platforms-02" not in one
    assert "platforms-01" in ada.get("/history?day=2026-12-07").text
    assert "Nothing like that" in ada.get("/history?day=2026-12-08").text
    assert "Nothing like that" in ada.get("/history?person=nobody").text
    assert ada.get("/history?day=yesterday").status_code == 422
    for below in ("0", "-1", "x", "9" * 40, "3"):
        assert ada.get(f"/history?below={below}").status_code == 200


def test_a_person_who_was_forgotten_is_shown_so(stage: Stage) -> None:
    """What they did stays, without the name."""
    stage.plan()
    with stage.opened.database.write() as connection:
        stored.forget(connection, "edgar", stage.opened.now())
    page = stage.visit("ada").get("/history").text
    assert "Edgar" not in page and "redacted" in page


def test_an_admin_gives_somebody_another_address_and_the_former_one_is_told(stage: Stage) -> None:
    """Without the new address: whoever reads there is not to know it."""
    with mailbox() as box:
        with_mail(stage, box.address)
        ada = stage.visit("ada")
        form = {"email": "Edgar@New.example", "shown": "edgar@project.example"}
        answer = ada.post("/people/edgar/mail", form, page="/people/edgar")
        assert (answer.status_code, answer.headers["location"]) == (303, "/people/edgar")
        page = ada.get("/people/edgar").text
        assert "Edgar has the address edgar@new.example from now on." in page
        ((to, letter),) = box.wait(1)
        assert to == "edgar@project.example" and "opens nothing any more" in text_of(letter)
        assert "edgar@new.example" not in text_of(letter)
        ada.post("/people/edgar/mail", form, page="/people/edgar")
        assert "Was done already." in ada.get("/people/edgar").text
        other = stage.visit("ada")
        stage.visit("edgar").post("/me/mail", {"email": "e@new.example"}, page="/me")
        other.post("/people/edgar/mail", {"email": "e@new.example"}, page="/people/edgar")
        assert "Was done already. Edgar: " in other.get("/people/edgar").text
        ada.post("/people/edgar/link", {"act": "mail"}, page="/people/edgar")
        assert [to for to, _ in box.wait(3)][1:] == ["edgar@new.example", "e@new.example"]
    ada.get("/")  # shows the notice
    history = ada.get("/history").text
    assert history.count("Changed the e-mail address of edgar") == 2
    assert "edgar@" not in history


def test_people_change_their_own_address_and_end_their_other_sessions(stage: Stage) -> None:
    """This browser goes on."""
    edgar, elsewhere = stage.visit("edgar"), stage.visit("edgar")
    form = {"email": "edgar@new.example", "shown": "edgar@project.example", "out": "on"}
    assert edgar.post("/me/mail", form, page="/me").headers["location"] == "/me"
    assert "edgar@new.example" in edgar.get("/me").text
    assert elsewhere.get("/", allow_redirects=False).status_code == 303


@pytest.mark.parametrize(
    ("email", "words"),
    [
        ("", "the e-mail address is empty"),
        ("edgar", "is no e-mail address"),
        ("olga@project.example", "the address of somebody else"),
        ("OLGA@Project.Example", "the address of somebody else"),
        ("a@b.example\u202e", "a character that nobody sees"),
    ],
)
def test_an_address_that_cannot_be_is_refused_with_what_was_typed(
    stage: Stage, email: str, words: str
) -> None:
    """On both pages, at the field."""
    for id, path, page in (
        ("ada", "/people/edgar/mail", "/people/edgar"),
        ("edgar", "/me/mail", "/me"),
    ):
        answer = stage.visit(id).post(path, {"email": email}, page=page)
        assert answer.status_code == 422 and words in answer.text
        assert 'id="email-mistake"' in answer.text and f'value="{email}"' in answer.text
    assert stage.person("edgar").person.email == "edgar@project.example"  # type: ignore[union-attr]


def test_a_page_of_before_overwrites_no_address(stage: Stage) -> None:
    """Two admins have it open: the second one is told who was first."""
    ada = stage.visit("ada")
    form = {"email": "edgar@new.example", "shown": "edgar@project.example"}
    stage.visit("edgar").post("/me/mail", form, page="/me")
    later = {"email": "edgar@other.example", "shown": "edgar@project.example"}
    answer = ada.post("/people/edgar/mail", later, page="/people/edgar")
    assert (
        answer.status_code == 422 and "changed meanwhile. Look at it again. Edgar: " in answer.text
    )
