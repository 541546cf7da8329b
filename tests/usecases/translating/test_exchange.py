"""To translators and back: only the edits appear, whatever program made them."""

from __future__ import annotations

import shutil
import subprocess
import xml.etree.ElementTree as ET
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from openpyxl import load_workbook
from openpyxl.worksheet.worksheet import Worksheet
from sqlalchemy import select
from translate.storage import xliff2

from campaign.calendar.translations.compare import Comparison
from campaign.calendar.translations.units import Standing
from campaign.errors import CampaignError, ContentError, Forbidden, StorageError
from campaign.model import Registers, Term
from campaign.model.people import Actor, Person, Role
from campaign.platforms import registry
from campaign.storage import tables
from campaign.storage.trust import people
from campaign.usecases.translating import exchange
from campaign.usecases.translating.exchange import Delivery
from campaign.usecases.translating.matrix import Choice, matrix
from campaign.usecases.translating.notes import glossary_notes
from tests.usecases.translating.bureau import ALONE, NOW, Bureau, differences

TOOL: Any = xliff2  # it has no types
Cells = dict[tuple[str, str, str], dict[str, object]]
#: The cells of each unit by the heading of their column.
X2 = "{urn:oasis:names:tc:xliff:document:2.0}"
ALL = Choice(standings=[each for each in Standing if each is not Standing.SOURCE])


def exported(bureau: Bureau, name: str, choice: Choice = ALL, *, overwrite: bool = False) -> Path:
    """Write a file for translators."""
    target = bureau.folder / name
    exchange.export(
        bureau.content(),
        bureau.config,
        target,
        choice,
        lambda channel: registry.limits(channel.platform),
        overwrite=overwrite,
    )
    return target


def examined(bureau: Bureau, path: Path, machine: str = "") -> Delivery:
    """What a file changes."""
    content, mistakes = bureau.read()
    return exchange.examine(path, content, bureau.config, mistakes, machine=machine)


def written(bureau: Bureau, wanted: Delivery, actor: Actor = ALONE) -> tuple[Path, ...]:
    """Write what a file changes."""
    return exchange.write(
        wanted, bureau.content(), bureau.config, bureau.database, actor=actor, now=NOW
    )


def edits(compared: Comparison) -> list[tuple[str, str, str, str]]:
    """Every edit: post, language, field and the new words."""
    return [(c.post, c.language, e.field, e.new) for c in compared.changed for e in c.edits]


def in_sheet(path: Path, change: Callable[[Cells], None]) -> None:
    """Edit a sheet by the program, cell by cell; `change` gets the cells of each unit."""
    book = load_workbook(path)
    sheet = book["Translations"]
    assert isinstance(sheet, Worksheet)
    heading = [str(cell.value) for cell in sheet[1]]
    units: Cells = {}
    rows = {}
    for row in sheet.iter_rows(min_row=2):
        cells: dict[str, object] = {
            name: cell.value for name, cell in zip(heading, row, strict=True)
        }
        key = (str(cells["id"]), str(cells["language"]), str(cells["field"]))
        units[key], rows[key] = cells, row
    change(units)
    for key, row in rows.items():
        for name, cell in zip(heading, row, strict=True):
            if cell.value != units[key].get(name):
                cell.value = units[key].get(name)  # type: ignore[assignment]
    book.save(path)


def in_xliff(path: Path, change: Callable[[dict[str, ET.Element]], None]) -> None:
    """Edit an XLIFF file; `change` gets each unit by its id."""
    for prefix, space in (("", X2[1:-1]),):
        ET.register_namespace(prefix, space)
    tree = ET.parse(path)
    change({str(unit.get("id")): unit for unit in tree.iter(f"{X2}unit")})
    tree.write(path, encoding="utf-8", xml_declaration=True)


def segment(unit: ET.Element) -> ET.Element:
    """The one segment of a unit that we wrote."""
    found = unit.find(f"{X2}segment")
    assert found is not None
    return found


