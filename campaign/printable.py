"""Text that cannot give orders: what a terminal, a log or a shell would obey is shown escaped.

Names, texts and addresses come from files, spreadsheets, accounts and servers. A control code in
them could repaint the screen, and a bidirectional override could turn a line round, so that a
person reads another line than the one that is there. Such a character is shown as its code:
``\\x1b``, ``\\u202e``. Letters of every script stay as they are, and so do the marks that Arabic,
Hebrew, Persian and emoji need between letters.

Source: Unicode Technical Report 36, https://www.unicode.org/reports/tr36/#Bidirectional_Text_Spoofing
"""

from __future__ import annotations

import re
import shlex

#: The longest message about one mistake that is shown, in characters.
LONGEST = 2_000

# The classes of characters that are shown as their codes. The surrogates stand for bytes of a file
# name that are not UTF-8. Scotland's flag is a black flag and tags; tags alone are unseen.
_UNPRINTABLE = re.compile(
    "[\x00-\x08\x0b-\x1f\x7f-\x9f"  # C0 without tab and line feed, DEL and C1
    "\u2028\u2029"  # other ends of a line
    "\u202a-\u202e\u2066-\u2069\u206a-\u206f"  # overrides, isolates, and what they replaced
    "\ufeff\ufff9-\ufffb"  # unseen marks
    "\ud800-\udfff"
    "\U000e0001]"
    "|(?<![\U0001f3f4\U000e0020-\U000e007e])[\U000e0020-\U000e007f]+"
)
_LINE_ENDS = re.compile("[\t\n]")


def printable(text: str) -> str:
    """The text with every unprintable character as its code; tabs and line feeds stay."""
    return text if text.isascii() and text.isprintable() else _UNPRINTABLE.sub(_codes, text)


def one_line(text: str, most: int = LONGEST) -> str:
    """The text as a single printable line, cut with "…" after `most` characters."""
    cut = text if len(text) <= most else f"{text[: most - 1]}…"
    return _LINE_ENDS.sub(lambda found: repr(found[0])[1:-1], printable(cut))


def json_text(text: str) -> str:
    """JSON that is as printable; a reader of JSON gets the same value from it."""
    return _UNPRINTABLE.sub(lambda found: "".join(map(_json_code, found[0])), text)


def shell_word(text: str) -> str:
    """The text as one word of a command that a person copies into a shell.

    What needs quotes gets them. An unprintable character is written as the shell's own escape
    (``$'…'``, which bash, zsh and ksh read).
    """
    if one_line(text, len(text)) == text:
        return shlex.quote(text)
    escaped = text.replace("\\", "\\\\").replace("'", "\\'")
    return f"$'{one_line(escaped, len(escaped))}'"


def _codes(found: re.Match[str]) -> str:
    return "".join(map(_code, found[0]))


def _code(character: str) -> str:
    number = ord(character)
    if 0xDC80 <= number <= 0xDCFF:  # how Python keeps a byte that is not UTF-8
        number -= 0xDC00
    if character == "\r":
        return "\\r"
    if number < 0x100:
        return f"\\x{number:02x}"
    return f"\\u{number:04x}" if number < 0x10000 else f"\\U{number:08x}"


def _json_code(character: str) -> str:
    units = character.encode("utf-16-be", "surrogatepass")
    return "".join(f"\\u{units[at]:02x}{units[at + 1]:02x}" for at in range(0, len(units), 2))
