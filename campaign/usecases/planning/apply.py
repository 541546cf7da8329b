"""Carry out a plan: draw the cards, store the finished variants, write the publications down."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from datetime import datetime

from sqlalchemy import Connection

from campaign.cards.brand import Brand
from campaign.cards.draw import draw
from campaign.engine.after_restore.marks import Surely, book, since
from campaign.errors import StorageError
from campaign.keys import key_for
from campaign.media import MediaStore
from campaign.model import Cancellation, Card, Doubt, Finding, Media, Planned, State, Variant
from campaign.model.people import Actor
from campaign.plan.diff import Identity, Kind, Plan, Step
from campaign.plan.reasons import REMOVED, TOO_LATE
from campaign.plan.rights import Act
from campaign.platforms import registry
from campaign.storage import planning, publications, record, variants
from campaign.storage.database import Database
from campaign.storage.journal import Journal
from campaign.storage.record import Entry
from campaign.storage.restores import Restore
from campaign.storage.trust import authors, people, remarks, withdrawals
from campaign.usecases.planning.agreements import NO_AGREEMENTS, Agreements, settle
from campaign.usecases.planning.doubts import Doubts
from campaign.usecases.planning.planned_entries import by_post, planned_entry

#: Called after each card with how many are drawn and how many there are to draw.
Progress = Callable[[int, int], None]


@dataclass(frozen=True, slots=True)
class Applied:
    """How many publications were added, changed, moved and cancelled, and how many cards drawn.

    `marked` counts those in flight or unknown that the calendar dropped or changed; if they come
    back unsent, they are held. `overtaken` counts those that left, or were changed by another
    process, meanwhile. `doubtful` counts those that may be out already because a backup was put
    back; their networks are asked first. `booked` counts those that are out by the journal of
    receipts. `too_late` counts those that the calendar asks for at a time that has passed by more
    than their channel's grace: they are not planned, or cancelled. `withdrawn` are the consents
    that the files call withdrawn since the last time; `disagreed` counts the publications that are
    held because a consent has ended.
    """

    added: int = 0
    changed: int = 0
    moved: int = 0
    cancelled: int = 0
    cards: int = 0
    overtaken: int = 0
    marked: int = 0
    doubtful: int = 0
    booked: int = 0
    too_late: int = 0
    withdrawn: tuple[str, ...] = ()
    disagreed: int = 0


def apply(
    plan: Plan,
    database: Database,
    media: MediaStore,
    brand: Brand,
    *,
    actor: Actor,
    now: datetime,
    picture: Callable[[str], bytes],
    report: Progress | None = None,
    journal: Journal | None = None,
    delivery: Surely = registry.delivery,
    agreed: Agreements = NO_AGREEMENTS,
    findings: Iterable[Finding] = (),
    post: str = "",
) -> Applied:
    """Carry out every step of a plan, in one transaction, after all cards are drawn.

    The actor must be allowed to apply in every region that a step touches.
    `picture` gives the bytes of a post's own picture by its hash. `journal` has what went out
    before a backup was put back, and `delivery` gives the delivery class of a channel. `agreed` has
    the consents of the people whom posts show: by them every publication that is not out learns
    until when it may go. `findings` are those of the calendar, for the record. With a `post`, the
    plan is of that one alone (`plan_one`), and so is what is learned of consents. Raises
    RenderError when a card cannot be drawn, StorageError when something cannot be stored, and
    Forbidden. Then nothing is half applied, and the cards that were drawn serve the next try.
    """
    steps = plan.to_apply
    regions = touched(steps)
    with database.read() as connection:  # before anything is drawn
        people.asked(connection, actor, Act.PLAN, regions)
    wanted = [step.planned.variant for step in steps if step.planned and step.kind is not Kind.HOLD]
    cards = draw_cards(wanted, database, media, brand, now=now, report=report)
    for digest in dict.fromkeys(own.sha256 for variant in wanted for own in variant.own):
        media.put(picture(digest))
    done = dict.fromkeys(Kind, 0)
    overtaken = 0
    doubtful: set[Identity] = set()
    named: set[str] = set()
    found, entries = by_post(findings), list[Entry]()
    with database.write() as connection:
        who = people.demand(connection, actor, Act.PLAN, regions).name
        doubts = Doubts(connection, journal, now, delivery)
        for step in steps:
            finished = doubt = None
            if step.planned is not None and step.kind is not Kind.HOLD:
                finished = finish(step.planned, cards.pictures)
                name = variants.store(connection, finished.variant, now, who)
                authors.planned(
                    connection,
                    name,
                    finished.variant.post,
                    finished.variant.language,
                    who=who,
                    now=now,
                )
                named.add(name)
                doubt = doubts.about(step, finished)
            if _carry_out(connection, step, finished, who, now, doubt):
                done[step.kind] += 1
                if finished is not None:
                    entries.append(planned_entry(finished, found, who, now))
                if doubt is not None:
                    doubtful.add(step.identity)
            else:
                overtaken += 1
        # Words that come back, or that lose another hold, are sent back still.
        remarks.hold(connection, named)
        authors.keep_drafts(connection, plan.drafts, known=plan.known)
        record.note(connection, entries)
        booked = _book(connection, journal, steps, doubts.put_back, who, now)
        ended, disagreed = settle(connection, agreed, who=who, now=now, post=post)
        record.chain(connection)
    for reference in ended:
        withdrawals.append(journal, reference, now)
    return Applied(
        done[Kind.ADD],
        done[Kind.CHANGE],
        done[Kind.MOVE],
        done[Kind.CANCEL],
        cards.drawn,
        overtaken,
        done[Kind.HOLD],
        len(doubtful - booked),
        len(booked),
        len(plan.too_late),
        ended,
        disagreed,
    )


def touched(steps: Iterable[Step]) -> frozenset[str]:
    """The regions in which some steps change anything; of a post that moves on, both."""
    found: set[str] = set()
    for step in steps:
        if step.planned is not None:
            found.add(step.planned.region)
        if step.stored is not None:
            found.add(step.stored.region)
    return frozenset(found)


def only(plan: Plan, region: str) -> Plan:
    """The same plan with the steps of one region alone; what comes from another, or goes to one,
    stays out.
    """
    return replace(plan, steps=tuple(s for s in plan.steps if touched([s]) <= {region}))


def _book(
    connection: Connection,
    journal: Journal | None,
    steps: Sequence[Step],
    put_back: Sequence[Restore],
    who: str,
    now: datetime,
) -> set[Identity]:
    """Write down the receipts that a restored backup did not have; gives their publications."""
    new = {step.identity for step in steps if step.kind is Kind.ADD}
    if not put_back or not new or journal is None:
        return set()
    known_until = min(each.known_until for each in put_back)
    try:
        entries = [each for each in since(journal, known_until) if each.identity in new]
    except OSError as error:
        raise StorageError(f"{journal.file}: cannot be read ({error.strerror})") from error
    done, _ = book(connection, entries, who=who, now=now)
    return {(p.post, p.occurrence, p.channel) for p in done}


def _carry_out(
    connection: Connection,
    step: Step,
    finished: Planned | None,
    who: str,
    now: datetime,
    doubt: Doubt | None,
) -> bool:
    if step.kind is Kind.HOLD:
        assert step.stored is not None
        return publications.mark(
            connection, step.stored, step.hold, step.hold_detail, who=who, now=now
        )
    if finished is None:
        assert step.stored is not None
        return publications.change(
            connection,
            step.stored,
            State.CANCELLED,
            who=who,
            now=now,
            reason=REMOVED if step.moved_to is None else TOO_LATE,
            cancelled=Cancellation.CALENDAR,
        )
    if step.stored is None:
        variant = finished.variant
        key = key_for(registry.key_form(variant.platform), finished.identity, now)
        new = planning.add(
            connection,
            finished,
            variant_hash=variant.hash,
            key=key,
            who=who,
            now=now,
            doubt=doubt,
        )
        return new is not None
    return planning.replan(
        connection,
        step.stored,
        finished,
        variant_hash=finished.variant.hash,
        who=who,
        now=now,
        reason=str(step.kind),
        doubt=doubt,
    )


def finisher(
    database: Database,
    media: MediaStore,
    brand: Brand,
    *,
    now: datetime,
    picture: Callable[[str], bytes],
    report: Progress | None = None,
) -> Callable[[Sequence[Planned]], list[Planned]]:
    """What gives planned variants their pictures: cards are drawn, and a post's own are stored.

    `picture` gives the bytes of a post's own picture by its hash.
    """

    def finished(some: Sequence[Planned]) -> list[Planned]:
        wanted = [each.variant for each in some]
        cards = draw_cards(wanted, database, media, brand, now=now, report=report)
        for digest in dict.fromkeys(own.sha256 for variant in wanted for own in variant.own):
            media.put(picture(digest))
        return [finish(each, cards.pictures) for each in some]

    return finished


def finish(planned: Planned, pictures: Mapping[str, Media]) -> Planned:
    """The same with the picture of its card; `pictures` are those of cards, by card key."""
    variant = planned.variant
    if variant.card is None:
        return planned
    drawn = replace(pictures[variant.card_key], alt=variant.alt)
    return replace(planned, variant=variant.illustrated((drawn, *variant.beside)))


@dataclass(frozen=True, slots=True)
class _Cards:
    """The pictures of cards by card key, and how many had to be drawn."""

    pictures: dict[str, Media]
    drawn: int


def draw_cards(
    wanted: Iterable[Variant],
    database: Database,
    media: MediaStore,
    brand: Brand,
    *,
    now: datetime,
    report: Progress | None = None,
    threads: int = 2,
) -> _Cards:
    """Draw the cards that have not been drawn yet, store them, and write down which is which.

    A card whose file was lost is drawn again.
    """
    cards = {variant.card_key: variant.card for variant in wanted if variant.card is not None}
    with database.read() as connection:
        pictures = variants.drawn(connection, cards)
    pictures = {key: known for key, known in pictures.items() if media.holds(known)}
    missing = [(key, card) for key, card in cards.items() if key not in pictures]

    def one(item: tuple[str, Card]) -> tuple[str, Media]:
        key, card = item
        return key, media.put(draw(card, brand))

    with ThreadPoolExecutor(threads, thread_name_prefix="draw") as pool:
        for number, (key, stored) in enumerate(pool.map(one, missing), start=1):
            with database.write() as connection:
                variants.remember_card(connection, key, stored, now)
            pictures[key] = stored
            if report is not None:
                report(number, len(missing))
    return _Cards(pictures, len(missing))
