"""Colours: whatever a file is in becomes 8-bit sRGB, which every network shows.

A file's own colour profile says how. littlecms does the work, as Pillow's ImageCms offers it: https://www.littlecms.com/.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from io import BytesIO
from itertools import product

from PIL import Image, ImageCms

from campaign.pictures.formats.outline import GIF, Outline

#: Modes of Pillow that hold 8-bit RGB as it is.
PLAIN = ("RGB", "RGBA", "RGBX")

_SPACES = {"RGB ": "RGB", "GRAY": "L", "CMYK": "CMYK"}
# Profiles that call themselves sRGB differ by rounding; nobody sees a step of two in 255.
_SAME = 2
_USUAL_GAMMA = (0.449, 0.461)  # 1 / 2.2, which sRGB stands for
_GREYS = ("1", "L", "LA", "I;16", "I;16B", "I")
_LONGEST_NAME = 40
_RELATIVE, _BLACK_POINT = 1, ImageCms.Flags.BLACKPOINTCOMPENSATION


@dataclass(frozen=True, slots=True)
class Conversion:
    """How a picture becomes 8-bit sRGB, and the words for it; `words` are empty for no change.

    `space` is the mode that `transform` wants, "" for a picture without a profile of its own.
    `changes_colours` is false where the samples can stay as they are.
    """

    words: tuple[str, ...] = ()
    space: str = ""
    transform: ImageCms.ImageCmsTransform | None = None
    gamma: float = 0.0
    changes_colours: bool = False

    def apply(self, image: Image.Image, *, keep: bool = True) -> Image.Image:
        """The picture in RGB, or in RGBA where a part of it is transparent.

        `image` is as `expanded` gives it; unless it is to `keep` its colours, it may be changed
        itself, which spares memory. littlecms raises ImageCms.PyCMSError.
        """
        alpha = None
        if image.mode in ("LA", "RGBA"):
            alpha = image.getchannel("A")
            alpha = None if alpha.getextrema()[0] == 255 else alpha
            image = image.convert(image.mode[:-1])
        if self.transform is not None:
            if image.mode != self.space:
                image = image.convert(self.space)
            if self.space == "RGB" and not keep:
                ImageCms.applyTransform(image, self.transform, inPlace=True)
            else:
                converted = ImageCms.applyTransform(image, self.transform)
                assert converted is not None
                image = converted
        elif image.mode != "RGB":
            image = image.convert("RGB")
        if self.gamma:
            image = image.point(_brightness(self.gamma) * 3)
        if alpha is not None:
            image.putalpha(alpha)
        return image


def expanded(image: Image.Image) -> Image.Image:
    """The picture with 8 bits a sample and a channel of its own for what is transparent."""
    mode = image.mode
    if mode.startswith("I;16") or mode == "I":
        return _eight_bits(image)
    if mode in ("P", "PA") or "transparency" in image.info:
        return image.convert("RGBA")
    if mode == "1":
        return image.convert("L")
    if mode in ("L", "LA", "RGB", "RGBA", "CMYK"):
        return image
    return image.convert("RGB")


def conversion(mode: str, outline: Outline) -> Conversion:
    """What has to be done with a picture of this mode and outline."""
    words: list[str] = []
    if outline.bits > 8:
        words.append(f"its {outline.bits} bits a colour became 8")
    profile = _opened(outline.icc_profile) if outline.icc_profile else None
    if outline.icc_profile and profile is None:
        words.append("its colour profile is broken and was ignored")
    found = None if profile is None else _by_profile(mode, profile)
    if found is not None and found.transform is not None:
        return Conversion((*found.words, *words), found.space, found.transform, 0.0, True)
    if found is not None:
        words += found.words
    if mode == "CMYK":
        words.insert(0, "its colours were brought from CMYK to sRGB without a profile that fits, "
                        "so see how they look")  # fmt: skip
    elif outline.gamma and not _USUAL_GAMMA[0] <= outline.gamma <= _USUAL_GAMMA[1]:
        words.append(f"its brightness (gamma {1 / outline.gamma:.2g}) was brought to that of sRGB")
        return Conversion(tuple(words), gamma=outline.gamma, changes_colours=True)
    elif outline.mime != GIF and mode in _GREYS:
        words.append("its grey became RGB colours")
    elif outline.mime != GIF and mode in ("P", "PA"):
        words.append("its palette became RGB colours")
    elif mode not in (*PLAIN, "P", *_GREYS):
        words.append(f"its colours were brought from {mode} to sRGB")
    return Conversion(tuple(words), changes_colours=outline.bits > 8)


@cache
def _srgb() -> ImageCms.ImageCmsProfile:
    return ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB"))


def _opened(icc_profile: bytes) -> ImageCms.ImageCmsProfile | None:
    try:
        profile = ImageCms.ImageCmsProfile(BytesIO(icc_profile))
        _ = profile.profile.xcolor_space  # which a broken profile may not say
    except (OSError, ValueError, TypeError, ImageCms.PyCMSError):
        return None
    return profile


def _by_profile(mode: str, profile: ImageCms.ImageCmsProfile) -> Conversion:
    """The way from a profile to sRGB; without `transform` where there is nothing to do."""
    space = _SPACES.get(profile.profile.xcolor_space, "")
    is_grey = mode in _GREYS
    fits = (mode == "CMYK") == (space == "CMYK") and (space != "L" or is_grey)
    if not space or not fits:
        return Conversion(("its colour profile is for other colours than it has and was ignored",))
    try:
        transform = ImageCms.buildTransform(
            profile, _srgb(), space, "RGB", ImageCms.Intent(_RELATIVE), _BLACK_POINT
        )
        if space != "CMYK" and _changes_nothing(transform, space):
            return Conversion()
    except (OSError, ValueError, ImageCms.PyCMSError):
        return Conversion(("its colour profile is broken and was ignored",))
    words = f"its colours were brought from {_name(profile, space)} to sRGB"
    return Conversion((words,), space, transform)


def _changes_nothing(transform: ImageCms.ImageCmsTransform, space: str) -> bool:
    """True when a sample of all colours comes out as it went in."""
    steps = range(0, 256, 17)
    greys = bytes(steps)
    colours = bytes(value for colour in product(range(0, 256, 51), repeat=3) for value in colour)
    grey_colours = bytes(value for step in steps for value in (step,) * 3)
    before = grey_colours if space == "L" else colours + grey_colours
    raw = greys if space == "L" else before
    sample = Image.frombytes(space, (len(raw) // len(space), 1), raw)
    after = ImageCms.applyTransform(sample, transform)
    assert after is not None
    return _apart(before, after.tobytes()) <= _SAME


def _apart(one: Sequence[int], other: Sequence[int]) -> int:
    return max(abs(a - b) for a, b in zip(one, other, strict=True))


def _name(profile: ImageCms.ImageCmsProfile, space: str) -> str:
    """What a profile calls itself, without anything that a terminal could obey."""
    try:
        name = ImageCms.getProfileDescription(profile)
    except (ImageCms.PyCMSError, ValueError):
        name = ""
    clean = "".join(letter for letter in name if letter.isascii() and letter.isprintable())
    name = clean.strip()[:_LONGEST_NAME] or "a profile without a name"
    kind = {"L": "grey", "CMYK": "CMYK"}.get(space)
    return f"{kind} ({name})" if kind else name


def _eight_bits(image: Image.Image) -> Image.Image:
    """A grey of 16 bits in 8; what it calls transparent stays so."""
    clear = image.info.get("transparency")
    wide = image.convert("I")
    grey = wide.point(lambda value: value * (1 / 256)).convert("L")
    if not isinstance(clear, int):
        return grey
    # Of 16 bits only the upper ones are left to compare.
    mask = grey.point([0 if value == clear >> 8 else 255 for value in range(256)])
    return Image.merge("LA", (grey, mask))


def _brightness(gamma: float) -> list[int]:
    """For each value of a sample with that gamma, the value in sRGB (IEC 61966-2-1)."""
    table = []
    for value in range(256):
        light = (value / 255) ** (1 / gamma)
        coded = 12.92 * light if light <= 0.0031308 else 1.055 * light ** (1 / 2.4) - 0.055
        table.append(round(255 * coded))
    return table
