"""The calendar's pages without script: what they show, moving, skipping, and every refusal."""

from __future__ import annotations

import re
import sqlite3
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing, contextmanager
from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from campaign.bootstrap import open_workspace
from campaign.cli.simulation import Journey
from campaign.model import Cancellation, Publication, State
from campaign.model.people import Role
from campaign.storage import publications
from campaign.web.desk import Desk
from tests.web.killed import repeat
from tests.web.stage import PEOPLE, Stage, prepare, staged

POSTS = ("platforms-01", "platforms-02", "capacity-building-01", "capacity-building-02")
NOW = datetime(2026, 12, 9, 8, 20, tzinfo=UTC)
POST = "capacity-building-01"
WRITTEN = "week 3 Tuesday 09:45"
#: The move of the post by a day, as its page sends it.
TO_WEDNESDAY = {
    "day": "2026-12-16",
    "at": "09:45",
    "was": "2026-12-15T09:45:00",
    "was_zone": "",
    "back": "/calendar?view=month&at=2026-12-09",
}


@pytest.fixture(scope="module")
def kept(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Stage]:
    """A desk on 9 December: one post went out the day before, the others are approved."""
    folder = tmp_path_factory.mktemp("kept") / "campaign"
    with staged(folder, posts=POSTS, now=datetime(2026, 12, 7, 8, tzinfo=UTC)) as made:
        made.plan(approved=True)
        made.publish(datetime(2026, 12, 8, 11, tzinfo=UTC))
        made.clock.move_to(NOW)
        yield made


@pytest.fixture
def december(kept: Stage, tmp_path: Path) -> Iterator[Stage]:
    """The same for a test that changes it: afterwards its files and its database are as before."""
    calendar = file_of(kept).parent
    files = {path: path.read_bytes() for path in calendar.iterdir()}
    live = kept.opened.config.database.removeprefix("sqlite:///")
    _copy(live, str(tmp_path / "before.db"))
    yield kept
    _copy(str(tmp_path / "before.db"), live)
    for path in set(calendar.iterdir()) - set(files):
        path.unlink()
    for path, data in files.items():
        path.write_bytes(data)
    kept.desk.changed()


def _copy(source: str, target: str) -> None:
    """Copy one SQLite database over another one, which stays the same file."""
    with closing(sqlite3.connect(source)) as a, closing(sqlite3.connect(target)) as b:
        a.backup(b)


@pytest.fixture(scope="module")
def shown(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Stage]:
    """The same to look at; one post is in the files alone."""
    folder = tmp_path_factory.mktemp("shown") / "campaign"
    with staged(folder, posts=POSTS, now=datetime(2026, 12, 7, 8, tzinfo=UTC)) as made:
        late = made.folder / "content/calendar/capacity-building-02.yaml"
        text = late.read_text(encoding="utf-8")
        late.unlink()
        made.plan(approved=True)
        late.write_text(text, encoding="utf-8")
        made.publish(datetime(2026, 12, 8, 11, tzinfo=UTC))
        made.clock.move_to(NOW)
        yield made


def rows(stage: Stage, post: str = POST) -> dict[str, Publication]:
    """A post's publications by channel."""
    with stage.opened.database.read() as connection:
        return {each.channel: each for each in publications.all_of(connection, [post])}


def file_of(stage: Stage, post: str = POST) -> Path:
    """A post's file."""
    return stage.folder / "content/calendar" / f"{post}.yaml"


def plain(html: str) -> str:
    """The words of a page, without its tags."""
    return " ".join(re.sub(r"<[^>]+>", " ", html).split())


def test_a_month_has_its_days_its_posts_and_their_counts(shown: Stage) -> None:
    """Worst last, the week's number, special days with a way to write for them."""
    page = shown.visit("olga").get("/calendar").text
    words = plain(page)
    assert "December 2026" in words and "30 Nov" in words and "1 Jan" in words
    for post in POSTS:
        assert f'data-post="{post}"' in page
    assert "34 ready" in words and "34 not planned" in words and " out" in words
    assert "International Migrants Day" in words
    assert "/posts/new?day=2026-12-18" in page
    assert "Brussels, Dublin (1 h behind), Bucharest (1 h ahead)" in words
    spanish = shown.visit("olga")
    spanish.http.headers["Accept-Language"] = "es"
    spoken = plain(spanish.get("/calendar").text)
    assert "Bruselas, Dublín (1 h menos), Bucarest (1 h más)" in spoken


