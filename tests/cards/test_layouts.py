"""Every layout leaves every word whole, apart and readable, in every language and format."""

from __future__ import annotations

from itertools import combinations, product

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from campaign.cards.contrast import ENOUGH, ratio, rgb
from campaign.cards.draw import arrange, paint
from campaign.cards.geometry import Box
from campaign.cards.layout import Flag, Panel, Scene
from campaign.cards.layouts import LAYOUTS as REGISTRY
from campaign.cards.motif import Motif
from campaign.cards.text import Block, prepare
from campaign.errors import RenderError
from tests.cards.material import (
    BACKGROUNDS,
    FORMATS,
    HEADLINES,
    LAYOUTS,
    LONG_STATEMENT,
    brand,
    card,
)

EVERY = [(layout, format) for layout in LAYOUTS for format in FORMATS]


def blocks(scene: Scene) -> list[Block]:
    """The texts of a scene."""
    return [e for e in scene.elements if isinstance(e, Block)]


def circles(scene: Scene) -> list[Box]:
    """The motif's circles, as boxes cut off at the card's edge."""
    (motif,) = (e for e in scene.elements if isinstance(e, Motif))
    found = []
    for i, j, _ in motif.circles:
        x = motif.box.left + i * motif.cell if motif.from_left else motif.box.right - i * motif.cell
        y = motif.box.top + j * motif.cell
        found.append(
            Box(
                max(0, x - motif.cell),
                max(0, y - motif.cell),
                min(scene.width, x + motif.cell),
                y + motif.cell,
            )
        )
    return found


def check(scene: Scene) -> None:
    """Nothing is cut off, nothing lies on anything else, and the footer is the emblem's alone."""
    flag = next(e.box for e in scene.elements if isinstance(e, Flag))
    band = next(e.box.top for e in scene.elements if isinstance(e, Panel))
    inside = Box(24, 24, scene.width - 24, scene.height - 10)
    texts = blocks(scene)
    for text in texts:
        assert inside.holds(text.ink), text.lines
        assert not text.ink.meets(flag)
        assert text.ink.top >= band or text.ink.bottom <= band
    for one, other in combinations(texts, 2):
        for line, another in product(one.lines, other.lines):
            assert not line.ink.meets(another.ink), (line, another)
    for circle in circles(scene):
        assert circle.bottom <= band
        assert not any(circle.meets(text.ink) for text in texts)


@pytest.mark.parametrize("language", HEADLINES)
@pytest.mark.parametrize(("layout", "format"), EVERY)
def test_longest_headlines_fit_whole_and_apart(layout: str, format: str, language: str) -> None:
    """Ninety characters in twelve languages are set in full, touching nothing."""
    headline = HEADLINES[language]
    assert len(headline) >= 80
    scene = arrange(card(layout, format, language=language, headline=headline), brand())
    check(scene)
    said = " ".join(line.text for block in blocks(scene) for line in block.lines)
    assert prepare(headline) in said


@pytest.mark.parametrize("figure", ["3", "11", "90 %", "2 000+", "1.5 million"])
@pytest.mark.parametrize("format", FORMATS)
def test_figures_of_any_length_fit(figure: str, format: str) -> None:
    """A short figure is huge, a long one smaller, none touches its headline."""
    check(arrange(card("figure", format, figure=figure), brand()))


@pytest.mark.parametrize(("layout", "format"), EVERY)
def test_the_longest_funding_sentence_fits(layout: str, format: str) -> None:
    """The older, full sentence with the fund's name finds room beside the emblem."""
    scene = arrange(card(layout, format, statement=LONG_STATEMENT), brand())
    check(scene)
    (statement,) = (b for b in blocks(scene) if b.lines[0].text.startswith("This project"))
    assert len(statement.lines) == 2


@pytest.mark.parametrize(("layout", "format"), EVERY)
def test_emblem_is_large_enough_and_on_white(layout: str, format: str) -> None:
    """At least 48 pixels and a twentieth of the shorter side, with clear space all around."""
    scene = arrange(card(layout, format), brand())
    flag = next(e.box for e in scene.elements if isinstance(e, Flag))
    assert flag.height >= max(48, 0.05 * min(scene.width, scene.height))
    assert flag.width == flag.height * 3 // 2
    picture = paint(scene)
    clear = flag.height // 3
    around = picture.crop(
        (flag.left - clear, flag.top - clear, flag.right + clear, flag.bottom + clear)
    )
    around.paste("#FFFFFF", (clear, clear, clear + flag.width, clear + flag.height))
    assert around.getcolors() == [(around.width * around.height, (255, 255, 255))]


@pytest.mark.parametrize("background", BACKGROUNDS)
@pytest.mark.parametrize(("layout", "format"), EVERY)
def test_drawn_text_has_contrast(layout: str, format: str, background: str) -> None:
    """Measured on the pixels: text is one colour on one ground, at least 4.5 to 1 apart."""
    scene = arrange(card(layout, format, background, headline=HEADLINES["de"]), brand())
    picture = paint(scene)
    for text in blocks(scene):
        ink = text.ink
        region = picture.crop((ink.left, ink.top, ink.right, ink.bottom))
        pixels = region.tobytes()
        colours = set(zip(pixels[::3], pixels[1::3], pixels[2::3], strict=True))
        corner = picture.crop((ink.left - 3, ink.bottom, ink.left - 2, ink.bottom + 1)).tobytes()
        ground, written = (corner[0], corner[1], corner[2]), rgb(text.colour)
        assert written in colours
        assert ratio(ground, written) >= ENOUGH
        for colour in colours:  # blends of the two and nothing else: no motif behind the words
            assert all(
                min(a, b) - 1 <= c <= max(a, b) + 1
                for c, a, b in zip(colour, ground, written, strict=True)
            )


