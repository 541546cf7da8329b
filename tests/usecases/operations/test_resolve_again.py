"""Nothing is sent again before somebody looked for it, the person's word for it or not."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import update

from campaign.errors import CampaignError, Rejected, Unavailable
from campaign.media import MediaStore
from campaign.model import AttemptOutcome, Decision, Receipt, State
from campaign.model.people import Actor
from campaign.platforms.protocols import Seen
from campaign.storage import parts as parts_out
from campaign.storage import publications, tables
from campaign.usecases.operations.inspect_unknown import Look, look
from campaign.usecases.operations.reschedule import chosen, reschedule
from campaign.usecases.operations.resolve import CannotDecide, MayBeThere, resolve
from tests.engine.scripted import Answer, Finder, Ledger, lost, pending, says, swallowed
from tests.engine.stage import Stage
from tests.plan.made import DAY, HOUR, NOW
from tests.storage.conftest import on_both

MINUTE = timedelta(minutes=1)
WORDS = "Bon dia a tothom."


@dataclass
class Open(Finder):
    """A network that can be asked by key and shows its account's posts: `shows` beside the rest."""

    shows: list[Seen] = field(default_factory=list)
    closed: CampaignError | None = None

    def recent(self, since: datetime) -> Sequence[Seen]:
        """What the test has put there."""
        if self.closed is not None:
            raise self.closed
        return [seen for seen in self.shows if seen.at >= since]


@pytest.fixture
def account(tmp_path: Path) -> Open:
    """The network of every channel."""
    return Open(Ledger(tmp_path / "ledger.jsonl"), MediaStore(tmp_path / "media"))


@pytest.fixture
def stage(stage: Stage, account: Open) -> Stage:
    """A publisher on it."""
    stage.network = account
    return stage


def shown(name: str = "by-hand", *, text: str = WORDS, at: datetime = NOW) -> Seen:
    """A post on the account."""
    return Seen(name, f"https://scripted.example/{name}", text, at)


def seen_by(stage: Stage, number: int = 1) -> Look:
    """What a person is shown."""
    connect = lambda _: stage.network  # noqa: E731
    (found,), _ = look(stage.database, stage.channels, connect, number=number)
    return found


def again(stage: Stage, number: int = 1, *, anyway: bool = False) -> State:
    """Aina looks, and says that it shall be sent again."""
    return decide(stage, Decision.AGAIN, number, looked=seen_by(stage, number), anyway=anyway)


def decide(stage: Stage, decision: Decision, number: int = 1, **other: object) -> State:
    """What Aina says."""
    return resolve(
        stage.database,
        number,
        decision,
        actor=Actor("aina"),
        now=stage.now,
        **other,  # type: ignore[arg-type]
    )


def begun(stage: Stage, answer: Answer) -> Stage:
    """One publication whose network answered so."""
    stage.network.script.append(answer)
    stage.ready(stage.wanted())
    stage.tick()
    return stage


def failed(stage: Stage) -> None:
    """It was refused: surely it is not there."""
    begun(stage, says(Rejected("422: too rude")))


def missed(stage: Stage) -> None:
    """It was never tried."""
    stage.ready(stage.wanted())
    stage.tick(DAY)


def unknown(stage: Stage) -> None:
    """Its answer was lost, and it is not there."""
    begun(stage, swallowed)


def stale(stage: Stage) -> None:
    """Its network has been working on it for hours."""
    begun(stage, pending("job-7"))
    stage.now += 3 * HOUR


def given_up(stage: Stage) -> None:
    """An answer was lost, and the next try was refused: the first may be out all the same."""
    unknown(stage)
    with stage.database.write() as connection:
        one = publications.one(connection, 1)
        assert one is not None
        assert publications.change(
            connection, one, State.FAILED, who="worker", now=stage.now, reason="422"
        )


def restored(stage: Stage) -> None:
    """A backup was put back: whatever was due since may have gone out."""
    with stage.database.write() as connection:
        connection.execute(update(tables.publications).values(doubtful_since=NOW - 2 * HOUR))


STATES = {
    State.FAILED: failed,
    State.MISSED: missed,
    State.UNKNOWN: unknown,
    State.PENDING: stale,
}
everywhere = pytest.mark.parametrize(("state", "come_to"), STATES.items(), ids=list(STATES))
surely_not_there = pytest.mark.parametrize("come_to", [failed, missed])
perhaps_there = pytest.mark.parametrize("come_to", [unknown, given_up, stale])


