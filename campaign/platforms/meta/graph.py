"""What Meta's networks share: the Graph API's requests, its refusals and its waits.

https://developers.facebook.com/docs/graph-api/guides/error-handling and, for limits,
https://developers.facebook.com/docs/graph-api/overview/rate-limiting.

We write an error's code as `code/subcode`, such as `190/463`, followed by ` transient` if Meta says
that the error passes. `_SUBCODES` and `_CODES` say what a code means for us. A code in neither of
them means what its HTTP status means.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator, Mapping
from datetime import datetime, timedelta
from typing import Any, Self

from campaign.errors import (
    AlreadyThere,
    OutcomeUnknown,
    PlatformError,
    RateLimited,
    Rejected,
    Unauthorized,
    Unavailable,
)
from campaign.model import Channel
from campaign.platforms.counting import count
from campaign.platforms.http import sent_tracking
from campaign.platforms.http.dialect import Answer, Dialect
from campaign.platforms.http.timestamps import http_date
from campaign.platforms.http.wire import Wire
from campaign.platforms.listing import Page
from campaign.platforms.oauth import Tokens

_CODES: Mapping[int, type[PlatformError]] = {
    3: Unauthorized,  # the application may not do this
    4: RateLimited,  # the application, too many calls
    9: RateLimited,  # too many posts in 24 hours
    10: Unauthorized,  # a right is missing, or was taken away
    17: RateLimited,  # the person, too many calls
    32: RateLimited,  # the page, too many calls
    100: Rejected,  # a parameter, or an object that is not there (subcode 33)
    102: Unauthorized,  # the session has ended
    104: Unauthorized,  # the application wants a proof of its secret
    190: Unauthorized,  # the token: expired, revoked, of another kind
    220: Rejected,  # an album that cannot be seen
    221: Rejected,  # a photo that cannot be seen
    324: Rejected,  # a picture that is none
    341: RateLimited,  # the application, for a while
    368: Rejected,  # against the rules of the network
    # A post with the same words exists: an earlier try may have arrived, so we search for it.
    506: AlreadyThere,
    613: RateLimited,  # this call, too often
    803: Rejected,  # no such object
    2635: Unauthorized,  # the version of the API has ended: no post gets in until it is changed
    9004: Unavailable,  # a picture could not be fetched
    9007: Unavailable,  # a container is not ready: nothing was published
    **dict.fromkeys(range(80000, 80015), RateLimited),  # by business use case, 80001 for pages
}

# Those of Instagram: https://developers.facebook.com/docs/instagram-platform/instagram-graph-api/reference/error-codes
_SUBCODES: Mapping[int, type[PlatformError]] = {
    1346003: Rejected,  # abusive
    1366051: AlreadyThere,  # these photos were posted already: as 506
    1390008: RateLimited,  # too fast
    1404078: Unauthorized,  # the page has to be authorized anew
    1609008: Rejected,  # a link to facebook.com
    2207003: Unavailable,  # fetching the picture took too long
    2207004: Rejected,  # the picture is too big
    2207005: Rejected,  # the picture's format
    2207006: Rejected,  # no such medium
    # No such container (yet): its status tells whether it expired.
    2207008: Unavailable,
    2207009: Rejected,  # the picture's ratio
    2207010: Rejected,  # the caption is too long
    2207020: Rejected,  # the medium has expired
    2207026: Rejected,  # the film's format
    2207027: Unavailable,  # the container is not ready: nothing was published
    2207032: Unavailable,  # no container was made
    2207042: RateLimited,  # too many posts in 24 hours
    2207050: Unauthorized,  # the account is restricted: a person has to look into its application
    2207051: Rejected,  # this action was blocked
    2207052: Unavailable,  # the picture could not be fetched
    2207053: Unavailable,  # no container was made of a film
    2207057: Rejected,  # the cover lies outside the film
    4279013: Unauthorized,  # the account is restricted, on Threads
}

# Rights: https://developers.facebook.com/docs/graph-api/guides/error-handling, 200 to 299.
_RIGHTS = range(200, 300)

#: Subcodes of a picture or film that could not be fetched.
UNFETCHED = frozenset({2207003, 2207052})

# The request may have been carried out or not: the error depends on whether it creates a post.
_DOUBTFUL_CODES = frozenset({-2, -1, 1, 2})
_DOUBTFUL_SUBCODES = frozenset({2207001})

_BUSY = timedelta(hours=1)  # Meta counts the calls of the past hour
_CODE = re.compile(r"(-?\d{1,18})?(?:/(\d{1,18}))?( transient)?")
_VERSION = re.compile(r"v\d{1,3}\.\d")
_NODE = re.compile(r"[0-9A-Za-z_]{1,200}")


def dialect(clock: Callable[[], datetime]) -> Dialect:
    """How the Graph API words its refusals; `clock` gives the time in UTC."""
    return Dialect(words=words, kind=kind, reset=lambda headers: reset(headers, clock()))


def words(body: Any) -> tuple[str, str]:
    """The code, as described above, and the error's words: first those for people."""
    error = body.get("error") if isinstance(body, dict) else None
    if not isinstance(error, dict):
        return _old_words(body) if isinstance(body, dict) else ("", "")
    number, sub = error.get("code"), error.get("error_subcode")
    code = f"{number}" if type(number) is int else ""
    if type(sub) is int and sub:
        code += f"/{sub}"
    if error.get("is_transient") is True:
        code += " transient"
    message = str(error.get("message") or "").strip()
    title, says = (str(error.get(f"error_user_{each}") or "").strip() for each in ("title", "msg"))
    friendly = ": ".join(each for each in (title, says) if each)
    return code, f"{friendly} ({message})" if friendly and message else friendly or message


