"""Spreadsheet files part by part, as no library would write them."""

from __future__ import annotations

import zipfile
from io import BytesIO
from typing import Final

MAIN: Final = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
LINKS: Final = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
PACKAGE: Final = "http://schemas.openxmlformats.org/package/2006/relationships"
ODF: Final = "urn:oasis:names:tc:opendocument:xmlns"

HEADING: Final = ("id", "when", "en text")
#: The styles of `xlsx`: a number, a day alone, a day with its time, and what an export presets.
NUMBER, DAY, TIME, PRESET = range(4)


def packed(parts: dict[str, bytes | str], *, method: int = zipfile.ZIP_DEFLATED) -> bytes:
    """A zip file with these parts."""
    data = BytesIO()
    with zipfile.ZipFile(data, "w", method) as archive:
        for name, part in parts.items():
            archive.writestr(name, part)
    return data.getvalue()


def inline(reference: str, text: str) -> str:
    """A cell of a workbook with a text of its own."""
    return f'<c r="{reference}" t="inlineStr"><is><t>{text}</t></is></c>'


def number(reference: str, value: float | str, style: int = NUMBER) -> str:
    """A cell of a workbook with a number."""
    return f'<c r="{reference}" s="{style}"><v>{value}</v></c>'


def row(at: int | str, *cells: str) -> str:
    """A row of a workbook."""
    return f'<row r="{at}">{"".join(cells)}</row>'


def head() -> str:
    """The row with the heading."""
    return row(1, *(inline(f"{'ABC'[n]}1", name) for n, name in enumerate(HEADING)))


def xlsx_parts(
    rows: str, *, strings: str = "", before: str = "", book: str = "", formats: str = ""
) -> dict[str, bytes | str]:
    """The parts of a workbook with one sheet; `before` stands before the sheet's own element."""
    links = (
        f'<Relationships xmlns="{PACKAGE}">'
        f'<Relationship Id="r1" Type="{LINKS}/worksheet" Target="worksheets/sheet1.xml"/>'
        f'<Relationship Id="r2" Type="{LINKS}/styles" Target="styles.xml"/>'
        f'<Relationship Id="r3" Type="{LINKS}/sharedStrings" Target="sharedStrings.xml"/>'
        "</Relationships>"
    )
    codes = (
        f'<numFmts><numFmt numFmtId="170" formatCode="yyyy-mm-dd hh:mm"/>{formats}</numFmts>'
        '<cellXfs><xf numFmtId="0"/><xf numFmtId="14"/><xf numFmtId="22"/><xf numFmtId="170"/>'
        '<xf numFmtId="171"/></cellXfs>'
    )
    return {
        "_rels/.rels": f'<Relationships xmlns="{PACKAGE}"><Relationship Id="r1" '
        f'Type="{LINKS}/officeDocument" Target="xl/workbook.xml"/></Relationships>',
        "xl/workbook.xml": f'<workbook xmlns="{MAIN}" xmlns:r="{LINKS}">{book}'
        '<sheets><sheet name="Calendar" sheetId="1" r:id="r1"/></sheets></workbook>',
        "xl/_rels/workbook.xml.rels": links,
        "xl/styles.xml": f'<styleSheet xmlns="{MAIN}">{codes}</styleSheet>',
        "xl/sharedStrings.xml": f'<sst xmlns="{MAIN}">{strings}</sst>',
        "xl/worksheets/sheet1.xml": f'{before}<worksheet xmlns="{MAIN}">'
        f'<dimension ref="A1:C2"/><sheetData>{rows}</sheetData></worksheet>',
    }


def xlsx(rows: str, **parts: str) -> bytes:
    """A workbook with these rows below the heading."""
    return packed(xlsx_parts(head() + rows, **parts))


def ods_cell(text: str = "", **attributes: str | int) -> str:
    """A cell of a document; `_` in a name stands for a hyphen."""
    named = "".join(
        f' {"table" if key.startswith("number_") else "office"}:{key.replace("_", "-")}="{value}"'
        for key, value in attributes.items()
    )
    return (
        f"<table:table-cell{named}>{f'<text:p>{text}</text:p>' if text else ''}</table:table-cell>"
    )


def ods_row(*cells: str, times: int | str = 1) -> str:
    """A row of a document."""
    return (
        f'<table:table-row table:number-rows-repeated="{times}">{"".join(cells)}</table:table-row>'
    )


def ods_parts(rows: str, *, before: str = "") -> dict[str, bytes | str]:
    """The parts of a document with one sheet; `before` stands before its own element."""
    names = " ".join(f'xmlns:{name}="{ODF}:{name}:1.0"' for name in ("office", "table", "text"))
    return {
        "mimetype": "application/vnd.oasis.opendocument.spreadsheet",
        "content.xml": f"{before}<office:document-content {names}><office:body>"
        f'<office:spreadsheet><table:table table:name="Calendar">{rows}</table:table>'
        "</office:spreadsheet></office:body></office:document-content>",
    }


def ods(rows: str, *, before: str = "") -> bytes:
    """A document with these rows below the heading."""
    return packed(ods_parts(ods_row(*(ods_cell(n) for n in HEADING)) + rows, before=before))
