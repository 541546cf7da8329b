"""Configurations: the small project's, and the starter campaign's example."""

from __future__ import annotations

from collections.abc import Iterator
from random import Random

from tests.bench.fuzz_files.mutations import TEXT, changed
from tests.small_project import CONFIG, ROOT


def inputs(random: Random, count: int) -> Iterator[tuple[str, bytes]]:
    """Broken configurations; the small one more often, for its every key counts."""
    example = (ROOT / "config.example.toml").read_bytes()
    good = (CONFIG.encode(), CONFIG.encode(), example)
    for _ in range(count):
        yield "config.toml", changed(random, random.choice(good), TEXT)
