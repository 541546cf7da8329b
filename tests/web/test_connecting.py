"""Connecting an account at the desk: to its network and back, and what a person pastes."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import pytest
from sqlalchemy import select

from campaign.platforms.oauth import read
from campaign.storage.desk.tables import connections
from campaign.storage.tables import record
from campaign.usecases.operations.pause import pause
from tests.cli.connecting import with_query
from tests.web.accounts_stage import (
    ACCOUNT,
    OAUTH,
    SECRETS,
    begin,
    fresh,
    kept,
    on_disk,
    says_yes,
    second_desk,
    state_of,
    unconnected,
)
from tests.web.stage import Stage

PAGE = "/accounts/eu-one"


@pytest.fixture
def stage(tmp_path: Path) -> Iterator[Stage]:
    """A desk with a channel on Mastodon that is not connected yet."""
    with unconnected(tmp_path / "campaign") as made:
        yield made


@pytest.mark.parametrize("platform", sorted(OAUTH))
def test_every_network_is_connected_from_the_desk(tmp_path: Path, platform: str) -> None:
    """There and back: whose account, what it may; kept sealed, and shown nowhere."""
    with unconnected(tmp_path / "campaign", platform) as stage:
        visit = stage.visit("ada")
        assert "Not connected" in visit.get(PAGE).text
        address = begin(visit)
        query = parse_qs(urlsplit(address).query)
        assert query["redirect_uri"] == [f"{stage.url}/accounts/connected/{platform}"]
        answer = visit.get(says_yes(visit, address), allow_redirects=False)
        assert answer.status_code == 303, answer.text
        assert "code=" not in answer.headers["location"]
        page = visit.get(answer.headers["location"]).text
        assert "The account is connected." in page and "Works" in page
        grant = read(kept(stage))
        for secret in filter(None, (grant.access, grant.refresh, *SECRETS.values())):
            assert secret not in page
            assert secret.encode() not in on_disk(stage)
        other = fresh(stage)
        assert other.secret(other.config.channels["eu-one"])
        other.close()


def test_what_is_kept_of_a_sign_in_opens_nothing(stage: Stage) -> None:
    """The state by its hash, the verifier sealed; neither is there once it has ended."""
    visit = stage.visit("ada")
    address = begin(visit)
    with stage.opened.database.read() as connection:
        row = connection.execute(select(connections)).one()
    assert state_of(address) not in str(tuple(row)) and row.sealed
    assert (row.channel, row.person, row.used) == ("eu-one", "ada", None)
    visit.get(says_yes(visit, address))
    with stage.opened.database.read() as connection:
        row = connection.execute(select(connections)).one()
        acts = list(connection.scalars(select(record.c.act)))
    assert (row.sealed, row.outcome) == ("", "connected")
    assert acts.count("account.connected") == 1


def test_the_wrong_account_is_refused_with_both_names(stage: Stage) -> None:
    """What was there before still counts."""
    visit = stage.visit("ada")
    visit.get(says_yes(visit, begin(visit)))
    before = kept(stage)
    page = visit.get(says_yes(visit, begin(visit), "somebody_else")).text
    assert "This was another account" in page
    assert "@somebody_else" in page and f"the configuration says {ACCOUNT}" in page
    assert "What was there before still counts." in page
    assert kept(stage) == before != ""


def test_who_says_no_at_the_network_is_heard(stage: Stage) -> None:
    """Nothing is kept, and the network's own words are there."""
    visit = stage.visit("ada")
    page = visit.get(says_yes(visit, begin(visit), answer="no")).text
    assert "The account was not connected." in page and "access_denied" in page
    assert "Nothing was kept." in page and kept(stage) == ""


def test_the_same_answer_again_changes_nothing(stage: Stage) -> None:
    """As when somebody reloads: it was connected already, once."""
    visit = stage.visit("ada")
    back = says_yes(visit, begin(visit))
    visit.get(back)
    first = kept(stage)
    assert "It was connected already." in visit.get(back).text
    assert kept(stage) == first
    with stage.opened.database.read() as connection:
        acts = list(connection.scalars(select(record.c.act)))
    assert acts.count("account.connected") == 1


def test_an_answer_counts_for_whoever_began_it_alone(stage: Stage) -> None:
    """Not for another admin, nor in another browser of the same person; the right one still may."""
    visit = stage.visit("ada")
    back = says_yes(visit, begin(visit))
    for other in (stage.visit("bea"), stage.visit("ada")):
        answer = other.get(back, allow_redirects=False)
        assert answer.status_code == 403 and "Nothing was changed" in answer.text
    assert kept(stage) == ""
    assert "The account is connected." in visit.get(back).text


