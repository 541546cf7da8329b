"""A mail server on loopback that keeps what it is given."""

from __future__ import annotations

import socketserver
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from email import message_from_bytes
from email.message import Message
from threading import Event, Thread
from time import monotonic


@dataclass
class Mailbox:
    """What arrived, and the Apprise address that leads here."""

    address: str = ""
    letters: list[tuple[str, Message]] = field(default_factory=list)
    refuses: bool = False
    greets: Event = field(default_factory=Event)
    arrived: Event = field(default_factory=Event)

    def wait(self, count: int, seconds: float = 20) -> list[tuple[str, Message]]:
        """The letters, once there are so many of them."""
        until = monotonic() + seconds
        while len(self.letters) < count and monotonic() < until:
            self.arrived.wait(0.1)
            self.arrived.clear()
        assert len(self.letters) >= count, "no mail came"
        return self.letters


def text_of(letter: Message) -> str:
    """The plain words of a letter."""
    parts = [part for part in letter.walk() if part.get_content_type() == "text/plain"]
    content = (parts or [letter])[0].get_payload(decode=True)
    assert isinstance(content, bytes)
    return content.decode()


class _Talk(socketserver.StreamRequestHandler):
    """SMTP as far as a client needs it (RFC 5321)."""

    box: Mailbox

    def handle(self) -> None:
        """Take letters until the client leaves."""
        to = ""
        self.box.greets.wait(30)
        self._say("220 here")
        while line := self.rfile.readline(1000):
            word = line.decode().strip()
            verb = word[:4].upper()
            if verb == "DATA":
                self._say("354 go on")
                lines = []
                while (data := self.rfile.readline(10_000)).strip() != b"." and data:
                    lines.append(data)
                self.box.letters.append((to, message_from_bytes(b"".join(lines))))
                self.box.arrived.set()
            elif verb == "RCPT":
                to = word.partition("<")[2].rstrip(">")
                if self.box.refuses:
                    self._say("550 nobody here")
                    continue
            elif verb == "QUIT":
                self._say("221 bye")
                return
            self._say("250 yes")

    def _say(self, words: str) -> None:
        self.wfile.write(f"{words}\r\n".encode())


@contextmanager
def mailbox() -> Iterator[Mailbox]:
    """A mail server while `with` lasts."""
    box = Mailbox()
    box.greets.set()
    talk = type("Talk", (_Talk,), {"box": box})
    with socketserver.ThreadingTCPServer(("127.0.0.1", 0), talk) as server:
        server.daemon_threads = True
        port = server.server_address[1]
        box.address = f"mailto://127.0.0.1:{port}?mode=insecure&from=desk@example.org&to={{to}}"
        thread = Thread(target=server.serve_forever, args=(0.005,), daemon=True)
        thread.start()
        try:
            yield box
        finally:
            box.greets.set()
            server.shutdown()
            thread.join()
