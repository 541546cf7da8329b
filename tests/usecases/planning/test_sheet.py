"""From the files into a spreadsheet, through an officer's hands, and back into the files."""

from __future__ import annotations

import difflib
import re
import resource
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path
from typing import Any
from unicodedata import normalize

import pytest
from openpyxl import load_workbook
from openpyxl.worksheet.worksheet import Worksheet

from campaign import content as contents
from campaign.bootstrap import read_config
from campaign.config import Config
from campaign.content import Content
from campaign.errors import ContentError, Mistake, StorageError
from campaign.model import copy_hash
from campaign.model.people import Actor
from campaign.platforms import registry
from campaign.spreadsheet import read_table, write_table
from campaign.storage.database import open_database
from campaign.usecases.planning import sheet
from campaign.usecases.planning.sheet_dry_run import Import
from tests.config.conftest import SMALL


def write(wanted: Import) -> tuple[Path, ...]:
    """Write what a sheet says, for somebody who works alone."""
    database = open_database(f"sqlite:///{wanted.folder.parent / 'var' / 'campaign.db'}")
    try:
        return sheet.write(wanted, database, actor=Actor("aina"), regions=())
    finally:
        database.close()


LABS = """\
# yaml-language-server: $schema=../post.schema.json
# The first of the two posts on labs.
id: labs-01   # never change it
when: week 1 Tuesday 10:00
channels: [all]
activity: A02
facts: [F07]
hashtags: [EUBelong, LearningLabs]
card: {layout: figure, figure: "{{ fact.F07 }}", background: dusk}
copy:
  en:
    headline: "Days around one table"  # short!
    text: >-
      {{ fact.F07 }} days, about twenty people, one lab in each region.
      Who would you invite?
    alt: A card.
    state: source
  es:
    headline: 'Días en torno a una mesa'
    text: |-
      Primera línea.

      Segunda línea.
    alt: Una tarjeta.
    state: draft
# the end
"""
PEER = """\
id: peer-01
when: 2026-12-10 17:30
channels: [catalonia]
activity: A02
card: none
copy:
  en: {headline: Why start from zero?, text: "=1+1 is a formula.", state: source}
"""


@dataclass
class Desk:
    """A campaign in a folder, its sheet, and what one does with them."""

    folder: Path
    sheet: Path
    config: Config

    @property
    def calendar(self) -> Path:
        """Where the posts are."""
        return self.folder / "content" / "calendar"

    def read(self) -> tuple[Content, tuple[Mistake, ...]]:
        """The content as it stands in the files now."""
        config = self.config
        return contents.read(
            config.content,
            languages=config.campaign.languages,
            regions=config.regions,
            channels=tuple(config.channels.values()),
            platforms=registry.names(),
        )

    def export(self) -> int:
        """Export to the sheet."""
        return sheet.export(self.read()[0], self.config, self.sheet)

    def compare(self) -> Import:
        """Hold the sheet against the files."""
        content, mistakes = self.read()
        return sheet.compare(self.sheet, content, self.config, mistakes)

    def change(self, change: Callable[[Worksheet, Callable[[str], str]], object]) -> None:
        """Change the sheet as an officer would; `at` gives the letter of a column."""
        book = load_workbook(self.sheet)
        found = book["Calendar"]
        assert isinstance(found, Worksheet)
        letters = {str(cell.value): cell.coordinate.rstrip("1") for cell in found[1]}
        change(found, letters.__getitem__)
        book.save(self.sheet)

    def texts(self) -> dict[str, str]:
        """All files of the calendar."""
        return {p.name: p.read_bytes().decode() for p in sorted(self.calendar.iterdir())}


@pytest.fixture
def desk(tmp_path: Path) -> Desk:
    """A campaign with two posts."""
    (tmp_path / "config.toml").write_text(SMALL, encoding="utf-8")
    calendar = tmp_path / "content" / "calendar"
    calendar.mkdir(parents=True)
    (calendar / "labs.yaml").write_text(LABS, encoding="utf-8")
    (calendar / "peer-01.yaml").write_text(PEER, encoding="utf-8")
    (calendar.parent / "activities.toml").write_text(
        '[outcomes.O1]\ntitle = "One"\n[A02]\ntitle = "Labs"\noutcome = "O1"\n', encoding="utf-8"
    )
    (calendar.parent / "facts.toml").write_text(
        '[F07]\nvalue = 3\ntext = "days"\nsource = "project description"\n', encoding="utf-8"
    )
    return Desk(tmp_path, tmp_path / "calendar.xlsx", read_config(tmp_path / "config.toml"))


