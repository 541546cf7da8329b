"""Fills in the templates that people write, by Jinja2: sandboxed, strict, compiled once."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from difflib import get_close_matches
from functools import lru_cache
from traceback import walk_tb

import regex
from jinja2 import StrictUndefined, Template, TemplateError, TemplateSyntaxError, nodes
from jinja2.sandbox import ImmutableSandboxedEnvironment

from campaign.compose.grammar import CALLED, refused
from campaign.compose.localized import printed
from campaign.errors import Place, RenderError
from campaign.model import Fact

_JINJA = ImmutableSandboxedEnvironment(
    undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True, autoescape=False
)
_JINJA.globals.clear()  # a copy needs no range() and the like
_LONGEST_JOIN = 10_000

# Nearly every copy has only `{{ fact.F01 }}` or `{{ region }}`. These are filled in without Jinja2,
# which would have to compile thousands of texts.
_PLAIN = regex.compile(r"\{\{\s*+([A-Za-z]\w*+)(?:\.([A-Za-z]\w*+))?\s*+\}\}")
# `{{ date(2026-12-03) }}` also without the quotation marks, which Jinja2 would ask for.
_CALL = regex.compile(
    r"\{\{\s*+(?P<name>date|time)\s*+\(\s*+"
    r"(?P<mark>[\"'“”„‘’]?)(?P<when>[\d:.\-]++)[\"'“”„‘’]?"
    r"(?:\s*+,\s*+[\"'“”„‘’]?(?P<style>\w++)[\"'“”„‘’]?)?\s*+\)\s*+\}\}"
)
_CALLS = regex.compile(r"(?:date|time)\s*+\(")
_UNQUOTED = regex.compile(r"(?<=\{\{\s*+)(date|time)\(\s*+([\d:.\-]++)")
# What to write instead, for people who write posts and no templates.
_COMMENT = (
    "`{#` begins a note to the authors, which ends in `#}` and does not go out: for a brace before "
    "a hashtag write `{ #` with a space between, or take the brace away"
)
_ALLOWED = (
    "a text fills in `{{ fact.F01 }}`, `{{ region }}` and `{{ date(2026-12-03) }}`, each between "
    "two braces on both sides, and a brace that readers shall see is written `{{ '{' }}`"
)
_NOTE = regex.compile(r"\{#(?:[^#{]|#(?!\})|\{(?!#))*+#\}")
_SPACES = regex.compile(r"[ \t\r\f\v]+")
_EDGES = regex.compile(r" ?\n ?")
_BLANK = regex.compile(r"\n{3,}")


def _join(values: Iterable[object], between: str = "") -> str:
    """Jinja2's `join` with a bound, because a join of joins could fill all memory."""
    words = [str(value) for value in values]
    if sum(map(len, words)) + len(str(between)) * len(words) > _LONGEST_JOIN:
        raise RenderError(f"`join` makes more than {_LONGEST_JOIN} characters")
    return str(between).join(words)


_JINJA.filters["join"] = _join


class Facts:
    """The facts as a copy uses them: `fact.F01` is the number in figures, as its language has it.

    Without a language (BCP 47) each number stays as facts.toml has it.
    """

    __slots__ = ("_facts", "_language")

    def __init__(self, facts: Mapping[str, Fact], language: str = "") -> None:
        self._facts = facts
        self._language = language

    def __contains__(self, name: object) -> bool:
        """True when the fact is registered."""
        return name in self._facts

    def __getitem__(self, name: str) -> str:
        """The number of a fact; raises RenderError when the fact is unknown or has no number."""
        fact = self._facts.get(name)
        if fact is None:
            near = get_close_matches(str(name), self._facts, 1, 0.3)
            hint = f"; did you mean `fact.{near[0]}`?" if near else ""
            raise RenderError(f"fact `{name}` is not registered{hint}")
        if not fact.value:
            having = [id for id, one in self._facts.items() if one.value]
            near = get_close_matches(str(name), having, 1, 0.3)
            hint = f"; the nearest with one is `fact.{near[0]}`" if near else ""
            raise RenderError(f"fact `{name}` (“{fact.text}”) has no number{hint}")
        return printed(fact, self._language) if self._language else fact.value


