"""A small campaign in files that no check has anything to say about, to try one example in.

It is read and composed as `campaign check` does it, so that an example fires as it would there.
"""

from __future__ import annotations

import tomllib
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path
from shutil import copyfile
from tempfile import TemporaryDirectory
from typing import Any, Final

import yaml
from PIL import Image

from campaign.bootstrap import Workspace, open_workspace
from campaign.checks.languages import detect
from campaign.content import Content
from campaign.model import Finding
from campaign.usecases.planning.compile import compile_calendar
from campaign.usecases.planning.time_past import time_past
from campaign.usecases.planning.zone_differences import zone_differences
from campaign.zone_data import Rules, ZoneData, use_newest
from tests.checks.examples import BRAND, POST, Example

ROOT: Final = Path(__file__).parents[2]
_NOW = datetime(2026, 11, 1, tzinfo=UTC)

_CONFIG = """
[campaign]
name = "example"
title = "EXAMPLE"
start = 2027-03-22
site = "https://example.eu/"
source_language = "en"
languages = ["en", "it"]
visibility = "art17"
funding = "cofunded"

[regions.donegal]
zone = "Europe/Dublin"
languages = ["en"]
names = { en = "Donegal", it = "Donegal" }

[regions.emilia]
zone = "Europe/Rome"
languages = ["it"]
names = { en = "Emilia-Romagna", it = "Emilia-Romagna" }

[regions.galway]
zone = "Europe/Dublin"
languages = ["en"]
active_from = 2027-09-01
counted = false
names = { en = "Galway", it = "Galway" }
"""

# The networks that examples name; each gives the voice of Donegal one channel.
_NETWORKS = ("instagram", "linkedin", "pixelfed", "telegram", "threads", "x")

_STATEMENTS = """
[profiles.art17.cofunded.en]
text = "Co-funded by the European Union"
evidence = "seen"
[profiles.art17.cofunded.it]
text = "Cofinanziato dall'Unione europea"
evidence = "seen"
"""

_FILES: Final[Mapping[str, str]] = {
    "content/facts.toml": """
[F01]
value = 2
text = "regions in the partnership"
source = "project description"
[F04]
value = 165
text = "local stakeholders"
source = "project description"
""",
    "content/vocabulary.toml": """
acronyms = ["AMIF"]
region_count = "F01"
[outcomes]
O1 = "Knowledge"
""",
    "content/activities.toml": """
[A02]
title = "Learning Labs"
outcome = "O1"
""",
    "content/statements.toml": _STATEMENTS,
    "content/days.toml": """
[[day]]
date = "03-21"
name = "International Day for the Elimination of Racial Discrimination"
source = "seen"
""",
    "content/glossary/en.toml": """
[[term]]
id = "T01"
severity = "block"
reason = "a person is never illegal, only acts can be"
avoid = ["illegal migrant"]
prefer = ["undocumented person"]
evidence = "seen"
""",
}

#: The post that examples change: the same keys as in any file of the calendar.
_BASE: Final[Mapping[str, Any]] = yaml.safe_load("""
id: example
when: week 1 Tuesday 10:00
channels: [donegal-mastodon, emilia-mastodon]
activity: A02
facts: [F04]
link: https://example.eu/
hashtags: [EUBelong]
card: {layout: statement, background: dusk}
copy:
  en:
    headline: One shared table
    text: "{{ fact.F04 }} people design it together."
    alt: "Card: the words One shared table, above the emblem of the European Union."
    state: source
  it:
    headline: Un tavolo condiviso
    text: "{{ fact.F04 }} persone lo progettano insieme."
    alt: "Grafica: le parole Un tavolo condiviso, sopra l’emblema dell’Unione europea."
    state: reviewed
    of: c99c6b7a489d
""")


@dataclass(frozen=True, slots=True)
class Fired:
    """What `campaign check` says about an example, and the mistakes it finds in its file."""

    findings: tuple[Finding, ...]
    mistakes: tuple[str, ...]


