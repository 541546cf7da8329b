"""`demo`: the first weeks of the campaign on the sandbox, from the calendar to the report."""

from __future__ import annotations

import sys
from collections.abc import Iterable
from dataclasses import asdict, dataclass
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path
from time import monotonic
from typing import Annotated

import typer
from sqlalchemy import func, select

from analytics.isoweek import Week
from analytics.store import snapshots as taken
from campaign.bootstrap import Workspace
from campaign.cli.calendar import write_preview
from campaign.cli.collect import collect_now
from campaign.cli.context import Json, config_file
from campaign.cli.demo_numbers import enter_numbers
from campaign.cli.exit_codes import DONE, FINDINGS
from campaign.cli.findings import counted
from campaign.cli.report import write_weekly
from campaign.cli.screen import table
from campaign.cli.simulation import (
    PORT,
    apply_all,
    compiled_within,
    duplicates,
    on_sandbox,
    shown,
    travel,
)
from campaign.cli.terminal import emit, say, wall
from campaign.cli.trust.looks import take_looks
from campaign.engine.context import TickReport
from campaign.file_modes import files_for
from campaign.model import State
from campaign.model.people import Actor, Role
from campaign.storage import publications, variants
from campaign.storage.trust import read_backs
from campaign.storage.trust.read_backs import TROUBLES
from campaign.storage.trust.read_backs import Outcome as LookOutcome
from campaign.usecases.planning.compile import Compiled
from campaign.usecases.trust import people
from campaign.usecases.trust.evidence.archive import write_file
from campaign.usecases.trust.evidence.contents import file_name
from campaign.usecases.trust.proof import inlined, setting, write_page
from campaign.usecases.trust.read_story import tell
from campaign.usecases.trust.verify_record import Outside, verify

WEEKS = 2

_PEOPLE = (
    ("demo-admin", "Demo admin", (Role.ADMIN,)),
    ("demo-editor", "Demo editor", (Role.EDITOR,)),
    ("demo-approver", "Demo approver", (Role.APPROVER, Role.COORDINATOR)),
)


@dataclass(frozen=True, slots=True)
class Outcome:
    """What the demo did; `duplicates` is counted by the sandbox, not by us.

    `as_approved` is how many posts their readers get as approved, `otherwise` how many they do not.
    Of `untold` their network tells no program, and `unread` could not be read. `entries` is how
    many acts the record has, `wrong` what is found when it is checked.
    """

    posts: int
    channels: int
    publications: int
    published: int
    failed: int
    unknown: int
    duplicates: int
    cards: int
    snapshots: int
    as_approved: int
    otherwise: int
    untold: int
    unread: int
    report: str
    preview: str
    proof: str
    entries: int
    wrong: int
    seconds: float
    new: int


def demo(
    context: typer.Context,
    weeks: Annotated[int, typer.Option(min=1, max=14, help="How many weeks to run.")] = WEEKS,
    fresh: Annotated[bool, typer.Option(help="Forget what earlier runs published.")] = False,
    as_json: Json = False,
) -> None:
    """Run the campaign's first two weeks on a sandbox on this machine, and report on them.

    Nothing leaves the machine; everything is kept under `var/demo`. Running it again publishes
    nothing new.
    """
    begun = monotonic()
    file = config_file(context)
    if not file.exists():
        file = file.with_name("config.example.toml")
    with on_sandbox(file, "demo", _monday, fresh=fresh) as (_, opened):
        outcome = _run(opened, weeks, begun, quiet=as_json)
    if as_json:
        emit(asdict(outcome))
    else:
        _tell(outcome, opened)
    whole = outcome.published == outcome.publications
    whole = whole and not (
        outcome.duplicates or outcome.otherwise or outcome.unread or outcome.wrong
    )
    raise typer.Exit(DONE if whole else FINDINGS)


def _run(opened: Workspace, weeks: int, begun: float, *, quiet: bool) -> Outcome:
    end = _monday(opened) + timedelta(weeks=weeks)
    _say(quiet, "1 of 5  Reading the calendar: every post as each channel will read it.")
    made = compiled_within(opened, None, end, quiet=quiet)
    _say(quiet, f"Calendar: {len(made.planned)} variants for weeks 1 to {weeks}.")
    _say(quiet, "2 of 5  Planning them, drawing their cards, and approving all of it.")
    editor, approver = _people(opened)
    note = "Nobody was asked: this is a demo."
    apply_all(opened, made, by=editor, approver=approver, note=note, quiet=quiet)
    span = counted(weeks, "week")
    _say(
        quiet, f"3 of 5  Publishing {span} on the networks' sandbox, and measuring; a minute or so."
    )
    new = _publish_and_measure(opened, end, quiet=quiet)
    _say(quiet, "4 of 5  Entering what only people know, and writing the report of the last week.")
    enter_numbers(opened, editor)
    week = Week.of(end - timedelta(days=1), opened.config.zone)
    report = write_weekly(opened, week)
    _say(quiet, "5 of 5  Making the preview: what every channel's followers read.")
    page = write_preview(opened, made, made.planned, quiet=quiet)
    proof = _prove(opened, made, approver)
    where = (str(shown(report.page)), str(shown(page)), str(shown(proof)))
    return _count(opened, new, where, monotonic() - begun)


