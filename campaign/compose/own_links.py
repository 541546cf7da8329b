"""Links on the project's own domain, which lead on to what a post names and count who follows them.

A code is made of the post, the channel and where the link leads, so the same words always get the
same link, and a link that leads elsewhere is another one. It is no secret: it shows what everybody
may see.
"""

from __future__ import annotations

import hashlib
from typing import Final

#: The letters of a code: no vowels, so that no word comes about, and no two that look alike.
_LETTERS: Final = "23456789bcdfghjkmnpqrstvwxz"
#: 27 to the 9th is 7.6 million million: of a million links, two share a code once in 15 projects.
LENGTH: Final = 9
#: The last part of the base, where the web part answers.
PATH: Final = "/l"


def code_of(post: str, channel: str, target: str) -> str:
    """The code of the link by which a post leads to `target` on a channel."""
    number = int.from_bytes(
        hashlib.sha256(f"{post}\n{channel}\n{target}".encode()).digest()[:16], "big"
    )
    letters = []
    for _ in range(LENGTH):
        number, rest = divmod(number, len(_LETTERS))
        letters.append(_LETTERS[rest])
    return "".join(letters)


def own_link(base: str, code: str) -> str:
    """The address that readers see; `base` is an address without a slash at its end."""
    return f"{base}/{code}"
