"""Golden pairs: a variant, and the payload it must become, as files that people can read.

`python -m tests.platforms.golden` writes the payloads anew, for a change that is meant; the diff
is then looked at line by line.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from dataclasses import asdict
from pathlib import Path
from typing import Any

from campaign.model import Media, Payload, Variant
from tests.platforms.samples import START, connected

FOLDER = Path(__file__).parents[1] / "golden" / "platforms"
NOWHERE = "http://127.0.0.1:9"


def cases() -> Iterator[Path]:
    """Every variant file."""
    return iter(sorted(FOLDER.glob("*/*.variant.json")))


def payload_file(case: Path) -> Path:
    """Where the payload of a variant file is kept."""
    return case.with_name(case.name.replace(".variant.json", ".payload.json"))


def made(case: Path) -> tuple[Payload, ...]:
    """The payloads our adapter makes of a variant file, one a part; `options` are the channel's."""
    told: dict[str, Any] = json.loads(case.read_text())
    options = told.pop("options", {})
    told["texts"] = tuple(told["texts"])
    told["hashtags"] = tuple(told.get("hashtags", ()))
    told["media"] = tuple(Media(**each) for each in told.get("media", ()))
    platform = case.parent.name
    variant = Variant(platform=platform, channel="catalonia-ca", **told)
    return connected(platform, NOWHERE, options=options).payloads(variant, START)


def written(payloads: Sequence[Payload]) -> str:
    """Payloads as their file holds them: a single one as it is, several in a list."""
    told = [asdict(payload) for payload in payloads]
    return json.dumps(told if len(told) > 1 else told[0], ensure_ascii=False, indent=2) + "\n"


if __name__ == "__main__":
    for each in cases():
        payload_file(each).write_text(written(made(each)))
