"""A text costs no more than in proportion to its length, whatever is in it.

There is no clock here: a text of 200,000 characters that cost the square of its length would not
end before the time-out of the tests.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest

from campaign.calendar.characters import mistakes_in
from campaign.calendar.read import read_post
from campaign.checks import check_all
from campaign.checks.context import Rules
from campaign.checks.page import lay_open
from campaign.compose.bounds import too_many, unlinked_hashtags
from campaign.compose.endings import whole_sentences
from campaign.compose.fit import Parts, fit
from campaign.compose.handles import foreign_handles
from campaign.compose.render import render_copy
from campaign.compose.sentences import sentences
from campaign.errors import ContentError, Place, RenderError
from campaign.model import Limits
from campaign.platforms import registry
from tests.calendar.sample import KNOWN, POST
from tests.checks.desk import EVERYWHERE, REGISTERS, SETTING, with_copy
from tests.compose.material import TEMPLATES

LONG = 200_000
#: Few seconds for all in the fast tests; the long ones show what costs the square.
SIZES = [20_000, pytest.param(LONG, marks=pytest.mark.slow)]
PIECES = (
    "{", "}", "{{", "{{ ", "{% ", "{#", "{{ date(", "date(1",
    "{{ fact.F01 }}", "a\n", "a\n\n", ".", ". ", "a. ", "A. ",
    "! ", "a! A", "Anna. Wir ", "…", "(", ")", "„", "“", '"', "#", "#a ", "#1 ", "@", "@a ",
    "@a@b.eu ", "<", "<b ", "</", "&", "&a", "&#", " ", "\t", "\u00a0", "Ã", "Ã© ", "â€",
    "https://a.eu ", "://", "a.", "😀", "1", "1 000 ", "¡a ", "¿", "-", "'",
)  # fmt: skip


def _each(piece: str, size: int) -> str:
    return (piece * (size // len(piece) + 1))[:size]


@pytest.mark.parametrize("piece", PIECES)
@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize("of", [sentences, whole_sentences], ids=["read", "certain"])
def test_sentences_of_a_long_text(piece: str, size: int, of: Callable[[str], list[str]]) -> None:
    """Both ways to find them."""
    text = _each(piece, size)
    assert "".join(of(text)) == text


@pytest.mark.parametrize("piece", PIECES)
@pytest.mark.parametrize("size", SIZES)
def test_a_long_text_is_rendered_or_refused(piece: str, size: int) -> None:
    """Jinja2 sees only what the grammar allows."""
    try:
        render_copy(_each(piece, size), {"region": "R"}, Place("f", 1))
    except RenderError as error:
        assert len(error.message) < 2 * size


@pytest.mark.parametrize("piece", PIECES)
@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize("network", ["x", "bluesky", "mastodon"])
def test_a_long_text_is_fitted_and_counted(piece: str, size: int, network: str) -> None:
    """By the ladder, the network's unit, its hashtags, names and links."""
    text, limits = _each(piece, size), registry.limits(network)
    parts = Parts(text, "https://a.eu/", hashtags=("A", "B"), optional="Co-funded")
    fitted = fit(TEMPLATES[network], parts, limits, visible=registry.visible(network))
    assert fitted.text
    for found in _told(fitted.text, limits):
        assert found


def _told(text: str, limits: Limits) -> Iterator[str]:
    yield from too_many(text, limits)
    yield from unlinked_hashtags(text, limits)
    yield from foreign_handles(text, limits)


@pytest.mark.parametrize("piece", PIECES)
@pytest.mark.parametrize("size", SIZES)
def test_a_long_text_is_checked(piece: str, size: int) -> None:
    """Every check of a post, over headline, text and alt text."""
    text = _each(piece, size)
    post = with_copy("en", headline=text, text=text, alt=text)
    assert lay_open(post).passages
    check_all([post], REGISTERS, SETTING, EVERYWHERE, Rules())


@pytest.mark.parametrize("piece", ["{", "{{ ", "{{ fact.F01 }}", "a. ", "#a ", "<b ", "&a"])
@pytest.mark.parametrize(
    ("key", "most"),
    [("headline", 500), ("text", 65_000), ("alt", 10_000), ("thread", 65_000), ("comment", 65_000)],
)
def test_a_copy_is_bounded_where_it_is_read(piece: str, key: str, most: int) -> None:
    """A mistake with file, line and numbers, before anything is made of it."""
    words = (piece * most)[: most + 5].strip() + "."
    value = f'["{words}"]' if key == "thread" else f'"{words}"'
    # The key comes first, and then perhaps once more: that is another mistake.
    text = POST.replace("copy:\n  en:\n", f"copy:\n  en:\n    {key}: {value}\n", 1)
    with pytest.raises(ContentError) as caught:
        read_post(text, "f", KNOWN)
    (told,) = (each for each in caught.value.mistakes if "at most" in each.message)
    assert f"{len(words):,} characters, {most:,} at most" in told.message
    assert told.place.line == 18


@pytest.mark.parametrize("piece", PIECES)
@pytest.mark.parametrize("size", SIZES)
def test_a_long_text_is_looked_through_for_what_nobody_can_read(piece: str, size: int) -> None:
    """Line by line, each once."""
    assert not list(mistakes_in(_each(piece, size), "f"))
