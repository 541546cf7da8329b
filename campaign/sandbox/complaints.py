"""How each network says that it is busy or broken, or that a token has ended."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from campaign.sandbox.clock import wire_time

LEFT_ALONE = timedelta(minutes=15)
"""How long a client must wait after too many requests."""

_MINUTES = int(LEFT_ALONE.total_seconds() // 60)
_SECONDS = int(LEFT_ALONE.total_seconds())


@dataclass(frozen=True, slots=True)
class Complaint:
    """An answer that is no success: its status, its body and its headers."""

    status: int
    body: Mapping[str, Any]
    headers: Mapping[str, str] = field(default_factory=dict)


def broken(network: str, status: int) -> Complaint:
    """500 or 503: the network itself is to blame."""
    named = "Service Unavailable" if status == 503 else "Internal Server Error"
    match network:
        case "bluesky":
            code = "NotEnoughResources" if status == 503 else "InternalServerError"
            return Complaint(status, {"error": code, "message": named})
        case "facebook" | "instagram" | "threads":
            message = "An unexpected error has occurred. Please retry your request later."
            return Complaint(status, graph_error(message, 2, transient=True))
        case "linkedin":
            code = named.replace(" ", "_").upper()
            return Complaint(status, {"status": status, "code": code, "message": named})
        case "mastodon":
            # https://docs.joinmastodon.org/methods/statuses/#503
            message = "There was a temporary problem serving your request, please try again"
            return Complaint(status, {"error": message if status == 503 else named})
        case "telegram":
            return Complaint(status, telegram_error(status, named))
        case "x":
            return Complaint(status, problem(status, named))
        case _:
            raise ValueError(f"there is no network {network!r}")


def too_many(network: str, now: datetime) -> Complaint:
    """429 with the network's own way of saying until when; `now` is the sandbox's time."""
    until = now + LEFT_ALONE
    unix = str(int(until.timestamp()))
    match network:
        case "bluesky":
            body = {"error": "RateLimitExceeded", "message": "Rate Limit Exceeded"}
            names = ("RateLimit-Limit", "RateLimit-Remaining", "RateLimit-Reset")
            headers = dict(zip(names, ("5000", "0", unix), strict=True))
            return Complaint(429, body, {**headers, "RateLimit-Policy": "5000;w=3600"})
        case "facebook" | "instagram":
            # https://developers.facebook.com/docs/graph-api/overview/rate-limiting/
            wait = f'"estimated_time_to_regain_access":{_MINUTES}'
            used = '"call_count":100,"total_cputime":25,"total_time":25'
            usage = f'{{"1000":[{{"type":"pages",{used},{wait}}}]}}'
            message = "(#32) Page request limit reached"
            return Complaint(429, graph_error(message, 32), {"X-Business-Use-Case-Usage": usage})
        case "threads":
            message = "(#4) Application request limit reached"
            used = '{"call_count":100,"total_cputime":25,"total_time":25}'
            return Complaint(429, graph_error(message, 4), {"X-App-Usage": used})
        case "linkedin":
            # LinkedIn does not say until when: https://learn.microsoft.com/linkedin/shared/api-guide/concepts/rate-limits
            message = "Resource level throttle limit for calls to this resource is reached."
            return Complaint(429, {"status": 429, "code": "TOO_MANY_REQUESTS", "message": message})
        case "mastodon":
            headers = {"X-RateLimit-Limit": "300", "X-RateLimit-Remaining": "0"}
            headers["X-RateLimit-Reset"] = wire_time(until)
            return Complaint(429, {"error": "Too many requests"}, headers)
        case "telegram":
            body = telegram_error(429, f"Too Many Requests: retry after {_SECONDS}")
            return Complaint(429, {**body, "parameters": {"retry_after": _SECONDS}})
        case "x":
            headers = {"x-rate-limit-limit": "100", "x-rate-limit-remaining": "0"}
            headers["x-rate-limit-reset"] = unix
            return Complaint(429, problem(429, "Too Many Requests"), headers)
        case _:
            raise ValueError(f"there is no network {network!r}")


def token_ended(network: str) -> Complaint:
    """401, on Bluesky 400: the token was good once."""
    match network:
        case "bluesky":
            return Complaint(400, {"error": "ExpiredToken", "message": "Token has expired"})
        case "facebook" | "instagram" | "threads":
            message = "Error validating access token: Session has expired."
            return Complaint(401, graph_error(message, 190, subcode=463))
        case "linkedin":
            message = "The token used in the request has expired"
            body = {"status": 401, "serviceErrorCode": 65602, "code": "EXPIRED_ACCESS_TOKEN"}
            return Complaint(401, {**body, "message": message})
        case "mastodon":
            return Complaint(401, {"error": "The access token expired"})
        case "telegram":
            return Complaint(401, telegram_error(401, "Unauthorized"))
        case "x":
            return Complaint(401, problem(401, "Unauthorized"))
        case _:
            raise ValueError(f"there is no network {network!r}")


def graph_error(
    message: str,
    code: int,
    *,
    subcode: int | None = None,
    transient: bool = False,
    kind: str = "OAuthException",
) -> dict[str, Any]:
    """Meta's body: https://developers.facebook.com/docs/graph-api/guides/error-handling/."""
    error: dict[str, Any] = {"message": message, "type": kind, "code": code}
    if subcode is not None:
        error["error_subcode"] = subcode
    return {"error": {**error, "is_transient": transient, "fbtrace_id": "Asandbox"}}


def telegram_error(code: int, description: str) -> dict[str, Any]:
    """Telegram's body: https://core.telegram.org/bots/api#making-requests."""
    return {"ok": False, "error_code": code, "description": description}


def problem(status: int, title: str) -> dict[str, Any]:
    """X's body: https://docs.x.com/x-api/fundamentals/response-codes-and-errors."""
    return {"title": title, "detail": title, "type": "about:blank", "status": status}