def _publish_and_measure(opened: Workspace, end: datetime, *, quiet: bool) -> int:
    """Publish and measure until the end; gives how many posts were published."""
    with opened.database.read() as connection:
        before = publications.in_states(connection, State.PUBLISHED)
    ages = (*opened.config.ages, *opened.config.read_back)
    known = [p.published_at + age for p in before if p.published_at for age in ages]

    def measure(done: TickReport) -> Iterable[datetime]:
        collect_now(opened)
        take_looks(opened, limit=1000)
        return [opened.clock() + age for age in ages] if done.published else ()

    title = "Publishing and measuring"
    travel(opened, end, title=title, quiet=quiet, events=known, after=measure)
    with opened.database.read() as connection:
        public = {p.id for p in publications.in_states(connection, State.PUBLISHED)}
    return len(public - {p.id for p in before})


def _count(opened: Workspace, new: int, where: tuple[str, str, str], seconds: float) -> Outcome:
    with opened.database.read() as connection:
        stored = publications.all_of(connection)
        kept = variants.load(connection, {p.variant_hash for p in stored})
        snapshots = connection.execute(select(func.count()).select_from(taken)).scalar_one()
        looks = [look.outcome for look in read_backs.last(connection)]
    checked = verify(opened.database, Outside(opened.media, opened.heads, opened.stamps, ()))
    states = [p.state for p in stored]
    pictures = {media.sha256 for variant in kept.values() for media in variant.media}
    return Outcome(
        posts=len({p.post for p in stored}),
        channels=len({p.channel for p in stored}),
        publications=len(stored),
        published=states.count(State.PUBLISHED),
        failed=states.count(State.FAILED) + states.count(State.MISSED),
        unknown=states.count(State.UNKNOWN),
        duplicates=duplicates(opened),
        cards=len(pictures),
        snapshots=snapshots,
        as_approved=looks.count(LookOutcome.SAME),
        otherwise=sum(looks.count(outcome) for outcome in TROUBLES),
        untold=looks.count(LookOutcome.UNTOLD),
        unread=looks.count(LookOutcome.UNREAD),
        report=where[0],
        preview=where[1],
        proof=where[2],
        entries=checked.entries,
        wrong=len(checked.wrong),
        seconds=round(seconds, 1),
        new=new,
    )


def _tell(outcome: Outcome, opened: Workspace) -> None:
    if not outcome.new:
        say(f"Nothing new: all {outcome.published} posts had gone out before.")
    table(
        "",
        ("posts", "channels", "publications", "published", "failed", "unknown", "duplicates"),
        [
            (
                outcome.posts,
                outcome.channels,
                outcome.publications,
                outcome.published,
                outcome.failed,
                outcome.unknown,
                outcome.duplicates,
            )
        ],
    )
    state = shown(opened.config.var / "sandbox")
    say(
        f"Read back: {outcome.as_approved} stand as approved, {outcome.otherwise} do not, "
        f"{outcome.unread} could not be read; the networks of {outcome.untold} tell no program.",
        f"The record of all this has {outcome.entries} entries; checking it finds "
        f"{outcome.wrong or 'nothing'} wrong.",
        f"{outcome.cards} cards, {outcome.snapshots} snapshots, {outcome.seconds} s. "
        f"Time on the sandbox: {wall(opened.clock(), opened.config.zone)}.",
        "",
        "Where to look:",
        f"  the weekly report   {outcome.report}",
        f"  the preview         {outcome.preview}",
        f"  the wall of posts   {shown(Path(sys.argv[0]))} sandbox --state {state}   (then http://127.0.0.1:{PORT})",
        f"  the proof of a post {outcome.proof}",
        f"  the cards           {shown(opened.config.var / 'media')}",
        f"  the officer's desk  {shown(Path(sys.argv[0]))} serve --demo   (it prints a link)",
    )


def _people(opened: Workspace) -> tuple[Actor, Actor]:
    """Who plans and who approves in the demo: invented, and registered when it first runs."""
    if not people.everybody(opened.database):
        admin = Actor("demo-admin")
        for id, name, roles in _PEOPLE:
            people.add(
                opened.database,
                id,
                name,
                f"{id}@demo.example",
                roles={"all": roles},
                regions=opened.config.regions,
                actor=admin,
                now=opened.clock(),
            )
            admin = _actor(opened, "demo-admin")
    return _actor(opened, "demo-editor"), _actor(opened, "demo-approver")


def _actor(opened: Workspace, id: str) -> Actor:
    return Actor(id, next(each for each in people.everybody(opened.database) if each.id == id))


def _prove(opened: Workspace, made: Compiled, by: Actor) -> Path:
    """Write the proof of the first post that went out, as `campaign proof` does; gives its file."""
    first = min(made.planned, key=lambda each: (each.due, each.variant.post)).variant.post
    content, _ = opened.read_content()
    story = tell(opened.database, opened.config, first, actor=by, now=opened.clock())
    file = opened.config.var / "proof" / f"{file_name(first)}.html"
    with files_for(file.parent, opened.config.var):
        page = write_page(
            story,
            setting(opened.config, content.registers, story.activity),
            inlined(opened.media),
        )
        write_file(file, page.encode(), replace=True)
    return file


def _monday(opened: Workspace) -> datetime:
    """Midnight at which the campaign's first week begins, in the report's zone."""
    year, week, _ = opened.config.campaign.start.isocalendar()
    monday = date.fromisocalendar(year, week, 1)
    return datetime.combine(monday, time(), opened.config.zone).astimezone(UTC)


def _say(quiet: bool, line: str) -> None:
    if not quiet:
        say(line)
