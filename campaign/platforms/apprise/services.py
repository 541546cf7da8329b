"""The one door to Apprise, which speaks to a hundred services: https://github.com/caronc/apprise.

Apprise says whether a service took a message. It gives no id, no reliable reason and no way to look
for the message later. It tries each service once; an address that asks for more tries is refused.
Only this module loads Apprise.
"""

from __future__ import annotations

import logging
import re
import warnings
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any
from urllib.parse import unquote

from campaign.errors import Withheld
from campaign.platforms.http import fence, log_redaction

if TYPE_CHECKING:
    from apprise import Apprise


_BETWEEN = re.compile(r"[/?&=:@,;#\s]+")
_SCHEME = re.compile(r"[A-Za-z][\w+.-]*://\S")
_SHORTEST = 4


@dataclass(frozen=True, slots=True)
class Attachment:
    """A picture that is sent with a message: its name, its type and its bytes."""

    name: str
    mime: str
    data: bytes


@dataclass(frozen=True, slots=True)
class SendOutcome:
    """How many of the services took a message; `remarks` is what Apprise logged about it."""

    taken: int
    services: int
    remarks: str = ""

    @property
    def all(self) -> bool:
        """True when every service took it."""
        return self.taken == self.services > 0


class Services:
    """The services behind some Apprise addresses, which are secrets and stay in here.

    Spaces, line ends or commas separate the addresses. Raises ValueError when an address cannot be
    used; the error repeats no address.
    """

    def __init__(self, addresses: str) -> None:
        self._services = _read(addresses)
        self.names = tuple(str(_first(each).service_name) for each in self._services)

    def __repr__(self) -> str:
        return f"Services({', '.join(self.names)})"

    @property
    def longest(self) -> int:
        """The most characters of a message that all of them take; 0 when no bound is known."""
        return min((n for each in self._services if (n := _first(each).body_maxlen)), default=0)

    @property
    def titled(self) -> bool:
        """True when all of them show and count a title apart from the message."""
        return all(
            first.title_maxlen > 0 and not first.overflow_amalgamate_title
            for first in map(_first, self._services)
        )

    @property
    def pictures(self) -> bool:
        """True when all of them take pictures."""
        return all(_first(each).attachment_support for each in self._services)

    def send(
        self,
        title: str,
        text: str,
        attachments: Sequence[Attachment] = (),
        written: str = "text",
    ) -> SendOutcome:
        """Hand a message to each service, once; `written` is one of the facts' `FORMATS`.

        Apprise makes its own requests, so the fence is asked here, before each service. Raises
        Withheld when the fence stops the first one, and nothing else. When the fence stops a later
        one, `remarks` says so.
        """
        from apprise import AppriseAttachment, NotifyFormat  # noqa: PLC0415 - heavy
        from apprise.attachment.memory import AttachMemory  # noqa: PLC0415

        memory: Any = AttachMemory  # it has no types
        made = [memory(content=a.data, name=a.name, mimetype=a.mime) for a in attachments]
        attached = AppriseAttachment(made) if made else None
        taken, remarks = 0, []
        for number, each in enumerate(self._services):
            try:
                fence.ask()
                result = each.notify(
                    body=text, title=title, body_format=NotifyFormat(written), attach=attached
                )
            except Withheld as error:
                if number == 0:
                    raise
                remarks.append(str(error))
                break
            except Exception as error:  # a plugin of Apprise's may raise anything
                remarks.append(type(error).__name__)
                continue
            taken += bool(result)
            if not result:
                remarks += _remarks(result)
        summary = log_redaction.struck("; ".join(dict.fromkeys(remarks)))
        return SendOutcome(taken, len(self._services), " ".join(summary.split())[:500])


def _read(addresses: str) -> tuple[Apprise, ...]:
    import apprise  # noqa: PLC0415 - heavy

    _quiet()
    texts = [each for each in re.split(r"[\s,]+(?=[A-Za-z][\w+.-]*://)", addresses.strip()) if each]
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
        if getattr(_first(one), "retry", 0):
            raise ValueError(f"{which} asks for retries: what is sent again may appear twice")
        found.append(one)
    return tuple(found)


def _first(service: Apprise) -> Any:
    return service[0]


def _remarks(result: object) -> list[str]:
    """What Apprise logged about a message, if its version returns that."""
    logs = getattr(result, "logs", None)
    return [str(each.message) for each in logs()] if callable(logs) else []


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
