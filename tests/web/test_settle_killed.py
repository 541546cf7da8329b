"""The desk dies between a click and its answer: the same form, sent again, does it once."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator, Mapping
from contextlib import closing, contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from uuid import uuid4

import pytest

from campaign.bootstrap import Workspace, open_workspace
from campaign.cli.simulation import Journey
from campaign.model import Publication, State
from campaign.storage import pauses, publications
from campaign.storage.trust import changes
from campaign.usecases.operations.decide import mark, unasked
from campaign.usecases.planning.confirm import digest
from campaign.usecases.planning.plan import plan
from campaign.web.desk import Desk
from campaign.web.pages.taking import shown_words
from tests.web import troubles
from tests.web.killed import repeat
from tests.web.stage import Stage, staged
from tests.web.troubles import held

pytestmark = pytest.mark.slow

POST = "platforms-01"
OLD, NEW = "design integration", "make integration"
Check = Callable[[Stage], None]


@dataclass(frozen=True)
class Troubled:
    """A folder with one of each trouble, the instant at which it stands, and a person's cookie."""

    folder: Path
    now: datetime
    cookie: str

    @contextmanager
    def opened(self, folder: Path | None = None) -> Iterator[Stage]:
        """The workspace of the folder, or of a copy, without a server."""
        clock, where = Journey(self.now), folder or self.folder
        workspace: Workspace = open_workspace(where / "config.toml", {}, clock, clock.wait)
        with closing(workspace):
            yield Stage("", where, workspace, clock, Desk(lambda: workspace, fresh=0.0), "")

    def dies(self, path: str, form: Mapping[str, object], check: Check) -> int:
        """Send the form to desks that die, and once more; then look at each folder."""

        def look(copy: Path) -> None:
            with self.opened(copy) as stage:
                check(stage)

        act = self.folder.with_name(f"act-{uuid4().hex[:8]}")
        shutil.copytree(self.folder, act)
        return repeat(act, self.now, self.cookie, path, form, look)  # type: ignore[arg-type]


@pytest.fixture(scope="module")
def troubled(tmp_path_factory: pytest.TempPathFactory) -> Troubled:
    """One in doubt, one that failed, some that were missed, much that is out."""
    folder = tmp_path_factory.mktemp("killed") / "campaign"
    with staged(folder) as stage:
        troubles.of_each(stage)
        return Troubled(folder, stage.opened.now(), stage.cookie("olga"))


def story(stage: Stage, number: int) -> list[str]:
    """The states that a publication came into."""
    with stage.opened.database.read() as connection:
        return [row["after"] for row in publications.story(connection, number)]


def out(stage: Stage, channel: str) -> Publication:
    """The post's publication on a channel."""
    with stage.opened.database.read() as connection:
        found = publications.all_of(connection, [POST])
    return next(each for each in found if each.channel == channel)


def open_changes(stage: Stage, number: int) -> int:
    """How many changes were asked for."""
    with stage.opened.database.read() as connection:
        return len(changes.of(connection, number))


def test_a_decision(troubled: Troubled) -> None:
    """It stands in the history once."""
    with troubled.opened() as stage:
        (doubt,) = held(stage, State.UNKNOWN)
        before = len(story(stage, doubt.id))
        saw = mark(unasked(stage.opened.database, stage.opened.config.channels, doubt.id))

    def check(stage: Stage) -> None:
        assert story(stage, doubt.id)[before:] == ["failed"]

    form = {"decision": "absent", "saw": saw}
    assert troubled.dies(f"/settle/decide/{doubt.id}", form, check) >= 2


def test_new_times_and_leaving(troubled: Troubled) -> None:
    """Each publication moves once, also where several moves are several transactions."""
    with troubled.opened() as stage:
        some = [p for p in held(stage, State.MISSED) if p.region == "navarra"]
        before = {p.id: len(story(stage, p.id)) for p in some}
    form = {"chosen": [p.id for p in some], "need": "missed"}

    def moved(stage: Stage) -> None:
        assert {number: story(stage, number)[count:] for number, count in before.items()} == {
            number: ["scheduled"] for number in before
        }

    def left(stage: Stage) -> None:
        assert {number: story(stage, number)[count:] for number, count in before.items()} == {
            number: ["cancelled"] for number in before
        }

    times = {**form, "day": "2026-12-09", "time": "16:00", "spread": ""}
    assert len(some) == 2
    assert troubled.dies("/settle/times", times, moved) >= 2
    assert troubled.dies("/settle/times", {**form, "leave": "yes"}, left) >= 4


def test_stopping_and_letting_go_on(troubled: Troubled) -> None:
    """One pause, and no end of a later one."""

    def on(stage: Stage) -> list[pauses.Pause]:
        with stage.opened.database.read() as connection:
            return list(pauses.story(connection))

    with troubled.opened() as stage:
        (engine,) = on(stage)

    def stopped(stage: Stage) -> None:
        assert [p.scope for p in on(stage)] == [engine.scope, "region:arad"]

    def gone(stage: Stage) -> None:
        assert [p.ended is not None for p in on(stage)] == [True]

    form = {"scope": "region:arad", "reason": "a rest", "once": "k-1", "day": "", "time": ""}
    assert troubled.dies("/settle/pause", form, stopped) >= 2
    sent = {"scope": engine.scope, "pause": engine.id}
    assert troubled.dies("/settle/resume", sent, gone) >= 2


def test_taking_back_answering_and_correcting(troubled: Troubled) -> None:
    """Each is asked for once."""
    with troubled.opened() as stage:
        mine = out(stage, "eu-mastodon")
        saw = shown_words(stage.desk, stage.person("olga"), POST)
        assert open_changes(stage, mine.id) == 0
    form = {"where": "one", "on": mine.id, "why": "the figure", "saw": saw, "words": "Sorry."}

    def asked(stage: Stage) -> None:
        assert open_changes(stage, mine.id) == 1

    path = f"/posts/{POST}/out/withdraw"
    assert troubled.dies(path, {**form, "what": "delete"}, asked) >= 2
    assert troubled.dies(path, {**form, "what": "answer"}, asked) >= 2
    file = troubled.folder / "content/calendar" / f"{POST}.yaml"
    before = file.read_text("utf-8")
    file.write_text(before.replace(OLD, NEW), "utf-8")
    try:
        with troubled.opened() as stage:
            form["saw"] = shown_words(stage.desk, stage.person("olga"), POST)
        assert troubled.dies(path, {**form, "what": "edit"}, asked) >= 2
    finally:
        file.write_text(before, "utf-8")


def test_applying(troubled: Troubled) -> None:
    """Every publication changes once, whichever cards were drawn before."""
    file = troubled.folder / "content/calendar/platforms-02.yaml"
    before = file.read_text("utf-8")
    headline = "Belonging is the work of many hands"
    assert headline in before
    file.write_text(before.replace(headline, "Belonging is work of many hands"), "utf-8")
    try:
        with troubled.opened() as stage:
            opened = stage.opened
            made, _, _ = opened.compiled()
            steps = plan(made, opened.database, opened.config, opened.now(), unreadable=False)
            numbers = [step.stored.id for step in steps.to_apply if step.stored]
            rows = {number: len(story(stage, number)) for number in numbers}
            form = {"shown": digest(steps.to_apply), "region": ""}
        assert rows

        def once(stage: Stage) -> None:
            for number, count in rows.items():
                assert len(story(stage, number)) == count + 1

        assert troubled.dies("/plan", form, once) >= 2
    finally:
        file.write_text(before, "utf-8")