def test_a_week_has_every_region_and_what_each_channel_does(shown: Stage) -> None:
    """Also regions with nothing to do, and how their clocks stand."""
    page = shown.visit("rita").get("/calendar?view=week&at=2026-12-08").text
    words = plain(page)
    for region in shown.opened.config.regions.values():
        assert region.name("en") in words
    assert "week 2 of" in words and "1 h behind Brussels" in words
    assert "Mastodon, Catalan: Out" in words


def test_a_list_folds_the_regions_that_need_nobody(shown: Stage) -> None:
    """In their number, with their state."""
    words = plain(shown.visit("olga").get("/calendar?view=list&at=2026-12-08").text)
    assert "12 regions, all ready" in words and "12 regions, all not planned" in words


@pytest.mark.parametrize("view", ["month", "week", "list", "nonsense", ""])
@pytest.mark.parametrize(
    "rest",
    [
        "region=catalonia",
        "channel=eu-x",
        "state=ready",
        "state=not-planned&region=arad",
        "at=2027-03-01",
        "at=1999-01-01&region=nowhere&channel=none&state=odd",
        "at=never",
        "at=9999-12-31",
    ],
)
def test_every_filter_and_every_odd_address_gives_a_page(
    shown: Stage, view: str, rest: str
) -> None:
    """What is not known chooses nothing."""
    answer = shown.visit("olga").get(f"/calendar?view={view}&{rest}")
    assert answer.status_code == 200
    assert 'id="calendar"' in answer.text


def test_filters_narrow_what_is_counted(shown: Stage) -> None:
    """By region and by state."""
    visit = shown.visit("olga")
    catalonia = plain(visit.get("/calendar?region=catalonia").text)
    assert "4 ready" in catalonia and "34 ready" not in catalonia
    assert "Madrid" in catalonia and "Brussels" not in catalonia.split("live", 1)[1]
    planned = visit.get("/calendar?state=not-planned").text
    assert 'data-post="capacity-building-02"' in planned and f'data-post="{POST}"' not in planned


def test_a_file_that_cannot_be_read_is_told_and_hides_nothing(december: Stage) -> None:
    """What is planned stays in its place."""
    file_of(december, "broken").write_text("id: [", encoding="utf-8")
    words = plain(december.visit("olga").get("/calendar").text)
    assert "A file cannot be read" in words and "34 ready" in words


def test_a_move_is_told_before_it_is_made(december: Stage) -> None:
    """Publications, approvals, findings and the line; looking changes nothing."""
    before = file_of(december).read_bytes()
    visit = december.visit("olga")
    words = plain(visit.get(f"/calendar/move/{POST}?day=2026-12-16").text)
    assert "34 publications move. The 34 approvals stay: the texts are the same." in words
    assert "The checks have nothing against the new place." in words
    assert f"{WRITTEN} week 3 Wednesday 09:45" in words and "Move to Wed 16 Dec" in words
    crowded = plain(visit.get(f"/calendar/move/{POST}?day=2026-12-17&at=12:00").text)
    assert "follows capacity-building-01 after 15 minutes" in crowded
    assert file_of(december).read_bytes() == before


def test_a_move_without_script_moves_the_file_and_the_plan(december: Stage) -> None:
    """And is undone by the button of its notice."""
    before = file_of(december).read_bytes()
    visit = december.visit("olga")
    done = visit.post(f"/calendar/move/{POST}", TO_WEDNESDAY)
    assert (done.status_code, done.headers["location"]) == (
        303,
        "/calendar?view=month&at=2026-12-09#post-capacity-building-01",
    )
    assert file_of(december).read_text().count("week 3 Wednesday 09:45") == 1
    zones = december.opened.config.channels
    for name, row in rows(december).items():
        assert f"{row.due.astimezone(zones[name].zone):%Y-%m-%d %H:%M}" == "2026-12-16 09:45"
    page = visit.get("/calendar").text
    assert "Moved to Wednesday 16 December, 09:45. 34 publications move with it." in page
    undo = re.search(r'action="(/undo/\d+)"', page)
    assert undo and visit.post(undo[1]).status_code == 303
    assert file_of(december).read_bytes() == before
    assert {row.due.date() for row in rows(december).values()} == {date(2026, 12, 15)}


def test_the_same_form_twice_moves_once(december: Stage) -> None:
    """The second one says that it was done."""
    visit = december.visit("olga")
    visit.post(f"/calendar/move/{POST}", TO_WEDNESDAY)
    text, before = file_of(december).read_bytes(), rows(december)
    assert visit.post(f"/calendar/move/{POST}", TO_WEDNESDAY).status_code == 303
    assert (file_of(december).read_bytes(), rows(december)) == (text, before)
    assert "That was done already" in visit.get("/calendar").text


