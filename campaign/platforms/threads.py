"""Threads: https://developers.facebook.com/documentation/threads.

A post goes out in two steps. A container is made, which nobody sees; its id is kept, and when
Threads has worked through it, it is published. Which of the two steps was done, the container
itself tells: after a lost answer it is asked, and never published twice.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any, ClassVar

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
    Upload,
    Variant,
)
from campaign.plan.pace import Rate, within
from campaign.platforms import graph_renewal, listing, public_media, threads_container
from campaign.platforms import threads_answers as answers
from campaign.platforms import threads_examine as examining
from campaign.platforms.base import MediaSource, Seen, Vault
from campaign.platforms.graph import UNFETCHED, Graph, node, number, numbers
from campaign.platforms.graph_listing import figures
from campaign.platforms.oauth import Grant, Tokens
from campaign.platforms.pictures import fitting
from campaign.platforms.threads_answers import METRICS, POSTS
from campaign.platforms.threads_container import Ticket

SERVER = "https://graph.threads.net"
VERSION = "v1.0"
_DOCS = "https://developers.facebook.com/documentation/threads"

PAGE = 50
CHILD_WAITS = (1.0, 1.0, 2.0, 2.0, 4.0, 8.0, 16.0, 26.0)  # seconds; a minute in all
HOUR = timedelta(hours=1)  # a day's quota frees up bit by bit; Threads does not say when
SOUGHT = timedelta(minutes=10)  # how long a container may be nowhere before it is lost


class Threads:
    """One account on Threads; `secret` is its long-lived token, bare or as `oauth` keeps it.

    Options of the channel: `public_media_url` (where Threads finds our pictures; without it posts
    are text alone), `link_in`, `cleartext`. Raises ValueError when they are unfit.
    """

    name: ClassVar[str] = "threads"
    delivery: ClassVar[Delivery] = Delivery.TWO_PHASE
    static: ClassVar[Limits] = Limits(
        text=500,
        unit=Unit.THREADS,
        images=20,
        image_bytes=8 * 1024 * 1024,
        image_types=("image/jpeg", "image/png"),
        alt=1000,
        videos=1,
        video_seconds=300,
        video_bytes=1024**3,
        languages=False,
        threads=True,
        comments=True,
        lacks=(
            "no language of a post",
            "no pictures without a public address for them",
            "no changes to a post that is out",
        ),
        source=f"{_DOCS}/posts",
    )
    # 250 posts in any 24 hours; replies have a limit of their own, which is asked for.
    rates: ClassVar[tuple[Rate, ...]] = (
        within(250, timedelta(days=1), burst=25, source=f"{_DOCS}/overview"),
    )

    def __init__(
        self,
        channel: Channel,
        secret: str,
        media: MediaSource,
        clock: Callable[[], datetime],
        wait: Callable[[float], object],
    ) -> None:
        self._public = public_media.base(channel)
        self._link_in_text = channel.options.get("link_in") != "comment"
        self._clock = clock
        self._wait = wait
        self._doubts: dict[str, datetime] = {}
        known = graph_renewal.secret(secret)
        self._tokens = Tokens(channel.name, known, clock, self._renewed)
        self._graph = Graph.of(channel, self._tokens, clock, server=SERVER, version=VERSION)

    def __repr__(self) -> str:
        return f"Threads({self._graph.name!r}, {self._graph.wire.base_url!r})"

    def remember_in(self, vault: Vault) -> None:
        """Keep renewed tokens there from now on."""
        self._tokens.remember_in(vault)

    def limits(self) -> Limits:
        """Threads' own; no server tells them."""
        return self.static

    def payload(self, variant: Variant, at: datetime) -> Payload:
        """The fields of `POST /me/threads`; those of a carousel's pictures are its `children`."""
        if len(variant.texts) != 1:
            raise UnsupportedFeature(f"{self.name}: a thread cannot be published as one post")
        return self.parts(variant, at)[0]

    def parts(self, variant: Variant, at: datetime) -> tuple[Payload, ...]:
        """A container a part; pictures, topic and link card go with the first."""
        utc(at, "at")
        uploads = fitting(variant, self.static, self.name)
        return tuple(
            self._payload(variant, text, uploads, number)
            for number, text in enumerate(variant.texts)
        )

    def _payload(
        self, variant: Variant, text: str, uploads: tuple[Upload, ...], part: int
    ) -> Payload:
        uploads = uploads if part == 0 else ()
        body = threads_container.fields(text, uploads, self._public, self.name)
        topic = threads_container.topic(variant.hashtags) if part == 0 else ""
        here = self._link_in_text if part == 0 else variant.link in text
        if topic:
            body["topic_tag"] = topic
        if variant.link and here and not uploads:
            body["link_attachment"] = variant.link
        threads_container.check_links(body, self.name)
        return Payload(self.name, body, uploads)

    def publish(self, payload: Payload, key: str) -> Pending:
        """Make the container; nobody sees it until `finish` publishes it."""
        return self.publish_part(payload, key, ())

    def publish_part(self, payload: Payload, key: str, before: Sequence[Receipt]) -> Pending:
        """The same, of a reply to the part before it; there is no key, an unused one is harmless.

        Raises RateLimited when the account's quota is used up.
        """
        self._check_quota(bool(before))
        ticket = self._sought(payload, self._clock(), before)
        body = dict(payload.body)
        children = [self._child(each) for each in body.pop("children", ())]
        if children:
            body["children"] = ",".join(children)
        if before:
            body["reply_to_id"] = before[-1].remote_id
        return Pending(replace(ticket, container=self._made(body)).written())

    def finish(self, pending: Pending) -> Receipt | Pending:
        """Ask how the container stands; publish it when it is ready, find it when it is out."""
        ticket = Ticket.read(pending.token)
        try:
            told = self._graph.get(f"/{ticket.container}", fields="id,status,error_message")
        except Rejected as error:
            return self._missing(ticket, pending, error)
        match told.get("status"):
            case "PUBLISHED":
                return self._standing(ticket) or pending
            case "FINISHED":
                return self._doubtful(ticket, pending) or self._released(ticket, pending)
            case "ERROR" | "EXPIRED" as status:
                why = str(told.get("error_message") or "") or "Threads gives no reason"
                said = f"{self._graph.name}: nothing was published, the container is {status}"
                raise Rejected(f"{said}: {why}", code=status, answer=why)
        return pending

    def find(self, payload: Payload, key: str, since: datetime) -> Receipt | Absent | None:
        """Look through the account's own posts since the last try."""
        return self.find_part(payload, key, since, ())

    def find_part(
        self, payload: Payload, key: str, since: datetime, before: Sequence[Receipt]
    ) -> Receipt | Absent | None:
        """The same among the account's replies, none of which is older than what it answers."""
        floor = POSTS.made_at(before[-1].raw) if before else None
        found = self._search(self._sought(payload, utc(since, "since"), before), floor)
        return answers.receipt(found) if isinstance(found, dict) else found

    def recent(self, since: datetime) -> Sequence[Seen]:
        """The account's own posts, the newest first, without its replies."""
        return POSTS.seen(self._pages(""), utc(since, "since"))

    def counts(self, remote_ids: Sequence[str]) -> Mapping[str, Counts]:
        """Counts by id, one call each."""
        found = {}
        for each in remote_ids:
            try:
                told = self._graph.get(f"/{node(each)}/insights", metric=METRICS)
            except Rejected as error:
                if not answers.is_nowhere(error):
                    raise
            else:
                found[each] = answers.counts(told)
        return found

    def audience(self) -> Audience:
        """The account's followers now."""
        told = self._graph.get("/me/threads_insights", metric="followers_count")
        return Audience(figures(told).get("followers_count"))

    def identify(self) -> str:
        """The account's name there."""
        own = self._graph.get("/me", fields="id,username")
        if not own.get("id"):
            raise self._graph.unreadable(creates=False)
        return f"@{own.get('username') or own['id']} at {self._graph.wire.base_url}"

    def examine(self) -> Access:
        """What the token opens and which rights it has; see `threads_examine`."""
        return examining.examine(self._graph)

    def withdraw(self, remote_id: str) -> None:
        """Delete the post; quiet when it is gone already."""
        try:
            self._graph.delete(f"/{node(remote_id)}")
        except Rejected as error:
            if not answers.is_nowhere(error):
                raise

    def _renewed(self, ended: Grant) -> Grant:
        return graph_renewal.renew(self._graph.wire, "th_refresh_token", ended, self._clock)

    def _check_quota(self, reply: bool) -> None:
        """What the last 24 hours leave: https://developers.facebook.com/documentation/threads/overview."""
        what = "reply_" if reply else ""
        names = f"{what}quota_usage", f"{what}config"
        told = self._graph.get("/me/threads_publishing_limit", fields=",".join(names))
        data = told.get("data")
        quota = data[0] if isinstance(data, list) and data else {}
        used, most = number(quota, names[0]), number(quota, names[1], "quota_total")
        if used is not None and most is not None and used >= most:
            kind = "replies" if reply else "posts"
            said = f"{self._graph.name}: {used} of {most} {kind} in 24 hours are used up"
            raise RateLimited(said, until=self._clock() + HOUR, status=None)

    def _made(self, body: Mapping[str, Any]) -> str:
        """The id of a new container. Lost answers leave containers behind that nobody sees."""
        try:
            told = self._graph.post("/me/threads", **body)
        except PlatformError as error:
            if numbers(error.code)[1] in UNFETCHED:
                raise _unfetched(error, body) from None
            raise
        if not isinstance(told.get("id"), str):
            raise self._graph.unreadable(creates=False)
        return node(told["id"])

    def _child(self, body: Mapping[str, Any]) -> str:
        """A carousel's item, ready: only then may it be named in the carousel's container."""
        container = self._made(body)
        for seconds in CHILD_WAITS:
            told = self._graph.get(f"/{container}", fields="id,status,error_message")
            if told.get("status") == "FINISHED":
                return container
            if told.get("status") in ("ERROR", "EXPIRED"):
                why = str(told.get("error_message") or told["status"])
                raise Rejected(f"{self._graph.name}: a picture is refused: {why}", answer=why)
            self._wait(seconds)
        raise Unavailable(f"{self._graph.name}: Threads is still busy with a picture")

    def _released(self, ticket: Ticket, pending: Pending) -> Receipt | Pending:
        try:
            told = self._graph.post(
                "/me/threads_publish", creates=True, creation_id=ticket.container
            )
            if not isinstance(told.get("id"), str):
                raise self._graph.unreadable(creates=True)
        except OutcomeUnknown:
            self._doubt(ticket)
            raise
        except PlatformError as error:
            if not answers.is_nowhere(error):
                raise
            return self._missing(ticket, pending, error)
        self._doubts.pop(ticket.container, None)
        try:
            return answers.receipt(
                {**told, **self._graph.get(f"/{told['id']}", fields=POSTS.fields)}
            )
        except PlatformError:
            return answers.receipt(told)  # it is out, and that is what counts

    def _doubt(self, ticket: Ticket) -> None:
        now = self._clock()
        fresh = {each: at for each, at in self._doubts.items() if now - at < listing.SETTLE}
        self._doubts = fresh | {ticket.container: now}

    def _doubtful(self, ticket: Ticket, pending: Pending) -> Receipt | Pending | None:
        """What came of a publishing whose answer was lost just now; None: it may be published."""
        since = self._doubts.get(ticket.container)
        if since is None:
            return None
        busy = self._clock() - since < listing.SETTLE
        return self._standing(ticket) or (pending if busy else None)

    def _missing(self, ticket: Ticket, pending: Pending, error: PlatformError) -> Receipt | Pending:
        """A container that is nowhere: out already, not everywhere yet, or lost by Threads."""
        found = self._search(ticket)
        if isinstance(found, dict):
            return answers.receipt(found)
        if found is None or self._clock() - ticket.made < SOUGHT:
            return pending
        said = f"{error}; Threads has lost the container: give the post another time"
        raise Rejected(said, status=error.status, code=error.code, answer=error.answer)

    def _standing(self, ticket: Ticket) -> Receipt | None:
        found = self._search(ticket)
        return answers.receipt(found) if isinstance(found, dict) else None

    def _sought(self, payload: Payload, since: datetime, before: Sequence[Receipt]) -> Ticket:
        said = threads_container.words(str(payload.body.get("text", "")))
        return Ticket("", since, said, before[-1].remote_id if before else "")

    def _search(
        self, ticket: Ticket, floor: datetime | None = None
    ) -> dict[str, Any] | Absent | None:
        network = listing.Network(POSTS.made_at, ticket.same)
        pages = self._pages(ticket.parent)
        return listing.search(pages, network, ticket.made, self._clock(), floor)

    def _pages(self, parent: str) -> Iterator[listing.Page]:
        """The account's own posts, or its replies, newest first, a page at a time."""
        if parent:
            fields = f"{POSTS.fields},replied_to"
            return self._graph.pages("/me/replies", fields=fields, limit=PAGE)
        return self._graph.pages("/me/threads", fields=POSTS.fields, limit=PAGE)


def _unfetched(error: PlatformError, body: Mapping[str, Any]) -> Unavailable:
    """The same trouble, with the address, which whoever serves the pictures can try."""
    there = body.get("image_url") or body.get("video_url")
    said = f"{error}; can {there} be read from outside?"
    return Unavailable(said, status=error.status, code=error.code, answer=error.answer)
