"""Checks an export of evidence: that nothing was changed, added, taken away, swapped or cut off.

    python verify.py                        checks the folder that this file lies in
    python verify.py FOLDER                 checks another folder
    python verify.py FILE.zip               checks the export as it was sent, without unpacking it
    python verify.py … --fingerprint HASH   and that it is the export with this fingerprint

It ends with 0 when everything is as it was exported, and with 1 when anything is not; it names each
thing that is not. It needs Python 3.8 or newer and nothing else, reads only, and asks no network:

1. every file against MANIFEST.sha256, and that against FINGERPRINT.txt;
2. the entries of the record (record/entries.jsonl): their numbers, and the chain of their hashes;
3. private values against the commitments in the entries, and the reason where one is missing;
4. the sealed heads and the timestamps (record/stamps): that they are of this very chain; who signed
   a timestamp is checked with openssl ts -verify -in N.tsr -data N.txt -CAfile ROOTS.pem;
5. the words that were approved (variants) and the pictures: that each name is its hash;
6. what was sent and answered (answers) against the record.

Whoever changes all of it, this file included, can also write a new manifest. So compare the
fingerprint with the one that the sender gave you, and take this file from the project's source.
"""

from __future__ import annotations

import hashlib
import json
import re
import sys
import zipfile
import zlib
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

MANIFEST, FINGERPRINT, ABOUT = "MANIFEST.sha256", "FINGERPRINT.txt", "export.json"
ENTRIES, BEGINNING = "record/entries.jsonl", "0" * 64  # the second is what the first entry follows
WITHHELD = ("person", "role", "review", "rows")  # acts whose private values are never exported
LEFT_BY_SYSTEMS = {".DS_Store", "Thumbs.db", "desktop.ini"}  # in folders that somebody looked at
HASH, SEAL = re.compile("[0-9a-f]{64}"), re.compile(b"sha256:([0-9a-f]{64})")
IMPRINT = b"\x04\x20"  # before a SHA-256 in a timestamp (RFC 3161): an OCTET STRING of 32 bytes
SEAL_LENGTH, CHUNK, MOST = 71, 1 << 20, 200  # bytes, bytes, lines of what is wrong
DAMAGE = (zipfile.BadZipFile, zlib.error, OSError, EOFError, ValueError, NotImplementedError)


class Unreadable(Exception):
    """Something cannot be read; the message says why."""


class Export:
    """The files of an export, and what is found out about them."""

    def __init__(self, path: Path) -> None:
        self.path, self.wrong, self.notes = path, [], []  # type: Path, list[str], list[str]
        self.hashes: dict[int, str] = {}  # of the record's entries, by number
        self.sent: dict[Any, Any] = {}  # payload and words, by publication and start of the attempt
        self.answers: dict[Any, list[str]] = {}  # the raw answers, by the same
        self.zip = None if path.is_dir() else self._open_zip()
        self.names = self._in_folder() if self.zip is None else self._in_zip(self.zip)
        self.about: Any = None  # what the export says of itself

    def _in_folder(self) -> set[str]:
        names = set()
        for found in sorted(self.path.rglob("*")):
            name = found.relative_to(self.path).as_posix()
            if found.is_file() and not found.is_symlink():
                names.add(name)
            elif found.is_symlink() or not found.is_dir() or not any(found.iterdir()):
                self.wrong.append(f"{name}: a link or an empty folder; it does not belong here")
        return names

    def _open_zip(self) -> zipfile.ZipFile:
        """The ZIP; its last bytes are the hash of all before them."""
        own, left = hashlib.sha256(), self.path.stat().st_size - SEAL_LENGTH
        with self.path.open("rb") as file:
            while left > 0:
                piece = file.read(min(CHUNK, left))
                own.update(piece)
                left -= len(piece)
            seal = SEAL.fullmatch(file.read())
        if seal is None:
            self.wrong.append("the ZIP does not end as an export does: cut off, or packed anew")
        elif seal.group(1).decode() != own.hexdigest():
            self.wrong.append("the ZIP itself is not as it was written")
        return zipfile.ZipFile(str(self.path))

    def _in_zip(self, opened: zipfile.ZipFile) -> set[str]:
        listed = Counter(opened.namelist())
        odd = [name for name, times in listed.items() if times > 1 or name.endswith("/")]
        self.wrong += [f"{name}: stands twice in the ZIP, or is a folder" for name in odd]
        return {name for name in listed if not name.endswith("/")}

    def pieces(self, name: str) -> Iterator[bytes]:
        """The bytes of a file, a piece at a time; raises Unreadable."""
        if name not in self.names:
            raise Unreadable(f"{name}: is missing")
        try:
            with (self.path / name).open("rb") if self.zip is None else self.zip.open(name) as file:
                yield from iter(lambda: file.read(CHUNK), b"")
        except DAMAGE as error:  # an unknown way of packing is NotImplementedError
            raise Unreadable(f"{name}: cannot be read: {error}") from error

    def digest(self, name: str) -> str:
        """SHA-256 of a file; one that cannot be read is told as wrong, and gives ""."""
        own = hashlib.sha256()
        try:
            for piece in self.pieces(name):
                own.update(piece)
        except Unreadable as error:
            self.wrong.append(str(error))
            return ""
        return own.hexdigest()

    def lines(self, name: str) -> Iterator[str]:
        """The lines of a file, without their ends, one at a time; raises Unreadable."""
        rest = b""
        for piece in self.pieces(name):
            *whole, rest = (rest + piece).split(b"\n")
            for line in whole:
                yield line.decode("utf-8", "surrogateescape")  # so that no byte is lost
        if rest:
            raise Unreadable(f"{name}: its last line was cut")

    def value(self, name: str) -> Any:
        """What a file of one line of canonical JSON holds; raises Unreadable."""
        (line, *more) = [*self.lines(name), ""][:2]
        found = parsed(line)
        if found is None or canonical(found) != line or more != [""]:
            raise Unreadable(f"{name}: is not as it was written")
        return found

    def values(self, folder: str) -> Iterator[tuple[str, Any]]:
        """Each file of a folder with what it holds; one that cannot be read is told as wrong."""
        for name in self.within(folder):
            try:
                yield name, self.value(name)
            except Unreadable as error:
                self.wrong.append(str(error))

    def within(self, folder: str) -> list[str]:
        """The names of the files in a folder."""
        return sorted(name for name in self.names if name.startswith(folder))


