"""A phone's photo on its way to every network of the sandbox: what arrives there."""

from __future__ import annotations

import json
import re
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from PIL import Image, ImageCms

from tests.cli.conftest import Run
from tests.pictures.photos import P3, apart, corners, exif, phone_photo, scene, written

pytestmark = pytest.mark.slow

POST = "learning-labs-01"
PIXELFED = """
eu-pixelfed = { platform = "pixelfed", region = "eu", language = "en", account = "eubelong_eu", \
secret = "EU_PIXELFED_TOKEN", server = "https://pixelfed.example" }
"""
NETWORKS = [
    *("bluesky", "facebook", "instagram", "linkedin", "mastodon", "mastodon", "telegram"),
    *("threads", "x"),
]
#: How far a value of a sample may be from the original's in sRGB, and all of them on average.
MOST, MEAN = 80, 2.5


def seen_by_people() -> Image.Image:
    """What stood before the camera, in sRGB: as tall as Instagram takes it, with marked corners."""
    image = phone_photo(3024, 3780, grain=20)
    marks = scene(3024, 3780)
    for box in ((0, 0, 756, 400), (2268, 0, 3024, 400), (0, 3380, 756, 3780),
                (2268, 3380, 3024, 3780)):  # fmt: skip
        # The corners of the scene, in tones that sRGB and Display P3 both hold.
        image.paste(Image.blend(marks.crop(box), image.crop(box), 0.35), box)
    return image


def as_the_phone_stores_it(image: Image.Image) -> bytes:
    """On its side, in Display P3, with a place: 12 megapixels."""
    profile = ImageCms.ImageCmsProfile(BytesIO(P3))
    srgb = ImageCms.createProfile("sRGB")
    wide = ImageCms.profileToProfile(image, srgb, profile, renderingIntent=ImageCms.Intent(1))
    assert wide is not None
    stored = wide.transpose(Image.Transpose.ROTATE_90)
    return written(stored, "JPEG", quality=95, exif=exif(6), icc_profile=P3)


@pytest.fixture
def with_photo(workspace: Path) -> Image.Image:
    """One post with a photo, for the project's account on every network; gives the original."""
    config = workspace / "config.toml"
    text = config.read_text(encoding="utf-8")
    at = text.index("\n", text.index("\neu-threads = ") + 1)
    config.write_text(text[: at + 1] + PIXELFED.lstrip("\n") + text[at + 1 :], encoding="utf-8")
    for file in (workspace / "content/calendar").glob("*.yaml"):
        if file.stem != POST:
            file.unlink()
    post = workspace / f"content/calendar/{POST}.yaml"
    words = re.sub(r"^card:.*\n(?: .*\n)*", "image: pictures/phone.jpg\n",
                   post.read_text(encoding="utf-8"), flags=re.MULTILINE)  # fmt: skip
    words = words.replace("channels: [all]", "channels: [eu]")
    post.write_text(words, encoding="utf-8")
    original = seen_by_people()
    (workspace / "assets/pictures").mkdir(exist_ok=True)
    (workspace / "assets/pictures/phone.jpg").write_bytes(as_the_phone_stores_it(original))
    return original


def arrived(workspace: Path) -> list[tuple[dict[str, Any], bytes]]:
    """What the networks of the sandbox took: each entry, and its picture's bytes."""
    box = workspace / "var/rehearsal/sandbox"
    events = [json.loads(line) for line in (box / "journal.jsonl").read_text("utf-8").splitlines()]
    entries = [event["entry"] for event in events if event["event"] == "post"]
    return [
        (entry, (box / "media" / entry["pictures"][0]["sha256"]).read_bytes())
        for entry in entries
        if entry["pictures"]
    ]


def test_a_photo_arrives_upright_without_its_place_and_in_its_colours(
    with_photo: Image.Image, workspace: Path, run: Run
) -> None:
    """On every network, with the ratio that its payload says."""
    said = run("check", "--json").json
    told = [f for f in said["findings"] if f["code"].startswith("picture")]
    assert [finding["code"] for finding in told] == ["picture-prepared"]
    for words in ("turned upright", "where it was taken", "from Display P3 to sRGB"):
        assert words in told[0]["message"]
    before = (workspace / "assets/pictures/phone.jpg").read_bytes()
    done = run("rehearse", "--from", "2026-12-01", "--to", "2026-12-01", "--json")
    assert done.code == 0, done.out + done.err
    assert (workspace / "assets/pictures/phone.jpg").read_bytes() == before
    taken = arrived(workspace)
    # Pixelfed speaks Mastodon's API, and the sandbox has one for both.
    assert sorted(entry["network"] for entry, _ in taken) == NETWORKS
    for entry, data in taken:
        network = entry["network"]
        image = Image.open(BytesIO(data))
        image.load()
        assert image.mode == "RGB"
        assert not {"exif", "icc_profile", "xmp", "comment"} & image.info.keys()
        assert dict(image.getexif()) == {}
        assert corners(image) == ["red", "lime", "blue", "yellow"]
        picture = entry["pictures"][0]
        assert (picture["width"], picture["height"]) == image.size
        ratio = image.width / image.height
        assert ratio == pytest.approx(with_photo.width / with_photo.height, rel=0.003)
        if network == "instagram":
            assert 0.8 <= ratio <= 1.91
        if network == "bluesky":
            record = entry["body"].get("record", entry["body"])
            told_ratio = record["embed"]["images"][0]["aspectRatio"]
            assert (told_ratio["width"], told_ratio["height"]) == image.size
        most, mean = apart(image, with_photo.resize(image.size))
        assert (most <= MOST, mean <= MEAN) == (True, True), (network, most, mean)
    wrong = Image.open(BytesIO(before)).transpose(Image.Transpose.ROTATE_270)
    assert apart(wrong, with_photo)[1] > 2 * MEAN, "taken for sRGB, its colours are far off"


def test_the_second_check_decodes_nothing(
    with_photo: Image.Image, workspace: Path, run: Run
) -> None:
    """What came out of the photo is kept, and what is planned is what was checked."""
    first = run("check", "--json").json
    kept = {p: p.stat().st_mtime_ns for p in (workspace / "var/prepared").rglob("*.*")}
    assert len([p for p in kept if p.suffix == ".picture"]) == 1, "the same for all"
    second = run("check", "--json").json
    assert second["findings"] == first["findings"]
    assert {p: p.stat().st_mtime_ns for p in (workspace / "var/prepared").rglob("*.*")} == kept
