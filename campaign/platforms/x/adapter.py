"""X, by its API v2: https://docs.x.com/x-api.

X takes no key. After a lost answer, we search for the post among the account's own posts. X refuses
a post with the same words as an earlier one. We take this as a hint to search, never as proof.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import replace
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
from campaign.platforms.http.deletions import deleted, gone_already
from campaign.platforms.http.dialect import Dialect
from campaign.platforms.http.wire import Wire
from campaign.platforms.listing import Page
from campaign.platforms.oauth import Tokens
from campaign.platforms.protocols import Connection, Seen, Vault
from campaign.platforms.x import figures, message, reading, shown_text
from campaign.platforms.x import responses as answers
from campaign.platforms.x import timeline as timeline
from campaign.platforms.x.client import XClient
from campaign.platforms.x.credentials import Renewal, credential, examine
from campaign.platforms.x.facts import FACTS
from campaign.platforms.x.media import hand_in

SERVER = "https://api.x.com"


class X:
    """One account; `secret` is an OAuth 2.0 user token or the four parts of an OAuth 1.0a one.

    Options of the channel: `client_id` and `client_secret`, the application that renews the token;
    `cleartext` ("yes": send the token over http:// to another host); `owner`, the account's id when
    it owns the application. Raises ValueError when they, or the secret, are unfit.
    """

    name: ClassVar[str] = FACTS.name
    delivery: ClassVar[Delivery] = FACTS.delivery
    static: ClassVar[Limits] = FACTS.limits

    def __init__(self, connection: Connection) -> None:
        channel, clock, secret = connection.channel, connection.clock, connection.secret
        self._write = message.writer(channel)
        self._media = connection.media
        self._clock = clock
        self._wait = connection.wait
        self._handle = channel.account.removeprefix("@")
        self._user = ""
        self._owner = channel.options.get("owner", "")
        if self._owner and not answers.is_id(self._owner):
            raise ValueError(
                "owner is the account's own id, in digits; `campaign channels test` shows it"
            )
        dialect = Dialect(
            words=answers.words, kind=answers.kind, reset=answers.reset, is_own=answers.is_own
        )
        wire = Wire.of(channel, dialect, clock, channel.server or SERVER)
        client, password = (channel.options.get(f"client_{each}", "") for each in ("id", "secret"))
        renewal = Renewal(wire, client, clock, password)
        self._credential = credential(channel.name, secret, clock, renewal)
        self._client = XClient(wire, self._credential)
        self._wire = wire
        self._secret = secret

    def __repr__(self) -> str:
        return f"X({self._wire.name!r}, {self._wire.base_url!r})"

    def payloads(self, variant: Variant, at: datetime) -> tuple[Payload, ...]:
        """The fields of `POST /2/tweets` without media and reply; media go with the first part."""
        return self._write(variant, at)

    def publish(self, payload: Payload, key: str, before: Sequence[Receipt] = ()) -> Receipt:
        """Upload the media, then post or reply; on X, a repeat could post twice."""
        ids = [
            hand_in(self._client, self._media.read(upload.sha256), upload, self._wait)
            for upload in payload.uploads
        ]
        parent = before[-1] if before else None
        with replying.under(parent, answers.is_missing):
            answer = self._client.create_tweet(
                **payload.body,
                media_ids=ids or None,
                in_reply_to_tweet_id=parent.remote_id if parent else None,
            )
        post = answer.data.get("data") if isinstance(answer.data, dict) else None
        receipt = answers.receipt(post, self._handle, self._wire.base_url)
        if receipt is None:
            raise self._wire.unreadable(answer, creates=True)
        if not shown_text.may_be(str(payload.body.get("text") or ""), receipt.raw):
            raise self._wire.misplaced(answer, "it has other words", creates=True)
        return receipt

    def find(
        self,
        payload: Payload,
        key: str,
        since: datetime,
        before: Sequence[Receipt] = (),
        booked: Collection[str] = (),
    ) -> Receipt | Absent | None:
        """Search the account's own posts, or its replies to the part before; see `timeline`."""
        text = str(payload.body.get("text") or "")
        query = timeline.Query(text, len(payload.uploads), utc(since, "since"))
        if before:
            parent = before[-1]
            query = replace(query, parent=parent.remote_id, floor=timeline.made(parent.raw))
        # Each page over a new connection: an answer to another request would be a false proof.
        pages = self._pages(self._client.anew(), query.begin)
        found = timeline.search(query, pages, self._clock(), booked)
        if isinstance(found, dict):
            return answers.receipt(found, self._handle, self._wire.base_url)
        return found

    def recent(self, since: datetime) -> Sequence[Seen]:
        """The account's own posts, the newest first, out of the first pages."""
        utc(since, "since")
        pages = self._pages(self._client, since)
        return timeline.seen(pages, since, self._handle, self._wire.base_url)

    def counts(self, remote_ids: Sequence[str]) -> Mapping[str, Counts]:
        """Counts by id; X's public metrics have no clicks."""
        if self._owner:
            return figures.from_own_list(self._client, self._owner, remote_ids)
        return figures.by_ids(self._client, remote_ids)

    def audience(self) -> Audience:
        """The account's followers."""
        own = self._own(user_fields=["public_metrics"])
        return Audience(answers.number(own.get("public_metrics"), "followers_count"))

    def identify(self) -> str:
        """The account's name and id."""
        own = self._own()
        return f"@{str(own.get('username'))[:80]} ({own['id']}) at {self._wire.base_url}"

    def examine(self) -> Access:
        """What the credential opens; see `credentials`."""
        return examine(self._client.get_me, self._secret)

    def remember_in(self, vault: Vault) -> None:
        """Share renewed tokens with other processes by way of the vault."""
        if isinstance(self._credential, Tokens):
            self._credential.remember_in(vault)

    def withdraw(self, remote_id: str) -> Deleted:
        """Delete the post; quiet when it is gone already."""
        try:
            answer = self._client.anew().delete_tweet(answers.checked_id(remote_id))
        except Rejected as error:
            if error.status not in (404, 410) or not error.own:
                raise
            return gone_already(error)
        if answers.is_missing_in(answer.data):
            return deleted(answer)
        data = answer.data.get("data") if isinstance(answer.data, dict) else None
        if not isinstance(data, dict) or type(data.get("deleted")) is not bool:
            raise self._wire.unreadable(answer, creates=True)
        if not data["deleted"]:
            _, words = answers.words(answer.data)
            raise Rejected(f"{self._wire.name}: X did not delete the post: {words}".rstrip(": "))
        return deleted(answer)

    def read(self, remote_id: str, url: str = "") -> Reading | Gone | None:
        """The post as its readers get it, with its links in full; X charges for each read."""
        answer = self._client.anew().get_tweet(answers.checked_id(remote_id), **reading.ASKED)
        body = answer.data if isinstance(answer.data, dict) else {}
        post = body.get("data")
        if post is None and answers.is_missing_in(body):
            return Gone(f"X has no post {remote_id}, or shows it to nobody")
        if not isinstance(post, dict) or not answers.is_id(post.get("id")):
            raise self._wire.unreadable(answer, creates=False)
        if post["id"] != remote_id:
            raise self._wire.misplaced(answer, "it is another post", creates=False)
        return reading.of_post(
            post, body.get("includes"), answers.url(remote_id, self._handle, self._wire.base_url)
        )

    def intended(self, payload: Payload) -> Reading:
        """What `read` gives for a post that stands as it was sent."""
        return reading.of_payload(payload)

    def _own(self, **fields: Any) -> dict[str, Any]:
        # Over a new connection: another account in the answer would be taken for ours.
        answer = self._client.anew().get_me(**fields)
        own = answer.data.get("data") if isinstance(answer.data, dict) else None
        if not isinstance(own, dict) or not answers.is_id(own.get("id")):
            raise self._wire.unreadable(answer, creates=False)
        self._user = own["id"]
        return own

    def _pages(self, client: XClient, since: datetime) -> Iterator[Page]:
        user = self._user or self._own()["id"]
        return timeline.pages(client, user, since, self._clock())
