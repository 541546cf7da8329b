"""The folder of source texts as they were when translations were made from them.

What a file there holds: `campaign.calendar.source_words`.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from pathlib import Path

from campaign.bounded_file import LARGEST_TEXT, read_file
from campaign.calendar.source_words import FOLDER, as_text, file_name, from_text
from campaign.errors import StorageError
from campaign.file_modes import usual_files
from campaign.model import Copy, Post, copy_hash, is_of


class SourceWords:
    """The source texts that are kept in a folder of content."""

    def __init__(self, content: Path) -> None:
        self.folder = content / FOLDER

    def find(self, post: str, of: str) -> Copy | None:
        """The source copy that a translation's `of` names; None when its words are not known."""
        prefix = f"{post}."
        if not of or not of.isalnum():
            return None
        try:
            named = sorted(self.folder.glob(file_name(post, f"{of}*")))
        except (OSError, ValueError):
            return None
        for path in named:
            hash = path.name.removeprefix(prefix).removesuffix(".yaml")
            if not is_of(of, hash):
                continue
            try:
                text = read_file(path, LARGEST_TEXT).decode()
            except (OSError, UnicodeDecodeError):
                continue
            if copy := from_text(text, path.name, hash):
                return copy
        return None

    def wanted(self, posts: Iterable[Post]) -> dict[Path, bytes]:
        """The files that are missing for translations of the sources as they are now."""
        found: dict[Path, bytes] = {}
        for post in posts:
            source = post.source
            if source is None:
                continue
            now = copy_hash(source)
            path = self.folder / file_name(post.id, now)
            others = (copy for copy in post.copy.values() if copy is not source)
            if any(copy.of and is_of(copy.of, now) for copy in others) and not path.exists():
                found[path] = as_text(source).encode()
        return found

    def keep(self, posts: Iterable[Post]) -> int:
        """Write the missing files; gives how many. Raises StorageError."""
        wanted = self.wanted(posts)
        write_files(wanted)
        return len(wanted)


def write_files(files: Mapping[Path, bytes]) -> None:
    """Write new files, and the folder above them; raises StorageError."""
    for path, data in files.items():
        try:
            with usual_files():
                path.parent.mkdir(parents=True, exist_ok=True)
                path.write_bytes(data)
        except OSError as error:
            raise StorageError(f"{path}: cannot be written ({error.strerror})") from error
