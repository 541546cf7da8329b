"""The owner's pictures, made fit for every network. Pure: bytes in, bytes out.

::

    formats/       how a file is laid out: its size, frames and metadata; the file without these
    decode.py      the pixels, within bounds; whatever a decoder raises is one kind of error
    marks.py       which side is up, and what else EXIF tells
    colour.py      any colours, by their own profile, to 8-bit sRGB
    wide_gamut.py  profiles of colours that a file names by a number
    fit.py         the part and the size that a network takes
    encode.py      PNG without a loss, JPEG with one that nobody sees
    source.py      one picture, decoded once for all networks
    prepare.py     what goes out of it, and what was changed
    words.py       the changes, in a person's words

Cards are drawn elsewhere and never come here. Films: `campaign/film.py`.
"""

from campaign.pictures.bounds import Bounds
from campaign.pictures.prepare import RECIPE, Prepared, prepare
from campaign.pictures.source import Source

__all__ = ["RECIPE", "Bounds", "Prepared", "Source", "prepare"]
