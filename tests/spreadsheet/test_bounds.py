"""Small files that would fill a machine are refused, far above what a calendar needs."""

from __future__ import annotations

import os
import struct
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

from campaign.calendar.sheet import Row, Table, Unreadable
from campaign.errors import ContentError
from campaign.spreadsheet import bounds, read_table, write_table
from campaign.spreadsheet.bounds import Budget
from campaign.spreadsheet.cells import TableFinder
from campaign.spreadsheet.errors import SheetError
from tests.spreadsheet.raw import (
    head,
    inline,
    number,
    ods,
    ods_cell,
    ods_parts,
    ods_row,
    packed,
    row,
    xlsx,
    xlsx_parts,
)

POST = inline("A2", "p-01")
LAUGHS = '<!DOCTYPE x [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;&a;&a;">]>'
FETCHES = '<!DOCTYPE x [<!ENTITY a SYSTEM "file:///etc/passwd">]>'


def refused(path: Path, data: bytes) -> str:
    """What is said of a file that is refused."""
    path.write_bytes(data)
    with pytest.raises(ContentError) as error:
        read_table(path)
    (mistake,) = error.value.mistakes
    assert mistake.place.file == str(path) and mistake.remedy
    return mistake.message


def lying_list(data: bytes) -> bytes:
    """A packed file that states a list of parts of four gigabytes."""
    at = data.rfind(b"PK\5\6") + 12
    return data[:at] + struct.pack("<I", 0xFFFFFFF0) + data[at + 4 :]


