"""What preparing a phone's photo costs, beside Pillow's own decode, turn, resize and encode.

The photo has 12 megapixels, lies on its side, tells a place, and is in Display P3. Ours also takes
its colours to sRGB, and its metadata out. Each side runs in processes of its own, in turn; told are
medians of processor time in milliseconds, the ratio, and the most memory of a process in megabytes.

    python -m tests.bench.pictures [--networks bluesky instagram] [--rounds 9]
"""

from __future__ import annotations

import argparse
import json
import resource
import subprocess
import sys
import tempfile
import time
from io import BytesIO
from pathlib import Path
from statistics import median
from typing import Any

from PIL import Image, ImageOps

from campaign.pictures import Bounds, Source, prepare
from campaign.platforms import registry

REACH, MEMORY = 1.3, 250  # times Pillow's own, and megabytes


def ours(data: bytes, network: str) -> dict[str, Any]:
    """Prepare the photo once for a network."""
    bounds = Bounds.of(registry.limits(network))
    began = time.process_time()
    prepared, out = prepare(Source(data), bounds)
    took = time.process_time() - began
    return {"ms": took * 1000, "size": [prepared.media.width, prepared.media.height], "n": len(out)}


def pillows(data: bytes, size: tuple[int, int]) -> dict[str, Any]:
    """The same photo by Pillow alone, at the same size."""
    began = time.process_time()
    with Image.open(BytesIO(data)) as opened:
        opened.load()
        upright = ImageOps.exif_transpose(opened)
    small = upright.resize(size)
    out = BytesIO()
    small.save(out, "JPEG", quality=90)
    return {"ms": (time.process_time() - began) * 1000, "n": len(out.getvalue())}


def in_a_process(side: str, photo: Path, *more: str) -> dict[str, Any]:
    """One side's figures, from a process of its own."""
    command = [sys.executable, "-m", "tests.bench.pictures", "--side", side, str(photo), *more]
    done = subprocess.run(command, capture_output=True, check=True, text=True)
    told: dict[str, Any] = json.loads(done.stdout)
    return told


def measure(photo: Path, network: str, rounds: int) -> dict[str, Any]:
    """Both sides in turn, for one network."""
    mine: list[dict[str, Any]] = []
    theirs: list[dict[str, Any]] = []
    for _ in range(rounds):
        mine.append(in_a_process("ours", photo, network))
        theirs.append(in_a_process("pillows", photo, *map(str, mine[0]["size"])))
    milliseconds = [round(median(each["ms"] for each in some), 1) for some in (mine, theirs)]
    return {
        "size": mine[0]["size"],
        "kilobytes": mine[0]["n"] // 1000,
        "ours_ms": milliseconds[0],
        "pillows_ms": milliseconds[1],
        "ratio": round(milliseconds[0] / milliseconds[1], 2),
        "ours_mb": max(each["mb"] for each in mine),
        "pillows_mb": max(each["mb"] for each in theirs),
    }


def one_side(side: str, photo: Path, more: list[str]) -> None:
    """What a process of `in_a_process` does."""
    if side == "photo":
        from tests.pictures.photos import P3, exif, phone_photo, written

        photo.write_bytes(written(phone_photo(), "JPEG", quality=92, exif=exif(6), icc_profile=P3))
        sys.stdout.write("{}")
        return
    data = photo.read_bytes()
    told = ours(data, more[0]) if side == "ours" else pillows(data, (int(more[0]), int(more[1])))
    told["mb"] = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
    sys.stdout.write(json.dumps(told))


def main() -> None:
    """Print one JSON object last."""
    options = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    options.add_argument("--networks", nargs="+", default=["bluesky", "instagram", "mastodon"])
    options.add_argument("--rounds", type=int, default=9)
    options.add_argument("--side", nargs="+", help=argparse.SUPPRESS)
    given = options.parse_args()
    if given.side:
        one_side(given.side[0], Path(given.side[1]), given.side[2:])
        return
    told: dict[str, Any] = {"bench": "pictures", "reach": {"ratio": REACH, "mb": MEMORY}}
    with tempfile.TemporaryDirectory(prefix="bench-") as place:
        photo = Path(place) / "photo.jpg"
        # A process begins with the memory of the one that starts it, so this one stays small.
        in_a_process("photo", photo)
        told["photo_kilobytes"] = photo.stat().st_size // 1000
        for network in given.networks:
            told[network] = measure(photo, network, given.rounds)
            sys.stderr.write(f"{network}: {told[network]}\n")
    sys.stdout.write(json.dumps(told) + "\n")


if __name__ == "__main__":
    main()
