"""Reads the whole story of one post from the database and the record."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from functools import partial
from typing import Final

from sqlalchemy import Connection

from analytics.metrics import METRICS
from analytics.store import Snapshot, snapshots_before
from campaign.calendar.known import did_you_mean
from campaign.config import Config
from campaign.errors import CampaignError
from campaign.model import Approval, Attempt, Channel, Publication, Variant
from campaign.model.consents import Consent as ConsentTerms
from campaign.model.people import Actor
from campaign.plan.rights import Act
from campaign.platforms import registry
from campaign.storage import attempts, former_channels, parts, publications, variants
from campaign.storage.database import Database
from campaign.storage.trust import (
    approvals,
    approved,
    authors,
    changes,
    consents,
    entries,
    people,
    read_backs,
    spans,
)
from campaign.storage.trust.entries import Entry
from campaign.storage.trust.read_backs import Outcome, ReadBack
from campaign.usecases.trust import deeds
from campaign.usecases.trust.judgements import with_findings
from campaign.usecases.trust.story import (
    Account,
    Consent,
    Deed,
    Doer,
    Figures,
    PartOut,
    Reading,
    Story,
    Try,
    Words,
    Yes,
)

#: A story has all figures, also those that a machine with a fast clock has read.
EVER: Final = datetime(9999, 1, 1, tzinfo=UTC)


class NothingKnown(CampaignError):
    """Nothing was ever planned of a post with that name."""


def tell(
    database: Database,
    config: Config,
    post: str,
    channels: Collection[str] = (),
    *,
    actor: Actor,
    now: datetime,
    register: Mapping[str, ConsentTerms] | None = None,
) -> Story:
    """Everything that is known of a post at `now` (UTC), on some channels or on all.

    The file of the post is not read: a story can be told although it is gone. Raises NothingKnown,
    and Forbidden for somebody who may not read all of it.
    """
    with database.read() as connection:
        story = StoryReader(connection, config, now, register).story(post, channels)
        people.asked(connection, actor, Act.READ, {each.region for each in story.accounts})
    return story


def channels_of(database: Database, post: str) -> dict[str, str]:
    """The channels on which anything was ever planned of a post, each with its region."""
    with database.read() as connection:
        return {each.channel: each.region for each in publications.all_of(connection, [post])}


@dataclass(frozen=True, slots=True)
class _Kept:
    """The words of some publications and of their attempts, with their approvals, by hash."""

    words: Mapping[str, Words]
    approvals: Mapping[str, list[Yes]]
    released: Mapping[str, datetime]


class StoryReader:
    """Reads the stories of several posts: people, channels and the record's beginning once.

    `register` has the terms of consents by their references, where one can be read.
    """

    def __init__(
        self,
        connection: Connection,
        config: Config,
        now: datetime,
        register: Mapping[str, ConsentTerms] | None = None,
    ) -> None:
        self._connection = connection
        self._config = config
        self._now = now
        self._register = register or {}
        self._people = {
            person.id: Doer(person.id, person.name, person.redacted is not None)
            for person in people.everybody(connection)
        }
        self._channels = {**former_channels.channels(connection), **config.channels}
        self._began = entries.began(connection)
        self._who = partial(deeds.doer, names=self._people)

    def story(
        self, post: str, channels: Collection[str] = (), ids: Collection[int] | None = None
    ) -> Story:
        """The story of one post, on some channels or on all; raises NothingKnown.

        With `ids`, only that of these publications.
        """
        everything = publications.all_of(self._connection, posts=[post])
        found = [
            each
            for each in everything
            if (not channels or each.channel in channels) and (ids is None or each.id in ids)
        ]
        if not found:
            raise NothingKnown(self._nothing(post, [each.channel for each in everything]))
        tried = {each.id: attempts.of(self._connection, each.id) for each in found}
        kept = self._kept(found, tried)
        measured = self._measured([each.id for each in found])
        accounts = tuple(
            self._account(each, kept, tried[each.id], measured.get(each.id, ()))
            for each in sorted(found, key=lambda each: (each.due, each.channel, each.occurrence))
        )
        recorded = entries.of_post(self._connection, post, tried)
        accounts = with_findings(accounts, recorded, self._who)
        shown = self._shown(accounts)
        return Story(
            post=post,
            title=shown.words.headline or post,
            language=shown.words.language,
            activity=found[0].activity,
            as_of=self._now,
            accounts=accounts,
            deeds=self._deeds(recorded, accounts, tried, whole=len(found) == len(everything)),
            consents=self._consents(accounts),
            began=self._began,
            head=entries.head(self._connection),
        )

    def _nothing(self, post: str, channels: list[str]) -> str:
        if channels:
            return f'"{post}" was planned, but not there: only on {", ".join(sorted(channels))}'
        near = did_you_mean(post, spans.planned(self._connection))
        return f'nothing was ever planned of a post "{post}": {near}'

    def _account(
        self,
        publication: Publication,
        kept: _Kept,
        tried: Iterable[Attempt],
        measured: Iterable[Snapshot],
    ) -> Account:
        tried = list(tried)
        channel = self._channels.get(publication.channel)
        region = self._config.regions.get(publication.region)
        hashes = dict.fromkeys((publication.variant_hash, *(each.variant_hash for each in tried)))
        words = [kept.words[each] for each in hashes if each in kept.words]
        return Account(
            id=publication.id,
            occurrence=publication.occurrence,
            channel=publication.channel,
            platform=publication.platform,
            title=registry.TITLES.get(publication.platform, publication.platform),
            account=_named(channel),
            region=publication.region,
            region_name=region.name("en") if region else publication.region,
            language=publication.language,
            zone=(channel.zone if channel else self._config.zone).key,
            state=publication.state,
            due=publication.due,
            published_at=publication.published_at,
            remote_id=publication.remote_id,
            url=publication.url,
            reason=publication.reason,
            words=words[0],
            earlier=tuple(words[1:]),
            approvals=tuple(yes for each in hashes for yes in kept.approvals.get(each, ())),
            released=kept.released.get(publication.variant_hash),
            tries=tuple(_try(each) for each in tried),
            parts=tuple(
                PartOut(
                    *(each.number + 1, each.receipt.remote_id, each.receipt.url),
                    *(each.published_at, each.receipt.raw),
                )
                for each in parts.of(self._connection, publication.id)
            ),
            changes=tuple(changes.of(self._connection, publication.id)),
            change_tries=tuple(changes.tries(self._connection, publication.id)),
            readings=tuple(
                self._reading(look, publication.published_at)
                for look in read_backs.of(self._connection, publication.id)
            ),
            figures=tuple(
                Figures(
                    each.age,
                    each.taken_at,
                    dict(zip(METRICS, each.counts.values(), strict=True)),
                )
                for each in measured
            ),
        )

    def _kept(self, found: Iterable[Publication], tried: Mapping[int, Iterable[Attempt]]) -> _Kept:
        hashes = {each.variant_hash for each in found}
        hashes |= {each.variant_hash for some in tried.values() for each in some}
        created = approved.created(self._connection, hashes)
        stored = variants.load(self._connection, hashes)
        given = approvals.of(self._connection, hashes)
        authors_of = authors.of(self._connection, hashes)
        return _Kept(
            {
                name: _words(name, variant, created[name], self._all(authors_of[name]))
                for name, variant in stored.items()
            },
            {name: [self._yes(row) for row in rows] for name, rows in given.items()},
            approved.released(self._connection, hashes),
        )

    def _deeds(
        self,
        some: Iterable[Entry],
        accounts: Iterable[Account],
        tried: Mapping[int, Iterable[Attempt]],
        *,
        whole: bool,
    ) -> tuple[Deed, ...]:
        """Acts in the order of time; acts on the post itself, and those on these publications."""
        channels = {each.id: each.channel for each in accounts}
        of_words = {
            words.hash: each.channel for each in accounts for words in (*each.earlier, each.words)
        }
        recorded = [
            deeds.from_entry(entry, channels, of_words, self._who)
            for entry in some
            if whole or _is_about(entry, channels, of_words)
        ]
        told: list[Deed] = []
        for account in accounts:
            rows = publications.story(self._connection, account.id)
            told += deeds.from_history(rows, account.channel, self._who)
            told += deeds.from_approvals(account.approvals, account.id, account.channel)
            told += deeds.from_attempts(tried[account.id], account.channel, self._who)
        return deeds.joined(recorded, told)

    def _measured(self, ids: list[int]) -> Mapping[int, list[Snapshot]]:
        found: dict[int, list[Snapshot]] = {}
        for each in snapshots_before(self._connection, ids, EVER):
            found.setdefault(each.publication_id, []).append(each)
        return found

    def _shown(self, accounts: tuple[Account, ...]) -> Account:
        """The account whose headline names the post: in the source language, if there is one."""
        source = self._config.campaign.source_language
        return next((each for each in accounts if each.language == source), accounts[0])

    def _reading(self, look: ReadBack, out: datetime | None) -> Reading:
        differs = look.outcome in read_backs.TROUBLES
        told = tuple(str(each.get("sentence", "")) for each in look.differences)
        known = differs or look.outcome is Outcome.SAME
        return Reading(
            at=look.at,
            age=look.at - out if out is not None else None,
            differences=(told or (look.detail or "nothing",)) if differs else (),
            problem="" if known else look.detail or look.outcome.value,
            parts=tuple(look.readings),
            accepted=look.accepted,
            accepted_by=self._who(look.accepted_by) if look.accepted else None,
        )

    def _yes(self, row: Approval) -> Yes:
        taken_back = self._who(row.revoked_by) if row.revoked else None
        return Yes(
            *(row.variant_hash, row.step, self._who(row.who), row.at, row.note, row.basis),
            *(row.revoked, taken_back),
        )

    def _all(self, ids: Iterable[str]) -> tuple[Doer, ...]:
        return tuple(self._who(each) for each in sorted(ids))

    def _consents(self, accounts: Iterable[Account]) -> tuple[Consent, ...]:
        """The consents that any words of these name, with what the register says of each."""
        named = sorted({each for account in accounts for each in account.words.consents})
        ended = consents.withdrawn(self._connection) if named else {}
        found = []
        for reference in named:
            terms = self._register.get(reference)
            end = ended.get(reference)
            purpose, until = (terms.purpose, terms.until) if terms else ("", None)
            found.append(Consent(reference, purpose, until, end.at if end else None))
        return tuple(found)


def _is_about(entry: Entry, channels: Collection[int], hashes: Collection[str]) -> bool:
    """True for an entry about some publications, about their words, or about the post itself."""
    if entry.publication is not None:
        return entry.publication in channels
    words = entry.public.get("variant") or entry.public.get("variant_hash")
    return words is None or words in hashes


def _words(name: str, variant: Variant, created: datetime, made_by: tuple[Doer, ...]) -> Words:
    body = asdict(variant)
    return Words(
        hash=name,
        language=variant.language,
        headline=variant.headline,
        texts=variant.texts,
        commented=variant.commented,
        link=variant.link,
        hashtags=variant.hashtags,
        pictures=variant.media,
        created=created,
        body=body,
        authors=made_by,
        machine={str(each["part"]): str(each["model"]) for each in body.get("machine", ())},
        consents=variant.consents,
        frame=variant.frame,
    )


def _try(attempt: Attempt) -> Try:
    return Try(
        *(attempt.id, attempt.variant_hash, attempt.key, attempt.started, attempt.ended),
        *(attempt.outcome.value, attempt.payload, attempt.answer),
    )


def _named(channel: Channel | None) -> str:
    """The account as the configuration names it; "" when nothing does."""
    return channel.account if channel else ""
