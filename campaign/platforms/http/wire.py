"""The HTTP edge: the only place that turns HTTP and socket errors into our own.

::

    never left        name, refused, connect time-out, TLS     → Unavailable
    left, no answer   time-out, reset, torn or no JSON          → OutcomeUnknown | Unavailable
    another question's answer                                   → OutcomeUnknown | Unavailable
    1xx, 5xx, 408, 303                                          → OutcomeUnknown | Unavailable
    429, or what the dialect calls one                          → RateLimited
    401                                                         → Unauthorized
    other 3xx, 4xx                                              → Rejected, unless the dialect knows

Where two errors stand, the first is for a request that makes, changes or deletes something public,
the second for all others. Nothing here repeats a request or follows a redirect, and no message
holds a secret. An answer is bounded in time and size (`response_limits`) and made fit to be kept
(`response_text`).
"""

from __future__ import annotations

import time
from collections.abc import Callable, Collection, Iterator, Mapping
from contextlib import contextmanager
from datetime import UTC, datetime
from typing import Any, ClassVar, Self
from urllib.parse import urlsplit

import requests
from urllib3.exceptions import HTTPError

from campaign import __version__
from campaign.errors import (
    OutcomeUnknown,
    PlatformError,
    RateLimited,
    Rejected,
    Unauthorized,
    Unavailable,
)
from campaign.model import Channel
from campaign.platforms import servers
from campaign.platforms.http import (
    error_text,
    response_limits,
    response_text,
    sent_tracking,
    server_clock,
)
from campaign.platforms.http.dialect import Answer, Dialect, waits_until
from campaign.platforms.http.response_limits import Bound

MAX_ANSWER = 5_000_000  # bytes of a body, unpacked; no answer a publisher reads is near it
TIMEOUT = (10.0, 30.0)  # seconds to connect, seconds of silence

_WORDS = 100_000  # characters of an error that are searched for secrets; few of them are shown
_PAGE = 200  # characters of an error page
# One transport for all channels: those on one server share connections, which hold no credential.
_TRANSPORT = sent_tracking.DepartureAdapter(max_retries=0, pool_maxsize=64)


