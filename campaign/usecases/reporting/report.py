"""Write the weekly report: what went out, how it performed, and how that compares."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import datetime
from io import BytesIO
from pathlib import Path

from analytics.isoweek import Week
from analytics.metrics import Subject
from analytics.report import ReportFiles, write_weekly
from analytics.words import Decision, Labels, Masthead
from campaign.cards import emblem
from campaign.config import Config
from campaign.errors import StorageError
from campaign.media import MediaStore
from campaign.model import Registers
from campaign.platforms import registry
from campaign.storage import agenda
from campaign.storage.database import Database
from campaign.storage.trust import dismissals, people
from campaign.usecases.reporting import figures_by_hand
from campaign.usecases.reporting.collect import subjects


def weekly(
    database: Database,
    config: Config,
    registers: Registers,
    media: MediaStore,
    week: Week,
    folder: Path,
    now: datetime,
) -> ReportFiles:
    """Write one ISO week's report into a folder; raises StorageError when that cannot be done.

    The week before is read too, for comparison.
    """
    start, _ = week.previous().window(config.zone)
    _, end = week.window(config.zone)
    channels = {name: channel for name, channel in config.channels.items() if not channel.paused}

    def card(digest: str) -> bytes | None:
        try:
            return media.read(digest)
        except StorageError:
            return None  # a report without one picture is better than no report

    went_out = subjects(database, since=start, until=end, registers=registers, withdrawn=True)
    try:
        with database.raising_storage_errors():
            return write_weekly(
                database.writer,
                went_out,
                week,
                config.zone,
                now,
                folder,
                card=card,
                labels=replace(labels(config, registers), person=_names(database)),
                masthead=masthead(config, registers),
                channels=channels,
                asked=[
                    (each.about, each.metric)
                    for each in figures_by_hand.asked(database, config, week)
                ],
                decisions=_decisions(database, went_out, *week.window(config.zone)),
            )
    except OSError as error:
        raise StorageError(f"{folder}: the report cannot be written ({error.strerror})") from error


def nearest(database: Database, config: Config, week: Week) -> Week | None:
    """The last week before this one in which anything went out, else the first after it."""
    start, _ = week.window(config.zone)
    with database.read() as connection:
        found = agenda.near(connection, start)
    return None if found is None else Week.of(found, config.zone)


def _decisions(
    database: Database, went_out: Iterable[Subject], start: datetime, end: datetime
) -> list[Decision]:
    """What was let stand in [start, end) (UTC), and what stands of the posts of that time."""
    posts = {each.post for each in went_out if start <= each.published_at < end}
    with database.read() as connection:
        standing = [each for each in dismissals.standing(connection) if each.post in posts]
        made = {each.id: each for each in (*standing, *dismissals.between(connection, start, end))}
    return [
        Decision(each.post, each.code, each.message, each.who, each.at, each.reason)
        for each in sorted(made.values(), key=lambda each: (each.post, each.id))
        if each.at < end
    ]


def _names(database: Database) -> Mapping[str, str]:
    """The names of the people who are registered, by their ids."""
    with database.read() as connection:
        return {each.id: each.name for each in people.everybody(connection) if each.name}


def labels(config: Config, registers: Registers) -> Labels:
    """The names a reader knows for networks, what they count, regions, activities, outcomes."""
    return Labels(
        platform=registry.TITLES,
        terms=registry.TERMS,
        region={name: region.name("en") for name, region in config.regions.items()},
        activity={name: f"{name} {a.title}" for name, a in registers.activities.items()},
        outcome=dict(registers.vocabulary.outcomes),
    )


def masthead(config: Config, registers: Registers) -> Masthead:
    """Whose report it is, with the funding statement and the disclaimer.

    Both are in English, as the report is; where there is no English one, in the source language.
    """
    campaign = config.campaign
    for language in ("en", campaign.source_language):
        statement = registers.statement(campaign, language)
        disclaimer = registers.statements.get((campaign.visibility, "disclaimer", language))
        if statement and statement.text:
            break
    return Masthead(
        campaign=campaign.title,
        statement=statement.text if statement else "",
        disclaimer=disclaimer.text if disclaimer else "",
        emblem=_emblem(),
    )


def _emblem() -> bytes:
    """The European emblem as PNG, large enough for print."""
    out = BytesIO()
    emblem.draw(162).save(out, "PNG")
    return out.getvalue()
