"""Unpublished posts and films of a Facebook page: asks for one by its id, and publishes it.

::

    finish:  ask for its state → check that its words are ours → publish it by its id → read it
    stands:  ask for its state

We keep the id as a `Ticket` with the instant and the words, because not all of Meta's machines know
a new id at once: for a new draft, code 100/33 means "not yet". An earlier version kept the bare id
as the token.
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
SOUGHT = timedelta(minutes=30)  # how long we look for a draft that Meta does not know
_POST = "id,message,is_published,permalink_url,created_time"
_VIDEO = "id,description,status,published,permalink_url,post_id"
_LONG_AGO = datetime(1970, 1, 1, tzinfo=UTC)


class Drafts:
    """One page's drafts; `posts` gives the published posts, newest first."""

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
        """The token that finds a draft again; `made` is when we asked for the draft (UTC)."""
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
        """Publish the draft unless it is already published.

        A repeat makes no second post, so a `doubt` changes nothing. `booked` are the ids of other
        publications, and the draft is none of them. Raises Rejected when the draft can never be
        published.
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
        """The state of the draft by its own id; publishes nothing."""
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
        """A draft's own fields; raises Unavailable when they do not say whether it is published."""
        state = ask(self._graph, ticket.container, _VIDEO if is_film else _POST)
        # A film that Facebook still works on may have a status and nothing else.
        says = is_film and isinstance(state.get("status"), dict)
        if not says and not isinstance(state.get(_switch(is_film)), bool):
            raise self._graph.unreadable(creates=False)
        return state

    def _publish(self, ticket: Ticket, draft: Mapping[str, Any], is_film: bool) -> dict[str, Any]:
        """Publish a draft and give its fields; raises OutcomeUnknown when success is unsure."""
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
        # The post cannot be read now. That does no harm if Facebook confirmed the publishing.
        if success is not True:
            raise self._graph.unreadable(creates=True)
        return {**draft, **shown, switch: True}

    def _is_anothers(self, ticket: Ticket, state: Mapping[str, Any]) -> bool:
        """Whether a draft has other words than ours: then its id came from another answer."""
        shown = state.get("message", state.get("description"))
        return bool(ticket.words) and is_another(shown, ticket.words)

    def _receipt(self, ticket: Ticket, state: Mapping[str, Any]) -> Receipt:
        """The receipt; for a film, that of its post if Facebook names the post."""
        post = id_of({"id": state.get("post_id")})
        if post and "_" not in post:
            post = f"{self._owner()}_{post}"
        return receipt(post or ticket.container, state)

    def _nowhere(
        self, ticket: Ticket, pending: Pending, error: PlatformError, booked: Collection[str]
    ) -> Receipt | Pending:
        """What to do about an unknown id: not known everywhere yet, published already, or lost."""
        found = self._listed(ticket, booked)
        wait = self._clock() - ticket.made < SOUGHT
        lost = "Facebook has lost the draft"
        return ticket.receipt_or_wait(found, pending, error, wait=wait, lost=lost)

    def _listed(self, ticket: Ticket, booked: Collection[str]) -> Receipt | Absent | None:
        """The post with the same words among those the page has published since."""
        if not ticket.words:
            return Absent("it has no words to be known by")
        matcher = self._names.matcher(ticket.words)
        found = listing.search(self._posts(), matcher, ticket.made, self._clock(), booked=booked)
        return receipt(id_of(found), found) if isinstance(found, dict) else found


def receipt(remote_id: str, post: Mapping[str, Any]) -> Receipt:
    """The receipt for a published post or comment."""
    there, url = post.get("permalink_url"), ""
    with suppress(ValueError):  # it is not an address
        url = urljoin(SITE, there) if there and isinstance(there, str) else ""
    return Receipt(remote_id, address(url) or SITE + remote_id, post)


def _switch(is_film: bool) -> str:
    """The field that says whether a draft is published, and that publishes it."""
    return "published" if is_film else "is_published"


def _is_out(state: Mapping[str, Any]) -> bool:
    return state.get("published", state.get("is_published")) is True


def _read(pending: Pending) -> tuple[Ticket, bool]:
    """The ticket that was kept of a draft, and whether the draft is a film."""
    token = pending.token.removeprefix(FILM)
    ticket = Ticket.read(token) if token.startswith("{") else Ticket(node(token), _LONG_AGO, "")
    return ticket, token != pending.token
