"""What comes back as XLIFF is read within bounds, however a tool has rearranged it."""

from __future__ import annotations

from unicodedata import normalize

import pytest

from campaign.calendar.translations.units import Standing, Unit, mark_of
from campaign.calendar.translations.xliff import as_xliff
from campaign.calendar.translations.xliff_reader import read_xliff
from campaign.errors import ContentError

SOURCE = "{{ fact.F01 }} days & <b>more</b> at https://a.example/?x=1: {# a note #} {{ region }}"
TARGET = "A {{ region }}: {{ fact.F01 }} dies, https://a.example/?x=1 … «això»\n\nI prou."


def unit(**changes: str) -> Unit:
    """A unit with all that a text may hold."""
    values = {"source": SOURCE, "target": TARGET, **changes}
    standing = Standing.DRAFT if values["target"] else Standing.MISSING
    mark = mark_of("9e4197c60904", values["target"], standing)
    file = "content/calendar/labs-01.yaml"
    return Unit(
        "labs-01", file, "ca", "en", "text", values["source"], values["target"], standing, mark
    )


HEAD = (
    '<xliff xmlns="urn:oasis:names:tc:xliff:document:2.0" version="2.0" srcLang="en" trgLang="ca">'
)


def one(inside: str, head: str = HEAD) -> bytes:
    """A file with one unit."""
    text = f'{head}<file id="f"><unit id="labs-01.ca.text">{inside}</unit></file></xliff>'
    return text.encode()


@pytest.mark.parametrize(
    "text",
    [
        SOURCE,
        "{{ fact.F01 }}{{ fact.F01 }}",
        " {{ region }} ",
        "a  b\tc\n\nd",
        "{% if x %}a{% endif %}",
        "{{ '{' }} & > \" ' ]]>",
        "🎉 Łódź e\u0301",
        '{{ date("2026-12-03") }}: https://a.example/x.',
    ],
)
def test_every_text_comes_back_as_it_was(text: str) -> None:
    """Placeholders, links, white space, marks of XML, letters beyond the first plane."""
    sent = unit(source=text, target=text)
    (found,) = read_xliff(as_xliff([sent], "en", "ca").encode(), "a.xlf").units
    assert (found.source, found.target) == (normalize("NFC", text),) * 2
    assert (found.post, found.language, found.field) == ("labs-01", "ca", "text")
    assert (found.mark, found.standing) == (sent.mark, "draft")


def test_a_file_is_as_the_standard_has_it() -> None:
    """Notes first, then the original data, then one segment; ids are names of XML."""
    text = as_xliff([unit()], "en", "ca", ["Say this."])
    inside = text[text.index("<unit") :]
    assert inside.index("<notes") < inside.index("<originalData") < inside.index("<segment")
    assert '<data id="d1">{{ fact.F01 }}</data>' in text
    assert 'canDelete="no"' in text
    assert text.count("<segment") == 1


@pytest.mark.parametrize(
    ("inside", "target"),
    [
        (
            '<segment state="translated"><source>A. </source><target>U. </target></segment>'
            '<segment state="translated"><source>B.</source><target>Dos.</target></segment>',
            "U. Dos.",
        ),
        (
            "<segment><source>A.</source><target>U.</target></segment><ignorable><source> </source>"
            "</ignorable><segment><source>B.</source><target>Dos.</target></segment>",
            "U. Dos.",
        ),
        (
            '<originalData><data id="d">{{ region }}</data></originalData><segment><source>'
            '<ph id="1" dataRef="d"/></source><target>a <ph id="1"/></target></segment>',
            "a {{ region }}",
        ),
        (
            '<segment><source>A</source><target>Una <mrk id="m" type="term">taula</mrk> i '
            '<pc id="p">més</pc></target></segment>',
            "Una taula i més",
        ),
        ('<segment><source>A</source><target>A<cp hex="2019"/>B</target></segment>', "A’B"),
        ("<segment><source>A</source></segment>", ""),
        (
            '<segment><source>A</source><target order="3">U.</target></segment><ignorable><source> '
            '</source></ignorable><segment><source>B</source><target order="1">Dos.</target>'
            "</segment>",
            "Dos. U.",
        ),
        ('<segment><source>A</source><target order="-x">U.</target></segment>', "U."),
        ("<segment><source>A</source><target>U<!-- c --><?p?> dos</target></segment>", "U dos"),
    ],
)
def test_what_tools_rearrange_is_read_all_the_same(inside: str, target: str) -> None:
    """Segments, what stands between them, placeholders without their reference, marks."""
    (found,) = read_xliff(one(inside), "a.xlf").units
    assert (found.target, found.mistakes) == (target, ())


