"""Which rows of which table tell a story; every table has the publication's number to join by."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Final

from analytics.metrics import METRICS
from analytics.say import MISSING
from campaign.usecases.trust.deeds import STATES
from campaign.usecases.trust.evidence.tables import Cell
from campaign.usecases.trust.story import Account, Doer, Story, Words

#: The columns of each table, by its name. Instants are in UTC.
COLUMNS: Final[Mapping[str, Sequence[str]]] = {
    "publications": (
        *("publication", "post", "occurrence", "headline", "channel", "network", "account"),
        *("region", "language", "zone", "state", "due_utc", "published_utc", "link", "remote_id"),
        *("text_sha256", "approved_by", "released_utc", "readers_see", "reason"),
    ),
    "texts": (
        *("text_sha256", "publication", "post", "channel", "language", "part", "parts"),
        *("headline", "text", "link", "hashtags", "authors", "made_by_machine"),
    ),
    "pictures": (
        *("text_sha256", "publication", "post", "channel", "language", "position"),
        *("picture_sha256", "kind", "width", "height", "bytes", "alt", "file"),
    ),
    "approvals": (
        *("text_sha256", "publication", "post", "channel", "step", "who", "name", "basis"),
        *("at_utc", "note", "taken_back_utc", "taken_back_by"),
    ),
    "attempts": (
        *("publication", "post", "channel", "text_sha256", "key", "started_utc", "ended_utc"),
        *("outcome", "file"),
    ),
    "changes": (
        *("publication", "post", "channel", "change", "kind", "part", "state", "who", "reason"),
        *("asked_utc", "ended_utc", "ended_by", "text_before", "text_after", "standing"),
    ),
    "change_attempts": (
        *("publication", "post", "channel", "change", "started_utc", "ended_utc", "outcome"),
        *("sent", "raw_answer"),
    ),
    "parts": ("publication", "post", "channel", "part", "remote_id", "link", "published_utc"),
    "acts": (
        *("post", "publication", "channel", "at_utc", "act", "who", "name", "what", "words"),
        *("record_entry", "record_sha256"),
    ),
    "readings": ("publication", "post", "channel", "at_utc", "age_hours", "readers_see", "what"),
    "figures": ("publication", "post", "channel", "age_hours", "counted_utc", *METRICS),
    "findings": (
        *("text_sha256", "publication", "post", "channel", "severity", "finding", "what"),
    ),
    "dismissals": (
        *("publication", "post", "channel", "finding", "what", "reason", "who", "name"),
        *("at_utc", "ended_utc"),
    ),
    "consents": ("post", "reference", "purpose", "until", "ended_utc"),
}

SAME, DIFFERS, UNREAD = "what was approved", "something else", ""


def rows(story: Story, picture: Mapping[str, str]) -> Iterator[tuple[str, Sequence[Cell]]]:
    """Every row of a story, with the name of its table; `picture` is the file of each by hash."""
    for account in story.accounts:
        where = (account.id, story.post, account.channel)
        yield "publications", _publication(story, account)
        for words in (account.words, *account.earlier):
            yield from _words(story, account, words, picture)
        for yes in account.approvals:
            back = yes.revoked_by.id if yes.revoked_by else None
            by = (yes.who.id, _name(yes.who), yes.basis.value, yes.at, yes.note, yes.revoked, back)
            yield "approvals", (yes.hash, *where, yes.step, *by)
        for each in account.tries:
            when = (each.started, each.ended, each.outcome, answer_file(each.id))
            yield "attempts", (*where, each.hash, each.key, *when)
        yield from _changes(account, where)
        for part in account.parts:
            yield "parts", (*where, part.number, part.remote_id, part.url, part.at)
        for reading in account.readings:
            seen = reading.problem or (DIFFERS if reading.differences else SAME)
            what = "; ".join(reading.differences)
            yield "readings", (*where, reading.at, reading.age, seen, what)
        for figures in account.figures:
            counts = [MISSING if figures.counts[name] is None else figures.counts[name]
                      for name in METRICS]  # fmt: skip
            yield "figures", (*where, figures.age, figures.taken_at, *counts)
        for each_found in account.findings:
            told = (each_found.severity, each_found.code, each_found.message)
            yield "findings", (account.words.hash, *where, *told)
        for one in account.dismissals:
            by_whom = (one.who.id, _name(one.who), one.at, one.ended)
            yield "dismissals", (*where, one.code, one.what, one.reason, *by_whom)
    for deed in story.deeds:
        about = (story.post, deed.publication, deed.channel, deed.at, deed.act)
        yield (
            "acts",
            (*about, deed.who.id, _name(deed.who), deed.words, deed.note, deed.number, deed.hash),
        )
    for consent in story.consents:
        until = consent.until.isoformat() if consent.until else ""
        terms = (consent.reference, consent.purpose, until, consent.ended)
        yield "consents", (story.post, *terms)


def answer_file(attempt: int) -> str:
    """Where an export has what was sent in an attempt, and the network's raw answer."""
    return f"answers/{attempt}.json"


def words_file(digest: str) -> str:
    """Where an export has the words of a hash."""
    return f"variants/{digest}.json"


def _publication(story: Story, account: Account) -> Sequence[Cell]:
    standing = dict.fromkeys(yes.who.shown for yes in account.standing)
    read = [reading for reading in account.readings if not reading.problem]
    seen = (DIFFERS if read[-1].differences else SAME) if read else UNREAD
    return (
        *(account.id, story.post, account.occurrence, account.words.headline, account.channel),
        *(account.title, account.account, account.region_name, account.language, account.zone),
        *(STATES[account.state], account.due, account.published_at, account.url),
        *(account.remote_id, account.words.hash, ", ".join(standing), account.released, seen),
        account.reason,
    )


def _words(
    story: Story, account: Account, words: Words, picture: Mapping[str, str]
) -> Iterator[tuple[str, Sequence[Cell]]]:
    about = (words.hash, account.id, story.post, account.channel, words.language)
    authors = ", ".join(each.shown for each in words.authors)
    machine = ", ".join(f"{what} ({by})" if by else what for what, by in words.machine.items())
    for number, text in enumerate(words.texts, start=1):
        more = (words.headline, text, words.link, " ".join(words.hashtags), authors, machine)
        yield "texts", (*about, number, len(words.texts), *more)
    for number, media in enumerate(words.pictures, start=1):
        size = (media.mime, media.width, media.height, media.size, media.alt)
        yield "pictures", (*about, number, media.sha256, *size, picture.get(media.sha256, ""))


def _changes(account: Account, where: tuple[int, str, str]) -> Iterator[tuple[str, Sequence[Cell]]]:
    """What was taken back or corrected, and what was sent for that."""
    for asked in account.changes:
        kind = (asked.id, asked.kind.value, asked.part + 1, asked.state.value)
        by = (asked.who, asked.reason, asked.asked, asked.ended, asked.ended_by)
        yield (
            "changes",
            (*where, *kind, *by, asked.variant_before, asked.variant_after, asked.answer),
        )
    for tried in account.change_tries:
        when = (tried.change, tried.started, tried.ended, tried.outcome)
        yield "change_attempts", (*where, *when, tried.request, tried.answer)


def _name(who: Doer) -> str:
    return "(redacted)" if who.redacted else who.name
