"""What the figures of a report cost: a week and all of a history, beside DuckDB and pandas.

::

    python -m tests.bench.report [--case two-weeks] [--rounds 3] [--before COMMIT] [--json]
                                 [--only "campaign on sqlite" …] [--no-faces]

`two-weeks` has 1,000,000 snapshots of 168,000 publications, all within two weeks; `history` has
10,000,000 of 1,680,000 in a hundred weeks, of which the last week and the whole are read. Each
contender is a process of its own, all on the same rows, in turn: the report on SQLite and on
PostgreSQL, the same figures by DuckDB on its own file and by pandas on Parquet files, and with
`--before` the report of that commit, on a database that it made itself. Told are medians: seconds
of CPU from opening the database to the figures (imports not counted; what PostgreSQL's server took
apart), seconds of wall time, and the peak of memory of the largest process in MB. All must come to
the same figures.
"""

from __future__ import annotations

import argparse
import json
import os
import subprocess
import sys
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory
from typing import Any

from tests.bench.databases import Databases, databases
from tests.bench.workspace import Tree, checked_out, end_in_order, present

HERE = Path(__file__).parent
SPANS = {"tiny": ("week",), "two-weeks": ("week",), "history": ("week", "project")}


@dataclass(frozen=True, slots=True)
class Contender:
    """Who computes: its name in what is told, what runs it, with which code, and on what."""

    name: str
    kind: str
    tree: Tree
    where: str


def run(tree: Tree, script: str, *words: str) -> str:
    """What a script of this checkout prints with the code of a tree."""
    done = subprocess.run(
        [sys.executable, str(HERE / script), *words],
        env={**os.environ, "PYTHONPATH": str(tree.folder)},
        cwd=tree.folder,
        stdout=subprocess.PIPE,
        text=True,
        check=True,
    )
    return done.stdout


@contextmanager
def contenders(
    case: str, before: str | None, folder: Path, only: Sequence[str]
) -> Iterator[list[Contender]]:
    """Everybody with rows to compute on, as long as the block lasts."""
    now = present()
    with ExitStack() as ending:
        given: Databases = ending.enter_context(databases(folder))
        wanted = [
            Contender(f"campaign on {kind}", "campaign", now, kind)
            for kind in ("sqlite", "postgresql")
        ]
        wanted += [Contender(name, name, now, "files") for name in ("duckdb", "pandas")]
        if before:
            tree = ending.enter_context(checked_out(before))
            wanted += [
                Contender(f"{before} on {kind}", "campaign", tree, kind)
                for kind in ("sqlite", "postgresql")
            ]
        made: dict[tuple[str, str], str] = {}
        found = []
        for each in wanted:
            if only and each.name not in only:
                continue
            key = (each.tree.name if each.where != "files" else "", each.where)
            if key not in made:
                sys.stderr.write(f"making the rows of {case} for {each.name}\n")
                where = str(folder) if each.where == "files" else given.address(each.where)
                run(each.tree, "report_rows.py", case, where)
                made[key] = where
            found.append(Contender(each.name, each.kind, each.tree, made[key]))
        yield found


def once(each: Contender, span: str, server: int | None) -> dict[str, Any]:
    """One run of one contender."""
    spent = _server_cpu(server)
    found: dict[str, Any] = json.loads(
        run(each.tree, "report_contenders.py", each.kind, each.where, span)
    )
    if each.where.startswith("postgresql"):
        found["server"] = _server_cpu(server) - spent
    return found


def measure(
    case: str, rounds: int, before: str | None, only: Sequence[str], *, with_faces: bool
) -> dict[str, Any]:
    """All contenders in turn, several times; raises RuntimeError when their figures differ."""
    runs: dict[str, dict[str, list[dict[str, Any]]]] = {}
    with TemporaryDirectory(prefix="bench-") as place:
        folder = Path(place)
        folder.chmod(0o755)  # PostgreSQL is run by another user when we are root
        with contenders(case, before, folder, only) as those:
            server = _server(folder)
            faces = [
                Contender(each.name.replace("campaign", "faces"), "faces", each.tree, each.where)
                for each in those
                if with_faces and each.kind == "campaign" and each.tree.name == "now"
            ]
            for span in SPANS[case]:
                for number in range(rounds):
                    for each in (*those, *(faces if span == "week" else ())):
                        # The first report of all was one of a week.
                        if span != "week" and each.tree.name != "now":
                            continue
                        found = once(each, span, server)
                        runs.setdefault(span, {}).setdefault(each.name, []).append(found)
                        _tell(number, span, each, found)
    for span, some in runs.items():
        _agree(span, some)
    return {
        "bench": "report",
        "case": case,
        "rounds": rounds,
        "spans": {span: _medians(some) for span, some in runs.items()},
    }


