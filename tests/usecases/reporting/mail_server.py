"""A mail server of another maker (aiosmtpd) on loopback, which can end its client anywhere."""

from __future__ import annotations

import os
import signal
import warnings
from asyncio.base_events import Server
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from email import message_from_bytes
from email.message import Message
from typing import Any

with warnings.catch_warnings():
    warnings.simplefilter("ignore", DeprecationWarning)
    from aiosmtpd.controller import Controller


@dataclass
class MailServer:
    """What arrived; `port` is where. Each step of a letter may answer otherwise, or kill.

    `kill` is the step at which the process `victim` is killed: "EHLO", "MAIL", "RCPT", or "DATA",
    which is when the whole letter is here and not yet answered.
    """

    port: int = 0
    letters: list[tuple[str, Message]] = field(default_factory=list)
    answer: str = "250 taken"
    kill: str = ""
    victim: int = 0

    def _step(self, step: str) -> None:
        if self.kill == step and self.victim:
            os.kill(self.victim, signal.SIGKILL)

    async def handle_EHLO(  # noqa: N802 - aiosmtpd's name
        self, server: Any, session: Any, envelope: Any, hostname: str, responses: list[str]
    ) -> list[str]:
        """The greeting."""
        self._step("EHLO")
        session.host_name = hostname
        return responses

    async def handle_MAIL(  # noqa: N802
        self, server: Any, session: Any, envelope: Any, address: str, options: list[str]
    ) -> str:
        """Who writes."""
        self._step("MAIL")
        envelope.mail_from = address
        envelope.mail_options.extend(options)
        return "250 go on"

    async def handle_RCPT(  # noqa: N802
        self, server: Any, session: Any, envelope: Any, address: str, options: list[str]
    ) -> str:
        """To whom."""
        self._step("RCPT")
        envelope.rcpt_tos.append(address)
        return "250 go on"

    async def handle_DATA(self, server: Any, session: Any, envelope: Any) -> str:  # noqa: N802
        """The whole letter."""
        if self.answer.startswith("250"):
            for each in envelope.rcpt_tos:
                self.letters.append((each, message_from_bytes(envelope.content)))
        self._step("DATA")
        return self.answer


class _AnyPort(Controller):
    """It looks whether it answers, and does so at the port that was asked for, which is 0."""

    def _trigger_server(self) -> None:
        assert isinstance(self.server, Server)
        self.port = self.server.sockets[0].getsockname()[1]
        super()._trigger_server()  # type: ignore[no-untyped-call]


@contextmanager
def mail_server() -> Iterator[MailServer]:
    """A server that lives as long as the block."""
    made = MailServer()
    controller = _AnyPort(made, hostname="127.0.0.1", port=0)
    controller.start()
    try:
        made.port = controller.port
        yield made
    finally:
        controller.stop()