@pytest.mark.parametrize(
    ("data", "message"),
    [
        (xlsx(row(2, POST) + row(1_048_577, inline("A1048577", "p-02"))), "sheet has 1,048,576"),
        (xlsx(row("1e400", POST)), "the file is damaged"),
        (xlsx(row(2, POST, inline("XFE2", "x"))), "a sheet has 16,384"),
        (xlsx(row(2, POST, inline("ZZZZZZZ2", "x"))), "a sheet has 16,384"),
        (xlsx(row(2, inline("A2", "p") * 500_001)), "more than 1,500,000 elements"),
        (xlsx("".join(row(n, inline(f"A{n}", "p")) for n in range(2, 3_003))), "rows are filled"),
        (xlsx(row(2, POST), strings="<si/>" * 1_500_001), "more than 1,500,000 elements"),
        (xlsx(row(2, POST), before=LAUGHS), "has a document type"),
        (xlsx(row(2, POST), before=FETCHES), "has a document type"),
        (xlsx("<x>" * 300), "lie more than 200 deep"),
        (xlsx(row(2, POST), book=" " * 50_000_000), "more than 50 MB when it is unpacked"),
        (xlsx('<row r="' + "9" * 3_000_000 + '"/>'), "longer than a megabyte"),
        (xlsx("<row " + " ".join(f'a{n}="1"' for n in range(300_000)) + "/>"), "than a megabyte"),
        (packed({f"part-{n}": "" for n in range(2001)}), "more than 2,000 parts"),
        (packed({f"{'part' * 40}-{n}": "" for n in range(3000)}), "more than 2,000 parts"),
        (lying_list(xlsx(row(2, POST))), "more than 2,000 parts"),
        (packed(xlsx_parts(head()), method=zipfile.ZIP_LZMA), "packed in a way that no sheet is"),
        (packed(xlsx_parts(head()), method=zipfile.ZIP_BZIP2), "packed in a way that no sheet is"),
        (xlsx(row(2, '<c r="A2" t="s"><v>7</v></c>')), "there is no text 7"),
        (xlsx(row(2, '<c r="A2" t="s"><v>-1</v></c>')), "there is no text -1"),
        (packed(xlsx_parts(row(1, *(inline("A1", "id") for _ in range(3))))), "has the columns"),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_a_workbook_beyond_a_bound_is_refused(tmp_path: Path, data: bytes, message: str) -> None:
    """With the bound, before it has used what it asks for."""
    assert message in refused(tmp_path / "a.xlsx", data)


@pytest.mark.parametrize(
    ("data", "message"),
    [
        (ods(ods_row(ods_cell("p-01"), times=3_001)), "rows are filled"),
        (ods(ods_row(ods_cell("p-01"), times=1_048_577)), "sheet has 1,048,576"),
        (ods(ods_row(ods_cell("p-01"), times="9" * 5000)), "sheet has 1,048,576"),
        (ods(ods_row(ods_cell("p", number_columns_repeated=16_385))), "sheet has 16,384"),
        (ods(ods_row(ods_cell("p", number_columns_repeated=2**31))), "sheet has 16,384"),
        (ods(ods_row(ods_cell("p", number_columns_repeated=16_000)) * 40), "cells are filled"),
        (ods(ods_row(ods_cell("p" * 30_000), times=400)), "more than 10,000,000 characters"),
        (ods(ods_row(ods_cell("p-01")), before=LAUGHS), "has a document type"),
        (ods(ods_row(ods_cell("p-01")), before=FETCHES), "has a document type"),
        (ods("<text:p/>" * 1_500_000), "more than 1,500,000 elements"),
        (ods("<text:span>" * 250), "lie more than 200 deep"),
        (ods(" " * 50_000_000), "more than 50 MB when it is unpacked"),
        (packed(ods_parts(ods_row(ods_cell("x", number_columns_repeated=9)))), "has the columns"),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_a_document_beyond_a_bound_is_refused(tmp_path: Path, data: bytes, message: str) -> None:
    """A repeated cell, row or blank costs the file nothing, and must cost us little."""
    assert message in refused(tmp_path / "a.ods", data)


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("id,when\n" + "," * 100_001, "signs that part cells"),
        ("id,when\n" + '"\n",' * 100_001, "signs that part cells"),
        ("id,when\n" + "x" * 200_000, "a cell holds more than any sheet's"),
        ("id,when\np-01," + "x\n" * 20_000_000, "more than 20,000,000 characters"),
        ("id,when\n" + "p,1\n" * 3_001, "rows are filled"),
        ("id,when\n" + ("p," + "x" * 30_000 + "\n") * 400, "more than 10,000,000 characters"),
        ("id,when," + ",".join(f"c{n}" for n in range(500)) + "\n", "columns have a heading"),
        ("sep=ab\nid,when\n", "no sign that parts cells"),
        ('sep="\nid,when\n', "no sign that parts cells"),
        ("PK\3\4 and so on", "but a packed one"),
        ("id,when\np-01,\0", "not a .csv file"),
    ],
    ids=lambda value: value[:12],
)
def test_a_csv_beyond_a_bound_is_refused(tmp_path: Path, text: str, message: str) -> None:
    """One line, or one row of many lines, may be as long as the file."""
    assert message in refused(tmp_path / "a.csv", text.encode())


@pytest.mark.parametrize(
    ("data", "message"),
    [
        ("id,when\np-01,20°\n".encode("cp1252"), "older code page"),
        ("id,when\np-01,20°\n".encode("iso8859-2"), "older code page"),
        ("id,when\np-01,1\n".encode("utf-16-le"), "not a .csv file"),
        ("id,when\np-01,1\n".encode("utf-32"), "not a .csv file"),
        (b"\xff\xfei", "older code page"),
    ],
)
def test_a_csv_in_another_encoding_is_told(tmp_path: Path, data: bytes, message: str) -> None:
    """Nothing is guessed: a wrong guess would change letters unseen."""
    assert message in refused(tmp_path / "a.csv", data)


def test_a_repeated_blank_is_a_long_text_and_no_more(tmp_path: Path) -> None:
    """The cell is told; the row's others are read."""
    path = tmp_path / "a.ods"
    long = '<text:s text:c="2000000000"/>'
    path.write_bytes(ods(ods_row(ods_cell("p-01"), ods_cell(), ods_cell(long))))
    (found,) = read_table(path).rows
    assert found.cells["id"] == "p-01"
    assert "2,000,000,000 characters" in getattr(found.cells["en text"], "why", "")


@pytest.mark.parametrize("length", [32_767, 32_768, 300_000])
def test_a_text_is_as_long_as_a_cell_can_hold(tmp_path: Path, length: int) -> None:
    """In each kind of sheet."""
    files = {
        "a.xlsx": xlsx(row(2, POST, inline("C2", "x" * length))),
        "b.xlsx": xlsx(
            row(2, POST, '<c r="C2" t="s"><v>0</v></c>'),
            strings=f"<si><r><t>{'x' * (length - 9)}</t></r><r><t>{'y' * 9}</t></r></si>",
        ),
        "a.ods": ods(ods_row(ods_cell("p-01"), ods_cell(), ods_cell("x" * length))),
    }
    for name, data in files.items():
        (tmp_path / name).write_bytes(data)
        (found,) = read_table(tmp_path / name).rows
        value = found.cells["en text"]
        assert (len(value) if isinstance(value, str) else 0) == (length if length < 32_768 else 0)
        assert isinstance(value, Unreadable) == (length > 32_767)


def test_what_a_file_says_of_its_own_size_is_not_believed(tmp_path: Path) -> None:
    """Neither the stated area of a sheet nor the stated size of a part."""
    path = tmp_path / "a.xlsx"
    parts = xlsx_parts(head() + row(2, POST))
    sheet = str(parts["xl/worksheets/sheet1.xml"])
    parts["xl/worksheets/sheet1.xml"] = sheet.replace("A1:C2", "A1:XFD1048576")
    path.write_bytes(packed(parts))
    assert [each.cells for each in read_table(path).rows] == [{"id": "p-01"}]
    data = bytearray(packed(xlsx_parts(head(), book=" " * 60_000_000)))
    at = data.find(b"xl/workbook.xml", data.find(b"PK\1\2")) - 46
    struct.pack_into("<I", data, at + 24, 100)
    assert "damaged" in refused(path, bytes(data))


def test_what_lies_outside_of_the_file_is_never_read(tmp_path: Path) -> None:
    """Neither by a link that says so nor by a path that leads out."""
    for target, mode in (
        ("file:///etc/passwd", "External"),
        ("../../../../etc/passwd", "Internal"),
        ("/etc/passwd", "Internal"),
    ):
        parts = xlsx_parts(head() + row(2, POST))
        links = str(parts["xl/_rels/workbook.xml.rels"])
        parts["xl/_rels/workbook.xml.rels"] = links.replace(
            '"worksheets/sheet1.xml"', f'"{target}" TargetMode="{mode}"'
        )
        said = refused(tmp_path / "a.xlsx", packed(parts))
        assert "root:" not in said
        assert "no sheet in it" in said or "the file is damaged" in said


@pytest.mark.parametrize(
    ("name", "data", "message"),
    [
        ("a.ods", xlsx(row(2, POST)), "this is an .xlsx workbook"),
        ("a.xlsx", ods(ods_row(ods_cell("p-01"))), "this is an .ods document"),
        ("a.xlsx", packed({"word/document.xml": "<x/>"}), "there is no workbook in it"),
        ("a.ods", packed({"index.html": "<x/>"}), "there is no sheet in it"),
        ("a.xlsx", packed(xlsx_parts(head() + row(2, number("B2", "nope")))), "is damaged"),
    ],
)
def test_a_packed_file_of_another_kind_is_told(
    tmp_path: Path, name: str, data: bytes, message: str
) -> None:
    """Somebody gave it another name."""
    assert message in refused(tmp_path / name, data)


def test_a_password_is_told(tmp_path: Path) -> None:
    """Of a document in its list of parts, of a packed file in each part."""
    parts = ods_parts(ods_row(ods_cell("p-01")))
    manifest = "<m><file-entry><encryption-data/></file-entry></m>"
    said = refused(tmp_path / "a.ods", packed({**parts, "META-INF/manifest.xml": manifest}))
    assert "has a password" in said
    data = bytearray(xlsx(row(2, POST)))
    for mark, offset in ((b"PK\3\4", 6), (b"PK\1\2", 8)):
        at = data.find(mark)
        while at >= 0:
            data[at + offset] |= 1
            at = data.find(mark, at + 4)
    assert "has a password" in refused(tmp_path / "a.xlsx", bytes(data))


@pytest.mark.parametrize("name", ["a.xlsx", "a.ods", "a.csv"])
def test_a_pipe_or_a_device_is_not_waited_for(tmp_path: Path, name: str) -> None:
    """Nobody will ever write into it."""
    os.mkfifo(tmp_path / name)
    with pytest.raises(ContentError, match="a named pipe and not a file"):
        read_table(tmp_path / name)
    (tmp_path / name).unlink()
    (tmp_path / name).symlink_to("/dev/zero")
    with pytest.raises(ContentError, match="a device and not a file"):
        read_table(tmp_path / name)


def test_a_calendar_of_thousands_of_posts_is_below_every_bound(tmp_path: Path) -> None:
    """Two thousand posts in ten languages, each with about two thousand characters."""
    columns = ("id", "when", *(f"l{n} text" for n in range(40)))
    cells = {column: f"Words in {column}, about as many as posts have." for column in columns}
    table = Table(columns, tuple(Row(n, {**cells, "id": f"p-{n}"}) for n in range(2, 2002)))
    path = tmp_path / "a.csv"
    write_table(table, path, {})
    assert len(read_table(path).rows) == 2000


def test_a_column_that_is_named_very_often_costs_little() -> None:
    """Each is told apart by the blanks behind it."""
    finder = TableFinder("a.csv", Budget())
    finder.add(1, {0: "id", **dict.fromkeys(range(1, 500), "when")})
    table = finder.table()
    assert table is not None and len(set(table.columns)) == 500
    with pytest.raises(SheetError, match="have a heading"):
        TableFinder("a.csv", Budget()).add(1, {n: "id" if n else "when" for n in range(501)})


def test_the_bounds_are_excels_own_where_it_has_any() -> None:
    """Excel specifications and limits."""
    assert (bounds.LAST_ROW, bounds.LAST_COLUMN, bounds.CELL) == (1_048_576, 16_384, 32_767)
    assert bounds.UNPACKED == 50_000_000


_WITHOUT_ROOM = """
import resource, sys
from pathlib import Path
from campaign.errors import ContentError
from campaign.spreadsheet import ods, read_table
used = int(Path("/proc/self/statm").read_text().split()[0]) * resource.getpagesize()
resource.setrlimit(resource.RLIMIT_AS, (used + 20_000_000,) * 2)
try:
    read_table(Path(sys.argv[1]))
except ContentError as error:
    print(error)
"""


@pytest.mark.slow
def test_a_machine_without_memory_is_told(tmp_path: Path) -> None:
    """The file is within its bounds, and the machine is too small for it."""
    path = tmp_path / "a.ods"
    path.write_bytes(ods(ods_row(ods_cell("p-01"), ods_cell(), ods_cell("x" * 45_000_000))))
    command = [sys.executable, "-c", _WITHOUT_ROOM, str(path)]
    said = subprocess.run(command, capture_output=True, text=True, check=True, timeout=60)
    assert f"{path}: there is no memory to read it" in said.stdout
