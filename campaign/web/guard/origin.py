"""Whether a request that may change something comes from a page of the desk itself."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final
from urllib.parse import urlsplit

from campaign.web.guard.settings import GuardSettings

SAFE: Final = frozenset({"GET", "HEAD", "OPTIONS"})
#: Where machines come in: with a token in a header, which no browser sends by itself.
MACHINES: Final = ("/api/", "/mcp")


def is_foreign(
    method: str, path: str, scheme: str, headers: Mapping[str, str], settings: GuardSettings
) -> bool:
    """True for an unsafe request that no page of the desk sent.

    Browsers say so themselves (Sec-Fetch-Site), older ones by Origin. What says neither is a
    program; it is let in only where machines come in: what it may do there, its token says.
    """
    if method in SAFE:
        return False
    site, origin = headers.get("sec-fetch-site", ""), headers.get("origin", "")
    # There no cookie counts, so that a page of another site has nothing to ride on.
    if path.startswith(MACHINES) and not headers.get("cookie"):
        return site not in ("", "none", "same-origin")
    if site == "same-origin":
        return origin not in ("", "null") and not _is_ours(origin, scheme, headers, settings)
    if site not in ("", "none"):
        return True
    return not _is_ours(origin, scheme, headers, settings)


def _is_ours(origin: str, scheme: str, headers: Mapping[str, str], settings: GuardSettings) -> bool:
    here = f"{scheme}://{headers.get('host', '')}".casefold()
    named = urlsplit(settings.desk.address)
    ours = {here, f"{named.scheme}://{named.netloc}".casefold()} if named.netloc else {here}
    return origin.casefold() in ours
