"""Instagram, https://developers.facebook.com/docs/instagram-platform/content-publishing.

A post goes out in two steps. A container is made, which nobody sees; Instagram fetches the
pictures for it from `public_media_url`. Its id is written down, and when it is ready it is
published. Which of the two steps was done the container itself tells: after a lost answer it is
asked, and never published twice.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any, ClassVar
from urllib.parse import urlsplit

from analytics.metrics import Audience, Counts, utc
from campaign.errors import (
    OutcomeUnknown,
    PlatformError,
    RateLimited,
    Rejected,
    Unavailable,
    UnsupportedFeature,
)
from campaign.model import (
    Absent,
    Access,
    Channel,
    Delivery,
    Limits,
    Payload,
    Pending,
    Receipt,
    Unit,
    Variant,
)
from campaign.plan.pace import Rate
from campaign.platforms import facebook, graph, graph_renewal, listing, public_media
from campaign.platforms import graph_examine as examining
from campaign.platforms import instagram_container as containers
from campaign.platforms import instagram_counts as counting
from campaign.platforms.base import MediaSource, Seen, Vault
from campaign.platforms.graph import Graph, node
from campaign.platforms.graph_listing import Names
from campaign.platforms.instagram_container import Ticket
from campaign.platforms.oauth import Grant, Tokens
from campaign.platforms.pictures import fitting

SERVER = "https://graph.instagram.com"
POSTS = Names("caption", "timestamp", "permalink")
COMMENTS = Names("text", "timestamp", "")
CHILD_WAITS = (1.0, 1.0, 2.0, 2.0, 4.0, 8.0, 16.0, 26.0)  # seconds; a minute in all
SOUGHT = timedelta(minutes=30)  # how long a published post is looked for
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
        video_bytes=300_000_000,
        languages=False,
        comments=True,
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

    def __init__(
        self,
        channel: Channel,
        secret: str,
        media: MediaSource,
        clock: Callable[[], datetime],
        wait: Callable[[float], object],
    ) -> None:
        self._public = public_media.base(channel)
        self._clock = clock
        self._wait = wait
        self._named = channel.account
        self._user = ""
        self._doubts: dict[str, datetime] = {}
        server = channel.server or SERVER
        hosts = [urlsplit(each).hostname for each in (server, facebook.SERVER)]
        self._by_page = hosts[0] == hosts[1]  # a page's token: nothing renews it, nothing ends it
        known = secret if self._by_page else graph_renewal.secret(secret)
        renewed = None if self._by_page else self._renewed
        self._tokens = Tokens(channel.name, known, clock, renewed)
        self._graph = Graph.of(channel, self._tokens, clock, server=SERVER, version=graph.VERSION)

    def __repr__(self) -> str:
        return f"Instagram({self._graph!r})"

    def remember_in(self, vault: Vault) -> None:
        """Keep renewed tokens there from now on."""
        self._tokens.remember_in(vault)

    def limits(self) -> Limits:
        """What is known; its quota is asked for before each post."""
        return self.static

    def payload(self, variant: Variant, at: datetime) -> Payload:
        """The fields of `POST /{user}/media`; those of a carousel's pictures are its `children`."""
        if len(variant.texts) != 1:
            raise UnsupportedFeature(f"{self.name}: several parts cannot be one post")
        return self.parts(variant, at)[0]

    def parts(self, variant: Variant, at: datetime) -> tuple[Payload, ...]:
        """The post, and its first comment where there is one; there are no threads."""
        utc(at, "at")
        if len(variant.texts) > 1 + variant.commented:
            raise UnsupportedFeature(f"{self.name}: it has no threads, only a first comment")
        uploads = fitting(variant, self.static, self.name)
        for text in variant.texts:
            containers.check_words(text, self.name)
        body = containers.fields(variant.text, uploads, self._public, self.name)
        return (Payload(self.name, body, uploads), *map(self._comment, variant.texts[1:]))

    def _comment(self, text: str) -> Payload:
        if len(text) > containers.COMMENT:
            most = containers.COMMENT
            raise UnsupportedFeature(
                f"{self.name}: a comment of {len(text)} characters, {most} are allowed"
            )
        return Payload(self.name, {"message": text})

    def publish(self, payload: Payload, key: str) -> Pending:
        """Have the pictures fetched and the container made; nobody sees it yet.

        Raises RateLimited when the account's quota is used up.
        """
        self._check_quota()
        body, made = dict(payload.body), self._clock()
        children = [self._child(each) for each in body.pop("children", ())]
        container = self._made(body | ({"children": ",".join(children)} if children else {}))
        words = containers.digest(str(body.get("caption") or ""))
        return Pending(Ticket(container, made, words).written())

    def finish(self, pending: Pending) -> Receipt | Pending:
        """Ask once how the container stands; publish it when it is ready, find it when it is out.

        Raises Rejected when nothing will come of it.
        """
        ticket = Ticket.read(pending.token)
        told = self._graph.get(f"/{ticket.container}", fields="id,status_code,status")
        match told.get("status_code"):
            case "FINISHED":
                return self._standing(ticket, pending) or self._released(ticket, pending)
            case "PUBLISHED":
                return self._found(ticket) or self._given_up(ticket, pending, told)
            case "ERROR" | "EXPIRED" as status:
                why = str(told.get("status") or "") or "Instagram gives no reason"
                said = f"{self._graph.name}: nothing was published, the container is {status}"
                raise Rejected(f"{said}: {why}", code=status, answer=why)
            case "IN_PROGRESS":
                return pending
        raise self._graph.unreadable(creates=False)

    def publish_part(
        self, payload: Payload, key: str, before: Sequence[Receipt]
    ) -> Receipt | Pending:
        """The post, or a comment under it."""
        if not before:
            return self.publish(payload, key)
        where = f"/{node(before[0].remote_id)}/comments"
        told = self._graph.post(where, creates=True, **payload.body)
        if not told.get("id"):
            raise self._graph.unreadable(creates=True)
        return Receipt(str(told["id"]), before[0].url, told)

    def find(self, payload: Payload, key: str, since: datetime) -> Receipt | Absent | None:
        """Look through the account's posts: the first step alone publishes nothing."""
        return self.find_part(payload, key, since, ())

    def find_part(
        self, payload: Payload, key: str, since: datetime, before: Sequence[Receipt]
    ) -> Receipt | Absent | None:
        """The same among the comments under the post."""
        since, now = utc(since, "since"), self._clock()
        if before:
            comments = self._comments(before[0].remote_id)
            network = COMMENTS.network(str(payload.body["message"]))
            found = listing.search(comments, network, since, now)
        else:
            network = POSTS.network(str(payload.body.get("caption") or ""))
            found = listing.search(self._posts(), network, since, now)
        if not isinstance(found, dict):
            return found
        return Receipt(str(found["id"]), before[0].url, found) if before else _receipt(found)

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
        """Whether the token opens a professional account and may publish; see `graph_examine`."""
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

    def _renewed(self, ended: Grant) -> Grant:
        return graph_renewal.renew(self._graph.wire, "ig_refresh_token", ended, self._clock)

    def _own(self) -> str:
        """The account's number; raises Unauthorized when the token is another account's."""
        if not self._user:
            if self._by_page:
                told = self._graph.get("/me", fields="instagram_business_account")
                found = told.get("instagram_business_account")
                number = found.get("id") if isinstance(found, dict) else None
            else:
                number = self._graph.get("/me", fields="user_id").get("user_id")
            if not number:
                raise Rejected(f"{self._graph.name}: the token opens no professional account")
            official = facebook.SERVER if self._by_page else SERVER
            self._graph.check_account(self._named, str(number), official)
            self._user = node(str(number))
        return self._user

    def _check_quota(self) -> None:
        """Raises RateLimited when no more posts are let through for now."""
        told = self._graph.get(
            f"/{self._own()}/content_publishing_limit", fields="config,quota_usage"
        )
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

    def _made(self, body: Mapping[str, Any]) -> str:
        """The id of a new container. Lost answers leave containers behind that nobody sees."""
        try:
            told = self._graph.post(f"/{self._own()}/media", **body)
        except Unavailable as error:
            if graph.numbers(error.code)[1] not in graph.UNFETCHED:
                raise
            there = body.get("image_url") or body.get("video_url")
            said = f"{error}; can {there} be read from outside?"
            unfetched = Unavailable(said, status=error.status, code=error.code, answer=error.answer)
        else:
            if not told.get("id"):
                raise self._graph.unreadable(creates=False)
            return node(str(told["id"]))
        raise unfetched

    def _child(self, body: Mapping[str, Any]) -> str:
        """A carousel's item, ready: only then may it be named in the carousel's container."""
        container = self._made(body)
        for seconds in CHILD_WAITS:
            told = self._graph.get(f"/{container}", fields="id,status_code,status")
            if told.get("status_code") == "FINISHED":
                return container
            if told.get("status_code") in ("ERROR", "EXPIRED"):
                why = str(told.get("status") or told["status_code"])
                raise Rejected(f"{self._graph.name}: a picture is refused: {why}", answer=why)
            self._wait(seconds)
        raise Unavailable(f"{self._graph.name}: Instagram is still busy with a picture")

    def _standing(self, ticket: Ticket, pending: Pending) -> Receipt | Pending | None:
        """What came of a publishing whose answer was lost just now; None: it may be published."""
        since = self._doubts.get(ticket.container)
        if since is None:
            return None
        found = self._found(ticket)
        return found or (pending if self._clock() - since < listing.SETTLE else None)

    def _released(self, ticket: Ticket, pending: Pending) -> Receipt | Pending:
        try:
            told = self._graph.post(
                f"/{self._own()}/media_publish", creates=True, creation_id=ticket.container
            )
            if not told.get("id"):
                raise self._graph.unreadable(creates=True)
        except OutcomeUnknown:
            self._doubts[ticket.container] = self._clock()
            raise
        except Unavailable as error:
            if graph.numbers(error.code)[0] in (24, 9007):
                return pending  # not ready after all: nothing was published
            raise
        self._doubts.pop(ticket.container, None)
        try:
            shown = self._graph.get(f"/{node(str(told['id']))}", fields=POSTS.fields)
            return _receipt(told | shown)
        except PlatformError:
            return _receipt(told)  # it is out, and that is what counts

    def _found(self, ticket: Ticket) -> Receipt | None:
        """The newest post with the container's caption that was made since the container was."""
        network = listing.Network(POSTS.made_at, ticket.same)
        found = listing.search(self._posts(), network, ticket.made, self._clock())
        return _receipt(found) if isinstance(found, dict) else None

    def _given_up(
        self, ticket: Ticket, pending: Pending, told: Mapping[str, Any]
    ) -> Receipt | Pending:
        """It is out, for so it says; where, is looked for a while longer."""
        if self._clock() - ticket.made < SOUGHT:
            return pending
        return Receipt("", "", dict(told))

    def _posts(self) -> Iterator[listing.Page]:
        return self._graph.pages(f"/{self._own()}/media", fields=POSTS.fields, limit=_PAGE)

    def _comments(self, post: str) -> Iterator[listing.Page]:
        where = f"/{node(post)}/comments"
        return self._graph.pages(where, fields=COMMENTS.fields, limit=_PAGE)


def _receipt(post: Mapping[str, Any]) -> Receipt:
    return Receipt(str(post["id"]), str(post.get(POSTS.url) or ""), dict(post))
