"""A prepared picture on its way: checked, shown, approved and sent are the same bytes."""

from __future__ import annotations

import json
import os
import re
from hashlib import sha256
from pathlib import Path

import pytest
from PIL import Image

from campaign.bootstrap import Workspace
from campaign.model import Severity
from campaign.plan.diff import Kind
from campaign.storage import publications, variants
from campaign.usecases.planning.compile import Compiled
from campaign.usecases.planning.plan import plan
from campaign.usecases.planning.preview import preview
from tests.cli.conftest import workspace
from tests.engine.test_pictures import NOW, blocking, opened, publish, write
from tests.pictures.photos import P3, corners, exif, moving, scene, seen, written
from tests.pictures.test_upright import stored

__all__ = ["opened", "workspace"]

ALT = "A long table in a bright room."
IMAGE = "image: pictures/phone.jpg\n"


def put(opened: Workspace, data: bytes, name: str = "phone.jpg") -> Path:
    """A picture among the assets."""
    path = opened.config.assets / "pictures" / name
    path.write_bytes(data)
    return path


def photo(**more: bytes) -> bytes:
    """On its side, with a place, in wide colours."""
    return written(stored(6), "JPEG", exif=exif(6), icc_profile=P3, quality=95, **more)


def shown(opened: Workspace, made: Compiled) -> Path:
    """The one thumbnail of the preview."""
    folder = opened.config.var / "preview"
    page = preview(
        made.planned,
        made.findings,
        opened.brand,
        opened.config,
        opened.picture_bytes,
        folder,
        opened.limits_of,
        opened.visible,
    ).read_text("utf-8")
    (source,) = set(re.findall(r'src="([^"]*)"', page))
    return folder / str(source)


def test_what_is_transparent_is_shown_on_white(opened: Workspace) -> None:
    """As most readers have it; it was black before."""
    put(opened, written(Image.new("RGBA", (64, 48), (0, 0, 0, 0)), "PNG"), "clear.png")
    with Image.open(shown(opened, write(opened, "image: pictures/clear.png\n", ALT))) as thumbnail:
        corner = thumbnail.convert("RGB").getpixel((3, 3))
    assert isinstance(corner, tuple) and min(corner) > 250


def test_what_is_checked_shown_approved_and_sent_is_one_picture(opened: Workspace) -> None:
    """Its hash, its size and its bytes; the owner's file stays as it is."""
    path = put(opened, photo())
    made = write(opened, IMAGE, ALT)
    assert [blocking(made, name) for name in opened.config.channels] == [[], [], []]
    (told,) = [f for f in made.findings if f.code == "picture-prepared"]
    assert (told.severity, told.channel) == (Severity.INFO, "")
    with Image.open(shown(opened, made)) as thumbnail:
        assert corners(thumbnail) == ["red", "lime", "blue", "yellow"]
    folder = publish(opened, made)
    (upload,) = json.loads((folder / "payload.json").read_text())["uploads"]
    sent = (folder / "1.jpg").read_bytes()
    assert (upload["width"], upload["height"], upload["size"]) == (160, 120, len(sent))
    assert upload["sha256"] == sha256(sent).hexdigest()
    assert corners(seen(sent)) == ["red", "lime", "blue", "yellow"]
    with opened.database.read() as connection:
        (held,) = publications.published(connection)
        (kept,) = variants.load(connection, [held.variant_hash]).values()
    assert [media.sha256 for media in kept.media] == [upload["sha256"]]
    assert path.read_bytes() == photo()


def test_a_change_that_nobody_sees_asks_for_no_approval(opened: Workspace) -> None:
    """Another comment in the file; another picture does."""

    def later() -> Workspace:
        """The workspace as the next command opens it, which reads the files again."""
        return opened.with_config(opened.config, opened.secrets)

    put(opened, photo())
    publish(opened, write(opened, IMAGE, ALT))
    put(opened, photo(comment=b"looked at again"))
    made = write(later(), IMAGE, ALT)
    steps = plan(made, opened.database, opened.config, NOW, unreadable=False).steps
    assert Kind.CHANGE not in {step.kind for step in steps}
    first = {planned.variant.recipe for planned in made.planned}
    put(opened, written(scene().rotate(180), "JPEG", exif=exif(6)))
    assert not first & {planned.variant.recipe for planned in write(later(), IMAGE, ALT).planned}


def test_a_still_from_an_animation_is_told_for_its_networks_alone(opened: Workspace) -> None:
    """Mastodon and the outbox show it moving, and get it so."""
    put(opened, moving("GIF"), "wave.gif")
    made = write(opened, "image: pictures/wave.gif\n", ALT)
    (told,) = [f for f in made.findings if f.code == "picture-still"]
    assert told.message == (
        "pictures/wave.gif moves, but it stands still on bluesky: its first frame goes out"
    )
    folder = publish(opened, made)
    assert (folder / "1.gif").read_bytes() == moving("GIF")


@pytest.mark.parametrize("odd", ["fifo", "folder", "loop", "cut", "zeros", "text", "outside"])
def test_one_bad_file_never_stops_the_check(opened: Workspace, odd: str) -> None:
    """It is a finding of its post on each channel, with the file's name and what to do."""
    path = opened.config.assets / "pictures" / "phone.jpg"
    if odd == "fifo":
        os.mkfifo(path)
    elif odd == "folder":
        path.mkdir()
    elif odd == "loop":
        path.symlink_to(path)
    elif odd == "outside":
        path.symlink_to("/etc/hostname")
    elif odd == "cut":
        put(opened, photo()[:2000])
    elif odd == "zeros":
        put(opened, bytes(2000))
    elif odd == "text":
        put(opened, b"\x1b[2J no picture")
    made = write(opened, IMAGE, ALT)
    for channel in opened.config.channels:
        (fault,) = blocking(made, channel)
        assert fault.startswith("picture-unusable: ")
    assert made.planned == ()
