"""How each network refuses what it cannot serve or read: each in its own shape.

An address or method that there is not, a body that is broken, too large or of another kind,
parameters of the wrong type. What is asked for by well-formed requests is judged in the networks'
own packages.
"""

from collections.abc import Mapping
from typing import Any

import regex

from campaign.sandbox.accounts import (
    BLUESKY,
    FACEBOOK,
    LINKEDIN,
    MASTODON,
    TELEGRAM,
    THREADS,
    X,
)
from campaign.sandbox.complaints import Complaint, graph_error, problem, telegram_error

JSON, FORM, MULTIPART = (
    "application/json",
    "application/x-www-form-urlencoded",
    "multipart/form-data",
)

_NETWORKS: Mapping[str, str] = {
    r"/xrpc/": BLUESKY,
    r"/2/|/i/oauth2/": X,
    r"/rest/|/oauth/v2/|/dms-uploads/": LINKEDIN,
    r"/(?:file/)?bot": TELEGRAM,
    r"/v1\.0/": THREADS,
    r"/v\d+\.\d+(?:/|$)": FACEBOOK,  # and Instagram, whose errors are the same
    r"/api/|/oauth/|/nodeinfo/": MASTODON,
}
_COMPILED = tuple((regex.compile(pattern), network) for pattern, network in _NETWORKS.items())

_MIB = 1024 * 1024
#: The largest body that is read as fields and files, in bytes. Bluesky's is the reference server's
#: bound for JSON, Telegram's its bound for files, Mastodon's that of its web server; the others
#: do not document any and hold what their films need.
LARGEST: Mapping[str, int] = {
    BLUESKY: 150 * 1024,
    FACEBOOK: 1024 * _MIB,
    LINKEDIN: 1_000_000,
    MASTODON: 100 * _MIB,
    TELEGRAM: 51 * _MIB,
    THREADS: 10 * _MIB,
    X: 64 * _MIB,
}


def network_at(path: str) -> str:
    """The network whose API has this path, "" for the wall and the sandbox's own addresses."""
    return next((network for pattern, network in _COMPILED if pattern.match(path)), "")


def unserved(method: str, path: str, status: int, allowed: str = "") -> Complaint:
    """404 or 405: nobody serves this address, or not by this method but by the `allowed` one."""
    network = network_at(path)
    named = "Method Not Allowed" if status == 405 else "Not Found"
    match network:
        case "bluesky" if status == 405:
            message = f"Incorrect HTTP method ({method}) expected {allowed}"
            return Complaint(400, {"error": "InvalidRequest", "message": message})
        case "bluesky":
            body = {"error": "MethodNotImplemented", "message": "Method Not Implemented"}
            return Complaint(501, body)
        case "facebook" | "threads" if status == 405:
            message = f"Unsupported {method.lower()} request."
            return Complaint(400, graph_error(message, 100, kind="GraphMethodException"))
        case "facebook" | "threads":
            rest = "/" + path.strip("/").partition("/")[2]
            return Complaint(400, graph_error(f"Unknown path components: {rest}", 2500))
        case "linkedin" if status == 405:
            return Complaint(405, _linkedin(405, "METHOD_NOT_ALLOWED", f"{method} is not allowed"))
        case "linkedin":
            return Complaint(404, _linkedin(404, "RESOURCE_NOT_FOUND", "No virtual resource found"))
        case "mastodon":
            # Its last route takes every method, so that a wrong one is not found either.
            return Complaint(404, {"error": "Not Found"})
        case "telegram":
            return Complaint(404, telegram_error(404, "Not Found"))
        case "x":
            return Complaint(status, problem(status, named))
        case _:
            return Complaint(status, {"error": named})


