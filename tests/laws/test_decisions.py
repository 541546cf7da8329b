"""Nothing is decided by a sentence: what a person reads is written once and compared nowhere."""

from __future__ import annotations

import ast
from collections.abc import Iterator

import pytest

from tests.laws.house import texts

#: Names under which sentences for people go.
SENTENCES = frozenset({"reason", "why", "because", "says", "hold_detail", "message"})
#: Columns and fields that hold one of a few words, each of which has a name.
WORDS = frozenset({"outcome", "hold", "decision", "cancelled", "query_result"})
#: Ways to look into a text.
LOOKS = frozenset(
    {"startswith", "endswith", "find", "index", "count", "removeprefix", "removesuffix"}
    | {"like", "ilike", "contains", "icontains", "regexp_match", "search", "match", "fullmatch"}
)

#: What reads the sentences of others: networks that give no code, and rows of before the words.
OTHERS = ("campaign/sandbox/", "campaign/platforms/", "campaign/storage/migrations/")
#: What may look into one all the same, and why.
ALLOWED = {
    "campaign/storage/pauses.py: reason": "the very same pause as a whole, not what it says",
    "campaign/usecases/planning/rehearse.py: reason": "the heading of a line in a report",
    "campaign/usecases/operations/credentials.py: says": "a name is not told twice in a table",
    "campaign/usecases/operations/need_causes.py: reason": "a name is not told twice; an address",
    "campaign/engine/candidates.py: reason": "the same is not told twice in one sentence",
    "campaign/engine/former_channels.py: why": "the same is logged once",
    "campaign/engine/changes/perform.py: why": "the same is written down once",
    "campaign/reload.py: str(error)": "the same is logged once",
    "campaign/calendar/tables.py: str(error)": "the line, which tomllib tells in words alone",
    "campaign/usecases/planning/compile.py: str(error)": "a name is not told twice in one sentence",
}


def sentence(node: ast.expr) -> str:
    """How the code calls a sentence, "" for what is none."""
    match node:
        case ast.Name(id=name) | ast.Attribute(attr=name) if name in SENTENCES:
            return name
        case ast.Call(func=ast.Name(id="str"), args=[told]) if "error" in ast.dump(told):
            return "str(error)"
    return ""


def word(node: ast.expr) -> bool:
    """True for a field that holds one of a few words."""
    return isinstance(node, ast.Name | ast.Attribute) and (
        (node.id if isinstance(node, ast.Name) else node.attr) in WORDS
    )


def text(node: ast.expr) -> bool:
    """True for a text that says something, or several of them."""
    if isinstance(node, ast.Tuple | ast.List | ast.Set):
        return any(text(each) for each in node.elts)
    return isinstance(node, ast.Constant) and isinstance(node.value, str) and node.value != ""


def empty(node: ast.expr) -> bool:
    """True for "", by which it is only asked whether there is anything to tell."""
    return isinstance(node, ast.Constant) and node.value == ""


def decisions(source: str) -> Iterator[str]:
    """How each sentence is called that code compares, and each word that it has no name for."""
    tree = ast.parse(source)
    shown = {id(part) for node in ast.walk(tree) if isinstance(node, ast.JoinedStr)
             for part in ast.walk(node)}  # fmt: skip
    for node in ast.walk(tree):
        match node:
            case ast.Compare(left=left, ops=ops, comparators=right):
                sides = [left, *right]
                plain = any(isinstance(op, ast.Eq | ast.NotEq | ast.In | ast.NotIn) for op in ops)
                if plain and not any(empty(side) for side in sides):
                    yield from filter(None, map(sentence, sides))
                if any(map(word, sides)) and any(map(text, sides)):
                    yield "a word"
            case ast.Call(func=ast.Attribute(attr=look, value=value), args=args) if look in LOOKS:
                yield from filter(None, map(sentence, [value, *args]))
            case ast.Attribute(attr="__name__", value=ast.Call(func=ast.Name(id="type"))):
                if id(node) not in shown:
                    yield "type(…).__name__"
            case ast.Constant(value=str(said)) if " LIKE " in said:
                yield "LIKE"


#: What a class is called may be said where nobody decides by it.
NAMED = ("campaign/cli/", "campaign/compose/grammar.py", "campaign/storage/fence.py")


def found() -> set[str]:
    """Every such place of ours, but in what reads the sentences of others."""
    return {
        f"{name}: {how}"
        for name, source in texts()
        if name.startswith("campaign/") and name.endswith(".py") and not name.startswith(OTHERS)
        for how in decisions(source)
        if how != "type(…).__name__" or not name.startswith(NAMED)
    }


def test_nothing_is_decided_by_a_sentence() -> None:
    """It may be worded better, or come from a network in another language, and nothing changes."""
    assert found() - ALLOWED.keys() == set()


def test_what_is_allowed_is_there() -> None:
    """An exception that nothing needs any more is taken away."""
    assert ALLOWED.keys() - found() == set()


@pytest.mark.parametrize(
    "source",
    [
        "if PUT_BACK not in reason: pass",
        "if why and why not in publication.reason: pass",
        "if held.reason.endswith(MAY_BE_OUT): pass",
        "if held.reason != UNASKED and not moved: pass",
        "~_FIELDS.reason.like(_DECIDED)",
        "if publication.hold_detail.startswith(FOREIGN): pass",
        'repeated = any(each.outcome == "AlreadyThere" for each in tries)',
        'if attempt.outcome in ("RateLimited", "Unavailable"): pass',
        "Ending(number, began, type(error).__name__, said)",
        'if "not a database" in str(error.orig): pass',
        "_ABOUT_PICTURES.search(reason)",
        "\"SELECT id FROM history WHERE reason LIKE 'decided by %'\"",
    ],
)
def test_each_form_that_there_was_is_seen(source: str) -> None:
    """As the code had it before."""
    assert list(decisions(source)) != []


@pytest.mark.parametrize(
    "source",
    [
        'if publication.reason == "": pass',
        "reason = f'{publication.reason}; {type(error).__name__}'",
        "if publication.hold is Hold.FOREIGN: pass",
        "fits = _FIELDS.hold == literal_column(\"''\")",
        "return publication.reason or hold_in_words(hold, detail)",
    ],
)
def test_what_tells_and_what_has_a_name_is_no_such_form(source: str) -> None:
    """To show a sentence, or to ask whether there is one, decides nothing by it."""
    assert list(decisions(source)) == []
