"""Comments on and deletes published posts of Facebook, Instagram and Threads."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from campaign.errors import PlatformError, Rejected
from campaign.model import Deleted, Gone, Payload, Receipt
from campaign.platforms import replying
from campaign.platforms.http.deletions import gone_already
from campaign.platforms.meta.graph import Graph, is_gone, made, node
from campaign.platforms.meta.responses import ask, check_words
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
) -> Deleted:
    """Delete a post; the same when it is already gone, by `is_missing`.

    The same error also says that the token may not delete what is there. So the post is read: one
    that can be read still stands, and then the error is raised as Rejected.
    """
    try:
        return Deleted({"body": api.delete(f"/{node(remote_id)}")})
    except Rejected as error:
        if not is_missing(error):
            raise
        refusal = error
    try:
        ask(api, remote_id, "id")
    except Rejected as error:
        if is_missing(error):
            return gone_already(refusal)
        raise
    message = f"{refusal}; the post still stands: this token may read it and not delete it"
    raise Rejected(
        message, status=refusal.status, code=refusal.code, answer=refusal.answer
    ) from None


def read(
    api: Graph,
    remote_id: str,
    fields: str,
    is_missing: Callable[[PlatformError], bool] = is_gone,
) -> dict[str, Any] | Gone:
    """A post's fields as they are now; `Gone` when the network has none, by `is_missing`."""
    try:
        return ask(api, remote_id, fields)
    except Rejected as error:
        if not is_missing(error):
            raise
    return Gone(f"the network has no post {remote_id}, or does not show it to this token")
