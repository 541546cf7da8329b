"""Addresses that a reader may follow out of a report."""

from __future__ import annotations

from urllib.parse import urlsplit


def safe_link(url: str | None) -> str:
    """The address when it is a web address, else "": a script is never made a link."""
    try:
        parts = urlsplit((url or "").strip())
    except ValueError:
        return ""
    return parts.geturl() if parts.scheme in {"http", "https"} and parts.netloc else ""
