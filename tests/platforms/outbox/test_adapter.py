"""What is the folder's own: whole files, or none."""

from __future__ import annotations

import json
from concurrent.futures import ThreadPoolExecutor
from dataclasses import asdict, replace
from pathlib import Path

import pytest

from campaign.errors import Rejected, StorageError, Unavailable
from campaign.file_modes import private_files
from campaign.model import Absent, Receipt
from campaign.platforms.outbox.adapter import Outbox
from campaign.platforms.protocols import Platform
from tests.platforms.samples import ALT, START, TEXT, Shelf, connected, picture, threaded, variant


def opened(folder: Path, shelf: Shelf) -> Outbox:
    """An outbox below the folder."""
    adapter: Platform = connected("outbox", "", shelf, options={"folder": str(folder)})
    assert isinstance(adapter, Outbox)
    return adapter


def test_the_folder_holds_all_that_a_person_needs(tmp_path: Path, shelf: Shelf) -> None:
    """The payload for machines, the words and alt texts for people, the pictures as they are."""
    data = picture()
    adapter = opened(tmp_path, shelf)
    payload = adapter.payloads(variant("outbox", shelf.put(data)), START)[0]
    receipt = adapter.publish(payload, "key-1")
    folder = tmp_path / "catalonia-ca" / "key-1"
    assert receipt.remote_id == "key-1" and receipt.url == folder.as_uri()
    assert {each.name for each in folder.iterdir()} == {"payload.json", "text.txt", "1.png"}
    assert (folder / "1.png").read_bytes() == data
    assert (folder / "text.txt").read_text() == f"{TEXT}\n\n[alt 1] {ALT}\n"
    stored = json.loads((folder / "payload.json").read_text())
    assert stored == json.loads(json.dumps(asdict(payload)))


def test_a_thread_is_one_folder_with_a_file_for_each_post(tmp_path: Path, shelf: Shelf) -> None:
    """In the order in which they are to be posted; the comment says that it is one."""
    adapter = opened(tmp_path, shelf)
    thread = threaded(variant("outbox", shelf.put(picture())))
    adapter.publish(adapter.payloads(thread, START)[0], "key-1")
    folder = tmp_path / "catalonia-ca" / "key-1"
    assert {each.name: each.read_text() for each in folder.glob("*.txt")} == {
        "text.txt": f"{thread.texts[0]}\n\n[alt 1] {ALT}\n",
        "part-2.txt": f"{thread.texts[1]}\n",
        "part-3.txt": f"{thread.texts[2]}\n",
        "comment.txt": f"{thread.texts[3]}\n",
    }
    plain = replace(thread, commented=False)
    adapter.publish(adapter.payloads(plain, START)[0], "key-2")
    assert (folder.with_name("key-2") / "part-4.txt").read_text() == f"{thread.texts[3]}\n"


def test_the_same_key_never_holds_another_publication(tmp_path: Path, shelf: Shelf) -> None:
    """What was written stays as it was."""
    adapter = opened(tmp_path, shelf)
    first = adapter.payloads(variant("outbox"), START)[0]
    adapter.publish(first, "key-1")
    with pytest.raises(Rejected, match="another publication under the same key"):
        adapter.publish(replace(first, body={**first.body, "texts": ["Altra"]}), "key-1")
    stored = json.loads((tmp_path / "catalonia-ca/key-1/payload.json").read_text())
    assert stored["body"]["texts"] == [TEXT]


def test_eight_workers_with_one_key_leave_one_folder(tmp_path: Path, shelf: Shelf) -> None:
    """And no draft behind."""
    adapter = opened(tmp_path, shelf)
    payload = adapter.payloads(variant("outbox", shelf.put(picture())), START)[0]
    with ThreadPoolExecutor(8) as pool:
        receipts = list(pool.map(lambda _: adapter.publish(payload, "key-1"), range(8)))
    assert len({each.remote_id for each in receipts}) == 1
    assert [each.name for each in (tmp_path / "catalonia-ca").iterdir()] == ["key-1"]


def test_a_picture_that_is_gone_leaves_nothing_half_written(tmp_path: Path, shelf: Shelf) -> None:
    """All or nothing."""
    adapter = opened(tmp_path, shelf)
    media = shelf.put(picture())
    payload = adapter.payloads(variant("outbox", media), START)[0]
    del shelf.kept[media.sha256]
    with pytest.raises(StorageError):
        adapter.publish(payload, "key-1")
    assert list(tmp_path.iterdir()) == []
    assert isinstance(adapter.find(payload, "key-1", START), Absent)


def test_a_folder_that_cannot_be_written_took_nothing(tmp_path: Path, shelf: Shelf) -> None:
    """A file stands where the folder should be."""
    (tmp_path / "catalonia-ca").write_text("in the way")
    adapter = opened(tmp_path, shelf)
    with pytest.raises(Unavailable, match="cannot be written"):
        adapter.publish(adapter.payloads(variant("outbox"), START)[0], "key-1")
    with pytest.raises(Unavailable, match="cannot be written"):
        adapter.identify()


def test_a_key_is_never_a_path(tmp_path: Path, shelf: Shelf) -> None:
    """Nothing is written, read or removed outside the channel's folder."""
    adapter = opened(tmp_path / "outbox", shelf)
    payload = adapter.payloads(variant("outbox"), START)[0]
    for wrong in ("../x", "a/b", "", ".", "..", ".draft"):
        with pytest.raises(Rejected, match="cannot be the name of a folder"):
            adapter.publish(payload, wrong)
        with pytest.raises(Rejected, match="cannot be the name of a folder"):
            adapter.withdraw(wrong)
    assert isinstance(adapter.publish(payload, "a.b-c_1"), Receipt)


@pytest.mark.parametrize(("folder_mode", "file_mode"), [(0o700, 0o600), (0o755, 0o644)])
def test_a_post_is_as_open_as_its_outbox(
    folder_mode: int, file_mode: int, tmp_path: Path, shelf: Shelf
) -> None:
    """Who may read in the folder reads the post too, and nobody else, whatever the umask."""
    outbox = tmp_path / "outbox"
    outbox.mkdir()
    outbox.chmod(folder_mode)
    adapter = opened(outbox, shelf)
    payload = adapter.payloads(variant("outbox", shelf.put(picture())), START)[0]
    with private_files():
        adapter.publish(payload, "key-1")
    found = list(outbox.rglob("*"))
    assert len(found) == 5
    modes = {(path.is_dir(), path.stat().st_mode & 0o777) for path in found}
    assert modes == {(True, folder_mode), (False, file_mode)}
