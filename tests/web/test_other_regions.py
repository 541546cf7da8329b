"""Who has every role in one region does nothing in another one, by whatever form."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from sqlalchemy import func, select

from campaign.model import Publication, State
from campaign.model.people import Role
from campaign.storage import publications
from campaign.storage.tables import record
from campaign.usecases.trust import invite
from campaign.usecases.trust.review_token import PURPOSE
from tests.web.busy import busy
from tests.web.stage import Stage, Visit

#: All roles, in Catalonia.
CORA = "cora"
POST = "platforms-02"
#: Where there is nothing to do, so that no right is asked for.
NOTHING_LEFT = ("live with it", "plan")


@pytest.fixture(scope="module")
def there(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Stage]:
    """A desk with one of each trouble, and somebody who has every role in Catalonia alone."""
    with busy(tmp_path_factory.mktemp("regions") / "campaign") as stage:
        stage.register(CORA, {"catalonia": frozenset(Role)})
        yield stage


@pytest.fixture
def cora(there: Stage) -> Visit:
    """Her browser."""
    return there.visit(CORA)


def rows(stage: Stage, *states: State, home: bool = False) -> list[Publication]:
    """What is in these states outside of Catalonia, or there."""
    with stage.opened.database.read() as connection:
        found = publications.in_states(connection, *states)
    return [each for each in found if (each.region == "catalonia") is home]


def acts(stage: Stage) -> Any:
    """The last entry of the record."""
    with stage.opened.database.read() as connection:
        return connection.scalar(select(func.max(record.c.id)))


def scheduled(stage: Stage) -> Publication:
    """A post of Navarra that waits for a yes."""
    some = rows(stage, State.SCHEDULED)
    return next(each for each in some if each.region == "navarra" and each.post == POST)


def shown(*some: Publication) -> dict[str, Any]:
    """What a page of approvals brings back."""
    return {"shown": [f"{each.id}:{each.variant_hash}" for each in some]}


@pytest.mark.parametrize("said", ["approve", "change", "comment", "mine", "all", "go-on", "ask"])
@pytest.mark.parametrize("region", ["navarra", "catalonia"])
def test_nothing_of_another_region_is_answered(
    there: Stage, cora: Visit, said: str, region: str
) -> None:
    """Neither under its own name nor under that of one's own region."""
    theirs, before = scheduled(there), acts(there)
    form = {"region": region, "act": said, "wish": "" if said == "approve" else "no"}
    answer = cora.post(f"/approvals/{POST}/answer", {**form, **shown(theirs)})
    # A yes of one's own is taken back without a right; there is none.
    refusals = (303, 409) if said == "mine" else (403, 409)
    assert answer.status_code in refusals, answer.text[:500]
    assert acts(there) == before


