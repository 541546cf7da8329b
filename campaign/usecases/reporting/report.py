"""Write the report of a period: what went out, how it performed, and how that compares."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from io import BytesIO
from pathlib import Path

from analytics.by_hand import About
from analytics.clicks import Clicks, read_clicks
from analytics.meaning.frames import Carried
from analytics.parts import Parts
from analytics.period import Kind, Period
from analytics.reading import stood
from analytics.report import ReportFiles, write_report
from analytics.words import Decision, Labels, Masthead
from campaign.calendar.frames import FRAMES
from campaign.cards import emblem
from campaign.config import Config
from campaign.errors import StorageError
from campaign.media import MediaStore
from campaign.model import Registers
from campaign.platforms import registry
from campaign.storage import agenda, frames, reported
from campaign.storage.database import Database
from campaign.storage.trust import dismissals, people
from campaign.usecases.reporting import figures_by_hand, kpi
from campaign.usecases.reporting.periods import demand_begun
from campaign.usecases.reporting.published import Published
from campaign.usecases.reporting.quality import quality


def write(
    database: Database,
    config: Config,
    registers: Registers,
    media: MediaStore,
    period: Period,
    folder: Path,
    now: datetime,
    *,
    as_of: datetime | None = None,
    languages: Sequence[str] = ("en",),
) -> ReportFiles:
    """Write the report of one period into a folder, in each of these languages.

    The period before is read too, for comparison. `as_of` (aware) is the instant at which the
    figures stood; see `analytics.reading` for what it is otherwise. Raises NotBegun for a period
    that lies ahead, and StorageError when the files cannot be written.
    """
    demand_begun(period, config, now)
    start, end = period.window(config.zone)
    channels = {name: channel for name, channel in config.channels.items() if not channel.paused}

    def card(digest: str) -> bytes | None:
        try:
            return media.read(digest)
        except StorageError:
            return None  # a report without one picture is better than no report

    names = _names(database)
    posts = Published(database, registers)
    at = stood(period, config.zone, now, as_of)
    parts = Parts(
        decisions=_decisions(database, start, end),
        kpi=kpi.read(database, config, registers, at, period),
        clicks=_clicks(database, config, period, at),
        quality=quality(database, config, period, at, posts),
    )
    try:
        with database.raising_storage_errors():
            return write_report(
                database.engine,
                posts,
                period,
                config.zone,
                now,
                folder,
                card=card,
                languages=languages,
                fonts=config.assets / "fonts",
                labels=lambda language: replace(labels(config, registers, language), person=names),
                masthead=lambda language: masthead(config, registers, language),
                as_of=as_of,
                channels=channels,
                asked=asked(database, config, period, now),
                parts=parts,
                zones={name: channel.zone for name, channel in config.channels.items()},
                carried=carried(database),
            )
    except OSError as error:
        raise StorageError(f"{folder}: the report cannot be written ({error.strerror})") from error


def carried(database: Database) -> Carried:
    """Which publications are out in which frame, and which two frames each post carries."""
    with database.read() as connection:
        known = frames.carried(connection)
    pairs: dict[str, set[str]] = {}
    for each in known:
        pairs.setdefault(each.post, set()).add(each.frame)
    both = ((post, sorted(names)) for post, names in pairs.items())
    return Carried(
        {each.publication: each.frame for each in known if each.out},
        {post: (names[0], names[1]) for post, names in both if len(names) == FRAMES},
    )


def _clicks(database: Database, config: Config, period: Period, at: datetime) -> Clicks:
    with database.read() as connection:
        on = bool(config.campaign.links)
        return read_clicks(connection, period, config.zone, at, on=on)


def asked(
    database: Database, config: Config, period: Period, now: datetime
) -> list[tuple[About, str]]:
    """What of a period's weeks can only come by hand, of those that have begun at `now` (UTC)."""
    some = figures_by_hand.asked(database, config, period.weeks(), now)
    return [(each.about, each.metric) for each in some]


def nearest(database: Database, config: Config, period: Period) -> Period | None:
    """The last week, month or quarter before this one in which anything went out, else after it.

    None where nothing did, for a period of another kind, and where this one itself comes to have
    posts after the moment at which its report stands.
    """
    start, _ = period.window(config.zone)
    with database.read() as connection:
        found = agenda.near(connection, start)
    if found is None or period.kind in (Kind.PROJECT, Kind.SPAN):
        return None
    other = Period.of(period.kind, found, config.zone)
    return other if other != period else None


def _decisions(database: Database, start: datetime, end: datetime) -> list[Decision]:
    """What was let stand in [start, end) (UTC), and what stands of the posts of that time."""
    with database.read() as connection:
        stand = dismissals.standing(connection)
        posts = reported.among(connection, {each.post for each in stand}, start, end)
        standing = [each for each in stand if each.post in posts]
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


def labels(config: Config, registers: Registers, language: str = "en") -> Labels:
    """The names a reader of one language knows: channels, networks, regions, activities, outcomes.

    A channel is named by its region, its network and its language where it has several.
    """
    from analytics.language import Words  # noqa: PLC0415  # Babel, which only a report needs

    regions = {name: region.name(language) for name, region in config.regions.items()}
    return Labels(
        channel=channel_names(config, regions, Words(language).language_name),
        platform=registry.TITLES,
        terms=registry.TERMS,
        region=regions,
        activity={name: f"{name} {a.title}" for name, a in registers.activities.items()},
        outcome=dict(registers.vocabulary.outcomes),
    )


def channel_names(
    config: Config, regions: Mapping[str, str], in_words: Callable[[str], str]
) -> Mapping[str, str]:
    """The channels' names for people: "North, Mastodon", with the language where two are alike.

    `in_words` names a language by its code.
    """
    found = {
        name: f"{regions.get(channel.region, channel.region)}, "
        f"{registry.TITLES.get(channel.platform, channel.platform)}"
        for name, channel in config.channels.items()
    }
    often = Counter(found.values())
    return {
        name: f"{told} ({in_words(config.channels[name].language)})" if often[told] > 1 else told
        for name, told in found.items()
    }


def masthead(config: Config, registers: Registers, language: str = "en") -> Masthead:
    """Whose report it is, with the funding statement and the disclaimer.

    Both are in the report's language; else in English, or in the campaign's source language.
    """
    campaign = config.campaign
    for each in (language, "en", campaign.source_language):
        statement = registers.statement(campaign, each)
        disclaimer = registers.statements.get((campaign.visibility, "disclaimer", each))
        if statement and statement.text:
            break
    return Masthead(
        campaign=campaign.title,
        statement=statement.text if statement else "",
        disclaimer=disclaimer.text if disclaimer else "",
        grant=campaign.grant,
        emblem=_emblem(),
    )


def _emblem() -> bytes:
    """The European emblem as PNG, large enough for print."""
    out = BytesIO()
    emblem.draw(162).save(out, "PNG")
    return out.getvalue()
