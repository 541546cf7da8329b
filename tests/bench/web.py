"""How fast the desk is: a month of many posts, and fifty people while posts go out.

    python -m tests.bench.web [--database sqlite] [--seconds 60] [--rounds 20] [--together]
                              [--only month,preview,crowd]

`month`: the month of 1,000 publications out of 10,000, asked for one after the other: what the
server takes, and what comes over the wire in all when the pictures are cached.

`preview`: from a key to the preview that shows it, in a browser.

`crowd`: fifty people, each clicking every five seconds or so for a minute, while a publisher in a
process of its own sends 500 posts, 100 at a time, by the same database. It does so without them
before and after, in the same run. What is published goes to a network that takes all at once. With
`--together` publisher and desk are one process, as `campaign run --serve` makes them: its posts a
second are to be compared with those of the same process without people.

Told are medians; `of_alone` is the publisher's throughput with people as a part of that without.
"""

from __future__ import annotations

import argparse
import json
import re
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, contextmanager
from pathlib import Path
from random import Random
from statistics import median, quantiles
from threading import Event, Thread
from time import perf_counter
from typing import Any

import requests
from playwright.sync_api import sync_playwright

from campaign.web.visitor import COOKIE
from tests.bench.databases import databases
from tests.bench.loopback import serving
from tests.bench.web_desk import BATCH, MONTH, THREADS
from tests.chromium import CHROMIUM, QUIET

#: Where people click, more often what they open more often.
PATHS = (
    "/",
    "/",
    f"/calendar?view=month&at={MONTH}-01",
    f"/calendar?view=week&at={MONTH}-16",
    "/posts",
    "/approvals",
    "/settle",
    "/translations",
    "/reports",
)
#: Seconds between two clicks of one person.
PAUSE = (2.5, 7.5)
#: How many batches of posts go out in the minute.
BATCHES = 5


#: Sends a batch of posts; gives how many went out a second.
Publish = Callable[[], float]


@contextmanager
def served(folder: Path, database: str, network: str) -> Iterator[tuple[str, Publish]]:
    """The desk in a process of its own: its address, and how that same process publishes."""
    command = [sys.executable, "-m", "tests.bench.web_desk", str(folder), database, "serve"]
    with talking(command) as desk:
        assert desk.stdout is not None
        url = desk.stdout.readline().strip()
        yield url, lambda: batch(desk, network)


@contextmanager
def talking(command: Sequence[str]) -> Iterator[subprocess.Popen[str]]:
    """A process that answers lines, until the block ends."""
    with subprocess.Popen(
        command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    ) as process:
        assert process.stdin is not None
        try:
            yield process
        finally:
            process.stdin.close()
            process.wait(30)


def batch(process: subprocess.Popen[str], line: str = "") -> float:
    """Have a process publish one batch, by a line; gives posts a second."""
    assert process.stdin is not None and process.stdout is not None
    process.stdin.write(f"{line}\n")
    process.stdin.flush()
    return BATCH / float(process.stdout.readline())


def browser(cookie: str) -> requests.Session:
    """Somebody who is signed in."""
    made = requests.Session()
    made.trust_env = False
    made.headers["Accept-Encoding"] = "gzip"
    made.cookies.set(COOKIE, cookie, domain="127.0.0.1", path="/")
    return made


def month(url: str, cookie: str, rounds: int) -> dict[str, Any]:
    """The month's page, and everything that it needs but pictures."""
    visit = browser(cookie)
    address = f"{url}/calendar?view=month&at={MONTH}-01"
    page = visit.get(address, timeout=60)
    page.raise_for_status()
    took = []
    for _ in range(rounds):
        began = perf_counter()
        visit.get(address, timeout=60).raise_for_status()
        took.append(perf_counter() - began)
    wire = {"page": _wire(visit, address)}
    for file in set(re.findall(r'(?:href|src)="(/static/[^"#]+)', page.text)):
        wire[file.rpartition("/")[2]] = _wire(visit, url + file)
    sheet = next(name for name in re.findall(r'href="(/static/[^"]+desk\.css)"', page.text))
    folder = sheet.rpartition("/")[0]
    for font in set(re.findall(r"url\((fonts/[^)]+)\)", visit.get(url + sheet, timeout=60).text)):
        wire[font] = _wire(visit, f"{url}{folder}/{font}")
    return {
        "milliseconds": round(1000 * median(took), 1),
        "slowest": round(1000 * max(took), 1),
        "kilobytes": round(sum(wire.values()) / 1000, 1),
        "of": {name: round(size / 1000, 1) for name, size in sorted(wire.items())},
    }


#: Puts a word behind the text, and gives the milliseconds until some preview shows it.
_TYPED = """word => new Promise(done => {
  const field = document.querySelector('textarea[name$="text"]'), began = performance.now();
  const shown = () => [...document.querySelectorAll('.pv .words')]
    .some(each => each.textContent.includes(word));
  const seen = new MutationObserver(() => {
    if (shown()) { seen.disconnect(); done(performance.now() - began); } });
  seen.observe(document.body, {childList: true, subtree: true, characterData: true});
  field.value += ' ' + word;
  field.dispatchEvent(new Event('input', {bubbles: true}));
})"""


