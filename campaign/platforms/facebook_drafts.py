"""A post of a Facebook page that nobody sees yet: how it stands by its own id, and its publishing.

The id is kept as a `Ticket` with the instant and the words, because Meta may not know the id at
once everywhere: code 100/33 for what was just made means "not yet". A token that is the bare id was
kept by an earlier version.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from datetime import UTC, datetime, timedelta
from typing import Any
from urllib.parse import urljoin

from campaign.errors import PlatformError, Rejected
from campaign.model import Absent, Evidence, Pending, Receipt
from campaign.platforms import facebook_media as media
from campaign.platforms import graph, listing
from campaign.platforms.graph import Graph, node
from campaign.platforms.graph_containers import Ticket
from campaign.platforms.graph_listing import Names, plain

SITE = "https://www.facebook.com/"
FILM = "video/"  # before the id of a film in a token
SOUGHT = timedelta(minutes=30)  # how long a draft that is nowhere is looked for
_FIELDS = "id,is_published,permalink_url,created_time"
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

    def kept(self, told: Mapping[str, Any], words: str, made: datetime) -> Pending:
        """What finds a draft again; `made` is when it was asked for (UTC)."""
        ticket = Ticket(graph.made(self._graph, told), made, plain(words))
        return Pending(ticket.written(), told)

    def finish(self, pending: Pending) -> Receipt | Pending:
        """Publish it unless it is out; repeating that makes no second post."""
        if pending.token.startswith(FILM):
            told = media.finished(self._graph, pending.token.removeprefix(FILM))
            return pending if told is None else self._film(told)
        ticket = _ticket(pending)
        where = f"/{node(ticket.container)}"
        try:
            told = self._graph.get(where, fields=_FIELDS)
            if told.get("is_published") is not True:
                answer = self._graph.post(where, creates=True, is_published=True)
                media.confirmed(self._graph, answer)
                told = media.shown(self._graph, where, _FIELDS)
        except Rejected as error:
            if not graph.is_gone(error):
                raise
            return self._nowhere(ticket, pending, error)
        return pending if told.get("is_published") is False else receipt(ticket.container, told)

    def stands(self, pending: Pending) -> Receipt | Pending | Absent | None:
        """How it stands by its own id; publishes nothing."""
        if pending.token.startswith(FILM):
            return self._film_stands(pending)
        ticket = _ticket(pending)
        try:
            told = self._graph.get(f"/{node(ticket.container)}", fields=_FIELDS)
        except Rejected as error:
            if not graph.is_gone(error):
                raise
            return self._listed(ticket)
        public = told.get("is_published") is True
        return receipt(ticket.container, told) if public else pending

    def _film_stands(self, pending: Pending) -> Receipt | Pending | Absent | None:
        try:
            told = media.asked(self._graph, pending.token.removeprefix(FILM))
        except Rejected as error:
            if not graph.is_gone(error):
                raise
            return None
        if told.get("published") is True:
            return self._film(told)
        failed = media.failed(told)
        return (
            Absent(f"Facebook cannot use the film: {failed}", Evidence.OWN_ID)
            if failed
            else pending
        )

    def _film(self, told: Mapping[str, Any]) -> Receipt:
        post = str(told.get("post_id") or told.get("id") or "")
        return receipt(f"{self._owner()}_{post}" if told.get("post_id") else post, told)

    def _nowhere(self, ticket: Ticket, pending: Pending, error: PlatformError) -> Receipt | Pending:
        """A draft whose id means nothing: not known everywhere yet, out already, or lost."""
        found = self._listed(ticket)
        if found is not None:
            return found
        if self._clock() - ticket.made < SOUGHT:
            return pending
        said = f"{error}; Facebook has lost the draft: give the post another time"
        raise Rejected(said, status=error.status, code=error.code, answer=error.answer)

    def _listed(self, ticket: Ticket) -> Receipt | None:
        if not ticket.words:
            return None
        network = self._names.network(ticket.words)
        found = listing.search(self._posts(), network, ticket.made, self._clock())
        return receipt(str(found["id"]), found) if isinstance(found, dict) else None


def receipt(remote_id: str, told: Mapping[str, Any]) -> Receipt:
    """The receipt for a post or comment that is out."""
    return Receipt(remote_id, urljoin(SITE, str(told.get("permalink_url") or remote_id)), told)


def _ticket(pending: Pending) -> Ticket:
    token = pending.token
    return Ticket.read(token) if token.startswith("{") else Ticket(node(token), _LONG_AGO, "")
