"""Writes `campaign/letter_groups.txt` from the model of py3langid."""

from __future__ import annotations

from importlib.metadata import version
from typing import Final

import numpy as np
from py3langid.langid import MODEL_FILE, LanguageIdentifier

from campaign.checks.languages import MEASURED
from campaign.letter_groups import FILE, LOWEST, STEP

GROUPS: Final = 10_000
"""The groups that are kept; with fewer, more texts need the model."""
_HEAD: Final = """\
# Written by `make docs` from the model of py3langid {version}; see letter_groups.py.
# A group of letters, and how often each language has it (a logarithm in steps from 0 to 9).
# py3langid: BSD 3-Clause License. Copyright (c) 2021 Adrien Barbaresi (modifications),
# (c) 2011 Marco Lui. https://github.com/adbar/py3langid/blob/master/LICENSE
"""


def letter_groups() -> str:
    """The text of the file."""
    identifier = LanguageIdentifier.from_model_file(MODEL_FILE)
    columns = [identifier.nb_classes.index(language) for language in MEASURED]
    found = _groups(identifier)
    names = sorted(found)
    figures = identifier.nb_ptc[[found[name] for name in names]][:, columns].astype(np.float64)
    apart = (np.exp(figures) * (figures - figures.mean(1, keepdims=True)) ** 2).sum(1)
    best = sorted(range(len(names)), key=lambda place: (-round(apart[place], 9), names[place]))
    steps = np.clip(np.rint((figures - LOWEST) / STEP), 0, 9).astype(int)
    lines = [
        f"{names[place]}\t{''.join(map(str, steps[place]))}" for place in sorted(best[:GROUPS])
    ]
    head = _HEAD.format(version=version("py3langid"))
    return "\n".join([f"{head}group\t{' '.join(MEASURED)}", *lines, ""])


def _groups(identifier: LanguageIdentifier) -> dict[str, int]:
    """The model's groups of two small letters and more, with their places in its table.

    The model finds them by a machine of states. A walk through it, the nearest states first, spells
    each state by the letters that lead to it.
    """
    moves = np.array(identifier.tk_nextmove, dtype=np.int64).reshape(-1, 256)
    spelled: dict[int, bytes] = {0: b""}
    front = [0]
    while front:
        reached = []
        for state in front:
            row = moves[identifier.tk_row[state]]
            for letter in np.nonzero(row)[0]:
                then = int(row[letter])
                if then not in spelled:
                    spelled[then] = spelled[state] + bytes([int(letter)])
                    reached.append(then)
        front = reached
    found = {}
    for state, group in spelled.items():
        place, text = identifier.tk_output[state], group.decode(errors="replace")
        letters = len(text) > 1 and all(each.isalpha() or each in " '’-" for each in text)
        if place >= 0 and letters and text == text.casefold():
            found[text] = place
    return found


if __name__ == "__main__":
    FILE.write_text(letter_groups(), encoding="utf-8")
