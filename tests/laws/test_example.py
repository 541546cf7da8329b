"""The example configuration shows every key there is, live or in a comment that works."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from pydantic import BaseModel

from campaign.bootstrap import read_config
from campaign.config.mistakes import TOP
from campaign.config.tables import (
    CampaignTable,
    ChannelTable,
    CollectTable,
    DeskTable,
    LinksTable,
    NetworkTable,
    NoticesTable,
    PathsTable,
    ReadBackTable,
    RegionTable,
    ReportTable,
    RunTable,
    SingleSignOnTable,
)
from campaign.platforms import registry
from tests.laws.house import ROOT

TEXT = (ROOT / "config.example.toml").read_text(encoding="utf-8")
TABLES: dict[str, type[BaseModel]] = {
    "campaign": CampaignTable,
    "paths": PathsTable,
    "report": ReportTable,
    "collect": CollectTable,
    "read_back": ReadBackTable,
    "run": RunTable,
    "notices": NoticesTable,
    "desk": DeskTable,
    "links": LinksTable,
}


def opened() -> str:
    """The example with the # taken away from every line that holds a setting."""
    text = re.sub(r"^# (?=[\w-]+ = |\[)", "", TEXT, flags=re.MULTILINE)
    return text.replace(
        'languages = ["en"]\nnames = { en = "Donegal"',
        'languages = ["en", "ga"]\nnames = { en = "Donegal"',
    )


DATA: dict[str, Any] = tomllib.loads(opened())


def of_network(name: str) -> set[str]:
    """The keys that the table of a network and its channels show."""
    shown = set(DATA["platforms"].get(name, ()))
    for channel in DATA["channels"].values():
        if channel["platform"] == name:
            shown |= set(channel)
    return shown


def keys() -> Iterator[tuple[str, set[str], set[str]]]:
    """Each part of the configuration: its name, its keys, and those the example shows."""
    yield "the top", set(TOP), set(DATA)
    for table, model in TABLES.items():
        yield table, set(model.model_fields), set(DATA[table])
    yield "desk.oidc", set(SingleSignOnTable.model_fields), set(DATA["desk"]["oidc"])
    regions = set().union(*DATA["regions"].values())
    yield "regions", set(RegionTable.model_fields), regions
    yield "platforms", set(NetworkTable.model_fields), set().union(*DATA["platforms"].values())
    channels = set().union(*(of_network(name) for name in registry.KEYS))
    yield "channels", set(ChannelTable.model_fields), channels
    for name, network in registry.KEYS.items():
        yield name, {*network.needs, *network.options}, of_network(name)


@pytest.mark.parametrize(
    ("known", "shown"), [pytest.param(known, shown, id=part) for part, known, shown in keys()]
)
def test_the_example_shows_every_key(known: set[str], shown: set[str]) -> None:
    """What the program reads but the example hides, nobody would ever use."""
    assert known <= shown


def test_every_setting_in_a_comment_works(tmp_path: Path) -> None:
    """Taking every # away gives a configuration without mistakes."""
    path = tmp_path / "config.toml"
    path.write_text(opened(), encoding="utf-8")
    outbox = read_config(path).channels["eu-outbox"]
    assert outbox.options["folder"] == "var/outbox"
