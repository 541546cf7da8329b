"""Comments on and deletes published posts of Facebook, Instagram and Threads."""

from __future__ import annotations

from collections.abc import Callable

from campaign.errors import PlatformError, Rejected
from campaign.model import Payload, Receipt
from campaign.platforms import replying
from campaign.platforms.meta.graph import Graph, is_gone, made, node
from campaign.platforms.meta.responses import check_words
from campaign.platforms.meta.timeline import Names


def _unsure(id: str) -> bool:
    return False


def comment(
    api: Graph,
    payload: Payload,
    post: Receipt,
    names: Names,
    is_under: Callable[[str], bool] = _unsure,
) -> Receipt:
    """Comment on a post. The comment is public at once.

    `is_under` is true for an id that shows by itself that the comment stands under this post. For
    any other id the comment's words are read. Raises OutcomeUnknown when they are not ours.
    """
    with replying.under(post, is_gone):
        answer = api.post(f"/{node(post.remote_id)}/comments", creates=True, **payload.body)
    id = made(api, answer, creates=True)
    if not is_under(id):
        check_words(api, id, names, str(payload.body["message"]))
    return Receipt(id, post.url, answer)


def delete(
    api: Graph, remote_id: str, is_missing: Callable[[PlatformError], bool] = is_gone
) -> None:
    """Delete a post; quiet when the error says, by `is_missing`, that it is already gone."""
    try:
        api.delete(f"/{node(remote_id)}")
    except Rejected as error:
        if not is_missing(error):
            raise
