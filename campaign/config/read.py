"""Reads `config.toml` into a Config, or reports every mistake in it at once."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import timedelta
from itertools import islice
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from analytics.cadence import AGES
from campaign.bounded_file import LARGEST_TEXT, read_file
from campaign.calendar.characters import FEW, all_composed, escapes_in, mistakes_in
from campaign.calendar.known import did_you_mean
from campaign.calendar.toml_lines import line_map
from campaign.compose.own_links import PATH
from campaign.config.approval import read_rules
from campaign.config.channels import is_variable, read_channels
from campaign.config.desk import read_desk
from campaign.config.levels import figures_with, read_levels
from campaign.config.mistakes import TOP, Mistakes
from campaign.config.readers import read_readers
from campaign.config.regions import check_languages, read_regions
from campaign.config.settings import READ_BACK, TICK, Config, Evidence, MachinesSettings, Notices
from campaign.config.tables import (
    CampaignTable,
    CollectTable,
    EvidenceTable,
    FeedsTable,
    LinksTable,
    MachinesTable,
    MachineWordsTable,
    NoticesTable,
    PathsTable,
    ReadBackTable,
    ReportTable,
    RunTable,
)
from campaign.errors import ConfigError, Mistake, Place
from campaign.file_names import find
from campaign.model import Campaign, ChannelKeys
from campaign.toml_text import read_toml

_LINE = re.compile(r"\(at line (\d+), column \d+\)|\(at end of document\)")
_BRACED = re.compile(r"\{\s*(\w+)\s*\}")
#: What a tracking parameter may name, as `campaign.compose.links` fills it in.
TRACKED = ("channel", "post", "region", "language", "platform")
_TWICE = re.compile(r"Cannot declare \((.+?),?\) twice|Cannot overwrite a value")


def load(path: Path, networks: Mapping[str, ChannelKeys]) -> Config:
    """The configuration in the file at `path`; `networks` has the keys of each platform there is.

    Relative folders in it are taken from the folder the file lies in. Raises ConfigError with
    every mistake: its line and what to do.
    """
    text = _text(path)
    data = _parse(text, path)
    mistakes = Mistakes(str(path), line_map(text))
    for escaped, message, remedy in islice(escapes_in(data), FEW):
        mistakes.add(escaped, message, remedy)
    for key in data.keys() - set(TOP):
        mistakes.unknown((key,), TOP)
    levels = read_levels(data, mistakes)
    links = _links(data, mistakes)
    campaign, required = _campaign(data, mistakes, levels, links)
    paths = mistakes.check(PathsTable, data.get("paths", {}), ("paths",))
    report = mistakes.check(ReportTable, data.get("report", {}), ("report",))
    collect = mistakes.check(CollectTable, data.get("collect", {}), ("collect",))
    run = mistakes.check(RunTable, data.get("run", {}), ("run",))
    read_back = mistakes.check(ReadBackTable, data.get("read_back", {}), ("read_back",))
    feeds = mistakes.check(FeedsTable, data.get("feeds", {}), ("feeds",))
    machines = mistakes.check(MachinesTable, data.get("machines", {}), ("machines",))
    evidence = mistakes.check(EvidenceTable, data.get("evidence", {}), ("evidence",))
    notices = _notices(data, mistakes)
    readers = read_readers(report, mistakes)
    desk = read_desk(data, mistakes, links)
    workspace = path.resolve().parent
    var = find(workspace, paths.var) if paths else workspace
    database = _database(data, workspace, var, mistakes)
    languages = _languages(data)
    regions, own = read_regions(data, languages, mistakes)
    approval = read_rules(data, own, mistakes, required=required)
    channels, budgets = read_channels(data, languages, regions, networks, mistakes)
    mistakes.raise_any()
    # Else a mistake was raised.
    assert campaign and paths and report and collect and run and feeds and evidence and read_back
    assert machines
    return Config(
        campaign=campaign,
        regions=regions,
        channels=channels,
        budgets=budgets,
        file=path,
        workspace=workspace,
        content=find(workspace, paths.content),
        assets=find(workspace, paths.assets),
        var=var,
        database=database,
        zone=report.zone or next(region.zone for region in regions.values()),
        ages=_ages(collect.ages, AGES),
        read_back=_ages(read_back.ages, READ_BACK),
        tick=run.tick or TICK,
        workers=run.workers,
        notices=notices,
        feeds=feeds.base or "",
        levels=levels,
        evidence=Evidence(
            evidence.timestamp or "",
            find(workspace, evidence.timestamp_roots) if evidence.timestamp_roots else None,
            evidence.keep,
        ),
        approval=approval,
        desk=desk,
        machines=MachinesSettings(machines.inside, machines.open_metrics),
        readers=readers,
        report_at=report.at,
    )


def _ages(given: list[timedelta] | None, usual: tuple[timedelta, ...]) -> tuple[timedelta, ...]:
    return usual if given is None else tuple(sorted(set(given)))


def _text(path: Path) -> str:
    place = Place(str(path))
    try:
        return read_file(path, LARGEST_TEXT).decode("utf-8-sig")
    except FileNotFoundError:
        remedy = "begin a project with `campaign init`, or: cp config.example.toml config.toml"
        raise ConfigError(Mistake(place, "there is no configuration", remedy)) from None
    except UnicodeDecodeError as error:
        remedy = "save it as plain text in UTF-8"
        raise ConfigError(Mistake(place, f"is not text ({error.reason})", remedy)) from None
    except OSError as error:
        remedy = "the configuration is one readable file, for example config.toml"
        raise ConfigError(Mistake(place, f"cannot be read: {error.strerror}", remedy)) from None


def _parse(text: str, path: Path) -> dict[str, Any]:
    if unseen := mistakes_in(text, str(path)):
        raise ConfigError(unseen)
    try:
        data: dict[str, Any] = all_composed(read_toml(text))
        return data
    except ValueError as error:  # TOML's own, or a number of more digits than Python reads
        error_text = str(error)
        found = _LINE.search(error_text)
        line = int(found[1]) if found and found[1] else max(1, len(text.splitlines()))
        message = _LINE.sub("", error_text).strip()
        twice = _TWICE.search(error_text)
        if twice:
            name = ".".join(re.findall(r"'([^']*)'", twice[1] or ""))
            message = f"[{name}] is there twice" if name else "the same key is there twice"
            remedy = "keep one of the two, or give it another name"
        else:
            remedy = "compare the line with config.example.toml: quotes, brackets, = signs"
            message = f"is not TOML: {message[:1].lower()}{message[1:]}"
        raise ConfigError(Mistake(Place(str(path), line), message, remedy)) from None
    except RecursionError:
        message = "lists and tables are nested too deep to be a configuration"
        raise ConfigError(Mistake(Place(str(path)), message)) from None


def _languages(data: Mapping[str, Any]) -> tuple[str, ...]:
    campaign = data.get("campaign")
    listed = campaign.get("languages") if isinstance(campaign, dict) else None
    return tuple(x for x in listed if isinstance(x, str)) if isinstance(listed, list) else ()


def _campaign(
    data: Mapping[str, Any], mistakes: Mistakes, levels: Mapping[str, str], links: str
) -> tuple[Campaign | None, bool]:
    """The campaign, None after mistakes; and whether somebody has to say yes."""
    languages = _languages(data)
    check_languages(("campaign", "languages"), languages, (), mistakes)
    raw = data.get("campaign", {})
    source = raw.get("source_language") if isinstance(raw, dict) else None
    if isinstance(source, str) and languages and source not in languages:
        where = ("campaign", "source_language")
        mistakes.add(where, f'"{source}" is not among campaign.languages', "add it there")
    table = mistakes.check(CampaignTable, raw, ("campaign",))
    words = data.get("machine_words", {})
    machine = mistakes.check(MachineWordsTable, words, ("machine_words",))
    _check_utm(raw.get("utm") if isinstance(raw, dict) else None, mistakes)
    if table is None or machine is None:
        return None, True
    if table.end is not None and table.end < table.start:
        at = ("campaign", "end")
        mistakes.add(at, f"{table.end} lies before campaign.start", "write the last day of all")
    made = Campaign(
        name=table.name,
        title=table.title,
        start=table.start,
        site=table.site,
        source_language=table.source_language,
        languages=tuple(table.languages),
        visibility=table.visibility,
        funding=table.funding,
        utm=dict(table.utm),
        figures=figures_with(levels, table.figures),
        machine_words=machine.unreviewed,
        machine_pictures=machine.pictures,
        links=links,
        end=table.end,
        grant=table.grant or "",
    )
    return made, table.approval == "required"


def _notices(data: Mapping[str, Any], mistakes: Mistakes) -> Notices | None:
    path = ("notices",)
    if "notices" not in data:
        return None
    table = mistakes.check(NoticesTable, data["notices"], path)
    if table is None:
        return None
    if not is_variable(table.secret):
        # the value is not repeated: it may be an address, which is a secret as a whole
        remedy = "write a NAME in capitals, and put the addresses into that environment variable"
        mistakes.add((*path, "secret"), "secret is not the name of a variable", remedy)
    return Notices(table.secret, tuple(dict.fromkeys(table.on)), mistakes.place(path))


def _links(data: Mapping[str, Any], mistakes: Mistakes) -> str:
    """The address below which links on the project's own domain stand, "" for none."""
    table = mistakes.check(LinksTable, data.get("links", {}), ("links",))
    base = (table.base if table else None) or ""
    if base and urlsplit(base).path != PATH:
        where = ("links", "base")
        mistakes.add(where, f"links.base must end with {PATH}", f"write {_with_path(base)}")
        return ""
    return base


