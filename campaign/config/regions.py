"""Reads the regions of a configuration: who speaks, in which languages and when."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from typing import Any

from campaign.calendar.known import did_you_mean
from campaign.calendar.toml_lines import Path
from campaign.config.mistakes import Mistakes
from campaign.config.tables import RegionTable
from campaign.model import Region

# BCP 47 as far as campaigns need it: a language, perhaps a script or a country
_TAG = re.compile(r"[a-z]{2,3}(-[A-Za-z0-9]{2,8})*")
_NAME = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")


def read_regions(
    data: Mapping[str, Any], languages: tuple[str, ...], mistakes: Mistakes
) -> tuple[dict[str, Region], dict[str, object]]:
    """The regions by id, without those that have mistakes; and what they say of approval."""
    regions: dict[str, Region] = {}
    approval: dict[str, object] = {}
    for id, raw in tables(data, "regions", mistakes):
        path = ("regions", id)
        check_name(path, mistakes)
        if isinstance(raw, dict):
            for key in ("languages", "names"):
                named = raw.get(key)
                if isinstance(named, list | dict):
                    check_languages((*path, key), named, languages, mistakes)
        table = mistakes.check(RegionTable, raw, path)
        if table is None:
            continue
        if table.active_from and table.active_to and table.active_to < table.active_from:
            remedy = f"active_from is {table.active_from}"
            mistakes.add((*path, "active_to"), f"{id} ends before it begins", remedy)
        regions[id] = Region(
            id=id,
            names=dict(table.names),
            zone=table.zone,
            languages=tuple(table.languages),
            active_from=table.active_from,
            active_to=table.active_to,
            blackout=tuple(sorted(set(table.blackout))),
            approver=table.approver,
            counted=table.counted,
            place=mistakes.place(path),
        )
        if table.approval is not None:
            approval[id] = table.approval
    return regions, approval


def tables(data: Mapping[str, Any], key: str, mistakes: Mistakes) -> Iterable[tuple[str, object]]:
    """The named tables under one key; there must be at least one."""
    found = data.get(key, {})
    if not isinstance(found, dict):
        mistakes.add((key,), f"{key} must be tables such as [{key}.name]")
        return ()
    if not found:
        mistakes.add((), f"there are no {key}", "see config.example.toml")
    return found.items()


def check_name(path: Path, mistakes: Mistakes) -> None:
    """Check a name that goes into file names, addresses and selectors: a-z, digits, hyphens."""
    name = str(path[-1])
    if name == "all":
        mistakes.add(path, '"all" means every channel and names none', "choose another name")
    elif not _NAME.fullmatch(name):
        remedy = "use small letters a to z, digits and single hyphens"
        mistakes.add(path, f'"{name}" cannot be the name of a {str(path[0])[:-1]}', remedy)


def is_language(code: str) -> bool:
    """True for a code as BCP 47 writes it: en, pt-BR."""
    return _TAG.fullmatch(code) is not None


def check_languages(
    path: Path, named: Iterable[object], known: tuple[str, ...], mistakes: Mistakes
) -> None:
    """Language tags: well formed, known where `known` lists any, and none twice."""
    seen: set[str] = set()
    for number, language in enumerate(named):
        if not isinstance(language, str):
            continue  # reported as a wrong type already
        at = (*path, language) if isinstance(named, dict) else (*path, number)
        if language in seen:
            mistakes.add(at, f'language "{language}" is listed twice', "keep one")
        elif known and language not in known:
            mistakes.add(at, f'unknown language "{language}"', did_you_mean(language, known))
        elif not known and not is_language(language):
            remedy = 'write its short code, for example "en"'
            mistakes.add(at, f'"{language}" is not the code of a language', remedy)
        seen.add(language)
