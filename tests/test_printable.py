"""Text that a terminal, a log or a shell would obey is shown as codes; real letters stay."""

from __future__ import annotations

import json
import subprocess

import pytest
from hypothesis import given
from hypothesis import strategies as st

from campaign.printable import json_text, one_line, printable, shell_word

BIDI = "\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069"


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("a\x1b[2Jb", "a\\x1b[2Jb"),
        ("bell\x07", "bell\\x07"),
        ("over\rwritten", "over\\rwritten"),
        ("c1\x9b31m", "c1\\x9b31m"),
        ("del\x7f", "del\\x7f"),
        ("turned\u202egnp.exe", "turned\\u202egnp.exe"),
        ("isolated\u2066x\u2069", "isolated\\u2066x\\u2069"),
        ("two\u2028lines", "two\\u2028lines"),
        ("next\x85line", "next\\x85line"),
        ("mark\ufeff", "mark\\ufeff"),
        ("byte\udcff", "byte\\xff"),
        ("half\ud83d", "half\\ud83d"),
        ("unseen\U000e0041", "unseen\\U000e0041"),
    ],
)
def test_what_a_terminal_obeys_is_shown_as_its_code(text: str, shown: str) -> None:
    """Each kind of character that moves, hides or turns what stands beside it."""
    assert printable(text) == shown


@pytest.mark.parametrize(
    "text",
    [
        "Três dias. Łódź, Ísland, Ελλάδα, България",
        "مرحبا بالعالم \u200f(١٢٣)",
        "שלום עולם \u200e123",
        "می\u200cخواهم",  # Persian needs the non-joiner
        "👩\u200d👩\u200d👧 🏴\U000e0067\U000e0062\U000e0073\U000e0063\U000e0074\U000e007f",
        "日本語、한국어",
        "tab\tand\nline",
    ],
)
def test_letters_of_every_script_stay_as_they_are(text: str) -> None:
    """Arabic, Hebrew and emoji are read as they were written."""
    assert printable(text) == text


@given(st.text())
def test_nothing_unprintable_is_left(text: str) -> None:
    """Whatever is in a text, no code reaches the terminal."""
    shown = one_line(text)
    assert not [c for c in shown if ord(c) < 0x20 or 0x7F <= ord(c) < 0xA0 or c in BIDI]
    shown.encode()


@given(st.text())
def test_json_keeps_its_value(text: str) -> None:
    """A program that reads the output gets the same text."""
    written = json_text(json.dumps(text, ensure_ascii=False))
    assert json.loads(written) == text
    assert printable(written) == written


@pytest.mark.parametrize(
    "word",
    [
        "plain",
        "with blank",
        "it's",
        "$(touch x)",
        "`id`",
        "a;b",
        "-n",
        "",
        "\x1b[2J'\\",
        "é\u202eb",
    ],
)
def test_a_word_for_the_shell_is_that_word(word: str) -> None:
    """What a person copies is one argument, the same that was meant, and runs nothing."""
    line = f"printf '%s\\0' {shell_word(word)}"
    assert one_line(line) == line
    said = subprocess.run(["bash", "-c", line], capture_output=True, check=True)
    assert said.stdout.decode() == f"{word}\0"


def test_a_long_line_is_cut() -> None:
    """A key of a megabyte does not fill the screen."""
    assert one_line("x" * 1_000_000, 10) == "xxxxxxxxx…"
