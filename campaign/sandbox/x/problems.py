"""The words in which X refuses: https://docs.x.com/x-api/fundamentals/response-codes-and-errors."""

from collections.abc import Iterable
from typing import Any

from campaign.sandbox.wire import Refusal

_TYPES = "https://api.x.com/2/problems/"


class Problem(Refusal):
    """A refusal as problem+json."""

    media_type = "application/problem+json"


def plain(status: int, title: str, detail: str = "") -> Problem:
    """A refusal whose type says no more than its status."""
    body = {"title": title, "detail": detail or title, "type": "about:blank", "status": status}
    return Problem(status, body)


def unauthorized() -> Problem:
    """401, the same for a wrong token and for one that has ended."""
    return plain(401, "Unauthorized")


def forbidden(detail: str) -> Problem:
    """403, understood and not allowed."""
    return plain(403, "Forbidden", detail)


def application_only() -> Problem:
    """403: the token opens no account."""
    detail = (
        "Authenticating with OAuth 2.0 Application-Only is forbidden for this endpoint.  Supported "
        "authentication types are [OAuth 1.0a User Context, OAuth 2.0 User Context]."
    )
    kind = f"{_TYPES}unsupported-authentication"
    return Problem(
        403, {"title": "Unsupported Authentication", "detail": detail, "type": kind, "status": 403}
    )


def invalid(*messages: str) -> Problem:
    """400: parameters or fields that X does not know, or with values it does not take."""
    return Problem(
        400,
        {
            "errors": [{"parameters": {}, "message": message} for message in messages],
            "title": "Invalid Request",
            "detail": "One or more parameters to your request was invalid.",
            "type": f"{_TYPES}invalid-request",
        },
    )


def too_many() -> Problem:
    """429."""
    return plain(429, "Too Many Requests")


def missing(ids: Iterable[str], parameter: str) -> list[dict[str, Any]]:
    """The errors for posts that are not there, one for each id."""
    return [
        {
            "value": each,
            "detail": f"Could not find tweet with {parameter}: [{each}].",
            "title": "Not Found Error",
            "resource_type": "tweet",
            "parameter": parameter,
            "resource_id": each,
            "type": f"{_TYPES}resource-not-found",
        }
        for each in ids
    ]


def not_found(id: str) -> Problem:
    """404: one post that is not there."""
    return Problem(404, {**missing([id], "id")[0], "status": 404})
