"""Reads the channels of a configuration; each is completed from its network's table."""

from __future__ import annotations

import re
from collections.abc import Mapping
from decimal import Decimal
from typing import Any, TypeVar

from campaign.calendar.addresses import with_password
from campaign.calendar.known import did_you_mean
from campaign.calendar.toml_lines import Path
from campaign.config.mistakes import Mistakes
from campaign.config.regions import check_name, tables
from campaign.config.tables import ChannelTable, NetworkTable, PaceTable
from campaign.model import Channel, ChannelKeys, Region

_VARIABLE = re.compile(r"[A-Z][A-Z0-9_]*")
_T = TypeVar("_T")


def read_channels(
    data: Mapping[str, Any],
    languages: tuple[str, ...],
    regions: Mapping[str, Region],
    networks: Mapping[str, ChannelKeys],
    mistakes: Mistakes,
) -> tuple[dict[str, Channel], dict[str, Decimal]]:
    """The channels by name, without those that have mistakes, and the networks' budgets."""
    defaults = _defaults(data, networks, mistakes)
    named = data.get("regions")
    region_ids = tuple(named) if isinstance(named, dict) else ()
    channels: dict[str, Channel] = {}
    for name, raw in tables(data, "channels", mistakes):
        path = ("channels", name)
        check_name(path, mistakes)
        if name in region_ids:
            mistakes.add(path, f'"{name}" is a region too', "add the network to the channel's name")
        if isinstance(raw, dict):
            _check_names(raw, path, languages, regions, region_ids, networks, mistakes)
        table = mistakes.check(ChannelTable, raw, path)
        if table is None or table.platform not in networks:
            continue
        network = networks[table.platform]
        usual: PaceTable = defaults.get(table.platform, NetworkTable())
        options = _options(usual, table.platform, network, ("platforms", table.platform), None)
        options |= _options(table, table.platform, network, path, mistakes)
        server = table.server or usual.server or ""
        if "server" in network.needs and not server and not _names_server(data, table.platform):
            remedy = f'write server = "https://…" there or in [platforms.{table.platform}]'
            mistakes.add(path, f'[channels.{name}] needs "server"', remedy)
        if table.region in regions:
            region = regions[table.region]
            unset = Channel("", "", "", "", region.zone)
            channels[name] = Channel(
                name=name,
                platform=table.platform,
                region=table.region,
                language=table.language,
                zone=table.zone or region.zone,
                server=server,
                account=table.account or "",
                secret=table.secret or "",
                paused=_first(table.paused, usual.paused, unset.paused),
                min_interval=_first(table.min_interval, usual.min_interval, unset.min_interval),
                grace=_first(table.grace, usual.grace, unset.grace),
                options=options,
                place=mistakes.place(path),
            )
    _check_accounts(channels, mistakes)
    return channels, {name: each.budget[0] for name, each in defaults.items() if each.budget}


def _names_server(data: Mapping[str, Any], platform: str) -> bool:
    """True when the network's own table names a server, even beside a reported mistake."""
    platforms = data.get("platforms")
    table = platforms.get(platform) if isinstance(platforms, dict) else None
    return isinstance(table, dict) and bool(table.get("server"))


def _defaults(
    data: Mapping[str, Any], networks: Mapping[str, ChannelKeys], mistakes: Mistakes
) -> dict[str, NetworkTable]:
    found: dict[str, NetworkTable] = {}
    raw = data.get("platforms", {})
    if not isinstance(raw, dict):
        mistakes.add(("platforms",), "platforms must be tables such as [platforms.mastodon]")
        return found
    for name, given in raw.items():
        path = ("platforms", name)
        if name not in networks:
            mistakes.add(path, f'unknown platform "{name}"', did_you_mean(name, networks))
            continue
        table = mistakes.check(NetworkTable, given, path)
        if table is not None:
            found[name] = table
            _check_currency(table, name, networks[name].currency, path, mistakes)
            _check_variables(given, path, mistakes)
            _options(table, name, networks[name], path, mistakes)
    return found


def _check_currency(
    table: NetworkTable, name: str, charged: str, path: Path, mistakes: Mistakes
) -> None:
    """A budget is in the currency in which its network charges; others would need a rate."""
    if table.budget is None:
        return
    amount, currency = table.budget
    at = (*path, "budget")
    if not charged:
        mistakes.add(at, f"{name} charges nothing, so a budget holds nothing back", "take it out")
    elif currency != charged:
        remedy = f'write for example budget = "{amount.normalize():f} {charged}"'
        mistakes.add(at, f"{name} charges in {charged}, and this budget is in {currency}", remedy)