def test_two_people_who_move_one_post_at_once(december: Stage) -> None:
    """One moves it, the other one is told by whom and when."""
    olga, edgar = december.visit("olga"), december.visit("edgar")
    thursday = {**TO_WEDNESDAY, "day": "2026-12-18"}
    sent = [(olga, TO_WEDNESDAY), (edgar, thursday)]
    tokens = {id(visit): visit.token("/calendar") for visit, _ in sent}
    with ThreadPoolExecutor(2) as pool:
        answers = list(
            pool.map(
                lambda each: each[0].send(
                    f"/calendar/move/{POST}", {"csrf": tokens[id(each[0])], **each[1]}
                ),
                sent,
            )
        )
    assert sorted(each.status_code for each in answers) == [303, 409]
    told = plain(next(each.text for each in answers if each.status_code == 409))
    assert re.search(r"(Olga|Edgar) moved it at Wed 9 Dec, 09:20: it is at week 3", told)
    assert len({row.due.date() for row in rows(december).values()}) == 1


@pytest.mark.parametrize(
    ("post", "day", "status", "told"),
    [
        ("platforms-01", "2026-12-20", 409, "It is out: what went out stays where it is."),
        (POST, "2026-12-08", 409, "has passed already"),
        (POST, "someday", 422, "Write the day as 2026-12-16."),
        (POST, "", 422, "Move"),
        ("no-such-post", "2026-12-20", 409, "there is no post no-such-post"),
    ],
)
def test_a_move_that_cannot_be_says_why(
    december: Stage, post: str, day: str, status: int, told: str
) -> None:
    """And writes nothing."""
    before = {path: path.read_bytes() for path in file_of(december).parent.iterdir()}
    answer = december.visit("olga").post(f"/calendar/move/{post}", {**TO_WEDNESDAY, "day": day})
    assert answer.status_code == status and told in plain(answer.text)
    assert {path: path.read_bytes() for path in file_of(december).parent.iterdir()} == before


def test_a_quick_move_asks_first_when_something_speaks_against_it(december: Stage) -> None:
    """As when a post is dropped an hour before another one."""
    quick = {**TO_WEDNESDAY, "day": "2026-12-17", "at": "12:00", "quick": "1"}
    visit = december.visit("olga")
    answer = visit.post(f"/calendar/move/{POST}", quick)
    assert answer.status_code == 422 and "after 15 minutes" in answer.text
    assert WRITTEN in file_of(december).read_text()
    assert visit.post(f"/calendar/move/{POST}", {**quick, "quick": ""}).status_code == 303


def test_nobody_is_led_away_from_the_desk(december: Stage) -> None:
    """The way back is a page of the desk, whatever the form says."""
    for back in ("https://evil.example/", "//evil.example", "/calendar//x", "/\\evil", "/people"):
        form = {**TO_WEDNESDAY, "back": back}
        answer = december.visit("olga").post(f"/calendar/move/{POST}", form)
        assert answer.headers["location"].startswith("/calendar")
        assert "evil" not in answer.headers["location"]


@pytest.mark.parametrize(
    ("who", "status"),
    [("rita", 403), ("marta", 403), ("nuria", 403), ("edgar", 303), ("ada", 303)],
)
def test_only_who_may_edit_in_all_its_regions_moves_a_post(
    december: Stage, who: str, status: int
) -> None:
    """Readers, approvers and the editor of one region may not."""
    answer = december.visit(who).post(f"/calendar/move/{POST}", TO_WEDNESDAY)
    assert answer.status_code == status
    assert (WRITTEN in file_of(december).read_text()) == (status == 403)


def test_one_channel_is_skipped_with_a_reason_and_let_go_again(december: Stage) -> None:
    """It stays skipped when its post moves, and is shown with the reason."""
    row = rows(december)["catalonia-mastodon-ca"]
    visit, path = december.visit("marta"), f"/publications/{row.id}"
    assert "Skip it on this channel" in visit.get(path).text
    refused = visit.post(f"{path}/skip", {"reason": "  "})
    assert refused.status_code == 422 and "Say why" in refused.text
    assert visit.post(f"{path}/skip", {"reason": "The mayor is ill."}).status_code == 303
    page = plain(visit.get(path).text)
    assert "does not go out on catalonia-mastodon-ca" in page
    assert "Marta skipped it at Wed 9 Dec, 09:20: “The mayor is ill.”" in page
    again = december.visit("olga")
    again.post(f"{path}/skip", {"reason": "Another."})
    assert "Marta skipped it already at Wed 9 Dec, 09:20: The mayor is ill." in plain(
        again.get(path).text
    )
    again.post(f"/calendar/move/{POST}", TO_WEDNESDAY)
    assert rows(december)["catalonia-mastodon-ca"].cancelled is Cancellation.SKIPPED
    assert "1 cancelled" in plain(again.get("/calendar").text)
    assert visit.post(f"{path}/skip/back").status_code == 303
    assert visit.post(f"{path}/skip/back").status_code == 303
    assert rows(december)["catalonia-mastodon-ca"].state is State.SCHEDULED


