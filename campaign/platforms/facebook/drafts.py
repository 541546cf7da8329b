"""A post or a film of a Facebook page that nobody sees yet: how it stands by its own id.

::

    finish:  state asked → its words are ours → published by its id → what is shown then
    stands:  state asked

The id is kept as a `Ticket` with the instant and the words, because Meta may not know the id at
once everywhere: code 100/33 for what was just made means "not yet". A token that is the bare id was
kept by an earlier version.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Mapping
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from typing import Any
from urllib.parse import urljoin

from campaign.errors import PlatformError, Rejected
from campaign.model import Absent, Evidence, Pending, Receipt
from campaign.platforms import listing
from campaign.platforms.facebook.media import failed, is_ready
from campaign.platforms.meta import graph
from campaign.platforms.meta.graph import Graph, id_of, node
from campaign.platforms.meta.responses import ask
from campaign.platforms.meta.ticket import Ticket
from campaign.platforms.meta.timeline import Names, address, plain
from campaign.platforms.wording import is_another

SITE = "https://www.facebook.com/"
FILM = "video/"  # before the ticket of a film in a token
SOUGHT = timedelta(minutes=30)  # how long a draft that is nowhere is looked for
_POST = "id,message,is_published,permalink_url,created_time"
_VIDEO = "id,description,status,published,permalink_url,post_id"
_LONG_AGO = datetime(1970, 1, 1, tzinfo=UTC)


class Drafts:
    """One page's drafts; `posts` gives what it has published, newest first."""

    def __init__(
        self,
        api: Graph,
        names: Names,
        owner: Callable[[], str],
        posts: Callable[[], Iterator[listing.Page]],
        clock: Callable[[], datetime],
    ) -> None:
        self._graph = api
        self._names = names
        self._owner = owner
        self._posts = posts
        self._clock = clock

    def kept(self, answer: Mapping[str, Any], words: str, made: datetime) -> Pending:
        """What finds a draft again; `made` is when it was asked for (UTC)."""
        id = graph.made(self._graph, answer)
        if "_" not in id:
            raise self._graph.misplaced(f"{id} is no post", creates=False)
        return Pending(Ticket(id, made, plain(words)).written(), answer)

    def film(self, number: str, words: str, made: datetime) -> Pending:
        """The same for a film."""
        return Pending(FILM + Ticket(number, made, plain(words)).written())

    def finish(
        self, pending: Pending, doubt: datetime | None = None, booked: Collection[str] = ()
    ) -> Receipt | Pending:
        """Publish it unless it is out.

        Repeating that makes no second post, so a `doubt` changes nothing. The draft is none of
        those `booked` for others. Raises Rejected when nothing will come of it.
        """
        ticket, is_film = _read(pending)
        try:
            state = self._asked(ticket, is_film)
            if self._is_anothers(ticket, state):
                why = "the draft has another post's words, so it was not published"
                raise Rejected(f"{self._graph.name}: {why}: give the post another time")
            if not _is_out(state):
                if is_film and (why := failed(state)):
                    raise Rejected(f"{self._graph.name}: Facebook cannot use the film: {why}")
                if is_film and not is_ready(state):
                    return pending
                state = self._publish(ticket, state, is_film)
        except Rejected as error:
            if not graph.is_gone(error):
                raise
            return self._nowhere(ticket, pending, error, booked)
        return self._receipt(ticket, state) if _is_out(state) else pending

    def stands(
        self, pending: Pending, booked: Collection[str] = ()
    ) -> Receipt | Pending | Absent | None:
        """How it stands by its own id; publishes nothing."""
        ticket, is_film = _read(pending)
        try:
            state = self._asked(ticket, is_film)
        except Rejected as error:
            if not graph.is_gone(error):
                raise
            state = {}
        if not state or self._is_anothers(ticket, state):
            found = self._listed(ticket, booked)
            return found if isinstance(found, Receipt) else None
        if _is_out(state):
            return self._receipt(ticket, state)
        if is_film and (why := failed(state)):
            return Absent(f"Facebook cannot use the film: {why}", Evidence.OWN_ID)
        if not isinstance(state.get(_switch(is_film)), bool):
            raise self._graph.unreadable(creates=False)
        return pending

    def _asked(self, ticket: Ticket, is_film: bool) -> dict[str, Any]:
        """A draft's own fields; raises Unavailable when they do not say how it stands."""
        state = ask(self._graph, ticket.container, _VIDEO if is_film else _POST)
        # A film that is worked on may say no more than that.
        says = is_film and isinstance(state.get("status"), dict)
        if not says and not isinstance(state.get(_switch(is_film)), bool):
            raise self._graph.unreadable(creates=False)
        return state

    def _publish(self, ticket: Ticket, draft: Mapping[str, Any], is_film: bool) -> dict[str, Any]:
        """What is known of it after it was published; raises OutcomeUnknown when that is unsure."""
        switch, where = _switch(is_film), f"/{node(ticket.container)}"
        success = self._graph.post(where, creates=True, **{switch: True}).get("success")
        if success is False:
            raise self._graph.unreadable(creates=True)
        try:
            shown = self._asked(ticket, is_film)
        except PlatformError:
            shown = {}
        if self._is_anothers(ticket, shown):
            raise self._graph.misplaced("the post has other words", creates=True)
        if isinstance(shown.get(switch), bool):
            return shown
        # It is out, and that is what counts, when the network has said so.
        if success is not True:
            raise self._graph.unreadable(creates=True)
        return {**draft, **shown, switch: True}

    def _is_anothers(self, ticket: Ticket, state: Mapping[str, Any]) -> bool:
        """Whether a draft has other words than ours: then its id came with an answer not ours."""
        shown = state.get("message", state.get("description"))
        return bool(ticket.words) and is_another(shown, ticket.words)

    def _receipt(self, ticket: Ticket, state: Mapping[str, Any]) -> Receipt:
        """A film's receipt is that of its post, where Facebook tells which one it is."""
        post = id_of({"id": state.get("post_id")})
        if post and "_" not in post:
            post = f"{self._owner()}_{post}"
        return receipt(post or ticket.container, state)

    def _nowhere(
        self, ticket: Ticket, pending: Pending, error: PlatformError, booked: Collection[str]
    ) -> Receipt | Pending:
        """A draft whose id means nothing: not known everywhere yet, out already, or lost."""
        found = self._listed(ticket, booked)
        wait = self._clock() - ticket.made < SOUGHT
        lost = "Facebook has lost the draft"
        return ticket.receipt_or_wait(found, pending, error, wait=wait, lost=lost)

    def _listed(self, ticket: Ticket, booked: Collection[str]) -> Receipt | Absent | None:
        """The same words among what the page has published since."""
        if not ticket.words:
            return Absent("it has no words to be known by")
        network = self._names.network(ticket.words)
        found = listing.search(self._posts(), network, ticket.made, self._clock(), booked=booked)
        return receipt(id_of(found), found) if isinstance(found, dict) else found


def receipt(remote_id: str, post: Mapping[str, Any]) -> Receipt:
    """The receipt for a post or comment that is out."""
    there, url = post.get("permalink_url"), ""
    with suppress(ValueError):  # what is no address at all
        url = urljoin(SITE, there) if there and isinstance(there, str) else ""
    return Receipt(remote_id, address(url) or SITE + remote_id, post)


def _switch(is_film: bool) -> str:
    """The field that says whether it is out, and that publishes it."""
    return "published" if is_film else "is_published"


def _is_out(state: Mapping[str, Any]) -> bool:
    return state.get("published", state.get("is_published")) is True


def _read(pending: Pending) -> tuple[Ticket, bool]:
    """What was kept of a draft, and whether it is a film."""
    token = pending.token.removeprefix(FILM)
    ticket = Ticket.read(token) if token.startswith("{") else Ticket(node(token), _LONG_AGO, "")
    return ticket, token != pending.token
