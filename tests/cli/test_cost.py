"""`campaign plan` says what X will charge, and what would be cheaper."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from tests.cli.conftest import Run

POST = "learning-labs-01"
BUDGET = '[platforms.x]\nbudget = "0.10 USD"\n\n'
CHANNEL = 'eu-x = { platform = "x", region = "eu", language = "en", account = "eubelong_eu"'


@pytest.fixture
def small(workspace: Path) -> Path:
    """One post of the starter campaign, on X and on Mastodon, two months from now."""
    for file in (workspace / "content/calendar").glob("*.yaml"):
        if file.stem != POST:
            file.unlink()
    file = workspace / "config.toml"
    text = re.sub(
        r"^[\w-]+ = \{ platform = (?!.*eu-mastodon).*\n", "", file.read_text(), flags=re.M
    )
    start = datetime.now(UTC).date() + timedelta(days=60)
    text = re.sub(r"^start = \S+", f"start = {start}", text, flags=re.M)
    mastodon = 'eu-mastodon = { platform = "mastodon", region = "eu", language = "en" }'
    file.write_text(text.replace("[channels]\n", f"[channels]\n{mastodon}\n{CHANNEL} }}\n"))
    return file


def test_a_plan_says_what_x_charges(run: Run, small: Path) -> None:
    """For people in a sentence, for machines in numbers; nothing of Mastodon."""
    said = run("plan")
    assert said.code == 0, said.err
    assert "X charges $0.205 for 1 post of this plan. The 1 with a link makes $0.20" in said.out
    assert "1 alt text of pictures: $0.005 of it." in said.out
    assert "mastodon charges" not in said.out.casefold()
    told = run("plan", "--json").json["cost"]
    assert told == {
        "x": {
            "currency": "USD",
            "total": 0.205,
            "posts": 1,
            "with_link": 1,
            "links": 0.2,
            "alt_texts": 1,
            "alts": 0.005,
        }
    }


def test_a_link_in_the_comment_is_no_saving(run: Run, small: Path) -> None:
    """The comment is a post of its own: the truth is told."""
    small.write_text(small.read_text().replace(CHANNEL, f'{CHANNEL}, link_in = "comment"'))
    told = run("plan", "--json").json["cost"]["x"]
    assert told["posts"] == 2 and told["with_link"] == 1 and told["total"] == 0.22


def test_what_is_applied_costs_nothing_more(run: Run, small: Path) -> None:
    """Only what the next `apply` would add or change is reckoned."""
    assert run("apply").code == 0
    assert run("plan", "--json").json["cost"] == {}
    assert "charges" not in run("plan").out


def test_the_months_and_the_budget_are_told(run: Run, small: Path) -> None:
    """Before anything is applied, and afterwards by `status` too: `budget` is the network's."""
    text = small.read_text()
    small.write_text(text.replace("[platforms.bluesky]", BUDGET + "[platforms.bluesky]"))
    months = run("plan", "--json").json["months"]
    (december,) = [each for each in months if each["publish"]["posts"]]
    assert december["publish"] == {"total": 0.205, "posts": 1, "with_link": 1, "alt_texts": 1}
    assert december["budget"] == 0.1
    assert (december["beyond"]["post"], december["beyond"]["channel"]) == (POST, "eu-x")
    assert "$0.205 to publish 1 post, $" in run("plan").out
    beyond = f"The budget of 0.10 USD does not suffice from {POST} on eu-x, "
    assert beyond in run("plan").out
    assert run("apply").code == 0
    assert beyond in run("plan").out
    assert beyond in run("status", "--verbose").out
    told = run("status", "--json").json["costs"]
    assert told["months"] == run("plan", "--json").json["months"]
    assert isinstance(told["outdated_prices"], list)