def put(unit: ET.Element, words: str, state: str = "translated") -> None:
    """Write a target without inline elements."""
    one = segment(unit)
    for old in one.findall(f"{X2}target"):
        one.remove(old)
    ET.SubElement(one, f"{X2}target").text = words
    one.set("state", state)


@pytest.mark.parametrize("name", ["out.xlsx", "out.xlf", "out.xliff"])
def test_an_untouched_file_says_nothing_new(bureau: Bureau, name: str) -> None:
    """Whatever there is in the calendar: threads, comments, several alts, line breaks, formulas."""
    language = "ca" if name.endswith(("f", "xliff")) else ""
    choice = Choice(languages=[language] if language else ())
    assert examined(bureau, exported(bureau, name, choice)).comparison.says_nothing_new


def test_a_sheet_brings_its_edits_and_nothing_else(bureau: Bureau) -> None:
    """A translated post, an edited text, a new language: three edits, bound to their source."""
    path = exported(bureau, "out.xlsx")

    def change(units: Cells) -> None:
        units["labs-01", "es", "headline"]["target"] = "Una mesa: tres días"
        for field, words in (
            ("headline", "Per què des de zero?"),
            ("text", "Sumar és fàcil."),
        ):
            units["peer-01", "ca", field]["target"] = words

    in_sheet(path, change)
    before = bureau.texts()
    wanted = examined(bureau, path)
    assert edits(wanted.comparison) == [
        ("labs-01", "es", "headline", "Una mesa: tres días"),
        ("peer-01", "ca", "headline", "Per què des de zero?"),
        ("peer-01", "ca", "text", "Sumar és fàcil."),
    ]
    assert bureau.texts() == before, "comparing writes nothing"
    assert {path.name for path in written(bureau, wanted)} == {"labs-01.yaml", "peer-01.yaml"}
    assert differences(before["labs-01"], bureau.texts()["labs-01"]) == [
        "-    headline: 'Días en torno a una mesa'",
        "+    headline: 'Una mesa: tres días'",
    ]
    peer = next(post for post in bureau.content().posts if post.id == "peer-01")
    assert (peer.copy["ca"].text, peer.copy["ca"].state) == ("Sumar és fàcil.", "draft")
    assert examined(bureau, path).comparison.says_nothing_new, "importing it again changes nothing"
    with bureau.database.read() as connection:
        theirs = connection.execute(select(tables.edits.c.post, tables.edits.c.language)).all()
    assert sorted(map(tuple, theirs)) == [("labs-01", "es"), ("peer-01", "ca")], "it is their work"


@pytest.mark.skipif(shutil.which("soffice") is None, reason="LibreOffice is not installed here")
@pytest.mark.slow
def test_a_sheet_edited_in_libreoffice_brings_its_edits(bureau: Bureau) -> None:
    """Saved once by the program itself: through its own format and back."""
    path = exported(bureau, "out.xlsx")

    def change(units: Cells) -> None:
        units["labs-01", "es", "headline"]["target"] = "Una mesa: tres días"

    in_sheet(path, change)
    for kind, of in (("ods", path), ("xlsx", path.with_suffix(".ods"))):
        command = ["soffice", "--headless", "--convert-to", kind, "--outdir", str(bureau.folder)]
        subprocess.run([*command, str(of)], check=True, capture_output=True, timeout=120)
    assert edits(examined(bureau, path).comparison) == [
        ("labs-01", "es", "headline", "Una mesa: tres días")
    ]


