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
from campaign.platforms.facebook import adapter
from campaign.platforms.fitting import fitting
from campaign.platforms.instagram import counts as counting
from campaign.platforms.instagram import message as containers
from campaign.platforms.meta import credentials as examining
from campaign.platforms.meta import graph, renewal
from campaign.platforms.meta.containers import Containers, Flow
from campaign.platforms.meta.graph import Graph, made, node
from campaign.platforms.meta.responses import check_words
from campaign.platforms.meta.timeline import Names
from campaign.platforms.oauth import Grant, Tokens
from campaign.platforms.protocols import Connection, Seen, Vault
from campaign.platforms.public_media import links

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
    digest=containers.digest,
    nowhere=graph.is_gone,
    sought=timedelta(minutes=30),
)
_DAY = timedelta(days=1)
_PAGE = "50"


class Instagram:
    """One professional account; `secret` is its long-lived token, bare or as `oauth` keeps it.

    The channel's `account` is the account's number or name. Its options: `public_media_url` (where
    Instagram finds our pictures; without it there are no posts), `version` (the Graph API's). With
    `server = "https://graph.facebook.com"` the token is that of the page the account belongs to,
    which does not end. Raises ValueError when these are unfit.
    """

    name: ClassVar[str] = "instagram"
    delivery: ClassVar[Delivery] = Delivery.TWO_PHASE
    static: ClassVar[Limits] = Limits(
        text=2200,
        unit=Unit.CODE_POINTS,
        images=10,
        image_bytes=8_000_000,
        image_types=("image/jpeg",),
        alt=1000,
        card_format="square",
        card_type="image/jpeg",
        videos=1,
        video_seconds=900,
        video_bytes=300_000_000,
        languages=False,
        comments=True,
        comment=300,
        hashtags=30,
        mentions=20,
        lacks=(
            "it takes no post without a picture",
            "links in a caption cannot be clicked",
            "a caption cannot be changed later",
            "it is not told in which language a post is",
            "a film has no alt text",
        ),
        source="https://developers.facebook.com/docs/instagram-platform/content-publishing",
    )
    # How many posts a day an account may make it tells itself; see `_check_quota`.
    rates: ClassVar[tuple[Rate, ...]] = ()

    def __init__(self, connection: Connection) -> None:
        channel, clock = connection.channel, connection.clock
        self._public = links.base(channel)
        self._clock = clock
        self._named = channel.account
        self._user = ""
        server = channel.server or SERVER
        hosts = [urlsplit(each).hostname for each in (server, adapter.SERVER)]
        self._by_page = hosts[0] == hosts[1]  # a page's token: nothing renews it, nothing ends it
        secret = connection.secret
        known = secret if self._by_page else renewal.secret(secret)
        renewed = None if self._by_page else self._renewed
        self._tokens = Tokens(channel.name, known, clock, renewed)
        self._graph = Graph.of(channel, self._tokens, clock, server=SERVER, version=graph.VERSION)
        self._containers = Containers(
            self._graph, FLOW, self._own, self._posts, clock, connection.wait
        )

    def __repr__(self) -> str:
        return f"Instagram({self._graph!r})"

    def remember_in(self, vault: Vault) -> None:
        """Keep renewed tokens there from now on."""
        self._tokens.remember_in(vault)

    def payloads(self, variant: Variant, at: datetime) -> tuple[Payload, ...]:
        """The fields of `POST /{user}/media`, those of a carousel's pictures as `children`."""
        utc(at, "at")
        uploads = fitting(variant, self.static, self.name)
        body = containers.fields(variant.text, uploads, self._public, self.name)
        comments = (Payload(self.name, {"message": text}) for text in variant.texts[1:])
        return (Payload(self.name, body, uploads), *comments)

    def publish(
        self, payload: Payload, key: str, before: Sequence[Receipt] = ()
    ) -> Receipt | Pending:
        """Have the pictures fetched and the container made; or comment on the post before it.

        Raises RateLimited when the account's quota is used up.
        """
        if before:
            return self._commented(payload, before[0])
        self._check_quota()
        return self._containers.make(payload.body, str(payload.body.get("caption") or ""))

    def in_two_steps(self, part: int) -> bool:
        """What of a publication is made first and published then."""
        return part == 0  # a comment is public at once

    def finish(
        self, pending: Pending, doubt: datetime | None = None, booked: Collection[str] = ()
    ) -> Receipt | Pending:
        """Publish the container when it is ready; see `meta.containers`."""
        return self._containers.finish(pending, doubt, booked)

    def stands(
        self, pending: Pending, booked: Collection[str] = ()
    ) -> Receipt | Pending | Absent | None:
        """Whether the container was published, by its own id; see `meta.containers`."""
        return self._containers.stands(pending, booked)

    def find(
        self,
        payload: Payload,
        key: str,
        since: datetime,
        before: Sequence[Receipt] = (),
        booked: Collection[str] = (),
    ) -> Receipt | Absent | None:
        """Look through the account's posts, or among the comments under the post."""
        utc(since, "since")
        if not before:
            caption = str(payload.body.get("caption") or "")
            return self._containers.search(caption, since, booked=booked)
        network = COMMENTS.network(str(payload.body["message"]))
        pages = self._comments(before[0].remote_id)
        found = listing.search(pages, network, since, self._clock(), booked=booked)
        if not isinstance(found, dict):
            return found
        return Receipt(graph.id_of(found), before[0].url, found)

    def recent(self, since: datetime) -> Sequence[Seen]:
        """The account's posts, the newest first."""
        return POSTS.seen(self._posts(), utc(since, "since"))

    def counts(self, remote_ids: Sequence[str]) -> Mapping[str, Counts]:
        """Likes, comments, saves, shares and views; of a post without insights what it shows."""
        return counting.counts(self._graph, remote_ids)

    def audience(self) -> Audience:
        """The account's followers."""
        told = self._graph.get(f"/{self._own()}", fields="followers_count")
        return Audience(graph.number(told, "followers_count"))

    def identify(self) -> str:
        """The account's name there."""
        own = self._own()
        told = self._graph.get(f"/{own}", fields="id,username")
        return f"@{told.get('username') or own} on Instagram"

    def examine(self) -> Access:
        """Whether the token is a professional account's, and may post; see `meta.credentials`."""
        return examining.instagram(self._graph, self._own, self._clock().date())

    def withdraw(self, remote_id: str) -> None:
        """Delete the post; quiet when it is gone already. Only a page's token can."""
        if self._graph.wire.base_url == SERVER:
            raise UnsupportedFeature(
                f"{self._graph.name}: Instagram deletes posts only in its own application"
            )
        try:
            self._graph.delete(f"/{node(remote_id)}")
        except Rejected as error:
            if not graph.is_gone(error):
                raise

    def _commented(self, payload: Payload, post: Receipt) -> Receipt:
        where = f"/{node(post.remote_id)}/comments"
        with replying.under(post, graph.is_gone):
            told = self._graph.post(where, creates=True, **payload.body)
        id = made(self._graph, told, creates=True)
        check_words(self._graph, id, COMMENTS, str(payload.body["message"]))
        return Receipt(id, post.url, told)

    def _renewed(self, ended: Grant) -> Grant:
        return renewal.renew(self._graph.wire, "ig_refresh_token", ended, self._clock)

    def _own(self) -> str:
        """The account's number; raises Unauthorized when the token is another account's."""
        if not self._user:
            if self._by_page:
                told = self._graph.get_anew("/me", fields="instagram_business_account")
                found = told.get("instagram_business_account")
                own = found if isinstance(found, dict) else {}
            else:
                told = self._graph.get_anew("/me", fields="user_id")
                own = {"id": told.get("user_id")}
            if not own.get("id"):
                raise Rejected(f"{self._graph.name}: the token opens no professional account")
            number = made(self._graph, own)
            official = adapter.SERVER if self._by_page else SERVER
            self._graph.check_account(self._named, number, official)
            self._user = number
        return self._user

    def _check_quota(self) -> None:
        """Raises RateLimited when no more posts are let through for now."""
        where = f"/{self._own()}/content_publishing_limit"
        told = self._graph.get_anew(where, fields="config,quota_usage")
        data = told.get("data")
        first = data[0] if isinstance(data, list) and data else {}
        used, most = (
            graph.number(first, "quota_usage"),
            graph.number(first, "config", "quota_total"),
        )
        if used is not None and most and used >= most:
            said = f"{self._graph.name}: {used} of {most} posts a day are used up"
            raise RateLimited(said, until=self._room(), status=None)

    def _room(self) -> datetime | None:
        """When the oldest post of the last day leaves the day behind; None when there is none."""
        since = self._clock() - _DAY
        oldest = min((each.at for each in self.recent(since)), default=None)
        return None if oldest is None else oldest + _DAY

    def _posts(self, parent: str = "") -> Iterator[listing.Page]:
        return self._graph.pages(f"/{self._own()}/media", fields=POSTS.fields, limit=_PAGE)

    def _comments(self, post: str) -> Iterator[listing.Page]:
        where = f"/{node(post)}/comments"
        return self._graph.pages(where, fields=COMMENTS.fields, limit=_PAGE)
