"""Every finished variant against its entry and its own hash, and its pictures against theirs."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from hashlib import sha256
from pathlib import Path
from typing import Any

from sqlalchemy import Connection

from campaign.bounded_file import LARGEST_FILM, read_file
from campaign.media import MediaStore
from campaign.storage import raw_rows, row_images
from campaign.storage import variants as stored
from campaign.storage.raw_rows import PORTION
from campaign.storage.record import RecordAct
from campaign.storage.tables import variants
from campaign.usecases.trust.verification.chain import Chain, Read
from campaign.usecases.trust.verification.findings import Wrong
from campaign.usecases.trust.verification.told import is_plain_json


class Variants:
    """The variants that entries have told of: 32 bytes each are kept."""

    def __init__(self, connection: Connection, chain: Chain) -> None:
        self._connection = connection
        self._chain = chain
        self._told: set[bytes] = set()

    def take(self, entries: Iterable[Read]) -> None:
        """Compare what these entries tell of variants with the rows."""
        told = [entry for entry in entries if entry.act == RecordAct.VARIANT_STORED]
        names = [str(entry.details.get("variant")) for entry in told]
        rows = _rows(self._connection, names) if names else {}
        for name, entry in zip(names, told, strict=True):
            self._told.add(_short(name))
            row = rows.get(name)
            if row is None:
                self._chain.blame(entry.wrong("variants", f"{name} is missing"))
            elif raw_rows.parsed(row["body"]) != entry.details.get("body"):
                self._chain.blame(entry.wrong("variants", f"the body of {name} was changed"))
            elif row["created"] != entry.at:
                self._chain.blame(entry.wrong("variants", f"{name}: created was changed"))

    def finish(self, imaged: Collection[str], media: MediaStore) -> int:
        """Compare every row with its own hash and its pictures; gives how many pictures.

        `imaged` are the keys of variants that were there before the record.
        """
        at, seen = 0, set[bytes]()
        # Counted off: a changed name may be no text that a query takes.
        while rows := raw_rows.select(self._connection, variants, limit=PORTION, offset=at):
            at += len(rows)
            for row in rows:
                name = str(row["hash"])
                if _short(name) not in self._told and row_images.key(variants, row) not in imaged:
                    what = f"{name} is in no entry of the record"
                    self._chain.blame(Wrong("variants", what, at=str(row["created"])))
                body = raw_rows.parsed(row["body"])
                for wrong in _whole(name, row, body):
                    self._chain.blame(wrong)
                for wrong in _pictures(name, body, media, seen):
                    self._chain.blame(wrong)
        return len(seen)


def _whole(name: str, row: Mapping[str, Any], body: Any) -> list[Wrong]:
    post = str(body.get("post", "")) if isinstance(body, dict) else ""
    try:
        own = stored.of_body(body).hash
    except (TypeError, ValueError, KeyError, AttributeError, UnicodeError):
        own = ""
    if own != name or not is_plain_json(row["body"]):
        what = f"the body of {name} does not have this hash"
        return [Wrong("variants", what, post=post, at=str(row["created"]))]
    return []


def _pictures(name: str, body: Any, media: MediaStore, seen: set[bytes]) -> list[Wrong]:
    if not isinstance(body, dict):
        return []
    found = []
    for each in _media(body):
        digest, mime = str(each.get("sha256")), str(each.get("mime"))
        if _short(digest) in seen:
            continue
        seen.add(_short(digest))
        what = _changed(media, digest, mime)
        if what:
            post = str(body.get("post", ""))
            found.append(Wrong("pictures", f"{what} (of variant {name})", post=post))
    return found


def _changed(media: MediaStore, digest: str, mime: str) -> str:
    try:
        path: Path = media.path(digest, mime)
        data = read_file(path, LARGEST_FILM)
    except FileNotFoundError:
        return f"{digest} is missing"
    except (OSError, KeyError, ValueError) as error:
        return f"{digest} cannot be read: {error}"
    return "" if sha256(data).hexdigest() == digest else f"{path.name} was changed"


def _media(body: Mapping[str, Any]) -> Sequence[dict[str, Any]]:
    both = [*(body.get("media") or ()), *(body.get("beside") or ())]
    return [each for each in both if isinstance(each, dict)]


def _rows(connection: Connection, names: Sequence[str]) -> dict[str, dict[str, Any]]:
    wanted = raw_rows.bare(variants).c.hash.in_([n for n in names if raw_rows.is_text(n)])
    return {row["hash"]: row for row in raw_rows.select(connection, variants, wanted)}


def _short(name: str) -> bytes:
    return sha256(name.encode("utf-8", "surrogateescape")).digest()
