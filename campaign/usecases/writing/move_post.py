"""Give a post another day or hour: what follows of it, and then the one line of its file.

::

    propose   the file's new line, publications that move, approvals, findings at the new place
    move      that line alone is written (edit_post.py), against what the person saw there
    after it  the post is planned: planning/plan_one.py

The hour stays the one on the wall, and `when` stays written as it was. A post that is out, under
way or past does not move.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, time
from typing import Final

from sqlalchemy import Connection

from campaign import post_files
from campaign.calendar.expand import expand
from campaign.calendar.moving import day_of, hour_of, moved
from campaign.calendar.post_fields import fields_of
from campaign.calendar.when import WhenError, parse_when, parse_zone
from campaign.checks import check_all
from campaign.checks.languages import Detect
from campaign.errors import CampaignError
from campaign.model import Finding, Planned, Post, Publication, State
from campaign.model.people import Actor
from campaign.plan.diff import Kind, Plan, compare
from campaign.plan.grace import meant_for
from campaign.plan.movable import Fixed, fixed
from campaign.plan.successors import standing
from campaign.storage import publications, releases
from campaign.storage.desk import edits as journal
from campaign.usecases.planning.compile import Compiled
from campaign.usecases.writing.desk_files import Files
from campaign.usecases.writing.edit_post import Conflict, Invalid, Saved, edit_post
from campaign.usecases.writing.joining import FieldEdit

_NUMBERS: Final = re.compile(r"\d+")
_WHY: Final = {
    Fixed.OUT: "it is out, and what went out stays where it is",
    Fixed.UNDER_WAY: "it is on its way, or may be out already",
    Fixed.PAST: "its time has come: `campaign reschedule` gives what was missed another time",
}


class CannotMove(CampaignError):
    """The post does not move, or not to there; `fixed` says why where it is the post's own."""

    def __init__(self, message: str, fixed: Fixed = Fixed.NO) -> None:
        self.fixed = fixed
        super().__init__(message)


class MovedMeanwhile(CannotMove):
    """Somebody else gave it another time since the person looked; `who` and `at` where known."""

    def __init__(self, message: str, who: str = "", at: datetime | None = None) -> None:
        self.who, self.at = who, at
        super().__init__(message)


@dataclass(frozen=True, slots=True)
class Place:
    """When a post goes out, as its file says it.

    `when` is the text of the key, `zone` that of the key beside it: "" for each channel's own.
    """

    when: str
    zone: str
    day: date
    hour: time

    @property
    def time(self) -> tuple[date, time, str]:
        """What it means, however it is written."""
        return self.day, self.hour, self.zone


@dataclass(frozen=True, slots=True)
class Proposal:
    """What a move would do; nothing is done yet.

    `plan` is that of the post at its new place. Of the publications that move, `approved` counts
    those that somebody let go: they stay so, because the words are the same. `waiting` counts
    those that still wait for a yes. `findings` are those that the new place has and the old one
    has not. `base` is the hash of the file as it is.
    """

    post: str
    headline: str
    language: str
    file: str
    base: str
    was: Place
    to: Place
    plan: Plan
    approved: int
    waiting: int
    findings: tuple[Finding, ...]

    @property
    def moves(self) -> int:
        """How many publications get another time."""
        return len(self.plan.of(Kind.MOVE)) + sum(s.also_moved for s in self.plan.of(Kind.CHANGE))

    @property
    def is_new(self) -> int:
        """How many are planned by it for the first time, or come back."""
        return len(self.plan.of(Kind.ADD))

    @property
    def falls_away(self) -> tuple[str, ...]:
        """The channels on which it does not go out from there."""
        return tuple(step.identity[2] for step in self.plan.of(Kind.CANCEL))


def place_of(files: Files, post: str) -> tuple[Place, str]:
    """Where a post stands by its file, and the file's hash; raises CannotMove and ContentError."""
    path = files.path(post)
    data, text = files.of(path)
    fields = fields_of(text, files.name(path))
    when, zone = fields.get("when", ""), fields.get("zone", "")
    assert isinstance(when, str) and isinstance(zone, str)
    try:
        slot = parse_when(when, parse_zone(zone) if zone else None)
    except WhenError as error:
        raise CannotMove(f"{post}: {error}") from error
    start = files.config.campaign.start
    return Place(when, zone, day_of(slot, start), hour_of(slot)), post_files.fingerprint(data)


def moved_place(
    files: Files, was: Place, day: date, hour: time, one_zone: bool | None = None
) -> Place:
    """The place on another day, or at another hour, written as it was; raises CannotMove.

    `one_zone` True makes the hour one instant everywhere, in the campaign's zone where the post
    named none; False makes it each channel's own; None leaves that as it is.
    """
    zone = was.zone
    if one_zone is not None:
        zone = (was.zone or files.config.zone.key) if one_zone else ""
    try:
        when = moved(was.when, day, hour, files.config.campaign.start)
    except WhenError as error:
        raise CannotMove(f"{error}; {error.remedy}") from error
    return Place(when, zone, day, hour)


