"""Reads Apprise's addresses, which are secrets: https://appriseit.com/services/.

An address that asks for more than one try is refused, and so is one whose failures Apprise would
call successes.
"""

from __future__ import annotations

import logging
import re
import warnings
from collections.abc import Sequence
from typing import TYPE_CHECKING
from urllib.parse import unquote

from campaign.platforms.http import log_redaction

if TYPE_CHECKING:
    from apprise import Apprise

_BETWEEN = re.compile(r"[/?&=:@,;#\s]+")
_SCHEME = re.compile(r"\w[\w+.-]*://\S")  # `46elks://` is one too
_SHORTEST = 4


def read(addresses: str) -> tuple[Apprise, ...]:
    """One Apprise object for each address; spaces, line ends or commas separate them.

    Raises ValueError when an address cannot be used; the error repeats no address.
    """
    import apprise  # noqa: PLC0415 - heavy

    _quiet()
    texts = [each for each in re.split(r"[\s,]+(?=\w[\w+.-]*://)", addresses.strip()) if each]
    if not texts:
        raise ValueError("there is no Apprise address: see https://github.com/caronc/apprise/wiki")
    _hide(texts)
    asset = apprise.AppriseAsset(async_mode=False, interpret_escapes=False, interpret_emojis=False)
    found = []
    for number, text in enumerate(texts, start=1):
        which = f"Apprise address {number} of {len(texts)}" if len(texts) > 1 else "the address"
        text = text.rstrip(",")
        if not _SCHEME.match(text):
            raise ValueError(f"{which} is none: it begins with a service's name, as in mailto://…")
        one = apprise.Apprise(asset=asset)
        with warnings.catch_warnings():
            # The first address loads all plugins, and some of their libraries are deprecated.
            warnings.simplefilter("ignore", DeprecationWarning)
            added = one.add(text)
        if not added or len(one) < 1:
            scheme = text.partition("://")[0]
            raise ValueError(f"{which} ({scheme}://…) is none that Apprise can use")
        if getattr(one[0], "retry", 0):
            raise ValueError(f"{which} asks for retries: what is sent again may appear twice")
        if getattr(one[0], "optional", False):
            raise ValueError(f"{which} is optional: a post that failed there would count as sent")
        found.append(one)
    return tuple(found)


def _hide(texts: Sequence[str]) -> None:
    """Strike all of an address from logs but the service's name: a webhook is all secret."""
    for text in texts:
        scheme, _, rest = text.partition("://")
        parts = {each for each in _BETWEEN.split(rest) if len(each) >= _SHORTEST}
        parts |= {unquote(each) for each in parts}
        log_redaction.hide(text, rest, *(parts - {scheme}))


def _quiet() -> None:
    """Silence Apprise's logger, which writes addresses; `send` returns its remarks instead."""
    logger = logging.getLogger("apprise")
    logger.propagate = False
    if not logger.handlers:
        logger.addHandler(logging.NullHandler())
