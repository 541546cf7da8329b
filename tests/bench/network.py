"""A network in a process of its own: a public ledger that outlives its visitors, and faults.

::

    POST /CLASS/ACCOUNT/posts                      {"text"}  (by-key: with an Idempotency-Key)
    GET  /CLASS/ACCOUNT/posts                      the account's own, newest first; ?key=K
    POST /two-phase/ACCOUNT/containers             {"text"}
    GET  /two-phase/ACCOUNT/containers/ID          working | ready | published
    POST /two-phase/ACCOUNT/containers/ID/publish

Which fault a request meets is drawn from the seed, the account, the words and how often they came,
so that one seed gives one network. The ledger is the only truth: what was made public twice stands
in it twice, whatever the key.
"""

from __future__ import annotations

import argparse
import io
import json
import random
import socket
import struct
import sys
import threading
import time
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from http import HTTPStatus
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any, ClassVar
from urllib.parse import parse_qs, unquote, urlsplit


class Fault(StrEnum):
    """What goes wrong with one request."""

    NONE = "none"
    DELAY = "delay"
    DROPPED = "accepted, and the connection closed without an answer"
    BROKEN = "accepted, and 500 answered"
    SLOW = "accepted, and answered when no one waits any more"
    LATE = "accepted when no one waits any more"
    BUSY = "503 before anything was accepted"
    LIMITED = "429 with Retry-After"
    RESET = "reset before it was read"


# In percent. What makes something public meets every fault, what only asks meets the harmless ones.
CREATING: Mapping[Fault, int] = {
    Fault.NONE: 35,
    Fault.DELAY: 25,
    Fault.DROPPED: 8,
    Fault.BROKEN: 6,
    Fault.SLOW: 4,
    Fault.LATE: 6,
    Fault.BUSY: 6,
    Fault.LIMITED: 5,
    Fault.RESET: 5,
}
ASKING: Mapping[Fault, int] = {Fault.NONE: 75, Fault.DELAY: 10, Fault.BUSY: 8, Fault.RESET: 7}
QUIET: Mapping[Fault, int] = {Fault.DELAY: 1}

DELAYS = (0.02, 0.25)  # seconds; well within a visitor's patience
BEYOND = (0.7, 1.1)  # seconds; beyond it
LAG = 0.3  # seconds until a post that is public is seen in a listing


@dataclass
class Book:
    """Everything the network knows; each line of `ledger` is one post that is public."""

    ledger: Path
    honours_keys: bool
    posts: dict[str, list[dict[str, Any]]] = field(default_factory=dict)
    containers: dict[str, dict[str, Any]] = field(default_factory=dict)
    lock: threading.Lock = field(default_factory=threading.Lock)
    _keys: dict[tuple[str, str], dict[str, Any]] = field(default_factory=dict)
    _number: int = 0

    def accept(self, kind: str, account: str, text: str, key: str = "") -> dict[str, Any]:
        """Make it public, unless the key is known and keys are honoured."""
        with self.lock:
            return self._accept(kind, account, text, key)

    def _accept(self, kind: str, account: str, text: str, key: str) -> dict[str, Any]:
        known = self._keys.get((account, key)) if key and self.honours_keys else None
        if known is not None:
            return known
        self._number += 1
        post = {"id": str(self._number), "text": text, "at": time.time()}
        with self.ledger.open("a", encoding="utf-8") as file:
            line = {"class": kind, "account": account, "key": key} | post
            file.write(json.dumps(line, ensure_ascii=False) + "\n")
        self.posts.setdefault(account, []).insert(0, post)
        self._keys[(account, key)] = post
        return post

    def contain(self, account: str, text: str) -> str:
        """Begin a post in two steps; nothing is public yet."""
        with self.lock:
            self._number += 1
            name = f"c{self._number}"
            self.containers[name] = {
                "account": account,
                "text": text,
                "ready": time.time() + 0.2,
                "post": None,
            }
            return name

    def release(self, name: str) -> dict[str, Any] | None:
        """Make a container public, once; None when it is not ready, or not there."""
        with self.lock:
            held = self.containers.get(name)
            if held is None or held["ready"] > time.time():
                return None
            if held["post"] is None:
                held["post"] = self._accept("two-phase", held["account"], held["text"], "")
            post: dict[str, Any] = held["post"]
            return post

    def listed(self, account: str) -> list[dict[str, Any]]:
        """The account's posts that its listing shows by now."""
        with self.lock:
            seen = time.time() - LAG
            return [post for post in self.posts.get(account, ()) if post["at"] <= seen]

    def keyed(self, account: str, key: str) -> list[dict[str, Any]]:
        """The post of a key, where keys are honoured."""
        with self.lock:
            found = self._keys.get((account, key))
            return [found] if found else []


