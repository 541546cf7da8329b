"""Odd posts for every network: pictures and films of all shapes, texts that are hard to send."""

from __future__ import annotations

import itertools
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import time
from io import BytesIO
from typing import Any, Final

from PIL import Image

from campaign.errors import Place
from campaign.model import CardWish, Copy, CopyState, InWeek, Post
from tests.test_film import mp4

ALT: Final = "Una taula llarga amb mapes i molta gent al voltant."
TEXT: Final = "Tres dies, una taula."


def drawn(kind: str, size: tuple[int, int], frames: int = 1, to: int = 0) -> bytes:
    """A picture of one colour, with so many frames, filled up to so many bytes."""
    # Black and white where there are very many pixels: it is the same to whoever counts them.
    file, few = BytesIO(), size[0] * size[1] < 10_000_000
    first = Image.new("RGB", size, "#336699") if few else Image.new("1", size)
    others = [Image.new("RGB", size, (number % 256, 80, 120)) for number in range(1, frames)]
    moving = {"save_all": True, "append_images": others} if others else {}
    first.save(file, kind, **moving)
    data = file.getvalue()
    return data + bytes(max(0, to - len(data)))


#: What may stand under `assets/pictures`, by its name.
FILES: Final[Mapping[str, bytes]] = {
    "plain.jpg": drawn("JPEG", (900, 900)),
    "other.jpg": drawn("JPEG", (800, 600)),
    "plain.png": drawn("PNG", (800, 600)),
    "plain.webp": drawn("WEBP", (640, 480)),
    "still.gif": drawn("GIF", (320, 200)),
    "moving.gif": drawn("GIF", (320, 200), 3),
    "moving.png": drawn("PNG", (320, 200), 3),
    "dot.png": drawn("PNG", (1, 1)),
    "dot.jpg": drawn("JPEG", (1, 1)),
    "thin.jpg": drawn("JPEG", (3, 9)),
    "tall.jpg": drawn("JPEG", (400, 1000)),
    "wide.jpg": drawn("JPEG", (1800, 400)),
    "card.jpg": drawn("JPEG", (1200, 628)),
    "four-to-five.jpg": drawn("JPEG", (1080, 1350)),
    "ten-to-one.png": drawn("PNG", (1000, 100)),
    "twenty-to-one.png": drawn("PNG", (2000, 100)),
    "strip.jpg": drawn("JPEG", (4200, 100)),
    "tower.png": drawn("PNG", (100, 2001)),
    "sides.png": drawn("PNG", (9000, 1001)),
    "8192.png": drawn("PNG", (8192, 100)),
    "8193.png": drawn("PNG", (8193, 900)),
    "33-megapixels.png": drawn("PNG", (7680, 4320)),
    "one-more.png": drawn("PNG", (7681, 4320)),
    "36-megapixels.png": drawn("PNG", (9000, 4000)),
    "hd.gif": drawn("GIF", (1280, 720)),
    "larger.gif": drawn("GIF", (1281, 720)),
    "higher.gif": drawn("GIF", (600, 1081)),
    "300-frames.gif": drawn("GIF", (8, 8), 300),
    "400-frames.gif": drawn("GIF", (8, 8), 400),
    "2-mb.jpg": drawn("JPEG", (900, 900), to=2_000_001),
    "4-mb.jpg": drawn("JPEG", (900, 900), to=4_000_001),
    "5-mb.jpg": drawn("JPEG", (900, 900), to=5_000_001),
    "8-mb.jpg": drawn("JPEG", (900, 900), to=8 * 1024**2 + 1),
    "10-mb.jpg": drawn("JPEG", (900, 900), to=10 * 1024**2 + 1),
    "16-mb.jpg": drawn("JPEG", (900, 900), to=16 * 1024**2 + 1),
    "6-mb.gif": drawn("GIF", (320, 200), 3, to=6_000_000),
    "film.mp4": mp4(seconds=20, bytes_more=100_000),
    "small.mp4": mp4(seconds=20),
    "short.mp4": mp4(seconds=0.4, bytes_more=100_000),
    "second.mp4": mp4(seconds=1, bytes_more=100_000),
    "141-seconds.mp4": mp4(seconds=141, bytes_more=100_000),
    "301-seconds.mp4": mp4(seconds=301, bytes_more=100_000),
    "hour.mp4": mp4(seconds=3600, bytes_more=100_000),
    "band.mp4": mp4(size=(1600, 400), seconds=20, bytes_more=100_000),
    "4k.mp4": mp4(size=(3840, 2160), seconds=20, bytes_more=100_000),
    "8k.mp4": mp4(size=(7680, 4320), seconds=20, bytes_more=100_000),
    "thumb.mp4": mp4(size=(30, 30), seconds=20, bytes_more=100_000),
}
#: What stands in one post together.
TOGETHER: Final[Sequence[tuple[str, ...]]] = (
    ("moving.gif", "other.jpg"),
    ("other.jpg", "still.gif"),
    ("plain.jpg", "other.jpg"),
    ("plain.jpg", "film.mp4"),
    ("film.mp4", "second.mp4"),
    *(("plain.jpg", "other.jpg", *("4-mb.jpg",) * (n - 2)) for n in (4, 5)),
    *(("plain.jpg",) * n for n in (4, 5, 10, 11, 20, 21)),
)
_LINKS = "https://a.example/ https://b.example/ https://c.example/ https://d.example/"
#: Words that a network counts, escapes, cuts or refuses otherwise than they look.
TEXTS: Final[Sequence[str]] = (
    "Menys que abans: 3<5.",
    "Un <b>mapa</b> i <3 gent.",
    "Dos < tres, i tres > dos & prou.",
    "*Negreta*, _cursiva_, `codi`, [un text](https://a.example/), ~ratllat~ | fi.",
    r"Claus {així}, barres \ i (parèntesis) #Belong @[Regió](urn:li:organization:1)",
    "[(" * 500,
    "{}|~_*#@<>" * 40,
    "#EUBelong " * 31,
    " ".join(f"#Tag{number}" for number in range(31)),
    " ".join(f"@gent{number}" for number in range(21)),
    "Hola @donegal@social.example.ie i @eu.example.com",
    f"{_LINKS} https://e.example/",
    f"{_LINKS} https://e.example/ https://f.example/",
    "Preus: $5, $EU i $BRK.A",
    "Preus: $5 i 3$ i $100M",
    "Un enllaç https://exämple.eu/camí?a=b&c=d#e i un altre https://[::1",
    "Un enllaç http://eu-belong.aer.eu/" + "x" * 300,
    "👨‍👩‍👧‍👦🇪🇺" * 30,
    "مرحبا بكم " * 30,
    "日本語で" * 70,
    "Ελλάδα και " * 28,
    "e\u0301" * 290,
    "x" * 280,
    "x" * 281,
    "x" * 498,
    "’" * 170,
    "x" * 1024,
    "x" * 1025,
    "x" * 2200,
    "x" * 2201,
    "x" * 3000,
    "paraules " * 400,
    "#8M i #25N, #16Days i #EU-Belong",
    "Primera línia\n\n\nTercera\tamb tabulador",
)
_LINES: Final = {
    "copy.ca.text": 13, "copy.ca.comment": 17, "copy.ca.alt": 21, "image.0": 9,
}  # fmt: skip


