"""Threads: https://developers.facebook.com/documentation/threads.

A post goes out in two steps; see `meta.containers`.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from datetime import datetime, timedelta
from typing import ClassVar

from analytics.metrics import Audience, Counts, utc
from campaign.errors import (
    RateLimited,
    Rejected,
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
    Upload,
    Variant,
)
from campaign.plan.pace import Rate, within
from campaign.platforms import listing, replying, wording
from campaign.platforms.fitting import fitting
from campaign.platforms.meta import renewal
from campaign.platforms.meta.containers import Containers, Flow
from campaign.platforms.meta.graph import Graph, made, node, number
from campaign.platforms.meta.timeline import figures
from campaign.platforms.oauth import Grant, Tokens
from campaign.platforms.protocols import Connection, Seen, Vault
from campaign.platforms.public_media import links
from campaign.platforms.threads import credentials as examining
from campaign.platforms.threads import message
from campaign.platforms.threads import responses as answers
from campaign.platforms.threads.responses import METRICS, POSTS

SERVER = "https://graph.threads.net"
VERSION = "v1.0"
_DOCS = "https://developers.facebook.com/documentation/threads"

PAGE = 50
HOUR = timedelta(hours=1)  # a day's quota frees up bit by bit; Threads does not say when
FLOW = Flow(
    "Threads",
    make="threads",
    publish="threads_publish",
    status="status",
    reason="error_message",
    posts=POSTS,
    digest=wording.digest,
    nowhere=answers.is_nowhere,
    sought=timedelta(minutes=10),
)


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
        links=message.MOST_LINKS,
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

    def __init__(self, connection: Connection) -> None:
        channel, clock = connection.channel, connection.clock
        self._public = links.base(channel)
        self._link_in_text = channel.options.get("link_in") != "comment"
        self._clock = clock
        known = renewal.secret(connection.secret)
        self._tokens = Tokens(channel.name, known, clock, self._renewed)
        self._graph = Graph.of(channel, self._tokens, clock, server=SERVER, version=VERSION)
        self._containers = Containers(
            self._graph, FLOW, lambda: "me", self._pages, clock, connection.wait
        )

    def __repr__(self) -> str:
        return f"Threads({self._graph.name!r}, {self._graph.wire.base_url!r})"

    def remember_in(self, vault: Vault) -> None:
        """Keep renewed tokens there from now on."""
        self._tokens.remember_in(vault)

    def payloads(self, variant: Variant, at: datetime) -> tuple[Payload, ...]:
        """The fields of `POST /me/threads` a part, those of a carousel's pictures as `children`.

        Pictures, topic and link card go with the first.
        """
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
        body = message.fields(text, uploads, self._public, self.name)
        topic = message.topic(variant.hashtags) if part == 0 else ""
        here = self._link_in_text if part == 0 else variant.link in text
        if topic:
            body["topic_tag"] = topic
        if variant.link and here and not uploads:
            body["link_attachment"] = variant.link
        message.check_links(body, self.name)
        return Payload(self.name, body, uploads)

    def publish(self, payload: Payload, key: str, before: Sequence[Receipt] = ()) -> Pending:
        """Make the container; nobody sees it until `finish` publishes it, an unused one ends.

        Raises RateLimited when the account's quota is used up.
        """
        self._check_quota(bool(before))
        if not before:
            return self._containers.make(payload.body, said(payload))
        parent = node(before[-1].remote_id)
        body = {**payload.body, "reply_to_id": parent}
        with replying.under(before[-1], answers.is_nowhere):
            return self._containers.make(body, said(payload), parent)

    def in_two_steps(self, part: int) -> bool:
        """What of a publication is made first and published then."""
        return True  # a reply has a container of its own

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
        """Look through the account's posts, or its replies: none is older than what it answers."""
        parent, floor = "", None
        if before:
            parent, floor = before[-1].remote_id, POSTS.made_at(before[-1].raw)
        return self._containers.search(said(payload), utc(since, "since"), parent, floor, booked)

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
        id = made(self._graph, own)
        return f"@{own.get('username') or id} at {self._graph.wire.base_url}"

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
        return renewal.renew(self._graph.wire, "th_refresh_token", ended, self._clock)

    def _check_quota(self, reply: bool) -> None:
        """What the last 24 hours leave: https://developers.facebook.com/documentation/threads/overview."""
        what = "reply_" if reply else ""
        names = f"{what}quota_usage", f"{what}config"
        told = self._graph.get_anew("/me/threads_publishing_limit", fields=",".join(names))
        data = told.get("data")
        quota = data[0] if isinstance(data, list) and data else {}
        used, most = number(quota, names[0]), number(quota, names[1], "quota_total")
        if used is not None and most is not None and used >= most:
            kind = "replies" if reply else "posts"
            said = f"{self._graph.name}: {used} of {most} {kind} in 24 hours are used up"
            raise RateLimited(said, until=self._clock() + HOUR, status=None)

    def _pages(self, parent: str) -> Iterator[listing.Page]:
        """The account's own posts, or its replies, newest first, a page at a time."""
        if parent:
            fields = f"{POSTS.fields},replied_to"
            return self._graph.pages("/me/replies", fields=fields, limit=PAGE)
        return self._graph.pages("/me/threads", fields=POSTS.fields, limit=PAGE)


def said(payload: Payload) -> str:
    """What the post says."""
    return str(payload.body.get("text", ""))