def unreadable(path: str) -> Complaint:
    """400: the body is no JSON object, or no form, though it is called one."""
    match network_at(path):
        case "bluesky":
            message = "Unable to parse the request body as JSON"
            return Complaint(400, {"error": "InvalidRequest", "message": message})
        case "facebook" | "threads":
            return Complaint(400, graph_error("(#100) The request body is not valid", 100))
        case "linkedin":
            return Complaint(400, _linkedin(400, "ILLEGAL_ARGUMENT", "The body is no JSON object"))
        case "mastodon":
            return Complaint(400, {"status": 400, "error": "Bad Request"})
        case "telegram":
            message = "Bad Request: can't parse the request as a JSON object"
            return Complaint(400, telegram_error(400, message))
        case "x":
            return Complaint(400, _invalid("The request body is not valid JSON"))
        case _:
            return Complaint(400, {"error": "The body is no JSON object"})


def unsupported(path: str, kind: str) -> Complaint | None:
    """The refusal of a body of this media type, None where the network takes it or ignores it."""
    network = network_at(path)
    if kind in _taken(network, path):
        return None
    match network:
        case "bluesky":
            message = f"Wrong request encoding (Content-Type): {kind}"
            if not kind:
                message = "Request encoding (Content-Type) required but not provided"
            return Complaint(400, {"error": "InvalidRequest", "message": message})
        case "linkedin":
            message = f"Content-Type {kind} is not supported"
            return Complaint(415, _linkedin(415, "UNSUPPORTED_MEDIA_TYPE", message))
        case "x":
            message = f"Requests with bodies must have content-type of {JSON}."
            return Complaint(400, _invalid(message))
        case _:
            return None


def largest(path: str) -> int:
    """The bytes of the largest body that an address reads as fields and files."""
    return LARGEST.get(network_at(path), _MIB)


def too_large(path: str) -> Complaint:
    """413: the body is larger than the network reads."""
    named = "Request Entity Too Large"
    match network_at(path):
        case "bluesky":
            body = {"error": "PayloadTooLarge", "message": named.lower()}
        case "facebook" | "threads":
            body = graph_error(named, 1)
        case "linkedin":
            body = _linkedin(413, "REQUEST_ENTITY_TOO_LARGE", named)
        case "telegram":
            body = telegram_error(413, named)
        case "x":
            body = problem(413, named)
        case _:
            body = {"error": named}
    return Complaint(413, body)


def mistyped(path: str, message: str) -> Complaint:
    """A parameter of the address is of another type; `message` names it and what is wrong."""
    match network_at(path):
        case "bluesky":
            return Complaint(400, {"error": "InvalidRequest", "message": f"Error: {message}"})
        case "facebook" | "threads":
            return Complaint(400, graph_error(f"(#100) {message}", 100))
        case "linkedin":
            return Complaint(400, _linkedin(400, "ILLEGAL_ARGUMENT", message))
        case "telegram":
            return Complaint(400, telegram_error(400, f"Bad Request: {message}"))
        case "x":
            return Complaint(400, _invalid(message))
        case _:
            return Complaint(422, {"error": message})


def _taken(network: str, path: str) -> tuple[str, ...]:
    """The media types of the bodies that an address takes."""
    if network == X and path.startswith("/2/media/"):
        return (JSON, MULTIPART, FORM)
    if (network == X and "/oauth2/" in path) or (network == LINKEDIN and "/oauth/" in path):
        return (FORM, JSON)
    return (JSON,)


def _linkedin(status: int, code: str, message: str) -> dict[str, Any]:
    """https://learn.microsoft.com/en-us/linkedin/shared/api-guide/concepts/error-handling."""
    return {"status": status, "code": code, "message": message}


def _invalid(message: str) -> dict[str, Any]:
    """https://docs.x.com/x-api/fundamentals/response-codes-and-errors."""
    return {
        "errors": [{"parameters": {}, "message": message}],
        "title": "Invalid Request",
        "detail": "One or more parameters to your request was invalid.",
        "type": "https://api.x.com/2/problems/invalid-request",
    }
