"""Deletes, changes and reads a page's post, or a comment of the page's under a post.

The id shows which it is. A comment is addressed by the post that its own URN names, and by whom it
is deleted or changed:
https://learn.microsoft.com/en-us/linkedin/marketing/community-management/shares/comments-api.
"""

from __future__ import annotations

import re
from typing import Any
from urllib.parse import quote

from campaign.errors import Rejected, Unavailable
from campaign.model import Deleted, Gone, Payload, Reading, Receipt
from campaign.platforms.http.deletions import deleted, gone_already
from campaign.platforms.http.dialect import Answer
from campaign.platforms.linkedin import reading
from campaign.platforms.linkedin import responses as answers
from campaign.platforms.linkedin.client import Client
from campaign.platforms.linkedin.timeline import comments

_COMMENT = re.compile(r"urn:li:comment:\((urn:li:[A-Za-z]{1,40}:\d{1,40}),(\d{1,40})\)")


def delete(api: Client, remote_id: str) -> Deleted:
    """Delete a post or a comment; quiet when LinkedIn itself says that it is gone."""
    path = _path(remote_id, actor=api.organisation)
    try:
        answer = api.call("DELETE", path, method_of_rest="DELETE", creates=True, anew=True)
    except Rejected as error:
        if not answers.is_gone(error):
            raise
        return gone_already(error)
    return deleted(answer)


def edit(api: Client, remote_id: str, payload: Payload) -> Receipt:
    """Give a post, or a comment, the payload's words; raises Rejected when it is gone."""
    body = payload.body
    patch: dict[str, Any] = {"$set": {"commentary": body.get("commentary")}}
    if answers.is_comment(remote_id):
        patch = {"message": {"$set": {"text": body["message"]["text"]}}}
    path = _path(remote_id, actor=api.organisation)
    more: dict[str, Any] = {"creates": True, "body": {"patch": patch}}
    api.call("POST", path, method_of_rest="PARTIAL_UPDATE", **more)
    return Receipt(remote_id, api.url(_post_of(remote_id)), {"id": remote_id})


def read(api: Client, remote_id: str, url: str) -> Reading | Gone:
    """What readers get of a post or a comment."""
    try:
        answer = api.call("GET", _path(remote_id), anew=True)
    except Rejected as error:
        if answers.is_gone(error):
            return Gone(f"LinkedIn has no {remote_id}")
        if error.status in (404, 410):  # a gateway's, which proves nothing
            raise Unavailable(str(error), status=error.status, answer=error.answer) from None
        raise
    found = _of(api, answer, remote_id)
    if answers.is_comment(remote_id):
        return reading.of_comment(found, url)
    return reading.of_post(found, url or api.url(remote_id))


def _of(api: Client, answer: Answer, remote_id: str) -> dict[str, Any]:
    """The fields of an answer about this post or comment; raises Unavailable for any other."""
    fields = answer.data
    if not isinstance(fields, dict) or "id" not in fields:
        raise api.wire.unreadable(answer, creates=False)
    known = _COMMENT.fullmatch(remote_id)
    if str(fields["id"]) not in (remote_id, known[2] if known else remote_id):
        raise api.wire.misplaced(answer, "it is about another one", creates=False)
    return fields


def _post_of(remote_id: str) -> str:
    """The post that a comment is under; a post itself."""
    known = _COMMENT.fullmatch(remote_id)
    return known[1] if known else remote_id


def _path(remote_id: str, actor: str = "") -> str:
    """The address of a post or a comment; raises Rejected when the id is none of them."""
    if not answers.is_comment(remote_id):
        return f"/rest/posts/{answers.encoded(remote_id)}"
    known = _COMMENT.fullmatch(remote_id)
    if known is None:
        raise Rejected(f"linkedin: {remote_id[:80]!r} is no id of a comment")
    by = f"?actor={quote(actor, safe='')}" if actor else ""
    return f"{comments(known[1])}/{known[2]}{by}"
