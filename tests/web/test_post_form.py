"""What the editor's form says, as edits of a file: what nobody touched is no edit."""

from __future__ import annotations

from collections.abc import Mapping

import pytest
from starlette.datastructures import FormData

from campaign.calendar.known import Known
from campaign.calendar.post_fields import Value, fields_of
from campaign.calendar.read import read_post
from campaign.web import post_form

TEXT = """\
id: labs
when: 2026-12-10 12:30
channels: [all]
link: https://eu-belong.aer.eu/
hashtags: [EUBelong, Belonging]
card: {layout: quote, background: paper}
overrides:
  x: {en: {text: "Short."}}
copy:
  en:
    headline: "Hands"
    text: >-
      Two lines
      of words.
    alt: "A card."
    state: source
"""
OWN = TEXT.replace("card: {layout: quote, background: paper}", "image: images/lab.jpg")
BOTH = TEXT.replace("overrides:", "image: [images/a.jpg, images/b.jpg]\noverrides:").replace(
    'alt: "A card."', "alt: [A card., A room., A hall.]"
)
BARE = TEXT.replace("card: {layout: quote, background: paper}", "card: none")


def opened(text: str = TEXT, language: str = "en") -> post_form.Opened:
    """The form's fields of a file."""
    post = read_post(text, "content/calendar/labs.yaml", Known())
    return post_form.opened(fields_of(text), post, language, ("x", "mastodon"), "dusk")


def sent(
    text: str = TEXT,
    language: str = "en",
    changed: Mapping[str, str | list[str]] | None = None,
    **more: str,
) -> FormData:
    """The form as a browser sends it, with some fields changed; `.` is `__` in names."""
    values: list[tuple[str, str]] = []
    names = {name.replace("__", "."): value for name, value in {**(changed or {}), **more}.items()}
    was = opened(text, language)
    for key, value in was.items():
        new = names.get(key)
        if isinstance(new, list):
            values += [(key, each) for each in new]
        elif new is not None:
            values.append((key, new))
        elif key.endswith((".alt", ".thread")):
            values += [(key, each) for each in value]
        else:
            values.append((key, post_form.in_field(key, value).replace("\n", "\r\n")))
    return FormData([*values, ("was", post_form.packed(was))])


def edits(form: FormData) -> dict[str, Value | None]:
    """What the form changes."""
    was = post_form.unpacked(form)
    return dict(post_form.as_changes(post_form.edits(post_form.typed(form, was), was)))


@pytest.mark.parametrize("text", [TEXT, OWN, BOTH, BARE], ids=["card", "own", "both", "bare"])
@pytest.mark.parametrize("language", ["en", "es", "ga"])
def test_a_form_that_nobody_touched_changes_nothing(text: str, language: str) -> None:
    """Browsers send other line ends, and every field."""
    assert edits(sent(text, language)) == {}


@pytest.mark.parametrize(
    ("changed", "wanted"),
    [
        ({"copy__en__text": "Other words."}, {"copy.en.text": "Other words."}),
        ({"copy__en__headline": ""}, {"copy.en.headline": ""}),
        ({"hashtags": "#EUBelong, New  Third"}, {"hashtags": ("EUBelong", "New", "Third")}),
        ({"hashtags": ""}, {"hashtags": ()}),
        ({"link": ""}, {"link": ""}),
        ({"card__background": "leaf"}, {"card.background": "leaf"}),
        ({"picture": "figure", "card__figure": "3"}, {"card.figure": "3", "card.layout": "figure"}),
        ({"picture": "none"}, {"card": "none"}),
        ({"picture": "own", "image": "images/x.jpg"}, {"card": None, "image": "images/x.jpg"}),
        ({"picture": "own"}, {}),
        ({"overrides__x__en__text": ""}, {"overrides.x.en.text": None}),
        ({"overrides__mastodon__en__text": "Long."}, {"overrides.mastodon.en.text": "Long."}),
        ({"copy__en__thread": ["Two.", "", ""]}, {"copy.en.thread": ("Two.",)}),
        ({"copy__en__comment": "{{ link }}"}, {"copy.en.comment": "{{ link }}"}),
        ({"facts": "F01, F04"}, {"facts": ("F01", "F04")}),
        ({"copy__en__alt": ["Another card."]}, {"copy.en.alt": "Another card."}),
    ],
)
def test_each_field_becomes_the_edit_of_its_key(
    changed: dict[str, str | list[str]], wanted: dict[str, Value | None]
) -> None:
    """And nothing else is changed by it."""
    assert edits(sent(changed=changed)) == wanted


def test_a_picture_of_ones_own_makes_room_for_a_card_again() -> None:
    """A card takes its place; pictures behind a card stay when its layout changes."""
    assert edits(sent(OWN, picture="quote")) == {"card.layout": "quote", "image": None}
    assert edits(sent(BOTH, picture="statement")) == {"card.layout": "statement"}
    assert edits(sent(BOTH, picture="none")) == {"card": "none", "image": None}
    assert edits(sent(BARE, picture="quote")) == {"card.layout": "quote"}


def test_a_copy_that_is_begun_is_a_draft() -> None:
    """A translation says from its first word that nobody has reviewed it."""
    assert edits(sent(language="es", copy__es__headline="Manos")) == {
        "copy.es.headline": "Manos",
        "copy.es.state": "draft",
    }


@pytest.mark.parametrize("was", ["", "{", "[]", '"x"', "[" * 9000, '{"link": 3}', "x" * 600_000])
def test_what_is_no_form_of_ours_changes_nothing(was: str) -> None:
    """A hidden field that was tampered with is nothing."""
    form = FormData([("was", was), ("link", "https://other.example/")])
    found = post_form.unpacked(form)
    assert post_form.edits(post_form.typed(form, found), found) == []