def preview(url: str, cookie: str, rounds: int) -> dict[str, Any]:
    """From a key to the preview that shows it, in a browser; nothing where there is none."""
    if CHROMIUM is None:
        return {}
    with sync_playwright() as playwright:
        opened = playwright.chromium.launch(executable_path=CHROMIUM, args=list(QUIET))
        context = opened.new_context()
        context.add_cookies([{"name": COOKIE, "value": cookie, "url": url}])
        page = context.new_page()
        page.goto(f"{url}/posts/platforms-02")
        page.wait_for_load_state("networkidle")
        took = []
        for number in range(rounds):
            took.append(page.evaluate(_TYPED, f"w{number}w"))
            page.wait_for_timeout(400)
        opened.close()
    return {"milliseconds": round(median(took), 1), "slowest": round(max(took), 1)}


def _wire(visit: requests.Session, address: str) -> int:
    """How many bytes an answer has on the wire."""
    answer = visit.get(address, timeout=60, stream=True)
    answer.raise_for_status()
    return len(answer.raw.read(decode_content=False))


def crowd(url: str, cookies: Sequence[str], publish: Publish, seconds: float) -> dict[str, Any]:
    """Fifty people for a minute while batches of posts go out, and the same without them."""
    stop = Event()
    waited: list[float] = []
    failed: list[tuple[int, str]] = []

    def click(cookie: str, number: int) -> None:
        chance, visit = Random(number), browser(cookie)
        stop.wait(chance.uniform(0, PAUSE[1]))
        while not stop.is_set():
            began = perf_counter()
            answer = visit.get(url + chance.choice(PATHS), timeout=60)
            waited.append(perf_counter() - began)
            if answer.status_code >= 400:
                failed.append((answer.status_code, answer.url))
            stop.wait(chance.uniform(*PAUSE))

    team = [Thread(target=click, args=(each, n)) for n, each in enumerate(cookies)]
    publish()  # the first one connects
    alone = [publish() for _ in range(5)]
    for thread in team:
        thread.start()
    ends, with_people = perf_counter() + seconds, []
    while perf_counter() < ends:
        stop.wait(seconds / BATCHES / 2)
        with_people.append(publish())
        stop.wait(seconds / BATCHES / 2)
    stop.set()
    for thread in team:
        thread.join()
    alone += [publish() for _ in range(5)]
    cuts = quantiles(waited, n=100)
    return {
        "people": len(cookies),
        "clicks": len(waited),
        "failed": failed[:5],
        "milliseconds": {
            "median": round(1000 * median(waited), 1),
            "p95": round(1000 * cuts[94], 1),
            "slowest": round(1000 * max(waited), 1),
        },
        "posts_per_second": {
            "alone": round(median(alone), 1),
            "with_people": round(median(with_people), 1),
        },
        "of_alone": round(median(with_people) / median(alone), 2),
        "batches": len(with_people),
    }


@contextmanager
def publisher(network: str, database: str) -> Iterator[Publish]:
    """A publisher in a process of its own."""
    command = [
        *(sys.executable, "-m", "tests.bench.publishers", "again"),
        *("--server", network, "--posts", str(BATCH), "--threads", str(THREADS)),
        *("--database", database),
    ]
    with talking(command) as process:
        yield lambda: batch(process)


def main() -> None:
    """Measure, and print one JSON object."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--database", choices=("sqlite", "postgresql"), default="sqlite")
    parser.add_argument("--seconds", type=float, default=60)
    parser.add_argument("--rounds", type=int, default=20)
    parser.add_argument("--together", action="store_true", help="desk and publisher in one process")
    parser.add_argument("--only", default="month,preview,crowd", help="which of these to measure")
    given = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="bench-") as name, serving() as network:
        folder = Path(name)
        folder.chmod(0o755)
        with databases(folder) as made:
            address = made.address(given.database)
            desk = folder / "desk"
            command = [sys.executable, "-m", "tests.bench.web_desk", str(desk), address, "make"]
            told = subprocess.run(command, stdout=subprocess.PIPE, text=True, check=True)
            cookies = json.loads(told.stdout)
            found = {"bench": "web", "database": given.database, "together": given.together}
            with served(desk, address, network) as (url, beside), ExitStack() as ended:
                if "month" in given.only:
                    found["month"] = month(url, cookies[0], given.rounds)
                if "preview" in given.only:
                    found["preview"] = preview(url, cookies[0], given.rounds)
                if "crowd" in given.only:
                    apart = publisher(network, address)
                    publish = beside if given.together else ended.enter_context(apart)
                    found["crowd"] = crowd(url, cookies, publish, given.seconds)
    sys.stdout.write(f"{json.dumps(found, indent=1)}\n")


if __name__ == "__main__":
    main()
