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
        "plan",
        "storage",
    }
)

#: Of the other folders, these files, without `test_` and `.py`.
CHOSEN = {
    "analytics": (
        "cadence",
        "collect",
        "compare",
        "isoweek",
        "metrics",
        "migration",
        "store",
        "tables",
        "week",
    ),
    "bench": ("chaos_judge",),
    "cli": ("hands",),
    "platforms": (
        "apprise",
        "bluesky_richtext",
        "bucket",
        "contract",  # each delivery class: a lost answer, a lost request, a key twice
        "departure",
        "facebook_steps",
        "fitting",
        "gate",
        "golden",  # each network: what exactly is sent for a variant
        "instagram_steps",
        "keys",
        "linkedin_answers",
        "mastodon",
        "mastodon_finding",
        "outbox",
        "reading",
        "sigv4",
        "telegram",
        "text_limits",
        "threads_requests",
        "told",
        "wire",
        "x",
        "x_finding",
        "x_requests",
    ),
    "sandbox": ("clock", "engagement", "package", "shapes"),
    "spreadsheet": ("ods", "round_trip", "xlsx"),
    "usecases": (
        "again",
        "answers",
        "apply",
        "apply_after_restore",
        "approve",
        "chain",
        "collect",
        "credentials",
        "doubtful_tries",
        "ends_of_tries",
        "failures_by_name",  # what users of other tools report, each a story
        "feeds",
        "fence",
        "former",
        "lost_receipts",
        "one_clock",
        "pauses",
        "publish",
        "put_back",
        "rehearse",
        "resolve",
        "second_step",
        "status",
        "unknown",
    ),
}


def runs(file: Path) -> bool:
    """Whether `make quick` runs this test file."""
    folder = file.relative_to(TESTS).parent.as_posix()
    name = file.stem.removeprefix("test_")
    return folder in WHOLE or name in CHOSEN.get(folder, ())