def test_xliff_edited_with_another_tool_brings_its_edits(bureau: Bureau) -> None:
    """translate-toolkit, by its plain targets and by those with placeholders in them."""
    path = exported(bureau, "out.xlf", Choice(languages=["es"]))
    store = TOOL.Xliff2File.parsefile(str(path))
    by_id = {unit.getid(): unit for unit in store.units}
    assert by_id["labs-01.es.headline"].target == "Días en torno a una mesa"
    by_id["labs-01.es.headline"].target = "Una mesa: tres días"
    rich = by_id["labs-01.es.text"].rich_target

    def reword(element: object) -> None:
        parts = getattr(element, "sub", [])
        for number, part in enumerate(parts):
            if isinstance(part, str):
                parts[number] = part.replace("unas veinte", "una veintena de")
            else:
                reword(part)

    reword(rich[0])
    by_id["labs-01.es.text"].rich_target = rich
    by_id["peer-01.es.headline"].target = "¿Por qué empezar de cero?"
    by_id["peer-01.es.text"].target = "Sumar es fácil."
    store.savefile(str(path))
    compared = examined(bureau, path).comparison
    assert edits(compared) == [
        ("labs-01", "es", "headline", "Una mesa: tres días"),
        (
            "labs-01",
            "es",
            "text",
            "{{ fact.F07 }} días, una veintena de personas. Más en https://site.example/a.\n\n"
            "¿A quién invitarías?",
        ),
        ("peer-01", "es", "headline", "¿Por qué empezar de cero?"),
        ("peer-01", "es", "text", "Sumar es fácil."),
    ]
    assert compared.mistakes == ()
    written(bureau, examined(bureau, path))
    assert examined(bureau, path).comparison.says_nothing_new


def test_new_words_before_the_old_ones_are_noticed(bureau: Bureau) -> None:
    """translate-toolkit leaves the old elements, with all between them, in a plain new target."""
    path = exported(bureau, "out.xlf", Choice(languages=["es"]))
    store = TOOL.Xliff2File.parsefile(str(path))
    unit = next(unit for unit in store.units if unit.getid() == "labs-01.es.text")
    unit.target = unit.target.replace("unas veinte", "una veintena de")
    store.savefile(str(path))
    compared = examined(bureau, path).comparison
    assert compared.changed == ()
    assert "the old translation stands behind the new one" in compared.mistakes[0].message


def test_every_translation_of_a_thread_comes_back_in_its_place(bureau: Bureau) -> None:
    """Parts, first comment and the second alt text."""
    path = exported(bureau, "out.xlf", Choice(languages=["ca"], posts=["thread-01"]))

    def change(units: dict[str, ET.Element]) -> None:
        put(units["thread-01.ca.thread.1"], "I el tercer dia.")
        put(units["thread-01.ca.alt.1"], "Una taula llarga.")

    in_xliff(path, change)
    written(bureau, examined(bureau, path))
    (copy,) = (p.copy["ca"] for p in bureau.content().posts if p.id == "thread-01")
    assert copy.thread == ("Segon dia.", "I el tercer dia.")
    assert (copy.alt, copy.more_alts) == ("La targeta.", ("Una taula llarga.",))
    assert copy.comment == "Més: {{ link }}"


@pytest.mark.parametrize(
    ("words", "said"),
    [
        ("Tres dies. Més a https://site.example/a.", "{{ fact.F07 }} is lost or changed"),
        ("{{ fact.F7 }} dies. https://site.example/a", "{{ fact.F07 }} is lost or changed"),
        ("{{fact.F07}} dies, https://site.example/b", "https://site.example/a is lost or changed"),
        ("{{ fact.F07 }} https://site.example/a {{ region }}", "{{ region }} is not in the source"),
        (
            "{{ fact.F07 }} https://site.example/a https://evil.example",
            "https://evil.example is not",
        ),
        ("{ fact.F07 } https://site.example/a", "{{ fact.F07 }} is lost or changed"),
    ],
)
@pytest.mark.parametrize("name", ["out.xlsx", "out.xlf"])
def test_a_placeholder_or_link_that_was_lost_is_told_with_its_place(
    bureau: Bureau, name: str, words: str, said: str
) -> None:
    """Nothing of that translation is written, in either kind of file."""
    path = exported(bureau, name, Choice(languages=["ca"]))
    new = {"headline": "Dies", "text": words, "alt": "Una targeta."}

    def in_cells(units: Cells) -> None:
        for field, text in new.items():
            units["labs-01", "ca", field]["target"] = text

    def in_elements(units: dict[str, ET.Element]) -> None:
        for field, text in new.items():
            put(units[f"labs-01.ca.{field}"], text)

    if name == "out.xlsx":
        in_sheet(path, in_cells)
    else:
        in_xliff(path, in_elements)
    wanted = examined(bureau, path)
    assert wanted.changes == ()
    told = [mistake for mistake in wanted.comparison.mistakes if said in mistake.message]
    assert told
    assert told[0].place.line > 1
    assert told[0].remedy


