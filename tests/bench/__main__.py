"""All benchmarks that compare, one after the other; each prints one JSON object last."""

from __future__ import annotations

from tests.bench import idle, pictures, publish


def main() -> None:
    """Run them with their usual sizes."""
    publish.main()
    idle.main()
    pictures.main()


if __name__ == "__main__":
    main()