def _old_words(body: dict[str, Any]) -> tuple[str, str]:
    """The same for the error format of Instagram's and Threads' token endpoints."""
    parts = [str(body[each]) for each in ("error_type", "error_message") if body.get(each)]
    return "", ": ".join(parts) or str(body.get("error") or "")


def numbers(code: str | None) -> tuple[int, int]:
    """The code and the subcode of an error; 0 for one that is missing."""
    found = _CODE.fullmatch(code or "")
    return (int(found[1] or 0), int(found[2] or 0)) if found else (0, 0)


def kind(status: int, code: str, words: str) -> type[PlatformError] | None:
    """The error class of a refusal; None when its status decides. `Graph` judges doubtful ones.

    After a 5xx anything may have happened, whatever code stands in the answer.
    """
    if status >= 500:
        return None
    number, sub = numbers(code)
    if sub in _SUBCODES:
        return _SUBCODES[sub]
    if is_doubtful(code):
        return None
    return _CODES.get(number) or (Unauthorized if number in _RIGHTS else None)


def is_doubtful(code: str | None) -> bool:
    """True for a passing error of Meta itself, after which anything may have happened."""
    number, sub = numbers(code)
    if sub in _SUBCODES:
        return False
    if number in _DOUBTFUL_CODES or sub in _DOUBTFUL_SUBCODES:
        return True
    return number not in _CODES and (code or "").endswith(" transient")


def reset(headers: Mapping[str, str], now: datetime) -> datetime | None:
    """The UTC instant at which calls are accepted again; None when the headers do not say it.

    `X-Business-Use-Case-Usage` gives minutes. `X-App-Usage` gives percents of an hour's calls: from
    100 percent, calls are accepted again after an hour at the latest.
    """
    minutes = [
        each.get("estimated_time_to_regain_access")
        for group in _json(headers.get("x-business-use-case-usage", "")).values()
        for each in (group if isinstance(group, list) else ())
        if isinstance(each, dict)
    ]
    waits = [each for each in minutes if isinstance(each, int | float) and each > 0]
    if waits:
        return now + min(timedelta(minutes=min(max(waits), 1e6)), timedelta(days=1))
    used = _json(headers.get("x-app-usage", "")).values()
    full = any(isinstance(each, int | float) and each >= 100 for each in used)
    return now + _BUSY if full else None


