"""Which software speaks Mastodon's API here, and how it counts a post.

Software of its own names itself in the version (`2.7.2 (compatible; Pleroma 2.5)`, `takahe/0.11.0`,
`4.0.0 (not true; really snac/2.52)`) or by the address of its source. Where both are silent, as
with an older Takahe, nodeinfo has the name: https://nodeinfo.diaspora.software/protocol.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any, Final
from urllib.parse import urlsplit

from campaign.model import Limits, Unit

#: How a channel names software of which nothing more is known: the strictest rule holds.
OTHER: Final = "other"

# Its forks count as Mastodon does: a link has one length, a mention counts without its host.
_AS_MASTODON = frozenset({"mastodon", "glitch-soc", "hometown"})
#: How each software counts a text; what is not named here is counted by the strictest rule.
#: GoToSocial: internal/api/client/statuses/statuscreate.go; Takahe: api/views/statuses.py. Both
#: count code points of the status and its content warning, with links in full.
UNITS: Final[Mapping[str, Unit]] = {
    **dict.fromkeys(_AS_MASTODON, Unit.MASTODON),
    "gotosocial": Unit.CODE_POINTS,
    "takahe": Unit.CODE_POINTS,
}

_NAMED = (
    re.compile(
        r"\((?:compatible|not true);\s*(?:really\s+)?"
        r"(?P<name>[a-z][\w-]*)[\s/]*(?P<version>[^\s)]*)"
    ),
    re.compile(r"^(?P<name>[a-z][a-z_-]*)[\s/]+(?P<version>\d\S*)"),
    re.compile(r"^(?P<version>\d[\w.-]*)\+(?P<name>gotosocial|pixelfed|takahe|hometown)\b"),
)
_NAME = re.compile(r"[a-z][a-z0-9_-]{0,59}")
_PATH = re.compile(r"/[\w./-]{1,200}")
_UNFIT = re.compile(r"[^\w.+~ -]")
_SCHEMAS = "http://nodeinfo.diaspora.software/ns/schema/"


@dataclass(frozen=True, slots=True)
class Software:
    """What a server runs: its name in lower case, "" where it is not known, and its version."""

    name: str = ""
    version: str = ""


def counted(limits: Limits, software: str) -> Limits:
    """The limits, counted as this software does; by the strictest rule where it is not known."""
    unit = UNITS.get(software, Unit.MASTODON_STRICTEST)
    return limits if unit is limits.unit else replace(limits, unit=unit)


def by_instance(instance: Any) -> Software:
    """What a server's answer to `GET /api/v2/instance`, or to the older v1, says that it runs."""
    fields = instance if isinstance(instance, dict) else {}
    version = fields.get("version")
    version = version.strip()[:200] if isinstance(version, str) else ""
    for form in _NAMED:
        if found := form.search(version.lower()):
            return Software(_known(found["name"]), _plain(found["version"]))
    return Software(_of_source(fields.get("source_url")), _plain(version))


def by_nodeinfo(document: Any) -> Software:
    """What a nodeinfo document says that a server runs."""
    software = document.get("software") if isinstance(document, dict) else None
    fields = software if isinstance(software, dict) else {}
    name, version = fields.get("name"), fields.get("version")
    name = name.strip().lower() if isinstance(name, str) else ""
    return Software(
        _known(name) if _NAME.fullmatch(name) else "",
        _plain(version) if isinstance(version, str) else "",
    )


def nodeinfo_path(links: Any, base_url: str) -> str:
    """The path of the newest document that `/.well-known/nodeinfo` lists; "" for none.

    Only one on this very server counts: its answer must lead us to no other place.
    """
    listed = links.get("links") if isinstance(links, dict) else None
    here = urlsplit(base_url)
    found: dict[str, str] = {}
    for link in listed if isinstance(listed, list) else ():
        rel, href = (link.get("rel"), link.get("href")) if isinstance(link, dict) else (None, None)
        if not isinstance(rel, str) or not isinstance(href, str) or not rel.startswith(_SCHEMAS):
            continue
        try:
            there = urlsplit(href)
        except ValueError:  # such as a bracket that opens an IPv6 address and never closes
            continue
        if there.netloc.lower() == here.netloc.lower() and re.fullmatch(
            r"/[\w./-]{1,200}", there.path
        ):
            found[rel] = there.path
    return found[max(found)] if found else ""


def _of_source(address: Any) -> str:
    """The software whose source is at an address, by its repository's name; "" for unknown."""
    if not isinstance(address, str):
        return ""
    name = address.strip().rstrip("/").removesuffix(".git").lower().rpartition("/")[2]
    return _known(name) if name in UNITS or _known(name) in UNITS else ""


def _known(name: str) -> str:
    """A name in one spelling: Mastodon's best-known fork goes by several."""
    return "glitch-soc" if name in ("glitch", "mastodon-glitch", "glitchsoc") else name


def _plain(version: str) -> str:
    """A version fit to be shown."""
    return _UNFIT.sub("", version)[:60].strip()
