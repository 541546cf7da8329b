"""Secrets come from the environment and never show."""

from __future__ import annotations

from pathlib import Path

import pytest

from campaign.config import load, secrets
from campaign.errors import ConfigError
from tests.config.conftest import SMALL, Spoil

PLANTED = "s3cr3t-value-that-must-not-show"


def test_a_secret_is_taken_from_its_variable(small: Path) -> None:
    """NAME holds it."""
    found = secrets(load(small), {"CATALONIA_TOKEN": PLANTED})
    assert found == {"catalonia-mastodon": PLANTED}


@pytest.mark.parametrize("end", ["", "\n", "\r\n"])
def test_a_secret_is_taken_from_a_file(small: Path, tmp_path: Path, end: str) -> None:
    """NAME_FILE names a file; its last line's end is not part of the secret."""
    file = tmp_path / "token"
    file.write_bytes((PLANTED + end).encode())
    found = secrets(load(small), {"CATALONIA_TOKEN_FILE": str(file)})
    assert found == {"catalonia-mastodon": PLANTED}


@pytest.mark.parametrize("kind", ["missing", "empty", "binary", "folder", "both", "lines", "blank"])
def test_a_secret_that_cannot_be_used_is_told(small: Path, tmp_path: Path, kind: str) -> None:
    """With the channel's line in the configuration, and without the secret."""
    file = tmp_path / "token"
    environ = {"CATALONIA_TOKEN_FILE": str(file)}
    message = "cannot be read"
    if kind == "empty":
        file.write_bytes(b"\n")
        message = "is empty"
    elif kind == "binary":
        file.write_bytes(b"\xff\xfe\x00" + PLANTED.encode())
    elif kind == "folder":
        file.mkdir()
    elif kind == "both":
        environ["CATALONIA_TOKEN"] = PLANTED
        message = "both CATALONIA_TOKEN and CATALONIA_TOKEN_FILE"
    elif kind == "lines":
        file.write_text(f"{PLANTED}\n{PLANTED}\n")
        message = "more than one line"
    elif kind == "blank":
        environ, message = {"CATALONIA_TOKEN": "  "}, "is empty"
    with pytest.raises(ConfigError, match=message) as error:
        secrets(load(small), environ)
    (mistake,) = error.value.mistakes
    assert SMALL.splitlines()[mistake.place.line - 1] == "[channels.catalonia-mastodon]"
    assert mistake.place.file == str(small)
    assert PLANTED not in str(error.value)


def test_all_missing_secrets_are_told_at_once(small: Path) -> None:
    """One run is enough to know what to ask for."""
    more = SMALL[SMALL.index("[channels.") :]
    for number in (1, 2):
        new = more.replace("catalonia-mastodon", f"c{number}").replace("CATALONIA", f"C{number}")
        small.write_text(
            small.read_text() + new.replace('account = "catalonia"', f'account = "c{number}"')
        )
    with pytest.raises(ConfigError) as error:
        secrets(load(small), {})
    assert len(error.value.mistakes) == 3
    assert "set C1_TOKEN, or C1_TOKEN_FILE" in str(error.value)


def test_a_paused_channel_needs_no_secret(small: Path) -> None:
    """An account that is still being set up holds nobody back."""
    small.write_text(SMALL + "paused = true\n", encoding="utf-8")
    assert secrets(load(small), {}) == {}


def test_the_outbox_needs_no_secret(small: Path) -> None:
    """A dry run works on the first day."""
    text = SMALL.replace('platform = "mastodon"', 'platform = "outbox"')
    small.write_text(text.replace('secret = "CATALONIA_TOKEN"\n', ""), encoding="utf-8")
    assert secrets(load(small), {}) == {}


@pytest.mark.parametrize(
    "line",
    [
        f'token = "{PLANTED}"',
        f'password = "{PLANTED}"',
        f'api_key = "{PLANTED}"',
        f'Access_Token = "{PLANTED}"',
    ],
)
def test_a_secret_in_the_file_is_refused_and_not_repeated(spoil: Spoil, line: str) -> None:
    """The file is kept with the texts and read by many."""
    (mistake,) = spoil(add=line + "\n")
    assert 'write secret = "NAME"' in mistake.remedy
    assert PLANTED not in str(mistake)


def test_a_secret_in_place_of_its_name_is_refused_and_not_repeated(spoil: Spoil) -> None:
    """The likeliest slip: the token pasted where its variable's name belongs."""
    (mistake,) = spoil(("CATALONIA_TOKEN", PLANTED))
    assert "environment variable" in mistake.remedy
    assert PLANTED not in str(mistake)