def _json(text: str) -> dict[str, Any]:
    try:
        value = json.loads(text)
    except (ValueError, RecursionError):
        return {}
    return value if isinstance(value, dict) else {}


def node(value: str) -> str:
    """The value, to be used in a path; raises Rejected when it is not an id."""
    if not _NODE.fullmatch(value):
        raise Rejected(f"{value[:80]!r} is no id of the Graph API")
    return value


def id_of(fields: Mapping[str, Any]) -> str:
    """The id among a node's fields, "" for none; a number counts as its digits."""
    id = fields.get("id")
    value = str(id) if type(id) is int and 0 <= id < 10**40 else id
    return value if isinstance(value, str) and _NODE.fullmatch(value) else ""


def is_gone(error: PlatformError) -> bool:
    """True when the Graph API's own error says that there is no such object (any more).

    A 404 without a code comes from a gateway before it.
    """
    known = numbers(error.code) in ((100, 33), (803, 0), (24, 2207006))
    return known or (error.status in (404, 410) and bool(error.code))


def number(value: Any, *path: str) -> int | None:
    """The count under a path of keys; None when it is missing, or not a count."""
    for step in path:
        value = value.get(step) if isinstance(value, dict) else None
    return count(value)


class Graph:
    """One channel's way to one of Meta's APIs, in one version, under the channel's token.

    The token goes in the `Authorization` header, never in an address, and is renewed when it ends.
    The methods give an answer's JSON object without its links to other pages, which hold the token.
    Raises ValueError when the address, the version or the secret may not be used.
    """

    def __init__(self, wire: Wire, version: str, tokens: Tokens) -> None:
        if not _VERSION.fullmatch(version):
            raise ValueError(f"version looks like v25.0, not {version!r}")
        self.name = wire.name
        self.version = version
        self.wire = wire
        self.tokens = tokens

    @classmethod
    def of(
        cls,
        channel: Channel,
        tokens: Tokens,
        clock: Callable[[], datetime],
        *,
        server: str,
        version: str,
    ) -> Self:
        """A channel's way to its own server, or else to `server`, in its version or `version`."""
        there = channel.server or server
        wire = Wire.of(channel, dialect(clock), clock, there)
        return cls(wire, channel.options.get("version") or version, tokens)

    def __repr__(self) -> str:
        return f"Graph({self.name!r}, {self.wire.base_url!r}, {self.version!r})"

    def get(self, path: str, **params: Any) -> dict[str, Any]:
        """Read a node or an edge, such as `get("/17_4", fields="id,message")`."""
        return self._call("GET", path, params=_plain(params))

    def get_anew(self, path: str, **params: Any) -> dict[str, Any]:
        """The same over a new connection: if an answer to another request would harm a post."""
        return self._call("GET", path, params=_plain(params), anew=True)

    def post(
        self, path: str, *, creates: bool = False, files: Any = None, **fields: Any
    ) -> dict[str, Any]:
        """Make or change something; `creates` says that this makes it public.

        A field that is None is left out; lists and tables go as JSON. The answer is often only an
        id, so it comes over a new connection, which has no earlier answers. Each request asks the
        fence, so that a stopped post does not begin its first step either.
        """
        more = {"data": _plain(fields), "files": files, "anew": True, "fenced": True}
        return self._call("POST", path, creates=creates, **more)

    def make(self, path: str, **fields: Any) -> tuple[dict[str, Any], datetime | None]:
        """Make something that nobody sees; gives its fields and the server's own time (UTC)."""
        answer = self._answer("POST", path, data=_plain(fields), anew=True, fenced=True)
        return self._object(answer, creates=False), http_date(answer.headers.get("date", ""))

    def delete(self, path: str) -> dict[str, Any]:
        """Delete a node; raises Rejected when it does not exist, Unavailable when it remains.

        Raises OutcomeUnknown when the answer was lost.
        """
        answer = self._call("DELETE", path, creates=True, anew=True)
        if answer.get("success") is False:
            raise Unavailable(f"{self.name}: it was not deleted")
        return answer

    def pages(self, path: str, **params: Any) -> Iterator[Page]:
        """The pages of an edge's objects, until the network has no more.

        Each comes over a new connection: another answer, such as an empty list, would look right.
        """
        while True:
            answer = self._answer("GET", path, params=_plain(params), anew=True)
            body = answer.data
            if not isinstance(body, dict) or not isinstance(body.get("data"), list):
                raise self.wire.unreadable(answer, creates=False)
            posts = [_without_links(each) for each in body["data"] if isinstance(each, dict)]
            yield Page(posts, answer.headers.get("date", ""))
            params["after"] = _after(body)
            if not posts or not params["after"]:
                return

    def check_account(self, named: str, found: str, official: str) -> None:
        """Raises Unauthorized when a token opens another account than the number that is `named`.

        Only on the `official` server: on any other, accounts have other numbers.
        """
        if named.isdecimal() and named != found and self.wire.base_url == official:
            raise Unauthorized(
                f"{self.name}: this token opens {found}, the configuration says {named}"
            )

    def unreadable(self, *, creates: bool) -> PlatformError:
        """The error for this thread's last answer, which lacks what it must hold."""
        return self.wire.unreadable(_last(), creates=creates)

    def misplaced(self, why: str, *, creates: bool) -> PlatformError:
        """The error for this thread's last answer, which is not ours, as `why` says."""
        return self.wire.misplaced(_last(), why, creates=creates)

    def _call(
        self, method: str, path: str, *, creates: bool = False, **more: Any
    ) -> dict[str, Any]:
        return self._object(self._answer(method, path, creates=creates, **more), creates=creates)

    def _object(self, answer: Answer, *, creates: bool) -> dict[str, Any]:
        if answer.data is True:  # how older versions confirm a change
            return {"success": True}
        if not isinstance(answer.data, dict):
            raise self.wire.unreadable(answer, creates=creates)
        fields: dict[str, Any] = _without_links(answer.data)
        return fields

    def _answer(self, method: str, path: str, *, creates: bool = False, **more: Any) -> Answer:
        where = f"/{self.version}{path}"

        def send(token: str) -> Answer:
            return self.wire.call(method, where, creates=creates, bearer=token, **more)

        try:
            return self.tokens.call(send)
        except Rejected as error:
            refusal = error
        if is_doubtful(refusal.code):
            # Meta answers its own trouble with 400 as well as with 500.
            kind = OutcomeUnknown if creates else Unavailable
            raise kind(
                str(refusal), status=refusal.status, code=refusal.code, answer=refusal.answer
            )
        raise refusal


