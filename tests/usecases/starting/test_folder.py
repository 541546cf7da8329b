"""Whatever was answered, the folder of a new project passes `campaign check`."""

from __future__ import annotations

import json
import tomllib
from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from campaign.bootstrap import open_workspace
from campaign.model import Finding, Severity
from campaign.platforms import registry
from campaign.usecases.planning.compile import compile_calendar
from campaign.usecases.starting import supplies
from campaign.usecases.starting.answers import read_answers
from campaign.usecases.starting.folder import files, waiting
from campaign.usecases.starting.place import place
from tests.laws.house import ROOT

TODAY = date(2026, 11, 30)
OFFICIAL = [
    "bg", "cs", "da", "de", "el", "en", "es", "et", "fi", "fr", "ga", "hr",
    "hu", "it", "lt", "lv", "mt", "nl", "pl", "pt", "ro", "sk", "sl", "sv",
]  # fmt: skip
#: Findings that every new project may have: words of which a person has to be sure.
DRAFTS = {"statement-unconfirmed", "translation-draft", "alt-not-taken"}


def begin(folder: Path, text: str) -> list[Finding]:
    """Make a project from answers and give what a check says of it."""
    answers = read_answers(text, "answers.toml", registry.KEYS, TODAY)
    place(files(answers, registry.KEYS), folder, lambda _: None)
    opened = open_workspace(
        folder / "config.toml", {}, lambda: datetime(2026, 11, 30, tzinfo=UTC), lambda _: None
    )
    content, mistakes = opened.read_content()
    assert mistakes == ()
    made = compile_calendar(
        content,
        opened.config,
        opened.limits_of,
        opened.hides,
        opened.brand,
        opened.picture,
        writers=opened.writer,
    )
    assert not made.failed
    assert made.planned
    return list(made.findings)


def answered(*, networks: str, regions: dict[str, tuple[str, str]], more: str = "") -> str:
    """Answers with these networks and regions: id → zone and languages."""
    text = f'name = "harbour"\ntitle = "Harbour 2030"\nsite = "https://harbour.example/"\n{more}\n'
    text += f"networks = [{networks}]\n"
    for id, (zone, languages) in regions.items():
        text += f'[regions.{id}]\nzone = "{zone}"\nlanguages = [{languages}]\n'
    return text


@pytest.mark.parametrize("network", registry.names())
@pytest.mark.parametrize(
    ("zone", "languages"),
    [
        ("Europe/Copenhagen", '"da", "en"'),
        ("Europe/Helsinki", '"fi", "sv"'),
        ("Europe/Athens", '"el"'),
        ("America/St_Johns", '"mt", "fr", "bg"'),
    ],
)
def test_each_network_in_several_languages(
    tmp_path: Path, network: str, zone: str, languages: str
) -> None:
    """One region; nothing blocks, and what is said is of drafts."""
    found = begin(
        tmp_path / "p", answered(networks=f'"{network}"', regions={"one": (zone, languages)})
    )
    assert {finding.code for finding in found} <= DRAFTS
    assert [finding for finding in found if finding.severity is Severity.BLOCK] == []


@pytest.mark.parametrize("funding", ["funded", "cofunded"])
def test_all_official_languages_at_once(tmp_path: Path, funding: str) -> None:
    """Three regions with eight languages each, on all networks; Irish waits where it must."""
    regions = {
        f"region-{n}": ("Europe/Brussels", ", ".join(f'"{c}"' for c in OFFICIAL[n::3]))
        for n in range(3)
    }
    networks = ", ".join(f'"{name}"' for name in registry.names())
    text = answered(networks=networks, regions=regions, more=f'funding = "{funding}"')
    found = begin(tmp_path / "p", text)
    assert [finding for finding in found if finding.blocks] == []
    answers = read_answers(text, "a", registry.KEYS, TODAY)
    assert waiting(answers) == (("ga",) if funding == "cofunded" else ())


@pytest.mark.parametrize("code", ["is", "sq", "zh-Hant", "ka", "ar", "pt-BR", "no", "uk"])
def test_a_language_beside_the_official_ones(tmp_path: Path, code: str) -> None:
    """What the program does not know in it is in English, and waits for a person."""
    found = begin(
        tmp_path / "p",
        answered(networks='"mastodon", "x"', regions={"one": ("Europe/Oslo", f'"en", "{code}"')}),
    )
    assert [finding for finding in found if finding.blocks] == []


