"""Who is told: where it is written, and where the addresses come from."""

from __future__ import annotations

from pathlib import Path

import pytest

from campaign.config import Notices, notices_secret
from campaign.errors import ConfigError
from campaign.notices import KINDS
from tests.config.conftest import SMALL, Spoil, load

TABLE = '\n[notices]\nsecret = "NOTICES_URL"\n'
PLANTED = "json://planted-webhook/x"


def noticing(small: Path, table: str = TABLE) -> Notices:
    """The small configuration's table."""
    small.write_text(SMALL + table, encoding="utf-8")
    found = load(small).notices
    assert found is not None
    return found


def test_without_the_table_nobody_is_told(small: Path) -> None:
    """It is no duty."""
    assert load(small).notices is None


def test_everything_is_told_unless_some_things_are_named(small: Path) -> None:
    """In the order written, each once."""
    assert set(noticing(small).on) == set(KINDS)
    some = noticing(small, f'{TABLE}on = ["missed", "failed", "missed"]\n')
    assert (some.secret, some.on) == ("NOTICES_URL", ("missed", "failed"))
    assert (SMALL + TABLE).splitlines()[some.place.line - 1] == "[notices]"


@pytest.mark.parametrize(
    ("table", "said"),
    [
        ("\n[notices]\n", 'needs "secret"'),
        (f"{TABLE}on = []\n", "notices.on must not be empty"),
        (f'{TABLE}on = ["everything"]\n', "unknown value"),
        (f"{TABLE}to = 1\n", 'unknown key "to"'),
        (f'\n[notices]\nsecret = "{PLANTED}"\n', "secret is not the name of a variable"),
    ],
)
def test_a_mistake_is_told_with_its_line_and_without_the_address(
    spoil: Spoil, table: str, said: str
) -> None:
    """An address put where its variable's name belongs is the likeliest slip."""
    [mistake] = spoil(add=table)
    assert said in str(mistake) and mistake.place.line >= SMALL.count("\n") + 2
    assert PLANTED not in str(mistake)


def test_addresses_come_from_a_variable_or_a_file_of_several_lines(
    small: Path, tmp_path: Path
) -> None:
    """One a line is how people write them."""
    wanted = noticing(small)
    assert notices_secret(wanted, {"NOTICES_URL": PLANTED}) == PLANTED
    file = tmp_path / "addresses"
    file.write_text(f"{PLANTED}\n{PLANTED}\n")
    found = notices_secret(wanted, {"NOTICES_URL_FILE": str(file)})
    assert found.split() == [PLANTED, PLANTED]


@pytest.mark.parametrize(
    ("environ", "said"),
    [
        ({}, "notices: its secret NOTICES_URL is missing — set NOTICES_URL, or NOTICES_URL_FILE"),
        ({"NOTICES_URL": " "}, "notices: the secret NOTICES_URL is empty"),
        ({"NOTICES_URL_FILE": "/nowhere/at-all"}, "NOTICES_URL_FILE cannot be read"),
        ({"NOTICES_URL": PLANTED, "NOTICES_URL_FILE": "x"}, "both NOTICES_URL and"),
    ],
)
def test_addresses_that_are_not_there_are_told(
    small: Path, environ: dict[str, str], said: str
) -> None:
    """With the table's line, and without what was there."""
    with pytest.raises(ConfigError) as caught:
        notices_secret(noticing(small), environ)
    assert said in str(caught.value) and PLANTED not in str(caught.value)
    assert str(caught.value).startswith(f"{small}:")
    assert "paused = true" not in str(caught.value)
