"""Two posts as a sheet, and ways to change it as an officer would."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime

from campaign.calendar.known import Known
from campaign.calendar.read import read_post
from campaign.calendar.sheet import Row, SheetDiff, Table, Value, changes, rows
from campaign.model import Post

START = date(2026, 12, 1)
LANGUAGES = ("en", "es", "ca")

LABS = """\
id: labs-01
when: week 1 Tuesday 10:00
channels: [all]
activity: A02
pillar: meet
facts: [F07, F08]
link: https://site.example/
hashtags: [EUBelong, LearningLabs]
card: {layout: figure, figure: "3", background: dusk}
copy:
  en: {headline: Three days., text: "First line.\\n\\nSecond line.", alt: A card., state: source}
  es: {headline: Tres días., text: Una mesa., alt: Una tarjeta., state: draft}
"""
PEER = """\
id: peer-01
when: 2026-12-10 17:30
zone: Europe/Brussels
channels: [eu, "*/mastodon"]
activity: A03
card: none
copy:
  en: {headline: "=1+1", text: "-5 degrees", state: source}
"""


def post(text: str) -> Post:
    """A post from its file's text."""
    return read_post(text, f"content/calendar/{text[4:].split()[0]}.yaml", Known())


POSTS = (post(LABS), post(PEER))


def compared(table: Table, posts: tuple[Post, ...] = POSTS) -> SheetDiff:
    """The table held against the posts."""
    return changes(table, posts, LANGUAGES, START, "en")


def exported(posts: tuple[Post, ...] = POSTS) -> Table:
    """The posts as a sheet."""
    return replace(rows(posts, LANGUAGES, START), source="calendar.xlsx")


def altered(table: Table, id: str, **cells: Value | None) -> Table:
    """The table with cells of one row changed; None empties a cell, `_` stands for a blank."""
    found = []
    for row in table.rows:
        values = dict(row.cells)
        if values["id"] == id:
            for name, value in cells.items():
                values.pop(name.replace("_", " "), None)
                if value is not None:
                    values[name.replace("_", " ")] = value
        found.append(Row(row.number, values))
    return replace(table, rows=tuple(found))


def added(table: Table, **cells: Value) -> Table:
    """The table with one more row."""
    named = {name.replace("_", " "): value for name, value in cells.items()}
    return replace(table, rows=(*table.rows, Row(len(table.rows) + 2, named)))


def wall(*numbers: int) -> datetime:
    """A time as a cell has it: without a zone."""
    return datetime(*numbers)  # type: ignore[arg-type]
