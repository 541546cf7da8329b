"""The PDF can be read by everybody: tagged, titled, in its language, and no text can break it."""

from __future__ import annotations

import io
import re
import resource
from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from functools import cache
from itertools import pairwise
from pathlib import Path
from typing import Any

import pypdfium2
import pytest
from pypdf import PdfReader
from pypdf.generic import IndirectObject

from analytics.document import (
    Column,
    Document,
    Gap,
    Kind,
    Name,
    Paragraph,
    PostCards,
    Section,
    Series,
    Shape,
    Table,
)
from analytics.faces.pdf import PdfNotMade, pdf
from analytics.language import LANGUAGES, Words
from tests.analytics import sample
from tests.analytics.faces import documents

FONTS = Path(__file__).parents[3] / "assets" / "fonts"
HEADLINES = {
    "Arabic": Name("ثلاثة أيام. طاولة واحدة.", "ar"),
    "Arabic with marks": Name("مُؤْتَمَرٌ لِلْجَمِيعِ ﷺ", "ar"),
    "Greek": Name("Τρεις ημέρες. Ένα τραπέζι.", "el"),
    "Cyrillic": Name("Три дні. Один стіл. Ђачки ўзвар", "uk"),
    "Hebrew": Name("שלושה ימים", "he"),
    "Chinese": Name("三天，一张桌子。" * 20, "zh-Hant-TW"),
    "Hindi": Name("तीन दिन। एक मेज़।", "hi"),
    "Thai": Name("สามวัน โต๊ะเดียว", "th"),
    "emoji": Name("Three days 🎉👩‍👩‍👧‍👦🇪🇺👍🏽 ✓ ☺ → ≥ ½", "en"),
    "letters that only look different": Name("𝗧𝗵𝗿𝗲𝗲 𝓭𝓪𝔂𝓼 ① ﬁn ｗｉｄｅ", "en"),
    "signs that are none": Name("a\x00b\x07c\ud83dd\ufffee\ue000f\u2028g\u202eh\ufeffi", "en"),
    "many marks": Name("Z̸̢͓̈́a̷̛͙l̵͇̐g̶̰̈o̸", "en"),
    "markup": Name('#panic() $x$ *b* _i_ `r` <a> @b \\ "q" ] ) } // /* #include "x"', "en"),
    "a language that is none": Name("x", "x-none-such"),
    "one long word": Name("Donaudampfschifffahrtsgesellschaft" * 8, "de"),
    "a script for a link": Name("x", "en", "javascript:alert(1)"),
    "nothing": Name(""),
}


def made(document: Document, language: str = "en") -> bytes:
    """The document as a PDF."""
    return pdf(document, Words(language), FONTS, sample.cards())


@cache
def whole(language: str = "en") -> bytes:
    """A document with every kind of block."""
    return made(documents.whole(language), language)


def opened(data: bytes) -> PdfReader:
    """The PDF, as another program reads it."""
    return PdfReader(io.BytesIO(data))


def text(data: bytes) -> str:
    """What stands on all its pages."""
    pages = pypdfium2.PdfDocument(data)
    found = " ".join(page.get_textpage().get_text_bounded() for page in pages)
    return " ".join(found.replace("\u200b", "").split())


def tags(data: bytes) -> Iterator[tuple[str, dict[str, Any], tuple[str, ...]]]:
    """Every element of the structure: its tag, itself, and the tags around it."""

    def walk(element: Any, around: tuple[str, ...]) -> Iterator[Any]:
        if isinstance(element, IndirectObject):
            element = element.get_object()
        if isinstance(element, list):
            for each in element:
                yield from walk(each, around)
        elif isinstance(element, dict):
            tag = str(element.get("/S", ""))
            if tag:
                yield tag, element, around
            if "/K" in element:
                yield from walk(element["/K"], (*around, tag) if tag else around)

    root: Any = opened(data).trailer["/Root"]
    yield from walk(root["/StructTreeRoot"], ())


