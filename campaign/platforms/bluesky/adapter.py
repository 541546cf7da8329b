"""Bluesky, and every server of the AT Protocol: https://docs.bsky.app, https://atproto.com.

A post is a record under a key that we choose. `putRecord` with `swapRecord: null` creates the
record. It does nothing when the same record is already there, and refuses when another record is
there. So a repeat is harmless, and we can always ask what happened.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from datetime import datetime
from typing import Any, ClassVar

from analytics.metrics import Audience, Counts, utc
from campaign.errors import Rejected, Unavailable
from campaign.model import (
    Absent,
    Access,
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
from campaign.platforms import listing
from campaign.platforms.bluesky import bounds, reading
from campaign.platforms.bluesky import message as records
from campaign.platforms.bluesky import richtext as richtext
from campaign.platforms.bluesky.credentials import examine
from campaign.platforms.bluesky.facts import FACTS
from campaign.platforms.bluesky.session import Login, Session, dialect
from campaign.platforms.bluesky.timeline import (
    listed,
    may_be_minted_since,
    same_words,
    seen,
)
from campaign.platforms.bluesky.video import VideoService
from campaign.platforms.fitting import is_film
from campaign.platforms.http.deletions import deleted
from campaign.platforms.http.dialect import Answer
from campaign.platforms.http.wire import Wire
from campaign.platforms.listing import Page
from campaign.platforms.protocols import Connection, Seen, Vault

COLLECTION = records.COLLECTION
BATCH = 25  # uris a call of app.bsky.feed.getPosts, by its lexicon


class Bluesky:
    """One account on one server; `secret` is an app password, `account` its handle or DID.

    Options of the channel: `appview`, a server that gives counts without a login (without it, the
    account's own server is asked), `video`, the service for films (see `bounds`), `cleartext`
    ("yes": send the password over http:// to another host). Raises ValueError when they are unfit.
    """

    name: ClassVar[str] = FACTS.name
    delivery: ClassVar[Delivery] = FACTS.delivery
    static: ClassVar[Limits] = FACTS.limits
    visible = staticmethod(richtext.visible)

    def __init__(self, connection: Connection) -> None:
        channel, clock = connection.channel, connection.clock
        if not channel.account:
            raise ValueError("a Bluesky channel needs `account`, its handle")
        self._channel = channel
        self._write = records.writer(channel, connection.limits or self.static)
        self._media = connection.media
        self._clock = clock
        self._wire = Wire.of(channel, dialect(), clock)
        self._password = connection.secret.strip()
        self._login = Login(self._wire, channel.account.removeprefix("@"), self._password)
        appview = channel.options.get("appview", "")
        self._appview = Wire.of(channel, dialect(), clock, appview) if appview else None
        service = bounds.video_service(channel)
        self._films = (
            VideoService(channel, service, self._login, clock, connection.wait) if service else None
        )

    def __repr__(self) -> str:
        return f"Bluesky({self._wire.name!r}, {self._wire.base_url!r})"

    def ask_limits(self) -> ServerLimits | None:
        """The server's own limits: its bound of a blob, which servers tell since 0.5.

        From now on they hold for this channel, where no video service takes its films. None when
        the server does not know the question, or says something else.
        """
        try:
            answer = self._wire.call("GET", "/xrpc/com.atproto.server.describeServer")
        except Rejected as error:
            if error.status != 404:
                raise
            return None
        if not bounds.is_description(answer.data):
            return None
        told = bounds.as_told(self.static, answer.data)
        self._write = records.writer(self._channel, told)
        return ServerLimits(told)

    def payloads(self, variant: Variant, at: datetime) -> tuple[Payload, ...]:
        """The bodies of `putRecord` without account, key and blobs; `at` becomes `createdAt`.

        The pictures go with the first part.
        """
        return self._write(variant, at)

    def publish(self, payload: Payload, key: str, before: Sequence[Receipt] = ()) -> Receipt:
        """Upload the pictures and put the record under `key`, which must be a TID.

        A later part replies to the one before it, in the thread of the first.
        """
        session = self._login.session()
        record = records.complete(
            payload.body["record"], [self._upload(each) for each in payload.uploads]
        )
        record = records.with_people(record, self._resolved(record))
        record = records.answering(record, [self._whole(each) for each in before])
        body = {**payload.body, "repo": session.did, "rkey": key, "record": record}
        try:
            answer = self._login.call("POST", "com.atproto.repo.putRecord", creates=True, body=body)
        except Rejected as error:
            if error.code != "InvalidSwap":
                raise
            return self._already_there(record, key, error)
        stored = answer.data if isinstance(answer.data, dict) else {}
        if not isinstance(stored.get("uri"), str):
            raise self._wire.unreadable(answer, creates=True)
        if stored["uri"] != records.address(session.did, COLLECTION, key):
            raise self._wire.misplaced(answer, "it names another record", creates=True)
        return self._receipt(stored, session)

    def find(
        self,
        payload: Payload,
        key: str,
        since: datetime,
        before: Sequence[Receipt] = (),
        booked: Collection[str] = (),
    ) -> Receipt | Absent | None:
        """Read the record under the part's key: it is there or it is not.

        A key that may be younger than the doubt was minted anew, after a backup was put back. Then
        the account's records are also searched for one with the same words.
        """
        record = self._record(key, anew=True)
        if record is None and may_be_minted_since(key, since):
            words = same_words(payload.body["record"], before)
            found = listing.search(
                self._pages(), words, utc(since, "since"), self._clock(), booked=booked
            )
            if found is None:
                return None
            record = None if isinstance(found, Absent) else found
        if record is None:
            return Absent(f"the account has no record {key}", Evidence.OWN_ID)
        return self._receipt(record, self._login.session())

    def recent(self, since: datetime) -> Sequence[Seen]:
        """The account's own records, the newest first; a hundred at most."""
        session = self._login.session()
        params = {"repo": session.did, "collection": COLLECTION, "limit": 100}
        answer = self._login.call("GET", "com.atproto.repo.listRecords", params=params)
        return seen(answer.data, utc(since, "since"), lambda uri: self._url(uri, session))

    def counts(self, remote_ids: Sequence[str]) -> Mapping[str, Counts]:
        """Counts by at:// address, 25 a call; Bluesky gives no clicks and no views."""
        found: dict[str, Counts] = {}
        for at in range(0, len(remote_ids), BATCH):
            params = [("uris", each) for each in remote_ids[at : at + BATCH]]
            answer = self._ask("app.bsky.feed.getPosts", params)
            posts = answer.data.get("posts")
            if not isinstance(posts, list):
                raise self._wire.unreadable(answer, creates=False)
            for post in posts:
                if isinstance(post, dict) and isinstance(post.get("uri"), str):
                    found[post["uri"]] = records.counts(post)
        return {each: found[each] for each in remote_ids if each in found}

    def audience(self) -> Audience:
        """The account's followers."""
        answer = self._ask("app.bsky.actor.getProfile", [("actor", self._login.session().did)])
        return Audience(records.number(answer.data, "followersCount"))

    def identify(self) -> str:
        """The account's handle and DID."""
        session = self._login.session()
        return f"{session} at {self._wire.base_url}"

    def examine(self) -> Access:
        """What the app password opens; see `credentials`."""
        return examine(self._login, self._password)

    def remember_in(self, vault: Vault) -> None:
        """Share the account's session with other processes by way of the vault."""
        self._login.remember_in(vault)

    def withdraw(self, remote_id: str) -> Deleted:
        """Delete the record; the server also accepts this for a record that is already gone."""
        repo, collection, rkey = records.parted(remote_id)
        body = {"repo": repo, "collection": collection, "rkey": rkey}
        name = "com.atproto.repo.deleteRecord"
        return deleted(self._login.call("POST", name, creates=True, anew=True, body=body))

    def read(self, remote_id: str, url: str = "") -> Reading | Gone | None:
        """The post as the app view shows it to readers; `Gone` when the account has no record.

        Raises Unavailable when the account has the record and the app view does not show it: new
        records reach it late.
        """
        did, collection, key = records.parted(remote_id)
        if did != self._login.session().did:
            raise Rejected(f"{self._wire.name}: {remote_id} is another account's")
        stored = self._record(key, anew=True)
        if stored is None:
            return Gone(f"the account has no record {key}")
        there = self._url(remote_id, self._login.session())
        try:
            answer = self._ask("app.bsky.feed.getPosts", [("uris", remote_id)], anew=True)
        except (Rejected, Unavailable) as error:
            value = stored.get("value")
            if error.status not in (404, 501) or not isinstance(value, dict):
                raise
            return reading.of_record(value, there)  # the server has no app view
        posts = answer.data.get("posts")
        if not isinstance(posts, list) or not all(isinstance(each, dict) for each in posts):
            raise self._wire.unreadable(answer, creates=False)
        if not posts:
            raise Unavailable(f"{self._wire.name}: the app view does not show {remote_id} (yet)")
        record = posts[0].get("record")
        if posts[0].get("uri") != records.address(did, collection, key):
            raise self._wire.misplaced(answer, "it names another record", creates=False)
        if not isinstance(record, dict):
            raise self._wire.unreadable(answer, creates=False)
        return reading.of_record(record, there)

    def intended(self, payload: Payload) -> Reading:
        """What `read` gives for a record that stands as it was put."""
        return reading.of_record(payload.body["record"])

    def _pages(self) -> Iterator[Page]:
        """The account's records, a hundred at a time, the newest keys first."""
        params = {"repo": self._login.session().did, "collection": COLLECTION, "limit": 100}
        cursor: Any = ""
        while cursor is not None:
            more = {"cursor": cursor} if cursor else {}
            answer = self._login.call(
                "GET", "com.atproto.repo.listRecords", params=params | more, anew=True
            )
            body = answer.data
            if not isinstance(body, dict) or not isinstance(body.get("records"), list):
                raise self._wire.unreadable(answer, creates=False)
            yield Page(listed(body), answer.headers.get("date", ""))
            cursor = body.get("cursor") or None

    def _upload(self, upload: Upload) -> Any:
        """Upload bytes, a film by the video service, if there is one.

        The same bytes give the same blob; the server drops an unused blob.
        """
        if self._films is not None and is_film(upload.mime):
            return self._films.hand_in(self._media.read(upload.sha256), upload)
        answer = self._login.call(
            "POST",
            "com.atproto.repo.uploadBlob",
            data=self._media.read(upload.sha256),
            headers={"Content-Type": upload.mime},
            anew=True,  # the blob in an earlier request's answer would be another picture
        )
        blob = answer.data.get("blob") if isinstance(answer.data, dict) else None
        if not isinstance(blob, dict):
            raise self._wire.unreadable(answer, creates=False)
        return blob

    def _resolved(self, record: Mapping[str, Any]) -> dict[str, str]:
        """The DID of every handle that is mentioned; a handle that nobody has stays plain text."""
        found = richtext.handles(record["text"], record.get("facets", []))
        dids = {handle: self._did(handle) for _, _, handle in found}
        return {handle: did for handle, did in dids.items() if did}

    def unknown_names(self, text: str) -> tuple[str, ...]:
        """The handles in a text that lead to no account."""
        words, facets = richtext.rich(text)
        names = dict.fromkeys(handle for _, _, handle in richtext.handles(words, facets))
        return tuple(f"@{handle}" for handle in names if not self._did(handle))

    def _did(self, handle: str) -> str:
        """The DID of a handle; "" when nobody has it."""
        try:
            params = {"handle": handle}
            answer = self._login.call(
                "GET", "com.atproto.identity.resolveHandle", params=params, anew=True
            )
        except Rejected:
            return ""
        did = answer.data.get("did") if isinstance(answer.data, dict) else None
        return did if isinstance(did, str) and did.startswith("did:") else ""

    def _already_there(self, record: Mapping[str, Any], key: str, error: Rejected) -> Receipt:
        stored = self._record(key)
        if stored is not None and records.same(stored.get("value"), record):
            return self._receipt(stored, self._login.session())
        raise Rejected(
            f"{self._wire.name}: another post is there under the key {key}; nothing was changed",
            status=error.status,
            code=error.code,
            answer=error.answer,
        )

    def _whole(self, receipt: Receipt) -> Receipt:
        """The receipt with the record's `cid`, which a reply has to name."""
        if all(isinstance(receipt.raw.get(each), str) for each in ("uri", "cid")):
            return receipt
        record = self._record(records.parted(receipt.remote_id)[2])
        if record is None:
            raise Rejected(f"{self._wire.name}: {receipt.remote_id}, to be replied to, is gone")
        if not isinstance(record.get("cid"), str):
            raise Unavailable(f"{self._wire.name}: the server does not say which record it has")
        return self._receipt(record, self._login.session())

    def _record(self, key: str, *, anew: bool = False) -> dict[str, Any] | None:
        did = self._login.session().did
        params = {"repo": did, "collection": COLLECTION, "rkey": key}
        try:
            answer = self._login.call("GET", "com.atproto.repo.getRecord", params=params, anew=anew)
        except Rejected as error:
            if error.code == "RecordNotFound":
                return None
            raise
        if not isinstance(answer.data, dict) or not isinstance(answer.data.get("uri"), str):
            raise self._wire.unreadable(answer, creates=False)
        if answer.data["uri"] != records.address(did, COLLECTION, key):
            raise self._wire.misplaced(answer, "it names another record", creates=False)
        return answer.data

    def _ask(self, name: str, params: Any, *, anew: bool = False) -> Answer:
        """An answer that holds a JSON object; raises Unavailable for any other."""
        if self._appview is not None:
            answer = self._appview.call("GET", f"/xrpc/{name}", params=params, anew=anew)
        else:
            answer = self._login.call("GET", name, params=params, anew=anew)
        if not isinstance(answer.data, dict):
            raise self._wire.unreadable(answer, creates=False)
        return answer

    def _receipt(self, record: Mapping[str, Any], session: Session) -> Receipt:
        return Receipt(record["uri"], self._url(record["uri"], session), record)

    def _url(self, uri: str, session: Session) -> str:
        """Where people see a record."""
        shown = session.did if session.handle == "handle.invalid" else session.handle
        return f"https://bsky.app/profile/{shown}/post/{uri.rpartition('/')[2]}"
