"""Fitting: rung by rung, whole sentences only, the link always kept."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from campaign.compose.fit import Parts, fit, ladder
from campaign.compose.length import excess, measure
from campaign.compose.sentences import sentences
from campaign.errors import Place, RenderError
from campaign.model import Limits, Unit
from tests.compose.material import BLUESKY, MASTODON, TEMPLATES

_LINK = "https://eu-belong.aer.eu/?utm_source=mastodon"
_PARTS = Parts(
    text="One sentence here. A second one follows. The third ends it.",
    link=_LINK,
    address="https://eu-belong.aer.eu/",
    hashtags=("EUBelong", "LearningLabs"),
    optional="Co-funded by the European Union",
)


def _limits(text: int) -> Limits:
    return Limits(text, Unit.CODE_POINTS)


@pytest.mark.parametrize(
    ("room", "text", "steps"),
    [
        (500, "3 sentences, line, 2 tags", 0),
        (160, "3 sentences, line, 1 tags", 1),
        (145, "3 sentences, line, 0 tags", 1),
        (110, "3 sentences, no line, 0 tags", 2),
        (90, "2 sentences, no line, 0 tags", 3),
        (70, "1 sentences, no line, 0 tags", 3),
    ],
)
def test_rungs_are_taken_in_their_order(room: int, text: str, steps: int) -> None:
    """Hashtags go first and one by one, then the line, then sentences from the end."""
    fitted = fit(TEMPLATES["mastodon"], _PARTS, _limits(room))
    left = len(sentences(fitted.parts.text))
    line = "line" if fitted.parts.optional else "no line"
    assert f"{left} sentences, {line}, {len(fitted.parts.hashtags)} tags" == text
    assert len(fitted.steps) == steps
    assert fitted.excess == 0
    assert len(fitted.text) <= room
    assert _LINK in fitted.text


def test_the_steps_say_what_was_left_out() -> None:
    """An author reads which words are gone."""
    fitted = fit(TEMPLATES["mastodon"], _PARTS, _limits(90))
    assert fitted.steps == (
        "left out #EUBelong #LearningLabs",
        "left out the line “Co-funded by the European Union”",
        "left out “The third ends it.”",
    )


def test_what_cannot_fit_comes_back_whole_and_says_by_how_much() -> None:
    """The only sentence and the link are never cut."""
    fitted = fit(TEMPLATES["mastodon"], _PARTS, _limits(40))
    assert fitted.text == f"One sentence here.\n\n{_LINK}"
    assert fitted.excess == len(fitted.text) - 40


def test_a_ladder_of_none_takes_nothing_away() -> None:
    """The outbox says that a text is too long rather than change it."""
    fitted = fit(TEMPLATES["outbox"], _PARTS, _limits(60))
    assert fitted.parts == _PARTS
    assert fitted.steps == ()
    assert fitted.excess > 0


@pytest.mark.parametrize(
    ("template", "said"),
    [
        ("{{ text }}", "does not say how a long text is fitted"),
        ("{# ladder: drop hashtag #}{{ text }}", "did you mean `drop hashtags`?"),
        ("{# ladder: shorten text, none #}{{ text }}", "no step `none`"),
    ],
)
def test_a_template_without_a_usable_ladder_is_refused(template: str, said: str) -> None:
    """The message shows what to write, and where."""
    with pytest.raises(RenderError, match=said) as caught:
        ladder(template, Place("templates/x.txt.j2", 1))
    assert str(caught.value).startswith("templates/x.txt.j2:1: ")


@pytest.mark.parametrize(
    "template",
    [
        "",
        "\n{# {{ text }} #}\n",
        "{{ link }} {{ hashtags | join(' ') }}",
        "{% if not link %}{{ text }}{% endif %}",
    ],
)
def test_a_template_that_leaves_the_text_out_is_refused(template: str) -> None:
    """With its ladder alone it would send empty posts; the message names file and remedy."""
    with pytest.raises(RenderError, match="text }}` where it belongs") as caught:
        fit(f"{{# ladder: none #}}{template}", _PARTS, MASTODON, Place("templates/x.txt.j2"))
    assert str(caught.value).startswith("templates/x.txt.j2: ")


@pytest.mark.parametrize("name", sorted(TEMPLATES))
def test_every_template_of_the_campaign_can_be_used(name: str) -> None:
    """Each declares its ladder, and puts text first, the link on a line, hashtags last."""
    lines = fit(TEMPLATES[name], _PARTS, _limits(5000)).text.split("\n\n")
    assert lines[0] == _PARTS.text
    assert lines[1] in (_PARTS.link, _PARTS.address)
    # On Threads a hashtag is the post's topic, which stands beside the text.
    assert (lines[-1] == "#EUBelong #LearningLabs") == (name != "threads")


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        ("One. Two! Three?", 3),
        ("¿Quién? ¡Tú! Y 20 más.", 3),
        ("Approx. 20 people came. Good.", 2),
        ("z. B. Salzburg und ca. 20 Gäste. Schön!", 2),
        ("“It works.” She smiled.", 2),
        ("At 3.5 km… and back", 1),
        ("A first line\nA second line", 2),
        ("No end", 1),
        ("", 0),
    ],
)
def test_sentences_end_where_a_reader_ends_them(text: str, parts: int) -> None:
    """Abbreviations, quotes, figures and line breaks in the campaign's languages."""
    found = sentences(text)
    assert len(found) == parts
    assert "".join(found) == text


_TEXT = st.lists(
    st.text(st.characters(codec="utf-8", exclude_characters="{}\r"), max_size=80).map(
        lambda words: f"{words.strip()}. "
    ),
    min_size=1,
    max_size=12,
).map("".join)


@given(
    text=_TEXT,
    tags=st.lists(st.sampled_from(["EUBelong", "Convivència", "LearningLabs"]), unique=True),
    room=st.integers(0, 600),
    platform=st.sampled_from([("mastodon", MASTODON), ("bluesky", BLUESKY)]),
)
def test_a_fitted_text_is_within_the_limit_or_says_so(
    text: str, tags: list[str], room: int, platform: tuple[str, Limits]
) -> None:
    """Never longer than allowed in silence; the link and the first words are always there."""
    name, usual = platform
    limits = Limits(room, usual.unit, usual.text_bytes, usual.url_length)
    parts = Parts(text, _LINK, "https://eu-belong.aer.eu/", tuple(tags), "Co-funded by the EU")
    fitted = fit(TEMPLATES[name], parts, limits)
    assert fitted.excess == excess(fitted.text, limits)
    assert (measure(fitted.text, limits) <= room) or fitted.excess > 0
    assert (_LINK if name == "mastodon" else parts.address) in fitted.text
    assert text.startswith(fitted.parts.text[:1])
