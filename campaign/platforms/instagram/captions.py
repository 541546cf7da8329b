"""Recognizes a post by its caption."""

from __future__ import annotations

from hashlib import sha256

from campaign.platforms.meta.timeline import plain


def digest(caption: str) -> str:
    """A digest of a caption that ignores differences in white space."""
    return sha256(plain(caption).encode("utf-8", "surrogatepass")).hexdigest()[:32]