def propose(
    files: Files,
    compiled: Compiled,
    post: str,
    to: Place,
    now: datetime,
    *,
    detect: Detect | None = None,
) -> Proposal:
    """What would follow if a post stood at another place; `now` is UTC, nothing is written.

    `compiled` is the calendar by the files as they are. Raises CannotMove when it does not move,
    or not to there, with the reason; StorageError and ContentError.
    """
    known = next((each for each in compiled.posts if each.id == post), None)
    if known is None:
        raise CannotMove(f"there is no post {post} that can be read")
    was, base = place_of(files, post)
    config = files.config
    with files.database.read() as connection:
        stored = publications.all_of(connection, [post])
        going = [each for each in stored if each.state is State.SCHEDULED]
        let = releases.released(connection, going, config.approval)
    mine = tuple(each for each in compiled.planned if each.variant.post == post)
    _demand_movable(post, mine, stored, now)
    there, planned = _at(known, to, compiled, files)
    late = [each for each in planned if each.due <= now]
    if late:
        name = late[0].variant.channel
        local = late[0].due.astimezone(config.channels[name].zone)
        raise CannotMove(f"{local:%Y-%m-%d %H:%M} has passed already on {name}")
    plan = compare(
        planned,
        stored,
        now,
        {name: channel.grace for name, channel in config.channels.items()},
        uncertain=compiled.failed,
    )
    moving = {
        step.stored.id
        for step in plan.of(Kind.MOVE, Kind.CHANGE)
        if step.stored is not None and step.stored.state is State.SCHEDULED
    }
    asked = {each.id for each in going if config.approval.of(each.region) is not None} & moving
    first = next(
        (each.variant for each in mine if each.variant.language == config.campaign.source_language),
        mine[0].variant if mine else None,
    )
    return Proposal(
        post,
        first.headline if first else post,
        first.language if first else "",
        known.place.file,
        base,
        was,
        to,
        plan,
        len(asked & let),
        len(asked - let),
        _new_findings(compiled, there, planned, post, files, detect),
    )


def move(
    files: Files,
    post: str,
    was: Place,
    to: Place,
    *,
    actor: Actor,
    session: str,
    now: datetime,
) -> Saved:
    """Write the new place into the post's file; `was` is the time that the person saw there.

    Done a second time, it changes nothing (`Saved.already_so`). `session` is whose edit it is, to
    undo it; `now` is UTC. Raises CannotMove, also for a time that has passed; MovedMeanwhile when
    the file names another time by now; Forbidden, ContentError and StorageError as `edit_post`.
    """
    with files.database.read() as connection:
        stored = publications.all_of(connection, [post])
    _demand_movable(post, (), stored, now)
    here, base = place_of(files, post)
    if here.time == to.time:
        return Saved(post, files.name(files.path(post)), base)
    if here.time != was.time:
        with files.database.read() as connection:
            raise _meanwhile(connection, files, post, here, base)
    edits = [FieldEdit("when", to.when, here.when)]
    if to.zone != here.zone:
        edits.append(FieldEdit("zone", to.zone or None, here.zone or None))
    done = edit_post(files, post, edits, base=base, actor=actor, session=session, now=now)
    match done:
        case Saved():
            return done
        case Conflict():
            with files.database.read() as connection:
                raise _meanwhile(connection, files, post, place_of(files, post)[0], done.base)
        case Invalid():
            raise CannotMove("; ".join(each.message for each in done.mistakes))


def _demand_movable(
    post: str, mine: Sequence[Planned], stored: Sequence[Publication], now: datetime
) -> None:
    """Raises CannotMove with the reason for a post that stays where it is."""
    last = standing(stored)
    some: list[tuple[State | None, datetime]] = [
        (each.state, meant_for(each)) for each in last.values()
    ]
    some += ((None, each.due) for each in mine if each.identity not in last)
    why = fixed(some, now)
    if why is not Fixed.NO:
        raise CannotMove(f"{post} does not move: {_WHY[why]}", why)


def _at(
    post: Post, to: Place, compiled: Compiled, files: Files
) -> tuple[tuple[Post, ...], tuple[Planned, ...]]:
    """All posts with this one at another place, and what it would publish there.

    The words stay the same, because no template knows the time.
    """
    config = files.config
    zone = parse_zone(to.zone) if to.zone else None
    there = replace(post, slot=parse_when(to.when, zone))
    made = {each.identity: each for each in compiled.planned if each.variant.post == post.id}
    placed = expand([there], config.channels.values(), config.regions, config.campaign.start)
    planned = tuple(
        replace(made[identity], due=each.due)
        for each in placed.placements
        if (identity := (post.id, "", each.channel.name)) in made
    )
    return tuple(there if each.id == post.id else each for each in compiled.posts), planned


def _new_findings(
    compiled: Compiled,
    posts: Sequence[Post],
    mine: Sequence[Planned],
    post: str,
    files: Files,
    detect: Detect | None,
) -> tuple[Finding, ...]:
    """What the checks say with the post at its new place, and did not say before."""
    config = files.config
    planned = [each for each in compiled.planned if each.variant.post != post]
    there = next((each for each in posts if each.id == post), None)
    found = check_all(posts, files.content.registers, config, [*planned, *mine], detect=detect)
    if there is not None:
        placed = expand([there], config.channels.values(), config.regions, config.campaign.start)
        found += placed.findings
    judged, _ = compiled.ruling.of(found)
    known = {_said(each) for each in compiled.findings}
    return tuple(each for each in judged if _said(each) not in known)


def _said(finding: Finding) -> tuple[str, ...]:
    """What a finding says but for its numbers: a gap that is a day longer is no new one."""
    words = _NUMBERS.sub("", finding.message)
    return (finding.code, finding.post, finding.channel, finding.language, words)


def _meanwhile(
    connection: Connection, files: Files, post: str, here: Place, base: str
) -> MovedMeanwhile:
    """Says where the post stands by now, and who moved it there, where that is known."""
    made = journal.made(connection, files.name(files.path(post)), base)
    who, at = (made.who, made.at) if made else ("", None)
    by = f" by {who}" if who else ""
    return MovedMeanwhile(f"{post} was moved to {here.when} meanwhile{by}: look again", who, at)
