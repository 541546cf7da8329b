"""What a browser may do with an answer of the desk."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from campaign.web.guard.settings import GuardSettings

#: Nothing from elsewhere, nothing inline, in nobody's frame.
POLICY: Final = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; font-src 'self'; "
    "media-src 'self'; connect-src 'self'; form-action 'self'; base-uri 'none'; "
    "frame-ancestors 'none'"
)
_ALWAYS: Final[Mapping[str, str]] = {
    "content-security-policy": POLICY,
    "x-content-type-options": "nosniff",
    "x-frame-options": "DENY",
    # To our own pages only: a form needs it to say where it comes from.
    "referrer-policy": "same-origin",
    "cross-origin-opener-policy": "same-origin",
    "cross-origin-resource-policy": "same-origin",
    "permissions-policy": (
        "camera=(), geolocation=(), microphone=(), payment=(), usb=(), "
        "publickey-credentials-create=(self), publickey-credentials-get=(self)"
    ),
    "cache-control": "no-store",
}
#: Pages whose address is a secret: nobody gets it as a referrer.
_SECRET: Final = ("/a/", "/sign-in/link/")


def of(path: str, is_https: bool, settings: GuardSettings) -> dict[str, str]:
    """The headers of an answer, for those that it has not set itself."""
    found = dict(_ALWAYS)
    if path.startswith(_SECRET):
        found["referrer-policy"] = "no-referrer"
    if is_https and settings.desk.hsts is not None:
        seconds = int(settings.desk.hsts.total_seconds())
        found["strict-transport-security"] = f"max-age={seconds}"
    return found
