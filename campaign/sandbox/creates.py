"""Which requests make something public, and on which network: one table of paths.

Facebook and Instagram share their paths; the last step of each is its own.
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

_COMPILED = tuple((regex.compile(pattern), network) for pattern, network in CREATES.items())


def created_on(method: str, path: str) -> str:
    """The network on which a request makes something public, "" when it does not."""
    if method != "POST":
        return ""
    return next((network for pattern, network in _COMPILED if pattern.fullmatch(path)), "")