def test_arabic_is_set_from_right_to_left() -> None:
    """Words begin at the right margin, and the motif grows from the left."""
    scene = arrange(card(language="ar", headline=HEADLINES["ar"], region="كاتالونيا"), brand())
    headline = max(blocks(scene), key=lambda b: b.size)
    assert {line.ink.right for line in headline.lines} == {1080 - 72}
    (motif,) = (e for e in scene.elements if isinstance(e, Motif))
    assert motif.from_left
    assert motif.box.left == 0


def test_quotation_marks_are_the_languages_own() -> None:
    """Guillemets in Spanish, low and high marks in German; marks in the text are not doubled."""
    spanish = arrange(card("quote", language="es", headline="«Aquí vivo»"), brand())
    german = arrange(card("quote", language="de", headline="„Hier wohne ich“"), brand())
    set_es = [line.text for b in blocks(spanish) for line in b.lines]
    set_de = [line.text for b in blocks(german) for line in b.lines]
    assert [t for t in set_es if "«" in t or "»" in t] == ["«", "»"]
    assert [t for t in set_de if "„" in t or "“" in t] == ["„", "“"]
    assert "Hier wohne ich" in " ".join(set_de)


def test_a_figure_card_needs_a_figure() -> None:
    """The layout says what it misses."""
    with pytest.raises(RenderError, match="needs a figure"):
        arrange(card("figure", figure=""), brand())


def test_a_voice_without_region_or_site_still_gets_its_card() -> None:
    """The project's own voice has neither; the rest keeps its place."""
    check(arrange(card(region="", site=""), brand()))


@pytest.mark.parametrize(
    ("wrong", "known"),
    [
        ({"layout": "poster"}, "statement"),
        ({"format": "tall"}, "square"),
        ({"background": "sea"}, "dusk"),
    ],
)
def test_unknown_names_are_answered_with_the_known_ones(wrong: dict[str, str], known: str) -> None:
    """A slip of the pen is answered with what would have been right."""
    with pytest.raises(RenderError, match=known):
        arrange(card(**wrong), brand())


def test_the_registry_names_each_layout_as_it_names_itself() -> None:
    """A layout is called what its file says."""
    assert {name: layout.name for name, layout in REGISTRY.items()} == {n: n for n in LAYOUTS}


@settings(max_examples=60, deadline=None)
@given(
    st.lists(
        st.text("abcdefghijklmnoprstuvzäßęșÅ.,–0123456789", min_size=1, max_size=24),
        min_size=1,
        max_size=24,
    ),
    st.sampled_from(EVERY),
    st.sampled_from(["en", "pl", "ro"]),
)
def test_any_headline_is_set_well_or_refused(
    words: list[str], where: tuple[str, str], language: str
) -> None:
    """Whatever the words: nothing cut, nothing overlaid, or a clear refusal."""
    try:
        scene = arrange(card(*where, language=language, headline=" ".join(words)), brand())
    except RenderError as refused:
        assert "does not fit" in refused.message
    else:
        check(scene)


@pytest.mark.parametrize("format", FORMATS)
@pytest.mark.parametrize("words", [".", "…", "–.", "..", "_", "a", "o"])
def test_the_marks_of_a_quotation_stand_apart_whatever_is_between(words: str, format: str) -> None:
    """Words without any height put the closing mark onto the opening one."""
    for language in ("en", "ca", "de"):
        check(arrange(card("quote", format, language=language, headline=words), brand()))


@pytest.mark.parametrize("format", FORMATS)
@pytest.mark.parametrize("figure", ["1,250", "% 12,5", "1.250.000", "12 345 678 €"])
def test_a_long_figure_leaves_air_below_the_region(figure: str, format: str) -> None:
    """As much as the region’s own size at least, on both formats."""
    texts = blocks(arrange(card("figure", format, figure=figure), brand()))
    region = next(b for b in texts if b.lines[0].text == "Emilia-Romagna")
    number = next(b for b in texts if b.lines[0].text.replace("\u00a0", " ") == figure)
    assert number.ink.top - region.ink.bottom >= region.size


@pytest.mark.parametrize("figure", ["3", "11", "165"])
def test_a_wide_card_leaves_air_above_every_figure(figure: str) -> None:
    """There the region stood on the figure."""
    texts = blocks(arrange(card("figure", "landscape", figure=figure), brand()))
    region = next(b for b in texts if b.lines[0].text == "Emilia-Romagna")
    number = next(b for b in texts if b.lines[0].text == figure)
    assert number.ink.top - region.ink.bottom >= region.size


@pytest.mark.parametrize("format", ["square", "landscape"])
@pytest.mark.parametrize(
    ("site", "shown"),
    [
        ("harbour.example/en", "harbour.example/en"),
        ("project.example:8443/a/long/way/down/to/a/page/of/the/project", "project.example:8443"),
        ("münchen.example/?q=a-long-question-that-nobody-reads-on-a-card", "münchen.example"),
        ("www.towns-by-the-sea-together.example/a/page", "www.towns-by-the-sea-together.example"),
        ("www.towns-by-the-sea-of-the-north.example/a", "towns-by-the-sea-of-the-north.example"),
        ("www.interkulturelle-nachbarschaften-im-ostseeraum.example/start", ""),
    ],
)
def test_a_long_site_is_shown_by_its_host_and_keeps_no_post_back(
    format: str, site: str, shown: str
) -> None:
    """Nobody types a long address from a picture; the post's link leads there."""
    scene = arrange(card(format=format, site=site), brand())
    words = [each.lines[0].text for each in scene.elements if isinstance(each, Block)]
    assert (shown in words) if shown else not any("ostsee" in each for each in words)