def differences(before: str, after: str) -> list[str]:
    """The lines that went and came."""
    lines = difflib.unified_diff(before.splitlines(), after.splitlines(), lineterm="", n=0)
    return [line for line in lines if re.match(r"[+-](?![+-]{2})", line)]


def three_cells(found: Worksheet, at: Callable[[str], str]) -> None:
    """What an officer does on a Monday."""
    found[f"{at('when')}2"] = datetime(2026, 12, 3, 9, 30)
    found[f"{at('es headline')}2"] = "Una mesa: tres días"
    found[f"{at('activity')}3"] = "A02"  # the same again
    found[f"{at('channels')}3"] = "catalonia-mastodon"


def test_three_changed_cells_are_three_edits_in_the_files(desk: Desk) -> None:
    """Nothing else of the files differs: comments, quotes and order are the writer's own."""
    assert desk.export() == 2
    desk.change(three_cells)
    before = desk.texts()
    wanted = desk.compare()
    assert [(e.post, e.key, e.old, e.new) for e in wanted.diff.edits] == [
        ("labs-01", "when", "2026-12-01 10:00", "2026-12-03 09:30"),
        ("labs-01", "copy.es.headline", "Días en torno a una mesa", "Una mesa: tres días"),
        ("peer-01", "channels", "catalonia", "catalonia-mastodon"),
    ]
    assert desk.texts() == before, "comparing writes nothing"
    written = write(wanted)
    after = desk.texts()
    assert sorted(path.name for path in written) == ["labs.yaml", "peer-01.yaml"]
    # What was translated is bound to the source beside it.
    assert differences(before["labs.yaml"], after["labs.yaml"]) == [
        "-when: week 1 Tuesday 10:00",
        "+when: 2026-12-03 09:30",
        "-    headline: 'Días en torno a una mesa'",
        "+    headline: 'Una mesa: tres días'",
        "+    of: fc8474126380",
    ]
    assert differences(before["peer-01.yaml"], after["peer-01.yaml"]) == [
        "-channels: [catalonia]",
        "+channels: [catalonia-mastodon]",
    ]
    assert desk.compare().diff.says_nothing_new, "importing it again changes nothing"


@pytest.mark.parametrize("suffix", [".xlsx", ".ods", ".csv"])
def test_a_sheet_that_nobody_touched_changes_nothing(desk: Desk, suffix: str) -> None:
    """In each format, with real texts of several lines."""
    desk.sheet = desk.sheet.with_suffix(suffix)
    desk.export()
    wanted = desk.compare()
    assert wanted.diff.says_nothing_new and not wanted.texts


def test_a_conflict_is_shown_and_never_written(desk: Desk) -> None:
    """The other rows of the sheet go in all the same."""
    desk.export()
    desk.change(three_cells)
    path = desk.calendar / "labs.yaml"
    path.write_text(LABS.replace("Una tarjeta.", "Otra."), encoding="utf-8")
    wanted = desk.compare()
    assert [conflict.post for conflict in wanted.diff.conflicts] == ["labs-01"]
    assert [edit.post for edit in wanted.diff.edits] == ["peer-01"]
    write(wanted)
    assert "Otra." in path.read_text("utf-8") and "week 1" in path.read_text("utf-8")


def test_a_formula_is_refused_with_its_cell(desk: Desk) -> None:
    """No row with one is taken over."""
    desk.export()
    desk.change(three_cells)
    desk.change(lambda found, at: found.__setitem__(f"{at('es alt')}2", "=A1"))
    wanted = desk.compare()
    (problem,) = wanted.diff.problems
    assert re.match(r"[A-Z]+2: this is a formula", problem.message)
    assert problem.place.line == 2
    assert [edit.post for edit in wanted.diff.edits] == ["peer-01"]


