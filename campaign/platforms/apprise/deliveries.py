"""One message to one address at a time, each with an outcome that can be relied on.

`Services` hands a message to every service at once and hears how many took it. Here each address
is a delivery of its own, so that a program that died in the middle knows which ones are done.

E-mail goes out by our own words to the mail server, with Apprise's connection and Apprise's letter:
a letter exists for the server only after the line with a single dot that ends it
(https://www.rfc-editor.org/rfc/rfc5321#section-4.1.1.4). The fence is asked directly before that
line. Whatever breaks off earlier was not sent, and what the server says to it is its answer.
"""

from __future__ import annotations

import hashlib
import re
import smtplib
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from campaign.platforms.apprise.addresses import read
from campaign.platforms.apprise.services import Attachment, Services, attached
from campaign.platforms.http import fence, log_redaction

_TAKEN = 250


class Outcome(StrEnum):
    """What became of a delivery."""

    TAKEN = "taken"
    REFUSED = "refused"  # it did not arrive, and may be sent again
    DOUBT = "doubt"  # it may have arrived


@dataclass(frozen=True, slots=True)
class Result:
    """What became of a delivery, and why, without any secret."""

    outcome: Outcome
    reason: str = ""


class Delivery:
    """One address that a message goes to. `id` stays the same as long as the address does."""

    def __init__(self, id: str, service: str, behind: Any, target: Any = None) -> None:
        self.id = id
        self.service = service
        self._behind = behind  # an address; for e-mail Apprise's plugin
        self._target = target

    def __repr__(self) -> str:
        return f"Delivery({self.service}, {self.id[:8]})"

    def send(self, title: str, text: str, attachments: Sequence[Attachment] = ()) -> Result:
        """Hand over a plain text, once.

        Raises Withheld when the fence stops it; then nothing arrived.
        """
        if self._target is not None:
            return _mail(self._behind, self._target, title, text, attachments)
        outcome = Services(self._behind).send(title, text, attachments)
        if outcome.all:
            return Result(Outcome.TAKEN)
        # Apprise does not tell a refusal from an answer that was lost.
        return Result(Outcome.DOUBT, outcome.remarks or "the service did not say that it took it")


def deliveries(addresses: str) -> tuple[Delivery, ...]:
    """Every address that a message would go to; raises ValueError, as `Services` does."""
    services = read(addresses)  # this loads Apprise's plugins, and quiets what some of them warn of
    from apprise.plugins.email.base import NotifyEmail  # noqa: PLC0415 - heavy

    found = []
    for service in services:
        plugin: Any = service[0]
        name, url = str(plugin.service_name), str(plugin.url(privacy=False))
        if type(plugin) is NotifyEmail:
            # Another receiver of the same address is no reason to write to the first one anew.
            server = f"{plugin.user or ''}@{plugin.smtp_host}"
            found += [
                Delivery(_hash(server, str(each[1])), name, plugin, each) for each in plugin.targets
            ]
        else:
            found.append(Delivery(_hash(url), name, url))
    return tuple(found)


def _hash(*parts: str) -> str:
    return hashlib.sha256("\n".join(parts).encode()).hexdigest()


class _Refused(Exception):
    """The mail server said no, or was not there, before the letter was whole."""


def _mail(
    plugin: Any, target: Any, title: str, text: str, attachments: Sequence[Attachment]
) -> Result:
    from apprise import NotifyFormat  # noqa: PLC0415 - heavy
    from apprise.plugins.email.base import NotifyEmail  # noqa: PLC0415
    from apprise.plugins.email.smtp import AppriseSMTPController  # noqa: PLC0415

    with TemporaryDirectory(prefix="campaign-") as folder:
        (letter,) = NotifyEmail.prepare_emails(
            subject=title,
            body=text,
            notify_format=NotifyFormat.TEXT,
            from_addr=plugin.from_addr,
            to=[target],
            cc=plugin.cc,
            bcc=plugin.bcc,
            reply_to=plugin.reply_to,
            smtp_host=plugin.smtp_host,
            attach=attached(Path(folder), attachments),
            headers={"X-Application": plugin.app_id, **plugin.headers},
            names=plugin.names,
            pgp=plugin.pgp,
            pgp_mode=plugin.pgp_mode,
            inline=plugin.inline,
            tzinfo=plugin.tzinfo,
        )
        try:
            with AppriseSMTPController(
                host=plugin.smtp_host,
                port=plugin.port,
                secure_mode=plugin.secure_mode,
                user=plugin.user,
                password=plugin.password,
                verify_certificate=plugin.verify_certificate,
                socket_connect_timeout=plugin.socket_connect_timeout,
            ) as controller:
                smtp: Any = controller._socket
                return _dialogue(smtp, plugin.from_addr[1], letter.to_addrs, letter.body)
        except (OSError, smtplib.SMTPException, _Refused) as error:
            return Result(Outcome.REFUSED, _words(error))


def _dialogue(smtp: smtplib.SMTP, sender: str, receivers: Sequence[str], letter: str) -> Result:
    """All of a letter up to its last line, then the fence, then that line and the answer to it."""
    smtp.ehlo_or_helo_if_needed()
    _expect(smtp.mail(sender), _TAKEN)
    for each in receivers:
        _expect(smtp.rcpt(each), _TAKEN, 251)
    _expect(smtp.docmd("DATA"), 354)
    lines = re.sub(r"\r\n|\r|\n", "\r\n", letter)
    data = re.sub(r"(?m)^\.", "..", lines).encode("utf-8")
    smtp.send(data if data.endswith(b"\r\n") else data + b"\r\n")
    try:
        fence.ask()
    except BaseException:
        smtp.close()  # without its last line, the server throws the letter away
        raise
    try:
        smtp.send(b".\r\n")
        code, answer = smtp.getreply()
    except (OSError, smtplib.SMTPException) as error:
        return Result(Outcome.DOUBT, f"no answer came to the whole letter: {_words(error)}")
    if code == _TAKEN:
        return Result(Outcome.TAKEN)
    return Result(Outcome.REFUSED, _said(code, answer))


def _expect(reply: tuple[int, bytes], *codes: int) -> None:
    code, answer = reply
    if code not in codes:
        raise _Refused(_said(code, answer))


def _said(code: int, answer: bytes) -> str:
    words = log_redaction.struck(answer.decode("utf-8", "replace"))
    return f"the mail server said {code} {' '.join(words.split())}"[:300]


def _words(error: Exception) -> str:
    if isinstance(error, _Refused):
        return str(error)
    if isinstance(error, smtplib.SMTPResponseException):
        found = error.smtp_error
        return _said(error.smtp_code, found if isinstance(found, bytes) else str(found).encode())
    told = log_redaction.struck(str(error))
    return f"the mail server could not be used: {' '.join(told.split()) or type(error).__name__}"[
        :300
    ]
