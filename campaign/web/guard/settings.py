"""What the guard goes by: the desk's settings, and where it was started."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from ipaddress import IPv4Network, IPv6Network, ip_address, ip_network
from typing import Final
from urllib.parse import urlsplit

from campaign.config import DeskSettings

_HERE: Final = frozenset({"127.0.0.1", "localhost", "[::1]"})
_EVERYWHERE: Final = frozenset({"0.0.0.0", "::", ""})  # noqa: S104 - where it listens, no name


@dataclass(frozen=True)
class GuardSettings:
    """The desk's settings, and the address that its server is bound to."""

    desk: DeskSettings
    bound: str = "127.0.0.1"

    @cached_property
    def hosts(self) -> frozenset[str]:
        """The names under which the desk answers, in small letters and without a port."""
        found = {*_HERE, *self.desk.hosts}
        if self.bound not in _EVERYWHERE:
            found.add(f"[{self.bound}]" if ":" in self.bound else self.bound.casefold())
        if self.desk.address:
            found.add(host_of(urlsplit(self.desk.address).netloc))
        return frozenset(found)

    @cached_property
    def links_host(self) -> str:
        """The name that answers for posts' links and for nothing else; "" where none does."""
        found = host_of(urlsplit(self.desk.links).netloc) if self.desk.links else ""
        return "" if found in self.hosts else found

    @cached_property
    def proxies(self) -> tuple[IPv4Network | IPv6Network, ...]:
        """The proxies whose headers count."""
        return tuple(ip_network(each) for each in self.desk.behind_proxy)

    def is_proxy(self, address: str) -> bool:
        """True for an IP address that is one of the proxies."""
        try:
            known = ip_address(address)
        except ValueError:
            return False
        return any(known in each for each in self.proxies)


def host_of(authority: str) -> str:
    """The name of a Host header, in small letters and without its port."""
    name = authority.casefold()
    if name.startswith("["):
        return name.partition("]")[0] + "]"
    return name.partition(":")[0].removesuffix(".")