@pytest.mark.parametrize(
    ("changes", "path"),
    [
        ({"state": "theirs"}, ""),
        ({"state": None}, ""),
        ({}, "/accounts/connected/facebook"),
        ({"state": None, "code": None}, ""),
    ],
)
def test_an_answer_that_was_not_asked_for_does_nothing(
    stage: Stage, changes: dict[str, str | None], path: str
) -> None:
    """Another state, none, or another network's address."""
    visit = stage.visit("ada")
    back = says_yes(visit, begin(visit))
    wrong = with_query(stage.url + back, **changes)
    if path:
        wrong = wrong.replace(urlsplit(wrong).path, path)
    answer = visit.get(wrong.removeprefix(stage.url), allow_redirects=False)
    assert answer.status_code == 403 and kept(stage) == ""
    visit.get(back)
    assert kept(stage)


def test_an_answer_that_comes_late_is_over(stage: Stage) -> None:
    """Ten minutes are enough to log in."""
    visit = stage.visit("ada")
    back = says_yes(visit, begin(visit))
    stage.clock.move_to(stage.clock() + timedelta(minutes=11))
    answer = visit.get(back, allow_redirects=False)
    assert answer.status_code == 403 and "ten minutes" in answer.text
    assert kept(stage) == ""


def test_another_process_finishes_what_one_began(stage: Stage) -> None:
    """All that is needed is in the database, sealed with the keys that both have."""
    visit = stage.visit("ada")
    back = says_yes(visit, begin(visit))
    with second_desk(stage) as other:
        elsewhere = other.visit()
        elsewhere.http = visit.http
        assert "The account is connected." in elsewhere.get(back).text
    assert kept(stage)


def test_a_desk_that_was_stopped_on_the_way_says_so(stage: Stage) -> None:
    """The answer was used, and what became of it is not known: begin again, nothing was changed."""
    visit = stage.visit("ada")
    back = says_yes(visit, begin(visit))
    with stage.opened.database.write() as connection:
        connection.execute(connections.update().values(used=stage.opened.now()))
    page = visit.get(back).text
    assert "was stopped before it could use it" in page and kept(stage) == ""
    visit.get(says_yes(visit, begin(visit)))
    assert kept(stage)


def test_of_two_people_who_connect_the_second_is_told(stage: Stage) -> None:
    """By whom and when; what the first brought counts."""
    ada, bea = stage.visit("ada"), stage.visit("bea")
    first, second = begin(ada), begin(bea)
    ada.get(says_yes(ada, first))
    before = kept(stage)
    page = bea.get(says_yes(bea, second)).text
    assert "Somebody else was first. Ada: " in page
    assert kept(stage) == before


def test_only_who_connects_accounts_gets_there(stage: Stage) -> None:
    """A coordinator sees how they stand, and may try them."""
    for person in ("olga", "rita"):
        visit = stage.visit(person)
        page = visit.get(PAGE)
        assert page.status_code == 200 and "/connect" not in page.text
        assert visit.get(f"{PAGE}/connect").status_code == 403
        assert visit.post(f"{PAGE}/connect", page=PAGE).status_code == 403
        assert visit.post(f"{PAGE}/disconnect", page=PAGE).status_code == 403
        assert visit.get("/accounts/connected/mastodon?state=x&code=y").status_code == 403
    assert stage.visit("rita").post(f"{PAGE}/test", page=PAGE).status_code == 403
    assert stage.visit("olga").post(f"{PAGE}/test", page=PAGE).status_code == 303


def test_who_lost_the_role_on_the_way_connects_nothing(stage: Stage) -> None:
    """The right is asked when the answer comes, and again when the credential is stored."""
    from campaign.model.people import EVERYWHERE, Role
    from campaign.storage.trust import people

    visit = stage.visit("ada")
    back = says_yes(visit, begin(visit))
    with stage.opened.database.write() as connection:
        people.take(connection, "ada", EVERYWHERE, Role.ADMIN, stage.opened.now())
    assert visit.get(back).status_code == 403
    assert kept(stage) == ""


def test_what_is_pasted_is_tried_kept_and_never_shown(stage: Stage) -> None:
    """Bluesky sends nobody back; its field remembers nothing."""
    visit, path = stage.visit("ada"), "/accounts/eu-bluesky/connect"
    form = visit.get(path).text
    assert 'type="password" autocomplete="off"' in form
    answer = visit.post(path, {"secret": "sandbox-eu.test", "seen": "0"}, page=path)
    assert (answer.status_code, answer.headers["location"]) == (303, "/accounts/eu-bluesky")
    page = visit.get("/accounts/eu-bluesky").text
    assert "@eu.test" in page and "sandbox-eu.test" not in page
    assert kept(stage, "eu-bluesky") == "sandbox-eu.test"
    assert b"sandbox-eu.test" not in on_disk(stage)
    wrong = visit.post(path, {"secret": "hunter2", "seen": "1"}, page=path)
    assert wrong.status_code == 422 and "hunter2" not in wrong.text
    assert "What was there before still counts." in wrong.text
    assert kept(stage, "eu-bluesky") == "sandbox-eu.test"


