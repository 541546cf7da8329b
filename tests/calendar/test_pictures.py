"""Several pictures, a card before them, a film: one text or a list of them, as the writer likes."""

from __future__ import annotations

import pytest
from jsonschema import Draft202012Validator

from campaign.calendar.read import read_post
from campaign.calendar.schema import post_schema
from campaign.calendar.sheet import cells_of, changes, rows
from campaign.calendar.sheet.table import Row, Table
from campaign.calendar.tree import read_tree
from campaign.calendar.write import edit
from campaign.errors import ContentError
from campaign.model import CardWish, Post
from tests.calendar.sample import KNOWN, POST
from tests.calendar.sheets import LANGUAGES, START

CARD = 'card: {layout: figure, figure: "{{ fact.F07 }}", background: dusk}\n'
EN, ES = "alt: A card with the figure {{ fact.F07 }}.", "alt: Una tarjeta"
VALID = Draft202012Validator(post_schema())


def text(image: str = "", en: str = EN, es: str = ES, card: str = "") -> str:
    """The sample post with pictures and alt texts."""
    own = f"image: {image}\n" if image else ""
    return POST.replace(CARD, card + own).replace(EN, en).replace(ES, es)


def read(source: str) -> Post:
    """The post, which editors accept as well."""
    VALID.validate(read_tree(source, "labs.yaml").data)
    return read_post(source, "labs.yaml", KNOWN)


def faults(source: str) -> list[str]:
    """The mistakes with their lines."""
    with pytest.raises(ContentError) as caught:
        read_post(source, "labs.yaml", KNOWN)
    return [f"{m.place.line}: {m.message} — {m.remedy}" for m in caught.value.mistakes]


TWO = "[pictures/a.jpg, pictures/b.jpg]"


def test_a_list_of_pictures_has_a_list_of_alt_texts() -> None:
    """In their order, as many in each language."""
    post = read(text(TWO, "alt: [The room., The table.]", "alt: [La sala, La mesa]"))
    assert (post.card, post.images) == (None, ("pictures/a.jpg", "pictures/b.jpg"))
    assert post.pictures == post.images
    assert (post.copy["en"].alt, post.copy["en"].more_alts) == ("The room.", ("The table.",))
    assert post.copy["es"].alts == (("alt.0", "La sala"), ("alt.1", "La mesa"))
    assert post.at("copy.es.alt.1") == post.at("copy.es")


def test_one_picture_is_a_text_or_a_list_with_nothing_else_in_it() -> None:
    """Both mean the same post."""
    single = read(text("pictures/a.jpg"))
    assert single.images == ("pictures/a.jpg",)
    assert single.copy["es"].alts == (("alt", "Una tarjeta"),)
    many = read(text("[pictures/a.jpg]", es="alt: [Una tarjeta]"))
    assert (many.images, many.card) == (single.images, None)
    assert many.copy["es"].alts == single.copy["es"].alts


def test_a_card_that_is_written_out_comes_first() -> None:
    """Without one written out, pictures stand instead of it, as they always did."""
    source = text("pictures/a.jpg", "alt: [The card., The room.]", "alt: [Tarjeta, Sala]", CARD)
    post = read(source)
    assert post.card == CardWish("figure", "dusk", "{{ fact.F07 }}")
    assert post.pictures == ("the card", "pictures/a.jpg")
    assert read(text(TWO, "alt: [A, B]", "alt: [A, B]", "card: none\n")).card is None
    assert read(text("")).pictures == ("the card",)
    assert read(text("''")).pictures == ("the card",)
    assert read(text("[]")).pictures == ("the card",)


def test_a_picture_without_alt_text_is_named_with_the_order() -> None:
    """In each language that lacks one; a card counts."""
    order = "write one for each, in this order: the card, pictures/a.jpg, pictures/b.jpg"
    source = text(TWO, "alt: [The card., '', The table.]", "alt: Una tarjeta", CARD)
    assert faults(source) == [
        f'23: the copy in "en" has no alt text for pictures/a.jpg — {order}',
        f'25: the copy in "es" has no alt text for pictures/a.jpg, pictures/b.jpg — {order}',
    ]
    nothing = faults(text(TWO, "alt:", "alt: [La sala, La mesa]"))
    assert nothing == [
        '22: the copy in "en" has no alt text for pictures/a.jpg, pictures/b.jpg — '
        "write one for each, in this order: pictures/a.jpg, pictures/b.jpg"
    ]