def test_only_who_may_skip_in_its_region_does(december: Stage) -> None:
    """The page offers it to nobody else."""
    december.register("pau", {"navarra": {Role.EDITOR}})
    row = rows(december)["catalonia-mastodon-ca"]
    for who in ("rita", "pau"):
        visit = december.visit(who)
        assert "/skip" not in visit.get(f"/publications/{row.id}").text
        assert visit.post(f"/publications/{row.id}/skip", {"reason": "x"}).status_code == 403
    assert rows(december)["catalonia-mastodon-ca"].state is State.SCHEDULED


def test_what_is_out_is_not_skipped_and_nothing_is_where_nothing_is(december: Stage) -> None:
    """With the way that leads on."""
    out = next(each for each in rows(december, "platforms-01").values() if each.url)
    visit = december.visit("olga")
    answer = visit.post(f"/publications/{out.id}/skip", {"reason": "x"})
    assert answer.status_code == 409 and "campaign withdraw" in answer.text
    assert visit.get("/publications/99999").status_code == 404
    assert visit.get("/publications/none").status_code == 422


@contextmanager
def opened(folder: Path) -> Iterator[Stage]:
    """The workspace of a folder without a server of its own."""
    clock = Journey(NOW)
    config = folder / "config.toml"
    if not config.exists():
        prepare(folder, (POST,))
    with closing(open_workspace(config, {}, clock, clock.wait)) as workspace:
        yield Stage("", folder, workspace, clock, Desk(lambda: workspace, fresh=0.0), "")


@pytest.fixture
def prepared(tmp_path: Path) -> Iterator[tuple[Path, str]]:
    """A folder with everything planned and approved, and the cookie of somebody signed in."""
    folder = tmp_path / "campaign"
    with opened(folder) as stage:
        for id, roles in PEOPLE.items():
            stage.register(id, roles)
        stage.plan(approved=True)
        cookie = stage.cookie("olga")
    yield folder, cookie


@pytest.mark.slow
@pytest.mark.timeout(600)
def test_a_move_that_was_cut_off_anywhere_is_done_once_when_it_is_repeated(
    prepared: tuple[Path, str],
) -> None:
    """The desk dies before and after each of its commits; the same form is sent again."""
    folder, cookie = prepared
    with opened(folder) as stage:
        history = len(moves(stage))

    def check(copy: Path) -> None:
        with opened(copy) as stage:
            assert "week 3 Wednesday 09:45" in file_of(stage).read_text()
            found = rows(stage)
            assert len(found) == 34
            assert {row.due.date() for row in found.values()} == {date(2026, 12, 16)}
            assert len(moves(stage)) == history + 34

    died = repeat(folder, NOW, cookie, f"/calendar/move/{POST}", TO_WEDNESDAY, check)
    assert died >= 4


@pytest.mark.slow
@pytest.mark.timeout(600)
def test_a_skip_that_was_cut_off_anywhere_is_done_once_when_it_is_repeated(
    prepared: tuple[Path, str],
) -> None:
    """One row of skips, one move in the history."""
    folder, cookie = prepared
    with opened(folder) as stage:
        number = rows(stage)["eu-mastodon"].id
        history = len(moves(stage))

    def check(copy: Path) -> None:
        with opened(copy) as stage:
            assert rows(stage)["eu-mastodon"].cancelled is Cancellation.SKIPPED
            assert len(moves(stage)) == history + 1

    path = f"/publications/{number}/skip"
    assert repeat(folder, NOW, cookie, path, {"reason": "The mayor is ill."}, check) >= 2


def moves(stage: Stage) -> list[object]:
    """Every row of the history of the post's publications."""
    with stage.opened.database.read() as connection:
        return [
            each for row in rows(stage).values() for each in publications.story(connection, row.id)
        ]
