"""The receiver of `docs/networks/webhook.md`, for the tests that every network has to pass."""

from __future__ import annotations

import logging
import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime
from http.server import ThreadingHTTPServer
from pathlib import Path
from types import SimpleNamespace
from typing import Any

from tests.beside import LOOPBACK, Serving
from tests.platforms.bounds import POINTS, Row
from tests.platforms.contracts import Contract, Site

PAGE = Path(__file__).parents[3] / "docs" / "networks" / "webhook.md"
SECRET = "sandbox-catalonia-ca.example.test"


def receiver(clock: Callable[[], datetime], secret: str = SECRET) -> dict[str, Any]:
    """The names of the page's example, by a test's clock: `Receiver`, `POSTS`."""
    (code,) = re.findall(r"```python\n(.*?)```", PAGE.read_text(encoding="utf-8"), re.DOTALL)
    names: dict[str, Any] = {"__name__": "example"}
    code = code.replace('os.environ["WEBHOOK_SECRET"]', repr(secret))
    exec(compile(code, str(PAGE), "exec"), names)
    names["time"] = SimpleNamespace(time=lambda: clock().timestamp())
    names["Receiver"].log_message = lambda self, form, *args: logging.getLogger("example").debug(
        form, *args
    )
    return names


@contextmanager
def example(folder: Path, clock: Callable[[], datetime]) -> Iterator[Site]:
    """A server on loopback that runs the page's example."""
    names = receiver(clock)
    with Serving(ThreadingHTTPServer((LOOPBACK, 0), names["Receiver"])) as server:
        yield Site(
            server.url,
            lambda: [
                {**post, "text": post["texts"][0], "reply_to": None}
                for post in names["POSTS"].values()
            ],
        )


CONTRACT = Contract(
    creates=r"/",
    opens=example,
    options={"lookup": "yes"},
    bounds=(Row("text", 10_000, POINTS, "characters"),),
)
