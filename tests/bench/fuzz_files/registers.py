"""The registers, the glossaries, the templates and the brand."""

from __future__ import annotations

from collections.abc import Iterator
from random import Random

from tests.bench.fuzz_files.mutations import TEXT, changed
from tests.small_project import ROOT


def inputs(random: Random, count: int) -> Iterator[tuple[str, bytes]]:
    """Broken files under the names that they have."""
    content = ROOT / "content"
    names = [
        *(path.name for path in sorted(content.glob("*.toml"))),
        "glossary/en.toml",
        "templates/mastodon.txt.j2",
        "templates/outbox.txt.j2",
    ]
    good = {f"content/{name}": content / name for name in names}
    good["assets/brand.toml"] = ROOT / "assets/brand.toml"
    files = {name: path.read_bytes() for name, path in good.items() if path.exists()}
    for _ in range(count):
        name = random.choice(list(files))
        yield name, changed(random, files[name], TEXT)
