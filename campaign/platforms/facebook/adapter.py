"""Facebook pages, https://developers.facebook.com/docs/pages-api/posts, in two steps.

First we make an unpublished post, which nobody sees. If its answer is lost, an orphan stays behind
and nothing else is harmed. We keep the post's id, then publish the post by that id. If that answer
is lost, we can ask: the post itself says whether it is published.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from datetime import datetime
from typing import ClassVar

from analytics.metrics import Audience, Counts, utc
from campaign.model import (
    Absent,
    Access,
    Deleted,
    Delivery,
    Gone,
    Limits,
    Payload,
    Pending,
    Reading,
    Receipt,
    Variant,
)
from campaign.platforms import listing
from campaign.platforms.facebook import counts as counting
from campaign.platforms.facebook import media, message, published, reading
from campaign.platforms.facebook.drafts import Drafts, receipt
from campaign.platforms.facebook.facts import FACTS
from campaign.platforms.fitting import is_film
from campaign.platforms.meta import credentials, graph, posts
from campaign.platforms.meta.graph import Graph, made
from campaign.platforms.meta.timeline import Names
from campaign.platforms.meta.two_steps import TwoSteps
from campaign.platforms.meta.versions import VERSION
from campaign.platforms.oauth import Tokens
from campaign.platforms.protocols import Connection, Seen

SERVER = "https://graph.facebook.com"
POSTS = Names("message", "created_time", "permalink_url")
_PAGE = "100"  # as many as one answer holds


class Facebook(TwoSteps):
    """One page; `secret` is its page token, which does not expire.

    The channel's `account` is the page's number or name; its option `version` is the version of the
    Graph API. Raises ValueError when these are unfit.
    """

    name: ClassVar[str] = FACTS.name
    delivery: ClassVar[Delivery] = FACTS.delivery
    static: ClassVar[Limits] = FACTS.limits

    def __init__(self, connection: Connection) -> None:
        channel, clock = connection.channel, connection.clock
        self._write = message.writer(channel)
        self._media = connection.media
        self._clock = clock
        self._named = channel.account
        self._page = ""
        tokens = Tokens(channel.name, connection.secret, clock)
        self._graph = Graph.of(channel, tokens, clock, server=SERVER, version=VERSION)
        self._unpublished = self._drafts = Drafts(self._graph, POSTS, self._own, self._posts, clock)

    def __repr__(self) -> str:
        return f"Facebook({self._graph!r})"

    def payloads(self, variant: Variant, at: datetime) -> tuple[Payload, ...]:
        """The fields of `POST /{page}/feed` without pictures, and of its first comment."""
        return self._write(variant, at)

    def publish(
        self, payload: Payload, key: str, before: Sequence[Receipt] = ()
    ) -> Receipt | Pending:
        """Upload the pictures and the post, all unpublished; or comment on the post `before`."""
        if before:
            return self._comment(payload, before[0])
        page = self._own()
        words = str(payload.body["message"])
        files = [(each, self._media.read(each.sha256)) for each in payload.uploads]
        if files and is_film(files[0][0].mime):
            began = self._clock()
            return self._drafts.film(media.film(self._graph, page, *files[0], words), words, began)
        photos = [{"media_fbid": media.photo(self._graph, page, *each)} for each in files]
        began = self._clock()
        draft = self._graph.post(
            f"/{page}/feed", **payload.body, attached_media=photos or None, published=False
        )
        return self._drafts.kept(draft, words, began)

    def find(
        self,
        payload: Payload,
        key: str,
        since: datetime,
        before: Sequence[Receipt] = (),
        booked: Collection[str] = (),
    ) -> Receipt | Absent | None:
        """Search what the page has published, or the comments under the post `before`."""
        matcher = POSTS.matcher(str(payload.body["message"]))
        pages = self._comments(before[0].remote_id) if before else self._posts()
        found = listing.search(pages, matcher, utc(since, "since"), self._clock(), booked=booked)
        return receipt(graph.id_of(found), found) if isinstance(found, dict) else found

    def recent(self, since: datetime) -> Sequence[Seen]:
        """The posts that the page has published, the newest first."""
        return POSTS.seen(self._posts(), utc(since, "since"))

    def counts(self, remote_ids: Sequence[str]) -> Mapping[str, Counts]:
        """Reactions, comments and shares, and views if the token may read insights."""
        return counting.counts(self._graph, remote_ids)

    def audience(self) -> Audience:
        """The page's followers."""
        page = self._graph.get(f"/{self._own()}", fields="followers_count")
        return Audience(graph.number(page, "followers_count"))

    def identify(self) -> str:
        """The page's name."""
        page = self._graph.get("/me", fields="id,name")
        id = made(self._graph, page)
        return f"{page.get('name') or id} on Facebook"

    def examine(self) -> Access:
        """Whether the token is a page's and may post; see `meta.credentials`."""
        return credentials.page(self._graph, FACTS, self._clock().date())

    def withdraw(self, remote_id: str) -> Deleted:
        """Delete the post; quiet when it is gone already."""
        return posts.delete(self._graph, remote_id)

    def edit(self, remote_id: str, payload: Payload) -> Receipt:
        """Change the words of the post, the film or the comment; Facebook keeps everything else."""
        return published.edit(self._graph, remote_id, str(payload.body["message"]), POSTS)

    def read(self, remote_id: str, url: str = "") -> Reading | Gone | None:
        """The post as its readers get it, with the alt texts of its pictures; see `published`."""
        return published.read(self._graph, remote_id, url, self._own())

    def intended(self, payload: Payload) -> Reading:
        """What `read` gives for a post, or a comment, that stands as it was sent."""
        return reading.of_payload(payload)

    def _comment(self, payload: Payload, post: Receipt) -> Receipt:
        # A comment's id begins with the number of its post, unless the post is a picture or film.
        number = post.remote_id.rpartition("_")[2]
        return posts.comment(
            self._graph, payload, post, POSTS, lambda id: id.startswith(f"{number}_")
        )

    def _own(self) -> str:
        """The page's number; raises Unauthorized when the token belongs to another page."""
        if not self._page:
            found = made(self._graph, self._graph.get_anew("/me", fields="id"))
            self._graph.check_account(self._named, found, SERVER)
            self._page = found
        return self._page

    def _posts(self) -> Iterator[listing.Page]:
        return self._graph.pages(
            f"/{self._own()}/published_posts", fields=POSTS.fields, limit=_PAGE
        )

    def _comments(self, post: str) -> Iterator[listing.Page]:
        return self._graph.pages(
            f"/{graph.node(post)}/comments",
            fields=POSTS.fields,
            filter="stream",
            order="reverse_chronological",
            limit=_PAGE,
        )
