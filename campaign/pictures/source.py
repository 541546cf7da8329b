"""One picture of the owner's, decoded at most once for all networks that it goes to."""

from __future__ import annotations

from dataclasses import replace
from hashlib import sha256

from PIL import Image

from campaign.pictures import colour, decode, encode, fit, marks, wide_gamut
from campaign.pictures.formats import outline as formats
from campaign.pictures.formats.sniff import outline as outline_of

# A picture with more pixels is decoded again for each network with other bounds: it is rare, and
# would take too much memory.
_MOST_HELD = 16_000_000


class Source:
    """A picture's file, and its pixels as far as they were needed. Not for two threads at once.

    `size` is in pixels, width first, as the picture is seen when it stands upright.
    """

    def __init__(self, data: bytes) -> None:
        """Look at how the file is laid out; raises StorageError when it cannot be used."""
        self.digest = sha256(data).hexdigest()
        self.outline = outline_of(data)
        decode.within_bounds(self.outline)
        image = decode.opened(self.outline)
        if self.outline.mime in (formats.HEIC, formats.AVIF):
            self._ask_decoder(image)
        self.mode = image.mode
        self.marks = marks.read(self.outline.exif)
        if self.outline.mime == formats.HEIC:
            # A box turns the picture while it is decoded; EXIF counts where there is no such box.
            mark = None if self.outline.decoder_turns else image.info.get("original_orientation")
            self.marks = replace(self.marks, orientation=mark if mark in marks.TURNS else 1)
        if self.marks.is_adobe_rgb and not self.outline.icc_profile:
            icc_profile = wide_gamut.profile(wide_gamut.ADOBE_RGB)
            self.outline = replace(self.outline, icc_profile=icc_profile)
        self.conversion = colour.conversion(image.mode, self.outline)
        self._is_whole = False
        self._pixels: Image.Image | None = None
        self._finished: tuple[fit.Frame, Image.Image] | None = None
        self._encoded: dict[tuple[fit.Frame, str], bytes] = {}

    @property
    def size(self) -> tuple[int, int]:
        """Width and height of the upright picture."""
        width, height = self.outline.width, self.outline.height
        return (height, width) if self.marks.lies_on_its_side else (width, height)

    @property
    def is_clear(self) -> bool:
        """True when a part of what was finished last is transparent."""
        return self._finished is not None and self._finished[1].mode == "RGBA"

    @property
    def is_plain(self) -> bool:
        """True for an upright picture in 8-bit sRGB, whose pixels can stay as they are."""
        is_rgb = self.mode in colour.PLAIN or self.outline.mime == formats.GIF
        return is_rgb and self.marks.orientation == 1 and not self.conversion.changes_colours

    def whole(self) -> bytes:
        """The file without its metadata; raises StorageError when not all of it can be decoded."""
        if not self._is_whole:
            decode.looked_through(self.outline)
            self._is_whole = True
        return self.outline.clean

    def finished(self, frame: fit.Frame) -> Image.Image:
        """A part of the picture at some size, upright and in 8-bit sRGB; raises StorageError."""
        if self._finished is None or self._finished[0] != frame:
            self._finished = None  # before the next takes memory
            self._finished = (frame, self._finish(frame))
        return self._finished[1]

    def encoded(self, frame: fit.Frame, mime: str) -> bytes:
        """The same in its best form as PNG or JPEG, which many networks share."""
        key = (frame, mime)
        if key not in self._encoded:
            image = self.finished(frame)
            with decode.forgiving():
                if mime == formats.PNG:
                    self._encoded[key] = encode.as_png(image)
                else:
                    flat = encode.on_white(image)
                    self._encoded[key] = encode.as_jpeg(flat, sharp=self.outline.lossless)
        return self._encoded[key]

    def _finish(self, frame: fit.Frame) -> Image.Image:
        with decode.forgiving():
            pixels = self._pixels
            if pixels is None:
                least = 0 if self.outline.lossless else decode.ENOUGH
                pixels = colour.expanded(decode.decoded(self.outline, least=least))
                self._is_whole = True
                if pixels.width * pixels.height <= _MOST_HELD:
                    self._pixels = pixels
            image = self._part(pixels, frame)
            del pixels
            image = self.conversion.apply(image, keep=image is self._pixels)
            turn = marks.TURNS.get(self.marks.orientation)
            return image if turn is None else image.transpose(turn)

    def _part(self, image: Image.Image, frame: fit.Frame) -> Image.Image:
        """A part of the picture as it is stored, which may lie on its side, at the frame's size."""
        crop, size = frame.crop, frame.size
        if self.marks.lies_on_its_side:
            crop, size = (crop[1], crop[0]), (size[1], size[0])
        stored = (self.outline.width, self.outline.height)
        box = fit.strip(stored, crop)
        if image.size == stored and crop == size:
            return image if crop == stored else image.crop(box)
        # A photo may have been decoded at a half or a quarter of its size.
        across, down = image.width / stored[0], image.height / stored[1]
        part = (box[0] * across, box[1] * down, box[2] * across, box[3] * down)
        return image.resize(size, Image.Resampling.BICUBIC, box=part)

    def _ask_decoder(self, image: Image.Image) -> None:
        """Complete the outline of a HEIC or AVIF by what its decoder has found in its boxes."""
        frames = int(getattr(image, "n_frames", 1))
        dropped = dict.fromkeys(self.outline.dropped)
        if self.outline.mime == formats.HEIC and frames > 1:
            dropped[formats.MORE_PICTURES] = None
            frames = 1
        self.outline = replace(
            self.outline,
            width=image.width,
            height=image.height,
            exif=(image.info.get("exif") or b"").removeprefix(b"Exif\0\0"),
            icc_profile=image.info.get("icc_profile") or self.outline.icc_profile,
            frames=frames,
            work=frames * image.width * image.height,
            dropped=tuple(dropped),
        )
        decode.within_bounds(self.outline)
