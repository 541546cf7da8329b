"""Post files of the calendar, from the starter campaign's."""

from __future__ import annotations

from collections.abc import Iterator
from random import Random

from tests.bench.fuzz_files.mutations import TEXT, changed
from tests.small_project import POST, ROOT


def inputs(random: Random, count: int) -> Iterator[tuple[str, bytes]]:
    """Broken posts, each under a name of its own."""
    files = sorted((ROOT / "content/calendar").rglob("*.yaml"))
    good = [POST.replace("id: good", "id: fuzz").encode(), *(path.read_bytes() for path in files)]
    for _ in range(count):
        yield "content/calendar/fuzz.yaml", changed(random, random.choice(good), TEXT)