class Wire:
    """One channel's way to one server.

    It keeps no credential: each call brings its own (`bearer`). What is in `bearer` or `hide` is
    struck from every message. `timeout` is (seconds to connect, seconds of silence). `bound` limits
    a whole answer, from its status line to the end of its body. A `public` one reaches no machine
    that is not on the public network. Raises ValueError when the address may not be used.
    """

    #: Seconds to wait for a second answer after a create was refused: the refusal may belong to an
    #: earlier request. A receipt shows what it is about, a refusal does not.
    stray_wait: ClassVar[float] = 2.0

    def __init__(
        self,
        base_url: str,
        *,
        name: str,
        dialect: Dialect,
        clock: Callable[[], datetime],
        headers: Mapping[str, str] | None = None,
        timeout: tuple[float, float] = TIMEOUT,
        bound: Bound = Bound(),  # noqa: B008  # frozen
        cleartext: bool = False,
        public: bool = False,
    ) -> None:
        self.base_url = servers.checked(base_url, cleartext=cleartext)
        self.name = name
        self._dialect = dialect
        self._clock = clock
        self._timeout = timeout
        self._bound = bound
        self._public = public
        self._settings = _surroundings(self.base_url)
        self._headers = {
            **requests.utils.default_headers(),
            "User-Agent": f"campaign/{__version__}",
            "Accept": "application/json",
            **(headers or {}),
        }

    @classmethod
    def of(
        cls,
        channel: Channel,
        dialect: Dialect,
        clock: Callable[[], datetime],
        server: str = "",
        timeout: tuple[float, float] = TIMEOUT,
        bound: Bound = Bound(),  # noqa: B008  # frozen
    ) -> Self:
        """A channel's way to its own server, or to `server`, as its options allow.

        `timeout` and `bound` are as in `Wire`. The option `cleartext` ("yes") lets credentials go
        over http:// to another host.
        """
        return cls(
            server or channel.server,
            name=channel.name,
            dialect=dialect,
            clock=clock,
            timeout=timeout,
            bound=bound,
            cleartext=channel.options.get("cleartext") == "yes",
        )

    def __repr__(self) -> str:
        return f"Wire({self.name!r}, {self.base_url!r})"

    def call(
        self,
        method: str,
        path: str,
        *,
        creates: bool = False,
        bearer: str = "",
        auth: requests.auth.AuthBase | None = None,
        hide: Collection[str] = (),
        headers: Mapping[str, str] | None = None,
        params: Any = None,
        data: Any = None,
        files: Any = None,
        body: Any = None,
        anew: bool = False,
        fenced: bool = False,
    ) -> Answer:
        """Send one request and read its answer; `body` goes out as JSON.

        `auth` signs the request, if a network wants that instead of `bearer`. `creates` says that
        the request makes, changes or deletes something public: then a doubt is OutcomeUnknown.
        `anew` uses a new connection: for requests where an answer to an earlier request would do
        harm and would look like the right one. A request that `creates`, or is `fenced`, asks the
        fence before it leaves. Raises PlatformError's kinds, and nothing else.
        """
        secrets = [each for each in (bearer, *hide) if each]
        if not bearer.isascii() or not bearer.isprintable() or " " in bearer:
            raise Unauthorized(f"{self.name}: the credential holds characters that no token has")
        sent_tracking.begin(
            fenced=creates or fenced, bound=self._bound, anew=anew, public=self._public
        )
        response, torn, trouble = None, False, ""
        payload, began = b"", time.monotonic()
        # Our errors are made outside the handlers: a chained error from requests would hold the
        # request, and with it the token.
        try:
            # No session is used: it would keep cookies, follow redirects and read .netrc.
            request = requests.Request(
                method,
                self.base_url + path,
                params=params,
                data=data,
                files=files,
                json=body,
                headers={**self._headers, **(headers or {})},
                auth=auth or _Bearer(bearer),
            )
            response = _TRANSPORT.send(
                request.prepare(), stream=True, timeout=self._timeout, **self._settings
            )
        except (requests.RequestException, HTTPError, OSError, ValueError) as error:
            trouble = error_text.describe(error, self._timeout)
        if response is None:
            raise self._lost(trouble, creates)
        doubtful = creates and sent_tracking.was_used() and 300 <= response.status_code < 500
        if doubtful:
            sent_tracking.set_apart()
        server = urlsplit(self.base_url).netloc
        server_clock.tell(self._clock, server, response.headers, time.monotonic() - began)
        try:
            payload = _read(response)
        except (requests.RequestException, HTTPError, OSError, ValueError):
            torn = True
        finally:
            response.close()
        if doubtful and sent_tracking.more_comes(self.stray_wait):
            # The refusal belongs to an earlier request, and our own answer comes only now.
            raise OutcomeUnknown(f"{self.name}: the answer belongs to something else")
        found = response_text.headers(response.headers)
        return self._judged(response.status_code, found, payload, torn, creates, secrets)

    def unreadable(self, answer: Answer, *, creates: bool) -> PlatformError:
        """The error for an answer that arrived but lacks what it must hold."""
        return self._useless("the answer cannot be read", answer, creates)

    def misplaced(self, answer: Answer, why: str, *, creates: bool) -> PlatformError:
        """The error for an answer that belongs to another request, as `why` says.

        The connection is shut, because its next answers may belong to other requests as well.
        """
        return self._useless(f"the answer belongs to something else: {why}", answer, creates)

    def _useless(self, why: str, answer: Answer, creates: bool) -> PlatformError:
        response_limits.shut(answer.connection)
        kind = OutcomeUnknown if creates else Unavailable
        return kind(f"{self.name}: {why}", status=answer.status)

    def _lost(self, trouble: str, creates: bool) -> PlatformError:
        host = urlsplit(self.base_url).netloc
        if creates and sent_tracking.has_left():
            return OutcomeUnknown(f"{self.name}: sent to {host}, but {trouble}")
        return Unavailable(f"{self.name}: {host} cannot be used: {trouble}")

    def _judged(
        self,
        status: int,
        headers: Mapping[str, str],
        payload: bytes,
        torn: bool,
        creates: bool,
        secrets: Collection[str],
    ) -> Answer:
        read, unread = None, torn
        try:
            read = response_text.read(payload)
        except ValueError:
            unread = True
        answer = Answer(status, headers, read, sent_tracking.connection())
        if status < 300:
            if unread or status < 200:  # the real answer follows after a 1xx
                raise self.unreadable(answer, creates=creates)
            return answer
        code, words = "", ""
        if not unread:
            code, words = self._dialect.words(read)
        most, page = 500, payload[:_WORDS].decode("utf-8", "replace")
        if not words:  # an error page is for people; its first words are enough
            words, most = " ".join(page.split()), _PAGE
        # Secrets are struck before the text is cut: a cut secret would no longer be found. Even a
        # refusal may hold a token that was just given.
        secrets = [*secrets, *response_text.tokens(page)]
        code, words = _without(secrets, code)[:80], _without(secrets, words)[:most]
        own = not unread and self._dialect.is_own(status, read)
        raise self._refusal(answer, code, words, creates, own=own)

    def _refusal(
        self, answer: Answer, code: str, words: str, creates: bool, *, own: bool
    ) -> PlatformError:
        status = answer.status
        message = ": ".join(each for each in (self.name, f"{status} {code}".strip(), words) if each)
        kind = self._dialect.kind(status, code, words)
        if status == 429 or kind is RateLimited:
            until = waits_until(answer.headers, self._dialect, self._clock().astimezone(UTC))
            return RateLimited(message, until=until, status=status, code=code or None, answer=words)
        if 300 <= status < 400 and status != 303:
            origin = _origin(answer.headers.get("location", ""))
            message = (
                f"{self.name}: {status}: the server answers from {origin}; put that in `server`"
            )
        if kind is None:
            kind = Unauthorized if status == 401 else Rejected
            if status >= 500 or status in (303, 408):
                kind = OutcomeUnknown if creates else Unavailable
        return kind(message, status=status, code=code or None, answer=words, own=own)


