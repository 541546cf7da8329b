"""Try a sheet's changes on the texts of the files, before anything is written."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from itertools import groupby
from pathlib import Path

from campaign.bounded_file import LARGEST_TEXT, read_file
from campaign.calendar.bind import bindings
from campaign.calendar.read import read_post
from campaign.calendar.sheet import Edit, NewPost, SheetDiff, as_value, cells_of, for_file
from campaign.calendar.sheet.diff import MOST_PROBLEMS, only_problems
from campaign.calendar.tree import read_tree
from campaign.calendar.write import edit
from campaign.config import Config
from campaign.content import Content
from campaign.errors import ContentError, Mistake, Place, StorageError
from campaign.model import Post
from campaign.source_words import SourceWords

_HEAD = "# yaml-language-server: $schema=../post.schema.json\n"


@dataclass(frozen=True, slots=True)
class Import:
    """The changes of a sheet, and the files as they will be: ready to be shown, then written.

    `texts` are the new texts by file; `before` is what those files held when it was made. `folder`
    is the content that they belong to. `sources` are further files: the source texts that the
    translations were made from.
    """

    folder: Path
    diff: SheetDiff
    texts: Mapping[Path, str]
    before: Mapping[Path, bytes | None]
    sources: Mapping[Path, bytes] = field(default_factory=dict)


class Trial:
    """Tries a sheet's changes on the files' texts and keeps those that the reader accepts."""

    def __init__(
        self,
        diff: SheetDiff,
        content: Content,
        config: Config,
        source: str,
        mistakes: tuple[Mistake, ...],
    ) -> None:
        self.diff, self.content, self.source, self.mistakes = diff, content, source, mistakes
        self.known = content.known
        self.posts = {post.id: post for post in content.posts}
        self.config = config
        self.problems = list(diff.problems)
        self.texts: dict[Path, str] = {}
        self.before: dict[Path, bytes | None] = {}
        self.after: dict[Path, Post] = {}

    def run(self) -> Import:
        """The import with everything in it that can be written.

        Beyond the bound of problems, it is the problems alone.
        """
        kept: list[Edit] = []
        for id, group in groupby(self.diff.edits, key=lambda each: each.post):
            edits = list(group)
            kept += edits if self._goes_on and self._try_edits(self.posts[id], edits) else []
        new = tuple(p for p in self.diff.new_rows if self._goes_on and self._try_new(p))
        if not self._goes_on:
            diff = only_problems(self.problems, Place(self.source))
            return Import(self.content.folder, diff, {}, {})
        problems = tuple(sorted(self.problems, key=lambda m: (m.place, m.message)))
        diff = replace(self.diff, edits=tuple(kept), new_rows=new, problems=problems)
        sources = SourceWords(self.content.folder).wanted(self.after.values())
        return Import(self.content.folder, diff, self.texts, self.before, sources)

    @property
    def _goes_on(self) -> bool:
        return len(self.problems) <= MOST_PROBLEMS

    def _try_edits(self, post: Post, edits: list[Edit]) -> bool:
        file = post.place.file
        path = self.content.path(post.place)
        before = read_bytes(path) or b""
        cells = {each.key: each.cell for each in edits}
        try:
            text = before.decode()
            languages, start = self.config.campaign.languages, self.config.campaign.start
            if cells_of(read_post(text, file, self.known), languages, start) != cells_of(
                post, languages, start
            ):
                message = "the file was changed a moment ago"
                raise ContentError(Mistake(Place(file), message, "import the sheet again"))
            text = edit(text, for_file(edits), file)
        except UnicodeDecodeError:
            self._add_mistake(
                next(iter(cells.values())), f"{file} is no longer UTF-8", "save it as UTF-8"
            )
            return False
        except ContentError as error:
            for mistake in error.mistakes:
                self._add_mistake(next(iter(cells.values())), mistake.message, mistake.remedy)
            return False
        return self._accept(path, before, text, file, cells, post)

    def _try_new(self, post: NewPost) -> bool:
        path = self.content.folder / "calendar" / f"{post.id}.yaml"
        cell = post.cells["id"]
        if self.mistakes:
            message = f'"{post.id}" may be in a file that cannot be read ({self.mistakes[0].place})'
            self._add_mistake(cell, message, "mend the content first: campaign check")
            return False
        values = {key: as_value(key, text) for key, text in post.values.items()}
        try:
            text = edit(_HEAD, values, path.name)
        except ContentError as error:
            for mistake in error.mistakes:
                self._add_mistake(cell, mistake.message, mistake.remedy)
            return False
        if not self._accept(path, None, text, path.name, dict(post.cells), None):
            return False
        if path.exists():
            self._add_mistake(cell, f"there is a file {path.name} already", "choose another id")
            del self.texts[path], self.before[path], self.after[path]
            return False
        return True

    def _accept(
        self,
        path: Path,
        before: bytes | None,
        text: str,
        file: str,
        cells: Mapping[str, str],
        old: Post | None,
    ) -> bool:
        """Keep a new text if the reader accepts it; otherwise add a mistake at its cell.

        A translation that was touched is bound to the source beside it.
        """
        try:
            post = read_post(text, file, self.known)
            if bound := bindings(old, post):
                text = edit(text, bound, file)
                post = read_post(text, file, self.known)
        except ContentError as error:
            lines = read_tree(text, file).lines
            for mistake in error.mistakes:
                at = (cell for key, cell in cells.items() if lines.get(key) == mistake.place.line)
                cell = next(at, next(iter(cells.values())))
                self._add_mistake(cell, mistake.message, mistake.remedy)
            return False
        self.texts[path], self.before[path], self.after[path] = text, before, post
        return True

    def _add_mistake(self, cell: str, message: str, remedy: str) -> None:
        row = int("".join(c for c in cell if c.isdigit()) or 0)
        self.problems.append(Mistake(Place(self.source, row), f"{cell}: {message}", remedy))


def read_bytes(path: Path) -> bytes | None:
    """What a file holds now, None when there is none; raises StorageError."""
    try:
        return read_file(path, LARGEST_TEXT)
    except FileNotFoundError:
        return None
    except OSError as error:
        raise StorageError(f"{path}: cannot be read ({error.strerror})") from error