def test_more_alt_texts_than_pictures_are_a_mistake() -> None:
    """One of the pictures was forgotten, or there is a text too many."""
    (fault,) = faults(text("pictures/a.jpg", es="alt: [La sala, La mesa]"))
    assert fault.startswith('24: the copy in "es" has 2 alt texts for 1 picture — write one')
    post = read(text("", "alt: ''", "alt: [Una, Otra]", "card: none\n"))
    assert post.pictures == ()


@pytest.mark.parametrize(
    ("image", "said"),
    [
        ("[pictures/a.jpg, ../b.jpg]", 'image.1: "../b.jpg" is not a path under assets/'),
        ("../b.jpg", 'image: "../b.jpg" is not a path under assets/'),
        ("[pictures/a.jpg, '']", "image.1: the picture's name is empty"),
        ("[pictures/a.jpg, pictures/a.jpg]", "pictures/a.jpg is there twice"),
        ("{a: b}", "image must be a list, not keys and values"),
        ("[{a: b}, pictures/b.jpg]", "image.0 must be text, not keys and values"),
    ],
)
def test_a_mistake_in_a_list_of_pictures_names_its_entry(image: str, said: str) -> None:
    """With its line."""
    found = faults(text(image, "alt: [A, B]", "alt: [A, B]"))
    assert [fault for fault in found if fault.startswith(f"14: {said}")], found


def test_a_mistake_in_an_alt_text_names_its_entry() -> None:
    """Every one of them may ask for facts."""
    (fault,) = faults(text(TWO, "alt: [A, '{{ fact.F70 }}']", "alt: [A, B]"))
    assert fault.startswith('22: copy.en.alt.1: there is no fact "F70"')
    (fault,) = faults(text("a.jpg", 'alt: "{{ fact.F70 }}"'))
    assert fault.startswith('22: copy.en.alt: there is no fact "F70"')


@pytest.mark.parametrize(
    ("image", "alt"),
    [("[3, [a]]", "[A, B]"), ("{a: b}", "A"), (TWO, "[]"), (TWO, "['', B]"), (TWO, "{a: b}")],
)
def test_editors_underline_what_the_reader_refuses(image: str, alt: str) -> None:
    """As far as a schema can tell."""
    assert not VALID.is_valid(read_tree(text(image, f"alt: {alt}"), "labs.yaml").data)


def test_a_sheet_leaves_lists_as_they_stand_in_the_file() -> None:
    """The cell is empty, the row comes back unchanged, and other edits keep the list."""
    source = text(TWO, "alt: [The room., The table.]", "alt: [La sala, La mesa]")
    post = read(source)
    cells = cells_of(post, LANGUAGES, START)
    assert {"en alt", "es alt", "layout"} & set(cells) == set()
    sheet = rows([post], LANGUAGES, START)
    assert changes(sheet, [post], LANGUAGES, START, "en").says_nothing_new
    row = Row(2, {**sheet.rows[0].cells, "es text": "Otra mesa"})
    (change,) = changes(Table(sheet.columns, (row,)), [post], LANGUAGES, START, "en").edits
    written = edit(source, {change.key: change.new})
    assert written == source.replace("Tres días, una mesa", "Otra mesa")
    assert read(written).copy["es"].more_alts == ("La mesa",)


def test_an_alt_text_put_into_the_sheet_does_not_drop_the_others() -> None:
    """It would leave a picture without any, which the reader refuses."""
    source = text(TWO, "alt: [The room., The table.]", "alt: [La sala, La mesa]")
    post = read(source)
    sheet = rows([post], LANGUAGES, START)
    row = Row(2, {**sheet.rows[0].cells, "es alt": "Todo"})
    (change,) = changes(Table(sheet.columns, (row,)), [post], LANGUAGES, START, "en").edits
    (fault,) = faults(edit(source, {change.key: change.new}))
    assert 'the copy in "es" has no alt text for pictures/b.jpg' in fault


def test_lists_can_be_written_into_a_file() -> None:
    """As whoever edits posts from a page does it."""
    source = text("pictures/a.jpg")
    alts = {f"copy.{name}.alt": ["One.", "Two, with a comma."] for name in ("en", "es")}
    post = read(edit(source, {"image": ["pictures/a.jpg", "clip b.mp4"], **alts}))
    assert post.images == ("pictures/a.jpg", "clip b.mp4")
    assert post.copy["en"].more_alts == ("Two, with a comma.",)
