"""What we keep of a container or a draft, so that any process can find its post."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import UTC, datetime

from campaign.errors import PlatformError, Rejected
from campaign.model import Absent, Pending, Receipt
from campaign.platforms.http.timestamps import instant
from campaign.platforms.meta.graph import node


@dataclass(frozen=True, slots=True)
class Ticket:
    """What finds a container's post again.

    `made` is when we asked for the container (UTC), `words` is the digest of its text, `parent` is
    the id of the post it replies to, "" for none. `letters` is the digest of the text's letters,
    `since` is `made` by the server's own clock; they are "" and None if they were not kept.
    """

    container: str
    made: datetime
    words: str
    parent: str = ""
    letters: str = ""
    since: datetime | None = None

    def written(self) -> str:
        """The ticket as one line of JSON, which `read` reads."""
        fields = {"id": self.container, "made": self.made.isoformat(), "words": self.words}
        since = self.since.isoformat() if self.since else ""
        more = {"parent": self.parent, "letters": self.letters, "since": since}
        return json.dumps(fields | {name: value for name, value in more.items() if value})

    def receipt_or_wait(
        self,
        found: Receipt | Absent | None,
        pending: Pending,
        error: PlatformError,
        *,
        wait: bool,
        lost: str,
    ) -> Receipt | Pending:
        """What to do when the network answers that it does not know the id.

        The post may be out already, as the search among the posts has `found`. The id may not be
        known everywhere yet, so it is asked for again while there is time to `wait` or the search
        proves nothing. Raises Rejected after that, with `lost` as the reason.
        """
        if isinstance(found, Receipt):
            return found
        if wait or found is None:
            return pending
        message = f"{error}; {lost}: give the post another time"
        raise Rejected(message, status=error.status, code=error.code, answer=error.answer)

    @classmethod
    def read(cls, token: str) -> Ticket:
        """The ticket in a text that `written` wrote; raises Rejected for any other text."""
        try:
            fields = json.loads(token)
            made = datetime.fromisoformat(fields["made"]).astimezone(UTC)
            parent, letters = (str(fields.get(each, "")) for each in ("parent", "letters"))
            since = instant(fields.get("since"))
            return cls(node(fields["id"]), made, str(fields["words"]), parent, letters, since)
        except (ValueError, KeyError, TypeError, AttributeError, OverflowError) as error:
            raise Rejected("what was kept of the container cannot be read") from error
