"""A campaign in three languages and two regions, in a folder, and what one does with it."""

from __future__ import annotations

import difflib
import re
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Final

from campaign import content as contents
from campaign.bootstrap import read_config
from campaign.config import Config
from campaign.content import Content
from campaign.errors import Mistake
from campaign.model.people import Actor
from campaign.platforms import registry
from campaign.storage.database import Database, open_database
from tests.config.conftest import SMALL

NOW: Final = datetime(2026, 11, 30, 9, tzinfo=UTC)
ALONE: Final = Actor("somebody")

_MORE: Final = """
[regions.navarra]
zone = "Europe/Madrid"
languages = ["es"]
names = { en = "Navarre" }

[channels.navarra-mastodon]
platform = "mastodon"
region = "navarra"
language = "es"
account = "navarra"
secret = "NAVARRA_TOKEN"

[channels.catalonia-english]
platform = "mastodon"
region = "catalonia"
language = "en"
account = "catalonia-en"
secret = "CATALONIA_EN_TOKEN"
"""
LABS: Final = """\
# The first of the posts on labs.
id: labs-01   # never change it
when: week 1 Tuesday 10:00
channels: [all]
facts: [F07]
link: https://site.example/labs
copy:
  en:
    headline: "Days around one table"  # short!
    text: >-
      {{ fact.F07 }} days, about twenty people, one lab in each region. See https://site.example/a
      for more. Who would you invite?
    alt: A card.
    state: source
  es:
    headline: 'Días en torno a una mesa'
    text: |-
      {{ fact.F07 }} días, unas veinte personas. Más en https://site.example/a.

      ¿A quién invitarías?
    alt: Una tarjeta.
    state: draft      # nobody has read it
    of: d18230436953
# the end
"""
THREAD: Final = """\
id: thread-01
when: week 2 Tuesday 10:00
channels: [lang:ca]
card: {layout: statement}
image: [pictures/table.jpg]
copy:
  en:
    headline: One shared table
    text: Day one.
    thread: [Day two., Day three.]
    comment: "More: {{ link }}"
    alt: [The card., The table.]
    state: source
  ca: {headline: Una taula, text: Primer dia., thread: [Segon dia., Tercer dia.],
       comment: "Més: {{ link }}", alt: [La targeta., La taula.], state: reviewed}
"""
PEER: Final = """\
id: peer-01
when: 2026-12-10 17:30
channels: [catalonia, navarra]
card: none
copy:
  en: {headline: Why start from zero?, text: "=1+1 is a formula.", state: source}
"""


@dataclass
class Bureau:
    """The folder with its configuration and its database."""

    folder: Path
    config: Config
    database: Database

    @property
    def calendar(self) -> Path:
        """Where the posts are."""
        return self.folder / "content" / "calendar"

    def content(self) -> Content:
        """The content as it stands in the files now; it has no mistakes."""
        content, mistakes = self.read()
        assert mistakes == ()
        return content

    def read(self) -> tuple[Content, tuple[Mistake, ...]]:
        """The content with its mistakes."""
        config = self.config
        return contents.read(
            config.content,
            languages=config.campaign.languages,
            regions=config.regions,
            channels=tuple(config.channels.values()),
            platforms=registry.names(),
        )

    def change(self, old: str, new: str, post: str = "labs-01") -> None:
        """Change a post's file as a person with an editor would."""
        path = self.calendar / f"{post}.yaml"
        text = path.read_text(encoding="utf-8")
        assert old in text
        path.write_text(text.replace(old, new), encoding="utf-8")

    def texts(self) -> dict[str, str]:
        """All files of the calendar."""
        return {path.stem: path.read_text(encoding="utf-8") for path in self.calendar.iterdir()}


def bureau_in(folder: Path) -> Bureau:
    """Make the folder, with three posts."""
    small = SMALL.replace('languages = ["ca", "es"]', 'languages = ["ca", "es", "en"]')
    (folder / "config.toml").write_text(small + _MORE, encoding="utf-8")
    calendar = folder / "content" / "calendar"
    calendar.mkdir(parents=True)
    for name, text in (("labs-01", LABS), ("peer-01", PEER), ("thread-01", THREAD)):
        (calendar / f"{name}.yaml").write_text(text, encoding="utf-8")
    (calendar.parent / "facts.toml").write_text(
        '[F07]\nvalue = 3\ntext = "days"\nsource = "project description"\n', encoding="utf-8"
    )
    glossary = calendar.parent / "glossary"
    glossary.mkdir()
    (glossary / "ca.toml").write_text(
        '[[term]]\nid = "T01"\nseverity = "warn"\nreason = "name the shared task"\n'
        'avoid = ["crisi"]\nprefer = ["repte"]\n',
        encoding="utf-8",
    )
    config = read_config(folder / "config.toml")
    return Bureau(folder, config, open_database(config.database))


def differences(before: str, after: str) -> list[str]:
    """The lines that went and came."""
    lines = difflib.unified_diff(before.splitlines(), after.splitlines(), lineterm="", n=0)
    return [line for line in lines if re.match(r"[+-](?![+-]{2})", line)]
