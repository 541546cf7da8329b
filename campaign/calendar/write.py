"""Changes single keys of a post file and leaves every other line as it was.

The new value takes the place of the old one. Writing the whole file again, even with its comments,
would wrap lines and change quotes that nobody wanted to change.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import yaml

from campaign.calendar.characters import all_composed
from campaign.calendar.emit import WIDTH, Value, behind_key, block, block_list, flow
from campaign.calendar.schema import COPY_KEYS, KEYS
from campaign.calendar.tree import Loader, read_tree
from campaign.errors import ContentError, Mistake, Place

_BY_HAND = "change it in the file by hand"


def edit(text: str, changes: Mapping[str, str | Sequence[str] | None], file: str = "") -> str:
    """The text with keys set to new values; only the lines of these keys differ.

    Paths have dots ("when", "copy.es.text"). A value is a text or a list of texts; None removes the
    key. Missing keys are added, with their parents, where a reader would look for them. A text
    without any key becomes a new file. Raises ContentError when the text is not a post's YAML, or
    has a text in place of a parent; `file` is its name in the message.
    """
    mark = "\ufeff" if text.startswith("\ufeff") else ""
    text = text.removeprefix("\ufeff")
    ending = "\r\n" if "\r\n" in text else "\n"
    changes = {path: all_composed(value) for path, value in changes.items()}
    before = _data(text, file)
    if not before and (made := _made(text, changes, ending, file)):
        return mark + made
    for path, value in changes.items():
        keys = path.split(".")
        wanted = _changed(before, keys, value, file)
        if wanted != before:
            text = _Edit(text, ending).apply(keys, value)
            if _data(text, file) != wanted:
                message = f"{path} stands in a form that cannot be changed from here"
                raise ContentError(Mistake(Place(file), message, _BY_HAND))
        before = wanted
    return mark + text


def _made(
    text: str, changes: Mapping[str, str | Sequence[str] | None], ending: str, file: str
) -> str:
    """A new file with all its keys at once, "" when they cannot be written so.

    Key after key, each is read again with all that stand before it: a long sheet has thousands.
    """
    wanted: dict[str, Any] = {}
    for path, value in changes.items():
        wanted = _changed(wanted, path.split("."), value, file)
    if not wanted:
        return ""
    ordered = _in_order(wanted, KEYS)
    if isinstance(ordered.get("copy"), dict):
        languages = ordered["copy"].items()
        ordered["copy"] = {
            language: _in_order(words, COPY_KEYS) if isinstance(words, dict) else words
            for language, words in languages
        }
    made = _Edit(text, ending).begin(ordered)
    return made if _data(made, file) == wanted else ""


def _in_order(data: dict[str, Any], order: Sequence[str]) -> dict[str, Any]:
    """The keys where a reader would look for them; others behind."""
    places = {key: at for at, key in enumerate(order)}
    return dict(sorted(data.items(), key=lambda pair: places.get(pair[0], len(places))))


def _data(text: str, file: str) -> dict[str, Any]:
    """The keys of a text; none when it is empty or has only comments."""
    if all(line.strip()[:1] in ("", "#") for line in text.splitlines()):
        return {}
    tree = read_tree(text, file)
    if tree.mistakes:
        raise ContentError(tree.mistakes)
    return tree.data


def _changed(
    data: Any, keys: list[str], value: str | Sequence[str] | None, file: str
) -> dict[str, Any]:
    """The data as it should be after the change."""
    data = {} if data == "" else data
    if not isinstance(data, dict):
        message = f'"{keys[0]}" cannot be set inside a text or a list'
        raise ContentError(Mistake(Place(file), message, _BY_HAND))
    key, deeper = keys[0], keys[1:]
    if value is None and key not in data:
        return data
    if deeper:
        inner = _changed(data.get(key, ""), deeper, value, file)
        gone = value is None and inner in ({}, data[key]) and data[key] in ("", inner)
        return data if gone else {**data, key: inner}
    if value is None:
        return {k: v for k, v in data.items() if k != key}
    return {**data, key: value if isinstance(value, str) else list(value)}


class _Pair:
    """A key with its value, and the places of both in the text."""

    def __init__(self, text: str, key: yaml.ScalarNode, value: yaml.Node) -> None:
        self.key, self.value = key, value
        self.start = key.start_mark.index
        self.column = key.start_mark.column
        self.colon = text.index(":", key.end_mark.index) + 1
        self.end = max(self.colon, _end(text, value))


class _Edit:
    """One change to one text, at the places that the YAML parser reports."""

    def __init__(self, text: str, ending: str) -> None:
        self.text = text
        self.ending = ending

    def apply(self, keys: list[str], value: str | Sequence[str] | None) -> str:
        """The changed text; `keys` lead from the root, and the value None removes the last key."""
        node = yaml.compose(self.text, Loader=Loader)
        above: tuple[yaml.MappingNode, _Pair] | None = None
        for depth, key in enumerate(keys):
            if not isinstance(node, yaml.MappingNode):
                # There is nothing after the key above, or in the whole file.
                assert value is not None
                nested = _nest(keys[depth:], value)
                return self._replace(*above, nested) if above else self.begin(nested)
            pairs = [_Pair(self.text, k, v) for k, v in node.value]
            pair = next((p for p in pairs if p.key.value == key), None)
            last = depth == len(keys) - 1
            if pair is None:
                assert value is not None
                return self._add(node, pairs, keys[:depth], {key: _nest(keys[depth + 1 :], value)})
            if last and value is not None:
                return self._replace(node, pair, value)
            if last and len(pairs) == 1 and above and not node.flow_style:
                # Without its only key the parent would be no mapping any more.
                return self._replace(*above, {})
            if last:
                return self._remove(node, pairs, pair)
            above, node = (node, pair), pair.value
        raise AssertionError("a path has at least one key")

    def _put(self, start: int, new: str, end: int) -> str:
        return self.text[:start] + new.replace("\n", self.ending) + self.text[end:]

    def begin(self, value: Value) -> str:
        """The text of a new file with its first keys."""
        assert isinstance(value, Mapping)
        gap = "\n" if self.text and not self.text.endswith("\n") else ""
        end = len(self.text)
        return self._put(end, f"{gap}{block(value, 0)}\n", end)

    def _replace(self, parent: yaml.MappingNode, pair: _Pair, value: Value) -> str:
        old = pair.value
        style = (old.style or "") if isinstance(old, yaml.ScalarNode) else ""
        start = max(pair.colon, old.start_mark.index)
        between = self.text[pair.colon : start]
        if parent.flow_style:
            return self._put(start, ("" if between else " ") + flow(value, style), pair.end)
        in_block = isinstance(old, yaml.SequenceNode) and not old.flow_style
        if in_block and value and isinstance(value, list | tuple):
            return self._put(start, block_list(value, old.start_mark.column), pair.end)
        lines = self.text[start : pair.end].splitlines() if style in ("|", ">") else []
        width = max(map(len, lines[1:-1])) if len(lines) > 2 else WIDTH
        new = behind_key(value, pair.column, style, width)
        if between and not between.strip(" ") and not new.startswith("\n"):
            # The blanks before the value stay as they are.
            new = between + new[1:]
        elif between.strip().startswith("#"):
            new = _with_comment(new, f"  {between.strip().splitlines()[0]}")
        end = pair.end
        if "\n" in new:
            # A comment after a one-line value would become part of a text of several lines.
            line = self.text[end:].split("\n", 1)[0].rstrip("\r")
            new, end = _with_comment(new, line), end + len(line)
        return self._put(pair.colon, new, end)

    def _remove(self, node: yaml.MappingNode, pairs: list[_Pair], pair: _Pair) -> str:
        at = pairs.index(pair)
        if not node.flow_style:
            first = self.text.rfind("\n", 0, pair.start) + 1
            following = self.text.find("\n", pair.end) + 1
            return self._put(first, "", following or len(self.text))
        if at + 1 < len(pairs):
            return self._put(pair.start, "", pairs[at + 1].start)
        before = pairs[at - 1].end if at else pair.start
        # A comma may stay at the end of a line; a comment may follow it.
        start = pair.start if "\n" in self.text[before : pair.start] else before
        return self._put(start, "", pair.end)

    def _add(
        self,
        node: yaml.MappingNode,
        pairs: list[_Pair],
        above: list[str],
        new: Mapping[str, Value],
    ) -> str:
        """The text with a key added to a mapping, after the key that usually comes before it."""
        order = KEYS if not above else COPY_KEYS if above[0] == "copy" and above[1:] else ()
        earlier = order[: order.index(next(iter(new)))] if next(iter(new)) in order else None
        before = [p for p in pairs if earlier is None or p.key.value in earlier]
        if node.flow_style:
            inside = flow(new)[1:-1]
            if before:
                return self._put(before[-1].end, f", {inside}", before[-1].end)
            at = node.start_mark.index + 1
            return self._put(at, inside + (", " if pairs else ""), at)
        line = block(new, pairs[0].column)
        if not before:
            at = self.text.rfind("\n", 0, pairs[0].start) + 1
            return self._put(at, f"{line}\n", at)
        at = self.text.find("\n", before[-1].end) + 1
        if at:
            return self._put(at, f"{line}\n", at)
        return self._put(len(self.text), f"\n{line}", len(self.text))


def _with_comment(value: str, comment: str) -> str:
    first, line_end, others = value.partition("\n")
    return first + comment + line_end + others


def _nest(keys: list[str], value: str | Sequence[str]) -> Value:
    nested: Value = value
    for key in reversed(keys):
        nested = {key: nested}
    return nested


def _end(text: str, node: yaml.Node) -> int:
    """The end of a value; the parser reports the end of a block after the blanks that follow it."""
    if isinstance(node, yaml.CollectionNode) and not node.flow_style and node.value:
        last = node.value[-1]
        return _end_of_pair(text, *last) if isinstance(last, tuple) else _end(text, last)
    end: int = node.end_mark.index
    if isinstance(node, yaml.ScalarNode) and node.style in ("|", ">"):
        filled = len(text[:end].rstrip(" \t\r\n"))
        line = text.find("\n", filled)
        end = len(text) if line < 0 else line
        return end - text[:end].endswith("\r")
    return end


def _end_of_pair(text: str, key: yaml.ScalarNode, value: yaml.Node) -> int:
    return _Pair(text, key, value).end
