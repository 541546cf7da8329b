"""Two installations on one account: what one has posted, the other does not post once more."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from pathlib import Path
from typing import ClassVar

import pytest

from campaign.engine import unbooked_posts
from campaign.engine.context import EngineContext, SeenAccounts, TickReport
from campaign.errors import Unavailable
from campaign.media import MediaStore
from campaign.model import Decision, Hold, Limits, Publication, Receipt, State, Unit
from campaign.model.people import Actor
from campaign.notices import KINDS
from campaign.platforms.protocols import Seen
from campaign.storage import parts, publications, variants
from campaign.storage.database import Database, open_database
from campaign.storage.journal import Journal
from campaign.usecases.operations.inspect_unknown import look
from campaign.usecases.operations.notify import send_notices
from campaign.usecases.operations.resolve import CannotDecide, resolve
from campaign.usecases.operations.status import status
from tests.engine.on_sandbox import OnSandbox, on_sandbox, place
from tests.engine.scripted import Ledger, Scripted
from tests.engine.stage import Stage
from tests.plan.made import DAY, HOUR, NOW

MINUTE = timedelta(minutes=1)
WORDS = "Bon dia! A tothom."
THERE = Seen("7", "https://scripted.example/7", "Bon dia\nA tothom.", NOW - HOUR)


@dataclass
class Showing(Scripted):
    """A network that shows what an account posted; `asked` tells since when it was."""

    shows: list[Seen] = field(default_factory=list)
    asked: list[datetime] = field(default_factory=list)
    trouble: Exception | None = None

    @staticmethod
    def visible(text: str) -> str:
        """It shows no exclamation marks."""
        return text.replace("!", "")

    def recent(self, since: datetime) -> Sequence[Seen]:
        """What the test has put there."""
        self.asked.append(since)
        if self.trouble is not None:
            raise self.trouble
        return [seen for seen in self.shows if seen.at >= since]


@dataclass
class Guarded(Showing):
    """One that refuses a repeat by itself."""

    static: ClassVar[Limits] = Limits(
        text=500, unit=Unit.GRAPHEMES, repeats_after=timedelta(days=1)
    )


@pytest.fixture
def showing(tmp_path: Path) -> Showing:
    """The network."""
    return Showing(Ledger(tmp_path / "ledger.jsonl"), MediaStore(tmp_path / "media"))


@pytest.fixture
def ready(stage: Stage, showing: Showing) -> Stage:
    """One publication that is due, on an account that shows its words already."""
    stage.network = showing
    showing.shows = [THERE]
    stage.ready(stage.wanted(texts=(WORDS,)))
    return stage


def kept(stage: Stage, context: EngineContext | None = None) -> list[str]:
    """Which posts may be sent, of all that are scheduled and not held."""
    context = context or stage.engine_context()
    with stage.database.read() as connection:
        some = [p for p in publications.all_of(connection) if not p.hold]
        words = variants.load(connection, [p.variant_hash for p in some])
    ready = [
        (p, words[p.variant_hash], context.connect(context.channels[p.channel]))
        for p in some
        if p.state is State.SCHEDULED
    ]
    return [p.post for p, _, _ in unbooked_posts.hold_repeats(context, ready, TickReport())]


def decide(stage: Stage, decision: Decision, **other: object) -> State:
    """What Aina says about it."""
    return resolve(stage.database, 1, decision, actor=Actor("aina"), now=stage.now, **other)  # type: ignore[arg-type]


def test_words_that_are_there_by_nobody_of_ours_are_held_with_their_address(ready: Stage) -> None:
    """Whatever the white space and the signs that the network hides; the day before is asked."""
    assert kept(ready) == []
    assert "https://scripted.example/7" in ready.held().hold_detail
    assert isinstance(ready.network, Showing)
    assert ready.network.asked == [NOW - DAY]
    done = ready.tick()
    assert (done.published, ready.ledger.public) == ([], [])
    assert "https://scripted.example/7" in done.held[1]


@pytest.mark.parametrize("text", ["Bon dia a tothom, una altra vegada.", ""])
def test_other_words_are_sent(ready: Stage, showing: Showing, text: str) -> None:
    """And so is what the account showed two days ago."""
    showing.shows = [replace(THERE, text=text), replace(THERE, at=NOW - 2 * DAY)]
    assert kept(ready) == ["labs"]


def test_what_is_booked_is_ours(ready: Stage) -> None:
    """As a publication's own id, or as that of one of its parts."""
    ready.apply(
        ready.wanted(texts=(WORDS,)), *(ready.wanted(n, at=NOW + DAY) for n in ("out", "thread"))
    )
    for number, name in ((ready.number("out"), "7"), (ready.number("thread"), "8")):
        with ready.database.write() as connection:
            if name == "8":
                parts.add(connection, number, 1, key="k", receipt=Receipt("8"), now=NOW)
            else:
                row = publications.one(connection, number)
                assert row is not None
                publications.publish(connection, [(row, Receipt("7"))], who="w", now=NOW)
    assert isinstance(ready.network, Showing)
    ready.network.shows = [THERE, replace(THERE, remote_id="8")]
    assert kept(ready) == ["labs", "thread"]
    ready.network.shows.append(replace(THERE, remote_id="9", url="https://scripted.example/9"))
    assert kept(ready) == ["thread"]
    assert "https://scripted.example/9" in ready.held().hold_detail


