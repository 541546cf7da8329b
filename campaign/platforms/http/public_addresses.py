"""Which addresses of the network are public, so that nobody is sent to a machine inside.

A person names an address on a page of the desk, and the program calls it from where it stands:
behind a firewall, beside a database, on a machine of a cloud that tells its own credentials. So
the address is looked at twice: before the call, when its name is resolved, and again when the
connection is there, because a name may mean another machine by then.
"""

from __future__ import annotations

import socket
from ipaddress import IPv4Address, IPv6Address, ip_address, ip_network
from typing import Final

_NAT64: Final = 0x0064_FF9B << 96  # 64:ff9b::/96, RFC 6052
_LOW_32: Final = (1 << 32) - 1
#: All that is public of IPv6, but for NAT64: the rest is of sites, or given to nobody.
#: https://www.iana.org/assignments/ipv6-address-space/
_UNICAST: Final = ip_network("2000::/3")
#: Within what is public otherwise: for documents (RFC 9637), and the end of 6to4 (RFC 7526).
_NO_MACHINES: Final = (ip_network("3fff::/20"), ip_network("192.88.99.0/24"))


class NotPublic(OSError):
    """The address stands for a machine that is not on the public network."""


def is_public(address: str) -> bool:
    """True for the IP address of a machine on the public network; False for what is no IP address.

    One that holds an IPv4 address inside (mapped, 6to4, Teredo, NAT64) is judged by both.
    """
    try:
        found = ip_address(address.partition("%")[0])
    except ValueError:
        return False
    if isinstance(found, IPv4Address):
        return _is_global(found)
    inner = _inner(found)
    if inner is not None and not _is_global(inner):
        return False
    if found.ipv4_mapped is not None or int(found) >> 32 == _NAT64 >> 32:
        return True
    return found in _UNICAST and _is_global(found)


def check_name(host: str, port: int) -> None:
    """Return when all that a name stands for is public.

    Raises NotPublic when a part is not, and `socket.gaierror` when nobody knows the name.
    """
    found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    if not all(is_public(str(place[0])) for *_, place in found):
        raise NotPublic


def _is_global(address: IPv4Address | IPv6Address) -> bool:
    there = any(address in each for each in _NO_MACHINES)
    return address.is_global and not address.is_multicast and not there


def _inner(address: IPv6Address) -> IPv4Address | None:
    if address.ipv4_mapped is not None:
        return address.ipv4_mapped
    if address.sixtofour is not None:
        return address.sixtofour
    if address.teredo is not None:
        return address.teredo[1]
    if int(address) >> 32 == _NAT64 >> 32:
        return IPv4Address(int(address) & _LOW_32)
    return None
