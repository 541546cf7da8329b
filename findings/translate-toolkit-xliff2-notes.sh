#!/usr/bin/env bash
# translate-toolkit 3.20.4: notes of XLIFF 2.0 are neither found nor written where the standard
# has them.
#
# Guessed: `getnotes` gives a unit's notes, and `addnote` adds one to them. Seen: a note under
# <unit>, where the core of XLIFF 2.0 has them, is not found, and a new note is written into
# <segment>, which may hold only <source> and <target>. So a translator's remark does not reach a
# program that reads by the standard, and the context for the translator does not reach the tool.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/python" -m pip install --quiet --disable-pip-version-check \
  translate-toolkit==3.20.4 lxml==6.1.3
"$folder/venv/bin/python" - <<'PY'
import sys

from lxml import etree
from translate.storage import xliff2

XLIFF = """<?xml version="1.0"?>
<xliff xmlns="urn:oasis:names:tc:xliff:document:2.0" version="2.0" srcLang="en" trgLang="ca">
  <file id="f1">
    <unit id="labs.headline">
      <notes><note>At most 60 characters</note></notes>
      <segment><source>Three days. One table.</source></segment>
    </unit>
  </file>
</xliff>"""
store = xliff2.Xliff2File.parsestring(XLIFF.encode())
(unit,) = store.units
found = unit.getnotes()
unit.target = "Tres dies. Una taula."
unit.addnote("checked by a native")
written = etree.fromstring(bytes(store))
parents = {
    note.text: etree.QName(note.getparent().getparent()).localname
    for note in written.iter("{*}note")
}
print(f"translate-toolkit 3.20.4, notes that it finds: {found!r}")
print(f"translate-toolkit 3.20.4, what holds each note: {parents}")
expected = {"At most 60 characters": "unit", "checked by a native": "segment"}
sys.exit(found != "" or parents != expected)
PY
