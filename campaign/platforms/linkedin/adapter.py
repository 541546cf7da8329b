"""LinkedIn pages, by the versioned Posts API:
https://learn.microsoft.com/en-us/linkedin/marketing/community-management/shares/posts-api.

LinkedIn takes no key. It refuses a post with the same words as an earlier one, and names that one.
The named post is ours when it can be read, has the same words and was made just before. In all
other cases, we look for a lost answer's post among the page's own posts.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from datetime import datetime
from typing import Any, ClassVar

from analytics.metrics import Audience, Counts, utc
from campaign.errors import Rejected
from campaign.model import (
    Absent,
    Access,
    Deleted,
    Delivery,
    Gone,
    Limits,
    Payload,
    Reading,
    Receipt,
    Variant,
)
from campaign.platforms import replying
from campaign.platforms.counting import count
from campaign.platforms.http.dialect import Answer, Dialect
from campaign.platforms.http.wire import Wire
from campaign.platforms.linkedin import counts as linkedin_counts
from campaign.platforms.linkedin import credentials as credentials
from campaign.platforms.linkedin import media as media_of
from campaign.platforms.linkedin import message, published, reading, timeline
from campaign.platforms.linkedin import responses as answers
from campaign.platforms.linkedin.client import SERVER, Client
from campaign.platforms.linkedin.facts import FACTS, VERSION
from campaign.platforms.oauth import Tokens, read
from campaign.platforms.protocols import Connection, Seen, Vault

LOGIN = "https://www.linkedin.com"


class LinkedIn:
    """One organisation's page; `secret` is a member's access token, or the JSON of `oauth`.

    `account` is the organisation's number or URN. Options of the channel: `version` (YYYYMM),
    `client_id` and `client_secret` (the application that renews the token), `cleartext`.
    Raises ValueError when they are unfit.
    """

    name: ClassVar[str] = FACTS.name
    delivery: ClassVar[Delivery] = FACTS.delivery
    static: ClassVar[Limits] = FACTS.limits

    def __init__(self, connection: Connection) -> None:
        channel, clock, secret = connection.channel, connection.clock, connection.secret
        self._organisation = message.organisation(channel.account)
        self._write = message.writer(channel)
        version = channel.options.get("version") or VERSION
        if len(version) != 6 or not version.isdigit():
            raise ValueError("version is a month such as 202607")
        self._media, self._clock, self._wait = connection.media, clock, connection.wait
        dialect = Dialect(words=answers.words, kind=answers.kind, is_own=answers.is_own)
        wire = Wire.of(channel, dialect, clock, channel.server or SERVER)
        login = Wire.of(channel, dialect, clock, channel.server or LOGIN)
        self._to: Callable[[str], Wire] = lambda server: Wire.of(channel, dialect, clock, server)
        client, password = (channel.options.get(f"client_{each}", "") for each in ("id", "secret"))
        renews = client and read(secret).refresh
        renewal = credentials.Renewal(login, client, clock, password) if renews else None
        tokens = Tokens(channel.name, secret, clock, renewal)
        self._api = Client(wire, tokens, version, self._organisation)

    def __repr__(self) -> str:
        return f"LinkedIn({self._api.wire.name!r}, {self._api.wire.base_url!r})"

    def payloads(self, variant: Variant, at: datetime) -> tuple[Payload, ...]:
        """The fields of `POST /rest/posts` without the media's ids, and of the first comment."""
        return self._write(variant, at)

    def publish(self, payload: Payload, key: str, before: Sequence[Receipt] = ()) -> Receipt:
        """Upload the media and post; with a post `before`, comment on that post."""
        if before:
            urn = before[0].remote_id
            body = {**payload.body, "object": urn}
            comments = timeline.comments(urn)
            with replying.under(before[0], replying.is_not_found):
                answer = self._api.call("POST", comments, creates=True, body=body)
            return self._receipt(answer, body, urn)
        urns = []
        for upload in payload.uploads:
            data = self._media.read(upload.sha256)
            urn = media_of.hand_in(self._api, self._to, upload, data, self._wait)
            urns.append((urn, upload))
        body = {**payload.body, **({"content": media_of.content(urns)} if urns else {})}
        try:
            answer = self._api.call("POST", "/rest/posts", creates=True, body=body)
            return self._receipt(answer, body)
        except Rejected as error:
            there = answers.duplicate_of(error)
            if not there:
                raise
            return timeline.adopted(self._api, there, payload, error, self._clock())

    def find(
        self,
        payload: Payload,
        key: str,
        since: datetime,
        before: Sequence[Receipt] = (),
        booked: Collection[str] = (),
    ) -> Receipt | Absent | None:
        """Search the page's own posts, or the comments under the post `before`."""
        under = before[0].remote_id if before else ""
        since = utc(since, "since")
        return timeline.find(self._api, payload, since, self._clock(), under, booked)

    def recent(self, since: datetime) -> Sequence[Seen]:
        """The page's own posts, the newest first; those of its first page at least."""
        return timeline.recent(self._api, utc(since, "since"))

    def counts(self, remote_ids: Sequence[str]) -> Mapping[str, Counts]:
        """Counts by id: organic counts of twelve months, all kinds of reactions, and comments."""
        return linkedin_counts.counts(self._api, remote_ids)

    def audience(self) -> Audience:
        """The page's followers."""
        urn = answers.encoded(self._organisation)
        path = f"/rest/networkSizes/{urn}?edgeType=COMPANY_FOLLOWED_BY_MEMBER"
        body = self._api.call("GET", path).data
        size = body.get("firstDegreeSize") if isinstance(body, dict) else None
        return Audience(count(size))

    def identify(self) -> str:
        """The organisation's name and number."""
        number = self._organisation.rpartition(":")[2]
        own = credentials.organisation(self._api.call, number)
        return f"{own.get('vanityName') or own.get('localizedName') or ''} ({number})"

    def examine(self) -> Access:
        """What the token opens and may do; see `credentials`."""
        today = self._clock().date()
        return credentials.examine(self._api.call, self._organisation, self._api.version, today)

    def remember_in(self, vault: Vault) -> None:
        """Share renewed tokens with other processes by way of the vault."""
        self._api.tokens.remember_in(vault)

    def withdraw(self, remote_id: str) -> Deleted:
        """Delete the post, or the comment; quiet when it is gone already."""
        return published.delete(self._api, remote_id)

    def edit(self, remote_id: str, payload: Payload) -> Receipt:
        """Change the words of the post, or of the comment; LinkedIn keeps everything else."""
        return published.edit(self._api, remote_id, payload)

    def read(self, remote_id: str, url: str = "") -> Reading | Gone | None:
        """The post, or the comment, as its readers get it, without the escapes of its text."""
        return published.read(self._api, remote_id, url)

    def intended(self, payload: Payload) -> Reading:
        """What `read` gives for a post, or a comment, that stands as it was sent."""
        return reading.of_payload(payload)

    def _receipt(self, answer: Answer, body: Mapping[str, Any], under: str = "") -> Receipt:
        """The receipt: a header has the new id, and for a comment the body has it as well."""
        created = answer.data if isinstance(answer.data, dict) else {}
        number = str(answer.headers.get("x-restli-id") or created.get("id") or "")
        urn = answers.named(created, number, under)
        if not (answers.is_comment(urn) if under else answers.is_post(urn)):
            raise self._api.wire.unreadable(answer, creates=True)
        if answers.is_anothers(created, body):
            raise self._api.wire.misplaced(answer, f"{urn} has other words", creates=True)
        return Receipt(urn, self._api.url(under or urn), {"id": urn, **created})