# ---- 1: the files


def check_files(export: Export, wanted: str) -> None:
    """Each file against the manifest, and nothing beside them."""
    own, listed = export.digest(MANIFEST), {}
    if wanted not in ("", own):
        export.wrong.append("this is another export: its fingerprint is not the one you named")
    if export.digest(FINGERPRINT) != sha256(own + "\n"):
        export.wrong.append(f"{MANIFEST}: is not the one that {FINGERPRINT} names")
    for number, line in enumerate(export.lines(MANIFEST), 1):
        digest, _, name = line.partition("  ")
        if not HASH.fullmatch(digest) or not name or name in listed:
            export.wrong.append(f"{MANIFEST}: line {number} is not as it was written")
        listed[name] = digest
    owners = {digest: f"swapped: it holds {name}" for name, digest in listed.items()}
    for name, digest in sorted(listed.items()):
        found = export.digest(name)
        if found not in ("", digest):
            export.wrong.append(f"{name}: {owners.get(found, 'was changed')}")
    for name in sorted(export.names - set(listed) - {MANIFEST, FINGERPRINT}):
        if name.rpartition("/")[2] in LEFT_BY_SYSTEMS:
            export.notes.append(f"{name}: was left by a system; it is no part of the export")
        else:
            export.wrong.append(f"{name}: is no file of this export")
    export.notes.append(f"{len(listed)} files; fingerprint {own}")


# ---- 2, 3 and 4: the record and its sealed heads