def made(api: Graph, answer: Mapping[str, Any], *, creates: bool = False) -> str:
    """The id in an answer to a create; `creates` says that the new object is public."""
    id = id_of(answer)
    if not id:
        raise api.unreadable(creates=creates)
    return id


def _last() -> Answer:
    return Answer(200, {}, None, sent_tracking.connection())


def _plain(fields: Mapping[str, Any]) -> dict[str, str]:
    """Fields as texts, for a form or an address."""
    return {name: _text(value) for name, value in fields.items() if value is not None}


def _text(value: Any) -> str:
    return value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)


def _after(body: Mapping[str, Any]) -> str:
    paging = body.get("paging")
    cursors = paging.get("cursors") if isinstance(paging, dict) else None
    after = cursors.get("after") if isinstance(cursors, dict) else None
    return after if isinstance(after, str) else ""


def _without_links(value: Any) -> Any:
    """The value without `paging.next` and `paging.previous`, which are addresses with the token."""
    ahead = [value]
    while ahead:
        each = ahead.pop()
        if isinstance(each, dict):
            paging = each.get("paging")
            if isinstance(paging, dict):
                for name in ("next", "previous"):
                    paging.pop(name, None)
            ahead.extend(each.values())
        elif isinstance(each, list):
            ahead.extend(each)
    return value