def _agree(span: str, runs: dict[str, list[dict[str, Any]]]) -> None:
    """Raise RuntimeError with what differs."""
    first, *others = ((name, run["figures"]) for name, some in runs.items() for run in some)
    for name, figures in others:
        different = [key for key in figures if figures[key] != first[1][key]]
        if different:
            raise RuntimeError(f"{span}: {name} and {first[0]} differ in {', '.join(different)}")


def _medians(runs: dict[str, list[dict[str, Any]]]) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for name, some in runs.items():
        found[name] = {
            "cpu": round(median(_cpu(each) for each in some), 3),
            "wall": round(median(_sum(each, "wall") for each in some), 3),
            "rss_mb": round(median(each["rss"] for each in some), 1),
        }
        if "server" in some[0]:
            found[name]["server_cpu"] = round(median(each["server"] for each in some), 3)
        parts = some[0]["parts"]
        if len(parts) > 1:
            found[name]["parts_cpu"] = {
                part: round(median(each["parts"][part]["cpu"] for each in some), 3)
                for part in parts
            }
    return found


def _cpu(found: dict[str, Any]) -> float:
    return _sum(found, "cpu")


def _sum(found: dict[str, Any], what: str) -> float:
    return sum(float(part[what]) for part in found["parts"].values())


def _tell(number: int, span: str, each: Contender, found: dict[str, Any]) -> None:
    words = f"{_cpu(found):.2f} s of CPU, {found['rss']:.0f} MB"
    if "server" in found:
        words += f", server {found['server']:.2f} s"
    sys.stderr.write(f"{number + 1}. {span}, {each.name}: {words}\n")


def _server(folder: Path) -> int | None:
    """The process of PostgreSQL, whose children serve connections."""
    pid = next(folder.glob("postgres/**/postmaster.pid"), None)
    return int(pid.read_text().split()[0]) if pid else None


def _server_cpu(server: int | None) -> float:
    """Seconds of CPU that it and its children have taken, also those that have ended (Linux)."""
    if server is None or not Path("/proc").is_dir():
        return 0.0
    ticks = 0
    for path in Path("/proc").glob("[0-9]*/stat"):
        try:
            values = path.read_text().rpartition(")")[2].split()
        except OSError:
            continue  # it has just ended
        if int(path.parent.name) == server:
            ticks += sum(map(int, values[11:15]))
        elif int(values[1]) == server:
            ticks += sum(map(int, values[11:13]))
    return ticks / os.sysconf("SC_CLK_TCK")


def _table(told: dict[str, Any]) -> str:
    """What was found, for people."""
    lines = []
    for span, some in told["spans"].items():
        lines.append(f"{told['case']}, {span}: seconds of CPU, of the server, of wall time; MB")
        for name, each in some.items():
            server = f"{each['server_cpu']:9.3f}" if "server_cpu" in each else " " * 9
            row = f"  {name:<26}{each['cpu']:9.3f}{server}{each['wall']:9.3f}{each['rss_mb']:9.1f}"
            lines.append(row)
            for part, cpu in each.get("parts_cpu", {}).items():
                lines.append(f"    {part:<24}{cpu:9.3f}")
    return "\n".join(lines) + "\n"


def main() -> None:
    """Print a table, or with `--json` one JSON object last."""
    options = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    options.add_argument("--case", choices=tuple(SPANS), default="two-weeks")
    options.add_argument("--rounds", type=int, default=3)
    options.add_argument("--before", help="a commit to compare with")
    options.add_argument("--only", action="append", default=[], help="only this contender")
    options.add_argument("--no-faces", action="store_true", help="the figures alone")
    options.add_argument("--json", action="store_true")
    given = options.parse_args()
    end_in_order()
    told = measure(
        given.case, given.rounds, given.before, given.only, with_faces=not given.no_faces
    )
    sys.stdout.write(json.dumps(told) + "\n" if given.json else _table(told))


if __name__ == "__main__":
    main()
