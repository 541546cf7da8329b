"""What the files of each format are made of, read without decoding a pixel.

::

    outline.py    the values: an Outline (size, frames, what stands beside the pixels), damage
    jpeg.py       segments                                    png.py    chunks
    webp.py       chunks of a RIFF file                       gif.py    blocks
    boxes.py      HEIC and AVIF, boxes of ISO/IEC 14496-12    item_places.py  where their parts lie
    sniff.py      which of them a file is, by its first bytes

Each `outline(data)` walks to the end of the file, so that a file that was cut short is found out
whatever its decoder forgives, and gives the same file without its metadata.
"""
