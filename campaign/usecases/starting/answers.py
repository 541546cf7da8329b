"""The answers that a new project begins with: read from TOML, with every mistake and its line."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any, Literal
from zoneinfo import ZoneInfo

from pydantic import Field

from campaign.calendar.known import did_you_mean
from campaign.calendar.toml_lines import line_map
from campaign.config.mistakes import Mistakes
from campaign.config.regions import check_languages, check_name
from campaign.config.tables import Table, Text
from campaign.config.words import Address, Day, Zone
from campaign.errors import ConfigError, Mistake, Place
from campaign.model import ChannelKeys
from campaign.toml_text import read_toml
from campaign.usecases.starting.channels import Channel, channels_of

_BRACES = re.compile(r"\{[{%#]")
_BY_CHANNEL = "account"
_CONTROL = frozenset(map(chr, (*range(0x20), *range(0x7F, 0xA0), 0x2028, 0x2029)))


class RegionAnswers(Table):
    """`[regions.<id>]`: who speaks, where and in which languages."""

    zone: Zone = Field(examples=["Europe/Copenhagen"])
    languages: list[Text] = Field(examples=[["da", "en"]], min_length=1)
    names: dict[str, Text] = Field({}, examples=[{"da": "Fyn", "en": "Funen"}])


class AnswersTable(Table):
    """The top of the answers."""

    name: Text = Field(examples=["harbour"], max_length=60)
    title: Text = Field(examples=["Harbour"], max_length=150)
    site: Address = Field(examples=["https://harbour.example/"])
    start: Day | None = Field(None, examples=["2027-03-01"])
    source_language: Text | None = Field(None, examples=["en"])
    wordmark: Text | None = Field(None, examples=["HARBOUR"])
    visibility: Literal["art17", "amif2014_20"] = Field("art17", examples=["art17"])
    funding: Literal["funded", "cofunded"] = Field("cofunded", examples=["cofunded"])
    approval: Literal["required", "none"] = Field("required", examples=["required"])
    regions: dict[str, Any] = Field(examples=["[regions.north]"], min_length=1)
    networks: dict[str, dict[str, Text]] | list[str] = Field(examples=[["mastodon"]], min_length=1)
    accounts: dict[str, Text] = Field({}, examples=[{"north-mastodon": "harbour_north"}])


@dataclass(frozen=True, slots=True)
class RegionAnswer:
    """One region: its names by language, its zone and its languages."""

    id: str
    names: Mapping[str, str]
    zone: ZoneInfo
    languages: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Answers:
    """What a new project is called, where it speaks and by which networks.

    `start` is a day. `networks` has the keys of each network's table. `channels` are complete.
    `wordmark` is the name on the cards; "": the first of the title and the name that fits there.
    """

    name: str
    title: str
    site: str
    start: date
    source_language: str
    wordmark: str
    visibility: str
    funding: str
    approval: str
    regions: tuple[RegionAnswer, ...]
    networks: Mapping[str, Mapping[str, str]]
    channels: tuple[Channel, ...] = field(default=())

    @property
    def languages(self) -> tuple[str, ...]:
        """Every language that is used, the source language first."""
        spoken = (language for region in self.regions for language in region.languages)
        return tuple(dict.fromkeys((self.source_language, *spoken)))


def read_answers(text: str, file: str, known: Mapping[str, ChannelKeys], today: date) -> Answers:
    """The answers in a TOML text; `known` has the keys of each network there is.

    Without a `start`, the project begins on the Monday after `today`. Raises ConfigError with every
    mistake: its line and what to do.
    """
    data = _parse(text, file)
    mistakes = Mistakes(file, line_map(text.removeprefix("\ufeff")))
    table = mistakes.check(AnswersTable, data, ())
    _check_plain(data, (), mistakes)
    regions = _regions(data, mistakes)
    languages = [language for region in regions for language in region.languages]
    source = data.get("source_language")
    check_languages(("source_language",), [source] if source else [], (), mistakes)
    networks = _networks(data, known, mistakes)
    if table is None:
        mistakes.raise_any()
    assert table is not None
    found = channels_of(regions, networks, known, table.accounts)
    for name in table.accounts.keys() - {channel.name for channel in found}:
        names = sorted(channel.name for channel in found)
        mistakes.add(("accounts", name), f'there is no channel "{name}"', did_you_mean(name, names))
    _check_channels(found, regions, mistakes)
    mistakes.raise_any()
    return Answers(
        name=table.name,
        title=table.title,
        site=table.site,
        start=table.start or today + timedelta(days=7 - today.weekday()),
        source_language=table.source_language or ("en" if "en" in languages else languages[0]),
        wordmark=table.wordmark or "",
        visibility=table.visibility,
        funding=table.funding,
        approval=table.approval,
        regions=regions,
        networks=networks,
        channels=found,
    )


def _check_channels(
    channels: Iterable[Channel], regions: Iterable[RegionAnswer], mistakes: Mistakes
) -> None:
    """One account in one language belongs to one channel, and each name means one thing."""
    names = {region.id for region in regions}
    seen: dict[tuple[str, str, str], str] = {}
    for channel in channels:
        if channel.name in names:
            message = f'"{channel.name}" would be the name of a region or channel twice'
            mistakes.add(("regions", channel.region), message, "give the region another name")
        names.add(channel.name)
        key = (channel.network, channel.account.casefold().removeprefix("@"), channel.language)
        if channel.account and (other := seen.setdefault(key, channel.name)) != channel.name:
            message = f'"{channel.name}" and "{other}" are the same account in the same language'
            mistakes.add(("accounts", channel.name), message, "give one of them its own account")


def _parse(text: str, file: str) -> dict[str, Any]:
    try:
        return read_toml(text.removeprefix("\ufeff"))
    except ValueError as error:  # TOML's own, or a number of more digits than Python reads
        message = str(error)
        line = message.partition("(at line ")[2].partition(",")[0]
        number = int(line) if line.isdecimal() else text.count("\n") + 1
        remedy = "check the quotes and brackets of this line and the one above"
        wrong = f"this is not TOML: {message.partition(' (at ')[0].lower()}"
        raise ConfigError(Mistake(Place(file, number), wrong, remedy)) from None
    except RecursionError:
        raise ConfigError(Mistake(Place(file), "tables are nested too deep")) from None


def _check_plain(value: object, path: tuple[str | int, ...], mistakes: Mistakes) -> None:
    """Refuse what no terminal and no card can show."""
    if isinstance(value, dict):
        for key, inner in value.items():
            _check_plain(inner, (*path, key), mistakes)
    elif isinstance(value, list):
        for number, inner in enumerate(value):
            _check_plain(inner, (*path, number), mistakes)
    elif isinstance(value, str) and (unseen := _CONTROL.intersection(value)):
        code = f"U+{ord(min(unseen)):04X}"
        mistakes.add(path, f"{path[-1]} holds the character {code}, which cannot be shown")


def _regions(data: Mapping[str, Any], mistakes: Mistakes) -> tuple[RegionAnswer, ...]:
    raw = data.get("regions")
    found: list[RegionAnswer] = []
    for id, given in raw.items() if isinstance(raw, dict) else ():
        path = ("regions", id)
        check_name(path, mistakes)
        for key in ("languages", "names"):
            named = given.get(key) if isinstance(given, dict) else None
            if isinstance(named, list | dict):
                check_languages((*path, key), named, (), mistakes)
        table = mistakes.check(RegionAnswers, given, path)
        for code, name in table.names.items() if table else ():
            if (braces := _BRACES.search(name)) is not None:
                message = f"a name holds {braces[0]}, with which a placeholder begins"
                mistakes.add((*path, "names", code), message, "write the name without it")
        if table is not None:
            names = table.names or {table.languages[0]: id.replace("-", " ").title()}
            found.append(RegionAnswer(id, names, table.zone, tuple(table.languages)))
    return tuple(found)


def _networks(
    data: Mapping[str, Any], known: Mapping[str, ChannelKeys], mistakes: Mistakes
) -> dict[str, dict[str, str]]:
    """The table of each network, completed by the examples of what it needs."""
    raw = data.get("networks")
    given = {name: {} for name in raw} if isinstance(raw, list) else raw
    if not isinstance(given, dict):
        return {}
    networks: dict[str, dict[str, str]] = {}
    for number, (name, table) in enumerate(given.items()):
        path = ("networks", number if isinstance(raw, list) else name)
        if name not in known:
            mistakes.add(path, f'unknown network "{name}"', did_you_mean(str(name), known))
            continue
        keys = known[name]
        allowed = {*keys.needs, *keys.options} - {_BY_CHANNEL}
        written = table if isinstance(table, dict) else {}
        for key in written.keys() - allowed:
            mistakes.unknown((*path, key), sorted(allowed))
        usual = {k: v for k, v in keys.examples.items() if k != _BY_CHANNEL}
        networks[name] = usual | {k: str(v) for k, v in written.items()}
    return networks