def test_pasting_twice_does_it_once(stage: Stage) -> None:
    """And of two people with different ones the second is told."""
    path = "/accounts/eu-bluesky/connect"
    visit = stage.visit("ada")
    for _ in range(2):
        sent = visit.post(path, {"secret": "sandbox-eu.test", "seen": "0"}, page=path)
        assert sent.status_code == 303
    with stage.opened.database.read() as connection:
        acts = list(connection.scalars(select(record.c.act)))
    assert acts.count("account.connected") == 1


@pytest.mark.parametrize(
    "secret", ["", "  ", "a\nb", "\x1b[2J", "x" * 5000, "\u202eabc", "snow \U0001f600"]
)
def test_what_cannot_be_a_credential_is_asked_back(stage: Stage, secret: str) -> None:
    """Never stored, never shown."""
    path = "/accounts/eu-bluesky/connect"
    answer = stage.visit("ada").post(path, {"secret": secret, "seen": "0"}, page=path)
    assert answer.status_code in (400, 422) and kept(stage, "eu-bluesky") == ""
    assert not secret.strip() or secret not in answer.text


def test_a_channel_that_rests_is_let_go_on_afterwards(stage: Stage) -> None:
    """With what it will send, and at what pace; twice does it once."""
    opened = stage.opened
    pause(
        opened.database,
        "channel:eu-one",
        actor=stage.person("olga"),
        reason="401: revoked",
        now=opened.now(),
        channels=opened.config.channels,
    )
    visit = stage.visit("ada")
    page = visit.get(says_yes(visit, begin(visit))).text
    assert "401: revoked" in page and "Let it go on" in page and "is missed" in page
    for said in ("It goes on.", "It goes on already."):
        assert visit.post(f"{PAGE}/resume", page=PAGE).status_code == 303
        assert said in visit.get(PAGE).text
    assert "Let it go on" not in visit.get(PAGE).text


def test_disconnecting_forgets_and_says_what_it_does_not_do(stage: Stage) -> None:
    """Twice is quiet."""
    visit = stage.visit("ada")
    visit.get(says_yes(visit, begin(visit)))
    for said in ("lives on until you revoke it", "Nothing was kept."):
        assert visit.post(f"{PAGE}/disconnect", page=PAGE).status_code == 303
        assert said in visit.get(PAGE).text
    assert kept(stage) == "" and "Not connected" in visit.get(PAGE).text


def test_trying_an_account_posts_nothing_and_is_remembered(stage: Stage) -> None:
    """What the network said when it was connected stays beside it."""
    visit = stage.visit("ada")
    visit.get(says_yes(visit, begin(visit)))
    stage.clock.move_to(stage.clock() + timedelta(hours=1))
    assert visit.post(f"{PAGE}/test", page=PAGE).status_code == 303
    page = visit.get(PAGE).text
    assert "It works" in page and "write:statuses" in page and f"@{ACCOUNT}" in page
    assert visit.post("/accounts/test", page="/accounts").status_code == 303
    listed = visit.get("/accounts").text
    assert "Nothing was posted." in listed and "Not connected" in listed


@pytest.mark.parametrize(
    ("platform", "more", "says"),
    [
        ("mastodon", {"secret": "EU_TOKEN"}, "is in the environment, in EU_TOKEN"),
        ("outbox", {}, "needs no credential"),
    ],
)
def test_what_cannot_be_connected_says_why(
    tmp_path: Path, platform: str, more: dict[str, str], says: str
) -> None:
    """On the page, and also to a form that was made by hand."""
    name = "eu-outbox" if platform == "outbox" else "eu-one"
    with unconnected(tmp_path / "campaign", "mastodon", **more) as stage:
        visit, path = stage.visit("ada"), f"/accounts/{name}/connect"
        assert says in visit.get(path).text
        sent = visit.post(path, page=PAGE)
        assert sent.status_code == 422 and says in sent.text


@pytest.mark.parametrize("path", ["/accounts/nobody", "/accounts/nobody/connect", "/accounts/%2e"])
def test_a_channel_that_is_not_there_is_no_page(stage: Stage, path: str) -> None:
    """404 in the desk's own frame."""
    assert stage.visit("ada").get(path).status_code in (404, 200)
    assert stage.visit("ada").get("/accounts/nobody").status_code == 404


@pytest.mark.parametrize("platform", ["instagram", "threads"])
def test_some_networks_want_the_desk_to_be_on_https(tmp_path: Path, platform: str) -> None:
    """They send nobody back to http://; the page says what to set."""
    with unconnected(tmp_path / "campaign", platform) as stage:
        text = (stage.folder / "config.toml").read_text("utf-8")
        (stage.folder / "config.toml").write_text(
            text.replace(
                f'server = "{stage.sandbox}"\naccount = "eubelong"', 'account = "eubelong"'
            )
        )
        with second_desk(stage) as other:
            visit, path = other.visit("ada"), f"{PAGE}/connect"
            answer = visit.post(path, page=path)
            assert answer.status_code == 422 and "https:// addresses only" in answer.text