@pytest.mark.parametrize(
    ("words", "said"),
    [
        ("Dies {{ fact", "“{{” stands there without its other half"),
        ("Dies fact }}", "“}}” stands there without its other half"),
        ("Dies {% if", "“{%” stands there without its other half"),
        ("46359", "only “46359” stands there for words"),
        ("3.12", "only “3.12” stands there for words"),
        ("TRUE", "only “TRUE” stands there for words"),
    ],
)
def test_words_that_cannot_be_meant_are_told(bureau: Bureau, words: str, said: str) -> None:
    """Half a placeholder, and what a spreadsheet made of a day or of a word."""
    path = exported(bureau, "out.xlsx", Choice(languages=["es"]))
    in_sheet(path, lambda units: units["labs-01", "es", "headline"].update(target=words))
    wanted = examined(bureau, path)
    assert wanted.changes == ()
    assert [mistake for mistake in wanted.comparison.mistakes if said in mistake.message]


def test_a_link_of_its_own_language_may_stay(bureau: Bureau) -> None:
    """A page in Spanish that the translation named before."""
    bureau.change("Más en https://site.example/a.", "Más en https://site.example/es.")
    path = exported(bureau, "out.xlsx", Choice(languages=["es"]))
    new = "{{ fact.F07 }} días y unas veinte personas. Más en https://site.example/es."
    in_sheet(path, lambda units: units["labs-01", "es", "text"].update(target=new))
    assert edits(examined(bureau, path).comparison) == [("labs-01", "es", "text", new)]


@pytest.mark.parametrize("name", ["out.xlsx", "out.xlf"])
def test_what_changed_on_both_sides_is_a_conflict(bureau: Bureau, name: str) -> None:
    """Of source and target alike: it is shown, and never overwritten."""
    for old, new, why in (
        ("about twenty people", "about thirty people", "the source was changed"),
        ("Una tarjeta.", "Una tarjeta azul.", "the translation was changed"),
    ):
        path = exported(bureau, name, Choice(languages=["es"]), overwrite=True)
        if name == "out.xlsx":
            in_sheet(path, lambda units: units["labs-01", "es", "headline"].update(target="Mesa"))
        else:
            in_xliff(path, lambda units: put(units["labs-01.es.headline"], "Mesa"))
        bureau.change(old, new)
        before = bureau.texts()
        wanted = examined(bureau, path)
        (conflict,) = wanted.comparison.conflicts
        assert why in conflict.why
        assert [(edit.field, edit.new) for edit in conflict.edits] == [("headline", "Mesa")]
        written(bureau, wanted)
        assert bureau.texts() == before
        bureau.change(new, old)


def test_a_lost_mark_is_a_conflict_and_no_guess(bureau: Bureau) -> None:
    """A translator deleted the hidden column; an untouched row still says nothing."""
    path = exported(bureau, "out.xlsx", Choice(languages=["es"]))

    def change(units: Cells) -> None:
        for cells in units.values():
            cells["mark"] = None
        units["labs-01", "es", "headline"]["target"] = "Mesa"

    in_sheet(path, change)
    compared = examined(bureau, path).comparison
    assert [conflict.post for conflict in compared.conflicts] == ["labs-01"]
    assert "mark" in compared.conflicts[0].why


