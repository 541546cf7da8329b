"""Where the parts of a HEIC or AVIF picture lie in its file: the box `iloc` of ISO/IEC 14496-12."""

from __future__ import annotations

from collections.abc import Iterator

_MOST = 4096  # a photo of a phone has fewer than a hundred parts
_HEAD = 8  # the box's type, its version and its flags


def item_places(described: bytes) -> Iterator[tuple[int, int]]:
    """Where each part begins and ends, counted from the start of the file.

    `described` is the box `meta`. Parts that lie elsewhere than in the file itself are left out,
    and a box that cannot be read ends the list: the decoder judges it.
    """
    at = described.find(b"iloc") + _HEAD
    if at < _HEAD or at + 4 > len(described):
        return
    version = described[at - 4]
    widths = described[at] >> 4, described[at] & 15, described[at + 1] >> 4, described[at + 1] & 15
    of_offset, of_length, of_base, of_index = widths
    number_of_items = 4 if version == 2 else 2
    place = at + 2

    def number(width: int) -> int:
        nonlocal place
        place += width
        return int.from_bytes(described[place - width : place])

    for _ in range(min(number(number_of_items), _MOST)):
        number(number_of_items)  # its own number
        is_in_file = not version or number(2) & 15 == 0
        is_in_file = number(2) == 0 and is_in_file
        base = number(of_base)
        for _ in range(min(number(2), _MOST)):
            if version:
                number(of_index)
            start = base + number(of_offset)
            length = number(of_length)
            if place > len(described):
                return
            if is_in_file and length:
                yield start, start + length
