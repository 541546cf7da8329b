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
from campaign.platforms import listing, replying, wording
from campaign.platforms.meta import credentials as tokens
from campaign.platforms.meta import posts, quota
from campaign.platforms.meta.containers import Containers, Flow
from campaign.platforms.meta.graph import Graph, made, node
from campaign.platforms.meta.responses import ask
from campaign.platforms.meta.timeline import figures
from campaign.platforms.meta.two_steps import TwoSteps
from campaign.platforms.oauth import Grant, Tokens
from campaign.platforms.protocols import Connection, Seen, Vault
from campaign.platforms.threads import credentials as credentials
from campaign.platforms.threads import message, reading
from campaign.platforms.threads import responses as answers
from campaign.platforms.threads.facts import FACTS
from campaign.platforms.threads.responses import METRICS, POSTS

SERVER = "https://graph.threads.net"
VERSION = "v1.0"

PAGE = 50
HOUR = timedelta(hours=1)  # a used-up quota frees up little by little; Threads does not say when
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


class Threads(TwoSteps):
    """One account on Threads; `secret` is its long-lived token, bare or as `oauth` keeps it.

    Options of the channel: `public_media_url` (where Threads fetches our pictures; without it,
    posts have no pictures), `link_in`, `cleartext`. Raises ValueError when they are unfit.
    """

    name: ClassVar[str] = FACTS.name
    delivery: ClassVar[Delivery] = FACTS.delivery
    static: ClassVar[Limits] = FACTS.limits

    def __init__(self, connection: Connection) -> None:
        channel, clock = connection.channel, connection.clock
        self._write = message.writer(channel)
        self._clock = clock
        known = tokens.secret(connection.secret)
        self._tokens = Tokens(channel.name, known, clock, self._renewed)
        self._graph = Graph.of(channel, self._tokens, clock, server=SERVER, version=VERSION)
        self._unpublished = self._containers = Containers(
            self._graph, FLOW, lambda: "me", self._pages, clock, connection.wait
        )

    def __repr__(self) -> str:
        return f"Threads({self._graph.name!r}, {self._graph.wire.base_url!r})"

    def remember_in(self, vault: Vault) -> None:
        """Keep renewed tokens there from now on."""
        self._tokens.remember_in(vault)

    def payloads(self, variant: Variant, at: datetime) -> tuple[Payload, ...]:
        """The fields of `POST /me/threads` for each part; a carousel's pictures are in `children`.

        Pictures, topic and link card go with the first part.
        """
        return self._write(variant, at)

    def publish(self, payload: Payload, key: str, before: Sequence[Receipt] = ()) -> Pending:
        """Make the container; nobody sees it until `finish` publishes it. An unused one expires.

        Raises RateLimited when the account's quota is used up.
        """
        self._check_quota(bool(before))
        if not before:
            return self._containers.make(payload.body, text_of(payload))
        parent = node(before[-1].remote_id)
        body = {**payload.body, "reply_to_id": parent}
        with replying.under(before[-1], answers.is_nowhere):
            return self._containers.make(body, text_of(payload), parent)

    def in_two_steps(self, part: int) -> bool:
        """Whether a part is published in two steps: every part is."""
        return True  # a reply has a container of its own

    def find(
        self,
        payload: Payload,
        key: str,
        since: datetime,
        before: Sequence[Receipt] = (),
        booked: Collection[str] = (),
    ) -> Receipt | Absent | None:
        """Search the account's posts, or its replies; no reply is older than its parent."""
        parent, floor = "", None
        if before:
            parent, floor = before[-1].remote_id, POSTS.made_at(before[-1].raw)
        return self._containers.search(text_of(payload), utc(since, "since"), parent, floor, booked)

    def recent(self, since: datetime) -> Sequence[Seen]:
        """The account's own posts, the newest first, without its replies."""
        return POSTS.seen(self._pages(""), utc(since, "since"))

    def counts(self, remote_ids: Sequence[str]) -> Mapping[str, Counts]:
        """Counts by id, one call each."""
        found = {}
        for each in remote_ids:
            try:
                insights = self._graph.get(f"/{node(each)}/insights", metric=METRICS)
            except Rejected as error:
                if not answers.is_nowhere(error):
                    raise
            else:
                found[each] = answers.counts(insights)
        return found

    def audience(self) -> Audience:
        """The account's followers now."""
        insights = self._graph.get("/me/threads_insights", metric="followers_count")
        return Audience(figures(insights).get("followers_count"))

    def link_clicks(self, since: datetime, until: datetime) -> Mapping[str, int]:
        """Clicks by link in [since, until), which Threads tells of the account as a whole."""
        insights = self._graph.get(
            "/me/threads_insights",
            metric="clicks",
            since=str(int(utc(since, "since").timestamp())),
            until=str(int(utc(until, "until").timestamp())),
        )
        return answers.link_clicks(insights)

    def identify(self) -> str:
        """The account's name there."""
        own = self._graph.get("/me", fields="id,username")
        id = made(self._graph, own)
        return f"@{own.get('username') or id} at {self._graph.wire.base_url}"

    def examine(self) -> Access:
        """What the token opens and which scopes it has; see `threads.credentials`."""
        return credentials.examine(self._graph)

    def withdraw(self, remote_id: str) -> Deleted:
        """Delete the post; quiet when it is gone already."""
        return posts.delete(self._graph, remote_id, answers.is_nowhere)

    def read(self, remote_id: str, url: str = "") -> Reading | Gone | None:
        """The post as its readers get it; the pictures of a carousel are asked for one by one."""
        found = posts.read(self._graph, remote_id, reading.POST, answers.is_nowhere)
        if isinstance(found, Gone):
            return found
        children = [ask(self._graph, each, reading.CHILD) for each in reading.children_of(found)]
        return reading.of_post(found, children, url)

    def intended(self, payload: Payload) -> Reading:
        """What `read` gives for a post that stands as it was sent."""
        return reading.of_payload(payload)

    def _renewed(self, ended: Grant) -> Grant:
        return tokens.renew(self._graph.wire, "th_refresh_token", ended, self._clock)

    def _check_quota(self, reply: bool) -> None:
        """Raises RateLimited when the 24-hour quota of posts, or of replies, is used up."""
        prefix = "reply_" if reply else ""
        used, most = quota.published(self._graph, "/me/threads_publishing_limit", prefix)
        if used is not None and most is not None and used >= most:
            kind = "replies" if reply else "posts"
            message = f"{self._graph.name}: {used} of {most} {kind} in 24 hours are used up"
            raise RateLimited(message, until=self._clock() + HOUR, status=None)

    def _pages(self, parent: str) -> Iterator[listing.Page]:
        """The pages of the account's own posts or, with a parent, its replies, newest first."""
        if parent:
            fields = f"{POSTS.fields},replied_to"
            return self._graph.pages("/me/replies", fields=fields, limit=PAGE)
        return self._graph.pages("/me/threads", fields=POSTS.fields, limit=PAGE)


def text_of(payload: Payload) -> str:
    """The post's text."""
    return str(payload.body.get("text", ""))