def test_an_account_is_asked_once_in_ten_minutes(ready: Stage, showing: Showing) -> None:
    """By one process; another one asks for itself."""
    context = ready.engine_context()
    kept(ready, context)
    ready.now += 9 * MINUTE
    assert kept(ready, replace(context, clock=lambda: ready.now)) == []
    assert len(showing.asked) == 1
    ready.apply(ready.wanted(texts=(WORDS,)), ready.wanted("more", texts=(WORDS,)))
    assert kept(ready, context) == [], "what it showed then still counts"
    ready.apply(ready.wanted("late", at=NOW))
    ready.now += MINUTE
    kept(ready, context)
    assert len(showing.asked) == 2
    kept(ready, replace(context, seen_accounts=SeenAccounts()))
    assert len(showing.asked) == 3


def test_a_network_that_cannot_be_asked_holds_nothing_back(ready: Stage, showing: Showing) -> None:
    """It is asked again a minute later."""
    showing.trouble = Unavailable("down")
    context = ready.engine_context()
    assert kept(ready, context) == ["labs"]
    assert kept(ready, context) == ["labs"]
    assert len(showing.asked) == 1
    showing.trouble = None
    ready.now += MINUTE
    assert kept(ready, context) == []


def test_a_network_that_refuses_repeats_or_lists_nothing_is_not_asked(
    ready: Stage, tmp_path: Path
) -> None:
    """The one needs no guard, the other can give none."""
    where = (Ledger(tmp_path / "ledger.jsonl"), MediaStore(tmp_path / "media"))
    guarded = Guarded(*where, shows=[THERE])
    for network in (guarded, Scripted(*where)):
        ready.network = network
        assert kept(ready) == ["labs"]
    assert guarded.asked == []


def test_what_was_tried_before_is_the_engines_own_question(ready: Stage) -> None:
    """The post that is there may be the one whose answer was lost."""
    with ready.database.write() as connection:
        row = publications.all_of(connection)[0]
        flying = replace(row, state=State.PUBLISHING)
        publications.change(connection, row, State.PUBLISHING, who="w", now=NOW)
        publications.change(connection, flying, State.SCHEDULED, who="w", now=NOW, tries=1)
    assert kept(ready) == ["labs"]


def test_words_of_another_one_of_ours_that_waits_for_its_receipt_are_not_foreign(
    ready: Stage,
) -> None:
    """Its answer was lost, and it is what is there."""
    ready.apply(ready.wanted(texts=(WORDS,)), ready.wanted("lost", at=NOW + HOUR, texts=(WORDS,)))
    with ready.database.write() as connection:
        row = publications.one(connection, ready.number("lost"))
        assert row is not None
        publications.change(connection, row, State.UNKNOWN, who="w", now=NOW)
    assert kept(ready) == ["labs"]


def test_applying_the_same_calendar_does_not_lift_it(ready: Stage) -> None:
    """Other words or another time do; then the account is compared again."""
    kept(ready)
    same = ready.wanted(texts=(WORDS,), at=NOW)
    assert ready.plan([same]).steps == ()
    found = ready.plan([ready.wanted(texts=(WORDS,), at=NOW, blocked="a finding")])
    assert len(found.steps) == 1
    ready.apply(ready.wanted(texts=(WORDS,), at=NOW + HOUR))
    assert ready.held().hold is Hold.NONE
    assert kept(ready) == []
    ready.apply(ready.wanted(texts=("Bona nit.",), at=NOW + HOUR))
    assert (ready.held().hold, kept(ready)) == ("", ["labs"])


