"""The configuration is composed once where it is read, and holds nothing that nobody can read."""

from __future__ import annotations

from pathlib import Path
from unicodedata import normalize

import pytest

from campaign.errors import ConfigError
from tests.config.conftest import SMALL, load


def _file(tmp_path: Path, text: str) -> Path:
    path = tmp_path / "config.toml"
    path.write_text(text, encoding="utf-8")
    return path


@pytest.mark.parametrize("written", [normalize("NFD", "Cataluña"), "Catalun\\u0303a"])
def test_names_are_composed(tmp_path: Path, written: str) -> None:
    """Bare or by an escape, a region has one name."""
    text = SMALL.replace('ca = "Catalunya"', f'es = "{written}"')
    read = load(_file(tmp_path, text))
    assert read.regions["catalonia"].names["es"] == "Cataluña"


@pytest.mark.parametrize("character", ["\x85", "\u2028", "\ufffd", "\ufeff", "\x9b", "\uf0b7"])
def test_what_nobody_can_read_is_named(tmp_path: Path, character: str) -> None:
    """With file, line and column."""
    text = SMALL.replace('title = "Small"', f'title = "Sm{character}all"')
    with pytest.raises(ConfigError, match=r"config\.toml:3: column 12 holds U\+"):
        load(_file(tmp_path, text))


@pytest.mark.parametrize("escape", ["\\u0085", "\\u2028", "\\uFFFD", "\\u0000", "\\uF0B7"])
def test_an_escape_for_it_is_named_too(tmp_path: Path, escape: str) -> None:
    """TOML can spell every character."""
    text = SMALL.replace('title = "Small"', f'title = "Sm{escape}all"')
    with pytest.raises(ConfigError, match=r"config\.toml:3: an escape stands for U\+"):
        load(_file(tmp_path, text))


@pytest.mark.parametrize("key", ["content", "assets", "var"])
@pytest.mark.parametrize("form", ["NFC", "NFD"])
def test_a_folder_is_found_in_either_form(tmp_path: Path, key: str, form: str) -> None:
    """As the disk spells it, which may be in pieces."""
    there = tmp_path / normalize(form, "dades/últimes")  # type: ignore[arg-type]
    there.mkdir(parents=True)
    read = load(_file(tmp_path, f'{SMALL}\n[paths]\n{key} = "dades/últimes"\n'))
    assert getattr(read, key).is_dir()


@pytest.mark.parametrize(
    "line",
    [
        'server = "https://anna:hunter2@mastodon.example"',
        'server = "https://hunter2@mastodon.example"',
        'server = "https://mastodon.example /x"',
        'server = "https://masto\u200bdon.example"',
        'server = "javascript:alert(1)"',
        'server = "https://"',
    ],
)
def test_a_server_s_address_leads_somewhere_and_tells_no_password(
    tmp_path: Path, line: str
) -> None:
    """The secret is not told on by the message."""
    text = SMALL.replace('server = "https://mastodon.example"', line)
    with pytest.raises(ConfigError, match=r"config\.toml:12") as caught:
        load(_file(tmp_path, text))
    assert "hunter2" not in str(caught.value)


def test_a_network_s_own_address_tells_no_password(tmp_path: Path) -> None:
    """Such as where a network fetches pictures."""
    text = SMALL + '\n[platforms.threads]\npublic_media_url = "https://anna:hunter2@a.example/m"\n'
    with pytest.raises(ConfigError, match="public_media_url holds a name or a password") as caught:
        load(_file(tmp_path, text))
    assert "hunter2" not in str(caught.value)


def test_a_region_s_name_is_bounded(tmp_path: Path) -> None:
    """A copy may fill it in as often as it likes."""
    text = SMALL.replace('en = "Catalonia"', f'en = "{"C" * 201}"')
    with pytest.raises(ConfigError, match="at most 200 characters"):
        load(_file(tmp_path, text))
