"""The two steps by which Instagram and Threads publish: a container is made, then published.

Nobody sees a container, so a lost answer to the first step costs nothing. What is needed to finish
it in any process is kept as a ticket. What came of a second step whose answer was lost is told by
the container itself and by the account's posts: while they leave it open, nothing is published.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from campaign.errors import OutcomeUnknown, PlatformError, Rejected, Unavailable
from campaign.model import Absent, Evidence, Pending, Receipt
from campaign.platforms import listing, wording
from campaign.platforms.meta import graph
from campaign.platforms.meta.graph import Graph, id_of
from campaign.platforms.meta.responses import ask, shown
from campaign.platforms.meta.ticket import Ticket
from campaign.platforms.meta.timeline import Names, known

CHILD_WAITS = (1.0, 1.0, 2.0, 2.0, 4.0, 8.0, 16.0, 26.0)  # seconds; a minute in all
#: How long a publishing may be worked on before the same container is published once more. A
#: container is published once: a second request for it that comes late is refused.
UNDER_WAY = timedelta(seconds=45)
_APART = timedelta(minutes=1)  # how far the clocks of two of a network's machines may be apart
_BUSY = (24, 9007)  # the container is not ready: nothing was published


@dataclass(frozen=True, slots=True)
class Flow:
    """What one network calls the steps.

    `make` and `publish` are edges of the account; `status` and `reason` fields of a container;
    `digest` tells two texts apart however the network evens them out; `nowhere` knows the errors
    that say there is no such container; so long is a post or container looked for (`sought`).
    """

    network: str
    make: str
    publish: str
    status: str
    reason: str
    posts: Names
    digest: Callable[[str], str]
    nowhere: Callable[[PlatformError], bool]
    sought: timedelta


class Containers:
    """One account's containers.

    `owner` gives the account's node, `pages` its own posts or, with a parent, its replies, newest
    first.
    """

    def __init__(
        self,
        api: Graph,
        flow: Flow,
        owner: Callable[[], str],
        pages: Callable[[str], Iterator[listing.Page]],
        clock: Callable[[], datetime],
        wait: Callable[[float], object],
    ) -> None:
        self._graph = api
        self._flow = flow
        self._owner = owner
        self._pages = pages
        self._clock = clock
        self._wait = wait

    def make(self, body: Mapping[str, Any], text: str, parent: str = "") -> Pending:
        """Have a container made, and before it those of its `children`; nobody sees them."""
        fields = dict(body)
        children = [self._child(each) for each in fields.pop("children", ())]
        if children:
            fields["children"] = ",".join(children)
        made, words = self._clock(), self._flow.digest(text)
        container, since = self._made(fields)
        letters = wording.digest(text)
        return Pending(Ticket(container, made, words, parent, letters, since).written())

    def finish(
        self, pending: Pending, doubt: datetime | None, booked: Collection[str] = ()
    ) -> Receipt | Pending:
        """Ask once how a container stands; publish it when it is ready, find it when it is out.

        With a `doubt` (see `protocols.Finishes`) it is published only when enough time has passed
        and it is surely not among the posts, of which it is none that is `booked` for another.
        Raises Rejected when nothing will come of it.
        """
        ticket, flow = Ticket.read(pending.token), self._flow
        try:
            told = self._state(ticket.container)
        except Rejected as error:
            return self._missing(ticket, pending, error, booked)
        match told.get(flow.status):
            case "FINISHED":
                if doubt is not None:
                    open_ = self._doubtful(ticket, pending, doubt, booked)
                    if open_ is not None:
                        return open_
                return self._published(ticket, pending, booked)
            case "PUBLISHED":
                return self._standing(ticket, booked) or pending
            case "ERROR" | "EXPIRED" as status:
                why = _why(told, flow) or f"{flow.network} gives no reason"
                said = f"{self._graph.name}: nothing was published, the container is {status}"
                raise Rejected(f"{said}: {why}", code=status, answer=why)
            case "IN_PROGRESS":
                return pending
        raise self._graph.unreadable(creates=False)

    def stands(
        self, pending: Pending, booked: Collection[str] = ()
    ) -> Receipt | Pending | Absent | None:
        """How a container stands by its own id; publishes nothing.

        "Finished" is also what it says for a while after it was published, so the account's posts
        are looked through as well. Raises Unavailable while it is out and they do not show it.
        """
        ticket, flow = Ticket.read(pending.token), self._flow
        try:
            told = self._state(ticket.container)
        except Rejected as error:
            if not flow.nowhere(error):
                raise
            return self._standing(ticket, booked)
        status = told.get(flow.status)
        if status in ("ERROR", "EXPIRED"):
            return Absent(f"nothing was published, the container is {status}", Evidence.OWN_ID)
        if found := self._standing(ticket, booked):
            return found
        if status == "PUBLISHED":
            said = f"{self._graph.name}: the post is out, and {flow.network} does not list it yet"
            raise Unavailable(said)
        if status not in ("FINISHED", "IN_PROGRESS"):
            raise self._graph.unreadable(creates=False)
        return pending

    def search(
        self,
        text: str,
        since: datetime,
        parent: str = "",
        floor: datetime | None = None,
        booked: Collection[str] = (),
    ) -> Receipt | Absent | None:
        """The post with these words that was made since an instant (UTC), as `listing` finds it."""
        found = self._search(Ticket("", since, self._flow.digest(text), parent), booked, floor)
        return self.receipt(found) if isinstance(found, dict) else found

    def receipt(self, post: Mapping[str, Any]) -> Receipt:
        """The receipt for a post, or for its id alone."""
        return Receipt(id_of(post), self._flow.posts.address(post), dict(post))

    def _made(self, body: Mapping[str, Any]) -> tuple[str, datetime | None]:
        """A container's id, and when it was made by the server's own clock."""
        try:
            told, since = self._graph.make(f"/{self._owner()}/{self._flow.make}", **body)
        except PlatformError as error:
            if graph.numbers(error.code)[1] not in graph.UNFETCHED:
                raise
            raise _unfetched(error, body) from None
        return graph.made(self._graph, told), since

    def _child(self, body: Mapping[str, Any]) -> str:
        """A carousel's item, ready: only then may it be named in the carousel's container."""
        (container, _), flow = self._made(body), self._flow
        for seconds in (0.0, *CHILD_WAITS):
            if seconds:
                self._wait(seconds)
            told = self._childs_state(container)
            if told.get(flow.status) == "FINISHED":
                return container
            if told.get(flow.status) in ("ERROR", "EXPIRED"):
                why = _why(told, flow) or str(told[flow.status])
                raise Rejected(f"{self._graph.name}: a picture is refused: {why}", answer=why)
        raise Unavailable(f"{self._graph.name}: {flow.network} is still busy with a picture")

    def _childs_state(self, container: str) -> dict[str, Any]:
        """A child's fields; none where it has not come everywhere yet."""
        try:
            return self._state(container)
        except Rejected as error:
            if not self._flow.nowhere(error):
                raise
            return {}

    def _state(self, container: str) -> dict[str, Any]:
        return ask(self._graph, container, f"id,{self._flow.status},{self._flow.reason}")

    def _published(
        self, ticket: Ticket, pending: Pending, booked: Collection[str]
    ) -> Receipt | Pending:
        try:
            told = self._graph.post(
                f"/{self._owner()}/{self._flow.publish}",
                creates=True,
                creation_id=ticket.container,
            )
        except OutcomeUnknown:
            raise  # whatever code stands beside it
        except PlatformError as error:
            if self._flow.nowhere(error):
                return self._missing(ticket, pending, error, booked)
            if isinstance(error, Unavailable) and graph.numbers(error.code)[0] in _BUSY:
                return pending
            raise
        id, posts = graph.made(self._graph, told, creates=True), self._flow.posts
        post = shown(self._graph, id, posts.fields)
        words = post.get(posts.text)
        if ticket.letters and isinstance(words, str) and wording.digest(words) != ticket.letters:
            raise self._graph.misplaced(f"{id} has other words", creates=True)
        return self.receipt(told | post)

    def _doubtful(
        self, ticket: Ticket, pending: Pending, doubt: datetime, booked: Collection[str]
    ) -> Receipt | Pending | None:
        """What came of an earlier publishing; None: nothing, so it may be published."""
        found = self._search(ticket, booked)
        if isinstance(found, dict):
            return self.receipt(found)
        settled = self._clock() - doubt >= UNDER_WAY
        return None if settled and isinstance(found, Absent) else pending

    def _missing(
        self, ticket: Ticket, pending: Pending, error: PlatformError, booked: Collection[str]
    ) -> Receipt | Pending:
        """A container that is nowhere: out already, not everywhere yet, or lost by the network."""
        found = self._search(ticket, booked)
        if isinstance(found, dict):
            return self.receipt(found)
        if found is None or self._clock() - ticket.made < self._flow.sought:
            return pending
        said = f"{error}; {self._flow.network} has lost the container: give the post another time"
        raise Rejected(said, status=error.status, code=error.code, answer=error.answer)

    def _standing(self, ticket: Ticket, booked: Collection[str]) -> Receipt | None:
        found = self._search(ticket, booked)
        return self.receipt(found) if isinstance(found, dict) else None

    def _search(
        self, ticket: Ticket, booked: Collection[str], floor: datetime | None = None
    ) -> dict[str, Any] | Absent | None:
        network = listing.Network(self._flow.posts.made_at, lambda post: self._same(ticket, post))
        pages = self._pages(ticket.parent)
        if ticket.since is not None:
            # By the same clock, so that the same words of an hour ago are not taken for these.
            floor = ticket.since - _APART
        return listing.search(pages, network, ticket.made, self._clock(), floor, booked)

    def _same(self, ticket: Ticket, post: Mapping[str, Any]) -> bool | None:
        """True for a ticket's own post, None where the network does not let us compare."""
        if self._flow.digest(self._flow.posts.words(post)) != ticket.words:
            return False
        if not ticket.parent:
            return known(post)
        answered = post.get("replied_to")
        if not isinstance(answered, dict):
            return None
        return known(post) if id_of(answered) == ticket.parent else False


def _why(told: Mapping[str, Any], flow: Flow) -> str:
    """The network's own reason, "" for none; only as much of it as people read."""
    return str(told.get(flow.reason) or "")[:500]


def _unfetched(error: PlatformError, body: Mapping[str, Any]) -> Unavailable:
    """The same trouble, with the address, which whoever serves the pictures can try."""
    there = body.get("image_url") or body.get("video_url")
    said = f"{error}; can {there} be read from outside?"
    return Unavailable(said, status=error.status, code=error.code, answer=error.answer)
