"""A status that is out: reads it, changes it, deletes it.

Each request has a connection of its own: an answer to another request would be taken for ours.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from campaign.errors import PlatformError, Rejected
from campaign.model import Deleted, Gone, Payload, Receipt
from campaign.platforms.http.deletions import deleted, gone_already
from campaign.platforms.http.wire import Wire
from campaign.platforms.mastodon import message, timeline
from campaign.platforms.mastodon import responses as answers


@dataclass(frozen=True, slots=True)
class Published:
    """The account's statuses on its server.

    `call` sends a request with the account's token, `confirmed` gives the text of a status as it
    was sent, None where it cannot be read; `name` is the network's.
    """

    wire: Wire
    call: Callable[..., Any]
    confirmed: Callable[[str], str | None]
    clock: Callable[[], datetime]
    name: str

    def delete(self, remote_id: str) -> Deleted:
        """Delete a status; quiet when the server says that it is gone."""
        try:
            answer = self.call("DELETE", _path(remote_id), creates=True, anew=True)
        except Rejected as error:
            if not answers.is_gone(error):
                raise
            return gone_already(error)
        # Mastodon gives the deleted status back, other software perhaps nothing.
        given = answer.data.get("id", remote_id) if isinstance(answer.data, dict) else remote_id
        if str(given) != remote_id:
            raise self.wire.misplaced(answer, "another status was deleted", creates=True)
        return deleted(answer)

    def edit(self, remote_id: str, payload: Payload, account: str) -> Receipt:
        """Give a status the payload's words; `account` is our own id, "" where it is not known.

        The pictures are named as the server has them, because it takes out what is not named.
        Raises Rejected when the status is gone, UnsupportedFeature when it has other pictures.
        """
        there = self.standing(remote_id)
        if isinstance(there, Gone):
            raise Rejected(f"{self.wire.name}: {there.why}", status=404)
        body = message.changes(payload, there, self.name)
        answer = self.call("PUT", _path(remote_id), creates=True, anew=True, body=body)
        receipt = answers.receipt(answer.data)
        if receipt is None:
            raise self.wire.unreadable(answer, creates=True)
        parent = str(there.get("in_reply_to_id") or "")
        query = timeline.Query(body, len(payload.uploads), self.clock(), parent)
        why = timeline.misplaced(query, answer.data, account, self.confirmed)
        if receipt.remote_id != remote_id or why:
            raise self.wire.misplaced(answer, why or "it is another status", creates=True)
        return receipt

    def standing(self, remote_id: str) -> dict[str, Any] | Gone:
        """A status as the server has it now."""
        try:
            answer = self.call("GET", _path(remote_id), anew=True)
        except Rejected as error:
            if not answers.is_gone(error):
                raise _of_a_read(error) from None
            return Gone(f"the server has no status {remote_id}")
        if not isinstance(answer.data, dict) or not answers.is_id(answer.data.get("id")):
            raise self.wire.unreadable(answer, creates=False)
        if str(answer.data["id"]) != remote_id:
            raise self.wire.misplaced(answer, "it is another status", creates=False)
        return answer.data


def _path(remote_id: str) -> str:
    return f"/api/v1/statuses/{answers.in_path(remote_id)}"


def _of_a_read(error: PlatformError) -> PlatformError:
    """A 404 that is not the server's own passes; any other refusal of a read stays."""
    return answers.as_passing(error) if error.status in (404, 410) else error