@on_both
@everywhere
def test_the_same_words_on_the_account_stop_it_in_every_state(
    stage: Stage, account: Open, state: State, come_to: Callable[[Stage], None]
) -> None:
    """Somebody posted it by hand, or it arrived late; a person may insist."""
    come_to(stage)
    account.shows = [shown("8", text="Una altra cosa."), shown()]
    with pytest.raises(MayBeThere, match=r"the same words, at https://scripted\.example/by-hand"):
        again(stage)
    assert stage.states() == [state]
    assert again(stage, anyway=True) is State.SCHEDULED


@everywhere
def test_an_account_without_them_lets_it_go_again(
    stage: Stage, account: Open, state: State, come_to: Callable[[Stage], None]
) -> None:
    """Other words, and the same ones of long before, are not it."""
    come_to(stage)
    account.shows = [shown("8", text="Una altra cosa."), shown("6", at=NOW - DAY)]
    assert again(stage) is State.SCHEDULED
    assert stage.tick().published == [1]
    assert len(stage.ledger.public) == 1


@on_both
def test_last_weeks_post_with_the_same_words_is_no_reason(stage: Stage, account: Open) -> None:
    """It is another publication, whose id is known; so is a part of a thread."""
    weekly = [replace(stage.wanted(at=stage.now + n * HOUR), occurrence=f"w{n}") for n in range(3)]
    stage.ready(*weekly)
    stage.tick()
    stage.network.script.append(says(Rejected("422")))
    stage.tick(HOUR)
    assert stage.states() == [State.PUBLISHED, State.FAILED, State.SCHEDULED]
    with stage.database.write() as connection:
        receipt = Receipt("of-a-part", "https://scripted.example/of-a-part")
        parts_out.add(connection, 3, 0, key="k", receipt=receipt, now=stage.now)
    account.shows = [shown(stage.held(1).remote_id, at=NOW + HOUR), shown("of-a-part")]
    found = seen_by(stage, 2)
    assert (found.alike, found.booked) == ((), {stage.held(1).remote_id: 1, "of-a-part": 3})
    account.shows.append(shown("late", at=NOW + HOUR))
    with pytest.raises(MayBeThere, match="late"):
        again(stage, 2)
    account.shows.pop()
    assert again(stage, 2) is State.SCHEDULED


@perhaps_there
def test_what_may_be_out_and_cannot_be_asked_about_needs_a_persons_own_eyes(
    stage: Stage, account: Open, come_to: Callable[[Stage], None]
) -> None:
    """They are told where to look and what to say then; nothing is sent by mistake."""
    come_to(stage)
    account.closed = Unavailable("the server is down")
    with pytest.raises(MayBeThere) as refused:
        again(stage)
    for words in ("the server is down", "catalonia at scripted", "there --url", "--anyway"):
        assert words in str(refused.value)
    assert ("absent" in str(refused.value)) == (come_to is not given_up)
    assert again(stage, anyway=True) is State.SCHEDULED


@surely_not_there
def test_what_never_arrived_goes_again_though_nobody_can_ask(
    stage: Stage, account: Open, come_to: Callable[[Stage], None]
) -> None:
    """A refusal is an answer, and what was never tried cannot be there."""
    come_to(stage)
    account.closed = Unavailable("the server is down")
    assert not seen_by(stage).in_doubt
    assert again(stage) is State.SCHEDULED
    assert stage.tick().published == [1]


@on_both
def test_after_a_person_said_that_it_is_not_there_nobody_is_asked_again(
    stage: Stage, account: Open
) -> None:
    """They have looked: their word settles the doubt, of its tries and of a backup."""
    unknown(stage)
    restored(stage)
    account.closed = account.trouble = Unavailable("the server is down")
    decide(stage, Decision.ABSENT)
    assert (stage.outcomes(), stage.held().doubtful_since) == ([AttemptOutcome.ABSENT], None)
    assert again(stage) is State.SCHEDULED
    assert stage.tick().published == [1]


@on_both
def test_what_is_in_doubt_is_looked_for_once_more_before_it_is_sent(stage: Stage) -> None:
    """It arrived after the person had looked: it is found, and not sent a second time."""
    unknown(stage)
    assert again(stage) is State.SCHEDULED
    held, (_, payload) = stage.held(), stage.network.sent[0]
    stage.ledger.accept(held.key, payload)
    assert stage.tick().published == [1]
    assert (len(stage.network.sent), len(stage.ledger.public)) == (1, 1)