def test_a_reader_is_told_title_language_and_that_it_is_tagged() -> None:
    """What PDF/UA-1 asks of the whole document; the title is shown, not the name of the file."""
    reader = opened(whole("de"))
    root: Any = reader.trailer["/Root"]
    assert root["/Lang"] == "de"
    assert bool(root["/MarkInfo"]["/Marked"])
    assert bool(root["/ViewerPreferences"]["/DisplayDocTitle"])
    assert reader.metadata is not None
    assert reader.metadata.title == "EU-BELONG – Week 49"
    assert reader.metadata.author == "Assembly of European Regions"
    described = root["/Metadata"].get_object().get_data().decode()
    assert re.search(r"pdfuaid:part[^0-9]*1", described)
    assert len(reader.outline) >= 6


def test_every_picture_and_chart_has_words() -> None:
    """Four charts, two cards and the emblem; a chart says its title and what it shows."""
    words = [str(element.get("/Alt", "")) for tag, element, _ in tags(whole()) if tag == "/Figure"]
    assert len(words) == 7
    assert all(words)
    assert "Engagement by region. Timiș leads with 1,234." in words
    assert "Emblem of the European Union" in words


def test_tables_have_heads_that_say_what_they_head() -> None:
    """As many as there are columns, each for its column; rows and sums stand in their parts."""
    found = list(tags(whole()))
    heads = [element for tag, element, _ in found if tag == "/TH"]
    assert len(heads) == len(documents.CELLS)
    for each in heads:
        assert "/Column" in str(each["/A"])
    parts = Counter(tag for tag, _, _ in found)
    assert (parts["/Table"], parts["/THead"], parts["/TBody"], parts["/TFoot"]) == (1, 1, 1, 1)
    assert parts["/TD"] == len(documents.CELLS) * 4
    assert parts["/Caption"] >= 1


def test_headings_go_down_one_step_at_a_time() -> None:
    """A document can be walked through by its headings; the cover's is its title."""
    found = [tag for tag, _, _ in tags(whole())]
    levels = [int(tag[2]) for tag in found if re.fullmatch(r"/H[1-6]", tag)]
    assert levels[0] == 1
    assert all(after - before <= 1 for before, after in pairwise(levels))
    assert found.count("/Title") == 1


def test_words_in_other_languages_are_marked() -> None:
    """A screen reader changes its voice for a headline."""
    spoken = {str(element["/Lang"]) for _, element, _ in tags(whole()) if "/Lang" in element}
    assert {"de", "ca"} <= spoken


def test_the_cover_says_who_pays_and_what_this_is() -> None:
    """Everything that a funder looks for on the first page."""
    page = pypdfium2.PdfDocument(whole())[0].get_textpage().get_text_bounded()
    told = " ".join(page.split())
    front = documents.FRONT
    for each in (front.campaign, front.kind, front.title, front.subtitle, front.summary):
        assert each in told
    for each in (front.statement, front.disclaimer, front.owner, front.made, *front.notes):
        assert each in told
    assert "Grant agreement 101038215" in told


def test_every_page_but_the_cover_is_numbered() -> None:
    """Page 2 of all of them, and so on; also those that lie on their side."""
    pages = pypdfium2.PdfDocument(whole())
    for at, page in enumerate(pages):
        told = page.get_textpage().get_text_bounded()
        assert (f"Page {at + 1} of {len(pages)}" in told) is (at > 0)


def test_contents_and_definitions_are_linked() -> None:
    """Each column's meaning is one click from its table, and stands in the annex."""
    told = text(whole())
    for kind in documents.CELLS:
        assert f"A {kind} What {kind} is." in told
    links = [element for tag, element, _ in tags(whole()) if tag == "/Link"]
    assert len(links) > len(documents.CELLS) + 6


def test_a_gap_says_why() -> None:
    """n/a with a mark, and the reason once below the table."""
    told = text(whole())
    assert "a the network does not say" in told
    assert "b no post in one of the two weeks" in told
    assert told.count("no post in one of the two weeks") == 1


def test_a_long_table_has_its_heads_on_every_page() -> None:
    """Sixty rows with long names; no row is cut between pages."""
    columns = (
        Column("name", "Indicator", Kind.TEXT, "Its name."),
        Column("value", "Value", Kind.COUNT, "Its value."),
    )
    name = "Stakeholders that were reached in all of the regions, with a name of two lines or more"
    rows = tuple((f"{name} {at}", at) for at in range(60))
    data = made(documents.document(Section("x", "X", (Table("x", "", columns, rows),))))
    pages = [page.get_textpage().get_text_bounded() for page in pypdfium2.PdfDocument(data)]
    bodies = [each for each in pages if "Stakeholders" in each]
    assert len(bodies) >= 2
    for each in bodies:
        assert re.search(r"Indicator\s+Value", each)
        starts, ends = each.count("Stakeholders"), len(re.findall(r"or\s+more\s+\d+", each))
        assert starts == ends


