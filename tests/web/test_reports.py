"""Reports at the desk: weeks, figures, files, and figures by hand."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from analytics.by_hand import About
from analytics.faces import sorting
from campaign.cli.collect import collect_now
from campaign.usecases.reporting import figures_by_hand
from campaign.usecases.reporting.figures_by_hand import Figure, Sheet
from tests.web.stage import Stage, staged

PAGE = "/reports?period=2026-W49"
FORM = "/reports/2026-W49/figures"
SOURCE = "Telegram, read on Monday"


def put_out(stage: Stage) -> None:
    """Publish the first week, collect its figures, and go to the Monday after."""
    stage.plan(approved=True)
    for day in (1, 3, 5):
        at = datetime(2026, 12, day, 12, tzinfo=UTC)
        for _ in range(4):
            stage.publish(max(at, stage.clock()))
            stage.clock.move_to(stage.clock() + timedelta(minutes=5))
        collect_now(stage.opened)
    stage.clock.move_to(datetime(2026, 12, 7, 8, 20, tzinfo=UTC))
    collect_now(stage.opened)


@pytest.fixture
def after(tmp_path: Path) -> Iterator[Stage]:
    """A desk on the Monday after the first week."""
    first = datetime(2026, 11, 30, 7, tzinfo=UTC)
    with staged(tmp_path / "campaign", posts=("learning-labs-01",), now=first) as made:
        put_out(made)
        yield made


@pytest.fixture(scope="module")
def looked_at(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Stage]:
    """The same, for tests that only look."""
    first = datetime(2026, 11, 30, 7, tzinfo=UTC)
    folder = tmp_path_factory.mktemp("looked") / "campaign"
    with staged(folder, posts=("learning-labs-01",), now=first) as made:
        put_out(made)
        yield made


def sheet(stage: Stage) -> Sheet:
    """What was entered of the week."""
    opened = stage.opened
    from analytics.isoweek import Week

    return figures_by_hand.sheet(opened.database, opened.config, Week.parse("2026-W49"))


def hidden(page: str, name: str) -> str:
    """The value of a hidden field."""
    found = re.search(rf'name="{re.escape(name)}" value="([^"]*)"', page)
    assert found, name
    return found[1]


def test_a_week_shows_its_figures_with_what_they_are_of(looked_at: Stage) -> None:
    """Never a number without its denominator; what lacks a report says so."""
    page = looked_at.visit("rita").get("/reports").text
    assert "Week 49, 30 Nov" in page
    assert re.search(r"1 post on \d+ channels", page)
    assert re.search(r"\d+ of \d+ channels known", page)
    assert "no figures from Telegram" in page
    assert "no report says so yet" in page
    assert "not yet" in page and "still measured" in page
    assert "<script>" not in page and " style=" not in page


def test_a_reader_sees_no_form(looked_at: Stage) -> None:
    """And may send none."""
    visit = looked_at.visit("rita")
    page = visit.get(PAGE).text
    assert "Keep the figures" not in page and "Write week" not in page
    assert visit.post(FORM, {"site_visits": "5", "source": "x"}).status_code == 403
    assert visit.post("/reports/2026-W49/write").status_code == 403
    assert sheet(looked_at).editions == ()


def test_a_region_is_asked_for_its_own_figures(looked_at: Stage) -> None:
    """Those of Europe's channel and of the whole campaign are others' to enter."""
    page = looked_at.visit("nuria").get(PAGE).text
    assert 'name="views.eu-telegram"' not in page and 'name="site_visits"' not in page
    assert 'name="views.eu-telegram"' in looked_at.visit("edgar").get(PAGE).text


@pytest.mark.parametrize(
    ("path", "status"),
    [
        ("/reports?period=2026-W99", 404),
        ("/reports?period=x", 404),
        ("/reports/files/../config.toml", 404),
        ("/reports/files/2026-W49.html", 404),
        ("/reports?period=2030-W01", 200),
        ("/reports/2026-W49/figures?of=post:99999999&metric=views", 200),
        ("/reports/2026-W49/figures?of=x&metric=%3Cscript%3E", 200),
    ],
)
def test_odd_addresses_are_answered(looked_at: Stage, path: str, status: int) -> None:
    """Never with an error of the program."""
    assert looked_at.visit("edgar").get(path).status_code == status


def test_a_report_is_written_and_opened_with_no_script_but_its_own(after: Stage) -> None:
    """Its page may show itself and sort its tables, apart from the desk; files are kept."""
    visit = after.visit("edgar")
    answer = visit.post("/reports/2026-W49/write", page=PAGE)
    assert (answer.status_code, answer.headers["location"]) == (303, PAGE)
    page = visit.get(PAGE).text
    assert "The report is written: Week 49." in page and "no report says so" not in page
    report = visit.get("/reports/files/2026-W49.html")
    assert report.status_code == 200 and "Weekly report" in report.text
    policy = report.headers["content-security-policy"]
    # No origin of the desk's, so no cookie and no request; and no script but the one of this hash.
    assert policy.startswith("sandbox allow-popups allow-scripts;")
    assert "default-src 'none'" in policy and f"script-src {sorting.SOURCE};" in policy
    assert report.text.count("<script") == 1 and f"<script>{sorting.SCRIPT}</script>" in report.text
    assert report.headers["x-content-type-options"] == "nosniff"
    for name in ("2026-W49-totals.csv", "2026-W49-by-hand.csv", "2026-W49.xlsx"):
        table = visit.get(f"/reports/files/{name}")
        assert table.headers["content-disposition"] == f'attachment; filename="{name}"'
        assert table.headers["x-content-type-options"] == "nosniff"
    assert after.visit().get("/reports/files/2026-W49.html", allow_redirects=False).status_code in (
        302,
        303,
    )


def test_a_report_is_written_in_the_language_that_was_chosen(after: Stage) -> None:
    """One's own to begin with; each page is called by its language, one's own is opened first."""
    visit = after.visit("edgar")
    assert '<option value="en" lang="en" selected>' in visit.get(PAGE).text
    for language in ("de", "ga"):
        answer = visit.post("/reports/2026-W49/write", {"language": language}, page=PAGE)
        assert answer.status_code == 303
    german = visit.get("/reports/files/2026-W49.de.html").text
    assert '<html lang="de"' in german and "Wochenbericht" in german
    for name in ("2026-W49.ga.html", "2026-W49.ga.pdf", "2026-W49.ga.xlsx", "2026-W49.ga.md"):
        assert visit.get(f"/reports/files/{name}").status_code == 200
    assert visit.get("/reports/files/2026-W49.html").status_code == 404
    page = visit.get(PAGE).text
    assert 'hreflang="de">German</a>' in page and 'hreflang="ga">Irish</a>' in page
    visit.post("/reports/2026-W49/write", {"language": ""}, page=PAGE)
    page = visit.get(PAGE).text
    assert '<a class="btn slim" href="/reports/files/2026-W49.html" hreflang="en">Open</a>' in page
    assert '<a class="btn slim" href="/reports/files/2026-W49.de.html" hreflang="de">' in page
    for odd in ("xx", "../de", "en.de"):
        sent = visit.post("/reports/2026-W49/write", {"language": odd}, page=PAGE)
        assert sent.status_code == 422


def test_figures_are_entered_and_come_into_the_report(after: Stage) -> None:
    """With who entered them; an empty field stays n/a on the page and in the table."""
    visit = after.visit("edgar")
    figures = {"views.eu-telegram": "412", "site_visits": "1,200", "press_mentions": ""}
    sent = visit.post(FORM, {**figures, "source": SOURCE}, page=PAGE)
    assert sent.status_code == 303
    assert "2 figures are kept" in visit.get(PAGE).text
    found = {each.metric: each for each in sheet(after).standing}
    assert (found["views"].number, found["site_visits"].number) == (412, 1200)
    assert {each.who for each in found.values()} == {"edgar"}
    visit.post("/reports/2026-W49/write", page=PAGE)
    table = visit.get("/reports/files/2026-W49-by-hand.csv").content.decode("utf-8-sig")
    assert re.search(r"press_mentions,n/a", table) and "Edgar" in table and SOURCE in table
    report = visit.get("/reports/files/2026-W49.html").text
    assert "Figures entered by hand" in report and "Edgar" in report


def test_a_number_that_is_none_is_asked_back_in_both_places(after: Stage) -> None:
    """The value stays, nothing is written, also not the fields that were well."""
    visit = after.visit("edgar")
    typed = {"views.eu-telegram": "1.2k", "site_visits": "77", "source": SOURCE}
    answer = visit.post(FORM, typed, page=PAGE)
    assert answer.status_code == 422
    assert answer.text.count("Write the number in full, such as 1200.") == 2
    assert 'href="#views.eu-telegram"' in answer.text and 'value="1.2k"' in answer.text
    assert 'value="77"' in answer.text and f'value="{SOURCE}"' in answer.text
    assert 'aria-invalid="true"' in answer.text and "data-focus" in answer.text
    assert sheet(after).editions == ()


def test_figures_want_a_source(after: Stage) -> None:
    """The sentence stands at its field."""
    answer = after.visit("edgar").post(FORM, {"site_visits": "77", "source": " "}, page=PAGE)
    assert answer.status_code == 422 and 'href="#source"' in answer.text
    assert sheet(after).editions == ()


def test_a_german_number_is_read_on_a_german_page(after: Stage) -> None:
    """And an English one is asked back there, because it could be a decimal."""
    visit = after.visit("edgar")
    visit.http.headers["Accept-Language"] = "de"
    refused = visit.post(FORM, {"site_visits": "1,200", "source": SOURCE}, page=PAGE)
    assert refused.status_code == 422
    kept = visit.post(FORM, {"site_visits": "1.200", "source": SOURCE}, page=PAGE)
    assert kept.status_code == 303
    assert [each.number for each in sheet(after).standing] == [1200]


def test_the_same_form_twice_does_it_once(after: Stage) -> None:
    """As when the answer was lost: the second is told that it was done."""
    visit = after.visit("edgar")
    form = {"site_visits": "77", "source": SOURCE, "seen.site_visits": "0"}
    for _ in range(2):
        assert visit.post(FORM, form, page=PAGE).status_code == 303
    assert "These figures were there already" in visit.get(PAGE).text
    assert len(sheet(after).editions) == 1


def test_of_two_people_the_second_is_told_by_whom(after: Stage) -> None:
    """Nothing of theirs is lost, and what they typed is still there."""
    first, second = after.visit("edgar"), after.visit("olga")
    page = second.get(PAGE).text
    seen = {"seen.site_visits": hidden(page, "seen.site_visits")}
    assert first.post(FORM, {"site_visits": "77", "source": SOURCE, **seen}).status_code == 303
    answer = second.post(FORM, {"site_visits": "99", "source": "Matomo", **seen})
    assert answer.status_code == 422 and "Edgar was first" in answer.text
    assert 'value="99"' in answer.text
    again = {"seen.site_visits": hidden(answer.text, "seen.site_visits")}
    assert second.post(FORM, {"site_visits": "99", "source": "Matomo", **again}).status_code == 303
    assert [each.number for each in sheet(after).editions] == [77, 99]


def test_any_other_figure_is_entered_and_corrected(after: Stage) -> None:
    """Of a post, a channel or the campaign; what was there before is shown beside it."""
    visit = after.visit("edgar")
    number = sheet(after).publications[0].id
    other = f"{FORM}/other"
    of_post = {"of": f"post:{number}", "metric": "views", "number": "9", "source": SOURCE}
    assert visit.post(other, of_post, page=FORM).status_code == 303
    page = visit.get(f"{FORM}?of=post:{number}&metric=views").text
    assert 'value="9"' in page and "Correct the figure" in page
    corrected = {**of_post, "number": "11", "seen": hidden(page, "seen")}
    assert visit.post(other, corrected, page=FORM).status_code == 303
    shown = visit.get(FORM).text
    assert "before: 9" in shown
    refused = visit.post(other, {**of_post, "metric": "followers"}, page=FORM)
    assert refused.status_code == 422 and "not counted there" in refused.text
    assert visit.post(other, {**of_post, "of": "x"}, page=FORM).status_code == 422
    assert visit.post(other, {**of_post, "of": "post:0"}, page=FORM).status_code == 422


def test_a_region_cannot_enter_for_another_by_hand_made_forms(after: Stage) -> None:
    """The use case asks, not the page."""
    visit = after.visit("nuria")
    forged = {"of": "channel:eu-telegram", "metric": "views", "number": "9", "source": SOURCE}
    assert visit.post(f"{FORM}/other", forged, page=FORM).status_code == 403
    assert visit.post(FORM, {"site_visits": "5", "source": SOURCE}, page=PAGE).status_code == 403
    assert sheet(after).editions == ()


def test_a_number_entered_since_is_seen_at_once(after: Stage) -> None:
    """The page keeps figures only as long as nothing was entered or counted."""
    visit = after.visit("edgar")
    visit.get(PAGE)
    opened = after.opened
    figures_by_hand.enter(
        opened.database,
        opened.config,
        [Figure(About(week="2026-W49"), "site_visits", 4711)],
        SOURCE,
        actor=after.person("olga"),
        now=opened.now(),
    )
    assert 'value="4711"' in visit.get(PAGE).text


@pytest.mark.parametrize(
    ("query", "name"),
    [
        ("period=2026-12", "December 2026"),
        ("period=2026-Q4", "Quarter 4 of 2026"),
        ("period=project", "The whole project"),
        ("from=2026-12-01&to=2026-12-03", "1 – 3 Dec 2026"),
        ("from=2026-12-03&to=2026-12-03", "3 December 2026"),
        ("period=2026-11", "November 2026"),
        ("period=2031-02", "February 2031"),
        ("week=2026-W49", "Week 49"),
    ],
)
def test_any_period_can_be_looked_at(looked_at: Stage, query: str, name: str) -> None:
    """With its figures, and every kind of report a step away."""
    page = looked_at.visit("edgar").get(f"/reports?{query}").text
    heading = re.search(r'<h2 id="week">([^<]*)', page)
    assert heading is not None
    flat = heading[1].replace("\u2009", " ").replace("\u202f", " ")
    assert flat.startswith(name), flat
    for kind in ("Weeks", "Months", "Quarters", "The whole project"):
        assert f">{kind}</a>" in page
    assert 'name="from"' in page and 'name="to"' in page
    assert ("Figures by hand" in page) == (name == "Week 49")


@pytest.mark.parametrize(
    ("first", "last", "told"),
    [
        ("2026-12-03", "2026-12-01", "must not lie before the first"),
        ("2026-02-31", "2026-12-01", "Choose a day"),
        ("", "2026-12-01", "Choose a day"),
        ("2026-12-01", "<script>", "Choose a day"),
    ],
)
def test_days_that_are_none_are_asked_back(
    looked_at: Stage, first: str, last: str, told: str
) -> None:
    """With what was typed still there."""
    answer = looked_at.visit("edgar").get(
        "/reports", params={"from": first, "to": last}, allow_redirects=False
    )
    assert answer.status_code == 422
    assert told in answer.text and "<script>" not in answer.text


@pytest.mark.parametrize(
    "period", ["2026-12", "2026-Q4", "project", "2026-12-01--2026-12-03", "2026-W49"]
)
def test_a_report_of_any_period_is_written_and_listed(looked_at: Stage, period: str) -> None:
    """And one that has not begun is refused."""
    visit = looked_at.visit("edgar")
    answer = visit.post(f"/reports/{period}/write", page=f"/reports?period={period}")
    assert (answer.status_code, answer.headers["location"]) == (303, f"/reports?period={period}")
    page = visit.get(f"/reports?period={period}").text
    assert f"/reports/files/{period}.html" in page and f"{period}-posts" in page
    assert visit.get(f"/reports/files/{period}.html").status_code == 200
    refused = visit.post("/reports/2199-01/write", page="/reports?period=2199-01")
    assert refused.status_code >= 400
    assert not list((looked_at.folder / "var" / "reports").glob("2199-01*"))
