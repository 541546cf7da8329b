"""Facebook pages, https://developers.facebook.com/docs/pages-api/posts, in two steps.

A post is made unpublished first, which nobody sees, so a lost answer costs nothing but an orphan.
Its id is written down; then it is published by that id, and what came of that can be asked: the
post itself says whether it is published.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from datetime import datetime
from typing import Any, ClassVar

from analytics.metrics import Audience, Counts, utc
from campaign.errors import Rejected
from campaign.model import (
    Absent,
    Access,
    Delivery,
    Limits,
    Payload,
    Pending,
    Receipt,
    Unit,
    Variant,
)
from campaign.plan.pace import Rate
from campaign.platforms import listing, replying
from campaign.platforms.facebook import counts as counting
from campaign.platforms.facebook import media as media
from campaign.platforms.facebook.drafts import Drafts, receipt
from campaign.platforms.fitting import fitting, is_film
from campaign.platforms.meta import credentials as examining
from campaign.platforms.meta import graph
from campaign.platforms.meta.graph import Graph, made
from campaign.platforms.meta.responses import check_words
from campaign.platforms.meta.timeline import Names
from campaign.platforms.oauth import Tokens
from campaign.platforms.protocols import Connection, Seen

SERVER = "https://graph.facebook.com"
POSTS = Names("message", "created_time", "permalink_url")
_PAGE = "100"  # as many as one answer holds


class Facebook:
    """One page; `secret` is its page token, which does not end by itself.

    The channel's `account` is the page's number or name; its option `version` the Graph API's.
    Raises ValueError when these are unfit.
    """

    name: ClassVar[str] = "facebook"
    delivery: ClassVar[Delivery] = Delivery.TWO_PHASE
    static: ClassVar[Limits] = Limits(
        text=63_206,
        unit=Unit.CODE_POINTS,
        images=10,
        image_bytes=4_000_000,
        image_types=("image/jpeg", "image/png", "image/gif"),
        card_format="landscape",
        card_type="image/jpeg",
        videos=1,
        video_bytes=100_000_000,
        languages=False,
        comments=True,
        lacks=(
            "it is not told in which language a post is",
            "a film has no alt text",
            "its bound of 63,206 characters stands on none of Meta's own pages",
        ),
        source="https://developers.facebook.com/docs/graph-api/reference/page/photos/",
    )
    # How many calls a page may make grows with those who engage with it; its headers say so.
    rates: ClassVar[tuple[Rate, ...]] = ()

    def __init__(self, connection: Connection) -> None:
        channel, clock = connection.channel, connection.clock
        self._media = connection.media
        self._clock = clock
        self._named = channel.account
        self._page = ""
        tokens = Tokens(channel.name, connection.secret, clock)
        self._graph = Graph.of(channel, tokens, clock, server=SERVER, version=graph.VERSION)
        self._drafts = Drafts(self._graph, POSTS, self._own, self._posts, clock)

    def __repr__(self) -> str:
        return f"Facebook({self._graph!r})"

    def payloads(self, variant: Variant, at: datetime) -> tuple[Payload, ...]:
        """The fields of `POST /{page}/feed` but pictures, and of its first comment."""
        utc(at, "at")
        uploads = fitting(variant, self.static, self.name)
        body: dict[str, Any] = {"message": variant.text}
        if variant.link and variant.link in variant.text and not uploads:
            body["link"] = variant.link  # Facebook makes its card
        comments = (Payload(self.name, {"message": text}) for text in variant.texts[1:])
        return (Payload(self.name, body, uploads), *comments)

    def publish(
        self, payload: Payload, key: str, before: Sequence[Receipt] = ()
    ) -> Receipt | Pending:
        """Hand in the pictures and the post, all unpublished; or comment on the post before it."""
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
        told = self._graph.post(
            f"/{page}/feed", **payload.body, attached_media=photos or None, published=False
        )
        return self._drafts.kept(told, words, began)

    def in_two_steps(self, part: int) -> bool:
        """What of a publication is made first and published then."""
        return part == 0  # a comment is public at once

    def finish(
        self, pending: Pending, doubt: datetime | None = None, booked: Collection[str] = ()
    ) -> Receipt | Pending:
        """Publish the post unless it is published already; a film first has to be worked on."""
        return self._drafts.finish(pending, booked)

    def stands(
        self, pending: Pending, booked: Collection[str] = ()
    ) -> Receipt | Pending | Absent | None:
        """Whether the post is published, by its own id; see `facebook_drafts`."""
        return self._drafts.stands(pending, booked)

    def find(
        self,
        payload: Payload,
        key: str,
        since: datetime,
        before: Sequence[Receipt] = (),
        booked: Collection[str] = (),
    ) -> Receipt | Absent | None:
        """Look through what the page has published, or among the comments under the post."""
        network = POSTS.network(str(payload.body["message"]))
        pages = self._comments(before[0].remote_id) if before else self._posts()
        found = listing.search(pages, network, utc(since, "since"), self._clock(), booked=booked)
        return receipt(graph.id_of(found), found) if isinstance(found, dict) else found

    def recent(self, since: datetime) -> Sequence[Seen]:
        """What the page has published, the newest first."""
        return POSTS.seen(self._posts(), utc(since, "since"))

    def counts(self, remote_ids: Sequence[str]) -> Mapping[str, Counts]:
        """Reactions, comments and shares; views where the token may read insights."""
        return counting.counts(self._graph, remote_ids)

    def audience(self) -> Audience:
        """The page's followers."""
        told = self._graph.get(f"/{self._own()}", fields="followers_count")
        return Audience(graph.number(told, "followers_count"))

    def identify(self) -> str:
        """The page's name."""
        told = self._graph.get("/me", fields="id,name")
        id = made(self._graph, told)
        return f"{told.get('name') or id} on Facebook"

    def examine(self) -> Access:
        """Whether the token is a page's and may post; see `meta.credentials`."""
        return examining.page(self._graph, self._clock().date())

    def withdraw(self, remote_id: str) -> None:
        """Delete the post; quiet when it is gone already."""
        try:
            self._graph.delete(f"/{graph.node(remote_id)}")
        except Rejected as error:
            if not graph.is_gone(error):
                raise

    def _comment(self, payload: Payload, post: Receipt) -> Receipt:
        where = f"/{graph.node(post.remote_id)}/comments"
        with replying.under(post, graph.is_gone):
            told = self._graph.post(where, creates=True, **payload.body)
        id = made(self._graph, told, creates=True)
        # It begins with its post's number, but not surely so where the post is a picture or film.
        if not id.startswith(f"{post.remote_id.rpartition('_')[2]}_"):
            check_words(self._graph, id, POSTS, str(payload.body["message"]))
        return Receipt(id, post.url, told)

    def _own(self) -> str:
        """The page's number; raises Unauthorized when the token is another page's."""
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
