"""Instagram, https://developers.facebook.com/docs/instagram-platform/content-publishing.

A post goes out in two steps; see `meta.containers`. Instagram fetches the pictures for it from
`public_media_url`.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from datetime import datetime, timedelta
from typing import ClassVar
from urllib.parse import urlsplit

from analytics.metrics import Audience, Counts, utc
from campaign.errors import (
    RateLimited,
    Rejected,
    UnsupportedFeature,
)
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
from campaign.platforms.facebook import adapter
from campaign.platforms.instagram import captions, message, reading
from campaign.platforms.instagram import counts as counting
from campaign.platforms.instagram.facts import FACTS
from campaign.platforms.meta import credentials, graph, posts, quota
from campaign.platforms.meta.containers import Containers, Flow
from campaign.platforms.meta.graph import Graph, made, node
from campaign.platforms.meta.responses import NO_SUCH_FIELD
from campaign.platforms.meta.timeline import Names
from campaign.platforms.meta.two_steps import TwoSteps
from campaign.platforms.meta.versions import VERSION
from campaign.platforms.oauth import Grant, Tokens
from campaign.platforms.protocols import Connection, Seen, Vault

SERVER = "https://graph.instagram.com"
POSTS = Names("caption", "timestamp", "permalink")
COMMENTS = Names("text", "timestamp", "")
FLOW = Flow(
    "Instagram",
    make="media",
    publish="media_publish",
    status="status_code",
    reason="status",
    posts=POSTS,
    digest=captions.digest,
    nowhere=graph.is_gone,
    sought=timedelta(minutes=30),
)
_DAY = timedelta(days=1)
_PAGE = "50"


class Instagram(TwoSteps):
    """One professional account; `secret` is its long-lived token, bare or as `oauth` keeps it.

    The channel's `account` is the account's number or name. Its options: `public_media_url` (where
    Instagram fetches our pictures; without it there are no posts), `version` (of the Graph API).
    With `server = "https://graph.facebook.com"` the token is that of the account's Facebook page,
    which does not expire. Raises ValueError when these are unfit.
    """

    name: ClassVar[str] = FACTS.name
    delivery: ClassVar[Delivery] = FACTS.delivery
    static: ClassVar[Limits] = FACTS.limits

    def __init__(self, connection: Connection) -> None:
        channel, clock = connection.channel, connection.clock
        self._write = message.writer(channel)
        self._clock = clock
        self._named = channel.account
        self._user = ""
        server = channel.server or SERVER
        hosts = [urlsplit(each).hostname for each in (server, adapter.SERVER)]
        self._by_page = hosts[0] == hosts[1]  # a page's token does not expire
        secret = connection.secret
        known = secret if self._by_page else credentials.secret(secret)
        renewed = None if self._by_page else self._renewed
        self._tokens = Tokens(channel.name, known, clock, renewed)
        self._graph = Graph.of(channel, self._tokens, clock, server=SERVER, version=VERSION)
        self._unpublished = self._containers = Containers(
            self._graph, FLOW, self._own, self._posts, clock, connection.wait
        )

    def __repr__(self) -> str:
        return f"Instagram({self._graph!r})"

    def remember_in(self, vault: Vault) -> None:
        """Keep renewed tokens there from now on."""
        self._tokens.remember_in(vault)

    def payloads(self, variant: Variant, at: datetime) -> tuple[Payload, ...]:
        """The fields of `POST /{user}/media`; a carousel's pictures are in `children`."""
        return self._write(variant, at)

    def publish(
        self, payload: Payload, key: str, before: Sequence[Receipt] = ()
    ) -> Receipt | Pending:
        """Make the container, for which Instagram fetches the pictures; or comment on a post.

        With a post `before` it, the payload is a comment under that post.

        Raises RateLimited when the account's quota is used up.
        """
        if before:
            return posts.comment(self._graph, payload, before[0], COMMENTS)
        self._check_quota()
        return self._containers.make(payload.body, str(payload.body.get("caption") or ""))

    def find(
        self,
        payload: Payload,
        key: str,
        since: datetime,
        before: Sequence[Receipt] = (),
        booked: Collection[str] = (),
    ) -> Receipt | Absent | None:
        """Search the account's posts, or the comments under the post `before`."""
        utc(since, "since")
        if not before:
            caption = str(payload.body.get("caption") or "")
            return self._containers.search(caption, since, booked=booked)
        matcher = COMMENTS.matcher(str(payload.body["message"]))
        pages = self._comments(before[0].remote_id)
        found = listing.search(pages, matcher, since, self._clock(), booked=booked)
        if not isinstance(found, dict):
            return found
        return Receipt(graph.id_of(found), before[0].url, found)

    def recent(self, since: datetime) -> Sequence[Seen]:
        """The account's posts, the newest first."""
        return POSTS.seen(self._posts(), utc(since, "since"))

    def counts(self, remote_ids: Sequence[str]) -> Mapping[str, Counts]:
        """Likes, comments, saves, shares and views; without insights, likes and comments alone."""
        return counting.counts(self._graph, remote_ids)

    def audience(self) -> Audience:
        """The account's followers."""
        account = self._graph.get(f"/{self._own()}", fields="followers_count")
        return Audience(graph.number(account, "followers_count"))

    def identify(self) -> str:
        """The account's name there."""
        own = self._own()
        account = self._graph.get(f"/{own}", fields="id,username")
        return f"@{account.get('username') or own} on Instagram"

    def examine(self) -> Access:
        """Whether the token opens a professional account and may post; see `meta.credentials`."""
        return credentials.instagram(self._graph, FACTS, self._own, self._clock().date())

    def withdraw(self, remote_id: str) -> Deleted:
        """Delete the post; quiet when it is gone already. Only a page's token can do that."""
        if self._graph.wire.base_url == SERVER:
            known = FACTS.afterwards
            raise UnsupportedFeature(
                f"{self._graph.name}: {known.undeletable} {known.delete_by_hand}"
            )
        return posts.delete(self._graph, remote_id)

    def read(self, remote_id: str, url: str = "") -> Reading | Gone | None:
        """The post, or the comment, as its readers get it."""
        try:
            found = posts.read(self._graph, remote_id, reading.POST)
        except Rejected as error:
            if graph.numbers(error.code) != NO_SUCH_FIELD:
                raise
            # A comment has other fields, and its id does not show that it is one.
            found = posts.read(self._graph, remote_id, reading.COMMENT)
            return found if isinstance(found, Gone) else reading.of_comment(found, url)
        return found if isinstance(found, Gone) else reading.of_post(found, url)

    def intended(self, payload: Payload) -> Reading:
        """What `read` gives for a post, or a comment, that stands as it was sent."""
        return reading.of_payload(payload)

    def _renewed(self, ended: Grant) -> Grant:
        return credentials.renew(self._graph.wire, "ig_refresh_token", ended, self._clock)

    def _own(self) -> str:
        """The account's number; raises Unauthorized when the token opens another account."""
        if not self._user:
            if self._by_page:
                page = self._graph.get_anew("/me", fields="instagram_business_account")
                found = page.get("instagram_business_account")
                own = found if isinstance(found, dict) else {}
            else:
                own = {"id": self._graph.get_anew("/me", fields="user_id").get("user_id")}
            if not own.get("id"):
                raise Rejected(f"{self._graph.name}: the token opens no professional account")
            number = made(self._graph, own)
            official = adapter.SERVER if self._by_page else SERVER
            self._graph.check_account(self._named, number, official)
            self._user = number
        return self._user

    def _check_quota(self) -> None:
        """Raises RateLimited when the account's quota of posts is used up."""
        used, most = quota.published(self._graph, f"/{self._own()}/content_publishing_limit")
        if used is not None and most and used >= most:
            message = f"{self._graph.name}: {used} of {most} posts a day are used up"
            raise RateLimited(message, until=self._room(), status=None)

    def _room(self) -> datetime | None:
        """When the oldest post of the last 24 hours becomes older than that; None without posts."""
        since = self._clock() - _DAY
        oldest = min((each.at for each in self.recent(since)), default=None)
        return None if oldest is None else oldest + _DAY

    def _posts(self, parent: str = "") -> Iterator[listing.Page]:
        return self._graph.pages(f"/{self._own()}/media", fields=POSTS.fields, limit=_PAGE)

    def _comments(self, post: str) -> Iterator[listing.Page]:
        where = f"/{node(post)}/comments"
        return self._graph.pages(where, fields=COMMENTS.fields, limit=_PAGE)
