"""HEIC and AVIF: pictures in the boxes of ISO/IEC 14496-12, laid out by ISO/IEC 23008-12."""

from __future__ import annotations

import re

from campaign.pictures import wide_gamut
from campaign.pictures.formats.item_places import item_places
from campaign.pictures.formats.outline import (
    AVIF,
    CAMERA,
    HEIC,
    XMP,
    Outline,
    cut_short,
    damaged,
    for_hdr,
    is_empty_at_end,
)

_AVIF = frozenset({b"avif", b"avis"})
_HEIC = frozenset({b"heic", b"heix", b"heim", b"heis", b"hevc", b"hevx", b"hevm", b"hevs"})
_PICTURES = frozenset({b"mif1", b"mif2", b"msf1", b"miaf", b"1pic"})
_MOST = 4096
# A size in pixels: the box's type, its version and flags, width and height.
_SIZE = re.compile(rb"ispe\0\0\0\0(.{4})(.{4})", re.DOTALL)
# Colours by their numbers in ITU-T H.273: the primaries, and the curve of brightness.
_COLOURS = re.compile(rb"colrnclx(.{2})(.{2})", re.DOTALL)

# An EXIF block: how far on it begins, and its head. Some programs end it in zeros.
_EXIF = re.compile(rb".{4}(?:Exif\0\0)?(?:II\*\0|MM\0\*)", re.DOTALL)


def kind_of(data: bytes) -> str:
    """The type of picture that the first box names, "" for none: films have such boxes too."""
    size = int.from_bytes(data[:4])
    if data[4:8] != b"ftyp" or size < 16:
        return ""
    major = data[8:12]
    names = data[16 : min(size, _MOST)]
    brands = {major, *(names[at : at + 4] for at in range(0, len(names), 4))}
    if major not in _AVIF | _HEIC | _PICTURES:
        return ""
    if brands & _AVIF:
        return AVIF
    return HEIC


def outline(data: bytes) -> Outline:
    """Walk over the boxes of the file; raises StorageError. They are never sent, only decoded."""
    at, described = 0, b""
    while at < len(data):
        if len(data) - at < 8:
            raise cut_short()
        size, kind, head = int.from_bytes(data[at : at + 4]), data[at + 4 : at + 8], 8
        if size == 1:
            size, head = int.from_bytes(data[at + 8 : at + 16]), 16
        elif size == 0:
            size = len(data) - at
        if size < head:
            raise damaged("a box of it has no length")
        if size > len(data) - at:
            raise cut_short()
        if kind in (b"meta", b"moov"):
            described += data[at : at + size]
        at += size
    for start, end in item_places(described):
        item = data[start:end]
        if end > len(data) or (is_empty_at_end(item) and not _EXIF.match(item)):
            raise cut_short()
    sizes = [
        (int.from_bytes(width), int.from_bytes(height))
        for width, height in _SIZE.findall(described)
    ]
    if not sizes:
        raise damaged("it does not say how large it is")
    width, height = max(sizes, key=lambda size: size[0] * size[1])
    colours = _COLOURS.search(described)
    primaries, brightness = map(int.from_bytes, colours.groups()) if colours else (1, 1)
    if brightness in wide_gamut.HDR:
        raise for_hdr()
    dropped = []
    if b"Exif" in described:
        dropped.append(CAMERA)
    if b"application/rdf+xml" in described:
        dropped.append(XMP)
    return Outline(
        kind_of(data),
        width,
        height,
        data,
        tuple(dropped),
        icc_profile=wide_gamut.profile(primaries),
        work=width * height,
        decoder_turns=b"irot" in described or b"imir" in described,
    )
