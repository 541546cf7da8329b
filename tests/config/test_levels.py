"""A campaign sets the level of a finding by its code."""

from __future__ import annotations

from pathlib import Path

import pytest

from campaign.errors import ConfigError
from tests.config.conftest import SMALL, load


def refused(small: Path, text: str) -> str:
    """What is said of a configuration with these lines below."""
    small.write_text(f"{SMALL}\n{text}\n", encoding="utf-8")
    with pytest.raises(ConfigError) as found:
        load(small)
    return str(found.value)


def test_levels_are_read_by_code(small: Path) -> None:
    """Every level, of checks in the registry and of findings that are made elsewhere."""
    lines = (
        'sentence-long = "off"\ncalendar-gap = "block"\nfitted = "warn"\nday-met = "note"\n'
        'too-long = "block"\nwords-twice = "off"\nhour-twice = "info"'
    )
    small.write_text(f"{SMALL}\n[checks.levels]\n{lines}\n", encoding="utf-8")
    assert load(small).levels == {
        "sentence-long": "off",
        "calendar-gap": "block",
        "fitted": "warn",
        "day-met": "note",
        "too-long": "block",
        "words-twice": "off",
        "hour-twice": "info",
    }


def test_without_the_table_every_finding_has_its_usual_level(small: Path) -> None:
    """The table may be empty too."""
    assert load(small).levels == {}
    small.write_text(f"{SMALL}\n[checks.levels]\n", encoding="utf-8")
    assert load(small).levels == {}


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ('[checks.levels]\nterm-avoid = "off"', 'did you mean "term-avoided"?'),
        ('[checks.levels]\nterm_avoided = "off"', 'did you mean "term-avoided"?'),
        ('[checks.levels]\nterm-avoided = "of"', 'write one of "off", "info"'),
        ("[checks.levels]\nterm-avoided = true", "term-avoided has an unknown level"),
        ("[checks.levels]\nterm-avoided = []", "term-avoided has an unknown level"),
        ('[checks.levels.term-avoided]\nen = "off"', "term-avoided has an unknown level"),
        ('[checks]\nlevel = "off"', 'did you mean "levels"?'),
        ('[checks]\nlevels = "off"', "checks.levels must be a table"),
        ('[checks.levels]\nnetwork-refuses = "warn"', "network-refuses cannot be lowered"),
        ('[checks.levels]\ntoo-long = "off"', "its network would refuse it"),
        ('[checks.levels]\nstatement-missing = "info"', "the grant asks for it"),
        ('[checks.levels]\nconsent-needed = "off"', "a person's consent"),
        ('[checks.levels]\npicture-refused = "note"', "picture-refused cannot be lowered"),
    ],
)
def test_what_cannot_be_a_level_is_a_mistake_with_its_line(
    small: Path, text: str, words: str
) -> None:
    """An unknown code has its nearest name; what binds says why."""
    heard = refused(small, text)
    assert words in heard
    assert f"{small}:" in heard


def test_a_table_of_checks_that_is_none_is_a_mistake(small: Path) -> None:
    """Not a crash."""
    small.write_text(f'checks = "off"\n{SMALL}', encoding="utf-8")
    with pytest.raises(ConfigError, match="checks must be a table"):
        load(small)


@pytest.mark.parametrize(
    ("level", "figures"), [("off", "off"), ("block", "warn"), ("info", "warn")]
)
def test_the_level_of_typed_figures_counts_before_the_older_key(
    small: Path, level: str, figures: str
) -> None:
    """They are looked for unless the level is off; both keys at once are a mistake."""
    small.write_text(f'{SMALL}\n[checks.levels]\nfigure-by-hand = "{level}"\n', encoding="utf-8")
    assert load(small).campaign.figures == figures
    both = SMALL.replace("[campaign]", '[campaign]\nfigures = "warn"')
    small.write_text(f'{both}\n[checks.levels]\nfigure-by-hand = "{level}"\n', encoding="utf-8")
    with pytest.raises(ConfigError, match="sets the same"):
        load(small)
