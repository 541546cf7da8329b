"""What `make quick` runs: what is worth knowing before each commit, of every floor, in seconds.

Floors that touch no network run as a whole, and so does whatever is added to them. Of the floors
that wait for servers and processes, only the files named here run: the engine's main stories, each
delivery class against the sandbox, and what each network's adapter sends. `make test` runs it all.
"""

from __future__ import annotations

from pathlib import Path

TESTS = Path(__file__).parent

#: Every test file in these folders; "." is the tests' own.
WHOLE = frozenset(
    {
        ".",
        "calendar",
        "cards",
        "checks",
        "compose",
        "config",
        "feeds",
        "laws",
        "model",
        "own_pictures",
        "pictures",
        "plan",
        "storage",
    }
)

#: Of the other folders, these files below them, without `test_` and `.py`.
CHOSEN = {
    "analytics": (
        "cadence",
        "collect",
        "compare",
        "isoweek",
        "metrics",
        "migration",
        "reading",
        "spread",
        "store",
    ),
    "bench": ("chaos_judge",),
    "cli": ("commands", "hands", "terminal"),
    "engine": (
        "check_answers",
        "claim",
        "drain",
        "failures_by_name",  # what users of other tools report, each a story
        "in_flight",
        "lost_receipts",
        "multipart",
        "one_clock",
        "outcomes",
        "permit",
        "publisher",
        "record",
        "reconcile_tries",
        "reconcile_unknown",
        "after_restore/marks",
        "second_step",
        "sender",
        "thread_pool",
        "after_restore/person_checks",
    ),
    "platforms": (
        "apprise/adapter",
        "bluesky/richtext",
        "contract",  # each delivery class: a lost answer, a lost request, a key twice
        "fitting",
        "golden",  # each network: what exactly is sent for a variant
        "http/fence",
        "http/response_text",
        "http/sent_tracking",
        "http/wire",
        "keys",
        "linkedin/responses",
        "mastodon/adapter",
        "mastodon/timeline",
        "outbox/adapter",
        "public_media/s3",
        "public_media/sigv4",
        "telegram/adapter",
        "text_limits",
        "threads/requests",
        "told",
        "x/adapter",
        "x/requests",
        "x/timeline",
    ),
    "mcp": ("imports",),
    "sandbox": ("clock", "engagement", "package", "shapes"),
    "spreadsheet": ("ods", "round_trip", "xlsx"),
    "usecases": (
        "operations/credentials",
        "operations/pause",
        "operations/resolve",
        "operations/status",
        "planning/apply",
        "planning/apply_after_restore",
        "trust/approve",
        "planning/rehearse",
        "reporting/collect",
        "starting/answers",
        "starting/place",
        "starting/slug",
    ),
    "web": ("skeleton",),
}


def floor(file: Path) -> str:
    """The folder of `tests/` in which a test file stands, however deep; "." for its own."""
    parts = file.relative_to(TESTS).parts
    return parts[0] if len(parts) > 1 else "."


def runs(file: Path) -> bool:
    """Whether `make quick` runs this test file."""
    folder = floor(file)
    if folder in WHOLE:
        return True
    rooms = file.relative_to(TESTS).parts[1:-1]
    return "/".join((*rooms, file.stem.removeprefix("test_"))) in CHOSEN.get(folder, ())