def check_record(export: Export) -> None:
    """The numbers, the chain, the private values, and the sealed heads."""
    wrong, span = export.wrong, export.about["record"]
    if span is None:
        export.notes.append("No record: all of it is from before the record began")
        return
    expected, before = span["first"], span["before"]
    if expected == 1 and before != BEGINNING:
        wrong.append(f"{ABOUT}: something stands before the first entry")
    export.hashes[expected - 1] = before
    missing: list[tuple[Any, str]] = []
    forgetting: list[Any] = []
    for line, text in enumerate(export.lines(ENTRIES), 1):
        entry = parsed(text)
        if not well_formed(entry) or canonical(entry) != text:
            wrong.append(f"{ENTRIES}: line {line} is not as it was written")
            continue
        number = entry["number"]
        if number > expected:
            wrong.append(f"entries {expected} to {number - 1}: are missing before entry {number}")
        elif number < expected:
            wrong.append(f"entry {number}: swapped or repeated, it stands behind {expected - 1}")
        if chained(before, entry) != entry["hash"]:
            wrong.append(f"{named(entry)}: was changed, or follows another entry than it says")
        before, expected = entry["hash"], number + 1
        export.hashes[number] = entry["hash"]
        missing += check_private(export, entry)
        if entry["act"] in ("person.redacted", "record.pruned"):
            forgetting.append(entry)
        remember(export, entry)
    if expected <= span["last"]:
        wrong.append(f"entries {expected} to {span['last']}: are missing at the end, cut off")
    if before != span["head"]:
        wrong.append(f"the last entry is not the head that {ABOUT} names")
    for entry, key in missing:
        if not forgotten(entry, key, forgetting):
            wrong.append(f"{named(entry)}: its {key} is missing, and no later entry says why")
    for seal in span["sealed"]:
        if export.hashes.get(seal["number"]) != seal["hash"]:
            wrong.append(f"entry {seal['number']} is not the one that was sealed at {seal['at']}")
    for name in export.within("record/stamps/"):
        stem, ending = name[:-4], name[-4:]
        if ending == ".txt":
            stamped, reply = (b"".join(export.pieces(stem + each)) for each in (".txt", ".tsr"))
            number, digest = int(stem.rpartition("/")[2]), hashlib.sha256(stamped).digest()
            if export.hashes.get(number) != stamped.decode() or IMPRINT + digest not in reply:
                wrong.append(f"{stem}: this timestamp is not of entry {number} of this record")
    export.notes.append(f"entries {span['first']} to {span['last']} of the record")
    export.notes.append(f"{len(span['sealed'])} sealed heads; {len(missing)} values redacted")


def well_formed(entry: Any) -> bool:
    """True for an entry with exactly the fields that an entry has."""
    kinds = {"number": int, "id": int, "at": str, "act": str, "post": str, "hash": str}
    return (
        isinstance(entry, dict)
        and set(entry) == {"publication", "public", "private", *kinds}
        and all(type(entry[key]) is kind for key, kind in kinds.items())
        and isinstance(entry["public"], dict)
        and isinstance(entry["public"].get("private"), dict)
        and (entry["private"] is None or isinstance(entry["private"], dict))
    )


def chained(before: str, entry: Any) -> str:
    """The hash of an entry that follows the hash `before`."""
    fields = ("number", "id", "at", "act", "post", "publication", "public")
    return sha256(canonical([before, *(entry[field] for field in fields)]))


def check_private(export: Export, entry: Any) -> list[tuple[Any, str]]:
    """Private values against their commitments; gives those that are missing, by entry and key."""
    commitments, private, about = entry["public"]["private"], entry["private"], export.about
    if private is None:  # an act on people, or of other days and posts: only its place in the chain
        due = about["since"] <= entry["at"] < about["until"] or entry["post"] in about["posts"]
        if due and entry["act"].partition(".")[0] not in WITHHELD:
            export.wrong.append(f"{named(entry)}: its private values are missing")
        return []
    for key, pair in sorted(private.items()):
        held = pair if isinstance(pair, list) and len(pair) == 2 else ["", ""]
        if commitments.get(key) != sha256(f"{held[0]}:{held[1]}"):
            export.wrong.append(f"{named(entry)}: its {key} does not fit its commitment")
    return [(entry, key) for key in sorted(commitments) if key not in private]


def forgotten(entry: Any, key: str, forgetting: list[Any]) -> bool:
    """True when a later entry says under "gone" that this private value was redacted or pruned."""
    number = entry["number"]
    return any(
        number < later["number"] and key in group["keys"] and first <= number <= last
        for later in forgetting
        for group in later["public"].get("gone", [])
        for first, last in group["entries"]
    )


def remember(export: Export, entry: Any) -> None:
    """Keep of an entry what the attempts are compared with."""
    public, private = entry["public"], entry["private"] or {}
    about = (entry["publication"], public.get("started"))
    ours = entry["publication"] in export.about["publications"] and "started" in public
    if entry["act"] == "attempt.began" and ours:
        payload = private["payload"][1] if "payload" in private else None
        export.sent[about] = (payload, public["set"]["variant_hash"])
    elif "answer" in private:
        export.answers.setdefault(about, []).append(private["answer"][1])


# ---- 5 and 6: words, pictures, what was sent and answered


