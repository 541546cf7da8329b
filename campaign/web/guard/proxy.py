"""Who asked, behind a proxy: its headers count only when the configuration names its address."""

from __future__ import annotations

from ipaddress import ip_address
from typing import Any

from campaign.web.guard.settings import GuardSettings

_MOST = 20  # addresses in X-Forwarded-For


def seen_through(scope: dict[str, Any], settings: GuardSettings) -> dict[str, Any]:
    """The request as its sender made it; as it came, when it came from no known proxy.

    Of several proxies, each adds whom it heard. What the first one that is unknown wrote counts
    for nothing: whoever asked may have written that.
    """
    client = scope.get("client")
    if not settings.proxies or not client or not settings.is_proxy(client[0]):
        return scope
    headers = dict(scope["headers"])
    heard = [*_addresses(headers.get(b"x-forwarded-for", b""))]
    sender = client[0]
    while heard and settings.is_proxy(sender):
        sender = heard.pop()
    found = {**scope, "client": (sender, 0)}
    protocol = headers.get(b"x-forwarded-proto", b"").rpartition(b",")[2].strip()
    if protocol in (b"http", b"https"):
        found["scheme"] = protocol.decode()
    return found


def _addresses(header: bytes) -> list[str]:
    found = []
    for each in header.decode("latin-1").split(",")[-_MOST:]:
        name = each.strip().removeprefix("[").partition("]")[0]
        try:
            found.append(str(ip_address(name)))
        except ValueError:
            found = []  # what stands before something that is no address is not believed
    return found