def render_copy(source: str, context: Mapping[str, object], place: Place) -> str:
    """A copy's text with its placeholders filled in and its white space tidied.

    Raises RenderError at `place`; it names what is missing and what was probably meant.
    """
    if "{" not in source:
        return tidy(source)
    if "{#" in source and "{#" in _NOTE.sub("", source):
        raise RenderError(_COMMENT, place)
    if "(" in source and _CALLS.search(source):
        source = _CALL.sub(lambda match: _called(match, context, place), source)
        source = _UNQUOTED.sub(r'\1("\2"', source)
    left = _PLAIN.sub("", source)
    if "{" not in left:
        try:
            return tidy(_PLAIN.sub(lambda match: _value(match, context), source))
        except RenderError as error:
            raise RenderError(error.message, error.place or place) from None
    return render(source, context, place, logic=False)


def render(source: str, context: Mapping[str, object], place: Place, *, logic: bool = True) -> str:
    """A template's text; `logic` allows conditions and loops. Raises RenderError at `place`."""
    template = _compiled(source, frozenset(context), logic)
    if isinstance(template, _Refusal):
        # A platform's template has the lines of its file. YAML has folded the lines of a copy.
        if logic:
            raise RenderError(template.why, replace(place, line=template.line))
        raise RenderError(f"{template.why}; {_ALLOWED}", place)
    try:
        return tidy(template.render(context))
    except RenderError as error:
        where = error.place or _where(error, place, logic)
        raise RenderError(error.message, where) from None
    except (TemplateError, TypeError, ValueError, LookupError, ArithmeticError, NameError) as error:
        where = _where(error, place, logic)
        raise RenderError(f"the template cannot be filled in: {error}", where) from error


def tidy(text: str) -> str:
    """One space between words, one empty line between paragraphs, none at the ends."""
    text = text.strip()
    if "  " in text or "\n" in text or "\t" in text or "\r" in text:
        text = _BLANK.sub("\n\n", _EDGES.sub("\n", _SPACES.sub(" ", text)))
    return text


@lru_cache(maxsize=256)
def mentions(source: str, name: str) -> bool:
    """True when a template that `render` accepts uses the value `name`."""
    names = _JINJA.parse(source).find_all(nodes.Name)
    return any(node.name == name and node.ctx == "load" for node in names)


def _where(error: Exception, place: Place, logic: bool) -> Place:
    """The place of the line of a platform's template that was being filled in."""
    # Jinja2 rewrites the traceback, so that the frames of a template have the lines of its source.
    frames = walk_tb(error.__traceback__)
    lines = [line for frame, line in frames if frame.f_code.co_filename == "<template>"]
    return replace(place, line=lines[-1]) if logic and lines else place


@dataclass(frozen=True, slots=True)
class _Refusal:
    """Why a template does not compile, and on which line."""

    line: int
    why: str


@lru_cache(maxsize=8192)
def _compiled(source: str, names: frozenset[str], logic: bool) -> Template | _Refusal:
    try:
        tree = _JINJA.parse(source)
        if found := refused(tree, names, logic=logic):
            return _Refusal(found[0], f"the template says more than it may: {found[1]}")
        return _JINJA.from_string(source)
    except TemplateSyntaxError as error:
        return _Refusal(error.lineno, f"the template is not well formed: {error.message}")
    except (SyntaxError, ValueError):
        # Jinja2 reads a number by Python's own rules, which know other digits and a longest number.
        return _Refusal(1, "the template is not well formed: a number in it cannot be read")
    except RecursionError:
        return _Refusal(1, "the template is nested too deeply")


def _called(match: regex.Match[str], context: Mapping[str, object], place: Place) -> str:
    """What a call of `date` or `time` prints; the match itself where the context has no such."""
    function = context.get(match["name"])
    if not callable(function):
        return match[0]
    words = [match["when"]] if match["style"] is None else [match["when"], match["style"]]
    try:
        return str(function(*words))
    except RenderError as error:
        raise RenderError(error.message, error.place or place) from None


def _value(match: regex.Match[str], context: Mapping[str, object]) -> str:
    name, key = match.groups()
    if name not in context:
        facts = context.get("fact")
        if isinstance(facts, Facts) and name in facts:
            raise RenderError(f"`{name}` is a fact: write {{{{ fact.{name} }}}}")
        near = get_close_matches(name, context, 1, 0.5)
        hint = f"did you mean `{near[0]}`?" if near else _ALLOWED
        raise RenderError(f"`{name}` is not known here; {hint}")
    value = context[name]
    if key is None and isinstance(value, str):
        return value
    if key is not None and isinstance(value, Facts):
        return value[key]
    if callable(value):
        example = CALLED.get(name, "")
        raise RenderError(f"`{match[0]}` does not say which; write it so: {{{{ {example} }}}}")
    raise RenderError(f"`{match[0]}` is not a word; write a fact as `fact.F01`")
