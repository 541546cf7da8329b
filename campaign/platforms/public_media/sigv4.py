"""Signs requests to S3-compatible storage: AWS Signature Version 4, in a header.

https://docs.aws.amazon.com/AmazonS3/latest/API/sig-v4-header-based-auth.html
"""

from __future__ import annotations

import hmac
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from hashlib import sha256
from urllib.parse import parse_qsl, quote, unquote, urlsplit

import requests

_PORTS = {"http": 80, "https": 443}
_SIGNED = ("content-type", "host")  # and all headers that begin with x-amz-


@dataclass(frozen=True, slots=True)
class Key:
    """Who signs, where and for which service; the secret is never shown."""

    id: str
    secret: str = field(repr=False)
    region: str
    service: str = "s3"


class Signed(requests.auth.AuthBase):
    """Signs a request as it leaves; `clock` gives the time in UTC."""

    def __init__(self, key: Key, clock: Callable[[], datetime]) -> None:
        self._key = key
        self._clock = clock

    def __call__(self, request: requests.PreparedRequest) -> requests.PreparedRequest:
        body = request.body or b""
        data = body if isinstance(body, bytes) else body.encode()
        request.headers["Host"] = host(str(request.url))
        request.headers["x-amz-content-sha256"] = sha256(data).hexdigest()
        request.headers["x-amz-date"] = f"{self._clock().astimezone(UTC):%Y%m%dT%H%M%SZ}"
        lower = {name.lower(): str(value) for name, value in request.headers.items()}
        chosen = {n: v for n, v in lower.items() if n in _SIGNED or n.startswith("x-amz-")}
        request.headers["Authorization"] = authorization(
            str(request.method), str(request.url), chosen, lower["x-amz-content-sha256"], self._key
        )
        return request


def authorization(method: str, url: str, headers: Mapping[str, str], payload: str, key: Key) -> str:
    """The `Authorization` header of a request.

    `headers` are the signed headers, with names in lower case; `host` and `x-amz-date` must be
    among them. `payload` is the SHA-256 of the body in hex.
    """
    parts, at = urlsplit(url), headers["x-amz-date"]
    names = ";".join(sorted(headers))
    canonical = "\n".join(
        (
            method,
            quote(unquote(parts.path) or "/", safe="/-_.~"),
            _query(parts.query),
            *(f"{name}:{' '.join(headers[name].split())}" for name in sorted(headers)),
            "",
            names,
            payload,
        )
    )
    scope = f"{at[:8]}/{key.region}/{key.service}/aws4_request"
    digest = sha256(canonical.encode()).hexdigest()
    signature = _keyed(key, at[:8], f"AWS4-HMAC-SHA256\n{at}\n{scope}\n{digest}")
    return (
        f"AWS4-HMAC-SHA256 Credential={key.id}/{scope}, "
        f"SignedHeaders={names}, Signature={signature}"
    )


def host(url: str) -> str:
    """The `Host` header of an address, with the port unless it is the default one."""
    parts = urlsplit(url)
    name = parts.netloc.rpartition("@")[2]
    return name.removesuffix(f":{_PORTS.get(parts.scheme)}")


def _query(query: str) -> str:
    pairs = sorted(
        (quote(name, safe="-_.~"), quote(value, safe="-_.~"))
        for name, value in parse_qsl(query, keep_blank_values=True)
    )
    return "&".join(f"{name}={value}" for name, value in pairs)


def _keyed(key: Key, day: str, text: str) -> str:
    """The signature of a text, in hex, with a signing key derived for one day.

    https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_sigv-create-signed-request.html.
    """
    made = f"AWS4{key.secret}".encode()
    for each in (day, key.region, key.service, "aws4_request"):
        made = hmac.digest(made, each.encode(), "sha256")
    return hmac.digest(made, text.encode(), "sha256").hex()
