"""Spreadsheets as broken programs and hostile people make them: bombs, lies and torn files."""

from __future__ import annotations

import zipfile
from collections.abc import Callable, Iterator
from random import Random
from typing import Final

from tests.spreadsheet.raw import ods_cell, ods_parts, ods_row, packed, row, xlsx_parts

COLUMNS: Final = (
    *("id", "when", "zone", "channels", "activity", "facts", "hashtags", "layout"),
    *("en headline", "en text", "en alt", "en state", "base"),
)
_TEXTS: Final = (
    *("", " ", "p-01", "example", "all", "A02", "2026-12-05", "2026-12-05 00:00", "week 2 Monday"),
    *("5.12.2026 10:00", "12/5/2026", "=1+1", "#REF!", "'", "-", "@", "\t", "x" * 40_000, "ş̈ă"),
    *("{{ fact.F01 }}", "{% for x in y %}", "\u202eabc", "\x85", "_x0000_", "_x001B_[2J", "💬"),
    *("%s%n", "../../x", "id", "when", "&#27;[2J", "&amp;", "]]&gt;", "1e999", "NaN", "46361"),
    *("null", "key: value", "- a\n- b", "'''", '"', "{", "}", "!!python/object:os.system x", "*a"),
    *("_xD800_", "[a, b", "key", "\ufeff", "http://[", "a\x00b"),
)
_NUMBERS: Final = (
    *("0", "1", "46361", "46361.5", "-1", "1e308", "1e400", "nan", "inf", "", "x", "9" * 400),
    *("2958466", "0.4", "60", "-0.0", "1_0", "٣"),
)
_TIMES: Final = ("1", "2", "0", "-1", "10001", "16385", "1048577", "2147483648", "9" * 30, "x", "")


def inputs(random: Random, count: int) -> Iterator[tuple[str, bytes]]:
    """So many files: each with its name, whose ending is the kind it claims to be."""
    makers = (_workbook, _document, _table, _bomb)
    for number in range(count):
        kind, data = random.choice(makers)(random)
        for _ in range(random.choice((0, 0, 0, 1, 1, 3))):
            data = random.choice(_DAMAGES)(random, data)
        claimed = random.choice((kind, kind, kind, kind, ".xlsx", ".ods", ".csv"))
        yield f"{number:05}{claimed}", data


def _text(random: Random) -> str:
    if random.random() < 0.1:
        return "".join(chr(random.randrange(0x20, 0x3000)) for _ in range(random.randrange(60)))
    return random.choice(_TEXTS)


def _escaped(text: str) -> str:
    return text if "&" in text else text.replace("<", "&lt;")


def _columns(random: Random) -> list[str]:
    columns = list(COLUMNS)
    for _ in range(random.choice((0, 0, 0, 1, 3))):
        match random.randrange(4):
            case 0:
                columns.insert(random.randrange(len(columns)), random.choice(columns))
            case 1:
                columns.pop(random.randrange(len(columns)))
            case 2:
                columns[random.randrange(len(columns))] = _text(random)
            case _:
                random.shuffle(columns)
    return columns


def _cell(random: Random, reference: str) -> str:
    kind = random.choice(("n", "n", "s", "str", "inlineStr", "b", "e", "d", "f", "zzz"))
    if kind == "inlineStr":
        text = _escaped(_text(random))
        return f'<c r="{reference}" t="inlineStr"><is><t>{text}</t></is></c>'
    if kind == "f":
        return f'<c r="{reference}"><f>{_escaped(_text(random))}</f><v>46361</v></c>'
    value = random.choice(_NUMBERS if kind in ("n", "b") else (*_TEXTS, "0", "1", "-1", "99"))
    style = random.choice(("0", "1", "2", "3", "4", "99", "-1", "x"))
    return f'<c r="{reference}" t="{kind}" s="{style}"><v>{_escaped(value)}</v></c>'


def _workbook(random: Random) -> tuple[str, bytes]:
    columns = _columns(random)
    places = [chr(ord("A") + n) for n in range(len(columns))]
    rows = [row(1, *(f'<c t="inlineStr"><is><t>{_escaped(c)}</t></is></c>' for c in columns))]
    for at in range(2, 2 + random.randrange(6)):
        number = random.choice((at, at, at, at, "1048577", "-3", "x", "1e9", "0"))
        cells = []
        for letter in places:
            reference = random.choice((f"{letter}{at}",) * 9 + ("XFE1", "ZZZZZZZZ1", "1A", ""))
            cells.append(_cell(random, reference))
        rows.append(row(number, *cells))
    parts = xlsx_parts(
        "".join(rows),
        strings="".join(f"<si><t>{_escaped(_text(random))}</t></si>" for _ in range(4)),
        book=random.choice(("", "", '<workbookPr date1904="1"/>', "<sheets>")),
        before=random.choice(("",) * 9 + ('<!DOCTYPE x [<!ENTITY a "b">]>', "\ufeff", " ")),
        formats=f'<numFmt numFmtId="171" formatCode="{random.choice(("h", "[", "0", "d;@"))}"/>',
    )
    _lose(random, parts)
    return ".xlsx", packed(parts, method=_method(random))


