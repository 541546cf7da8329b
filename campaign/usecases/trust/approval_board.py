"""What waits for a yes, by post and region, as the desk shows it: whose turn, and who was asked."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from campaign.model import Approval, Publication
from campaign.model.approval import USUAL, ApprovalRules
from campaign.model.invitations import Invitation
from campaign.model.people import Actor
from campaign.storage import publications
from campaign.storage.database import Database
from campaign.storage.trust import approvals, asks, changes, invitations, people
from campaign.storage.trust.asks import Ask, AskMail
from campaign.usecases.trust.approve import not_released
from campaign.usecases.trust.requests import Request, read, refusal, requests
from campaign.usecases.trust.take_back import OUT


@dataclass(frozen=True, slots=True)
class Asking:
    """That a yes was asked for: the last time, by whom, and to whom that was mailed."""

    ask: Ask
    who: str
    mails: tuple[AskMail, ...]


@dataclass(frozen=True, slots=True)
class BoardRow:
    """What of one post waits for a yes in one region, `at` (UTC) being when the first goes out.

    `held` counts those that somebody sent back. `links` are the invitations that are open.
    `persons` are the names of those who are asked now. `yours` counts those to which the actor's
    yes would give something; the `requests` themselves are as nobody in particular looks at them.
    """

    post: str
    region: str
    headline: str
    language: str
    at: datetime
    until: datetime
    late: bool
    requests: tuple[Request, ...]
    held: int
    asking: Asking | None
    links: tuple[Invitation, ...]
    persons: tuple[str, ...]
    yours: int = 0

    @property
    def first(self) -> Request:
        """The one with the longest text."""
        return self.requests[0]


@dataclass(frozen=True, slots=True)
class Given:
    """A publication that somebody approved and that is not out, with each yes that stands."""

    publication: Publication
    yeses: tuple[Approval, ...]


@dataclass(frozen=True, slots=True)
class PostBoard:
    """All that there is about approving one post in one region.

    `given` are those that are approved, or have a part of it. `names` are those of persons, by id.
    """

    requests: tuple[Request, ...]
    given: tuple[Given, ...]
    asking: Asking | None
    links: tuple[Invitation, ...]
    names: Mapping[str, str]


def board(
    database: Database,
    now: datetime,
    *,
    rules: ApprovalRules = USUAL,
    until: datetime | None = None,
    source_language: str = "",
    name: Callable[[str], str] = lambda digest: "",
) -> tuple[BoardRow, ...]:
    """What waits and is meant to go out before `until` (UTC; None: all), the soonest first.

    It is the same for everybody; `for_actor` says what of it is somebody's turn. A row is named by
    its headline in `source_language`, where a variant of it has that. `name` gives the file of a
    picture by its hash. Raises StorageError.
    """
    with database.read() as connection:
        some = read(connection, not_released(connection, rules, until=until), now, rules, name)
        known = {each.id: each.name for each in people.everybody(connection)}
        asked = asks.of(connection, [each.publication for each in some])
        numbers = [each.id for row in asked.values() for each in row]
        mails = asks.mails(connection, numbers)
        links: dict[tuple[str, str], list[Invitation]] = {}
        for link in invitations.every(connection):
            if link.is_open(now):
                links.setdefault((link.post, link.region), []).append(link)
    groups: dict[tuple[str, str], list[Request]] = {}
    for each in some:
        groups.setdefault((each.publication.post, each.publication.region), []).append(each)
    rows = []
    for (post, region), group in groups.items():
        ordered = sorted(group, key=lambda each: -sum(map(len, each.variant.texts)))
        rows.append(
            BoardRow(
                post,
                region,
                *_headline(group, source_language),
                min(each.at for each in group),
                min(each.until for each in group),
                any(each.late for each in group),
                tuple(ordered),
                sum(bool(each.held) for each in group),
                _asking((e for r in group for e in asked[r.publication.id]), mails, known),
                tuple(links.get((post, region), ())),
                tuple(dict.fromkeys(known[id] for each in group for id in each.persons)),
            )
        )
    return tuple(sorted(rows, key=lambda row: (row.at, row.post, row.region)))


def for_actor(
    rows: Iterable[BoardRow], actor: Actor, regions: Collection[str], source_language: str = ""
) -> tuple[BoardRow, ...]:
    """Those rows that are in these regions, with how much of each is the actor's turn.

    A post has one name in all of them: in `source_language`, where one of them has it.
    """
    mine = [row for row in rows if row.region in regions]
    names: dict[str, tuple[str, str]] = {}
    for row in mine:
        if row.post not in names or row.language == source_language:
            names[row.post] = (row.headline, row.language)
    answers: dict[tuple[str, int], bool] = {}

    def is_theirs(found: Request) -> bool:
        # Many requests of a region share one standing, and an answer for it is one for all.
        key = (found.publication.region, id(found.standing))
        if not found.held and key not in answers:
            answers[key] = not refusal(actor, found)
        return not found.held and answers[key]

    def seen(row: BoardRow) -> BoardRow:
        headline, language = names[row.post]
        yours = sum(map(is_theirs, row.requests))
        return replace(row, headline=headline, language=language, yours=yours)

    return tuple(map(seen, mine))


def one_post(
    database: Database,
    now: datetime,
    post: str,
    region: str,
    *,
    rules: ApprovalRules = USUAL,
    actor: Actor,
    name: Callable[[str], str] = lambda digest: "",
) -> PostBoard:
    """All about approving one post in one region; `name` gives the file of a picture by its hash.

    Raises StorageError.
    """
    with database.read() as connection:
        some = [p for p in publications.all_of(connection, [post]) if p.region == region]
        numbers = {p.id for p in some}
        some = [p for p in some if p.state not in OUT]
        some += [p for p in changes.awaiting(connection) if p.id in numbers]
        yeses = approvals.of(connection, {p.variant_hash for p in some})
        known = {each.id: each.name for each in people.everybody(connection)}
        asked = asks.of(connection, some)
        mails = asks.mails(connection, [each.id for row in asked.values() for each in row])
        links = [e for e in invitations.every(connection, post) if e.region == region]
    found = requests(database, now, rules=rules, actor=actor, chosen=some, name=name)
    given = (
        Given(p, tuple(each for each in yeses[p.variant_hash] if each.revoked is None))
        for p in some
    )
    return PostBoard(
        found,
        tuple(each for each in given if each.yeses),
        _asking((each for row in asked.values() for each in row), mails, known),
        tuple(reversed(links)),
        known,
    )


def as_shown(database: Database, shown: Mapping[int, str]) -> list[Publication]:
    """The publications of a page by number, each with the words that it had there (by their hash).

    What is done to them is bound to those words. Numbers that there are not are left out.
    """
    found = []
    with database.read() as connection:
        for number, words in sorted(shown.items()):
            if (p := publications.one(connection, number)) is not None:
                found.append(replace(p, variant_hash=words))
    return found


def _headline(some: Sequence[Request], source: str) -> tuple[str, str]:
    """What a row is called, with the language of that."""
    own = (each.variant for each in some if each.variant.language == source)
    variant = next(own, some[0].variant)
    return variant.headline or variant.post, variant.language


def _asking(
    some: Iterable[Ask], mails: Mapping[int, Sequence[AskMail]], known: Mapping[str, str]
) -> Asking | None:
    every = sorted(some, key=lambda each: (each.at, each.id))
    if not every:
        return None
    last = every[-1]
    told: dict[str, AskMail] = {}
    for each in every:
        for mail in mails[each.id]:
            told[mail.person] = mail
    return Asking(last, known.get(last.who) or last.who, tuple(told.values()))
