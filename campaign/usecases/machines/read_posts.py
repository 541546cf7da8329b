"""What programs are shown of the calendar: posts, findings, the plan, and drafts composed."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable

from campaign.calendar.post_fields import Changes, FieldMistake
from campaign.errors import CampaignError
from campaign.model import Finding
from campaign.plan.diff import Plan, Step
from campaign.usecases.machines.reading import NotThere, Reading
from campaign.usecases.machines.shown import (
    ShownComposed,
    ShownFinding,
    ShownLine,
    ShownMistake,
    ShownPlan,
    ShownPost,
    ShownStep,
    ShownText,
    ShownVariant,
    instant,
)
from campaign.usecases.planning.plan import plan as whole_plan
from campaign.usecases.planning.plan_one import plan_one
from campaign.usecases.writing.compose_one import ChannelText, FieldFinding, compose_one
from campaign.usecases.writing.composer import Composer
from campaign.usecases.writing.desk_files import Files
from campaign.usecases.writing.open_post import look_at
from campaign.usecases.writing.post_list import PostSearch, post_list, states_of


def posts(
    reading: Reading, search: PostSearch, *, page: int, most: int
) -> tuple[list[ShownLine], int]:
    """One page of the posts, counted from 1, in the order of their time; and how many pages."""
    if search.region:
        reading.region(search.region)
    found = post_list(
        tuple(reading.posts.values()),
        reading.planned,
        reading.database,
        reading.config,
        reading.now,
        search,
        page=page,
        most=most,
    )
    lines = [
        ShownLine(
            id=each.id,
            headline=each.headline,
            language=each.language,
            at=each.at.replace(tzinfo=None).isoformat(timespec="minutes"),
            zone=each.zone.key if each.zone else None,
            week=each.week,
            regions=list(each.regions),
            states=dict(Counter(each.states)),
            translations={language: str(standing) for language, standing in each.standings},
        )
        for each in found.lines
    ]
    return (lines if page <= found.pages else []), found.pages


def post(reading: Reading, files: Files, id: str) -> ShownPost:
    """One post's file; raises NotThere."""
    if not reading.may_read(id):
        raise NotThere(f"there is no post {id}")
    try:
        opened = look_at(files, id)
    except CampaignError as error:
        raise NotThere(str(error)) from error
    planned = reading.planned.get(opened.id, [])
    states = states_of(opened.id, planned, reading.database, reading.config, reading.now)
    return ShownPost(
        id=opened.id,
        file=opened.file,
        base=opened.base,
        fields=dict(opened.fields),
        channels={name: state for name, state in states.items() if name in reading.channels},
        mistakes=[
            ShownMistake("", f"line {each.place.line}: {each.message}", each.remedy)
            for each in opened.mistakes
        ],
        read_only=opened.read_only,
    )


def findings(reading: Reading, *, post: str = "", level: str = "") -> list[ShownFinding]:
    """What the checks say of the calendar as it stands, and what cannot be read of it."""
    if post and not reading.may_read(post):
        raise NotThere(f"there is no post {post}")
    found = [
        ShownFinding(
            "mistake",
            "block",
            each.message,
            each.remedy,
            file=each.place.file,
            line=each.place.line,
        )
        for each in reading.mistakes
    ]
    found += [_finding(each) for each in reading.compiled.findings if _concerns(reading, each)]
    return [each for each in found if post in ("", each.post) and level in ("", each.level)]


def plan(reading: Reading, post: str = "") -> ShownPlan:
    """What applying the calendar, or one post of it, would change; changes nothing."""
    if post and not reading.may_read(post):
        raise NotThere(f"there is no post {post}")
    unreadable = bool(reading.mistakes)
    values = (reading.compiled, reading.database, reading.config, reading.now)
    found: Plan = (
        plan_one(*values, post, unreadable=unreadable)
        if post
        else whole_plan(*values, unreadable=unreadable)
    )
    return ShownPlan(
        found.unchanged,
        [_step(each) for each in found.steps if each.identity[2] in reading.channels],
    )


def compose(
    reading: Reading, composer: Composer, files: Files, post: str, fields: Changes
) -> ShownComposed:
    """What the channels would read if a post's fields had these values; nothing is saved.

    `post` is "" for a post that is in no file. Raises NotThere.
    """
    text, file = "", "new.yaml"
    if post:
        if not reading.may_read(post):
            raise NotThere(f"there is no post {post}")
        try:
            opened = look_at(files, post)
        except CampaignError as error:
            raise NotThere(str(error)) from error
        text, file = opened.text, opened.file
    made = compose_one(composer, text, fields, file, now=reading.now)
    own = reading.channels
    return ShownComposed(
        blocked=made.blocked,
        variants=[_variant(each) for each in made.channels if each.channel.name in own],
        findings=[_field_finding(each) for each in made.findings],
        held=list(made.held),
    )


def mistakes(some: Iterable[FieldMistake]) -> list[ShownMistake]:
    """What is wrong with fields."""
    return [ShownMistake(each.key, each.message, each.remedy) for each in some]


def _concerns(reading: Reading, finding: Finding) -> bool:
    if finding.channel:
        return finding.channel in reading.channels
    return not finding.post or reading.may_read(finding.post)


def _finding(finding: Finding) -> ShownFinding:
    return ShownFinding(
        finding.code,
        finding.severity.value,
        finding.message,
        finding.remedy,
        finding.post,
        finding.channel,
        finding.language,
        finding.path,
        finding.place.file,
        finding.place.line,
    )


def _field_finding(finding: FieldFinding) -> ShownFinding:
    return ShownFinding(
        finding.code,
        finding.level.value,
        finding.message,
        finding.remedy,
        channel=finding.channels[0] if len(finding.channels) == 1 else "",
        language=finding.language,
        field=finding.key,
        file=finding.place.file,
        line=finding.place.line,
    )


def _variant(each: ChannelText) -> ShownVariant:
    return ShownVariant(
        each.channel.name,
        each.channel.platform,
        each.region,
        each.channel.language,
        instant(each.due),
        [
            ShownText(
                text.key,
                text.words,
                text.part.length,
                text.part.limit,
                text.part.left,
                text.part.unit,
            )
            for text in each.texts
        ],
        list(each.dropped),
        [_field_finding(finding) for finding in each.findings],
    )


def _step(step: Step) -> ShownStep:
    name, occurrence, channel = step.identity
    before = step.stored.due if step.stored else None
    return ShownStep(
        kind=str(step.kind.value),
        post=name,
        occurrence=occurrence,
        channel=channel,
        due=instant(step.due) or "",
        before=instant(before),
        publication=step.stored.id if step.stored else None,
    )
