"""The desk over PostgreSQL: every page opens, and the main acts are done, once."""

from __future__ import annotations

import re
from collections.abc import Iterator
from html import unescape

import pytest
from fastapi.routing import APIRoute

from campaign.model import Publication, State
from campaign.storage import publications
from campaign.usecases.signing_in import links
from campaign.usecases.trust.verify_record import Outside, verify
from campaign.web.app import PAGES
from tests.storage.conftest import Postgres, postgres
from tests.web.busy import busy
from tests.web.stage import Stage, Visit

__all__ = ["postgres"]

pytestmark = pytest.mark.slow

POST = "platforms-02"


@pytest.fixture(scope="module")
def there(tmp_path_factory: pytest.TempPathFactory, postgres: Postgres) -> Iterator[Stage]:
    """A desk with one of each trouble; its database is on a PostgreSQL."""
    name = postgres.create()
    folder = tmp_path_factory.mktemp("postgresql") / "campaign"
    with busy(folder, database=postgres.url_of(name)) as stage:
        assert stage.opened.database.engine.dialect.name == "postgresql"
        yield stage
    postgres.drop(name)


def waiting(stage: Stage) -> Publication:
    """A post of Navarra that waits for a yes."""
    with stage.opened.database.read() as connection:
        found = publications.in_states(connection, State.SCHEDULED)
    return next(p for p in found if (p.region, p.post) == ("navarra", POST))


def kept(text: str, name: str) -> str:
    """What a page's form keeps in a hidden field."""
    found = re.search(rf'name="{name}" value="([^"]*)"', text)
    assert found, name
    return unescape(found.group(1))


def words(page: str) -> str:
    """What a page says below its frame."""
    return " ".join(re.sub(r"<[^>]+>", " ", page.partition("<main")[2]).split())[:600]


def test_every_page_opens(there: Stage) -> None:
    """With the numbers and names that there are."""
    p = waiting(there)
    values = {"week": "2026-W50", "number": str(p.id), "language": "eu", "name": p.channel}
    for id in ("olga", "ada"):
        visit = there.visit(id)
        for route in (route for page in PAGES for route in page.pages.routes):
            if isinstance(route, APIRoute) and "GET" in (route.methods or ()):
                path = re.sub(r"{(\w+)}", lambda m: values.get(m[1], POST), route.path)
                answer = visit.get(path, allow_redirects=False)
                assert answer.status_code < 500 or path == "/health", (path, answer.text[-500:])


def test_a_link_signs_in_once_and_a_text_is_written_and_taken_back(there: Stage) -> None:
    """The file is as it was."""
    now, database = there.opened.now(), there.opened.database
    made = links.give(database, "edgar", actor=there.person("ada"), now=now)
    visit = Visit(there.url)
    assert visit.post(made.path, page=made.path).status_code == 303
    assert Visit(there.url).post(made.path, page="/sign-in").status_code == 410
    file = there.folder / "content" / "calendar" / f"{POST}.yaml"
    before, page = file.read_bytes(), visit.get(f"/posts/{POST}").text
    form = {name: kept(page, name) for name in ("base", "was")}
    form |= {"lang": "en", "copy.en.headline": "Other words"}
    assert visit.post(f"/posts/{POST}", form, page=f"/posts/{POST}").status_code == 303
    assert file.read_bytes() != before
    assert visit.post("/undo/0").status_code == 303
    assert file.read_bytes() == before


def test_acts_are_done_once_and_the_record_holds(there: Stage) -> None:
    """Approved, sent back, skipped and let go, paused, counted; each sent twice."""
    p = waiting(there)
    olga, ada, avery = (there.visit(id) for id in ("olga", "ada", "avery"))
    shown = {"region": "navarra", "shown": f"{p.id}:{p.variant_hash}"}
    pause = {"scope": f"channel:{p.channel}", "reason": "x", "once": "one"}
    figure = {"of": f"channel:{p.channel}", "metric": "followers", "number": "5", "source": "x"}
    token = {"name": "cms", "scope": "read", "role": "reader", "region": "all", "days": "90"}
    for visit, path, form in (
        (olga, f"/approvals/{POST}/answer", {**shown, "act": "comment", "wish": "Good."}),
        (olga, f"/approvals/{POST}/answer", {**shown, "act": "change", "wish": "Shorter."}),
        (olga, f"/approvals/{POST}/answer", {**shown, "act": "go-on"}),
        (avery, f"/approvals/{POST}/answer", {**shown, "act": "approve", "wish": ""}),
        (avery, f"/approvals/{POST}/answer", {**shown, "act": "mine"}),
        (olga, f"/publications/{p.id}/skip", {"reason": "the mayor is ill"}),
        (olga, f"/publications/{p.id}/skip/back", {}),
        (olga, "/settle/pause", pause),
        (olga, "/reports/2026-W50/figures/other", {**figure, "seen": "0"}),
        (ada, "/machines/tokens", {**token, "once": "two"}),
        (ada, "/people/rita/roles", {"role": "editor", "region": "navarra"}),
    ):
        first, again = visit.post(path, form), visit.post(path, form)
        assert first.status_code in (200, 303), (path, form, words(first.text))
        assert again.status_code in (200, 303, 409, 422), (path, form, words(again.text))
    with there.opened.database.read() as connection:
        found = publications.one(connection, p.id)
    assert found is not None and found.state is State.SCHEDULED
    there.opened.keep_head()
    proof = verify(
        there.opened.database, Outside(there.opened.media, there.opened.heads, there.opened.stamps)
    )
    assert proof.holds, proof.wrong[:3]
