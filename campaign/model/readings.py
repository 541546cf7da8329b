"""One published post as its readers get it, and what of a post can be read or changed."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class PostField(StrEnum):
    """One thing about a post that readers get, by the name of its field in `Reading`."""

    TEXT = "text"
    LINKS = "links"
    ALTS = "alts"
    LANGUAGE = "language"
    PICTURES = "pictures"


@dataclass(frozen=True, slots=True)
class Reading:
    """One published post as its readers get it; None for whatever the network does not tell.

    - `text` is plain text: without markup and escapes, with addresses in full.
    - `links` are the addresses that it leads to, each once: those in the text in order, then those
      of a link preview. An empty tuple says that it leads nowhere.
    - `alts` has the alt text of each picture and film in order; "" for one without alt text.
    - `language` is the language's own subtag in lower case, such as "pl", without a region.
    - `pictures` is the number of pictures and films.
    - `url` is the address at which people see it; "" when the network gives none.
    - `parts` are the further parts of the post, where one id holds all of them.
    """

    text: str | None = None
    links: tuple[str, ...] | None = None
    alts: tuple[str, ...] | None = None
    language: str | None = None
    pictures: int | None = None
    url: str = ""
    parts: tuple[Reading, ...] = ()


@dataclass(frozen=True, slots=True)
class Gone:
    """A network's own answer that its readers get a post no more, or never did; `why` in words."""

    why: str