class Visit(BaseHTTPRequestHandler):
    """One connection."""

    protocol_version = "HTTP/1.1"
    book: ClassVar[Book]
    seed: ClassVar[int] = 0
    faulty: ClassVar[bool] = True
    seen: ClassVar[Counter[str]] = Counter()
    # Head and body leave in one piece: in two, the second waits for the visitor's acknowledgement.
    wbufsize = 65536

    def do_POST(self) -> None:
        """Accept, as far as the fault lets it."""
        kind, account, what, *rest = self._path()
        length = int(self.headers.get("Content-Length", 0))
        read = self.rfile.read(length)
        if len(read) < length:
            self._hang_up()  # the visitor was killed in the middle of the request
            return
        body = json.loads(read or b"{}")
        makes_public = what == "posts" or rest[1:] == ["publish"]
        mark = "/".join([account, what, *rest, str(body.get("text", ""))])
        fault, dice = self._draw(mark, CREATING if makes_public else ASKING)
        if self._before(fault, dice):
            return
        answer: dict[str, Any] | None
        if what == "posts":
            key = self.headers.get("Idempotency-Key", "")
            answer = self.book.accept(kind, account, body["text"], key)
        elif rest[1:] == ["publish"]:
            answer = self.book.release(rest[0])
        else:
            answer = {"container": self.book.contain(account, body["text"])}
        self._after(fault, dice, answer)

    def do_GET(self) -> None:
        """Tell what is public, or how far a container is."""
        kind, account, what, *rest = self._path()
        fault, dice = self._draw(self.path, ASKING)
        if self._before(fault, dice):
            return
        if what == "containers":
            held = self.book.containers.get(rest[0])
            answer = None if held is None else _state(held)
        elif kind == "at-most-once":
            answer = None
        else:
            (key,) = parse_qs(urlsplit(self.path).query).get("key", [""])
            by_key = kind == "by-key" and bool(key) and self.book.honours_keys
            found = self.book.keyed(account, key) if by_key else self.book.listed(account)
            answer = {"posts": found, "by_key": by_key}
        self._after(fault, dice, answer)

    def _path(self) -> list[str]:
        return [unquote(part) for part in urlsplit(self.path).path.strip("/").split("/")]

    def _draw(self, mark: str, odds: Mapping[Fault, int]) -> tuple[Fault, random.Random]:
        with self.book.lock:
            self.seen[mark] += 1
            dice = random.Random(f"{self.seed}/{mark}/{self.seen[mark]}")
        odds = odds if self.faulty else QUIET
        return dice.choices(list(odds), list(odds.values()))[0], dice

    def _before(self, fault: Fault, dice: random.Random) -> bool:
        """What happens before anything is accepted; True when that was all."""
        match fault:
            case Fault.DELAY:
                time.sleep(dice.uniform(*DELAYS))
            case Fault.LATE:
                time.sleep(dice.uniform(*BEYOND))
            case Fault.BUSY:
                self._say(503, {"error": "not accepted"})
                return True
            case Fault.LIMITED:
                self._say(429, {"error": "slow down"}, {"Retry-After": "1"})
                return True
            case Fault.RESET:
                # With a linger of zero, closing sends a reset instead of an end.
                linger = struct.pack("ii", 1, 0)
                self.connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, linger)
                self._hang_up()
                return True
            case _:
                pass
        return False

    def _after(self, fault: Fault, dice: random.Random, answer: dict[str, Any] | None) -> None:
        if fault is Fault.SLOW:
            time.sleep(dice.uniform(*BEYOND))
        if fault is Fault.DROPPED:
            self._hang_up()
        elif fault is Fault.BROKEN:
            self._say(500, {"error": "something broke"})
        elif answer is None:
            self._say(409, {"error": "there is no such thing here, or not yet"})
        else:
            self._say(200, answer)

    def _hang_up(self) -> None:
        self.close_connection = True
        # A socket is closed with the last file on it; what is still to be written goes nowhere.
        self.rfile.close()
        self.wfile.close()
        self.wfile = io.BytesIO()
        self.connection.close()

    def _say(self, status: int, answer: object, headers: Mapping[str, str] | None = None) -> None:
        data = json.dumps(answer, ensure_ascii=False).encode()
        try:
            self.send_response(status, HTTPStatus(status).phrase)
            for name, value in (headers or {}).items():
                self.send_header(name, value)
            self.send_header("Content-Type", "application/json")
            self.send_header("Content-Length", str(len(data)))
            self.end_headers()
            self.wfile.write(data)
            self.wfile.flush()
        except OSError:
            self.close_connection = True  # the visitor has left, or was killed

    def handle(self) -> None:
        """Serve the connection until either end has had enough."""
        try:
            super().handle()
        except (OSError, ValueError):
            self.close_connection = True

    def finish(self) -> None:
        """Close what is left of it."""
        try:
            super().finish()
        except (OSError, ValueError):
            self.close_connection = True

    def log_message(self, *_: object) -> None:
        """Say nothing: the ledger tells what happened."""


def _state(held: Mapping[str, Any]) -> dict[str, Any]:
    if held["post"] is not None:
        return {"status": "published", "post": held["post"]}
    return {"status": "ready" if held["ready"] <= time.time() else "working"}


class _Server(ThreadingHTTPServer):
    daemon_threads = True
    request_queue_size = 128


def main() -> None:
    """Serve on a free port of this machine, told in the first line, until standard input ends."""
    options = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else "")
    options.add_argument("ledger", type=Path)
    options.add_argument("--seed", type=int, default=0)
    options.add_argument("--ignore-keys", action="store_true", help="as compatible servers do")
    options.add_argument("--no-faults", action="store_true", help="slow, and nothing worse")
    given = options.parse_args()
    Visit.book = Book(given.ledger, honours_keys=not given.ignore_keys)
    Visit.seed, Visit.faulty = given.seed, not given.no_faults
    server = _Server(("127.0.0.1", 0), Visit)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    sys.stdout.write(f"http://127.0.0.1:{server.server_address[1]}\n")
    sys.stdout.flush()
    sys.stdin.read()


if __name__ == "__main__":
    main()