def post(
    number: int, text: str = TEXT, images: Sequence[str] = (), alt: str = ALT, **more: Any
) -> Post:
    """A post with pictures, each of which is described; `more` are further parts of its copy.

    Its number is one of its words, because some networks refuse the same words twice.
    """
    copy = Copy("ca", "Una taula", f"{number} {text}", alt if images else "", CopyState.SOURCE)
    return Post(
        f"post-{number}",
        InWeek(1, 1, time(10)),
        ("all",),
        "A02",
        {"ca": replace(copy, more_alts=(alt,) * (len(images) - 1), **more)},
        images=tuple(images),
        place=Place("content/calendar/odd.yaml", 1),
        lines=_LINES,
    )


def posts(*, media: bool = True) -> Iterator[Post]:
    """Every odd post; without `media` those whose text is what is odd."""
    number = itertools.count()
    for images in (*((name,) for name in FILES), *TOGETHER) if media else ():
        yield post(next(number), images=images)
    for text in TEXTS:
        yield post(next(number), text)
        yield post(next(number), text, ["plain.jpg"])
        yield post(next(number), images=["plain.jpg"], comment=text)
        yield post(next(number), thread=(text, "I encara més."))
    for length in (1000, 1001, 1500, 1501, 4086, 4087):
        yield post(next(number), images=["plain.jpg"], alt="a" * length)
    for link in ("https://eu-belong.aer.eu/", "https://exämple.eu/ü?q=a%20b", "https://[::1]/"):
        yield replace(post(next(number)), link=link)
        yield replace(post(next(number), images=["plain.jpg"]), link=link)
        yield replace(post(next(number), _LINKS), link=link)
    for images in ((), ("moving.gif",), ("plain.jpg",), ("film.mp4",), ("plain.jpg",) * 4):
        plain = post(next(number), images=images, alt=ALT)
        copy = replace(plain.copy["ca"], alt=ALT, more_alts=(ALT,) * len(images))
        yield replace(plain, copy={"ca": copy}, card=CardWish("statement"))
