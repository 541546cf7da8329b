"""A brand file is read whole, or refused with every mistake at once."""

from __future__ import annotations

import pytest

from campaign.cards.brandfile import font_files, parse_brand
from campaign.cards.contrast import ENOUGH, ratio
from campaign.cards.draw import arrange
from campaign.cards.fonts import Font
from campaign.cards.text import Block
from campaign.errors import ConfigError, RenderError
from tests.cards.material import brand, brand_text, card, font_bytes


def refused(text: str, fonts: dict[str, bytes] | None = None) -> list[str]:
    """The messages that a brand file earns."""
    with pytest.raises(ConfigError) as caught:
        parse_brand(text, font_bytes() if fonts is None else fonts)
    return [mistake.message for mistake in caught.value.mistakes]


def test_shipped_brand_reads_and_its_text_can_be_read() -> None:
    """Four backgrounds, each with ink and accent at least 4.5 to 1 on their paper."""
    assert [p.name for p in brand().palettes] == ["dusk", "dawn", "paper", "leaf"]
    for palette in brand().palettes:
        assert ratio(palette.ink, palette.paper) >= ENOUGH
        assert ratio(palette.accent, palette.paper) >= ENOUGH


def test_the_brand_names_its_fonts_once_each() -> None:
    """Whoever has the disk learns what to read."""
    names = font_files(brand_text())
    assert len(names) == len(set(names)) == 5


def test_every_mistake_comes_at_once() -> None:
    """A missing key, an unknown one and a wrong kind in one message."""
    text = brand_text().replace("headline = 46", "headlin = 46").replace("site = ", "sight = ")
    assert refused(text) == [
        "[footer] has an unknown key “sight”",
        "[footer] needs site",
        "[smallest] has an unknown key “headlin”",
        "[smallest] needs headline",
    ]


def test_pale_text_is_refused() -> None:
    """Colours that could not be read never reach a card."""
    (message,) = refused(brand_text().replace('ink = "#FFF7EC"', 'ink = "#6A6BA0"'))
    assert message.startswith("[backgrounds.dusk] ink on paper has a contrast of 3.")


def test_a_colour_that_is_none_is_refused() -> None:
    """Named with its place."""
    (message,) = refused(brand_text().replace('"#8F8BE8"', '"violett"'))
    assert message == "[backgrounds.dusk] circles[1] = 'violett' is no colour"


def test_missing_and_broken_fonts_are_named() -> None:
    """One file that is not there and one that is no font."""
    fonts = {**font_bytes(), "Inter-Regular.ttf": b"<html>not found</html>"}
    del fonts["Inter-SemiBold.ttf"]
    assert refused(brand_text(), fonts) == [
        "font Inter-Regular.ttf: the file is no TrueType or OpenType font",
        "the font file Inter-SemiBold.ttf is missing",
    ]


def test_not_toml_is_said() -> None:
    """A slip of syntax keeps its line."""
    with pytest.raises(ConfigError) as caught:
        parse_brand("# colours\nwordmark = \n", font_bytes())
    (mistake,) = caught.value.mistakes
    assert mistake.message.startswith("this is not TOML")
    assert mistake.place.line == 2


def test_no_backgrounds_and_no_fonts_are_said() -> None:
    """An empty file lists all that is needed."""
    assert "there are no backgrounds" in refused("")
    assert "[fonts] is missing" in refused("")


@pytest.mark.parametrize("size", [0, 3, 11, 40, 400])
def test_a_font_cut_short_is_refused(size: int) -> None:
    """However much of it arrived."""
    with pytest.raises(RenderError, match=r"cut\.ttf"):
        Font.from_bytes("cut.ttf", font_bytes()["Inter-Regular.ttf"][:size])


@pytest.mark.parametrize(
    ("line", "shown"),
    [
        ('site = "www.towns.example"', "www.towns.example"),
        ('site = ""', ""),
        ("", "harbour.example"),
    ],
)
def test_the_owner_may_say_what_cards_show_of_the_site(line: str, shown: str) -> None:
    """Another address than the campaign's, none at all, or the campaign's own."""
    owned = parse_brand(f"{line}\n{brand_text()}", font_bytes())
    scene = arrange(card(site="harbour.example"), owned)
    words = {each.lines[0].text for each in scene.elements if isinstance(each, Block)}
    assert words & {"www.towns.example", "harbour.example"} == ({shown} if shown else set())
    assert (owned.digest == parse_brand(brand_text(), font_bytes()).digest) is (not line)


def test_a_site_that_is_no_text_is_a_mistake() -> None:
    """With what to write."""
    with pytest.raises(ConfigError, match="site must be text"):
        parse_brand(f"site = 5\n{brand_text()}", font_bytes())
