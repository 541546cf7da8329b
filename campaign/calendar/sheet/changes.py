"""Compares an edited sheet with the posts in the files, cell by cell.

A row's mark (`base`) is a hash of what was exported. So three sides are known: the export, the
sheet and the file. An edit is a cell that changed in the sheet alone.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date

from campaign.calendar.sheet.columns import (
    BASE,
    ID,
    NO_CARD,
    WHEN,
    cells_of,
    columns,
    key_of,
    mark,
    wall_of,
)
from campaign.calendar.sheet.days import DayAlone, Meant, as_midnight, day_order, meant
from campaign.calendar.sheet.diff import (
    MOST_PROBLEMS,
    Conflict,
    Edit,
    NewPost,
    SheetDiff,
    only_problems,
)
from campaign.calendar.sheet.heading import recognise
from campaign.calendar.sheet.judge import Said, judge
from campaign.calendar.sheet.table import Row, Table, Unreadable
from campaign.calendar.when import WhenError
from campaign.errors import Mistake, Place
from campaign.model import Post


def changes(
    table: Table, posts: Iterable[Post], languages: Sequence[str], start: date, source: str
) -> SheetDiff:
    """The differences between the sheet and `posts`; this changes nothing.

    `languages` are those of the campaign, `source` is the one that the others translate. `start` is
    the campaign's first day, for times such as "week 1 Tuesday 10:00".
    """
    return _Comparison(table, posts, languages, start, source).compare()


class _Comparison:
    """One comparison of one sheet; `problems` gathers what is wrong in it."""

    def __init__(
        self,
        table: Table,
        posts: Iterable[Post],
        languages: Sequence[str],
        start: date,
        source: str,
    ) -> None:
        self.languages, self.start, self.source = languages, start, source
        self.posts = {post.id: post for post in posts}
        self.table, self.problems = recognise(table, columns(languages))
        self.rows = [(row, _id(row)) for row in self.table.rows if row.cells]
        self.walls = {id: wall_of(post, start) for id, post in self.posts.items()}
        times = ((row.cells.get(WHEN, ""), self.walls.get(id)) for row, id in self.rows)
        self.order = day_order(times)

    def compare(self) -> SheetDiff:
        """The difference; a row with a problem is reported and otherwise ignored."""
        edits: list[Edit] = []
        conflicts: list[Conflict] = []
        new: list[NewPost] = []
        if ID not in self.table.columns:
            place = self.table.place(Row(self.table.heading, {}))
            self.problems.append(Mistake(place, 'there is no column "id"', "export it anew"))
            return SheetDiff(problems=tuple(self.problems))
        renamed = self._renamed()
        first: dict[str, int] = {}
        for row, id in self.rows:
            if len(self.problems) > MOST_PROBLEMS:
                return only_problems(self.problems, Place(self.table.source))
            self._look_at(row, id, renamed, first)
            understood = self._said(row) if first.get(id) == row.number else None
            if understood is None or id in renamed:
                continue
            if id not in self.posts:
                new += self._new(row, id, understood)
                continue
            post = self.posts[id]
            found, conflict = judge(self.table, row, understood, post, self.languages, self.start)
            edits += found
            conflicts += [conflict] if conflict else []
        if len(self.problems) > MOST_PROBLEMS:
            return only_problems(self.problems, Place(self.table.source))
        present = {id for _, id in self.rows}
        missing = tuple(id for id in self.posts if id not in present)
        problems = tuple(sorted(self.problems, key=lambda m: (m.place, m.message)))
        return SheetDiff(tuple(edits), tuple(conflicts), tuple(new), missing, problems)

    def _say(self, row: Row, column: str, message: str, remedy: str) -> None:
        cell = self.table.address(column, row)
        self.problems.append(Mistake(self.table.place(row), f"{cell}: {message}", remedy))

    def _look_at(self, row: Row, id: str, renamed: dict[str, str], first: dict[str, int]) -> None:
        """Reports what is wrong with a row's id; `first` remembers the first row of each id."""
        if isinstance(row.cells.get(ID), Unreadable):
            self._said(row)
        elif not id:
            self._say(row, ID, "the row has no id", "give the post an id, or clear the row")
        elif id in first:
            remedy = "give a new post an id of its own"
            self._say(row, ID, f'the id "{id}" is in row {first[id]} already', remedy)
        else:
            first[id] = row.number
            if id in renamed:
                message = f'the id "{renamed[id]}" became "{id}", but an id never changes'
                remedy = f'write "{renamed[id]}" again, or clear the cell in the column base'
                self._say(row, ID, message, remedy)

    def _renamed(self) -> dict[str, str]:
        """Rows whose id was changed: the unknown id, and the id with which it was exported."""
        present = {id for _, id in self.rows}
        strangers = {id: row.cells[BASE] for row, id in self.rows if self._is_strange(row, id)}
        if not strangers:
            return {}
        gone = [post for id, post in self.posts.items() if id not in present]
        marks = {mark(cells_of(post, self.languages, self.start)): post.id for post in gone}
        return {id: marks[str(base)] for id, base in strangers.items() if str(base) in marks}

    def _is_strange(self, row: Row, id: str) -> bool:
        return bool(id) and id not in self.posts and BASE in row.cells

    def _said(self, row: Row) -> Said | None:
        """The row's cells with its time understood; None when that failed and was reported."""
        understood: dict[str, str | Meant] = {}
        problems_before = len(self.problems)
        day = None
        for column, value in row.cells.items():
            if isinstance(value, Unreadable):
                remedy = "put the words or the number itself into the cell"
                self._say(row, column, value.why, remedy)
            elif column == WHEN:
                try:
                    understood[column] = meant(value, self.start, self.order, self.table.epoch)
                except DayAlone as error:
                    day, understood[column] = error, as_midnight(error)
                except WhenError as error:
                    self._say(row, column, str(error), error.remedy)
            elif isinstance(value, date):
                remedy = "give the cell the format Text and write it again"
                self._say(row, column, "the spreadsheet made a date of it", remedy)
            elif column not in (ID, BASE):
                understood[column] = str(value)
        if day is not None and not self._was_midnight(row, understood, day):
            self._say(row, WHEN, str(day), day.remedy)
        return understood if len(self.problems) == problems_before else None

    def _was_midnight(self, row: Row, understood: Said, day: DayAlone) -> bool:
        """True when the post was at that midnight already: programs save it without its time."""
        id = _id(row)
        if self.walls.get(id) == day.wall:
            return True
        exported = {c: v.wall if isinstance(v, Meant) else v for c, v in understood.items()}
        return mark({ID: id, **exported}) == str(row.cells.get(BASE, ""))

    def _new(self, row: Row, id: str, understood: Said) -> list[NewPost]:
        """The new post of a row with an unknown id; none, but problems, when cells are missing."""
        needed = (WHEN, "channels", f"{self.source} headline", f"{self.source} text")
        lacking = [column for column in needed if column not in understood]
        for column in lacking:
            message = f'the new post "{id}" has no {column}'
            self._say(row, column, message, "fill it in, or clear the row")
        if lacking:
            return []
        values, cells = {ID: id}, {ID: self.table.address(ID, row)}
        for column in columns(self.languages):
            value = understood.get(column)
            if value is not None:
                values[key_of(column)] = value.text if isinstance(value, Meant) else value
                cells[key_of(column)] = self.table.address(column, row)
        for language in self.languages:
            if any(key.startswith(f"copy.{language}.") for key in values):
                state = "source" if language == self.source else "draft"
                values.setdefault(f"copy.{language}.state", state)
        if values.get("card.layout") == NO_CARD:
            values = {key: v for key, v in values.items() if not key.startswith("card.")}
            values["card"] = NO_CARD
        return [NewPost(id, row.number, values, cells)]


def _id(row: Row) -> str:
    value = row.cells.get(ID, "")
    return value if isinstance(value, str) else ""
