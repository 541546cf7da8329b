"""A reader waits for no pipe, opens no device, and takes no more memory than it said."""

from __future__ import annotations

import os
import socket
import threading
import tracemalloc
from collections.abc import Callable
from pathlib import Path

import pytest

from campaign.bounded_file import UnfitFile, read_file


def _socket(path: Path) -> None:
    # The name of a socket is short, so it is made where the test stands.
    with socket.socket(socket.AF_UNIX) as made:
        made.bind(path.name)


def _link_to_a_pipe(path: Path) -> None:
    os.mkfifo(path.with_name("pipe"))
    path.symlink_to("pipe")


ODD: dict[str, tuple[Callable[[Path], object], str]] = {
    "a pipe": (os.mkfifo, "a named pipe"),
    "a folder": (lambda path: path.mkdir(), "a folder"),
    "a socket": (_socket, "a socket"),
    "a device": (lambda path: path.symlink_to("/dev/zero"), "a device"),
    "a terminal": (lambda path: path.symlink_to("/dev/tty"), "a device"),
    "a link to a pipe": (_link_to_a_pipe, "a named pipe"),
}


@pytest.mark.timeout(10)
@pytest.mark.parametrize("kind", ODD)
def test_what_is_no_file_is_not_read(
    kind: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The message says what it is; nothing waits."""
    monkeypatch.chdir(tmp_path)
    make, what = ODD[kind]
    make(tmp_path / "odd")
    with pytest.raises(UnfitFile) as refused:
        read_file(tmp_path / "odd", 100)
    assert what in str(refused.value.strerror)
    assert refused.value.remedy


def test_a_file_of_four_gigabytes_is_not_read(tmp_path: Path) -> None:
    """Its size says enough, and no byte of it is read."""
    sparse = tmp_path / "sparse"
    with sparse.open("wb") as file:
        file.truncate(4 * 1024**3)
    with pytest.raises(UnfitFile, match="it has 4,294 MB, more than the 1 MB"):
        read_file(sparse, 1_000_000)


def test_a_file_that_says_no_size_is_bounded(tmp_path: Path) -> None:
    """Files of the system have the size 0 and are read all the same, up to the bound."""
    maps = Path("/proc/self/maps")
    if not maps.exists():
        pytest.skip("this system has no /proc")
    assert maps.stat().st_size == 0
    with pytest.raises(UnfitFile):
        read_file(maps, 10)
    assert read_file(maps, 10_000_000, 16)[8:9]


def test_a_file_of_exactly_the_bound_is_read(tmp_path: Path) -> None:
    """The bound itself is allowed."""
    (tmp_path / "file").write_bytes(b"x" * 10)
    assert read_file(tmp_path / "file", 10) == b"x" * 10
    with pytest.raises(UnfitFile):
        read_file(tmp_path / "file", 9)


@pytest.mark.parametrize("name", ["a\0b", "x" * 300])
def test_a_name_that_no_file_has_is_an_os_error(name: str, tmp_path: Path) -> None:
    """So that every caller's own words for what cannot be read are said."""
    with pytest.raises(OSError):
        read_file(tmp_path / name, 10)


def test_a_link_that_leads_to_itself_is_an_os_error(tmp_path: Path) -> None:
    """A circle of links ends."""
    (tmp_path / "a").symlink_to("b")
    (tmp_path / "b").symlink_to("a")
    with pytest.raises(OSError):
        read_file(tmp_path / "a", 10)


@pytest.mark.timeout(20)
def test_a_pipe_put_in_place_of_a_file_is_not_waited_for(tmp_path: Path) -> None:
    """Another process may swap the file between the look and the opening."""
    path, pipe, file = tmp_path / "now", tmp_path / "pipe", tmp_path / "file"
    os.mkfifo(pipe)
    file.write_bytes(b"text")
    stop = threading.Event()

    def swap() -> None:
        while not stop.is_set():
            for target in (pipe, file):
                (tmp_path / "next").symlink_to(target)
                (tmp_path / "next").replace(path)

    path.symlink_to(file)
    thread = threading.Thread(target=swap)
    thread.start()
    try:
        for _ in range(300):
            try:
                assert read_file(path, 10) == b"text"
            except UnfitFile as unfit:
                assert "pipe" in str(unfit.strerror)
    finally:
        stop.set()
        thread.join()


def test_a_small_file_takes_little_memory(tmp_path: Path) -> None:
    """However large the bound is."""
    (tmp_path / "file").write_bytes(b"x")
    tracemalloc.start()
    try:
        assert read_file(tmp_path / "file", 10**9) == b"x"
        assert tracemalloc.get_traced_memory()[1] < 1_000_000
    finally:
        tracemalloc.stop()
