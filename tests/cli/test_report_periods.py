"""`campaign report` of every kind of period: what is written, and every way to ask wrongly."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from pathlib import Path

import pytest

from tests.cli.conftest import Run
from tests.cli.test_report import put_out

OUT = [datetime(2026, month, 3, 9, tzinfo=UTC) for month in (1, 2, 3, 5)]


@pytest.mark.parametrize(
    ("asked", "name", "posts"),
    [
        (("monthly", "--month", "2026-02"), "2026-02", 1),
        (("quarter", "--quarter", "2026-Q1"), "2026-Q1", 3),
        (("weekly", "--week", "2026w06"), "2026-W06", 1),
        (("span", "--from", "2026-02-03", "--to", "2026-02-03"), "2026-02-03--2026-02-03", 1),
        (("span", "--from", "2026-02-04", "--to", "2026-03-02"), "2026-02-04--2026-03-02", 0),
        (("span", "--from", "2026-01-01", "--to", "2026-05-31"), "2026-01-01--2026-05-31", 4),
        (("project",), "project", 4),
    ],
)
def test_a_report_of_any_period_has_its_name_and_its_posts(
    workspace: Path, run: Run, asked: tuple[str, ...], name: str, posts: int
) -> None:
    """Both days that are named are in it."""
    put_out(workspace, *OUT)
    told = run("report", *asked, "--json").json
    assert (told["period"], told["empty"]) == (name, posts == 0)
    files = [Path(each).name for each in told["files"]]
    assert f"{name}.html" in files
    assert all(each.startswith((f"{name}.", f"{name}-")) for each in files)
    assert sorted(files) == sorted(each.name for each in (workspace / "var/reports").iterdir())
    if posts:
        assert f"{posts} post" in told["summary"]


def test_a_report_comes_in_each_language_that_is_asked_for(workspace: Path, run: Run) -> None:
    """English has no suffix; one that is asked for twice is written once."""
    put_out(workspace, *OUT)
    words = ("--language", "ca", "--language", "en", "--language", "ca", "--out", "out")
    run("report", "monthly", "--month", "2026-02", *words)
    pages = sorted(each.name for each in (workspace / "out").glob("*.html"))
    assert pages == ["2026-02.ca.html", "2026-02.html"]
    assert '<html lang="ca"' in (workspace / "out/2026-02.ca.html").read_text("utf-8")


@pytest.mark.parametrize(
    ("asked", "told"),
    [
        (("weekly", "--week", "2026-W54"), "2026 has weeks 01 to 53"),
        (("weekly", "--week", "2026-02"), "is not a week"),
        (("monthly", "--month", "2026-W06"), "is not a month"),
        (("monthly", "--month", "2026-13"), "is not a period"),
        (("monthly", "--month", "february"), "is not a period"),
        (("quarter", "--quarter", "2026-Q5"), "is not a period"),
        (("quarter", "--quarter", "2026"), "is not a period"),
        (("span", "--from", "2026-02-20", "--to", "2026-02-01"), "the end comes before"),
        (("span", "--from", "2026-02-31", "--to", "2026-03-01"), "is not a day"),
        (("span", "--from", "2026-02-01", "--to", "31.2.2026"), "is not a day"),
        (("span", "--from", "1999-02-01", "--to", "2026-02-01"), "between 2000 and 2999"),
        (("span", "--to", "2026-02-01"), "Missing option"),
        (("span", "--from", "2026-02-01"), "Missing option"),
        (("monthly", "--month", "2199-01"), "has not begun"),
        (("weekly", "--week", "2199-W01"), "has not begun"),
        (("span", "--from", "2199-01-01", "--to", "2199-01-02"), "has not begun"),
        (("monthly", "--month", "2026-02", "--language", "xx"), "no report is written in"),
        (("monthly", "--month", "2026-02", "--language", "ES"), "no report is written in"),
        (("monthly", "--month", "2026-02", "--as-of", "2026-01-31"), "before 2026-02 begins"),
        (("monthly", "--month", "2026-02", "--as-of", "2199-01-31"), "has not come yet"),
        (("monthly", "--month", "2026-02", "--as-of", "2026-02-30"), "--as-of"),
        (("monthly", "--month", "2026-02", "--as-of", "soon"), "--as-of"),
    ],
)
def test_what_is_asked_wrongly_is_told_and_nothing_is_written(
    workspace: Path, run: Run, asked: tuple[str, ...], told: str
) -> None:
    """A wrong use ends with 2, and one sentence says what is wrong."""
    found = run("report", *asked)
    assert found.code == 2
    assert told in " ".join((found.out + found.err).replace("│", " ").split())
    assert not (workspace / "var/reports").exists()


def test_a_project_that_has_not_begun_has_no_report(workspace: Path, run: Run) -> None:
    """Its first day is told."""
    config = workspace / "config.toml"
    config.write_text(config.read_text("utf-8").replace("start = 2026-12-01", "start = 2199-01-01"))
    found = run("report", "project")
    assert found.code != 0
    assert "2199-01-01" in found.out + found.err


def test_the_end_of_a_project_must_not_lie_before_its_start(workspace: Path, run: Run) -> None:
    """The configuration says so, with its line."""
    config = workspace / "config.toml"
    text = config.read_text("utf-8")
    config.write_text(text.replace("start = 2026-12-01", "end = 2026-11-30\nstart = 2026-12-01"))
    found = run("report", "project")
    assert found.code == 2
    assert "2026-11-30 lies before campaign.start" in found.out + found.err


def test_figures_can_be_read_as_they_stood(workspace: Path, run: Run) -> None:
    """At the end of a day: a post of the afternoon was not out that morning."""
    put_out(workspace, *OUT)
    asked = ("report", "quarter", "--quarter", "2026-Q1", "--json", "--as-of")
    assert "1 post " in run(*asked, "2026-02-02").json["summary"]
    assert "2 posts" in run(*asked, "2026-02-03").json["summary"]
    assert "1 post " in run(*asked, "2026-02-03 09:59").json["summary"]
    assert "2 posts" in run(*asked, "2026-02-03 10:00").json["summary"]


URL = "https://mastodon.example/@eubelong_eu/1"


def test_a_post_that_the_program_did_not_publish_is_named_and_told_apart(
    workspace: Path, run: Run
) -> None:
    """It stands in a table of its own, with figures that a person entered, and in no total."""
    put_out(workspace, *OUT)
    words = ("--channel", "eu-mastodon", "--published", "2026-02-04 10:00", "--headline", "By hand")
    added = run("report", "add", URL, *words, "--json").json
    assert added["number"] == 1
    run("figures", "enter", "views", "412", "--elsewhere", "1", "--source", "the app")
    told = run("report", "monthly", "--month", "2026-02", "--json").json
    assert "1 post " in told["summary"]
    table = next(Path(each) for each in told["files"] if each.endswith("-elsewhere.csv"))
    text = table.read_text("utf-8-sig")
    assert "By hand" in text and "412" in text
    others = [Path(each) for each in told["files"] if each.endswith(".csv")]
    for each in others:
        if each != table and "hand" not in each.name:
            assert "By hand" not in each.read_text("utf-8-sig"), each.name


@pytest.mark.parametrize(
    ("url", "words", "told"),
    [
        ("mastodon.example/1", {}, "not the address of a post"),
        (URL, {"--channel": "eu-mastodn"}, "eu-mastodon"),
        (URL, {"--published": "yesterday"}, "published"),
        (URL, {"--published": "2026-02-30"}, "published"),
        (URL, {"--published": "2199-01-01"}, "has not come yet"),
        (URL, {"--headline": "x" * 501}, "more than 500"),
    ],
)
def test_a_post_that_cannot_be_named_is_refused(
    workspace: Path, run: Run, url: str, words: dict[str, str], told: str
) -> None:
    """With what is wrong."""
    given = {"--channel": "eu-mastodon", "--published": "2026-02-04", **words}
    found = run("report", "add", url, *(part for pair in given.items() for part in pair))
    assert found.code != 0
    assert told in " ".join((found.out + found.err).split())


def test_an_address_is_named_once(workspace: Path, run: Run) -> None:
    """However it was copied."""
    words = ("--channel", "eu-mastodon", "--published", "2026-02-04")
    assert run("report", "add", URL, *words).code == 0
    found = run("report", "add", f"{URL}/?utm_source=mail", *words)
    assert found.code == 1
    assert "already" in found.out + found.err


def test_a_table_of_posts_is_taken_whole_or_not_at_all(workspace: Path, run: Run) -> None:
    """Every mistake is told with its line; then all rows go in at once."""
    file = workspace / "posts.csv"
    head = "url;channel;published;headline;views;reactions\n"
    good = f"{URL}1;eu-mastodon;2026-02-04 10:00;Ein Tag, drei Tische;1200;7\n"
    file.write_text(f"{head}{good}{URL}2;nobody;2026-02-04;x;12,5;\n\n{URL}1/;eu-x;2026-02-04;;;\n")
    found = run("report", "import", str(file))
    assert found.code != 0
    told = " ".join((found.out + found.err).split())
    assert "posts.csv:3" in told and "posts.csv:5" in told
    assert "nobody" in told and "12,5" in told and "line 2 already" in told
    file.write_text(f"{head}{good}{URL}2;eu-x;2026-02-04;x;;\n")
    told_now = run("report", "import", str(file), "--json").json
    assert [each["number"] for each in told_now["posts"]] == [1, 2]
    again = run("report", "import", str(file))
    assert again.code == 1
    assert "line 2" in again.out + again.err


@pytest.mark.parametrize(
    ("content", "told"),
    [
        (b"", "lacks url, channel, published"),
        (b"url,channel\n", "lacks published"),
        (b"url,channel,published\n", "no post in it"),
        (b"url,channel,published,veiws\n", "veiws"),
        (b"url,url,channel,published\n", "twice"),
        (b"\xff\xfeu\x00r\x00l\x00", "UTF-8"),
        (b'url,channel,published\n"https://x', "CSV"),
    ],
)
def test_a_table_that_cannot_be_read_says_why(
    workspace: Path, run: Run, content: bytes, told: str
) -> None:
    """Nothing is written."""
    file = workspace / "posts.csv"
    file.write_bytes(content)
    found = run("report", "import", str(file))
    assert found.code != 0
    assert told in " ".join((found.out + found.err).split())
    missing = run("report", "import", "nowhere.csv")
    assert missing.code != 0


def test_what_is_named_can_be_read_by_a_program(workspace: Path, run: Run) -> None:
    """One JSON object."""
    words = ("--channel", "eu-x", "--published", "2026-02-04T10:00:00+01:00", "--id", "77")
    added = run("report", "add", "https://x.com/eu/status/77", *words, "--json")
    found = json.loads(added.out.strip().splitlines()[-1])
    assert (found["remote_id"], found["platform"], found["region"]) == ("77", "x", "eu")
