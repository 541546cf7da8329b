"""What networks fetch: the sandbox reads only addresses of this machine."""

import ipaddress
from urllib.parse import urlsplit

import requests

from campaign.sandbox.accounts import Account
from campaign.sandbox.faults import Kind
from campaign.sandbox.world import World

PATIENCE = 10.0  # seconds
_PART = 65536


def fetch(world: World, who: Account, address: str, most: int) -> bytes | None:
    """The bytes at an address, not much beyond `most` of them; None when they cannot be fetched.

    A fault can make fetching fail for this account, see `faults`.
    """
    failed = world.faults.hits(who.network, Kind.IMAGE_FETCH_FAILURE, who.name)
    if failed or not _is_near(address):
        return None
    with requests.Session() as session:
        session.trust_env = False
        try:
            with session.get(
                address, timeout=PATIENCE, allow_redirects=False, stream=True
            ) as answer:
                if answer.status_code != 200:
                    return None
                data = bytearray()
                for part in answer.iter_content(_PART):
                    data += part
                    if len(data) > most:
                        break
                return bytes(data)
        except (requests.RequestException, OSError, ValueError):
            return None


def _is_near(address: str) -> bool:
    """True for an http address of this machine."""
    try:
        parts = urlsplit(address)
        host = parts.hostname or ""
        return parts.scheme in ("http", "https") and (
            host == "localhost" or ipaddress.ip_address(host).is_loopback
        )
    except ValueError:
        return False
