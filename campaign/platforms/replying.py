"""A reply or a comment under a new post that the network does not know everywhere yet.

Networks answer from many machines, and a new post does not reach all of them at once. So a reply
under our own post may be refused with "there is no such post", which means "not yet". The refused
reply made nothing public and is tried again, after the usual waits. Users report it of

- Meta's networks: 100/33 and 24/4279009, https://github.com/gitroomhq/postiz-app/pull/2047
- Mastodon: 404, https://github.com/mastodon/mastodon/issues/21932
- X: 385, https://github.com/plhery/node-twitter-api-v2/issues/366
- LinkedIn: 404, https://github.com/gitroomhq/postiz-app/issues/408
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager

from campaign.errors import PlatformError, Rejected, Unavailable
from campaign.model import Receipt


@contextmanager
def under(post: Receipt | None, is_missing: Callable[[PlatformError], bool]) -> Iterator[None]:
    """Wrap the request of a reply; turn the refusal "there is no such post" into Unavailable.

    `is_missing` recognizes this refusal. A person reads the message when all tries have failed:
    then the post was probably deleted, so the message says what to do. Without a `post`, errors
    pass unchanged.
    """
    try:
        yield
    except Rejected as error:
        if post is None or not is_missing(error):
            raise
        message = (
            f"{error}; the network does not know the post this goes under "
            f"({post.url or post.remote_id}), or not yet: when this does not pass, look whether "
            "the post still stands there, then `campaign resolve` with `again`, or with `cancel`"
        )
        raise Unavailable(
            message, status=error.status, code=error.code, answer=error.answer
        ) from None


def is_not_found(error: PlatformError) -> bool:
    """True for a 404 of the network itself; a gateway's 404 does not count."""
    return error.status == 404 and error.own
