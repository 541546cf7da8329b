"""Links on the project's own domain lead on, and count people without knowing them."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta

import pytest
import requests
import sqlalchemy as sa

from analytics.clicks import Clicked, link_clicks, links, read_clicks
from analytics.isoweek import Week
from analytics.period import Period
from campaign.platforms.registry import FACTS
from campaign.web.robots import is_robot
from tests.web.stage import Stage, prepare, staged

BROWSER = {
    "User-Agent": "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0",
    "Accept": "text/html,application/xhtml+xml",
}
BASE = "https://go.project.example/l"


@pytest.fixture(scope="module")
def stage(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Stage]:
    """A desk of a campaign with links of its own, of which one post is out."""
    folder = tmp_path_factory.mktemp("links") / "campaign"
    config = prepare(folder, ("platforms-01", "platforms-02"))
    config.write_text(f'{config.read_text("utf-8")}\n[links]\nbase = "{BASE}"\n', "utf-8")
    with staged(folder, config=config) as made:
        made.plan(approved=True)
        made.publish(datetime(2026, 12, 8, 11, tzinfo=UTC))
        yield made


def known(stage: Stage) -> list[sa.Row[tuple[str, str, str, str]]]:
    """The links that posts have."""
    with stage.opened.database.read() as connection:
        return list(connection.execute(sa.select(links).order_by(links.c.link)))


def counted(stage: Stage) -> Clicked:
    """All clicks so far."""
    with stage.opened.database.read() as connection:
        query = sa.select(sa.func.sum(link_clicks.c.people), sa.func.sum(link_clicks.c.robots))
        people, robots = connection.execute(query).one()
        return Clicked(people or 0, robots or 0)


def follow(stage: Stage, link: str, **headers: str) -> requests.Response:
    """Ask for a link as the reverse proxy hands it on."""
    path = link.removeprefix(BASE)
    wanted = {**BROWSER, "Host": "go.project.example", **headers}
    with requests.Session() as http:
        http.trust_env = False
        return http.get(f"{stage.url}/l{path}", headers=wanted, allow_redirects=False, timeout=60)


def of_out(stage: Stage) -> sa.Row[tuple[str, str, str, str]]:
    """A link of a post that is out."""
    with stage.opened.database.read() as connection:
        out = connection.execute(
            sa.text("SELECT channel FROM publications WHERE state = 'published'")
        ).scalars()
        channels = set(out)
    return next(each for each in known(stage) if each.channel in channels)


def test_every_link_of_a_post_stands_on_the_own_domain(stage: Stage) -> None:
    """Each channel has its own, which leads where the link led before, tracking and all."""
    some = known(stage)
    assert len(some) > 20 and len({each.link for each in some}) == len(some)
    assert all(re.fullmatch(re.escape(BASE) + "/[2-9b-z]{9}", each.link) for each in some)
    assert all("utm_" in each.target for each in some)
    with stage.opened.database.read() as connection:
        bodies = connection.execute(sa.text("SELECT body FROM variants")).scalars()
        assert all(BASE in str(body) for body in bodies)


def test_a_link_leads_on_and_the_click_is_counted(stage: Stage) -> None:
    """No cookie, nothing for search engines, nothing kept by the browser."""
    one, before = of_out(stage), counted(stage)
    answer = follow(stage, one.link)
    assert (answer.status_code, answer.headers["Location"]) == (302, one.target)
    assert "Set-Cookie" not in answer.headers
    assert answer.headers["Cache-Control"] == "no-store"
    assert "noindex" in answer.headers["X-Robots-Tag"]
    assert counted(stage) == Clicked(before.people + 1, before.robots)


def test_what_robots_and_previews_ask_for_is_left_out(stage: Stage) -> None:
    """They are led on as well, and counted apart."""
    one, before = of_out(stage), counted(stage)
    for headers in (
        {"User-Agent": "facebookexternalhit/1.1"},
        {"Sec-Purpose": "prefetch;prerender"},
        {"User-Agent": ""},
        {"Accept": "image/avif,image/webp"},
    ):
        answer = follow(stage, one.link, **headers)
        assert (answer.status_code, answer.headers["Location"]) == (302, one.target)
    assert counted(stage) == Clicked(before.people, before.robots + 4)


@pytest.mark.parametrize("name", [name for facts in FACTS.values() for name in facts.previewers])
def test_a_network_that_looks_up_a_link_is_no_person(name: str) -> None:
    """Each network's facts tell by what name; capital letters make no difference."""
    assert is_robot("GET", {"user-agent": f"Mozilla/5.0 ({name.title()}1.0)"}, https=False)