@pytest.mark.parametrize(
    ("column", "value", "message"),
    [
        ("activity", "A99", 'there is no activity "A99"'),
        ("channels", "catalunya", "catalunya"),
        ("es state", "redy", "is not a state of a copy"),
        ("layout", "figur", "figur"),
        ("when", "week 1 Tuesday 25:00", "25:00"),
        ("en text", None, "text"),
        ("facts", "F99", "F99"),
        ("es text", "{{ fact.F77 }} días", "F77"),
        ("hashtags", "has blank", "has blank"),
        ("link", "no address", "no address"),
    ],
)
def test_a_value_no_file_may_have_is_told_at_its_cell(
    desk: Desk, column: str, value: str | None, message: str
) -> None:
    """Before anything is written; nothing of that row is."""
    desk.export()
    where: list[str] = []

    def change(found: Worksheet, at: Callable[[str], str]) -> None:
        where.append(f"{at(column)}2")
        found[where[0]] = value
        found[f"{at('es alt')}2"] = "Otra tarjeta."

    desk.change(change)
    wanted = desk.compare()
    told = [problem for problem in wanted.diff.problems if message in problem.message]
    assert told and told[0].message.startswith(f"{where[0]}: "), wanted.diff.problems
    assert not wanted.diff.edits and not wanted.texts


def test_a_new_row_becomes_a_file_of_its_own(desk: Desk) -> None:
    """Which the reader takes, and editors know the schema of."""
    desk.export()

    def add(found: Worksheet, at: Callable[[str], str]) -> None:
        new = {"id": "new-01", "when": "week 3 Thursday 12:00", "channels": "all"}
        new |= {"activity": "A02", "hashtags": "EUBelong", "en headline": "New", "en alt": "Card."}
        new |= {
            "en text": "- three\n- lines: yes\n- #here",
            "es text": "Nuevo",
            "es alt": "Tarjeta.",
        }
        for column, value in (new | {"es headline": "Nuevo"}).items():
            found[f"{at(column)}9"] = value

    desk.change(add)
    wanted = desk.compare()
    assert wanted.diff.problems == ()
    assert [new.id for new in wanted.diff.new_rows] == ["new-01"]
    (path,) = write(wanted)
    assert path == desk.calendar / "new-01.yaml"
    assert path.read_text("utf-8").startswith("# yaml-language-server: $schema=")
    content, mistakes = desk.read()
    assert mistakes == ()
    (post,) = (post for post in content.posts if post.id == "new-01")
    assert post.copy["en"].text == "- three\n- lines: yes\n- #here"
    assert (post.copy["en"].state, post.copy["es"].state) == ("source", "draft")
    assert (post.channels, post.hashtags) == (("all",), ("EUBelong",))


@pytest.mark.parametrize("id", ["../outside", "peer-01b/../x", "con:1", "labs"])
def test_a_new_row_never_writes_where_it_must_not(desk: Desk, id: str) -> None:
    """Neither outside the calendar nor over a file that is there."""
    desk.export()
    before = desk.texts()

    def add(found: Worksheet, at: Callable[[str], str]) -> None:
        new = {"id": id, "when": "week 3 Thursday 12:00", "channels": "all", "activity": "A02"}
        new |= {"en headline": "New", "en text": "New", "en alt": "Card."}
        for column, value in new.items():
            found[f"{at(column)}4"] = value

    desk.change(add)
    wanted = desk.compare()
    assert wanted.diff.problems and not wanted.diff.new_rows and not wanted.texts
    assert desk.texts() == before


def test_while_a_file_cannot_be_read_no_row_becomes_a_new_post(desk: Desk) -> None:
    """The row may be that file's own, and would go out twice."""
    desk.export()
    (desk.calendar / "peer-01.yaml").write_text("id: [", encoding="utf-8")
    wanted = desk.compare()
    assert not wanted.diff.new_rows and not wanted.texts
    assert "mend the content first" in wanted.diff.problems[0].remedy


def test_a_file_changed_between_showing_and_writing_is_not_overwritten(desk: Desk) -> None:
    """What was agreed to is no longer what would happen."""
    desk.export()
    desk.change(three_cells)
    wanted = desk.compare()
    path = desk.calendar / "labs.yaml"
    path.write_text(LABS.replace("Una tarjeta.", "Otra."), encoding="utf-8")
    before = desk.texts()
    with pytest.raises(ContentError, match="changed a moment ago"):
        write(wanted)
    assert desk.texts() == before