class ExampleCampaign:
    """The campaign in a folder of its own, in which one example after another is tried."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        (folder / "assets").mkdir()
        (folder / "assets" / "fonts").symlink_to(ROOT / "assets" / "fonts")
        brand = (ROOT / BRAND).read_text(encoding="utf-8")
        (folder / BRAND).write_text(brand.replace("EU-BELONG", "EXAMPLE"), encoding="utf-8")
        _draw_pictures(folder / "assets" / "pictures")
        templates = folder / "content" / "templates"
        templates.parent.mkdir()
        templates.symlink_to(ROOT / "content" / "templates")
        self._rules = _rules(folder / "zones")
        (folder / "config.toml").write_text(_CONFIG + _channels(), encoding="utf-8")
        self._workspace: Workspace = open_workspace(
            folder / "config.toml", {}, lambda: _NOW, lambda _: None
        )

    def try_out(self, example: Example | None) -> Fired:
        """What is said with an example in the files; None: about the campaign as it is."""
        files = {**_FILES, POST: _yaml(_BASE)}
        wordmark = None
        if example is not None and example.file == BRAND:
            wordmark = str(tomllib.loads(example.written)["wordmark"])
        elif example is not None and example.file != POST:
            files[example.file] = example.written
            files[POST] = _yaml(_changed(example.before, ()))
        elif example is not None:
            posts = example.written.split("\n---\n")
            for number, post in enumerate(posts, start=1):
                changed = _changed(post, example.whole)
                if number > 1:
                    changed["id"] = f"example-{number}"
                files[POST.replace("example", changed["id"])] = _yaml(changed)
        with self._written(files):
            content, mistakes = self._workspace.read_content()
        if example is not None and example.refused is not None:
            with self._written({**_FILES, POST: _yaml(_BASE)}):
                content, _ = self._workspace.read_content()
            content = replace(content, posts=tuple(map(example.refused, content.posts)))
        return Fired(self._findings(content, wordmark), tuple(map(str, mistakes)))

    def _findings(self, content: Content, wordmark: str | None) -> tuple[Finding, ...]:
        opened = self._workspace
        brand = opened.brand if wordmark is None else replace(opened.brand, wordmark=wordmark)
        made = compile_calendar(
            content,
            opened.config,
            opened.limits_of,
            opened.hides,
            brand,
            opened.picture,
            writers=opened.writer,
            detect=detect,
        )
        past = time_past(made, opened.config.channels, (), _NOW)
        return (*made.findings, *past, *zone_differences(made, opened.config, self._rules, _NOW))

    @contextmanager
    def _written(self, files: Mapping[str, str]) -> Iterator[None]:
        """Files in the folder, for as long as one example is tried."""
        for name, text in files.items():
            (self._folder / name).parent.mkdir(parents=True, exist_ok=True)
            (self._folder / name).write_text(text, encoding="utf-8")
        try:
            yield
        finally:
            for name in files:
                (self._folder / name).unlink()


def _rules(folder: Path) -> Rules:
    """The newest rules of zones, and a year-old set in which Morocco is an hour ahead."""
    newest = use_newest().used
    assert newest is not None
    (folder / "Africa").mkdir(parents=True)
    copyfile(newest.folder / "Africa/Lagos", folder / "Africa/Casablanca")
    used = replace(newest, whose="the package tzdata's", version="2026c")
    return Rules(used, ZoneData("the system's", "2025b", folder))


@contextmanager
def example_campaign() -> Iterator[ExampleCampaign]:
    """The campaign in a folder that is gone afterwards."""
    with TemporaryDirectory() as folder:
        yield ExampleCampaign(Path(folder))


def _channels() -> str:
    lines = ["[channels]"]
    for region, language in (("donegal", "en"), ("emilia", "it"), ("galway", "en")):
        where = f'region = "{region}", language = "{language}"'
        at = 'server = "https://social.example"'
        lines.append(f'{region}-mastodon = {{ platform = "mastodon", {where}, {at} }}')
    for network in _NETWORKS:
        at = 'account = "12345"' if network != "pixelfed" else 'server = "https://p.example"'
        where = 'region = "donegal", language = "en"'
        lines.append(f'donegal-{network} = {{ platform = "{network}", {where}, {at} }}')
    return "\n".join(lines)


def _changed(written: str, whole: tuple[str, ...]) -> dict[str, Any]:
    """The post with what an example writes."""
    change: dict[str, Any] = yaml.safe_load(written) or {}
    return _laid_over({key: value for key, value in _BASE.items() if key not in whole}, change)


def _laid_over(below: Mapping[str, Any], above: Mapping[str, Any]) -> dict[str, Any]:
    """One tree over another: tables are merged, everything else is replaced."""
    merged = dict(below)
    for key, value in above.items():
        under = merged.get(key)
        both = isinstance(under, dict) and isinstance(value, dict)
        merged[key] = _laid_over(under, value) if both and under is not None else value
    return merged


def _yaml(post: Mapping[str, Any]) -> str:
    return yaml.safe_dump(post, allow_unicode=True, sort_keys=False)


def _draw_pictures(folder: Path) -> None:
    folder.mkdir()
    for number in range(1, 6):
        Image.new("RGB", (64, 64), (number * 40, 80, 120)).save(folder / f"table-{number}.png")
    tables = [Image.new("RGB", (64, 64), (shade, 80, 120)) for shade in (40, 80, 120)]
    tables[0].save(folder / "wave.gif", save_all=True, append_images=tables[1:])
    taken = Image.Exif()
    taken[0x0112] = 6  # the phone was held upright
    taken.get_ifd(0x8825).update({1: "N", 2: (55.0, 0.0, 0.0), 3: "W", 4: (8.0, 0.0, 0.0)})
    Image.new("RGB", (640, 480), "#336699").save(folder / "phone.jpg", exif=taken.tobytes())
    Image.new("RGB", (2100, 70), "#336699").save(folder / "strip.png")
    (folder / "notes.txt").write_text("This is no picture.")
    copyfile(ROOT / "tests" / "golden" / "films" / "plain.mp4", folder / "clip.mp4")
