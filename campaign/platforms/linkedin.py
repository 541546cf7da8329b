"""LinkedIn pages, by the versioned Posts API:
https://learn.microsoft.com/en-us/linkedin/marketing/community-management/shares/posts-api.

LinkedIn takes no key. Words that stand there already it refuses, naming the post: that one is ours
when it can be read, says the same, and was made just before. Otherwise a lost answer is looked for
among the page's own posts.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any, ClassVar

from analytics.metrics import Audience, Counts, utc
from campaign.errors import (
    OutcomeUnknown,
    PlatformError,
    Rejected,
    Unauthorized,
    UnsupportedFeature,
)
from campaign.model import (
    Absent,
    Access,
    Delivery,
    Limits,
    Payload,
    Receipt,
    Unit,
    Upload,
    Variant,
)
from campaign.plan.pace import Rate, within
from campaign.platforms import linkedin_answers as answers
from campaign.platforms import linkedin_examine as examining
from campaign.platforms import linkedin_media as media_of
from campaign.platforms import listing, versions
from campaign.platforms.base import Connection, Seen, Vault
from campaign.platforms.dialect import Answer, Dialect
from campaign.platforms.fitting import check_parts, fitting
from campaign.platforms.linkedin_renewal import Renewal
from campaign.platforms.linkedin_text import little, plain
from campaign.platforms.oauth import Tokens, read
from campaign.platforms.wire import Wire

SERVER = "https://api.linkedin.com"
LOGIN = "https://www.linkedin.com"
VERSION = versions.DEFAULTS["linkedin"]
PAGE = 100
BATCH = 50  # ids a call of the statistics
RECENT = timedelta(hours=1)  # a duplicate that is older is another publication
_RATES = "https://learn.microsoft.com/en-us/linkedin/shared/api-guide/concepts/rate-limits"


class LinkedIn:
    """One organisation's page; `secret` is a member's access token, or the JSON of `oauth`.

    `account` is the organisation's number or URN. Options of the channel: `version` (YYYYMM),
    `client_id` and `client_secret` (the application that a token is renewed for), `cleartext`.
    Raises ValueError when they are unfit.
    """

    name: ClassVar[str] = "linkedin"
    delivery: ClassVar[Delivery] = Delivery.BY_LISTING
    static: ClassVar[Limits] = Limits(
        text=3000,
        unit=Unit.UTF16,  # which unit is not documented: the one that counts most
        images=20,
        image_bytes=8_000_000,
        image_types=("image/png", "image/jpeg", "image/gif"),
        alt=4086,
        card_format="landscape",
        languages=False,
        comments=True,
        lacks=("the language of a post", "threads", "films", "the same words twice"),
        source="https://www.linkedin.com/help/linkedin/answer/a528176, Images API",
    )
    # A member's 100 calls a day while the application is under development, the only figure that
    # is known; a post with a picture takes four.
    rates: ClassVar[tuple[Rate, ...]] = (
        within(100, timedelta(days=1), burst=10, cost=4, source=_RATES),
    )

    def __init__(self, connection: Connection) -> None:
        channel, clock, secret = connection.channel, connection.clock, connection.secret
        number = channel.account.rpartition(":")[2]
        if not number.isascii() or not number.isdigit():
            raise ValueError("account is the organisation's number, as in its page's admin address")
        self._organisation = f"urn:li:organization:{number}"
        self._version = channel.options.get("version") or VERSION
        if len(self._version) != 6 or not self._version.isdigit():
            raise ValueError("version is a month such as 202610")
        self._media, self._clock, self._wait = connection.media, clock, connection.wait
        self._link_in_text = channel.options.get("link_in") != "comment"
        dialect = Dialect(words=answers.words, kind=answers.kind)
        self._wire = Wire.of(channel, dialect, clock, channel.server or SERVER)
        login = Wire.of(channel, dialect, clock, channel.server or LOGIN)
        self._to: Callable[[str], Wire] = lambda server: Wire.of(channel, dialect, clock, server)
        client, password = (channel.options.get(f"client_{each}", "") for each in ("id", "secret"))
        renews = client and read(secret).refresh
        renewal = Renewal(login, client, clock, password) if renews else None
        self._tokens = Tokens(channel.name, secret, clock, renewal)

    def __repr__(self) -> str:
        return f"LinkedIn({self._wire.name!r}, {self._wire.base_url!r})"

    def payloads(self, variant: Variant, at: datetime) -> tuple[Payload, ...]:
        """The fields of `POST /rest/posts` but the pictures' ids, and of the first comment."""
        utc(at, "at")
        check_parts(variant, self.static, self.name)
        uploads = _document(variant) or fitting(variant, self.static, self.name)
        post = Payload(self.name, self._body(variant, uploads), uploads)
        return (post, *(Payload(self.name, self._comment(text)) for text in variant.texts[1:]))

    def publish(self, payload: Payload, key: str, before: Sequence[Receipt] = ()) -> Receipt:
        """Hand the pictures in and post; with a post before it, comment on that one."""
        if before:
            urn = before[0].remote_id
            body = {**payload.body, "object": urn}
            answer = self._call("POST", _comments(urn), creates=True, body=body)
            return self._receipt(answer, urn)
        urns = [(self._upload(upload), upload) for upload in payload.uploads]
        body = {**payload.body, **({"content": media_of.content(urns)} if urns else {})}
        try:
            return self._receipt(self._call("POST", "/rest/posts", creates=True, body=body))
        except Rejected as error:
            there = answers.duplicate_of(error)
            if not there:
                raise
            return self._adopted(there, payload, error)

    def find(
        self, payload: Payload, key: str, since: datetime, before: Sequence[Receipt] = ()
    ) -> Receipt | Absent | None:
        """Look through the page's own posts, or the comments under the one before it."""
        if before:
            network = listing.Network(answers.made, lambda each: _same_comment(each, payload))
            pages = self._pages(_comments(before[0].remote_id) + "?")
        else:
            network = listing.Network(answers.made, lambda each: _same(each, payload))
            pages = self._posts()
        found = listing.search(pages, network, utc(since, "since"), self._clock())
        if not isinstance(found, dict):
            return found
        shown = before[0].remote_id if before else ""
        urn = answers.checked_urn(_named(found, str(found.get("id") or ""), shown))
        return Receipt(urn, self._url(shown or urn), found)

    def recent(self, since: datetime) -> Sequence[Seen]:
        """The page's own posts, the newest first; those of its first page at least."""
        utc(since, "since")
        page = next(iter(self._posts()), None)
        return [
            Seen(str(post["id"]), self._url(str(post["id"])), answers.says(post) or "", at)
            for post in (page.posts if page else ())
            if (at := answers.made(post)) is not None and at >= since
        ]

    def counts(self, remote_ids: Sequence[str]) -> Mapping[str, Counts]:
        """Counts by id: organic ones of twelve months, reactions of every kind and comments.

        The two are told to different rights; where only one may be read, that one counts.
        """
        refused: list[Unauthorized] = []
        found: dict[str, Counts] = {}
        for ask in (self._statistics, self._social):
            try:
                ask(remote_ids, found)
            except Unauthorized as error:
                if error.status != 403:
                    raise
                refused.append(error)
        if len(refused) == 2:
            raise refused[0]
        return {each: found[each] for each in remote_ids if each in found}

    def _social(self, remote_ids: Sequence[str], found: dict[str, Counts]) -> None:
        urns = [
            each for each in remote_ids if each.startswith(("urn:li:share:", "urn:li:ugcPost:"))
        ]
        for at in range(0, len(urns), BATCH):
            some = ",".join(answers.encoded(each) for each in urns[at : at + BATCH])
            path = f"/rest/socialMetadata?ids=List({some})"
            answer = self._call("GET", path, method_of_rest="BATCH_GET")
            told = answer.data.get("results") if isinstance(answer.data, dict) else None
            if not isinstance(told, dict):
                raise self._wire.unreadable(answer, creates=False)
            for urn, each in told.items():
                if isinstance(each, dict):
                    found[urn] = answers.summary(each, found.get(urn, Counts()))

    def _statistics(self, remote_ids: Sequence[str], found: dict[str, Counts]) -> None:
        of = f"q=organizationalEntity&organizationalEntity={answers.encoded(self._organisation)}"
        for kind, name in (("share", "shares"), ("ugcPost", "ugcPosts")):
            urns = [each for each in remote_ids if each.startswith(f"urn:li:{kind}:")]
            for at in range(0, len(urns), BATCH):
                some = ",".join(answers.encoded(each) for each in urns[at : at + BATCH])
                path = f"/rest/organizationalEntityShareStatistics?{of}&{name}=List({some})"
                for told in self._elements(self._call("GET", path)):
                    figures = told.get("totalShareStatistics")
                    if isinstance(figures, dict):
                        found[str(told.get(kind))] = answers.counts(figures)

    def audience(self) -> Audience:
        """The page's followers."""
        urn = answers.encoded(self._organisation)
        path = f"/rest/networkSizes/{urn}?edgeType=COMPANY_FOLLOWED_BY_MEMBER"
        told = self._call("GET", path).data
        size = told.get("firstDegreeSize") if isinstance(told, dict) else None
        return Audience(size if type(size) is int and size >= 0 else None)

    def identify(self) -> str:
        """The organisation's name and number."""
        number = self._organisation.rpartition(":")[2]
        own = examining.organisation(self._call, number)
        return f"{own.get('vanityName') or own.get('localizedName') or ''} ({number})"

    def examine(self) -> Access:
        """What the token opens and may do; see `linkedin_examine`."""
        today = self._clock().date()
        return examining.examine(self._call, self._organisation, self._version, today)

    def remember_in(self, vault: Vault) -> None:
        """Share renewed tokens with other processes by way of the vault."""
        self._tokens.remember_in(vault)

    def withdraw(self, remote_id: str) -> None:
        """Delete the post; quiet when it is gone already."""
        try:
            path = f"/rest/posts/{answers.encoded(remote_id)}"
            self._call("DELETE", path, method_of_rest="DELETE")
        except Rejected as error:
            if error.status not in (404, 410):
                raise

    def _body(self, variant: Variant, uploads: Sequence[Upload]) -> dict[str, Any]:
        body: dict[str, Any] = {
            "author": self._organisation,
            "commentary": little(variant.text),
            "visibility": "PUBLIC",
            "distribution": {
                "feedDistribution": "MAIN_FEED",
                "targetEntities": [],
                "thirdPartyDistributionChannels": [],
            },
            "lifecycleState": "PUBLISHED",
            "isReshareDisabledByAuthor": False,
        }
        if variant.link and self._link_in_text and not uploads:
            # LinkedIn reads no page: a link card is what is said here.
            title = (variant.headline or variant.link)[:400]
            body["content"] = {"article": {"source": variant.link, "title": title}}
        return body

    def _comment(self, text: str) -> dict[str, Any]:
        return {"actor": self._organisation, "message": {"text": text}}

    def _upload(self, upload: Upload) -> str:
        data = self._media.read(upload.sha256)
        send = media_of.put(self._to, self._tokens.call, self._wire.base_url)
        return media_of.hand_in(self._call, send, self._organisation, upload, data, self._wait)

    def _adopted(self, urn: str, payload: Payload, refusal: PlatformError) -> Receipt:
        """The post that a refused one repeats, when it is this very one; an older one is not.

        One that cannot be read proves nothing (LinkedIn names ghosts), so it becomes a doubt: then
        the page's own posts are looked through.
        """
        try:
            post = self._call("GET", f"/rest/posts/{answers.encoded(urn)}").data
        except PlatformError:
            post = None  # perhaps deleted: it goes on to stand in the way for a day or two
        at = answers.made(post) if isinstance(post, dict) else None
        ours = (
            isinstance(post, dict)
            and post.get("author") == self._organisation
            and _same(post, payload)
            and at is not None
        )
        if not ours:
            said = f"{refusal}; what it names cannot be read as ours"
            raise OutcomeUnknown(
                said, status=refusal.status, code=refusal.code, answer=refusal.answer
            ) from None
        assert isinstance(post, dict) and at is not None
        if at >= self._clock() - RECENT:
            return Receipt(urn, self._url(urn), post)
        raise refusal

    def _receipt(self, answer: Answer, under: str = "") -> Receipt:
        """The id of what was made stands in a header, that of a comment in its body as well."""
        told = answer.data if isinstance(answer.data, dict) else {}
        number = str(answer.headers.get("x-restli-id") or told.get("id") or "")
        try:
            urn = answers.checked_urn(_named(told, number, under))
        except Rejected:
            raise self._wire.unreadable(answer, creates=True) from None
        return Receipt(urn, self._url(under or urn), {"id": urn, **told})

    def _url(self, urn: str) -> str:
        return answers.url(urn, self._wire.base_url, SERVER)

    def _posts(self) -> Iterator[listing.Page]:
        author = answers.encoded(self._organisation)
        return self._pages(f"/rest/posts?q=author&author={author}&sortBy=CREATED&", "FINDER")

    def _pages(self, path: str, method_of_rest: str = "") -> Iterator[listing.Page]:
        """A listing, newest first, a page at a time, until the server has no more."""
        start = 0
        while True:
            query = f"count={PAGE}&start={start}"
            answer = self._call("GET", path + query, method_of_rest=method_of_rest)
            posts = self._elements(answer)
            yield listing.Page(posts, answer.headers.get("date", ""))
            if not posts:
                return
            start += len(posts)

    def _elements(self, answer: Answer) -> list[dict[str, Any]]:
        told = answer.data.get("elements") if isinstance(answer.data, dict) else None
        if not isinstance(told, list):
            raise self._wire.unreadable(answer, creates=False)
        return [each for each in told if isinstance(each, dict)]

    def _call(self, method: str, path: str, *, method_of_rest: str = "", **more: Any) -> Answer:
        headers = {"LinkedIn-Version": self._version, "X-Restli-Protocol-Version": "2.0.0"}
        if method_of_rest:
            headers["X-RestLi-Method"] = method_of_rest
        return self._tokens.call(
            lambda token: self._wire.call(method, path, bearer=token, headers=headers, **more)
        )


