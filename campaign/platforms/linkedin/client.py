"""Makes one account's requests to the versioned API: its headers, its token, its lists.

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
        """Send one request; renews a token that has ended; raises PlatformError.

        The answer to a POST often holds an id and nothing else, so it comes over a new connection:
        an answer to an earlier request could not be recognized.
        """
        headers = {"LinkedIn-Version": self.version, "X-Restli-Protocol-Version": "2.0.0"}
        if method_of_rest:
            headers["X-RestLi-Method"] = method_of_rest
        more = {"anew": method == "POST", **more, "headers": headers}
        return self.tokens.call(lambda token: self.wire.call(method, path, bearer=token, **more))

    def elements(self, answer: Answer) -> list[dict[str, Any]]:
        """The elements in an answer; raises Unavailable when it has no list of elements."""
        listed = answer.data.get("elements") if isinstance(answer.data, dict) else None
        if not isinstance(listed, list):
            raise self.wire.unreadable(answer, creates=False)
        return [each for each in listed if isinstance(each, dict)]

    def url(self, urn: str) -> str:
        """The address at which people see a post."""
        return answers.url(urn, self.wire.base_url, SERVER)
