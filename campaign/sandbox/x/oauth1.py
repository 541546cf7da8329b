"""OAuth 1.0a: whose signature a request bears, https://www.rfc-editor.org/rfc/rfc5849#section-3.

The sandbox knows the secret of every key: it is the key with `-secret` behind it. An account's
token is `sandbox-<account>`. The time of a signature is not checked: clients sign with
the real time, which is not the sandbox's.
"""

import base64
import hmac
from collections.abc import Iterable
from urllib.parse import parse_qsl, quote, unquote, urlsplit

BEHIND = "-secret"  # of a key, in the name of its secret


def signer(method: str, url: str, header: str) -> str | None:
    """The token whose owner signed a request without a form, None when it is not signed.

    `header` is the Authorization header without the word `OAuth`.
    """
    pairs = (each.strip().partition("=") for each in header.split(","))
    params = {unquote(name): unquote(value.strip('"')) for name, _, value in pairs}
    signature, token = params.pop("oauth_signature", ""), params.get("oauth_token", "")
    key = params.get("oauth_consumer_key", "")
    if params.get("oauth_signature_method") != "HMAC-SHA1" or not (key and token):
        return None
    params.pop("realm", None)
    parts = urlsplit(url)
    query = parse_qsl(parts.query, keep_blank_values=True)
    base = f"{parts.scheme.lower()}://{parts.netloc.lower()}{parts.path}"
    base_string = "&".join(map(_coded, (method.upper(), base, _normal([*query, *params.items()]))))
    secret = "&".join(_coded(each + BEHIND) for each in (key, token))
    right = base64.b64encode(hmac.digest(secret.encode(), base_string.encode(), "sha1")).decode()
    return token if hmac.compare_digest(right.encode(), signature.encode()) else None


def _normal(pairs: Iterable[tuple[str, str]]) -> str:
    coded = sorted((_coded(name), _coded(value)) for name, value in pairs)
    return "&".join(f"{name}={value}" for name, value in coded)


def _coded(text: str) -> str:
    return quote(text, safe="~")
