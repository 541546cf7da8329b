"""A scripted network that deletes, edits and shows posts; what it did outlives every process."""

from __future__ import annotations

import json
import os
from collections import deque
from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from campaign.errors import OutcomeUnknown, PlatformError
from campaign.keys import part_key
from campaign.model import Deleted, Gone, Payload, Reading, Receipt, State
from campaign.model.changes import Change
from campaign.model.people import Actor
from campaign.plan.successors import standing
from campaign.platforms.http import fence
from campaign.storage import publications
from campaign.storage.trust import changes
from campaign.usecases.trust.correct import Corrected, correct
from campaign.usecases.trust.corrections import Correctable
from campaign.usecases.trust.withdraw import Asked, chosen, withdraw
from tests.engine.chained import Chained
from tests.engine.stage import Stage

AINA = Actor("aina")
WHY = "the figure is wrong"

#: What the network does with a request to delete or to edit a post.
Deed = Callable[["Taking", str, Payload | None], None]


@dataclass
class Taking(Chained):
    """It deletes and edits by `deeds`, then as it is asked; `shows` is False where nobody can read.

    `requests` are the ids in the order in which deleting them was asked for, by any process.
    """

    deeds: deque[Deed] = field(default_factory=deque)
    shows: bool = True
    lies: bool = False

    @property
    def _file(self) -> Path:
        return self.ledger.file.with_name("deeds.jsonl")

    def withdraw(self, remote_id: str) -> Deleted:
        """Delete a post, as the script says."""
        fence.ask()
        self._do(remote_id, None)
        return Deleted({"deleted": remote_id})

    def edit(self, remote_id: str, payload: Payload) -> Receipt:
        """Put other words there, as the script says."""
        fence.ask()
        self._do(remote_id, payload)
        return Receipt(remote_id, "", {"edited": remote_id})

    def read(self, remote_id: str, url: str = "") -> Reading | Gone | None:
        """What stands there."""
        if not self.shows:
            return None
        text = self.standing.get(remote_id)
        return Gone("it is not there") if text is None else Reading(text=text)

    def intended(self, payload: Payload) -> Reading:
        """The words alone."""
        return Reading(text=payload.body["text"])

    def note(self, what: str, remote_id: str, text: str = "") -> None:
        """Write down what was asked for, or done."""
        line = json.dumps([what, remote_id, text]) + "\n"
        with self._file.open("a", encoding="utf-8") as file:
            file.write(line)
            file.flush()
            os.fsync(file.fileno())

    @property
    def noted(self) -> list[list[str]]:
        """Everything that was asked for and done."""
        if not self._file.exists():
            return []
        return [json.loads(line) for line in self._file.read_text("utf-8").splitlines()]

    @property
    def standing(self) -> dict[str, str]:
        """The words of each post that readers get, by id."""
        found = {f"id-{post['key']}": post["body"]["text"] for post in self.ledger.public}
        for what, remote_id, text in self.noted:
            if what == "deleted":
                found.pop(remote_id, None)
            elif what == "edited" and remote_id in found:
                found[remote_id] = text
        return found

    @property
    def requests(self) -> list[str]:
        """The ids whose deletion was asked for, in order."""
        return [remote_id for what, remote_id, _ in self.noted if what == "delete"]

    def _do(self, remote_id: str, payload: Payload | None) -> None:
        self.note("delete" if payload is None else "edit", remote_id)
        deed = self.deeds.popleft() if self.deeds else obeys
        deed(self, remote_id, payload)


def obeys(network: Taking, remote_id: str, payload: Payload | None) -> None:
    """Done, and it says so."""
    if payload is None:
        if not network.lies:
            network.note("deleted", remote_id)
    else:
        network.note("edited", remote_id, payload.body["text"])


def loses(network: Taking, remote_id: str, payload: Payload | None) -> None:
    """Done, and the answer never comes."""
    obeys(network, remote_id, payload)
    raise OutcomeUnknown("no answer within 30 s")


def swallows(network: Taking, remote_id: str, payload: Payload | None) -> None:
    """Not done, and no answer comes either."""
    raise OutcomeUnknown("no answer within 30 s")


def breaks(network: Taking, remote_id: str, payload: Payload | None) -> None:
    """Done, and then something that nobody foresaw."""
    obeys(network, remote_id, payload)
    raise KeyError("id")


def dies_after(network: Taking, remote_id: str, payload: Payload | None) -> None:
    """Done, and our process is gone before it hears so."""
    obeys(network, remote_id, payload)
    os._exit(9)


def dies_before(network: Taking, remote_id: str, payload: Payload | None) -> None:
    """Our process is gone before anything left."""
    os._exit(9)


def refuses(error: PlatformError) -> Deed:
    """An answer that is this error; nothing is done."""

    def deed(network: Taking, remote_id: str, payload: Payload | None) -> None:
        raise error

    return deed


def taking(stage: Stage, **other: Any) -> Taking:
    """Put a stage on such a network."""
    network = Taking(stage.network.ledger, stage.network.media, **other)
    stage.network = network
    return network


def published(stage: Stage, *texts: str, post: str = "labs") -> int:
    """A post, or a thread of these texts, that is out; gives its publication."""
    stage.ready(stage.wanted(post, texts=texts or ("Bon dia a tothom.",)))
    stage.tick()
    number = stage.number(post)
    assert stage.held(number).state is State.PUBLISHED
    return number


def take_back(
    stage: Stage, post: str = "labs", *, actor: Actor = AINA, reason: str = WHY
) -> tuple[Asked, ...]:
    """Ask for the withdrawal of a post."""
    with stage.database.read() as connection:
        numbers = [each.id for each in chosen(connection, post)]
    return withdraw(stage.database, numbers, actor=actor, reason=reason, now=stage.now)


def of(stage: Stage, number: int = 1) -> list[Change]:
    """The changes of one publication."""
    with stage.database.read() as connection:
        return changes.of(connection, number)


def states(stage: Stage, number: int = 1) -> dict[int, str]:
    """The state of each part's last change."""
    return {each.part: each.state.value for each in of(stage, number)}


def outcomes(stage: Stage, number: int = 1) -> list[str]:
    """How each try ended, of all parts of a publication."""
    with stage.database.read() as connection:
        return [each.outcome for each in changes.tries(connection, number)]


def ids(stage: Stage, count: int, number: int = 1) -> list[str]:
    """The ids of the parts of a publication on this network, the first part first."""
    key = stage.held(number).key
    return [f"id-{part_key(key, part)}" for part in range(count)]


def gone(network: Taking, some: Collection[str]) -> bool:
    """Whether readers get none of these."""
    return not set(network.standing) & set(some)


def set_right(
    stage: Stage,
    *texts: str,
    parts: Sequence[int] = (0,),
    post: str = "labs",
    anew: bool = False,
    approved: bool = True,
) -> tuple[Corrected, ...]:
    """Ask that these words take the place of a post's, as the calendar has them now."""
    wanted = stage.wanted(post, texts=texts)
    with stage.database.read() as connection:
        (public,) = standing(publications.all_of(connection, [post])).values()
    planned = replace(wanted, due=public.due)
    some = [Correctable(public, planned, (), "", tuple(parts))]
    done = correct(stage.database, some, actor=AINA, reason=WHY, now=stage.now, anew=anew)
    if approved:
        stage.approve()
    return done
