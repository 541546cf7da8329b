#!/usr/bin/env bash
# typst 0.15.2 (Python): what was worked out for a document stays in memory for the process's life.
#
# Guessed: `typst.compile` gives the bytes of a PDF and lets go of the rest, so that a service that
# sets one document after the other stays as large as the largest of them. Seen: a table of 400 rows
# leaves some 25 MB behind, and the next, with other words, as much again; nothing frees it. The
# typesetter's own watch mode clears its cache between two runs; the binding has no call for it. A
# process that ends after each document stays small.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/python" -m pip install --quiet --disable-pip-version-check typst==0.15.2
"$folder/venv/bin/python" - <<'PY'
import gc
import resource
import sys

import typst

UNIT = 1_000_000 if sys.platform == "darwin" else 1_000


def peak() -> float:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / UNIT


seen = []
for document in range(1, 13):
    rows = "\n".join(
        f"[Row {document} {row}], [{row * 7919 % 9973 + document}], [Words {row * document}],"
        for row in range(400)
    )
    pdf = typst.compile(f"#table(columns: 3,\n{rows})".encode())
    size = len(pdf)
    del pdf
    gc.collect()
    seen.append(peak())
    print(f"typst 0.15.2, document {document} ({size // 1000} KB): {seen[-1]:.0f} MB")
growth = seen[-1] - seen[1]
print(f"{growth:.0f} MB more after ten documents of the same size")
sys.exit(growth < 100)
PY