def _document(random: Random) -> tuple[str, bytes]:
    rows = [ods_row(*(ods_cell(_escaped(c)) for c in _columns(random)))]
    for _ in range(random.randrange(6)):
        cells = [_document_cell(random) for _ in COLUMNS]
        rows.append(ods_row(*cells, times=random.choice(("1",) * 6 + _TIMES)))
    before = random.choice(("",) * 9 + ('<!DOCTYPE x SYSTEM "file:///etc/passwd">', "<?x?>"))
    parts = ods_parts("".join(rows), before=before)
    _lose(random, parts)
    return ".ods", packed(parts, method=_method(random))


def _document_cell(random: Random) -> str:
    named: dict[str, str | int] = {}
    if random.random() < 0.1:
        named["number_columns_repeated"] = random.choice(_TIMES)
    kind = random.choice(("", "", "string", "float", "date", "time", "boolean", "percentage"))
    if kind:
        named["value_type"] = kind
        named["value"] = random.choice(_NUMBERS)
        named["date_value"] = random.choice(
            ("2026-12-05", "2026-12-05T10:00:00", "2026-13-40", "x")
        )
    if random.random() < 0.05:
        named["formula"] = "of:=1+1"
    text = _escaped(_text(random))
    if random.random() < 0.1:
        text += f'<text:s text:c="{random.choice(_TIMES)}"/><text:tab/><text:line-break/>'
    return ods_cell(text, **named)


def _table(random: Random) -> tuple[str, bytes]:
    sign = random.choice((",", ";", "\t", "|"))
    lines = [sign.join(_columns(random))]
    for _ in range(random.randrange(6)):
        cells = [_text(random) for _ in COLUMNS]
        quoted = [f'"{each}"' if random.random() < 0.5 else each for each in cells]
        lines.append(sign.join(quoted))
    text = random.choice(("\n", "\r\n", "\r")).join(lines)
    if random.random() < 0.1:
        text = f"sep={sign}\n{text}"
    encoding = random.choice(("utf-8", "utf-8-sig", "utf-16", "utf-32", "cp1252", "utf-16-le"))
    return ".csv", text.encode(encoding, "replace")


def _bomb(random: Random) -> tuple[str, bytes]:
    """A small file that asks for much."""
    head = row(1, *(f'<c t="inlineStr"><is><t>{c}</t></is></c>' for c in COLUMNS))
    ods_head = ods_row(*(ods_cell(c) for c in COLUMNS))
    cell = '<c t="s"><v>0</v></c>'
    much = 10 ** random.randrange(3, 7)
    match random.randrange(9):
        case 0:
            return ".xlsx", packed(xlsx_parts(head, strings="<si><t>x</t></si>" * much))
        case 1:
            text = f"<si><t>{'long ' * random.randrange(1, 9000)}</t></si>"
            rows = "".join(row(n, cell * 13) for n in range(2, 2 + min(much, 12_000)))
            return ".xlsx", packed(xlsx_parts(head + rows, strings=text))
        case 2:
            return ".xlsx", packed(xlsx_parts(head + "<row/>" * much))
        case 3:
            tag = "<row " + " ".join(f'a{n}="1"' for n in range(min(much, 200_000))) + "/>"
            return ".xlsx", packed(xlsx_parts(head + tag))
        case 4:
            cells = ods_cell("p", number_columns_repeated=min(much, 16_000)) * 9
            return ".ods", packed(ods_parts(ods_head + ods_row(cells, times=much)))
        case 5:
            blanks = ods_cell(f'<text:s text:c="{much}"/>' * random.randrange(1, 2000))
            return ".ods", packed(ods_parts(ods_head + ods_row(blanks, times=random.randrange(9))))
        case 6:
            filler = xlsx_parts(head, book=" " * random.randrange(1, 80_000_000))
            return ".xlsx", packed(filler)
        case 7:
            inner = packed(ods_parts(ods_head))
            return ".ods", packed({f"{n}.ods": inner for n in range(min(much, 3000))})
        case _:
            line = random.choice((",", '""', '"\n",', "x,", "x", "\n")) * much
            return ".csv", f"id,when\n{line}".encode()


def _lose(random: Random, parts: dict[str, bytes | str]) -> None:
    if random.random() < 0.1:
        parts.pop(random.choice(list(parts)))
    if random.random() < 0.1:
        parts[random.choice(list(parts))] = random.choice(("", "<a/>", "<a", b"\xff\xfe\x00"))


def _method(random: Random) -> int:
    return random.choice((zipfile.ZIP_DEFLATED,) * 8 + (zipfile.ZIP_LZMA, zipfile.ZIP_STORED))


def _cut(random: Random, data: bytes) -> bytes:
    return data[: random.randrange(len(data) + 1)]


def _turn(random: Random, data: bytes) -> bytes:
    turned = bytearray(data)
    for _ in range(random.randrange(1, 6)):
        if turned:
            turned[random.randrange(len(turned))] ^= 1 << random.randrange(8)
    return bytes(turned)


def _insert(random: Random, data: bytes) -> bytes:
    at = random.randrange(len(data) + 1)
    return data[:at] + random.randbytes(random.randrange(1, 40)) + data[at:]


def _repeat(random: Random, data: bytes) -> bytes:
    start = random.randrange(len(data) + 1)
    return data[:start] + data[start : start + 300] * random.randrange(2, 50) + data[start:]


_DAMAGES: Final[tuple[Callable[[Random, bytes], bytes], ...]] = (_cut, _turn, _insert, _repeat)
