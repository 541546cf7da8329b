"""The versioned API as one account speaks to it: headers, token, and how its lists are read.

https://learn.microsoft.com/en-us/linkedin/marketing/versioning
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from campaign.platforms.http.dialect import Answer
from campaign.platforms.http.wire import Wire
from campaign.platforms.linkedin import responses as answers
from campaign.platforms.oauth import Tokens

SERVER = "https://api.linkedin.com"


@dataclass(frozen=True, slots=True)
class Client:
    """The way to the API for one organisation (its URN), in one version (YYYYMM)."""

    wire: Wire
    tokens: Tokens
    version: str
    organisation: str

    def call(self, method: str, path: str, *, method_of_rest: str = "", **more: Any) -> Answer:
        """One request, under a token that is renewed when it has ended; raises PlatformError.

        What is made is told by its id alone, so that answer comes over a connection of its own.
        """
        headers = {"LinkedIn-Version": self.version, "X-Restli-Protocol-Version": "2.0.0"}
        if method_of_rest:
            headers["X-RestLi-Method"] = method_of_rest
        more = {"anew": method == "POST", **more, "headers": headers}
        return self.tokens.call(lambda token: self.wire.call(method, path, bearer=token, **more))

    def elements(self, answer: Answer) -> list[dict[str, Any]]:
        """What an answer lists; raises Unavailable when it lists nothing at all."""
        listed = answer.data.get("elements") if isinstance(answer.data, dict) else None
        if not isinstance(listed, list):
            raise self.wire.unreadable(answer, creates=False)
        return [each for each in listed if isinstance(each, dict)]

    def url(self, urn: str) -> str:
        """Where a post is seen."""
        return answers.url(urn, self.wire.base_url, SERVER)
