"""Ways to change an export: of one file, of what files say with a new manifest, and of the ZIP."""

from __future__ import annotations

import json
import shutil
import zipfile
from collections.abc import Callable
from hashlib import sha256
from pathlib import Path
from random import Random
from typing import Any

Entries = list[dict[str, Any]]

MANIFEST, FINGERPRINT = "MANIFEST.sha256", "FINGERPRINT.txt"


def files(folder: Path) -> list[Path]:
    """Every file of an unpacked export."""
    return sorted(path for path in folder.rglob("*") if path.is_file())


def canonical(value: object) -> str:
    """JSON as the export writes it."""
    return json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":"))


def with_new_manifest(folder: Path) -> None:
    """Make the manifest and the fingerprint fit what is there now, as whoever cheats would."""
    own = {MANIFEST, FINGERPRINT}
    names = {path.relative_to(folder).as_posix(): path for path in files(folder)}
    lines = [
        f"{sha256(path.read_bytes()).hexdigest()}  {name}\n"
        for name, path in sorted(names.items())
        if name not in own
    ]
    manifest = "".join(lines).encode()
    (folder / MANIFEST).write_bytes(manifest)
    (folder / FINGERPRINT).write_text(sha256(manifest).hexdigest() + "\n")


# ---- single files


def flip(folder: Path, chance: Random) -> str:
    """Turn one bit of one file over."""
    path = chance.choice(files(folder))
    data = bytearray(path.read_bytes())
    at = chance.randrange(len(data))
    data[at] ^= 1 << chance.randrange(8)
    path.write_bytes(bytes(data))
    return f"{path.name}, byte {at}"


def cut(folder: Path, chance: Random) -> str:
    """Cut the end off one file."""
    path = chance.choice(files(folder))
    data = path.read_bytes()
    path.write_bytes(data[: chance.randrange(len(data))])
    return path.name


def lengthen(folder: Path, chance: Random) -> str:
    """Put something behind one file."""
    path = chance.choice(files(folder))
    with path.open("ab") as file:
        file.write(chance.choice([b"\n", b" ", b"\0", b"x" * 80]))
    return path.name


def drop(folder: Path, chance: Random) -> str:
    """Take one file away."""
    path = chance.choice(files(folder))
    path.unlink()
    return path.name


def swap(folder: Path, chance: Random) -> str:
    """Let two files change places."""
    some = files(folder)
    one, other = chance.sample(some, 2)
    while one.read_bytes() == other.read_bytes():
        one, other = chance.sample(some, 2)
    data = one.read_bytes()
    one.write_bytes(other.read_bytes())
    other.write_bytes(data)
    return f"{one.name} and {other.name}"


def add(folder: Path, chance: Random) -> str:
    """Add a file of one's own."""
    beside = chance.choice(files(folder)).parent
    path = beside / f"more-{chance.randrange(10**6)}.{chance.choice(['html', 'png', 'json'])}"
    path.write_bytes(chance.randbytes(20))
    return path.name


def rename(folder: Path, chance: Random) -> str:
    """Give one file another name."""
    path = chance.choice(files(folder))
    path.rename(path.with_name(f"x{path.name}"))
    return path.name


# ---- what files say, with a manifest that fits


def _entries(folder: Path, change: Callable[[Entries], str]) -> str:
    path = folder / "record" / "entries.jsonl"
    entries = [json.loads(line) for line in path.read_text("utf-8").splitlines()]
    told = change(entries)
    path.write_text("".join(canonical(each) + "\n" for each in entries), "utf-8")
    with_new_manifest(folder)
    return told


def drop_entry(folder: Path, chance: Random) -> str:
    """Take one entry out of the record."""
    return _entries(folder, lambda some: f"entry {some.pop(chance.randrange(len(some)))['number']}")


def cut_entries(folder: Path, chance: Random) -> str:
    """Cut the last entries off."""

    def change(some: Entries) -> str:
        left = chance.randrange(1, len(some))
        del some[left:]
        return f"all behind {left}"

    return _entries(folder, change)


def swap_entries(folder: Path, chance: Random) -> str:
    """Let two entries change places."""

    def change(some: Entries) -> str:
        one, other = chance.sample(range(len(some)), 2)
        some[one], some[other] = some[other], some[one]
        return f"{one} and {other}"

    return _entries(folder, change)


def repeat_entry(folder: Path, chance: Random) -> str:
    """Write an entry twice."""

    def change(some: Entries) -> str:
        at = chance.randrange(len(some))
        some.insert(at, dict(some[at]))
        return str(at)

    return _entries(folder, change)


