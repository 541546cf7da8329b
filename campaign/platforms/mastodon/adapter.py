"""Mastodon, and servers that speak its API: https://docs.joinmastodon.org/api/.

We post a status with an `Idempotency-Key`, which a Mastodon server remembers for an hour. After
that hour, and on servers that ignore the key, we look for the status among the account's own recent
ones.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any, ClassVar

from analytics.metrics import Audience, Counts, utc
from campaign.errors import PlatformError, Rejected, Unauthorized, Unavailable
from campaign.model import (
    Absent,
    Access,
    Channel,
    Deleted,
    Delivery,
    Evidence,
    Gone,
    Limits,
    Payload,
    Reading,
    Receipt,
    ServerLimits,
    Upload,
    Variant,
)
from campaign.platforms import replying
from campaign.platforms.http.dialect import Dialect
from campaign.platforms.http.response_limits import Bound
from campaign.platforms.http.wire import Wire
from campaign.platforms.listing import Page
from campaign.platforms.mastodon import credentials as examining
from campaign.platforms.mastodon import instance as instances
from campaign.platforms.mastodon import message, reading, software
from campaign.platforms.mastodon import responses as answers
from campaign.platforms.mastodon import timeline as listing
from campaign.platforms.mastodon.facts import FACTS
from campaign.platforms.mastodon.published import Published
from campaign.platforms.protocols import Connection, Seen, Writer

BATCH = 20  # the size of a page of statuses; Mastodon documents no size for an id[] batch
KEY_KEPT = timedelta(minutes=50)  # less than the hour, because a repeat must arrive within it
WHOSE = "/api/v1/accounts/verify_credentials"
_QUICK = (5.0, 10.0)  # seconds to connect, seconds of silence, where no post waits
MEDIA_WAITS = (1.0, 1.0, 2.0, 2.0, 4.0, 8.0, 16.0, 26.0)  # seconds; a minute in all


class Speaker:
    """One account on a server that speaks Mastodon's API; `secret` is its access token.

    Options of the channel: `visibility` (public), `spoiler` (a content warning), `cleartext`
    ("yes": send the token over http:// to another host), on Mastodon also `software`, what the
    server runs. Raises ValueError when they are unfit.
    """

    name: ClassVar[str]
    delivery: ClassVar[Delivery]
    static: ClassVar[Limits]
    settings: ClassVar[str] = "Preferences → Development → New application"
    """The page on the server on which a person makes a token."""
    dead: ClassVar[tuple[int, ...]] = (400, 422)
    """How servers answer a token that they do not know, beside 401: Takahe 400, snac 422."""

    def __init__(self, connection: Connection) -> None:
        channel, clock = connection.channel, connection.clock
        self._limits = connection.limits or self.static
        self._write = self._writer(channel, self._limits)
        self._channel = channel
        self._token = connection.secret.strip()
        self._named = channel.account
        self._media = connection.media
        self._clock = clock
        self._wait = connection.wait
        self._account: str = ""
        self._keeps_keys: bool | None = None
        dialect = Dialect(
            words=answers.words, kind=answers.kind, reset=answers.reset, is_own=answers.is_own
        )
        self._wire = Wire.of(channel, dialect, clock)
        self._quick = Wire.of(channel, dialect, clock, timeout=_QUICK, bound=Bound(10.0))
        self._published = Published(self._wire, self._call, self._confirmed, clock, self.name)

    def __repr__(self) -> str:
        return f"{type(self).__name__}({self._wire.name!r}, {self._wire.base_url!r})"

    def ask_limits(self) -> ServerLimits | None:
        """The server's own limits and its software, by which posts are written from now on.

        A limit that it does not give is the table's. None when it does not answer at all.
        """
        said = instances.ask(self._asked, self._wire.base_url)
        if said is None:
            return None
        found = instances.limits(said, self.static)
        self._limits = self.counted(self._channel, found.limits, found.software)
        self._write = self._writer(self._channel, self._limits)
        return found

    @staticmethod
    def counted(channel: Channel, limits: Limits, runs: str) -> Limits:
        """The limits, counted as this software does; what the channel's options say comes first."""
        return software.counted(limits, channel.options.get("software", runs))

    def _asked(self, path: str) -> Any:
        """The answer to a question about the server; None where it knows no such address."""
        try:
            return self._quick.call("GET", path, bearer=self._token).data
        except Rejected as error:
            if error.status not in (404, 405, 410):
                raise
            return None

    def payloads(self, variant: Variant, at: datetime) -> tuple[Payload, ...]:
        """The fields of `POST /api/v1/statuses` without media; the media go with the first part."""
        return self._write(variant, at)

    def _writer(self, channel: Channel, limits: Limits) -> Writer:
        return message.writer(channel, limits, self.name)

    def publish(self, payload: Payload, key: str, before: Sequence[Receipt] = ()) -> Receipt:
        """Upload the media, wait until they are processed, then post the status or the reply."""
        headers = self._keyed(key)
        ids = [self._upload(upload) for upload in payload.uploads]
        body = dict(payload.body) | ({"media_ids": ids} if ids else {})
        parent = before[-1] if before else None
        if parent is not None:
            body["in_reply_to_id"] = parent.remote_id
        more: dict[str, Any] = {"creates": True, "body": body, "headers": headers}
        with replying.under(parent, replying.is_not_found):
            answer = self._call("POST", "/api/v1/statuses", **more)
        receipt = answers.receipt(answer.data)
        if receipt is None:
            raise self._wire.unreadable(answer, creates=True)
        query = listing.Query(body, len(ids), self._clock(), str(body.get("in_reply_to_id") or ""))
        status = self._worded(answer.data, receipt.remote_id)
        why = listing.misplaced(query, status, self._account, self._confirmed)
        if why:
            raise self._wire.misplaced(answer, why, creates=True)
        return receipt

    def _worded(self, status: dict[str, Any], remote_id: str) -> dict[str, Any]:
        """A status with its words, from the answer or read again; empty when it does not exist.

        The answer to an upload also has an id and an address, but no words.
        """
        if isinstance(status.get("content"), str):
            return status
        try:
            there = self._status(remote_id, anew=True)
        except PlatformError:
            return status
        if there is None:
            return {}
        return there if answers.receipt(there) else status

    def _confirmed(self, remote_id: str) -> str | None:
        """The text of a new status, as it was sent; None when it cannot be read now."""
        try:
            return self._source(remote_id)
        except PlatformError:
            return None

    def find(
        self,
        payload: Payload,
        key: str,
        since: datetime,
        before: Sequence[Receipt] = (),
        booked: Collection[str] = (),
    ) -> Receipt | Absent | None:
        """Search the account's own statuses since the first try; see `timeline`."""
        query = listing.Query(payload.body, len(payload.uploads), utc(since, "since"))
        if before:
            query = replace(query, parent=before[-1].remote_id, floor=listing.made(before[-1].raw))
        now = self._clock()
        # Each page over a new connection: an answer to another request would be a false proof.
        found = listing.search(query, self._pages(anew=True), self._source, now, booked)
        if isinstance(found, dict):
            return answers.receipt(found)
        return replace(found, by=self._silence(since, now)) if found else None

    def recent(self, since: datetime) -> Sequence[Seen]:
        """The account's own statuses, the newest first, out of the first pages."""
        return listing.seen(self._pages(), utc(since, "since"))

    def counts(self, remote_ids: Sequence[str]) -> Mapping[str, Counts]:
        """Counts by id, 20 a call; servers before 4.3 have no batch and need one call each."""
        found: dict[str, Counts] = {}
        for at in range(0, len(remote_ids), BATCH):
            for status in self._statuses(remote_ids[at : at + BATCH]):
                found[str(status.get("id"))] = Counts(
                    reactions=answers.number(status, "favourites_count"),
                    reposts=answers.number(status, "reblogs_count"),
                    replies=answers.number(status, "replies_count"),
                    quotes=answers.number(status, "quotes_count"),
                )
        return {each: found[each] for each in remote_ids if each in found}

    def audience(self) -> Audience:
        """The account's followers; None when the server hides the number."""
        return Audience(answers.number(self._own(), "followers_count"))

    def identify(self) -> str:
        """The account's name there."""
        own = self._own()
        return f"@{str(own.get('acct') or own['id'])[:200]} at {self._wire.base_url}"

    def examine(self) -> Access:
        """What the token opens and which scopes it has; see `credentials`."""
        return examining.examine(self._wire, self._token, self._named, self.settings)

    def withdraw(self, remote_id: str) -> Deleted:
        """Delete the status; quiet when it is gone already."""
        return self._published.delete(remote_id)

    def edit(self, remote_id: str, payload: Payload) -> Receipt:
        """Change the status: its words, its language, the alt texts; see `published`."""
        return self._published.edit(remote_id, payload, self._account)

    def read(self, remote_id: str, url: str = "") -> Reading | Gone | None:
        """The status as its readers get it: the words of its HTML, its links and its media."""
        there = self._published.standing(remote_id)
        return there if isinstance(there, Gone) else self._reading(there)

    def intended(self, payload: Payload) -> Reading:
        """What `read` gives for a status that stands as it was sent."""
        return reading.of_payload(payload)

    def _reading(self, status: Mapping[str, Any]) -> Reading:
        return reading.of_status(status)

    def _silence(self, since: datetime, now: datetime) -> Evidence:
        """The evidence when a status is not listed; `since` is the first try (both are UTC).

        Within the hour, Mastodon answers a repeat with the first status:
        https://docs.joinmastodon.org/methods/statuses/#headers. Other servers may ignore the key.
        """
        keeps = self._honours_keys() and now - since < KEY_KEPT
        return Evidence.OWN_ID if keeps else Evidence.LISTING

    def _honours_keys(self) -> bool:
        """Whether the server runs Mastodon or a fork; asked once; False until it answers."""
        if self._keeps_keys is None:
            try:
                instance = self._call("GET", "/api/v2/instance").data
            except PlatformError:
                return False
            self._keeps_keys = answers.honours_keys(instance)
        return self._keeps_keys

    def _keyed(self, key: str) -> Mapping[str, str]:
        """The headers by which the server recognizes a repeat."""
        return {"Idempotency-Key": key}

    def _call(self, method: str, path: str, **more: Any) -> Any:
        """One request with our token; Unauthorized also where the server words it as a refusal."""
        try:
            return self._wire.call(method, path, bearer=self._token, **more)
        except Rejected as error:
            if error.status not in self.dead or not self._is_dead(path):
                raise
            refusal = error
        raise Unauthorized(
            f"{refusal}; the server does not know the token any more",
            status=refusal.status,
            answer=refusal.answer,
            own=refusal.own,
        )

    def _is_dead(self, path: str) -> bool:
        """Whether a refusal with such a status is one of the token; asks about nothing else.

        Whose account it is takes no words and no picture, so there is nothing else to refuse.
        """
        if path == WHOSE:
            return True
        try:
            self._wire.call("GET", WHOSE, bearer=self._token, anew=True)
        except PlatformError as error:
            return isinstance(error, Unauthorized) or error.status in self.dead
        return False

    def _own(self) -> dict[str, Any]:
        # Over a new connection: another account in the answer would be taken for ours.
        answer = self._call("GET", WHOSE, anew=True)
        if not isinstance(answer.data, dict) or not answers.is_id(answer.data.get("id")):
            raise self._wire.unreadable(answer, creates=False)
        self._account = str(answer.data["id"])
        return answer.data

    def _upload(self, upload: Upload) -> str:
        """Upload a picture or film; the server drops one that no status uses.

        Its id comes over a new connection: an answer to an earlier upload would name another one.
        """
        name = f"{upload.sha256[:16]}.{upload.mime.partition('/')[2]}"
        answer = self._call(
            "POST",
            "/api/v2/media",
            files={"file": (name, self._media.read(upload.sha256), upload.mime)},
            data={"description": upload.alt},
            anew=True,
        )
        if not isinstance(answer.data, dict) or not answers.is_id(answer.data.get("id")):
            raise self._wire.unreadable(answer, creates=False)
        number = str(answer.data["id"])
        if answer.status == 202:
            self._ready(number)
        return number

    def _ready(self, number: str) -> None:
        """Ask until the server has processed the picture or film: 206 means not yet."""
        path = f"/api/v1/media/{answers.in_path(number)}"
        for seconds in MEDIA_WAITS:
            self._wait(seconds)
            if self._call("GET", path, anew=True).status != 206:
                return
        raise Unavailable(f"{self._wire.name}: the server is still busy with what was uploaded")

    def _statuses(self, ids: Sequence[str]) -> Iterator[dict[str, Any]]:
        try:
            params = [("id[]", answers.checked_id(each)) for each in ids]
            answer = self._call("GET", "/api/v1/statuses", params=params)
        except Rejected as error:
            if error.status not in (400, 404, 405, 422):
                raise
            statuses = [status for each in ids if (status := self._status(each))]
        else:
            statuses = answer.data
            if not isinstance(statuses, list):
                raise self._wire.unreadable(answer, creates=False)
        yield from (status for status in statuses if isinstance(status, dict))

    def _status(self, remote_id: str, *, anew: bool = False) -> Any:
        """A status as the server has it; None when there is none."""
        path = f"/api/v1/statuses/{answers.in_path(remote_id)}"
        try:
            return self._call("GET", path, anew=anew).data
        except Rejected as error:
            if error.status in (404, 410):
                return None
            raise

    def _pages(self, *, anew: bool = False) -> Iterator[Page]:
        """The pages of the account's own statuses, newest first, until the server has no more."""
        account = self._account or str(self._own()["id"])
        path = f"/api/v1/accounts/{answers.in_path(account)}/statuses"
        params: dict[str, str] = {"limit": "40", "exclude_reblogs": "true"}
        while True:
            answer = self._call("GET", path, params=params, anew=anew)
            statuses = answer.data
            if not isinstance(statuses, list) or not all(
                isinstance(each, dict) for each in statuses
            ):
                raise self._wire.unreadable(answer, creates=False)
            if any(answers.account(each) not in ("", account) for each in statuses):
                raise self._wire.misplaced(answer, "it lists another account", creates=False)
            yield Page(statuses, answer.headers.get("date", ""))
            if not statuses:
                return
            if not answers.is_id(statuses[-1].get("id")):
                raise self._wire.unreadable(answer, creates=False)
            params["max_id"] = str(statuses[-1]["id"])

    def _source(self, remote_id: str) -> str | None:
        """The text of a status as it was sent; None when the server does not give it."""
        try:
            number = answers.in_path(remote_id)
            source = self._call("GET", f"/api/v1/statuses/{number}/source", anew=True).data
        except Rejected as error:
            if error.status in (400, 403, 404, 405, 410):
                return None
            raise
        text = source.get("text") if isinstance(source, dict) else None
        return text if isinstance(text, str) else None


class Mastodon(Speaker):
    """One account on one Mastodon server; its token does not expire."""

    name: ClassVar[str] = FACTS.name
    delivery: ClassVar[Delivery] = FACTS.delivery
    static: ClassVar[Limits] = FACTS.limits