@pytest.mark.parametrize("after_a_backup", [False, True])
def test_what_a_person_wants_sent_anyway_is_sent_unasked(
    stage: Stage, account: Open, after_a_backup: bool
) -> None:
    """Also where a network could still find the first one."""
    begun(stage, lost)
    if after_a_backup:
        restored(stage)
    assert again(stage, anyway=True) is State.SCHEDULED
    asked = len(account.asked)
    assert stage.tick().published == [1]
    assert (len(account.asked), len(stage.network.sent)) == (asked, 2)


def test_after_a_backup_what_no_try_tells_of_is_looked_for_too(stage: Stage, account: Open) -> None:
    """A missed one that was never tried, as far as the backup knows."""
    missed(stage)
    restored(stage)
    account.closed = Unavailable("the server is down")
    with pytest.raises(MayBeThere):
        again(stage)
    account.closed = None
    assert again(stage) is State.SCHEDULED
    assert stage.held().doubtful_since is not None
    stage.tick()
    assert account.asked, "before it was sent"


# ---- there ----


def test_what_failed_or_was_missed_and_stands_there_all_the_same_is_published(
    stage: Stage, account: Open
) -> None:
    """A network that refused it and has it, an officer who posted it by hand."""
    for number, come_to in enumerate((failed, missed), start=1):
        if number == 2:
            stage.apply(stage.wanted("other", channel="arad"))
            stage.approve()
            stage.tick(DAY)
        else:
            come_to(stage)
        account.shows = [shown(f"there-{number}", at=stage.now)]
        (alike,) = seen_by(stage, number).alike
        assert decide(stage, Decision.THERE, number, seen=alike) is State.PUBLISHED
        assert stage.held(number).remote_id == f"there-{number}"


def test_an_address_alone_says_that_it_is_there_only_where_it_may_be(stage: Stage) -> None:
    """What was refused is surely not there; of what was given up, a person may know better."""
    failed(stage)
    url = "https://scripted.example/9"
    with pytest.raises(CannotDecide, match="is failed: it is not there"):
        decide(stage, Decision.THERE, url=url)
    again(stage)
    stage.network.script.append(swallowed)
    stage.tick()
    with stage.database.write() as connection:
        one = publications.one(connection, 1)
        assert one is not None
        publications.change(connection, one, State.FAILED, who="w", now=stage.now)
    assert decide(stage, Decision.THERE, url=url) is State.PUBLISHED


def test_one_post_there_is_not_two_publications(stage: Stage) -> None:
    """Who points at another one's post is told whose it is."""
    stage.ready(stage.wanted(), stage.wanted("other"))
    stage.tick()
    stage.network.script.append(swallowed)
    stage.tick(HOUR)
    assert stage.states() == [State.PUBLISHED, State.UNKNOWN]
    with pytest.raises(CannotDecide, match="is publication 1"):
        decide(stage, Decision.THERE, 2, seen=shown(stage.held(1).remote_id))


# ---- reschedule ----


def cancelled(stage: Stage) -> None:
    """A person cancelled it in doubt."""
    unknown(stage)
    decide(stage, Decision.CANCEL)


def missed_in_doubt(stage: Stage) -> None:
    """It was proved absent once, and its time passed."""
    unknown(stage)
    with stage.database.write() as connection:
        one = publications.one(connection, 1)
        assert one is not None
        publications.change(connection, one, State.SCHEDULED, who="w", now=NOW, tries=0)
    stage.tick(DAY)
    assert stage.states() == [State.MISSED]


@on_both
@pytest.mark.parametrize("come_to", [given_up, missed_in_doubt, cancelled])
def test_what_may_be_out_is_looked_for_before_it_goes_at_its_new_time(
    stage: Stage, account: Open, come_to: Callable[[Stage], None]
) -> None:
    """It had arrived late: it is found, and not sent a second time."""
    come_to(stage)
    some = chosen(stage.database, numbers=[1])
    at = stage.now + HOUR
    reschedule(stage.database, some, lambda _: at, actor=Actor("aina"), now=stage.now)
    stage.ledger.accept(stage.held().key, stage.network.sent[0][1])
    assert stage.tick(HOUR).published == [1]
    assert (len(stage.network.sent), len(stage.ledger.public)) == (1, 1)
    assert account.asked