def test_a_full_disk_loses_nothing(desk: Desk) -> None:
    """All files are as they were, with nothing half written beside them."""
    desk.export()
    desk.change(three_cells)
    wanted = desk.compare()
    before = desk.texts()
    database = open_database(f"sqlite:///{wanted.folder.parent / 'var' / 'campaign.db'}")
    limits = resource.getrlimit(resource.RLIMIT_FSIZE)
    # the shorter file still fits, the longer one does not
    resource.setrlimit(resource.RLIMIT_FSIZE, (len(PEER.encode()) + 50, limits[1]))
    try:
        with pytest.raises(StorageError, match="make room on the disk"):
            sheet.write(wanted, database, actor=Actor("aina"), regions=())
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, limits)
        database.close()
    assert desk.texts() == before


def test_line_ends_and_rights_of_a_file_stay_as_they_are(desk: Desk) -> None:
    """A file from Windows stays one."""
    path = desk.calendar / "labs.yaml"
    path.write_bytes(b"\xef\xbb\xbf" + LABS.replace("\n", "\r\n").encode())
    path.chmod(0o640)
    desk.export()
    desk.change(three_cells)
    write(desk.compare())
    data = path.read_bytes()
    assert data.startswith(b"\xef\xbb\xbf") and data.count(b"\n") == data.count(b"\r\n")
    assert b"2026-12-03 09:30" in data
    assert path.stat().st_mode & 0o777 == 0o640


def test_a_sheet_with_changes_nobody_imported_is_not_exported_over(desk: Desk) -> None:
    """An afternoon's work would be gone."""
    desk.export()
    assert desk.export() == 2, "an untouched one is simply renewed"
    desk.change(three_cells)
    with pytest.raises(StorageError, match="not imported yet"):
        desk.export()
    assert len(desk.compare().diff.edits) == 3
    assert sheet.export(desk.read()[0], desk.config, desk.sheet, overwrite=True) == 2
    assert desk.compare().diff.says_nothing_new


def test_another_file_of_that_name_is_not_exported_over(desk: Desk) -> None:
    """It is not ours to overwrite."""
    desk.sheet.write_bytes(b"somebody's notes")
    with pytest.raises(StorageError, match="another file of that name"):
        desk.export()
    assert desk.sheet.read_bytes() == b"somebody's notes"


def test_the_sheet_offers_what_the_campaign_has(desk: Desk) -> None:
    """Regions, channels, activities, states and card layouts to pick from."""
    desk.export()
    lists = load_workbook(desk.sheet)["Lists"]
    offered = [[cell.value for cell in column if cell.value] for column in lists.iter_cols()]
    assert ["all", "catalonia", "*/mastodon", "catalonia-mastodon"] in offered
    assert ["A02"] in offered
    assert ["source", "draft", "reviewed"] in offered
    assert ["figure", "quote", "statement", "none"] in offered


@pytest.mark.parametrize(
    ("column", "value"),
    [
        ("zone", "Europe/Brusels{n}"),
        ("channels", "catalunya{n}"),
        ("when", "soon"),
        ("when", "2026-12-05"),
        ("activity", "B{n}"),
    ],
)
def test_a_sheet_that_is_wrong_in_every_row_is_given_up(
    desk: Desk, column: str, value: str
) -> None:
    """After two hundred problems, with nothing written of the rows that would be right."""
    desk.sheet = desk.sheet.with_suffix(".csv")
    columns = ("id", "when", "zone", "channels", "activity", "en headline", "en text", "layout")
    right = {"when": "2026-12-05 10:00", "zone": "Europe/Brussels", "channels": "all"}
    right |= {"activity": "A02", "en headline": "h", "en text": "t", "layout": "none"}
    lines = [",".join(columns)]
    for number in range(2000):
        wrong = {"id": f"p-{number}"} | ({column: value.format(n=number)} if number else {})
        lines.append(",".join((right | wrong)[name] for name in columns))
    desk.sheet.write_text("\n".join(lines), encoding="utf-8")
    wanted = desk.compare()
    assert len(wanted.diff.problems) == 201
    assert "more than 200 problems, so nothing of it is written" in str(wanted.diff.problems[0])
    assert not wanted.texts and not wanted.diff.new_rows
    assert write(wanted) == ()