@pytest.mark.parametrize(
    ("states", "state"),
    [
        (("reviewed", "final", "reviewed"), "reviewed"),
        (("reviewed", "translated", "reviewed"), "draft"),
        (("final", "final", "final"), "reviewed"),
        (("translated", "translated", "translated"), "draft"),
    ],
)
def test_a_copy_is_reviewed_when_all_its_units_are(
    bureau: Bureau, states: tuple[str, ...], state: str
) -> None:
    """The states of XLIFF 2.0 in ours."""
    path = exported(bureau, "out.xlf", Choice(languages=["es"], posts=["labs-01"]))

    def change(units: dict[str, ET.Element]) -> None:
        for unit, value in zip(units.values(), states, strict=True):
            segment(unit).set("state", value)

    in_xliff(path, change)
    wanted = examined(bureau, path)
    written(bureau, wanted)
    (copy,) = (p.copy["es"] for p in bureau.content().posts if p.id == "labs-01")
    assert (copy.state, bool(wanted.comparison.changed)) == (state, state == "reviewed")


def test_a_stale_translation_that_comes_back_fits_the_source_that_the_translator_saw(
    bureau: Bureau,
) -> None:
    """The file says what changed; an edit binds it anew, and it waits for a native reader."""
    exchange_source = bureau.content()
    assert exchange_source.posts
    bureau.change("of: d18230436953", "of: 0123456789ab")
    path = exported(bureau, "out.xlf", Choice(standings=[Standing.STALE]))
    text = path.read_text(encoding="utf-8")
    assert 'subState="campaign:stale"' in text
    assert "its old words are not known" in text
    in_xliff(path, lambda units: put(units["labs-01.es.headline"], "Tres días", "translated"))
    written(bureau, examined(bureau, path))
    assert matrix(bureau.content(), bureau.config).counts["source changed"] == 0


def test_a_translator_is_told_what_there_is_to_know(bureau: Bureau) -> None:
    """Where it stands, how long it may be, what to keep, what the glossary says."""
    sheet = exported(bureau, "out.xlsx", Choice(languages=["ca"]))
    book = load_workbook(sheet)
    page = [str(cell.value) for (cell,) in book["How to"].iter_rows(max_col=1)]
    assert "Do not write “crisi”; write “repte” (name the shared task)." in page
    text = exported(bureau, "out.xlf", Choice(languages=["ca"])).read_text(encoding="utf-8")
    for said in (
        "Do not write “crisi”; write “repte”",
        "The headline, on the card. It goes out on 2026-12-01, for catalonia.",
        "The shortest network is mastodon: 500 characters",
        "What stands in {{ }} is filled in later",
        "Part 3 of the post, a reply to the part before",
        "picture 2",
    ):
        assert said in text


def test_a_note_shows_words_of_the_glossary_and_says_of_whom() -> None:
    """No signs of ours, and a word that may be said of the weather is not forbidden for that."""
    waves = Term("T02", "warn", ("^(heat |)wave(s)", "swarm*"), ("arrivals",), people="of")
    registers = Registers(glossary={"en": (waves,)})
    assert glossary_notes(registers, "en") == [
        "Do not write “heat wave”, “wave”, “swarm…” of people; write “arrivals”."
    ]


@pytest.mark.parametrize(
    ("name", "choice", "error", "said"),
    [
        ("out.xlf", ALL, CampaignError, "one language, and this choice has ca, es"),
        ("out.docx", ALL, ContentError, "not a kind of file for translators"),
        ("out", ALL, ContentError, "without an ending"),
        ("out.xlsx", Choice(standings=[Standing.STALE]), CampaignError, "no translation fits"),
    ],
)
def test_an_export_that_cannot_be_says_why(
    bureau: Bureau, name: str, choice: Choice, error: type[Exception], said: str
) -> None:
    """And writes nothing."""
    with pytest.raises(error, match=said):
        exported(bureau, name, choice)
    assert not (bureau.folder / name).exists()


def test_edits_that_nobody_imported_are_not_overwritten(bureau: Bureau) -> None:
    """Unless somebody says so; nor is a file of another kind."""
    path = exported(bureau, "out.xlsx")
    exported(bureau, "out.xlsx")
    in_sheet(path, lambda units: units["labs-01", "es", "headline"].update(target="Mesa"))
    with pytest.raises(StorageError, match="not imported yet"):
        exported(bureau, "out.xlsx")
    exported(bureau, "out.xlsx", overwrite=True)
    (bureau.folder / "other.xlf").write_text("my notes")
    with pytest.raises(StorageError, match="another file of that name"):
        exported(bureau, "other.xlf", Choice(languages=["ca"]))


