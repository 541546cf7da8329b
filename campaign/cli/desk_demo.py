"""The desk on what `demo` has made: a Wednesday of the third week, on which people are needed."""

from __future__ import annotations

import logging
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path
from threading import Event, Thread
from typing import Final

import requests

from campaign.bootstrap import Workspace
from campaign.cli.collect import collect_now
from campaign.cli.simulation import Journey, compiled_within, on_sandbox, travel
from campaign.cli.terminal import say
from campaign.engine.context import TickReport
from campaign.engine.tick import tick
from campaign.errors import CampaignError
from campaign.model import Publication
from campaign.model.people import Actor, Role
from campaign.storage import publications, timestamps
from campaign.storage.database import exists
from campaign.usecases.operations.pause import pause
from campaign.usecases.planning.agreements import agreements
from campaign.usecases.planning.apply import apply
from campaign.usecases.planning.plan import plan
from campaign.usecases.trust import people
from campaign.usecases.trust.approve import approve, waiting

#: The weeks that the demo has published; the day is in the next one.
_WEEKS: Final = 2
_OFFICER: Final = "demo-officer"
#: What goes wrong on the Tuesday, so that there is something to settle.
_FAULTS: Final = ("instagram:image-fetch-failure=1", "telegram:timeout-after-accept=1")
_TICK: Final = 5.0


@contextmanager
def demo_desk(file: Path) -> Iterator[tuple[Workspace, str]]:
    """The demo's workspace on its sandbox, with a clock that runs, and the id of its officer.

    What is due there is published as in the service. Raises CampaignError when there was no demo.
    """
    with on_sandbox(file, "demo", _start, fresh=False) as (real, opened):
        if not exists(opened.config.database):
            raise CampaignError("there is nothing of a demo yet: run `campaign demo` first")
        officer = _officer(opened)
        if opened.clock() < _wednesday(real):
            say("Making a working day of the third week: some posts fail, some wait for a yes.")
            with _quietly():
                _make_day(real, opened, officer)
        journey: Journey = opened.clock  # type: ignore[assignment]
        journey.run()
        stop = Event()
        publishing = Thread(target=_publish, args=(opened, stop), name="demo", daemon=True)
        publishing.start()
        try:
            yield opened, officer.name
        finally:
            stop.set()
            publishing.join(30)


@contextmanager
def _quietly() -> Iterator[None]:
    """What goes wrong on purpose is no news for the terminal."""
    ours = logging.getLogger("campaign")
    before = ours.level
    ours.setLevel(logging.CRITICAL)
    try:
        yield
    finally:
        ours.setLevel(before)


def _publish(opened: Workspace, stop: Event) -> None:
    """What the service does: publish what is due, until stopped."""
    # A workspace of its own: no two threads talk to a network over one connection.
    ours = Workspace(opened.config, opened.environ, opened.clock, opened.wait)
    try:
        context = ours.engine_context()
        while not stop.is_set():
            tick(context)
            stop.wait(_TICK)
    finally:
        ours.close()


def _start(real: Workspace) -> datetime:
    """The time at which the demo's sandbox goes on: after everything that is stored."""
    demo = replace(real.config, var=real.config.var / "demo")
    url = f"sqlite:///{demo.var / 'campaign.db'}"
    end = _monday(real) + timedelta(weeks=_WEEKS)
    if not exists(url):
        return end
    there = Workspace(replace(demo, database=url), real.environ, real.clock, real.wait)
    try:
        with there.database.read() as connection:
            newest = timestamps.newest(connection, but="")
    finally:
        there.close()
    if newest is None or newest < _wednesday(real) - timedelta(days=2):
        return end
    return max(newest, _wednesday(real))  # the day was made before


