"""Reads `[desk]`: where the officer's desk answers, and how people sign in."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any, Final
from urllib.parse import urlsplit

from campaign.calendar.toml_lines import Path
from campaign.config.channels import is_variable
from campaign.config.mistakes import Mistakes, dotted
from campaign.config.settings import DeskSettings, SingleSignOn
from campaign.config.tables import DeskTable, SingleSignOnTable

_DESK: Final = ("desk",)
_OIDC: Final = ("desk", "oidc")
# A name, an IPv4 address, or an IPv6 address in brackets; a port is no part of it.
_HOST = re.compile(r"[a-z0-9](?:[a-z0-9.-]*[a-z0-9])?|\[[0-9a-f:.]+\]", re.IGNORECASE)


def read_desk(data: Mapping[str, Any], mistakes: Mistakes, links: str) -> DeskSettings:
    """The desk's settings; the usual ones where nothing is written. `links` has its links."""
    if "desk" not in data:
        return DeskSettings(links=links)
    table = mistakes.check(DeskTable, data["desk"], _DESK)
    if table is None:
        return DeskSettings()
    for number, host in enumerate(table.hosts):
        if not _HOST.fullmatch(host):
            remedy = 'write a name without https:// and without a port, for example "desk.example"'
            mistakes.add((*_DESK, "hosts", number), f'desk.hosts: "{host}" is no host', remedy)
    if table.mail is not None:
        _check_variable(table.mail, (*_DESK, "mail"), mistakes)
    if table.address and urlsplit(table.address).path:
        remedy = "give the desk a name of its own, such as https://desk.example"
        mistakes.add((*_DESK, "address"), "desk.address has a path, and the desk has none", remedy)
    if table.idle > table.longest:
        remedy = "make idle shorter, or longest longer"
        mistakes.add((*_DESK, "idle"), "desk.idle is longer than desk.longest", remedy)
    is_https = (table.address or "").startswith("https://")
    if table.hsts is not None and not is_https:
        remedy = "write desk.address with https://, or leave hsts out"
        mistakes.add((*_DESK, "hsts"), "desk.hsts needs an address with https://", remedy)
    return DeskSettings(
        address=table.address or "",
        hosts=tuple(host.casefold() for host in table.hosts),
        mail=table.mail or "",
        behind_proxy=tuple(table.behind_proxy),
        hsts=table.hsts,
        idle=table.idle,
        longest=table.longest,
        oidc=None if table.oidc is None else _single_sign_on(table, mistakes),
        place=mistakes.place(_DESK),
        links=links,
    )


def _single_sign_on(desk: DeskTable, mistakes: Mistakes) -> SingleSignOn | None:
    table = mistakes.check(SingleSignOnTable, desk.oidc, _OIDC)
    if table is None:
        return None
    _check_variable(table.client_secret, (*_OIDC, "client_secret"), mistakes)
    if not desk.address:
        remedy = "write desk.address: the provider sends people back to it"
        mistakes.add(_OIDC, "[desk.oidc] needs the desk's own address", remedy)
    return SingleSignOn(
        issuer=table.issuer,
        client_id=table.client_id,
        client_secret=table.client_secret,
        name=table.name,
        place=mistakes.place(_OIDC),
    )


def _check_variable(name: str, path: Path, mistakes: Mistakes) -> None:
    if not is_variable(name):
        # The value is not repeated: it may be the secret itself.
        remedy = "write a NAME in capitals, and put the secret into that environment variable"
        mistakes.add(path, f"{dotted(path)} is not the name of a variable", remedy)
