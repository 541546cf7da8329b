"""Where the feeds' files stand for others."""

from __future__ import annotations

from pathlib import Path

import pytest

from campaign.errors import ConfigError
from tests.config.conftest import SMALL, load


def test_the_address_of_the_feeds_is_read(small: Path) -> None:
    """And is unknown when nobody writes it."""
    assert load(small).feeds == ""
    small.write_text(f'{SMALL}\n[feeds]\nbase = "https://project.example/feeds"\n', "utf-8")
    assert load(small).feeds == "https://project.example/feeds"


@pytest.mark.parametrize(
    "wrong", ['"/feeds"', '"ftp://p.example/"', "7", '"https://"', '"javascript:x"', '""']
)
def test_what_is_no_address_is_a_mistake_with_its_line(wrong: str, small: Path) -> None:
    """The line of the key is named."""
    small.write_text(f"{SMALL}\n[feeds]\nbase = {wrong}\n", "utf-8")
    with pytest.raises(ConfigError) as refused:
        load(small)
    (mistake,) = refused.value.mistakes
    assert mistake.place.line == len(SMALL.splitlines()) + 3
