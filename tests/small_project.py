"""A small project of one region, for tests of what strange files do to it.

It has the starter campaign's statements and brand, two channels, and one good post, so that a test
can tell that a bad file hides no good one.
"""

from __future__ import annotations

import shutil
from pathlib import Path

ROOT = Path(__file__).parents[1]

CONFIG = """\
[campaign]
name = "case"
title = "Case"
start = 2026-12-01
site = "https://project.example/"
source_language = "en"
languages = ["en"]
visibility = "art17"
funding = "cofunded"
approval = "none"

[platforms.mastodon]
server = "https://mastodon.example"

[regions.eu]
zone = "Europe/Brussels"
languages = ["en"]
names = { en = "Europe" }

[channels]
eu-mastodon = { platform = "mastodon", region = "eu", language = "en", account = "a", secret = "M" }
eu-outbox = { platform = "outbox", region = "eu", language = "en" }
"""

POST = """\
id: good
when: 2026-12-01 10:00
channels: [all]
activity: A02
hashtags: [EUBelong]
card: {layout: statement}
copy:
  en:
    headline: "We meet"
    text: "We meet at the table. Come by."
    alt: "A room with a long table; people sit around it and talk."
    state: source
"""


def small_project(folder: Path) -> Path:
    """Make the project in a folder, which may not exist yet; gives its configuration file."""
    shutil.copytree(ROOT / "content", folder / "content")
    shutil.copytree(ROOT / "assets", folder / "assets")
    calendar = folder / "content/calendar"
    shutil.rmtree(calendar)
    calendar.mkdir()
    (folder / "content/days.toml").unlink(missing_ok=True)
    (calendar / "good.yaml").write_text(POST, encoding="utf-8")
    config = folder / "config.toml"
    config.write_text(CONFIG, encoding="utf-8")
    return config
