"""A person sees what was sent and what the account shows, and their word is carried out once."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from campaign.errors import CampaignError, Rejected, Unavailable
from campaign.media import MediaStore
from campaign.model import Decision, State
from campaign.model.people import Actor
from campaign.platforms.protocols import Platform, Seen
from campaign.storage import publications
from campaign.usecases.operations.inspect_unknown import Look, look
from campaign.usecases.operations.resolve import CannotDecide, resolve
from tests.engine.scripted import Ledger, Scripted, lost, says, swallowed
from tests.engine.stage import Stage
from tests.plan.made import DAY, HOUR, NOW

MINUTE = timedelta(minutes=1)


@dataclass
class Showing(Scripted):
    """A network that cannot be asked about a key, but shows what an account posted."""

    shows: list[Seen] = field(default_factory=list)
    trouble: Exception | None = None

    @staticmethod
    def visible(text: str) -> str:
        """It shows no exclamation marks."""
        return text.replace("!", "")

    def recent(self, since: datetime) -> Sequence[Seen]:
        """What the test has put there."""
        if self.trouble is not None:
            raise self.trouble
        return [seen for seen in self.shows if seen.at >= since]


@pytest.fixture
def showing(tmp_path: Path) -> Showing:
    """The network."""
    return Showing(Ledger(tmp_path / "ledger.jsonl"), MediaStore(tmp_path / "media"))


@pytest.fixture
def doubtful(stage: Stage, showing: Showing) -> Stage:
    """One publication of which nobody knows whether it is out."""
    stage.network = showing
    showing.script.append(lost)
    stage.ready(stage.wanted(texts=("Bon dia!\n\nA tothom.",)))
    stage.tick()
    assert stage.states() == [State.UNKNOWN]
    return stage


def seen(text: str = "Bon dia A tothom.", after: timedelta = MINUTE, name: str = "7") -> Seen:
    """A post on the account."""
    return Seen(name, f"https://scripted.example/{name}", text, NOW + after)


def looked(stage: Stage, number: int | None = None) -> Look:
    """What a person is shown of the only one."""
    connect = lambda _: stage.network  # noqa: E731
    (found,), _ = look(stage.database, stage.channels, connect, number=number)
    return found


def decide(stage: Stage, decision: Decision, **other: object) -> State:
    """What Aina says about it."""
    return resolve(stage.database, 1, decision, actor=Actor("aina"), now=stage.now, **other)  # type: ignore[arg-type]


def last_word(stage: Stage) -> tuple[str, str]:
    """Who made the last move, and why."""
    with stage.database.read() as connection:
        row = publications.story(connection, 1)[-1]
    return row["who"], row["reason"]


def test_what_was_sent_is_shown_with_when_and_by_whom(doubtful: Stage) -> None:
    """And what came back."""
    found = looked(doubtful)
    assert found.attempt is not None
    assert (found.attempt.started, found.attempt.worker) == (NOW, "worker")
    assert "no answer" in found.attempt.answer
    assert found.variant.text == "Bon dia!\n\nA tothom."
    assert found.where == "catalonia at scripted"


def test_the_account_shows_what_it_posted_since_and_which_has_the_same_words(
    doubtful: Stage, showing: Showing
) -> None:
    """As the network shows words, and whatever its spaces; older ones are not ours."""
    showing.shows = [seen(), seen("Una altra cosa.", name="8"), seen(after=-DAY, name="6")]
    found = looked(doubtful)
    assert [each.remote_id for each in found.shown or ()] == ["7", "8"]
    assert [each.remote_id for each in found.alike] == ["7"]


def test_an_account_that_cannot_be_asked_is_named_for_the_persons_own_eyes(
    doubtful: Stage, showing: Showing, tmp_path: Path
) -> None:
    """A network that is down, an odd answer, one that lists nothing, a channel that is gone."""
    for trouble, said in ((Unavailable("down"), "down"), (KeyError("id"), "KeyError: 'id'")):
        showing.trouble = trouble
        found = looked(doubtful)
        assert (found.shown, found.trouble) == (None, said)
    doubtful.network = Scripted(Ledger(tmp_path / "x"), MediaStore(tmp_path / "y"))
    assert looked(doubtful).trouble == "scripted does not show an account's posts"
    doubtful.channels = {}
    assert "no longer in the configuration" in looked(doubtful).trouble


def test_one_that_failed_can_be_looked_at_by_its_number(stage: Stage) -> None:
    """A number that nobody has is told."""
    stage.network.script.append(says(Rejected("too rude")))
    stage.ready(stage.wanted())
    stage.tick()
    assert looked(stage, 1).publication.reason == "too rude"
    with pytest.raises(CampaignError, match="no publication 9"):
        looked(stage, 9)


def test_each_account_is_asked_once_however_many_are_unknown(
    stage: Stage, showing: Showing
) -> None:
    """And of very many only the first are shown."""
    asked = []

    def connect(channel: object) -> Platform:
        asked.append(channel)
        return showing

    stage.network = showing
    stage.ready(*(stage.wanted(f"p{n}") for n in range(5)))
    showing.script.extend([swallowed] * 5)
    for _ in range(5):
        stage.tick(10 * MINUTE)
    found, count = look(stage.database, stage.channels, connect, limit=3)
    assert (len(found), count, len(asked)) == (3, 5, 1)


def test_there_takes_id_address_and_instant_from_the_account(
    doubtful: Stage, showing: Showing
) -> None:
    """So that its figures can be collected and its age is right."""
    showing.shows = [seen()]
    (alike,) = looked(doubtful).alike
    doubtful.now += DAY
    assert decide(doubtful, Decision.THERE, seen=alike) is State.PUBLISHED
    held = doubtful.held()
    assert (held.remote_id, held.url, held.published_at) == ("7", alike.url, alike.at)
    assert last_word(doubtful) == ("aina", f"decided by aina: it is there, at {alike.url}")


def test_there_with_nothing_but_an_address_is_dated_by_its_last_try(doubtful: Stage) -> None:
    """The day on which somebody decided is not the day on which it was read."""
    doubtful.now += DAY
    decide(doubtful, Decision.THERE, url="https://x.example/1")
    held = doubtful.held()
    assert (held.remote_id, held.url, held.published_at) == ("", "https://x.example/1", NOW)


def test_again_keeps_the_calendars_time_so_that_the_next_apply_changes_nothing(
    doubtful: Stage,
) -> None:
    """It goes out although its time is long past."""
    wanted = doubtful.wanted(texts=("Bon dia!\n\nA tothom.",), at=NOW)
    doubtful.now += 3 * DAY
    assert decide(doubtful, Decision.AGAIN) is State.SCHEDULED
    assert doubtful.plan([wanted]).steps == ()
    assert doubtful.tick().published == [1]
    first, second = doubtful.network.sent
    assert first == second, "the same bytes under the same key"


def test_absent_leaves_it_to_be_rescheduled_or_cancelled(doubtful: Stage) -> None:
    """That it is not there is one thing, whether it is still wanted another."""
    assert decide(doubtful, Decision.ABSENT) is State.FAILED
    assert last_word(doubtful) == ("aina", "decided by aina: it is not there")
    assert doubtful.tick(HOUR).published == []
    assert decide(doubtful, Decision.CANCEL) is State.CANCELLED


def test_a_decision_on_what_has_changed_meanwhile_is_refused(doubtful: Stage) -> None:
    """Somebody else has decided, or another try was made, while this person looked."""
    before = looked(doubtful)
    decide(doubtful, Decision.AGAIN)
    with pytest.raises(CannotDecide, match="changed while you looked: it is now scheduled"):
        decide(doubtful, Decision.CANCEL, looked=before)
    doubtful.network.script.append(swallowed)
    doubtful.tick()
    assert doubtful.states() == [State.UNKNOWN]
    with pytest.raises(CannotDecide, match="changed while you looked: it is now unknown"):
        decide(doubtful, Decision.CANCEL, looked=before)
    assert decide(doubtful, Decision.CANCEL, looked=looked(doubtful)) is State.CANCELLED


@pytest.mark.parametrize("decision", [Decision.THERE, Decision.ABSENT])
def test_what_failed_is_surely_not_there(stage: Stage, decision: Decision) -> None:
    """Only of what is unknown can it be said."""
    stage.network.script.append(says(Rejected("too rude")))
    stage.ready(stage.wanted())
    stage.tick()
    with pytest.raises(CannotDecide, match="failed: it is not there"):
        decide(stage, decision)


def test_the_key_is_the_same_in_every_decision(doubtful: Stage) -> None:
    """Identity and key outlive them all."""
    key = replace(doubtful.held()).key
    for decision in (Decision.ABSENT, Decision.AGAIN):
        decide(doubtful, decision)
        assert doubtful.held().key == key