def test_who_may_not_edit_there_writes_nothing(bureau: Bureau) -> None:
    """The right is asked in the transaction that writes the record."""
    path = exported(bureau, "out.xlsx")
    in_sheet(path, lambda units: units["thread-01", "ca", "headline"].update(target="Taula"))
    person = Person("ane", "Ane", "", {"navarra": frozenset({Role.EDITOR})})
    with bureau.database.write() as connection:
        people.add(connection, person, NOW)
    before = bureau.texts()
    with pytest.raises(Forbidden):
        written(bureau, examined(bureau, path), Actor("ane", person))
    assert bureau.texts() == before


def test_what_a_machine_translated_says_so(bureau: Bureau) -> None:
    """`--machine` writes the origin and the model beside the words."""
    path = exported(bureau, "out.xlsx")
    in_sheet(path, lambda units: units["labs-01", "es", "headline"].update(target="Mesa"))
    written(bureau, examined(bureau, path, machine="a model 1.0"))
    (labs,) = (post for post in bureau.content().posts if post.id == "labs-01")
    assert labs.machine == {"copy.es": "a model 1.0"}


def test_a_target_that_was_emptied_removes_nothing(bureau: Bureau) -> None:
    """It is a mistake with its place."""
    path = exported(bureau, "out.xlsx")
    in_sheet(path, lambda units: units["labs-01", "es", "headline"].update(target=None))
    compared = examined(bureau, path).comparison
    assert (compared.changed, "was emptied" in compared.mistakes[0].message) == ((), True)


def test_half_a_new_translation_waits_for_its_other_half(bureau: Bureau) -> None:
    """A copy needs all that its post needs; what is missing is named."""
    path = exported(bureau, "out.xlsx", Choice(languages=["ca"]))
    in_sheet(path, lambda units: units["labs-01", "ca", "headline"].update(target="Dies"))
    wanted = examined(bureau, path)
    assert wanted.changes == ()
    assert any("copy.ca.text is missing" in m.message for m in wanted.comparison.mistakes)


def test_both_frames_come_back_from_a_translator(bureau: Bureau) -> None:
    """Also into a copy that had one text, which they replace; each is told what it is."""
    bureau.change(
        'text: "=1+1 is a formula."', "text: {gain: We gain., values: We share.}", "peer-01"
    )
    bureau.change(
        "state: source}",
        "state: source}\n  es: {headline: Cero, text: Uno., state: draft}",
        "peer-01",
    )
    path = exported(bureau, "frames.xlsx", Choice(posts=["peer-01"], languages=["es"]))

    def translate(cells: Cells) -> None:
        cells["peer-01", "es", "text.gain"]["target"] = "Ganamos."
        cells["peer-01", "es", "text.values"]["target"] = "Compartimos."
        assert "in the frame “gain”" in str(cells["peer-01", "es", "text.gain"]["notes"])

    in_sheet(path, translate)
    delivery = examined(bureau, path)
    assert edits(delivery.comparison) == [
        ("peer-01", "es", "text.gain", "Ganamos."),
        ("peer-01", "es", "text.values", "Compartimos."),
    ]
    written(bureau, delivery)
    (post,) = [each for each in bureau.content().posts if each.id == "peer-01"]
    assert post.copy["es"].frames == (("gain", "Ganamos."), ("values", "Compartimos."))
    bureau.change("Compartimos.", "Lo compartimos.", "peer-01")
    again = exported(bureau, "again.xlsx", Choice(posts=["peer-01"], languages=["es"]))

    def one(cells: Cells) -> None:
        cells["peer-01", "es", "text.gain"]["target"] = "Salimos ganando."

    in_sheet(again, one)
    written(bureau, examined(bureau, again))
    (post,) = [each for each in bureau.content().posts if each.id == "peer-01"]
    assert dict(post.copy["es"].frames) == {"gain": "Salimos ganando.", "values": "Lo compartimos."}
