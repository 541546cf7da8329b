"""The two steps by which Instagram and Threads publish: make a container, then publish it.

Nobody sees a container, so a lost answer to the first step does no harm. A ticket keeps what any
process needs for the second step. After a lost answer to the second step, we ask for the container
and search the account's posts. We publish nothing until these show what happened.
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
#: How long the network may work on a publish request before we send it again. A container is
#: published only once: the network refuses a late second request.
PUBLISH_TIMEOUT = timedelta(seconds=45)
_APART = timedelta(minutes=1)  # the largest difference between the clocks of a network's machines
_BUSY = (24, 9007)  # the container is not ready: nothing was published


@dataclass(frozen=True, slots=True)
class Flow:
    """One network's names for the steps.

    `title` is the network's name as people write it. `make` and `publish` are edges of the account;
    `status` and `reason` are fields of a container; `posts` names the fields of a post. `digest`
    gives the same value for a text before and after the network normalizes it. `nowhere` is True
    for an error that says that there is no such container. `sought` is how long we look for a post
    or a container.
    """

    title: str
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

    `owner` gives the account's node. `pages` gives the account's own posts or, with a parent, its
    replies, newest first.
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
        """Make a container, and before it those of its `children`; nobody sees them."""
        fields = dict(body)
        children = [self._child(each) for each in fields.pop("children", ())]
        if children:
            fields["children"] = ",".join(children)
        made, words = self._clock(), self._flow.digest(text)
        container, since = self._made(fields)
        letters = wording.digest(text)
        return Pending(Ticket(container, made, words, parent, letters, since).written())

    def finish(
        self, pending: Pending, doubt: datetime | None = None, booked: Collection[str] = ()
    ) -> Receipt | Pending:
        """Ask once for a container's status; publish it if it is ready, find it if it is published.

        With a `doubt` (see `protocols.Finishes`), publish it only when enough time has passed and
        it is surely not among the posts. `booked` are the ids of other publications, and the post
        is none of them. Raises Rejected when the container can never be published.
        """
        ticket, flow = Ticket.read(pending.token), self._flow
        try:
            state = self._state(ticket.container)
        except Rejected as error:
            return self._missing(ticket, pending, error, booked)
        match state.get(flow.status):
            case "FINISHED":
                if doubt is not None:
                    open_ = self._doubtful(ticket, pending, doubt, booked)
                    if open_ is not None:
                        return open_
                return self._published(ticket, pending, booked)
            case "PUBLISHED":
                return self._standing(ticket, booked) or pending
            case "ERROR" | "EXPIRED" as status:
                why = _why(state, flow) or f"{flow.title} gives no reason"
                message = f"{self._graph.name}: nothing was published, the container is {status}"
                raise Rejected(f"{message}: {why}", code=status, answer=why)
            case "IN_PROGRESS":
                return pending
        raise self._graph.unreadable(creates=False)

    def stands(
        self, pending: Pending, booked: Collection[str] = ()
    ) -> Receipt | Pending | Absent | None:
        """The state of a container by its own id; publishes nothing.

        For a while after its publishing, a container still has the status "FINISHED". So the
        account's posts are searched as well. Raises Unavailable while the container is published
        and the posts do not show it.
        """
        ticket, flow = Ticket.read(pending.token), self._flow
        try:
            state = self._state(ticket.container)
        except Rejected as error:
            if not flow.nowhere(error):
                raise
            return self._standing(ticket, booked)
        status = state.get(flow.status)
        if status in ("ERROR", "EXPIRED"):
            return Absent(f"nothing was published, the container is {status}", Evidence.OWN_ID)
        if found := self._standing(ticket, booked):
            return found
        if status == "PUBLISHED":
            raise Unavailable(
                f"{self._graph.name}: the post is out, and {flow.title} does not list it yet"
            )
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
        """Find the post with these words that was made since an instant (UTC); see `listing`."""
        return self._found(Ticket("", since, self._flow.digest(text), parent), booked, floor)

    def receipt(self, post: Mapping[str, Any]) -> Receipt:
        """The receipt for a post, or for its id alone."""
        return Receipt(id_of(post), self._flow.posts.address(post), dict(post))

    def _made(self, body: Mapping[str, Any]) -> tuple[str, datetime | None]:
        """Make a container; gives its id and the instant by the server's own clock."""
        try:
            answer, since = self._graph.make(f"/{self._owner()}/{self._flow.make}", **body)
        except PlatformError as error:
            if graph.numbers(error.code)[1] not in graph.UNFETCHED:
                raise
            raise _unfetched(error, body) from None
        return graph.made(self._graph, answer), since

    def _child(self, body: Mapping[str, Any]) -> str:
        """Make an item of a carousel; gives its id when the carousel may name it."""
        (container, _), flow = self._made(body), self._flow
        for seconds in (0.0, *CHILD_WAITS):
            if seconds:
                self._wait(seconds)
            state = self._childs_state(container)
            if state.get(flow.status) == "FINISHED":
                return container
            if state.get(flow.status) in ("ERROR", "EXPIRED"):
                why = _why(state, flow) or str(state[flow.status])
                raise Rejected(f"{self._graph.name}: a picture is refused: {why}", answer=why)
        raise Unavailable(f"{self._graph.name}: {flow.title} is still busy with a picture")

    def _childs_state(self, container: str) -> dict[str, Any]:
        """The fields of a child; none while not all of the network's machines know it."""
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
            answer = self._graph.post(
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
        id, posts = graph.made(self._graph, answer, creates=True), self._flow.posts
        post = shown(self._graph, id, posts.fields)
        words = post.get(posts.text)
        if ticket.letters and isinstance(words, str) and wording.digest(words) != ticket.letters:
            raise self._graph.misplaced(f"{id} has other words", creates=True)
        return self.receipt(answer | post)

    def _doubtful(
        self, ticket: Ticket, pending: Pending, doubt: datetime, booked: Collection[str]
    ) -> Receipt | Pending | None:
        """The result of an earlier publish request; None: it published nothing, so we may."""
        found = self._found(ticket, booked)
        if isinstance(found, Receipt):
            return found
        settled = self._clock() - doubt >= PUBLISH_TIMEOUT
        return None if settled and isinstance(found, Absent) else pending

    def _missing(
        self, ticket: Ticket, pending: Pending, error: PlatformError, booked: Collection[str]
    ) -> Receipt | Pending:
        """What to do about an unknown container: published, not known everywhere yet, or lost."""
        found = self._found(ticket, booked)
        wait = self._clock() - ticket.made < self._flow.sought
        lost = f"{self._flow.title} has lost the container"
        return ticket.receipt_or_wait(found, pending, error, wait=wait, lost=lost)

    def _standing(self, ticket: Ticket, booked: Collection[str]) -> Receipt | None:
        found = self._found(ticket, booked)
        return found if isinstance(found, Receipt) else None

    def _found(
        self, ticket: Ticket, booked: Collection[str], floor: datetime | None = None
    ) -> Receipt | Absent | None:
        """The receipt for a ticket's own post, where the account's posts show it."""
        found = self._search(ticket, booked, floor)
        return self.receipt(found) if isinstance(found, dict) else found

    def _search(
        self, ticket: Ticket, booked: Collection[str], floor: datetime | None = None
    ) -> dict[str, Any] | Absent | None:
        matcher = listing.Matcher(self._flow.posts.made_at, lambda post: self._same(ticket, post))
        pages = self._pages(ticket.parent)
        if ticket.since is not None:
            # Both instants are by the server's clock: older posts with these words are left out.
            floor = ticket.since - _APART
        return listing.search(pages, matcher, ticket.made, self._clock(), floor, booked)

    def _same(self, ticket: Ticket, post: Mapping[str, Any]) -> bool | None:
        """True for the ticket's own post, None when the network does not let us compare."""
        if self._flow.digest(self._flow.posts.words(post)) != ticket.words:
            return False
        if not ticket.parent:
            return known(post)
        answered = post.get("replied_to")
        if not isinstance(answered, dict):
            return None
        return known(post) if id_of(answered) == ticket.parent else False


def _why(state: Mapping[str, Any], flow: Flow) -> str:
    """The first 500 characters of the network's own reason, "" for none."""
    return str(state.get(flow.reason) or "")[:500]


def _unfetched(error: PlatformError, body: Mapping[str, Any]) -> Unavailable:
    """The same error with the picture's address, so that a person can test it."""
    there = body.get("image_url") or body.get("video_url")
    message = f"{error}; can {there} be read from outside?"
    return Unavailable(message, status=error.status, code=error.code, answer=error.answer)