def check_words(export: Export) -> None:
    """Each text and each picture has its own hash as its name, and none is missing."""
    needed = {}
    for name, body in export.values("variants/"):
        if name != f"variants/{hash_of(body)}.json":
            export.wrong.append(f"{name}: these are not the words of that hash")
        needed.update({each["sha256"]: name for each in body["media"]})
    there = {name.rpartition("/")[2].partition(".")[0]: name for name in export.within("pictures/")}
    for digest, name in there.items():
        if export.digest(name) not in ("", digest):
            export.wrong.append(f"{name}: is another picture than its name says")
    gone = set(export.about["pictures_gone"])
    for digest in sorted(set(needed) - set(there) - gone):
        export.wrong.append(f"{needed[digest]}: its picture {digest} is missing")
    texts = len(export.within("variants/"))
    export.notes.append(f"{texts} texts, {len(there)} pictures; {len(gone)} were gone before")


def hash_of(body: Any) -> str:
    """The hash of a text: over its recipe, and over its pictures with their alt texts."""

    def hashed(parts: list[Any]) -> str:
        return sha256(json.dumps(parts, ensure_ascii=False, sort_keys=True))

    recipe = [body[key] for key in ("post", "channel", "platform", "language", "texts")]
    recipe += [body[key] for key in ("headline", "link", "hashtags", "alt", "card_key")]
    recipe += ["comment"] if body["commented"] else []
    recipe += [["consents", *body["consents"]]] if body.get("consents") else []
    recipe += [[each["sha256"], each["alt"]] for each in body["beside"]]
    made = body.get("machine", [])
    recipe += [["machine", each["part"], each["model"], each["labelled"]] for each in made]
    return hashed([hashed(recipe), [[each["sha256"], each["alt"]] for each in body["media"]]])


def check_answers(export: Export) -> None:
    """What was sent, and the answers, are what the record says of the same attempt."""
    span, there = export.about["record"], set()
    for name, found in export.values("answers/"):
        key = (found["publication"], found["started"])
        there.add(key)
        if f"variants/{found['variant']}.json" not in export.names:
            export.wrong.append(f"{name}: the words that were sent are missing")
        if key not in export.sent:
            if span and found["started"] >= span["began"]:
                export.wrong.append(f"{name}: the record knows nothing of this attempt")
            continue
        payload, words = export.sent[key]
        if payload not in (None, canonical(found["payload"])) or words != found["variant"]:
            export.wrong.append(f"{name}: the record says that something else was sent")
        if found["answer"] not in ["", *export.answers.get(key, [found["answer"]])]:
            export.wrong.append(f"{name}: the record has another answer")
    for publication, started in sorted(set(export.sent) - there):
        export.wrong.append(f"publication {publication}: its attempt of {started} is missing")
    export.notes.append(f"{len(there)} attempts with what was sent and answered")


# ---- small things, and the way in


def parsed(text: str) -> Any:
    """The JSON in a text; None when there is none."""
    try:
        return json.loads(text)
    except (ValueError, RecursionError):
        return None


def canonical(value: Any) -> str:
    """JSON in the one form that is hashed: sorted keys, no spaces, letters as they are."""
    return json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":"))


def sha256(text: str) -> str:
    """SHA-256 of a text; half letters, which only a changed text has, do no harm."""
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()


def named(entry: Any) -> str:
    """How a reader finds an entry."""
    return f"entry {entry['number']} ({entry['act']}, {entry['at']})"


def say(line: str) -> None:
    """Write a line; a sign that a terminal may not know, or may obey, is written as its code."""
    plain = "".join(sign if sign.isprintable() else repr(sign)[1:-1] for sign in line)
    sys.stdout.write(plain.encode("ascii", "backslashreplace").decode() + "\n")


def main(arguments: list[str]) -> int:
    """Check what the arguments name, say what is wrong, and give the exit code."""
    wanted, wrong, notes = "", [], []  # type: str, list[str], list[str]
    if "--fingerprint" in arguments:
        place = arguments.index("--fingerprint")
        wanted = "".join(arguments[place + 1 : place + 2]).lower() or "none"
        arguments = arguments[:place] + arguments[place + 2 :]
    path = Path(arguments[0]) if arguments else Path(__file__).resolve().parent
    try:
        export = Export(path)
        wrong, notes = export.wrong, export.notes
        check_files(export, wanted)
        export.about = export.value(ABOUT)
        for check in (check_record, check_words, check_answers):
            check(export)
    except Exception as error:  # whatever a changed file makes Python say, it is not as it was
        wrong.append(f"the check could not go on: {type(error).__name__}: {error}")
    more = [f"and {len(wrong) - MOST} more"] if len(wrong) > MOST else []
    end = "NOT as it was exported." if wrong else "Everything is as it was exported."
    for line in (*(f"WRONG  {each}" for each in [*wrong[:MOST], *more]), *notes, end):
        say(line)
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
