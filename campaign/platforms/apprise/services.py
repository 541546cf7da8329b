"""The one door to Apprise, which speaks to a hundred services: https://github.com/caronc/apprise.

Apprise says whether a service took a message. It gives no id, no reliable reason and no way to look
for the message later. It tries each service once. Only this module and `addresses.py` load Apprise.

Apprise translates a text for each service, and for some it damages links: it escapes a plain text
for services that read Markdown, inside links too. They are handed such a text as it stands. What
Apprise would make of a text is looked at before it is sent (`handover.py`).
"""

from __future__ import annotations

import html
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Any

from campaign.errors import Withheld
from campaign.platforms.apprise import formats, objections
from campaign.platforms.apprise.addresses import read
from campaign.platforms.apprise.handover import Handed, handed
from campaign.platforms.http import fence, log_redaction

if TYPE_CHECKING:
    from apprise import Apprise, NotifyFormat


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
        self._services = read(addresses)
        self._twins = read(addresses)  # these show what Apprise would send, and send nothing
        self.names = tuple(str(_first(each).service_name) for each in self._services)

    def __repr__(self) -> str:
        return f"Services({', '.join(self.names)})"

    @property
    def without_pictures(self) -> tuple[str, ...]:
        """The names of those that take no pictures, and what they need to take some."""
        return tuple(
            f"{name}{f' without {need}' if need else ''}"
            for name, need in map(_without_pictures, self._services)
            if name
        )

    def unfit(self, written: str) -> str:
        """Why no post written in this format can go to one of them, in words; "" when it can.

        Nothing is sent.
        """
        for number, each in enumerate(self._services):
            if reason := objections.to_service(_first(each)):
                return f"{self.names[number]}: {reason}"
            sample = objections.sample(written)
            found = self._handed(number, "", sample, written)
            if reason := objections.to_links(self.names[number], sample, written, found):
                return f"{self.names[number]}: {reason}"
        return ""

    def objection(self, title: str, text: str, written: str) -> str:
        """Why this message would not arrive whole and once at one of them; "" when it would.

        Nothing is sent. A message without words has nothing to lose.
        """
        for number, each in enumerate(self._services if text else ()):
            found = self._handed(number, title, text, written)
            first, name = _first(each), self.names[number]
            reason = objections.to_message(first, name, title, text, written, found)
            if reason:
                return reason
        return ""

    def _handed(self, number: int, title: str, text: str, written: str) -> tuple[Handed, ...]:
        """What one of them would be handed."""
        title = self._title(number, title, written)
        return handed(self._twins[number], title, text, self._declared(number, written))

    def _title(self, number: int, title: str, written: str) -> str:
        """The title as Apprise wants it: in the text's format where it stands in the text."""
        above = _first(self._services[number]).title_maxlen <= 0
        return html.escape(title, quote=False) if above and written == "html" else title

    def _declared(self, number: int, written: str) -> NotifyFormat | None:
        """The format that Apprise is told; None for "hand it over as it stands".

        The latter is for a plain text to a service that reads Markdown.
        """
        from apprise import NotifyFormat  # noqa: PLC0415 - heavy

        declared = NotifyFormat(written)
        if declared is NotifyFormat.TEXT:
            found = handed(self._twins[number], "", "a", declared)
            if any(each.markup == NotifyFormat.MARKDOWN.value for each in found):
                return None
        return declared

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
        taken, remarks = 0, []
        with TemporaryDirectory(prefix="campaign-") as folder:
            for number, each in enumerate(self._services):
                try:
                    declared = self._declared(number, written)
                    files = attached(Path(folder), attachments)
                    fence.ask()
                    result = each.notify(
                        body=text,
                        title=self._title(number, title, written),
                        body_format=declared,
                        attach=files,
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


def attached(folder: Path, attachments: Sequence[Attachment]) -> Any:
    """The attachments as files: some plugins open them by their path, which memory has not."""
    from apprise import AppriseAttachment  # noqa: PLC0415 - heavy
    from apprise.attachment.file import AttachFile  # noqa: PLC0415

    if not attachments:
        return None
    file: Any = AttachFile  # it has no types
    made = []
    for each in attachments:
        path = folder / each.name
        path.write_bytes(each.data)
        made.append(file(path=str(path), name=each.name, mimetype=each.mime))
    return AppriseAttachment(made)


def _without_pictures(service: Apprise) -> tuple[str, str]:
    """A service's name if it takes no pictures, and what its address needs for it to take some."""
    first = _first(service)
    name = str(first.service_name)
    if not first.attachment_support:
        return name, ""
    attribute, value, need = formats.PICTURES_NEED.get(name, ("", "", ""))
    if need and not objections.has(first, attribute, value):
        return name, need
    return "", ""


def _first(service: Apprise) -> Any:
    return service[0]


def _remarks(result: object) -> list[str]:
    """What Apprise logged about a message, if its version returns that."""
    logs = getattr(result, "logs", None)
    return [str(each.message) for each in logs()] if callable(logs) else []