def _surroundings(base_url: str) -> dict[str, Any]:
    """The proxy and the certificates from the environment; not used for this machine itself."""
    session = requests.Session()
    session.trust_env = not servers.is_loopback(base_url)
    found = dict(session.merge_environment_settings(base_url, {}, None, None, None))
    return {name: found[name] for name in ("proxies", "verify", "cert")}


class _Bearer(requests.auth.AuthBase):
    """Adds the token to a request, if there is one."""

    def __init__(self, token: str) -> None:
        self._token = token

    def __call__(self, request: requests.PreparedRequest) -> requests.PreparedRequest:
        if self._token:
            request.headers["Authorization"] = f"Bearer {self._token}"
        return request


def _read(response: requests.Response) -> bytes:
    """The whole body, unpacked; raises ValueError past `MAX_ANSWER`."""
    read = bytearray()
    for chunk in response.iter_content(65536):
        read += chunk
        if len(read) > MAX_ANSWER:
            raise ValueError("too long an answer")
    return bytes(read)


def _origin(location: str) -> str:
    """Scheme, host and port of a redirect's target, without a login or a query."""
    try:
        there = urlsplit(location)
        port = f":{there.port}" if there.port else ""
    except ValueError:
        return "another place"
    host = _without((), there.hostname or "")[:200]
    return f"{there.scheme}://{host}{port}" if host else "another place"


def _without(secrets: Collection[str], text: str) -> str:
    text = text[:_WORDS]
    for secret in secrets:
        text = text.replace(secret, "[secret]")
    return "".join(c if c.isprintable() else " " for c in text)


@contextmanager
def strays_within(seconds: float) -> Iterator[None]:
    """Within this block, `Wire.stray_wait` is this number of seconds.

    This is for a simulation, whose servers run on this machine: there no answer comes late.
    """
    before, Wire.stray_wait = Wire.stray_wait, seconds
    try:
        yield
    finally:
        Wire.stray_wait = before
