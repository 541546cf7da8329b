"""What is kept of a container or a draft, so that its post is known again in any process."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import UTC, datetime

from campaign.errors import Rejected
from campaign.platforms.http.timestamps import instant
from campaign.platforms.meta.graph import node


@dataclass(frozen=True, slots=True)
class Ticket:
    """How a container's post is known again.

    `made` is when the container was asked for (UTC), `words` the digest of its text, `parent` the
    id of the post it replies to, "" for none, `letters` the digest of the text's letters and
    `since` the instant `made` by the server's own clock, "" and None where that was not kept.
    """

    container: str
    made: datetime
    words: str
    parent: str = ""
    letters: str = ""
    since: datetime | None = None

    def written(self) -> str:
        """One line of JSON that `read` reads."""
        told = {"id": self.container, "made": self.made.isoformat(), "words": self.words}
        since = self.since.isoformat() if self.since else ""
        more = {"parent": self.parent, "letters": self.letters, "since": since}
        return json.dumps(told | {name: value for name, value in more.items() if value})

    @classmethod
    def read(cls, token: str) -> Ticket:
        """What `written` wrote; raises Rejected for anything else."""
        try:
            told = json.loads(token)
            made = datetime.fromisoformat(told["made"]).astimezone(UTC)
            parent, letters = (str(told.get(each, "")) for each in ("parent", "letters"))
            since = instant(told.get("since"))
            return cls(node(told["id"]), made, str(told["words"]), parent, letters, since)
        except (ValueError, KeyError, TypeError, AttributeError, OverflowError) as error:
            raise Rejected("what was kept of the container cannot be read") from error