def _comments(urn: str) -> str:
    return f"/rest/socialActions/{answers.encoded(urn)}/comments"


def _named(told: Mapping[str, Any], number: str, under: str) -> str:
    """The id of a post, or of a comment under one, of which LinkedIn may tell the number alone."""
    if under:
        urn = told.get("commentUrn") or told.get("$URN")
        return str(urn) if urn else f"urn:li:comment:({under},{number})" if number.isdigit() else ""
    return number


def _document(variant: Variant) -> tuple[Upload, ...]:
    """The one PDF of a post, which stands alone; nothing when its media are of other kinds."""
    if not any(each.mime == media_of.PDF for each in variant.media):
        return ()
    if len(variant.media) > 1:
        raise UnsupportedFeature("linkedin: a document stands alone, without pictures beside it")
    (m,) = variant.media
    return (Upload(m.sha256, m.mime, m.width, m.height, m.size, m.alt),)


def _same_comment(comment: Mapping[str, Any], payload: Payload) -> bool | None:
    """Whether a comment is the page's own with these words; None where it is not told whose."""
    message = comment.get("message")
    text = message.get("text") if isinstance(message, dict) else None
    if text != payload.body["message"]["text"]:
        return False
    actor = comment.get("actor")
    return None if actor is None else actor == payload.body["actor"]


def _same(post: Mapping[str, Any], payload: Payload) -> bool | None:
    said = answers.says(post)
    if said is None:
        return None
    wanted = plain(str(payload.body["commentary"]))
    return said == wanted and answers.pictures(post) == len(payload.uploads)