def _options(
    table: PaceTable, platform: str, network: ChannelKeys, path: Path, mistakes: Mistakes | None
) -> dict[str, str]:
    """The network's own keys of a table; `mistakes` is None when they were reported already."""
    options: dict[str, str] = {}
    for key, value in (table.model_extra or {}).items():
        at = (*path, key)
        if key not in network.options:
            if mistakes:
                mistakes.unknown(at, (*type(table).model_fields, *network.options))
            continue
        allowed = network.options[key]
        if isinstance(value, str) and with_password(value):
            if mistakes:  # the value is not repeated: it holds a secret
                remedy = "leave it out: a secret is kept elsewhere"
                mistakes.add(at, f"{key} holds a name or a password", remedy)
        elif isinstance(value, str) and (not allowed or value in allowed):
            options[key] = value
        elif mistakes:
            remedy = "write one of " + ", ".join(f'"{a}"' for a in allowed) if allowed else ""
            mistakes.add(at, f"{platform} does not know this {key}", remedy or "write text")
    return options


def _check_names(
    raw: Mapping[str, Any],
    path: Path,
    languages: tuple[str, ...],
    regions: Mapping[str, Region],
    region_ids: tuple[str, ...],
    networks: Mapping[str, ChannelKeys],
    mistakes: Mistakes,
) -> None:
    """Check that what a channel names exists, before its types, so that nothing hides."""
    platform, region, language = raw.get("platform"), raw.get("region"), raw.get("language")
    if isinstance(platform, str) and platform not in networks:
        at = (*path, "platform")
        mistakes.add(at, f'unknown platform "{platform}"', did_you_mean(platform, networks))
    if isinstance(region, str) and region not in region_ids:
        mistakes.add(
            (*path, "region"), f'unknown region "{region}"', did_you_mean(region, region_ids)
        )
    if isinstance(language, str):
        at = (*path, "language")
        known = isinstance(region, str) and region in regions
        spoken = regions[str(region)].languages if known else languages
        if languages and language not in languages:
            mistakes.add(at, f'unknown language "{language}"', did_you_mean(language, languages))
        elif language not in spoken:
            remedy = f"it lists {', '.join(spoken)}: add the language to the region, or change it"
            mistakes.add(at, f'{region} does not publish in "{language}"', remedy)
    network = networks.get(platform) if isinstance(platform, str) else None
    for key in network.needs if network else ():
        if key != "server" and key not in raw:
            mistakes.add(path, f'[channels.{path[-1]}] needs "{key}"', f'write {key} = "…"')
    _check_variables(raw, path, mistakes)


def _check_variables(raw: Mapping[str, Any], path: Path, mistakes: Mistakes) -> None:
    """Check that each variable's name looks like one; otherwise the secret itself stands there."""
    for key in ("secret", "client_secret"):
        named = raw.get(key)
        if isinstance(named, str) and named and not is_variable(named):
            # the value is not repeated: it may be the secret itself
            remedy = "write a NAME in capitals, and put the secret into that environment variable"
            mistakes.add((*path, key), f"{key} is not the name of a variable", remedy)


def is_variable(name: str) -> bool:
    """True for a name that an environment variable may have, and that a secret hardly ever is."""
    return _VARIABLE.fullmatch(name) is not None


def _check_accounts(channels: Mapping[str, Channel], mistakes: Mistakes) -> None:
    """One account in one language belongs to one channel; otherwise posts would appear twice."""
    seen: dict[tuple[str, str, str, str], str] = {}
    for name, channel in channels.items():
        if not channel.account:
            continue
        account = channel.account.casefold().removeprefix("@")
        key = (channel.platform, channel.server, account, channel.language)
        if key in seen:
            remedy = "give one of them its own account or language, or take it out"
            message = f'"{name}" and "{seen[key]}" are the same account in the same language'
            mistakes.add(("channels", name), message, remedy)
        seen.setdefault(key, name)


def _first(own: _T | None, usual: _T | None, otherwise: _T) -> _T:
    return own if own is not None else usual if usual is not None else otherwise
