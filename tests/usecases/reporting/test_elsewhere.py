"""Posts that the program did not publish: taken once, measured apart, in no sum of the campaign."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import select, update

from analytics import elsewhere as stored
from analytics.by_hand import About
from analytics.isoweek import Week
from analytics.metrics import Audience, Counts
from analytics.period import Kind, Period
from campaign.config import Config
from campaign.errors import ContentError, Forbidden, Rejected
from campaign.model import Registers
from campaign.model.people import Actor, Role
from campaign.storage.tables import publications, record
from campaign.usecases.reporting import reports
from campaign.usecases.reporting.collect import collect
from campaign.usecases.reporting.elsewhere import Named, PostRefused, add, import_table
from campaign.usecases.reporting.figures_by_hand import Figure, FigureRefused, enter
from campaign.usecases.reporting.quality import by_number, quality
from tests.engine.scripted import Finder
from tests.engine.stage import Stage
from tests.plan.made import HOUR, NOW, channel
from tests.storage.conftest import on_both
from tests.usecases.trust.team import register
from tests.usecases.trust.told import config as told_config

AINA = Actor("aina")
WEEK = Period.week(Week.parse("2026-W49"))
MONDAY = NOW + timedelta(days=6)
URL = "https://mastodon.example/@aina/77"
NAMED = Named(URL, "navarra", "2026-12-01 10:00", "By hand", remote_id="77")


@dataclass
class Counting(Finder):
    """A network that counts; it refuses every question in which one id is mistyped."""

    counted: list[tuple[str, ...]] = field(default_factory=list)

    def counts(self, remote_ids: Sequence[str]) -> Mapping[str, Counts]:
        """Three reactions each."""
        self.counted.append(tuple(remote_ids))
        if "mistyped" in remote_ids:
            raise Rejected("no such id")
        return {each: Counts(reactions=3) for each in remote_ids}

    def audience(self) -> Audience:
        """Always the same."""
        return Audience(followers=40)


@pytest.fixture
def config(tmp_path: Path) -> Config:
    """Two channels."""
    channels = {each: channel(name=each, region=each) for each in ("catalonia", "navarra")}
    return replace(told_config(tmp_path), channels=channels)


@pytest.fixture
def out(stage: Stage) -> Stage:
    """One post that the campaign published."""
    stage.network = Counting(stage.network.ledger, stage.network.media)
    stage.ready(stage.wanted(channel="navarra"))
    assert len(stage.tick().published) == 1
    return stage


def named(stage: Stage, config: Config, post: Named = NAMED, actor: Actor = AINA) -> int:
    """Name a post on the Monday after; gives its number."""
    return add(stage.database, config, post, actor=actor, now=MONDAY).number


@on_both
def test_a_post_is_kept_once_with_who_named_it(out: Stage, config: Config) -> None:
    """And stands in the record, its address among what can be deleted."""
    number = named(out, config)
    for again in (NAMED, replace(NAMED, url=f"{URL}/?utm_source=x", channel="catalonia")):
        with pytest.raises(PostRefused, match="named by aina already"):
            named(out, config, again)
    with out.database.read() as connection:
        (entry,) = connection.execute(select(record).where(record.c.act == "post.named")).all()
        (post,) = stored.between(connection, NOW - HOUR, MONDAY)
    assert entry.public["number"] == number == post.number
    assert entry.private["url"][1] == URL
    assert (post.who, post.region, post.headline) == ("aina", "navarra", "By hand")


@on_both
def test_what_the_campaign_published_itself_is_refused(out: Stage, config: Config) -> None:
    """Also where the address was copied with a tail, and in a table."""
    with out.database.write() as connection:
        connection.execute(update(publications).values(url="https://mastodon.example/@eu/1"))
    copied = "https://www.mastodon.example/@eu/1/?utm_medium=social#a"
    with pytest.raises(PostRefused, match="the campaign published itself"):
        named(out, config, replace(NAMED, url=copied))
    table = config.var.parent / "posts.csv"
    table.parent.mkdir(parents=True, exist_ok=True)
    table.write_text(
        f"url,channel,published\n{URL},navarra,2026-12-01\n{copied},navarra,2026-12-01\n"
    )
    with pytest.raises(PostRefused, match=r"line 3: .*published itself"):
        import_table(out.database, config, table, actor=AINA, now=MONDAY)
    with out.database.read() as connection:
        assert stored.between(connection, NOW - 9 * HOUR, MONDAY) == []


def test_only_who_enters_figures_of_the_region_may_name_a_post(out: Stage, config: Config) -> None:
    """An editor of another region may not."""
    admin = register(out.database, "root", Role.ADMIN)
    editor = register(out.database, "cat", Role.EDITOR, region="catalonia", by=admin)
    with pytest.raises(Forbidden):
        named(out, config, actor=editor)
    assert named(out, config, replace(NAMED, channel="catalonia"), actor=editor) == 1


def test_it_is_measured_by_its_id_apart_from_the_campaigns_own(out: Stage, config: Config) -> None:
    """A mistyped id costs the campaign's own posts nothing."""
    network = out.network
    assert isinstance(network, Counting)
    add(
        out.database, config, replace(NAMED, published="2026-12-01"), actor=AINA, now=NOW + 3 * HOUR
    )
    wrong = replace(NAMED, url=URL + "8", channel="catalonia", remote_id="mistyped")
    add(
        out.database, config, replace(wrong, published="2026-12-01"), actor=AINA, now=NOW + 3 * HOUR
    )
    found = collect(out.database, config.channels, lambda _: network, NOW + 4 * HOUR)
    assert [each.channel for each in found.failures] == ["catalonia"]
    assert ("77",) in network.counted
    told = quality(out.database, config, WEEK, MONDAY, by_number([]))
    assert [each.counts for each in told.elsewhere] == [Counts(reactions=3), None]


