#!/usr/bin/env bash
# Babel 2.19.0: catalogues that were updated from one template share the messages that were new.
#
# Guessed: `Catalog.update(template)` copies, as it does for messages that a catalogue has already
# (those are cloned). Seen: a message that is new to a catalogue is the template's own object. Whoever
# updates the catalogues of several languages from one template, and then writes a translation into
# one of them, has written it into all. From a copy of the template for each it stays where it is.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/python" -m pip install --quiet --disable-pip-version-check babel==2.19.0
"$folder/venv/bin/python" - <<'PY'
import sys
from copy import deepcopy

import babel
from babel.messages import Catalog


def polish_word(copied):
    """What a Polish catalogue says after the Spanish one beside it was translated."""
    template = Catalog()
    template.add("Report")
    spanish, polish = Catalog("es"), Catalog("pl")
    for catalogue in (spanish, polish):
        catalogue.update(deepcopy(template) if copied else template, no_fuzzy_matching=True)
    spanish.get("Report").string = "Informe"
    return polish.get("Report").string


shared, apart = polish_word(copied=False), polish_word(copied=True)
print(f"Babel {babel.__version__}: Polish, from one template: {shared!r}; from a copy: {apart!r}")
sys.exit(not (shared == "Informe" and not apart))
PY
