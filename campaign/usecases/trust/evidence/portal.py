"""The table of communication activities as the European Commission's portal asks for it.

An item is one activity of the project, with all its posts, and not each post. What nobody knows
stays empty, and a note says why. The portal's final report must have at least one item that is
Delivered, and none that is Ongoing or Postponed; an item that was reported as Delivered cannot be
edited there any more. Source: the Commission's help page "Completing the Communication Activities".
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from sqlalchemy import Connection

from analytics.metrics import METRICS, Counts
from analytics.store import latest_before
from analytics.words import METRIC_NAMES
from campaign.config import Config
from campaign.model import Post, Publication, Registers, State, Variant
from campaign.platforms import registry
from campaign.storage import variants
from campaign.storage.trust import spans
from campaign.usecases.trust.evidence.chosen import Span, chosen
from campaign.usecases.trust.read_story import EVER

#: The portal's columns, in its order.
COLUMNS: Final = (
    "Communication activity name",
    "Description",
    "Who? Target audience",
    "How? Communication channel",
    "Outcome",
    "Status",
)
DELIVERED, ONGOING, POSTPONED, CANCELLED = "Delivered", "Ongoing", "Postponed", "Cancelled"

_TITLES: Final = 6  # posts that a description names


@dataclass(frozen=True, slots=True)
class Item:
    """One row of the table; `activity` is its id in the register."""

    activity: str
    name: str
    description: str
    audience: str
    channel: str
    outcome: str
    status: str

    @property
    def cells(self) -> tuple[str, ...]:
        """The row, in the order of `COLUMNS`."""
        return (
            *(self.name, self.description, self.audience, self.channel),
            *(self.outcome, self.status),
        )


@dataclass(frozen=True, slots=True)
class PortalTable:
    """The rows, in the order of their activities, and what a person should know of them."""

    items: tuple[Item, ...]
    notes: tuple[str, ...]


def portal_table(
    connection: Connection,
    config: Config,
    registers: Registers,
    files: Iterable[Post],
    span: Span,
) -> PortalTable:
    """The activities of which something was due or went out in the span, as they stand now.

    `files` are the calendar's posts: what they are about and whom they speak to stands only there.
    """
    ids = {each for some in chosen(connection, span).values() for each in some}
    found = spans.numbered(connection, ids)
    by_activity: dict[str, list[Publication]] = {}
    for publication in found:
        by_activity.setdefault(publication.activity, []).append(publication)
    posts = {post.id: post for post in files}
    planned = spans.planned(connection)
    open_ones = spans.coming(connection) | {
        post.activity for name, post in posts.items() if name not in planned
    }
    kept = variants.load(connection, {each.variant_hash for each in found})
    counted = latest_before(connection, sorted(ids), EVER)
    figures = {number: snapshot.counts for number, snapshot in counted.items()}
    making = _Making(config, registers, posts, open_ones, kept, figures)
    items = tuple(making.item(name, some) for name, some in sorted(by_activity.items()))
    return PortalTable(items, (*making.notes, *_final_report(items)))


class _Making:
    """Makes one row after the other, and notes what it cannot know."""

    def __init__(
        self,
        config: Config,
        registers: Registers,
        posts: Mapping[str, Post],
        open_ones: Iterable[str],
        kept: Mapping[str, Variant],
        figures: Mapping[int, Counts],
    ) -> None:
        self._config = config
        self._registers = registers
        self._posts = posts
        self._open = frozenset(open_ones)
        self._kept = kept
        self._figures = figures
        self.notes: list[str] = []

    def item(self, activity: str, some: Sequence[Publication]) -> Item:
        known = self._registers.activities.get(activity)
        title = known.title if known else ""
        if known is None:
            self._note(activity, "it is in no register of activities, so its name is its id")
        return Item(
            activity=activity,
            name=f"{self._config.campaign.title}: {title or activity or 'no activity'}",
            description=self._description(some),
            audience=self._audience(activity, some),
            channel=self._channel(activity, some),
            outcome=self._outcome(activity, known.outcome if known else "", some),
            status=self._status(activity, some),
        )

    def _description(self, some: Sequence[Publication]) -> str:
        out = [each for each in some if each.state in (State.PUBLISHED, State.WITHDRAWN)]
        told = out or some
        regions = dict.fromkeys(self._region(each.region) for each in told)
        sentences = [
            f"{_counted(len({each.post for each in told}), 'post')}, "
            + (f"published {_times(len(out))} " if out else "not published yet, ")
            + f"on {_counted(len({each.channel for each in told}), 'account')} in "
            f"{_counted(len({each.language for each in told}), 'language')} "
            f"for {', '.join(regions)}{self._days(out)}."
        ]
        titles = list(dict.fromkeys(filter(None, (self._title(each, some) for each in told))))
        if titles:
            more = f" and {len(titles) - _TITLES} more" if len(titles) > _TITLES else ""
            named = ", ".join(f"“{title}”" for title in titles[:_TITLES])
            sentences.append(f"{named}{more}.")
        return " ".join(sentences)

    def _audience(self, activity: str, some: Sequence[Publication]) -> str:
        portal = self._registers.vocabulary.portal
        words: dict[str, None] = {}
        without, unknown = set(), set()
        for name in dict.fromkeys(each.post for each in some):
            post = self._posts.get(name)
            if post is None or not post.audience:
                without.add(name)
            elif post.audience not in portal:
                unknown.add(post.audience)
            else:
                words.update(dict.fromkeys(portal[post.audience]))
        if without:
            self._note(activity, f"nobody says whom these speak to: {', '.join(sorted(without))}")
        if unknown:
            named = ", ".join(sorted(unknown))
            self._note(activity, f"[portal] in vocabulary.toml has no word for: {named}")
        return "; ".join(words)

    def _channel(self, activity: str, some: Sequence[Publication]) -> str:
        mediums = {each.platform: registry.MEDIUMS.get(each.platform, "") for each in some}
        unknown = sorted(platform for platform, medium in mediums.items() if not medium)
        if unknown:
            named = ", ".join(registry.TITLES.get(each, each) for each in unknown)
            self._note(activity, f"only you know what kind of channel this leads to: {named}")
        return "; ".join(sorted({medium for medium in mediums.values() if medium}))

    def _outcome(self, activity: str, outcome: str, some: Sequence[Publication]) -> str:
        title = self._registers.vocabulary.outcomes.get(outcome, "")
        if not title:
            self._note(activity, "no outcome is written down for it")
        counts = [self._figures[each.id] for each in some if each.id in self._figures]
        total = sum(counts, Counts())
        known = [
            f"{value:,} {METRIC_NAMES[name].lower()}"
            for name, value in zip(METRICS, total.values(), strict=True)
            if value is not None
        ]
        sentences = [f"{title}."] if title else []
        if known:
            measured = f"known of {len(counts)} of {len(some)} publications"
            sentences.append(f"{', '.join(known)} ({measured}).")
        else:
            self._note(activity, "no figures are known")
        return " ".join(sentences)

    def _status(self, activity: str, some: Sequence[Publication]) -> str:
        out = any(each.state in (State.PUBLISHED, State.WITHDRAWN) for each in some)
        if out:
            return ONGOING if activity in self._open else DELIVERED
        if all(each.state is State.CANCELLED for each in some) and activity not in self._open:
            return CANCELLED
        return POSTPONED

    def _title(self, publication: Publication, some: Sequence[Publication]) -> str:
        """The post's headline in the source language; in another only where there is none."""
        source = self._config.campaign.source_language
        own = [each for each in some if each.post == publication.post]
        shown = next((each for each in own if each.language == source), own[0])
        variant = self._kept.get(shown.variant_hash)
        return variant.headline if variant else ""

    def _region(self, name: str) -> str:
        region = self._config.regions.get(name)
        return region.name("en") if region else name

    def _days(self, out: Sequence[Publication]) -> str:
        days = [p.published_at.astimezone(self._config.zone) for p in out if p.published_at]
        if not days:
            return ""
        first, last = (f"{day.day} {day:%B %Y}" for day in (min(days), max(days)))
        return f", {first}" if first == last else f", {first} to {last}"

    def _note(self, activity: str, words: str) -> None:
        self.notes.append(f"{activity or 'no activity'}: {words}")


def _final_report(items: Sequence[Item]) -> Iterator[str]:
    """What the portal's final report would refuse."""
    rule = "the final report needs at least one Delivered and no Ongoing or Postponed"
    waiting = [item.activity for item in items if item.status in (ONGOING, POSTPONED)]
    if waiting:
        yield f"{rule}: {', '.join(waiting)} {'is' if len(waiting) == 1 else 'are'} not there yet"
    if not any(item.status == DELIVERED for item in items):
        yield f"{rule}: none is Delivered"


def _times(number: int) -> str:
    return "once" if number == 1 else f"{number} times"


def _counted(number: int, word: str) -> str:
    return f"{number} {word}" if number == 1 else f"{number} {word}s"