def forms(stage: Stage) -> dict[str, tuple[str, dict[str, Any]]]:
    """A form of each kind about another region, with its path."""
    theirs = scheduled(stage)
    unknown, missed = rows(stage, State.UNKNOWN)[0], rows(stage, State.MISSED)[0]
    mine = rows(stage, State.SCHEDULED, home=True)[0]
    channel = theirs.channel
    with stage.opened.database.read() as connection:
        out = publications.in_states(connection, State.PUBLISHED)
    gone = next(each for each in out if each.region != "catalonia")
    day = {"day": "2026-12-12", "time": "10:00", "need": "missed"}
    taking = {"where": "these", "chosen": [str(gone.id)], "why": "x", "words": "y", "saw": ""}
    out_page = f"/posts/{gone.post}/out/withdraw"
    return {
        "skip": (f"/publications/{theirs.id}/skip", {"reason": "x"}),
        "decide": (f"/settle/decide/{unknown.id}", {"decision": "cancel", "saw": ""}),
        "another time": ("/settle/times", {**day, "chosen": str(missed.id)}),
        "another time, with one's own": (
            "/settle/times",
            {**day, "chosen": [str(missed.id), str(mine.id)]},
        ),
        "leave": ("/settle/times", {"chosen": str(missed.id), "leave": "1"}),
        "none is out": (f"/settle/none-out/{channel}", {"looked": "yes"}),
        "live with it": (f"/settle/live-with/{gone.post}", {"reason": "x"}),
        "pause a region": ("/settle/pause", {"scope": "region:navarra", "reason": "x"}),
        "pause a network": ("/settle/pause", {"scope": "platform:mastodon", "reason": "x"}),
        "pause everything": ("/settle/pause", {"scope": "all", "reason": "x"}),
        "pause an account": ("/settle/pause", {"scope": f"channel:{channel}", "reason": "x"}),
        "resume": ("/settle/resume", {"scope": "channel:timis-bluesky", "pause": "1"}),
        "account on": ("/accounts/timis-bluesky/resume", {}),
        "test": (f"/accounts/{channel}/test", {}),
        "connect": (f"/accounts/{channel}/connect", {"secret": "x"}),
        "disconnect": (f"/accounts/{channel}/disconnect", {}),
        "delete": (out_page, {**taking, "what": "delete"}),
        "correct": (out_page, {**taking, "what": "anew"}),
        "answer": (out_page, {**taking, "what": "answer"}),
        "done by hand": (out_page, {**taking, "what": "done"}),
        "invite": ("/review-links", {"post": POST, "to": "Ane A", "region": "navarra"}),
        "invite at the approvals": (
            f"/approvals/{POST}/invite",
            {"to": "Ane A", "region": "navarra"},
        ),
        "figures": (
            "/reports/2026-W49/figures/other",
            {"of": f"channel:{channel}", "metric": "followers", "number": "5", "source": "x"},
        ),
        "figures of a post": (
            "/reports/2026-W49/figures/other",
            {"of": f"post:{gone.id}", "metric": "reactions", "number": "5", "source": "x"},
        ),
        "target": (
            "/reports/targets",
            {"of": "stakeholders:navarra", "number": "5", "day": "2026-12-07", "source": "x"},
        ),
        "target of all": (
            "/reports/targets",
            {"of": "labs", "number": "5", "day": "2026-12-07", "source": "x"},
        ),
        "token": (
            "/machines/tokens",
            {"name": "m", "scope": "read", "role": "editor", "region": "navarra", "days": "90"},
        ),
        "person": (
            "/people",
            {"id": "zoe", "name": "Zoe", "email": "z@x.example", "role": "admin", "region": "all"},
        ),
        "role": ("/people/ane/roles", {"role": "editor", "region": "navarra"}),
        "own role": (f"/people/{CORA}/roles", {"role": "admin", "region": "all"}),
        "disable": ("/people/ane/disable", {}),
        "link": ("/people/ane/link", {}),
        "move": (
            f"/calendar/move/{POST}",
            {"day": "2026-12-20", "at": "10:00", "was": "2026-12-10T10:00", "zone": "each"},
        ),
        "where": (f"/posts/{POST}/where", {"channel": channel, "base": ""}),
        "new": (
            "/posts/new",
            {"title": "z", "day": "2026-12-20", "at": "10:00", "region": "navarra"},
        ),
        "copy": (f"/posts/{POST}/copy", {"lang": "eu", "copy.eu.text": "x", "was": "{}"}),
        "plan": ("/plan", {"shown": "", "region": ""}),
    }


@pytest.mark.parametrize(
    "kind",
    [
        *("skip", "decide", "another time", "another time, with one's own", "leave"),
        *("none is out", "live with it", "pause a region", "pause a network"),
        *("pause everything", "pause an account", "resume", "account on", "test", "connect"),
        *("disconnect", "delete", "correct", "answer", "done by hand", "invite"),
        *("invite at the approvals", "figures", "figures of a post", "target"),
        *("target of all", "token", "person"),
        *("role", "own role", "disable", "link", "move", "where", "new", "copy", "plan"),
    ],
)
def test_nothing_is_done_in_another_region(there: Stage, cora: Visit, kind: str) -> None:
    """No entry of the record, and no change of a file; the page says no."""
    path, form = forms(there)[kind]
    calendar = there.folder / "content"
    files = {each: each.read_bytes() for each in calendar.rglob("*") if each.is_file()}
    before = acts(there)
    answer = cora.post(path, form)
    refusals = (303,) if kind in NOTHING_LEFT else (403, 404, 409, 422)
    assert answer.status_code in refusals, (answer.status_code, answer.headers)
    assert acts(there) == before
    assert {e: e.read_bytes() for e in calendar.rglob("*") if e.is_file()} == files


def test_nobody_ends_a_link_of_another_region(there: Stage, cora: Visit) -> None:
    """By either page."""
    opened = there.opened
    made = invite.invite(
        opened.database,
        opened.keyring.signing_keys(PURPOSE),
        POST,
        "Ane A",
        opened.now() + invite.LONGEST,
        region="navarra",
        actor=there.person("olga"),
        now=opened.now(),
    )
    number, before = made.invitation.id, acts(there)
    for path in (f"/review-links/{number}/revoke", f"/approvals/links/{number}/end"):
        assert cora.post(path).status_code == 403, path
    assert acts(there) == before


def test_the_same_is_done_in_the_own_region(there: Stage, cora: Visit) -> None:
    """So that the refusals above are those of the region."""
    mine = next(each for each in rows(there, State.SCHEDULED, home=True) if each.post == POST)
    form = {"region": "catalonia", "act": "approve", "wish": "", **shown(mine)}
    assert cora.post(f"/approvals/{POST}/answer", form).status_code == 303
    path = f"/publications/{mine.id}/skip"
    assert cora.post(path, {"reason": "x"}).status_code == 303