@on_both
def test_it_is_in_no_figure_of_the_campaign(out: Stage, config: Config) -> None:
    """Neither as a post nor with the figures that a person entered."""
    before = reports.figures(out.database, config, Registers(), WEEK, MONDAY)
    number = named(out, config)
    about = About(publication=-number)
    figure = Figure(about, "views", 412)
    done = enter(out.database, config, [figure], "the app", actor=AINA, now=MONDAY)
    assert [each.number for each in done.entered] == [412]
    after = reports.figures(out.database, config, Registers(), WEEK, MONDAY)
    assert (after.total, after.groups, after.by_hand) == (
        before.total,
        before.groups,
        before.by_hand,
    )
    told = quality(out.database, config, WEEK, MONDAY, by_number([]))
    (post,) = told.elsewhere
    assert (post.counts, post.by_hand) == (Counts(views=412), frozenset({"views"}))
    earlier = Period(Kind.SPAN, WEEK.first - timedelta(days=9), WEEK.first - timedelta(days=1))
    assert quality(out.database, config, earlier, MONDAY, by_number([])).elsewhere == ()


def test_a_figure_of_a_post_that_nobody_named_is_refused(out: Stage, config: Config) -> None:
    """With what to do first."""
    figure = Figure(About(publication=-9), "views", 1)
    with pytest.raises(FigureRefused, match="campaign report add"):
        enter(out.database, config, [figure], "x", actor=AINA, now=MONDAY)


def test_a_table_names_all_or_none(out: Stage, config: Config, tmp_path: Path) -> None:
    """Counts go in as figures that a person entered, with the table as their source."""
    table = tmp_path / "posts.csv"
    table.write_text(
        "\ufeffURL\tChannel\tPublished\tViews\tReactions\tsource\n"
        f"{URL}1\tnavarra\t2026-12-01 10:00\t1 200\t\tthe app\n"
        f"{URL}2\tcatalonia\t2026-12-02\t\t7\t\n",
        encoding="utf-8",
    )
    done = import_table(out.database, config, table, actor=AINA, now=MONDAY)
    assert [each.source for each in done] == ["the app", "posts.csv"]
    told = quality(out.database, config, WEEK, MONDAY, by_number([]))
    counts = [each.counts for each in told.elsewhere]
    assert counts == [Counts(views=1200), Counts(reactions=7)]
    table.write_text(f"url,channel,published\n{URL}3,navarra,2026-12-02\n{URL}4,nobody,\n")
    with pytest.raises(ContentError, match="nobody"):
        import_table(out.database, config, table, actor=AINA, now=MONDAY)
    assert len(quality(out.database, config, WEEK, MONDAY, by_number([])).elsewhere) == 2