def test_a_person_who_reads_inside_an_application_is_a_person() -> None:
    """Its name stands beside the browser's; only the program that looks up links is left out."""
    inside = "Mozilla/5.0 (Linux; Android 14) Chrome/131.0 Mobile Telegram-Android/11.5 (SDK 34)"
    assert not is_robot("GET", {"user-agent": inside, "sec-fetch-mode": "navigate"}, https=True)


def test_a_link_of_a_post_that_is_not_out_counts_nothing(stage: Stage) -> None:
    """Whoever proofreads a post is no reader of it."""
    with stage.opened.database.read() as connection:
        out = set(
            connection.execute(
                sa.text("SELECT channel FROM publications WHERE state = 'published'")
            ).scalars()
        )
    waiting = next((each for each in known(stage) if each.channel not in out), None)
    assert waiting is not None
    before = counted(stage)
    assert follow(stage, waiting.link).headers["Location"] == waiting.target
    assert counted(stage) == before


@pytest.mark.parametrize("path", ["bbbbbbbbb", "x", "a" * 400, "%2e%2e%2fpeople", "bbbbbbbb%00"])
def test_an_unknown_link_leads_nowhere(stage: Stage, path: str) -> None:
    """There is no such page, and never another one."""
    answer = follow(stage, f"{BASE}/{path}")
    assert answer.status_code in (400, 404)
    assert "Location" not in answer.headers


@pytest.mark.parametrize("path", ["/", "/people", "/sign-in", "/health", "/l"])
def test_the_own_domain_has_nothing_else(stage: Stage, path: str) -> None:
    """The desk does not answer under the name of the links."""
    answer = requests.get(
        stage.url + path, headers={"Host": "go.project.example"}, timeout=60, allow_redirects=False
    )
    assert (answer.status_code, answer.text) == (404, "There is no such link.")


def test_the_report_reads_the_clicks_of_its_posts(stage: Stage) -> None:
    """Those of the period's posts by channel, and all of a day by day."""
    one = of_out(stage)
    stage.clock.move_to(datetime(2026, 12, 9, 23, 30, tzinfo=UTC))  # the tenth in Brussels
    follow(stage, one.link)
    period = Period.week(Week.parse("2026-W50"))
    zone, until = stage.opened.config.zone, stage.opened.now() + timedelta(days=7)
    with stage.opened.database.read() as connection:
        found = read_clicks(connection, period, zone, until, on=True)
        later = read_clicks(connection, Period.week(Week.parse("2026-W51")), zone, until, on=True)
    assert found.own[one.channel].people == found.total.people == counted(stage).people
    assert date(2026, 12, 10) in found.days
    assert not later.own and not later.days


@pytest.mark.parametrize(
    ("headers", "robot"),
    [
        ({}, False),
        ({"user-agent": "Mozilla/5.0 (iPhone; CPU iPhone OS 19_0) Mobile/15E148"}, False),
        ({"accept": "*/*"}, False),
        ({"user-agent": "LinkedInBot/1.0 (compatible; Mozilla/5.0)"}, True),
        ({"user-agent": "TelegramBot (like TwitterBot)"}, True),
        # A person who reads on in the app itself.
        ({"user-agent": "Mozilla/5.0 (Linux; Android 15) Chrome/142 Telegram-Android/12.2"}, False),
        ({"user-agent": "WhatsApp/2.23.20.0"}, True),
        ({"user-agent": "Mozilla/5.0 (compatible; Bluesky Cardyb/1.1)"}, True),
        ({"user-agent": "Mastodon/4.5.0 (http.rb/5.3; +https://social.example/)"}, True),
        ({"user-agent": "curl/8.19"}, True),
        ({"user-agent": "   "}, True),
        ({"purpose": "prefetch"}, True),
        ({"accept": "application/json"}, True),
    ],
)
def test_the_rule_of_what_is_left_out(headers: dict[str, str], robot: bool) -> None:
    """By what the request says of itself alone."""
    usual = {name.lower(): value for name, value in BROWSER.items()}
    assert is_robot("GET", {**usual, **headers}, https=False) is robot
    assert is_robot("HEAD", {**usual, **headers}, https=False)


def test_a_browser_over_https_says_how_it_came_to_ask() -> None:
    """A program that only calls itself a browser does not."""
    usual = {name.lower(): value for name, value in BROWSER.items()}
    assert is_robot("GET", usual, https=True)
    assert not is_robot("GET", {**usual, "sec-fetch-mode": "navigate"}, https=True)
