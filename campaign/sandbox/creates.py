"""Which requests make something public, change it, delete it or show it: tables of paths.

Facebook and Instagram share their paths; the last step of each is its own, and a post of Facebook
has a `_` in its id.
"""

from collections.abc import Mapping

import regex

from campaign.sandbox.accounts import (
    BLUESKY,
    FACEBOOK,
    INSTAGRAM,
    LINKEDIN,
    MASTODON,
    TELEGRAM,
    THREADS,
    X,
)

_GRAPH = r"/v\d+\.\d+"

#: Whole paths to which a POST makes something public. The first that fits counts: v1.0 is
#: the only version of Threads, and the Graph API does not serve it any more.
CREATES: Mapping[str, str] = {
    r"/api/v1/statuses": MASTODON,
    r"/xrpc/com\.atproto\.repo\.(?:putRecord|createRecord)": BLUESKY,
    r"/2/tweets": X,
    r"/rest/posts": LINKEDIN,
    r"/rest/socialActions/[^/]+/comments": LINKEDIN,
    r"/bot[^/]+/send[^/]*": TELEGRAM,
    r"/v1\.0/[^/]+/threads_publish": THREADS,
    rf"{_GRAPH}/[^/]+/media_publish": INSTAGRAM,
    rf"{_GRAPH}/[^/]+/(?:feed|photos|videos|comments)": FACEBOOK,
    # A post that was made unpublished goes public by a change of the post itself.
    rf"{_GRAPH}/\d+_\d+": FACEBOOK,
}

#: Whole paths, behind the method, of requests that change or delete what is public.
CHANGES: Mapping[str, str] = {
    r"(?:PUT|DELETE) /api/v1/statuses/[^/]+": MASTODON,
    r"POST /xrpc/com\.atproto\.repo\.deleteRecord": BLUESKY,
    r"DELETE /2/tweets/\d+": X,
    r"(?:POST|DELETE) /rest/posts/[^/]+": LINKEDIN,
    r"(?:POST|DELETE) /rest/socialActions/[^/]+/comments/\d+": LINKEDIN,
    r"POST /bot[^/]+/(?:edit|delete)Message[^/]*": TELEGRAM,
    r"DELETE /v1\.0/\d+": THREADS,
    rf"DELETE {_GRAPH}/\d+_\d+": FACEBOOK,
    rf"POST {_GRAPH}/\d+": FACEBOOK,
    rf"DELETE {_GRAPH}/\d+": INSTAGRAM,
}

#: Whole paths to which a GET shows one post, or several by their ids, as their readers get them.
READS: Mapping[str, str] = {
    r"/api/v1/statuses(?:/[^/]+)?": MASTODON,
    r"/xrpc/app\.bsky\.feed\.getPosts": BLUESKY,
    r"/2/tweets(?:/\d+)?": X,
    r"/rest/posts/[^/]+": LINKEDIN,
    r"/rest/socialActions/[^/]+/comments/\d+": LINKEDIN,
    r"/v1\.0/\d+": THREADS,
    rf"{_GRAPH}/\d+_\d+": FACEBOOK,
    rf"{_GRAPH}/": FACEBOOK,
    rf"{_GRAPH}/\d+": INSTAGRAM,
}


def _compiled(table: Mapping[str, str]) -> tuple[tuple[regex.Pattern[str], str], ...]:
    return tuple((regex.compile(pattern), network) for pattern, network in table.items())


_CREATES, _CHANGES, _READS = _compiled(CREATES), _compiled(CHANGES), _compiled(READS)


def created_on(method: str, path: str) -> str:
    """The network on which a request makes something public, "" when it does not."""
    return _found(_CREATES, path) if method == "POST" else ""


def changed_on(method: str, path: str) -> str:
    """The network on which a request makes, changes or deletes something public, or ""."""
    return created_on(method, path) or _found(_CHANGES, f"{method} {path}")


def read_on(method: str, path: str) -> str:
    """The network on which a request reads a post as its readers get it, "" when it does not."""
    return _found(_READS, path) if method == "GET" else ""


def _found(table: tuple[tuple[regex.Pattern[str], str], ...], text: str) -> str:
    return next((network for pattern, network in table if pattern.fullmatch(text)), "")