@pytest.mark.parametrize("headline", HEADLINES.values(), ids=list(HEADLINES))
def test_no_headline_can_cost_the_report(headline: Name) -> None:
    """In a table, a card, a chart, a sentence and on the cover."""
    some = documents.table(rows=0)
    cell = Table("x", headline.text, some.columns[:1], ((headline,),), note=headline.text)
    drawn = documents.chart(
        Shape.LINES,
        title=headline.text,
        categories=(headline.text,),
        series=(Series(headline.text, (1,)), Series("", (2,))),
        alt=headline.text,
    )
    card = documents.card(headline, headline.text)
    blocks = (cell, drawn, PostCards((card,)), Paragraph(headline.text))
    document = documents.document(
        Section("x", headline.text or "X", blocks),
        title=headline.text or "Week 49",
        campaign=headline.text,
        summary=headline.text,
    )
    assert made(document).startswith(b"%PDF-")


def test_a_sign_that_no_font_has_is_shown_as_such_and_said() -> None:
    """Letters that only look different become the plain ones; others are replaced, with a word."""
    told = text(made(documents.whole(headline=HEADLINES["emoji"])))
    assert "□ stands for a sign that the fonts of this document do not have." in told
    told = text(made(documents.whole(headline=HEADLINES["letters that only look different"])))
    assert "Three days" in told
    assert "stands for a sign" not in told


def test_a_script_is_never_a_link() -> None:
    """Only web addresses lead out of the document."""
    name = HEADLINES["a script for a link"]
    data = made(documents.whole(headline=name))
    assert b"javascript" not in data.lower()


@pytest.mark.slow
@pytest.mark.parametrize("language", LANGUAGES)
def test_every_language_has_its_pdf(language: str) -> None:
    """Set in it, and marked as such."""
    root: Any = opened(whole(language)).trailer["/Root"]
    assert root["/Lang"] == language


def test_the_same_document_gives_the_same_bytes() -> None:
    """So that what was sent can be compared with what is kept."""
    assert whole() == made(documents.whole())


def test_a_week_of_nothing_has_a_pdf() -> None:
    """No section, no emblem, no statement, an empty table."""
    document = documents.document(emblem=None, statement="", disclaimer="", notes=(), grant="")
    assert made(document).startswith(b"%PDF-")
    empty = documents.document(Section("x", "X", (documents.table(rows=0),)))
    assert "There is nothing to list." in text(made(empty))


def pages(data: bytes) -> list[str]:
    """What stands on each page."""
    found = (page.get_textpage().get_text_bounded() for page in pypdfium2.PdfDocument(data))
    return [" ".join(each.replace("\u200b", "").split()) for each in found]


def named(rows: int, **changes: Any) -> Table:
    """A table of a few columns whose rows have names of their own."""
    columns = (Column("a", "Region", Kind.TEXT, "Where."), Column("b", "Posts", Kind.COUNT, "All."))
    found = tuple((f"Region-{at:03}.", Gap("nobody has entered it")) for at in range(rows))
    return Table(
        **{"id": "n", "title": "A list", "columns": columns, "rows": found, "note": "A note of it."}
        | changes
    )


def test_the_grant_stands_on_the_cover_and_at_the_foot_of_each_page() -> None:
    """And nowhere where there is none."""
    found = pages(made(documents.document(Section("n", "A list", (named(90),)))))
    assert len(found) > 2 and all("Grant agreement 101038215" in each for each in found)
    assert "Grant agreement" not in text(made(documents.document(grant="")))


@pytest.mark.parametrize("rows", [5, 28, 29, 30, 41, 42, 43, 44, 45, 46, 47, 48, 49, 50, 88, 89])
def test_no_page_holds_nothing_but_what_explains_a_table(rows: int) -> None:
    """However many rows there are, the explanation stands beside some of them."""
    found = pages(made(documents.document(Section("n", "A list", (named(rows),)))))
    for each in found:
        if "A note of it." in each or "nobody has entered it" in each:
            assert "Region-" in each