@pytest.mark.parametrize("suffix", [".xlsx", ".ods", ".csv"])
def test_a_cell_in_pieces_is_the_same_word(desk: Desk, suffix: str) -> None:
    """A sheet written on a system that takes letters apart changes nothing, and brings ó as ó."""
    desk.sheet = desk.sheet.with_suffix(suffix)
    desk.export()
    table = read_table(desk.sheet)
    rows = tuple(
        replace(row, cells={k: _in_pieces(k, v) for k, v in row.cells.items()})
        for row in table.rows
    )
    write_table(replace(table, rows=rows), desk.sheet, {})
    wanted = desk.compare()
    (edit,) = wanted.diff.edits
    assert (edit.key, edit.new) == ("copy.en.headline", "Łódź, días")
    write(wanted)
    assert any("Łódź, días" in text for text in desk.texts().values())


def _in_pieces(column: str, value: object) -> Any:
    if column == "en headline" and value == "Days around one table":
        return normalize("NFD", "Łódź, días")
    return normalize("NFD", value) if isinstance(value, str) else value


@pytest.mark.parametrize("character", ["\u2028", "\x85", "\ufffd", "\uf0b7"])
def test_a_cell_with_what_nobody_can_read_is_told(desk: Desk, character: str) -> None:
    """At its cell, and nothing is written."""
    desk.export()
    desk.change(
        lambda found, at: found.__setitem__(f"{at('en headline')}2", f"One{character}table")
    )
    wanted = desk.compare()
    (problem,) = wanted.diff.problems
    assert "an escape stands for U+" in str(problem) or "holds U+" in str(problem)
    assert not wanted.texts


def test_a_source_that_changed_alone_leaves_its_translations_behind(desk: Desk) -> None:
    """A translation is bound when somebody touched it, and its source is kept beside the posts."""
    desk.export()
    desk.change(lambda found, at: found.__setitem__(f"{at('es state')}2", "reviewed"))
    write(desk.compare())
    (post,) = (post for post in desk.read()[0].posts if post.id == "labs-01")
    first = copy_hash(post.copy["en"])
    assert (post.copy["es"].state, post.copy["es"].of) == ("reviewed", first)
    kept = desk.folder / "content" / "sources" / f"labs-01.{first}.yaml"
    assert "Days around one table" in kept.read_text(encoding="utf-8")
    desk.export()
    desk.change(lambda found, at: found.__setitem__(f"{at('en headline')}2", "Days at one table"))
    write(desk.compare())
    (post,) = (post for post in desk.read()[0].posts if post.id == "labs-01")
    assert (post.copy["en"].headline, post.copy["es"].of) == ("Days at one table", first)
    assert copy_hash(post.copy["en"]) != first


def test_what_a_machine_wrote_goes_through_the_sheet(desk: Desk) -> None:
    """Its origin and its model are two cells; an emptied pair takes both keys away."""
    desk.export()

    def by_machine(found: Worksheet, at: Callable[[str], str]) -> None:
        found[f"{at('es origin')}2"], found[f"{at('es model')}2"] = "ai", "a model"

    def by_hand(found: Worksheet, at: Callable[[str], str]) -> None:
        found[f"{at('es origin')}2"] = found[f"{at('es model')}2"] = None

    desk.change(by_machine)
    write(desk.compare())
    (post,) = (post for post in desk.read()[0].posts if post.id == "labs-01")
    assert post.machine == {"copy.es": "a model"}
    assert post.copy["es"].of == "", "nobody touched its words"
    desk.export()
    assert desk.compare().diff.says_nothing_new
    desk.change(by_hand)
    write(desk.compare())
    (post,) = (post for post in desk.read()[0].posts if post.id == "labs-01")
    assert post.machine == {}


def test_a_model_without_an_origin_is_told_with_its_cell(desk: Desk) -> None:
    """As is an origin that there is not."""
    desk.export()
    desk.change(lambda found, at: found.__setitem__(f"{at('es model')}2", "a model"))
    wanted = desk.compare()
    assert wanted.texts == {}
    assert "no origin" in wanted.diff.problems[0].message