def _make_day(real: Workspace, opened: Workspace, officer: Actor) -> None:
    """Plan the third week, let its Tuesday go partly wrong, and leave Thursday half approved."""
    now = opened.clock()
    end = _monday(real) + timedelta(weeks=_WEEKS + 1)
    made = compiled_within(opened, None, end)
    steps = plan(made, opened.database, opened.config, now, unreadable=False)
    apply(
        steps,
        opened.database,
        opened.media,
        opened.brand,
        actor=officer,
        now=now,
        picture=opened.picture_bytes,
        journal=opened.journal,
        agreed=agreements(opened.config, made.consents),
        findings=made.findings,
    )
    tuesday = _wednesday(real) - timedelta(hours=9)

    late = _late_regions(opened)

    def approved(each: Publication) -> bool:
        return each.due < tuesday or (each.region, each.language) not in late

    rules = opened.config.approval
    approve(
        opened.database,
        [each for each in waiting(opened.database, rules) if approved(each)],
        actor=_actor(opened, "demo-approver"),
        now=now,
        rules=rules,
    )
    if rested := _rested(opened):
        pause(
            opened.database,
            f"channel:{rested}",
            actor=officer,
            now=now,
            reason="the app password ended",
            channels=opened.config.channels,
        )
    server = next(iter(opened.config.channels.values())).server
    faults = f"{server}/_sandbox/faults"
    requests.put(faults, json={"faults": _FAULTS}, timeout=30).raise_for_status()

    def measure(done: TickReport) -> Iterable[datetime]:
        collect_now(opened)
        return [opened.clock() + age for age in opened.config.ages] if done.published else ()

    with opened.database.read() as connection:
        out = [p for p in publications.all_of(connection) if p.published_at]
    ages = [p.published_at + age for p in out for age in opened.config.ages if p.published_at]
    try:
        travel(opened, _wednesday(real), title="", quiet=True, events=ages, after=measure)
    finally:
        requests.put(faults, json={"faults": []}, timeout=30).raise_for_status()


def _late_regions(opened: Workspace) -> frozenset[tuple[str, str]]:
    """Whose approvals are missing for the Thursday: one region's, and one language's of another."""
    own = [each for each in opened.config.regions.values() if each.counted]
    found = {(each.id, language) for each in own[:1] for language in each.languages}
    return frozenset(found | {(each.id, each.languages[-1]) for each in own[1:2]})


def _rested(opened: Workspace) -> str:
    """The channel that is paused: the last of the last region that has two."""
    by_region: dict[str, list[str]] = {}
    for name, each in opened.config.channels.items():
        by_region.setdefault(each.region, []).append(name)
    some = [names for names in by_region.values() if len(names) > 1]
    return some[-1][-1] if some else ""


def _officer(opened: Workspace) -> Actor:
    """The communications officer of the demo, registered when the desk is first opened."""
    known = {each.id: each for each in people.everybody(opened.database)}
    if "demo-admin" not in known:
        raise CampaignError("there is nothing of a demo yet: run `campaign demo` first")
    if _OFFICER not in known:
        people.add(
            opened.database,
            _OFFICER,
            "Demo officer",
            f"{_OFFICER}@demo.example",
            roles={"all": (Role.COORDINATOR, Role.ADMIN)},
            regions=opened.config.regions,
            actor=_actor(opened, "demo-admin"),
            now=opened.clock(),
        )
    return _actor(opened, _OFFICER)


def _actor(opened: Workspace, id: str) -> Actor:
    return Actor(id, next(each for each in people.everybody(opened.database) if each.id == id))


def _monday(opened: Workspace) -> datetime:
    year, week, _ = opened.config.campaign.start.isocalendar()
    monday = date.fromisocalendar(year, week, 1)
    return datetime.combine(monday, time(), opened.config.zone).astimezone(UTC)


def _wednesday(opened: Workspace) -> datetime:
    """Twenty past nine on the Wednesday of the third week, in the campaign's zone."""
    monday = _monday(opened).astimezone(opened.config.zone).date()
    day = monday + timedelta(weeks=_WEEKS, days=2)
    return datetime.combine(day, time(9, 20), opened.config.zone).astimezone(UTC)