@pytest.mark.parametrize("before", [8, 20, 30, 34, 38])
def test_a_short_table_stays_on_one_page_with_its_heading_and_chart(before: int) -> None:
    """Its page may begin lower down, whatever stands before it."""
    lead = Section("l", "Lead", tuple(Paragraph(f"Sentence {at}.") for at in range(before)))
    short = Section("n", "Short ones", (documents.chart(), named(6)))
    found = pages(made(documents.document(lead, short)))
    (page,) = [each for each in found[2 if len(found) > 3 else 1 :] if "Region-000." in each]
    for each in ("Short ones", "Region-005.", "A note of it.", "Engagement by region"):
        assert each in page


def test_tables_that_lie_on_their_side_come_last() -> None:
    """What stands behind them is not pushed off a half-empty page."""
    many = tuple(Column(f"c{at}", f"Column {at}", Kind.COUNT, "A count.") for at in range(19))
    rows = tuple((100_000,) * 19 for _ in range(3))
    lying = Section("w", "Lying", (Table("w", "Lying", many, rows),))
    after = Section("a", "After it", (Paragraph("Goes on."),))
    reader = opened(made(documents.document(lying, after)))
    sides = [float(each.mediabox.width) > float(each.mediabox.height) for each in reader.pages]
    assert sides == sorted(sides) and sum(sides) == 1


@pytest.mark.parametrize("rows", [66, 67, 68, 69, 70, 71, 72])
def test_the_last_page_of_a_lying_table_has_more_than_a_row_or_two(rows: int) -> None:
    """Its rows stand a little closer where that spares a page."""
    many = tuple(Column(f"c{at}", f"Column {at}", Kind.COUNT, "A count.") for at in range(19))
    found = tuple((700_000 + at,) * 19 for at in range(rows))
    lying = Section("w", "Lying", (Table("w", "Lying", many, found),))
    last = pages(made(documents.document(lying)))[-1]
    assert sum(f"700,{at:03}" in last for at in range(rows)) > 2


def test_a_table_without_rows_is_left_out_where_words_say_so() -> None:
    """No head above nothing."""
    section = Section("e", "Empty", (Paragraph("Nothing came late."), named(0)))
    found = text(made(documents.document(section)))
    assert "Nothing came late." in found
    assert "There is nothing to list." not in found and "What the columns mean" not in found


def test_a_photo_as_emblem_is_taken_as_it_is() -> None:
    """A PNG that was supplied stands on the cover."""
    document = replace(
        documents.document(), front=replace(documents.FRONT, emblem=sample.draw("Emblem"))
    )
    assert [tag for tag, _, _ in tags(made(document))].count("/Figure") == 1


def test_without_fonts_it_is_said_why_there_is_no_pdf(tmp_path: Path) -> None:
    """An error of the report, in a sentence that names the folder."""
    with pytest.raises(PdfNotMade, match="there is no font in this folder"):
        pdf(documents.document(), Words("en"), tmp_path, sample.cards())


def test_what_the_typesetter_refuses_is_said_in_a_sentence() -> None:
    """An emblem that is no picture at all."""
    with pytest.raises(PdfNotMade, match="the PDF cannot be made: "):
        made(documents.document(emblem=b"<svg"))


def test_setting_pages_leaves_no_typesetter_in_memory() -> None:
    """Pages are set by a process that ends: what it worked out must not stay with the program."""
    before = resource.getrusage(resource.RUSAGE_CHILDREN).ru_utime
    made(documents.document())
    assert resource.getrusage(resource.RUSAGE_CHILDREN).ru_utime > before


def test_a_typesetter_that_dies_costs_the_pdf_alone(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """As when the machine has no memory left: it is said, and no half of a PDF comes of it."""
    dying = tmp_path / "typesetting.py"
    dying.write_text("import sys\nsys.stdout.write('%PDF-1.7')\nsys.exit(137)\n")
    monkeypatch.setattr("analytics.faces.pdf.TYPESETTING", dying)
    with pytest.raises(PdfNotMade, match="its process ended with 137"):
        made(documents.document())
