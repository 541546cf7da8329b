"""Secrets come from the environment and never show."""

from __future__ import annotations

from pathlib import Path

import pytest

from campaign.config import Config, client_secret
from campaign.errors import ConfigError
from campaign.model import Kept
from tests.config.conftest import SMALL, Spoil, load, secret, secrets

PLANTED = "planted-value-that-must-not-show"


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


BARE = SMALL.replace('secret = "CATALONIA_TOKEN"\n', "")


def test_without_a_name_the_stored_credential_counts(small: Path) -> None:
    """`campaign channels connect` has put it there, under the channel's name."""
    small.write_text(BARE, encoding="utf-8")
    stored = {"catalonia-mastodon": Kept(1, PLANTED)}
    found = load(small)
    assert secrets(found, {}, stored.__getitem__) == {"catalonia-mastodon": PLANTED}
    assert secret(found.channels["catalonia-mastodon"], {}, stored.__getitem__) == PLANTED


@pytest.mark.parametrize(
    ("kept", "message"),
    [
        (Kept(), "no credential — name one with secret = "),
        (Kept(3, unreadable="sealed with another key"), "is sealed with another key — or campaign"),
    ],
)
def test_a_channel_without_any_credential_is_told(small: Path, kept: Kept, message: str) -> None:
    """With both ways to give it one."""
    small.write_text(BARE, encoding="utf-8")
    with pytest.raises(ConfigError, match=message) as error:
        secrets(load(small), {}, lambda name: kept)
    assert str(error.value).endswith("campaign channels connect catalonia-mastodon")


APP = SMALL.replace('"mastodon"', '"linkedin"') + 'client_id = "1"\nclient_secret = "APP_SECRET"\n'


def linkedin(small: Path) -> Config:
    """A channel whose tokens are renewed with its application's secret."""
    text = APP.replace("[platforms.mastodon]", "[platforms.linkedin]")
    small.write_text(text.replace('visibility = "public"\n', ""), encoding="utf-8")
    return load(small)


def test_an_applications_secret_is_in_the_environment_too(small: Path) -> None:
    """Its value goes to the adapter; that it is missing is told with the others."""
    found = linkedin(small)
    channel = found.channels["catalonia-mastodon"]
    assert client_secret(channel, {"APP_SECRET": PLANTED}) == PLANTED
    with pytest.raises(ConfigError, match="its secret APP_SECRET is missing"):
        client_secret(channel, {})
    with pytest.raises(ConfigError) as error:
        secrets(found, {})
    assert len(error.value.mistakes) == 2


@pytest.mark.parametrize("table", ["[channels.catalonia-mastodon]", "[platforms.linkedin]"])
def test_an_applications_secret_itself_is_refused(small: Path, table: str) -> None:
    """And not repeated."""
    linkedin(small)
    text = small.read_text().replace('client_secret = "APP_SECRET"\n', "")
    small.write_text(text.replace(table, f'{table}\nclient_secret = "{PLANTED}"'))
    with pytest.raises(ConfigError, match="client_secret is not the name of a variable") as error:
        load(small)
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
