"""What a network allows, in its own units."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import timedelta
from enum import StrEnum


class Unit(StrEnum):
    """How a network counts a text; `campaign.compose.length` has one rule for each."""

    X_WEIGHTED = "x-weighted"
    MASTODON = "mastodon"
    MASTODON_STRICTEST = "mastodon-strictest"
    GRAPHEMES = "graphemes"
    UTF16 = "utf-16"
    CODE_POINTS = "code-points"
    UTF8 = "utf-8"
    LITTLE_TEXT = "little-text"


class Delivery(StrEnum):
    """How surely a network lets us publish once; it decides what the engine does when in doubt."""

    BY_KEY = "by key"
    TWO_PHASE = "two phases"
    BY_LISTING = "reconcile by listing"
    AT_MOST_ONCE = "cannot reconcile"


class Handles(StrEnum):
    """How an account's name is written so that a network links it.

    `DOTTED` is a name that may have full stops in it, without being a domain. `NONE` is for
    networks that link no name typed into a text, `ANY` for receivers of which that is not known.
    """

    NAME = "@name"
    DOTTED = "@na.me"
    DOMAIN = "@name.domain"
    SERVER = "@name@server"
    NONE = "none"
    ANY = "any"


@dataclass(frozen=True, slots=True)
class PictureSize:
    """The size in pixels that a network takes of one picture, or of a film (0: no bound).

    `pixels` bounds width × height, `side` the longer side, `sides` width and height added up, and
    `width` and `height` each of the two. `least_width` is how wide it has to be, `least_side` how
    long its shorter side. `ratios` are the narrowest and the widest width / height (None: any).
    """

    pixels: int = 0
    side: int = 0
    sides: int = 0
    width: int = 0
    height: int = 0
    least_width: int = 0
    least_side: int = 0
    ratios: tuple[float, float] | None = None


@dataclass(frozen=True, slots=True)
class Limits:
    """The bounds of one network or server.

    `text` counts in `unit`, and so do `caption`, the bound of a text that stands under a picture or
    a film, and `comment`, that of a first comment (0: the same as `text`); `text_bytes` bounds the
    UTF-8 length as well (0: no bound); `url_length` is what any link counts (0: its own length);
    `counts_warning` says that a content warning counts with every text;
    `hashtags`, `mentions`, `links` and `cashtags` are how many of them one text may have, where the
    same link counts once (0: no bound); `link_clicks` says whether a reader can click a link that
    is written out in a text; `numeric_hashtags` says that a hashtag of digits alone
    (#2030) is linked, and `handles` how a name is written that is linked. `alt` is in code points
    (0: no bound, None: the network takes no alt text); `threads` and `comments` say whether a post
    may have further parts, or a first comment under it; a comment counts in `comment_unit` (None:
    in `unit`).

    `images` is how many pictures a post takes, `image_bytes` how big each may be in bytes and
    `picture_size` in pixels; `gif_bytes` and `gif_size` hold for a GIF instead (0 and None: the
    same). What has a type in `alone` stands alone in its post. `animations` says that a picture
    with several frames moves there, where elsewhere its first frame stands still; `frames` is how
    many it may have (0: no bound). Cards are drawn as `card_type`.

    `videos` is how many films a post takes, and one stands alone; `video_bytes`, `video_seconds`
    and `video_size` are how big, long and wide each may be, `video_least_bytes` and
    `video_least_seconds` how small and short (0: no bound). `repeats_after` is how long an
    account's same words are refused again (0: they are taken); `lacks` says in words what the
    network cannot do, for people.
    """

    text: int
    unit: Unit
    text_bytes: int = 0
    url_length: int = 0
    counts_warning: bool = False
    images: int = 4
    image_bytes: int = 0
    image_types: tuple[str, ...] = ("image/png", "image/jpeg")
    picture_size: PictureSize = PictureSize()
    gif_bytes: int = 0
    gif_size: PictureSize | None = None
    alone: tuple[str, ...] = ()
    animations: bool = False
    frames: int = 0
    alt: int | None = 0
    card_format: str = "square"
    card_type: str = "image/png"
    videos: int = 0
    video_bytes: int = 0
    video_seconds: int = 0
    video_types: tuple[str, ...] = ("video/mp4",)
    video_size: PictureSize = PictureSize()
    video_least_bytes: int = 0
    video_least_seconds: float = 0.0
    languages: bool = True
    threads: bool = False
    comments: bool = False
    caption: int = 0
    comment: int = 0
    comment_unit: Unit | None = None
    hashtags: int = 0
    numeric_hashtags: bool = False
    handles: Handles = Handles.ANY
    mentions: int = 0
    links: int = 0
    cashtags: int = 0
    link_clicks: bool = True
    repeats_after: timedelta = timedelta(0)
    lacks: tuple[str, ...] = ()
    source: str = ""

    @property
    def under_picture(self) -> Limits:
        """The bounds of a text that stands under a picture or a film; elsewhere these here hold."""
        return replace(self, text=self.caption) if self.caption else self

    @property
    def in_comment(self) -> Limits:
        """The bounds of a first comment; where none are named, these here hold."""
        return replace(self, text=self.comment or self.text, unit=self.comment_unit or self.unit)