def _with_path(base: str) -> str:
    return urlsplit(base)._replace(path=PATH).geturl()


def _check_utm(utm: object, mistakes: Mistakes) -> None:
    for key, template in utm.items() if isinstance(utm, dict) else ():
        for name in _BRACED.findall(template) if isinstance(template, str) else ():
            if name not in TRACKED:
                where = ("campaign", "utm", key)
                mistakes.add(where, f'unknown name "{name}" in {key}', did_you_mean(name, TRACKED))


def _database(data: Mapping[str, Any], workspace: Path, var: Path, mistakes: Mistakes) -> str:
    url = data.get("database", "")
    usual = f"sqlite:///{(var / 'campaign.db').as_posix()}"
    if not isinstance(url, str):
        mistakes.add(("database",), "database must be text in quotes", "leave it out for SQLite")
        return usual
    if not url:
        return usual
    try:
        parts = urlsplit(url)
        password = parts.password or "password=" in parts.query
    except ValueError:
        parts, password = urlsplit(""), None
    if password:
        remedy = "leave it out of the address: PostgreSQL reads PGPASSWORD or PGPASSFILE"
        mistakes.add(("database",), "database: a password must not stand in this file", remedy)
    elif parts.scheme.partition("+")[0] not in ("sqlite", "postgresql"):
        remedy = 'write "postgresql+psycopg://host/name", or leave it out for SQLite'
        mistakes.add(("database",), "database is no address of SQLite or PostgreSQL", remedy)
    elif parts.scheme == "sqlite" and parts.path.startswith("/") and len(parts.path) > 1:
        # three slashes: a path relative to this file's folder, not to the current one
        return f"sqlite:///{(workspace / parts.path[1:]).as_posix()}"
    return url
