"""Files that are not what they seem, and places that cannot be written to."""

from __future__ import annotations

import gc
import resource
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from io import BytesIO
from pathlib import Path

import pytest

from campaign.calendar.sheet import Row, Table
from campaign.errors import ContentError, StorageError
from campaign.spreadsheet import SUFFIXES, read_table, write_table

TABLE = Table(("id", "when", "en text"), (Row(2, {"id": "p-01", "en text": "ș ł å"}),))


def packed(**files: str) -> bytes:
    """A zip file with these texts in it."""
    data = BytesIO()
    with zipfile.ZipFile(data, "w") as archive:
        for name, text in files.items():
            archive.writestr(name, text)
    return data.getvalue()


@contextmanager
def full_disk() -> Iterator[None]:
    """The system refuses every byte beyond the first thousand of a file."""
    limits = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (1000, limits[1]))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, limits)


@pytest.mark.parametrize(
    ("name", "data", "message"),
    [
        ("a.xlsx", b"id,when\n", "this is not a spreadsheet"),
        ("a.ods", b"id,when\n", "this is not a spreadsheet"),
        ("a.xlsx", b"", "the file is empty"),
        ("a.csv", b"", "the file is empty"),
        ("a.xlsx", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600, "has a password"),
        ("a.xlsx", b"PK\x03\x04 and then nothing", "the file is damaged"),
        ("a.xlsx", packed(a="").replace(b"PK\1\2\x14\3\x14", b"PK\1\2\x14\3\xeb"), "is damaged"),
        ("a.xlsx", packed(word="a letter"), "the workbook cannot be read"),
        ("a.ods", packed(mimetype="application/zip"), "the document cannot be read"),
        (
            "a.csv",
            b"id,when,text\np-01,1,\xb3",
            "not saved as UTF-8",
        ),
        ("a.csv", b"id,when\0\x01\x02", "not a .csv file"),
        ("a.csv", b"name,price\nx,2\n", "has the columns of the calendar"),
        ("a.csv", b'id,when\n"p-01,never closed\n', "the quotes do not match"),
        ("a.xls", b"whatever", '".xls" is not a kind of sheet'),
        ("a", b"whatever", "without an ending"),
    ],
    ids=lambda value: value if isinstance(value, str) else "",  # a zip holds the time
)
def test_a_file_that_is_no_sheet_is_told(
    tmp_path: Path, name: str, data: bytes, message: str
) -> None:
    """With its name and what to do, never with a traceback."""
    path = tmp_path / name
    path.write_bytes(data)
    with pytest.raises(ContentError, match=message) as error:
        read_table(path)
    (mistake,) = error.value.mistakes
    assert mistake.place.file == str(path)
    assert mistake.remedy


@pytest.mark.parametrize("suffix", SUFFIXES)
def test_a_damaged_file_is_told_wherever_it_is_damaged(tmp_path: Path, suffix: str) -> None:
    """Cut off or with a byte turned over, it is either read or refused."""
    path = tmp_path / f"a{suffix}"
    write_table(TABLE, path, {})
    whole = path.read_bytes()
    for at in range(1, len(whole), max(1, len(whole) // 40)):
        for data in (whole[:at], whole[:at] + bytes([whole[at] ^ 0xFF]) + whole[at + 1 :]):
            path.write_bytes(data)
            try:
                read_table(path)
            except ContentError as error:
                assert str(path) in str(error)


def test_a_missing_file_and_a_folder_are_told(tmp_path: Path) -> None:
    """The path was mistyped."""
    with pytest.raises(ContentError, match="there is no such file"):
        read_table(tmp_path / "a.xlsx")
    (tmp_path / "b.csv").mkdir()
    with pytest.raises(ContentError, match="cannot be read"):
        read_table(tmp_path / "b.csv")


@pytest.mark.parametrize(
    "data",
    [
        b'id,when,en text\r\np-01,2026-12-01 10:00,"a, b"\r\n',
        b"\xef\xbb\xbfid;when;en text\r\np-01;2026-12-01 10:00;a, b\r\n",
        "id\twhen\ten text\r\np-01\t2026-12-01 10:00\ta, b\r\n".encode("utf-16"),
        b"sep=;\r\nid;when;en text\r\np-01;2026-12-01 10:00;a, b\r\n",
        b'id,when,en text\np-01,2026-12-01 10:00,"a, b",extra\n\n',
    ],
)
def test_csv_is_read_however_excel_saved_it(tmp_path: Path, data: bytes) -> None:
    """With commas, semicolons or tabs, in UTF-8 or UTF-16, each by the country it is set to."""
    path = tmp_path / "a.csv"
    path.write_bytes(data)
    (row,) = read_table(path).rows
    assert row.cells == {"id": "p-01", "when": "2026-12-01 10:00", "en text": "a, b"}


def test_csv_begins_with_the_mark_that_excel_needs(tmp_path: Path) -> None:
    """Without it ș, ł and å become other letters."""
    path = tmp_path / "a.csv"
    write_table(TABLE, path, {})
    assert path.read_bytes().startswith(b"\xef\xbb\xbf")


def test_csv_disarms_formulas(tmp_path: Path) -> None:
    """A cell of a .csv cannot say that it is text."""
    path = tmp_path / "a.csv"
    write_table(Table(("id", "when"), (Row(2, {"id": "=HYPERLINK(1)"}),)), path, {})
    assert "'=HYPERLINK(1)" in path.read_text("utf-8-sig")


# openpyxl's own unfinished files complain on a full disk when they are thrown away
@pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning")
@pytest.mark.parametrize("suffix", SUFFIXES)
@pytest.mark.parametrize("kind", ["no folder", "a folder", "below a file", "full"])
def test_a_place_that_cannot_be_written_is_told(tmp_path: Path, suffix: str, kind: str) -> None:
    """And what was there before is there still, with nothing half written beside it."""
    path = tmp_path / f"a{suffix}"
    if kind == "no folder":
        path = tmp_path / "gone" / path.name
    elif kind == "a folder":
        path.mkdir()
    elif kind == "below a file":
        (tmp_path / "file").touch()
        path = tmp_path / "file" / path.name
    else:
        path.write_bytes(b"before")
    with pytest.raises(StorageError, match="cannot be written"):
        if kind == "full":
            long = Table(TABLE.columns, tuple(Row(n, {"id": f"p-{n}"}) for n in range(2, 900)))
            with full_disk():
                write_table(long, path, {})
        else:
            write_table(TABLE, path, {})
    gc.collect()
    assert kind != "full" or path.read_bytes() == b"before"
    assert [p.name for p in tmp_path.iterdir() if p.name.startswith(".")] == []


@pytest.mark.parametrize("mark", ["~$a.xlsx", ".~lock.a.xlsx#"])
def test_a_sheet_that_is_open_elsewhere_is_not_overwritten(tmp_path: Path, mark: str) -> None:
    """The officer would save over it a minute later, or lose what is on the screen."""
    path = tmp_path / "a.xlsx"
    path.write_bytes(b"before")
    (tmp_path / mark).touch()
    with pytest.raises(StorageError, match="open in another program"):
        write_table(TABLE, path, {})
    assert path.read_bytes() == b"before"
