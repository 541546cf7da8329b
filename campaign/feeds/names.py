"""Names that never change: tag URIs, RFC 4151."""

from __future__ import annotations

from urllib.parse import quote, urlsplit

# A day on which whoever names things has to have held the domain; it is no part of any post, so
# that moving or editing one leaves its name alone.
_SINCE = "2026"


def tag(site: str, *parts: str) -> str:
    """The tag URI of something under the site's domain, by the parts of its identity."""
    host = (urlsplit(site).hostname or "campaign.invalid").rstrip(".")
    try:
        host = host.encode("idna").decode()
    except UnicodeError:
        host = quote(host)
    return f"tag:{host},{_SINCE}:{'/'.join(quote(part, safe='') for part in parts)}"