def test_the_older_profile_publishes_in_english_until_its_words_are_confirmed(
    tmp_path: Path,
) -> None:
    """Its wording is known in English alone."""
    text = answered(
        networks='"mastodon"',
        regions={"one": ("Europe/Copenhagen", '"da", "en"')},
        more='visibility = "amif2014_20"',
    )
    found = begin(tmp_path / "p", text)
    assert [finding for finding in found if finding.blocks] == []
    assert waiting(read_answers(text, "a", registry.KEYS, TODAY)) == ("da",)
    post = (tmp_path / "p/content/calendar/welcome.yaml").read_text(encoding="utf-8")
    assert "channels: [all, -lang:da]" in post


@pytest.mark.parametrize(
    ("title", "wordmark"),
    [
        ("Harbour", "Harbour"),
        ("Harbour: how towns by the sea grow together", "Harbour"),
        ("How twenty towns by the sea grow together", "harbour"),
        ('The "open" \\ sea', 'The "open" \\ sea'),
        ("Ένα λιμάνι", "Ένα λιμάνι"),
        ("港口", "harbour"),
        ("{{ open }} # sea", "{{ open }} # sea"),
    ],
)
def test_a_title_of_any_kind(tmp_path: Path, title: str, wordmark: str) -> None:
    """Quotes, braces, marks of comments and letters no font has."""
    text = answered(networks='"mastodon"', regions={"one": ("Europe/Paris", '"fr"')}).replace(
        'title = "Harbour 2030"', f"title = {json.dumps(title)}"
    )
    found = begin(tmp_path / "p", text)
    assert {finding.code for finding in found} <= DRAFTS
    opened = open_workspace(
        tmp_path / "p/config.toml", {}, lambda: datetime.now(UTC), lambda _: None
    )
    assert opened.brand.wordmark == wordmark


def test_the_program_knows_the_statements_of_every_official_language() -> None:
    """Of both profiles; a wording that is not known from anywhere is marked so."""
    profiles = supplies.statements()
    for kind in ("funded", "cofunded"):
        known = profiles["art17"][kind]
        assert set(OFFICIAL) <= set(known)
        assert [code for code in OFFICIAL if not known[code]["text"]] == (
            ["ga"] if kind == "cofunded" else []
        )
    older = profiles["amif2014_20"]["statement"]
    assert set(OFFICIAL) <= set(older)
    assert [code for code in OFFICIAL if older[code]["evidence"] != "unconfirmed"] == ["en"]
    assert all(
        profiles["art17"]["funded"][code]["text"] != profiles["art17"]["cofunded"][code]["text"]
        for code in OFFICIAL
    )


def test_the_program_has_first_words_in_every_official_language() -> None:
    """Each its own, and each alt text repeats the headline."""
    words = {code: supplies.first_words(code) for code in OFFICIAL}
    assert [words[code].language for code in OFFICIAL] == OFFICIAL
    assert len({each.headline for each in words.values()}) == len(OFFICIAL)
    assert all(each.headline in each.alt_for(each.headline) for each in words.values())
    assert supplies.first_words("de-AT").language == "de"
    assert supplies.first_words("ka").language == "en"


@pytest.mark.parametrize("network", registry.names())
def test_every_network_shows_how_its_needed_keys_are_written(network: str) -> None:
    """A new project's channels have them, and `campaign init` asks for them."""
    keys = registry.KEYS[network]
    assert set(keys.needs) <= set(keys.examples)
    assert set(keys.examples) <= {"server", "account", *keys.options}


def test_the_wheel_holds_what_a_clone_takes_from_the_starter_campaign() -> None:
    """As `pyproject.toml` says: each of them, under the name by which it is looked for."""
    wheel = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["tool"]["hatch"]
    wheel = wheel["build"]["targets"]["wheel"]
    data = "campaign/usecases/starting/data"
    for name, lies in supplies.IN_CLONE.items():
        assert (ROOT / lies).exists()
        assert lies in wheel["only-include"]
        top = lies.partition("/")[0]
        assert lies.replace(top, wheel["sources"][top], 1) == f"{data}/{name}"
