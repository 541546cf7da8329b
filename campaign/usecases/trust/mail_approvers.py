"""Mail to each person what waits for their yes: one mail for all of it, and nothing twice.

::

    look (read) → five minutes of quiet? → written down (committed) → sent, once → why it failed

A mail is written down before it leaves. If the program dies between the two, it is not sent again:
the page of approvals shows when each person was written to, and a reminder asks anew. Besides, each
person is told some days and hours before a post's time, asked or not (`plan.approval.moments`).
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta, tzinfo
from functools import partial
from typing import Final, Protocol

from sqlalchemy import Connection

from campaign.model import Publication
from campaign.model.approval import USUAL, ApprovalRules
from campaign.model.people import Person
from campaign.plan.approval import deadline
from campaign.plan.grace import meant_for
from campaign.printable import one_line
from campaign.storage import notices, variants
from campaign.storage.database import Database
from campaign.storage.desk import preferences
from campaign.storage.notices import Mark
from campaign.storage.trust import asks, people, reminders
from campaign.storage.trust.judged import Judged, judged

log = logging.getLogger(__name__)

#: Sends a title and a text to an e-mail address; gives "" when it was taken, else why not.
Mail = Callable[[str, str, str], str]

#: How long nothing more is asked of a person before the mail about all of it leaves.
QUIET: Final = timedelta(minutes=5)
#: How long a mail waits at most while more is asked all the time.
LONGEST: Final = timedelta(minutes=30)
#: A person who was asked so shortly before a moment is not told of the moment too.
_JUST_TOLD: Final = timedelta(hours=6)
#: The kind under which the moments before a post's time are marked, apart from the notices.
MOMENT: Final = "approval-mail"
_SHOWN: Final = 30  # posts in one mail


class Wording(Protocol):
    """The words of one language, and how it writes moments, as the interface has them."""

    language: str

    def __call__(self, message: str, /, **values: object) -> str:
        """The message in this language, with its values in their places."""

    def many(self, one: str, several: str, n: int, /, **values: object) -> str:
        """The message in the form that `n` takes; `%(n)s` is the number."""

    def moment(self, value: datetime, zone: tzinfo, /) -> str:
        """Day and hour of an instant in a zone."""


class _English:
    """English without any catalogue."""

    language = "en"

    def __call__(self, message: str, /, **values: object) -> str:
        return message % values if values else message

    def many(self, one: str, several: str, n: int, /, **values: object) -> str:
        return (one if n == 1 else several) % {"n": n, **values}

    def moment(self, value: datetime, zone: tzinfo, /) -> str:
        return f"{value.astimezone(zone):%a %d %b %H:%M}"


ENGLISH: Final[Wording] = _English()


@dataclass(slots=True)
class _Letter:
    """What one person is to be told: about which publications, by which asks, since when."""

    person: Person
    about: dict[int, Judged] = field(default_factory=dict)
    asks: dict[int, int] = field(default_factory=dict)  # the publication of each ask
    since: list[datetime] = field(default_factory=list)

    def is_ripe(self, now: datetime) -> bool:
        """True when nothing was added for a while, or the first has waited long enough."""
        if not self.since:
            return True
        return now >= max(self.since) + QUIET or now >= min(self.since) + LONGEST


@dataclass(slots=True)
class _Found:
    """The letters by person, and the moments that have come, by publication."""

    letters: dict[str, _Letter]
    moments: dict[int, Mark]

    def ripe(self, now: datetime) -> list[_Letter]:
        """Those that may leave at `now` (UTC)."""
        return [each for each in self.letters.values() if each.is_ripe(now)]


def mail_approvers(
    database: Database,
    *,
    campaign: str,
    connect: Callable[[], Mail],
    now: datetime,
    rules: ApprovalRules = USUAL,
    zone: Callable[[str], tzinfo] = lambda channel: UTC,
    region: Callable[[str, Wording], str] = lambda region, words: region,
    address: str = "",
    words: Callable[[Person, str], Wording] = lambda person, chosen: ENGLISH,
) -> int:
    """Mail everybody who is asked at `now` (UTC) what waits for them; gives how many mails left.

    `campaign` is its title, `address` where the desk is ("" for nowhere). `connect` is called only
    when there is something to send. `zone` says on which clock a channel's times are told, `region`
    how a region is called. `words` gives the words for a person, who has chosen a language of the
    desk or none (""). Raises StorageError.
    """
    with database.read() as connection:
        found = _look(connection, rules, now)
    if not found.ripe(now) and not found.moments:
        return 0
    mail = connect() if found.ripe(now) else None
    with database.write() as connection:
        found = _look(connection, rules, now)
        ours = notices.mark(connection, list(found.moments.values()), now)
        moments = {number for number, mark in found.moments.items() if mark in ours}
        booked = [
            letter
            for each in (found.ripe(now) if mail else ())
            if (letter := _booked(connection, each, moments, now))
        ]
        headlines = _headlines(connection, booked)
        chosen = {e.person.id: preferences.of(connection, e.person.id).language for e in booked}
    if mail is None:
        return 0
    sent = 0
    for letter in booked:
        some = sorted(letter.about.values(), key=lambda each: meant_for(each.publication))
        theirs = words(letter.person, chosen[letter.person.id])
        title, text = message(
            *(campaign, some, headlines, now, zone),
            partial(_called, region, theirs),
            *(address, theirs),
        )
        if failed := mail(letter.person.email, title, text):
            log.error("No mail to an approver: %s", failed, extra={"action": "ask_mail_failed"})
            with database.write() as connection:
                asks.failed(connection, letter.asks, letter.person.id, failed)
        else:
            sent += 1
            log.info("An approver was mailed", extra={"action": "ask_mailed", "posts": len(some)})
    return sent


def _look(connection: Connection, rules: ApprovalRules, now: datetime) -> _Found:
    """Who is to be told of what; nothing is written."""
    everybody = {
        each.id: each
        for each in people.everybody(connection)
        if each.email and each.disabled is None
    }
    found = _Found({}, {})
    if not everybody:
        return found
    some, asked = asks.open_ones(connection)
    mails = asks.mails(connection, [each.id for row in asked.values() for each in row])
    last: dict[tuple[str, int], datetime] = {}
    for number, row in asked.items():
        for sent in (sent for one in row for sent in mails[one.id]):
            last[sent.person, number] = max(sent.at, last.get((sent.person, number), sent.at))
    for each, persons in _turns(connection, some, rules):
        newest = asked[each.publication.id][-1]
        had = {sent.person for sent in mails[newest.id]}
        for id in persons:
            if id not in had and id in everybody:
                letter = found.letters.setdefault(id, _Letter(everybody[id]))
                letter.about[each.publication.id] = each
                letter.asks[newest.id] = each.publication.id
                letter.since.append(_since(each, newest.at))
    _add_moments(connection, found, everybody, last, rules, now)
    return found


def _add_moments(
    connection: Connection,
    found: _Found,
    everybody: Mapping[str, Person],
    last: Mapping[tuple[str, int], datetime],
    rules: ApprovalRules,
    now: datetime,
) -> None:
    """The moments that have come; one waits while a letter to the same person does."""
    come = reminders.fresh(connection, rules, now, MOMENT)
    marks = {each.publication.id: each.mark for each in come}
    waiting = {id for id, each in found.letters.items() if not each.is_ripe(now)}
    for each, persons in _turns(connection, [one.publication for one in come], rules):
        number = each.publication.id
        if waiting.intersection(persons):
            continue
        found.moments[number] = marks[number]
        for id in persons:
            told = last.get((id, number))
            if id in everybody and (told is None or told < now - _JUST_TOLD):
                letter = found.letters.setdefault(id, _Letter(everybody[id]))
                letter.about.setdefault(number, each)


def _turns(
    connection: Connection, some: Sequence[Publication], rules: ApprovalRules
) -> Iterable[tuple[Judged, tuple[str, ...]]]:
    """Those that wait for a yes and are not held, each with the persons whose turn it is."""
    for each in judged(connection, some, rules).values():
        step = each.standing.next
        if not each.released and not each.held and step is not None and step.asked:
            yield each, step.asked


def _since(each: Judged, asked: datetime) -> datetime:
    """Since when it is the turn of those who are asked: the ask, or the last yes after it."""
    return max([asked, *(yes.at for step in each.standing.steps for yes in step.given)])


def _booked(
    connection: Connection, letter: _Letter, moments: Collection[int], now: datetime
) -> _Letter | None:
    """The letter with what no other worker has written down before; None when nothing is left."""
    ours = {
        ask: number
        for ask, number in letter.asks.items()
        if asks.book(connection, ask, letter.person.id, now)
    }
    about = {
        number: each
        for number, each in letter.about.items()
        if number in ours.values() or (number in moments and number not in letter.asks.values())
    }
    return _Letter(letter.person, about, ours) if about else None


def _headlines(connection: Connection, letters: Iterable[_Letter]) -> dict[str, str]:
    hashes = {e.publication.variant_hash for letter in letters for e in letter.about.values()}
    return {name: each.headline for name, each in variants.load(connection, hashes).items()}


def _called(region: Callable[[str, Wording], str], words: Wording, id: str) -> str:
    return region(id, words)


def message(
    campaign: str,
    some: Sequence[Judged],
    headlines: Mapping[str, str],
    now: datetime,
    zone: Callable[[str], tzinfo],
    region: Callable[[str], str],
    address: str,
    words: Wording = ENGLISH,
) -> tuple[str, str]:
    """The title and the text of one mail: a post and region a line, the first due first."""
    groups: dict[tuple[str, str], list[Judged]] = {}
    for each in some:
        groups.setdefault((each.publication.post, each.publication.region), []).append(each)
    lines = []
    for (post, place), row in list(groups.items())[:_SHOWN]:
        first = row[0].publication
        clock = zone(first.channel)
        until = deadline(first, row[0].policy)
        headline = one_line(headlines.get(first.variant_hash, "") or post)
        at = meant_for(first)
        zone_name = f"{at.astimezone(clock):%Z}"
        line = words.many(
            "%(region)s, %(n)s account; goes out %(when)s %(zone)s; please answer by %(until)s",
            "%(region)s, %(n)s accounts; goes out %(when)s %(zone)s; please answer by %(until)s",
            len(row),
            region=region(place),
            when=words.moment(at, clock),
            zone=zone_name,
            until=words.moment(until, clock),
        )
        lines.append(f"- {headline}\n  {line}")
        if until < now:
            lines.append("  " + words("The time to answer has passed."))
    if len(groups) > _SHOWN:
        lines.append(words("… and %(count)s more", count=len(groups) - _SHOWN))
    posts = len({post for post, _ in groups})
    title = words.many(
        "%(campaign)s: %(n)s post waits for your yes",
        "%(campaign)s: %(n)s posts wait for your yes",
        posts,
        campaign=one_line(campaign),
    )
    many = words.many(
        "%(n)s post waits for your yes. What nobody approves does not go out.",
        "%(n)s posts wait for your yes. What nobody approves does not go out.",
        posts,
    )
    where = words("Read and answer at the desk.")
    if address:
        page = f"{address}/approvals"
        where = words("Read and answer: %(address)s", address=page)
    return title, "\n".join([many, "", *lines, "", where])
