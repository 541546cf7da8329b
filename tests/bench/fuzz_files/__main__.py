"""Check thousands of broken files, and say which of them were answered badly.

::

    python -m tests.bench.fuzz_files [--kind posts] [--count 5000] [--seed S] [--first N]

Without `--kind` every kind is run. A failure tells its seed and number: `--first N --count 1` with
the same seed and kind runs that one again. Ends with 1 when there was one.
"""

from __future__ import annotations

import argparse
import sys
import tempfile
import time
from collections import Counter
from importlib import import_module
from itertools import islice
from pathlib import Path
from pkgutil import iter_modules
from random import Random
from typing import Any

import tests.bench.fuzz_files as package
from tests.bench.fuzz_files.judge import Verdict, judged, warm
from tests.small_project import small_project

_SHOWN = 12  # failures of one kind that are shown
_LONGEST = 400  # characters of an answer that a failure shows


def kinds() -> list[str]:
    """The kinds of files there are: each module that makes inputs."""
    names = [module.name for module in iter_modules(package.__path__) if module.name[0] != "_"]
    return [name for name in names if hasattr(_module(name), "inputs")]


def run(kind: str, count: int, seed: str, first: int = 0) -> list[tuple[int, str, Verdict]]:
    """Check `count` files of a kind, from number `first` on; gives every verdict."""
    found = []
    with tempfile.TemporaryDirectory(prefix="fuzz-") as folder:
        config = small_project(Path(folder) / "project")
        warm(config)
        inputs = _module(kind).inputs(Random(f"{seed} {kind}"), first + count)
        for number, (name, data) in enumerate(islice(inputs, first, None), first):
            verdict = judged(config, name, data, Path(folder) / "log")
            found.append((number, name, verdict))
    return found


def main() -> None:
    """Read the options, run, and report."""
    parser = argparse.ArgumentParser(prog="python -m tests.bench.fuzz_files", description=__doc__)
    parser.add_argument("--kind", choices=kinds(), action="append")
    parser.add_argument("--count", type=int, default=5_000)
    parser.add_argument("--seed", default="1")
    parser.add_argument("--first", type=int, default=0)
    options = parser.parse_args()
    failed = False
    for kind in options.kind or kinds():
        begun = time.monotonic()
        found = run(kind, options.count, options.seed, options.first)
        failed |= _report(kind, found, time.monotonic() - begun, options.seed)
    sys.exit(1 if failed else 0)


def _report(kind: str, found: list[tuple[int, str, Verdict]], seconds: float, seed: str) -> bool:
    codes = Counter(verdict.code for _, _, verdict in found)
    slowest = max((verdict.seconds for _, _, verdict in found), default=0.0)
    memory = max((verdict.memory for _, _, verdict in found), default=0) // 2**20
    bad = [each for each in found if each[2].wrong]
    ends = ", ".join(f"{number} ended with {code}" for code, number in sorted(codes.items()))
    sys.stdout.write(
        f"{kind}: {len(found)} files in {seconds:.0f} s; {ends}; the slowest took {slowest:.2f} s "
        f"of work, the largest {memory} MB; {len(bad)} answered badly\n"
    )
    for number, name, verdict in bad[:_SHOWN]:
        said = verdict.said[-_LONGEST:].replace("\n", "\n    ")
        sys.stdout.write(
            f"  --kind {kind} --seed {seed} --first {number} --count 1: {name}: {verdict.wrong}\n"
            f"    {said}\n"
        )
    sys.stdout.flush()
    return bool(bad)


def _module(kind: str) -> Any:
    return import_module(f"{package.__name__}.{kind}")


if __name__ == "__main__":
    main()
