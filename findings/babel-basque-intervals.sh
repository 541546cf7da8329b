#!/usr/bin/env bash
# Babel 2.19.0: a Basque interval of dates over two months holds an apostrophe that is no word's.
#
# Guessed: `format_interval` gives text that can be printed, as `format_date` does. Seen: in Basque,
# the year's suffix "(e)ko" comes with the apostrophe of a pattern's quotation ("2026(e)'ko"), where
# `format_date` writes it without. English and Irish intervals are well formed.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/python" -m pip install --quiet --disable-pip-version-check babel==2.19.0
"$folder/venv/bin/python" - <<'PY'
import sys
from datetime import date

import babel
from babel.dates import format_date, format_interval

start, end = date(2026, 12, 1), date(2027, 1, 3)
shown = {}
for language in ("eu", "en", "ga"):
    shown[language] = format_interval(start, end, "yMMM", locale=language)
    print(f"Babel {babel.__version__}, {language}: {shown[language]}")
day = format_date(start, "long", locale="eu")
print(f"Babel {babel.__version__}, eu, one day: {day}")
stray = ["'" in text for text in (*shown.values(), day)]
sys.exit(stray != [True, False, False, False])
PY