@pytest.mark.parametrize("told", ['id="mark" category="mark"', 'id="mark"', 'category="mark"'])
def test_the_mark_is_found_by_its_id_or_its_category(told: str) -> None:
    """Some tools keep one of the two."""
    inside = (
        f"<notes><note {told}>abc.def.draft</note></notes><segment><source>A</source></segment>"
    )
    (found,) = read_xliff(one(inside), "a.xlf").units
    assert found.mark == "abc.def.draft"


def test_a_placeholder_that_says_what_it_is_needs_no_data() -> None:
    """A tool dropped the original data and left `equiv`; words there are no placeholder."""
    text = '<segment><source>A</source><target>a <ph id="9" equiv="{}"/></target></segment>'
    (found,) = read_xliff(one(text.format("{{ region }}")), "a.xlf").units
    assert (found.target, found.mistakes) == ("a {{ region }}", ())
    (found,) = read_xliff(one(text.format("a line break")), "a.xlf").units
    assert found.mistakes


@pytest.mark.parametrize("code", ["D800", "dfff", "0", "110000", "FFFFFFFFFFFF", "", "x", "-1"])
def test_an_escape_for_no_character_leaves_a_text_that_can_be_shown(code: str) -> None:
    """Half a character would break what prints it; a lost letter is told where a text is read."""
    inside = f'<segment><source>A</source><target>A<cp hex="{code}"/></target></segment>'
    (found,) = read_xliff(one(inside), "a.xlf").units
    found.target.encode()


@pytest.mark.parametrize(
    ("tag", "fits"),
    [("ca", True), ("CA", True), ("ca-ES", True), ("", True), ("es", False), ("cak", False)],
)
def test_a_file_may_name_the_country_of_its_language(tag: str, fits: bool) -> None:
    """Some tools always do; another language is told once, and nothing of it is read."""
    head = HEAD.replace('trgLang="ca"', f'trgLang="{tag}"' if tag else "")
    unit = '<unit id="labs-01.ca.{}"><segment><source>A</source></segment></unit>'
    text = f"{head}<file id='f'>{unit.format('text')}{unit.format('alt')}</file></xliff>"
    found = read_xliff(text.encode(), "a.xlf")
    assert (len(found.units), len(found.mistakes)) == ((2, 0) if fits else (0, 1))
    assert fits or f"the file is in {tag} (trgLang)" in found.mistakes[0].message


def test_a_placeholder_that_stands_for_nothing_is_told() -> None:
    """A tool lost the data; nobody guesses what it was."""
    inside = '<segment><source>A</source><target>a <ph id="9"/></target></segment>'
    (found,) = read_xliff(one(inside), "a.xlf").units
    assert found.mistakes == ('the placeholder "9" stands for nothing in this file',)


BOMB = (
    '<!DOCTYPE x [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;&a;&a;">]>'
    f"{HEAD}<file id='f'><unit id='labs-01.ca.text'><segment><source>&b;</source></segment></unit>"
    "</file></xliff>"
)


@pytest.mark.parametrize(
    ("data", "said"),
    [
        (BOMB.encode(), "document type"),
        (b'<!DOCTYPE x SYSTEM "file:///etc/passwd"><xliff/>', "document type"),
        (b"my notes", "damaged"),
        (b"", "damaged"),
        (one("<segment>")[:-20], "damaged"),
        (b"<html/>", "no XLIFF"),
        (b'<xliff xmlns="urn:oasis:names:tc:xliff:document:1.2" version="1.2"/>', "XLIFF 1.2"),
        (("<a>" * 100).encode(), "deep"),
        (b'<?xml version="1.0" encoding="klingon"?><xliff/>', "cannot be read|damaged"),
        (b"\xff\xfe<\x00x\x00/\x00>\x00", "no XLIFF"),
        (f"{HEAD}<file id='{'a' * 3_000_000}'/></xliff>".encode(), "longer than a megabyte"),
    ],
)
def test_what_is_no_translation_file_is_refused_with_a_reason(data: bytes, said: str) -> None:
    """Document types, damage, other formats, bombs."""
    with pytest.raises(ContentError, match=said):
        read_xliff(data, "a.xlf")


def test_a_unit_that_is_not_ours_is_named() -> None:
    """Somebody merged two files; ours are read."""
    other = b"<unit id='tu1'><segment><source>A</source></segment></unit>"
    data = one("<segment><source>A</source></segment>").replace(b"</file>", other + b"</file>")
    found = read_xliff(data, "a.xlf")
    assert [each.field for each in found.units] == ["text"]
    assert 'the unit "tu1" is not one of the calendar' in found.mistakes[0].message