def test_again_lifts_it_for_good(ready: Stage, showing: Showing) -> None:
    """A person has looked: it is another post that happens to say the same."""
    kept(ready)
    assert decide(ready, Decision.AGAIN) is State.SCHEDULED
    assert kept(ready) == ["labs"]
    assert ready.tick().published == [1]
    with ready.database.read() as connection:
        told = [(row["who"], row["reason"]) for row in publications.story(connection, 1)]
    assert ("aina", "decided by aina: send it again") in told


def test_there_books_it_with_what_the_account_shows(
    ready: Stage, showing: Showing, tmp_path: Path
) -> None:
    """Its id, its address and its instant; and the journal keeps the receipt."""
    kept(ready)
    ((found,), count) = look(ready.database, ready.channels, lambda _: showing)
    assert (count, found.alike) == (1, (THERE,))
    journal = Journal(tmp_path / "receipts.jsonl")
    assert decide(ready, Decision.THERE, seen=THERE, looked=found, book=journal)
    held = ready.held()
    assert (held.state, held.remote_id, held.url) == (State.PUBLISHED, "7", THERE.url)
    assert (held.published_at, held.hold) == (THERE.at, Hold.NONE)
    last = journal.last()
    assert last is not None
    assert (last.publication, last.remote_id, last.part, last.at) == (1, "7", None, NOW)


def test_cancel_and_absent(ready: Stage) -> None:
    """The one ends it; that it is not there nobody can say."""
    kept(ready)
    with pytest.raises(CannotDecide, match="say there, again or cancel"):
        decide(ready, Decision.ABSENT)
    assert decide(ready, Decision.CANCEL) is State.CANCELLED


def test_it_is_missed_when_nobody_decides_and_can_still_be_said_to_be_there(ready: Stage) -> None:
    """Late beyond its grace; the reason says what held it."""
    kept(ready)
    ready.tick(DAY)
    held = ready.held()
    assert held.state is State.MISSED
    assert "the account shows these words already" in held.reason
    assert decide(ready, Decision.THERE, url=THERE.url) is State.PUBLISHED


def test_people_are_told_once_and_status_names_it(ready: Stage) -> None:
    """With the address and what can be decided; after "again" and another one, once more."""
    heard: list[tuple[str, str]] = []

    def connect() -> object:
        def send(title: str, said: str) -> str:
            heard.append((title, said))
            return ""

        return send

    def told() -> int:
        ready.now += 2 * MINUTE
        send_notices(ready.database, KINDS, campaign="C", connect=connect, now=ready.now)  # type: ignore[arg-type]
        return len(heard)

    assert told() == 0
    kept(ready)
    assert (told(), told()) == (1, 1)
    ((title, said),) = heard
    assert title == "C: 1 held"
    assert "https://scripted.example/7" in said
    assert "campaign resolve 1 there, again or cancel" in said
    found = status(ready.database, ready.now)
    assert found.attention == ("foreign",)
    assert (found.foreign.count, found.blocked.count) == (1, 0)


@pytest.fixture(params=["mastodon", "bluesky", "facebook", "instagram", "threads", "pixelfed"])
def two(
    request: pytest.FixtureRequest, stage: Stage, tmp_path: Path, migrated: Path
) -> Iterator[tuple[OnSandbox, OnSandbox]]:
    """Two installations of one campaign, each with its database, on one account."""
    import shutil

    file = tmp_path / "second.db"
    shutil.copyfile(migrated, file)
    database: Database = open_database(f"sqlite:///{file}")
    second = Stage(database, tmp_path, stage.network)
    with on_sandbox(stage, request.param) as first:
        yield first, place(second, request.param, first.url)
    database.close()


def test_two_installations_on_one_account_post_once(two: tuple[OnSandbox, OnSandbox]) -> None:
    """What the first has posted the second holds; what it has posted itself it knows."""
    first, second = two
    for each in two:
        each.stage.ready(each.post("labs"))
    first.ticks(8)
    second.stage.now = first.stage.now
    assert first.texts() == ["Bon dia, labs."]
    assert kept(second.stage, second.engine_context()) == []
    held: Publication = second.stage.held()
    assert first.stage.held().url in held.hold_detail
    # The same words again, after the first one's own post: its id is booked, so they go.
    again = first.post("labs")
    again = replace(again, variant=replace(again.variant, post="more"))
    first.stage.ready(first.post("labs"), again)
    assert kept(first.stage, first.engine_context()) == ["more"]
