"""Pictures are laid out where networks fetch them: those that are needed, once, and readable."""

from __future__ import annotations

import os
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest

from campaign.errors import ConfigError, StorageError
from campaign.media import MediaStore, PublicFolder
from campaign.model import Channel, Media, State
from campaign.sandbox import SandboxServer
from campaign.storage import publications
from campaign.storage.database import Database
from campaign.usecases.sharing.upload_media import coming, lay_out, shown, troubles
from tests.plan.made import NOW, channel
from tests.platforms.samples import Clock, picture
from tests.storage.made import one

COLOURS = ("#003399", "#ffcc00", "#ffffff", "#000000")


@pytest.fixture
def source(tmp_path: Path) -> MediaStore:
    """Where the campaign keeps its pictures."""
    return MediaStore(tmp_path / "media")


@pytest.fixture
def pictures(source: MediaStore) -> tuple[Media, ...]:
    """Some of them."""
    return tuple(source.put(picture(each), "Una taula") for each in COLOURS)


@pytest.fixture
def public(tmp_path: Path) -> Path:
    """What a web server shows; not made yet."""
    return tmp_path / "www"


def fetching(**options: str) -> dict[str, Channel]:
    """A channel whose network fetches pictures, and one whose network does not."""
    url = {"public_media_url": "https://media.example.org/cards", **options}
    return {
        "catalonia": channel(options=url),
        "navarra": channel(name="navarra"),
    }


def files(folder: Path) -> set[str]:
    """Everything below a folder, by its path there."""
    return {str(each.relative_to(folder)) for each in folder.rglob("*") if each.is_file()}


def test_only_channels_whose_network_fetches_count() -> None:
    """The others hand their pictures in."""
    assert list(shown(fetching())) == ["catalonia"]


def test_what_is_still_to_come_is_wanted_the_soonest_first(
    database: Database, pictures: tuple[Media, ...]
) -> None:
    """Not what is out, nor what another channel publishes; a picture that comes twice, once."""
    first, second, out, other = pictures
    with database.write() as connection:
        one(connection, "late", NOW + timedelta(days=2), media=(second, first))
        one(connection, "soon", NOW + timedelta(days=1), media=(first,))
        one(connection, "plain", NOW)
        one(connection, "other", NOW, media=(other,), channel="navarra")
        gone = one(connection, "gone", NOW, media=(out,))
        publications.change(connection, gone, State.CANCELLED, who="test", now=NOW)
    wanted = coming(database, {"catalonia"})
    assert [(name, each.sha256) for name, each in wanted] == [
        ("catalonia", first.sha256),
        ("catalonia", second.sha256),
    ]
    assert coming(database, ()) == []


def test_laying_out_twice_changes_nothing(
    source: MediaStore, pictures: tuple[Media, ...], public: Path
) -> None:
    """The same names as in the campaign's own folder, the same bytes, and nothing beside them."""
    wanted = [("catalonia", each) for each in pictures]
    told: list[tuple[int, int]] = []
    first = lay_out(wanted, source, PublicFolder(public), lambda *each: told.append(each))
    assert files(public) == files(source.folder) == set(first.laid)
    assert (len(first.laid), first.there, first.lost) == (4, 0, {})
    assert told == [(1, 4), (2, 4), (3, 4), (4, 4)]
    before = {each: (public / each).stat().st_mtime_ns for each in files(public)}
    again = lay_out([*wanted, *wanted], source, PublicFolder(public))
    assert (again.laid, again.there) == ([], 4)
    assert {each: (public / each).stat().st_mtime_ns for each in files(public)} == before
    for each in pictures:
        assert (public / each.sha256[:2] / f"{each.sha256}.png").read_bytes() == source.read(
            each.sha256
        )


@pytest.fixture
def narrow() -> Iterator[None]:
    """A service whose files are its own."""
    before = os.umask(0o077)
    yield
    os.umask(before)


@pytest.mark.usefixtures("narrow")
def test_a_web_server_may_read_what_was_laid_out(
    source: MediaStore, pictures: tuple[Media, ...], public: Path
) -> None:
    """Whatever the publisher's own umask is."""
    public.mkdir(mode=0o755)
    lay_out([("catalonia", pictures[0])], source, PublicFolder(public))
    [file] = [each for each in public.rglob("*") if each.is_file()]
    assert file.stat().st_mode & 0o777 == 0o644
    assert file.parent.stat().st_mode & 0o777 == 0o755


def test_a_file_cut_short_is_laid_out_anew(
    source: MediaStore, pictures: tuple[Media, ...], public: Path
) -> None:
    """A copy by hand that broke off in the middle."""
    wanted = [("catalonia", pictures[0])]
    [path] = lay_out(wanted, source, PublicFolder(public)).laid
    (public / path).write_bytes(b"half")
    assert lay_out(wanted, source, PublicFolder(public)).laid == [path]
    assert (public / path).read_bytes() == source.read(pictures[0].sha256)


def test_a_picture_that_is_gone_holds_up_no_other(
    source: MediaStore, pictures: tuple[Media, ...], public: Path
) -> None:
    """It is told, and the rest is laid out."""
    source.path(pictures[0].sha256, "image/png").unlink()
    done = lay_out([("catalonia", each) for each in pictures], source, PublicFolder(public))
    assert len(done.laid) == 3
    [(path, why)] = done.lost.items()
    assert pictures[0].sha256 in path and "is gone" in why


def test_a_folder_that_cannot_be_written_is_said(
    source: MediaStore, pictures: tuple[Media, ...], public: Path
) -> None:
    """A file where the folder should be."""
    public.write_text("in the way")
    with pytest.raises(StorageError, match="cannot be written"):
        lay_out([("catalonia", pictures[0])], source, PublicFolder(public))


def test_what_was_laid_out_is_fetched_as_a_network_does(
    source: MediaStore, pictures: tuple[Media, ...], public: Path
) -> None:
    """What is not there, and what is another picture, is told by its address."""
    wanted = [("catalonia", each) for each in pictures[:3]]
    lay_out(wanted, source, PublicFolder(public))
    with SandboxServer(clock=Clock(), media=public) as box:
        channels = fetching(public_media_url=f"{box.url}/_sandbox/public-media")
        assert troubles(wanted, channels) == {}
        first, second = (public / e.sha256[:2] / f"{e.sha256}.png" for _, e in wanted[:2])
        first.unlink()
        second.write_bytes(source.read(pictures[3].sha256).ljust(pictures[1].size, b"\0"))
        found = troubles(wanted, channels)
    assert len(found) == 2
    assert [address.rpartition("/")[2] for address in found] == [first.name, second.name]
    assert "it is not there" in next(iter(found.values()))


def test_an_address_from_which_nothing_is_fetched_is_a_mistake(pictures: tuple[Media, ...]) -> None:
    """With the channel's name and place."""
    channels = fetching(public_media_url="http://media.example.org")
    with pytest.raises(ConfigError, match=r"channel catalonia: .*https://"):
        troubles([("catalonia", pictures[0])], channels)