def change_entry(folder: Path, chance: Random) -> str:
    """Change what one entry says of when, what or where."""

    def change(some: Entries) -> str:
        entry = chance.choice(some)
        match chance.randrange(5):
            case 0:
                entry["at"] = "2026-12-24T18:00:00.000000+00:00"
            case 1:
                entry["act"] = "variant.approved!"
            case 2:
                entry["publication"] = (entry["publication"] or 0) + 7
            case 3:
                entry["public"]["more"] = chance.randrange(100)
            case _:
                entry["hash"] = sha256(chance.randbytes(8)).hexdigest()
        return str(entry["number"])

    return _entries(folder, change)


def change_private(folder: Path, chance: Random) -> str:
    """Put another name or note in, or take one away."""

    def change(some: Entries) -> str:
        entry = chance.choice([each for each in some if each["private"]])
        key = chance.choice(sorted(entry["private"]))
        match chance.randrange(4):
            case 0:
                entry["private"][key][1] += "!"
            case 1:
                entry["private"][key][0] = "00"
            case 2:
                del entry["private"][key]
            case _:
                entry["private"] = None
        return f"{entry['number']} {key}"

    return _entries(folder, change)


def change_words(folder: Path, chance: Random) -> str:
    """Change the words that were approved."""
    path = chance.choice(sorted((folder / "variants").iterdir()))
    body = json.loads(path.read_text("utf-8"))
    key = chance.choice(["texts", "alt", "link", "headline", "language"])
    body[key] = [f"{body[key][0]}."] if key == "texts" else f"{body[key]}x"
    path.write_text(canonical(body) + "\n", "utf-8")
    with_new_manifest(folder)
    return f"{path.name} {key}"


def change_picture(folder: Path, chance: Random) -> str:
    """Put another picture in its place, or take it away."""
    path = chance.choice(sorted((folder / "pictures").iterdir()))
    if chance.random() < 0.5:
        path.write_bytes(path.read_bytes()[:-1] + chance.randbytes(2))
    else:
        path.unlink()
    with_new_manifest(folder)
    return path.name


def change_answer(folder: Path, chance: Random) -> str:
    """Change what was sent or answered, or take an attempt away."""
    path = chance.choice(sorted((folder / "answers").iterdir()))
    found = json.loads(path.read_text("utf-8"))
    match chance.randrange(4):
        case 0:
            found["payload"]["more"] = "Something else."
        case 1:
            found["answer"] += " "
        case 2:
            found["variant"] = "0" * 64
        case _:
            path.unlink()
    if path.exists():
        path.write_text(canonical(found) + "\n", "utf-8")
    with_new_manifest(folder)
    return path.name


#: What is done to an unpacked folder.
TO_A_FOLDER: tuple[Callable[[Path, Random], str], ...] = (
    *(flip, cut, lengthen, drop, swap, add, rename),
    *(drop_entry, cut_entries, swap_entries, repeat_entry, change_entry, change_private),
    *(change_words, change_picture, change_answer),
)


# ---- the ZIP


def flip_zip(file: Path, chance: Random) -> str:
    """Turn one bit of the ZIP over, wherever it is."""
    data = bytearray(file.read_bytes())
    at = chance.randrange(len(data))
    data[at] ^= 1 << chance.randrange(8)
    file.write_bytes(bytes(data))
    return f"byte {at} of {len(data)}"


def cut_zip(file: Path, chance: Random) -> str:
    """Cut the end off."""
    data = file.read_bytes()
    file.write_bytes(data[: chance.randrange(len(data))])
    return "cut"


def lengthen_zip(file: Path, chance: Random) -> str:
    """Put something behind it."""
    with file.open("ab") as opened:
        opened.write(chance.randbytes(1 + chance.randrange(100)))
    return "longer"


def repack(file: Path, chance: Random) -> str:
    """Pack it anew without a file, with one more, or with another content, and seal it again."""
    with zipfile.ZipFile(file) as old:
        held = {name: old.read(name) for name in old.namelist()}
    name = chance.choice(sorted(held))
    match chance.randrange(3):
        case 0:
            del held[name]
        case 1:
            held[name] = held[name] + b" "
        case _:
            held[f"{name}.more"] = b"more"
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as new:
        for each, data in held.items():
            new.writestr(each, data)
        new.comment = b"sha256:" + b"0" * 64
    if chance.random() < 0.5:  # whoever knows how, writes the right hash at its end
        data = file.read_bytes()[:-71]
        file.write_bytes(data + b"sha256:" + sha256(data).hexdigest().encode())
    return name


TO_A_ZIP: tuple[Callable[[Path, Random], str], ...] = (flip_zip, cut_zip, lengthen_zip, repack)


def fresh(pristine: Path, target: Path) -> Path:
    """A copy of a folder or a file to change."""
    if target.is_dir():
        shutil.rmtree(target)
    if pristine.is_dir():
        return Path(shutil.copytree(pristine, target))
    return Path(shutil.copy(pristine, target))
