"""Pictures and films: every format that Pillow writes here, and the films of the tests."""

from __future__ import annotations

from collections.abc import Iterator
from io import BytesIO
from random import Random

from PIL import Image, features

from tests.bench.fuzz_files.mutations import BYTES, changed
from tests.small_project import ROOT

_KINDS = {
    "jpg": ("JPEG", ("RGB", "L", "CMYK")),
    "png": ("PNG", ("RGB", "RGBA", "L", "P", "I;16", "1")),
    "gif": ("GIF", ("P", "L")),
    "webp": ("WEBP", ("RGB", "RGBA")),
    "tif": ("TIFF", ("RGB", "CMYK")),
    "bmp": ("BMP", ("RGB",)),
}
#: A byte that is changed counts most in the head, where sizes and depths stand.
_HEAD = 200


def inputs(random: Random, count: int) -> Iterator[tuple[str, bytes]]:
    """Broken pictures and films, some under the ending of another format."""
    good = [*_pictures(random), *_films()]
    endings = sorted({ending for ending, _ in good})
    for _ in range(count):
        ending, data = random.choice(good)
        if random.random() < 0.3:
            head = changed(random, data[:_HEAD], BYTES[1:4])
            data = head + data[_HEAD:]
        else:
            data = changed(random, data, BYTES)
        if random.random() < 0.1:
            ending = random.choice(endings)
        yield f"assets/pictures/fuzz.{ending}", data


def _pictures(random: Random) -> Iterator[tuple[str, bytes]]:
    kinds = dict(_KINDS)
    if features.check("avif"):
        kinds["avif"] = ("AVIF", ("RGB",))
    for ending, (name, modes) in kinds.items():
        for mode in modes:
            for size in ((64, 48), (800, 600)):
                drawn = Image.effect_noise(size, 40).convert("L" if mode == "I;16" else "RGB")
                out = BytesIO()
                drawn.convert(mode).save(out, name, **_metadata(random, name))
                yield ending, out.getvalue()
    frames = [Image.new("P", (64, 48), color) for color in range(5)]
    moving = BytesIO()
    frames[0].save(moving, "GIF", save_all=True, append_images=frames[1:])
    yield "gif", moving.getvalue()


def _metadata(random: Random, name: str) -> dict[str, bytes]:
    """What a phone writes beside the pixels: how it was turned, and where it was."""
    if name not in ("JPEG", "PNG", "WEBP"):
        return {}
    exif = Image.Exif()
    exif[0x0112] = random.randrange(1, 9)
    exif.get_ifd(0x8825)[1] = "N"
    return {"exif": exif.tobytes()}


def _films() -> Iterator[tuple[str, bytes]]:
    for path in sorted((ROOT / "tests/golden/films").iterdir()):
        if path.suffix in (".mp4", ".mov"):
            yield "mp4", path.read_bytes()
