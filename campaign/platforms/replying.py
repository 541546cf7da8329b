"""A reply or a comment whose post the network does not know yet, though it was just made there.

Networks answer from many machines, and a post is not on each of them at once. So a refusal that
says "there is no such post" to what goes under a post of ours means "not yet": it made nothing
public, and is tried again with the waits between all tries. Reported of Meta's networks (100/33 and
24/4279009, https://github.com/gitroomhq/postiz-app/pull/2047), of Mastodon (404,
https://github.com/mastodon/mastodon/issues/21932), of X (385,
https://github.com/plhery/node-twitter-api-v2/issues/366) and of LinkedIn (404,
https://github.com/gitroomhq/postiz-app/issues/408).
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager

from campaign.errors import PlatformError, Rejected, Unavailable
from campaign.model import Receipt


@contextmanager
def under(post: Receipt | None, is_missing: Callable[[PlatformError], bool]) -> Iterator[None]:
    """Around the request that puts something under a post; `is_missing` knows such a refusal.

    Raises Unavailable for one. Its message says what to do, because a person reads it when the
    tries are used up: then the post was probably deleted. Without a post nothing is changed.
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
    """True where the network itself says that there is no such post, by the status.

    A gateway's 404 is not its word.
    """
    return error.status == 404 and error.own
