"""The kinds of field in a content file; each describes its mistakes in plain words.

Names are checked against `Known`, which pydantic gets as its validation context.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Annotated, Any
from unicodedata import normalize

import regex
from pydantic import AfterValidator, BeforeValidator, Field, StringConstraints, ValidationInfo
from pydantic_core import PydanticCustomError

from campaign.calendar.addresses import address_fault, with_password
from campaign.calendar.known import Known, did_you_mean
from campaign.calendar.machine_made import LONGEST_MODEL, ORIGIN, ORIGIN_REMEDY, file_of, listed
from campaign.calendar.select import selector_fault
from campaign.calendar.when import PATTERN, WhenError, parse_when, parse_zone
from campaign.model import CopyState

LANGUAGE_FORM = r"^[a-z]{2,3}(-[A-Za-z0-9]+)*$"
FRAME_FORM = r"^[a-z0-9][a-z0-9_-]{0,39}$"
_LONGEST_ID = 80
_ID_FORM = rf"^[a-z0-9][a-z0-9-]{{0,{_LONGEST_ID - 1}}}$"
_HASHTAG_FORM = r"^[^#\s-]+$"
_LINK_FORM = r"^https?://\S+$"
_STATES = sorted(state.value for state in CopyState)
#: What to write where a fact is named and none is set up.
_ADD_FACT = "add [{}] with its text and source to content/facts.toml"
# What stands between two braces; no repetition passes the next ones, so that no text takes long.
_PLACEHOLDER = regex.compile(
    r"\{\{((?:[^{}]|\{(?![{%])|\}(?!\}))*+)\}\}|\{%((?:[^{}%]|%(?!\}))*+)%\}"
)
_FACT = re.compile(r"\bfact(?:\.|\[\s*[\"'])(\w+)")


def mistake(message: str, remedy: str = "") -> PydanticCustomError:
    """A mistake in plain words, without its place: the reader of the file adds that."""
    return PydanticCustomError("mistake", "{message}", {"message": message, "remedy": remedy})


def one_of(kind: str, noun: str, *, may_be_empty: bool = False, add: str = "") -> AfterValidator:
    """Accepts only the names of one kind in `Known`.

    `add` says what to write where, for a kind of which none is set up.
    """

    def check(name: str, info: ValidationInfo) -> str:
        names = getattr(info.context, kind) if isinstance(info.context, Known) else None
        if names is None or name in names or (may_be_empty and not name):
            return name
        if name:
            raise _none_such(noun, name, names, add)
        raise mistake(f"the {noun} is empty", did_you_mean(name, names))

    return AfterValidator(check)


def _none_such(noun: str, name: str, names: frozenset[str], add: str) -> PydanticCustomError:
    """The mistake for an unknown name; `add` says what to write where no name is known at all."""
    remedy = did_you_mean(name, names)
    if not names and add:
        remedy = f"none is set up: take it away, or {add.format(name)}"
    return mistake(f'there is no {noun} "{name}"', remedy)


def word_of(kind: str, noun: str, key: str) -> AfterValidator:
    """Accepts the words that vocabulary.toml lists under `key`, and none at all."""
    add = f'add "{{}}" to `{key}` in content/vocabulary.toml'
    return one_of(kind, noun, may_be_empty=True, add=add)


def _activity(name: str, info: ValidationInfo) -> str:
    """Accepts the project's activities; a post names one where there are any."""
    names = info.context.activities if isinstance(info.context, Known) else None
    if names and not name:
        some = ", ".join(sorted(names)[:12])
        raise mistake("the post names no activity", f"write one of activities.toml: {some}")
    return name


def written(what: str) -> AfterValidator:
    """Refuses an empty text."""

    def check(text: str) -> str:
        if not text:
            raise mistake(f"the {what} is empty", "write it, or take the key away")
        return text

    return AfterValidator(check)


def matching(form: str, message: str, remedy: str) -> AfterValidator:
    """Refuses text of another form; an empty text means that the key was left out."""
    pattern = re.compile(form)

    def check(text: str) -> str:
        if text and not pattern.search(text):
            raise mistake(message.format(text), remedy)
        return text

    return AfterValidator(check)


def one_or_many() -> BeforeValidator:
    """Accepts a text in place of a list with one entry, and an empty text for an empty list."""
    return BeforeValidator(
        lambda value: ([value] if value.strip() else []) if isinstance(value, str) else value
    )


def one_picture_or_many() -> BeforeValidator:
    """Accepts one picture in place of a list, and a mapping with further keys in place of a name.

    `campaign.calendar.machine_made` judges the further keys.
    """

    def names(value: Any) -> Any:
        entries = listed(value)
        return value if entries is None else [file_of(entry) for entry in entries]

    return BeforeValidator(names)


def nothing_as(empty: Callable[[], Any]) -> BeforeValidator:
    """Accepts a key with nothing after it, such as `people:`, as an empty list."""
    return BeforeValidator(lambda value: empty() if value == "" else value)


def _templated(text: str, info: ValidationInfo) -> str:
    """Checks that a text tells no password, and that the facts in its placeholders exist."""
    if with_password(text):
        remedy = "leave it out of the address: everybody can read it"
        raise mistake("a link in it holds a name or a password before its host", remedy)
    facts = info.context.facts if isinstance(info.context, Known) else None
    if facts is not None and "{" in text:
        for value, statement in _PLACEHOLDER.findall(text):
            for name in _FACT.findall(value or statement):
                if name not in facts:
                    raise _none_such("fact", name, facts, _ADD_FACT)
    return text


def _usable_id(text: str) -> str:
    """Refuses an id that cannot be a name in files, addresses and tables alike."""
    if len(text) > _LONGEST_ID:
        over = len(text) - _LONGEST_ID
        remedy = f"shorten it by {over}: the words of the post belong under copy"
        raise mistake(f"the id has {len(text)} characters, {_LONGEST_ID} at most", remedy)
    if text and not re.match(_ID_FORM, text):
        plain = normalize("NFKD", text.casefold()).encode("ascii", "ignore").decode()
        near = "-".join(re.findall("[a-z0-9]+", plain))
        remedy = "use small letters, digits and hyphens alone"
        raise mistake(f'the id "{text}" cannot be used', remedy + (f": {near}" if near else ""))
    return text


def _meant(parse: Callable[[str], object]) -> AfterValidator:
    """Refuses a time that nobody can mean, such as 25:00."""

    def check(text: str) -> str:
        try:
            parse(text)
        except WhenError as error:
            raise mistake(str(error), error.remedy) from None
        return text

    return AfterValidator(check)


def _state(text: str) -> str:
    if text not in _STATES:
        raise mistake(f'"{text}" is not a state of a copy', did_you_mean(text, _STATES))
    return text


def _origin(text: str) -> str:
    if text not in ("", ORIGIN):
        raise mistake(f'"{text}" is not an origin', ORIGIN_REMEDY)
    return text


def _whole_address(text: str) -> str:
    fault = address_fault(text) if text else None
    if fault:
        what, remedy = fault
        shown = "the link" if with_password(text) else f'"{text}"'
        raise mistake(f"{shown} {what}", remedy)
    return text


def _under_assets(text: str) -> str:
    parts = text.split("/")
    if "\\" in text or ":" in text or text.startswith("/") or {"..", "."} & set(parts):
        raise mistake(
            f'"{text}" is not a path under assets/', "write it from there: images/lab.jpg"
        )
    return text


def _selector(text: str, info: ValidationInfo) -> str:
    if isinstance(info.context, Known):
        fault = selector_fault(text, info.context)
        if fault:
            raise mistake(*fault)
    return text


def at_most(longest: int) -> AfterValidator:
    """Refuses a text of more characters (code points)."""

    def check(text: str) -> str:
        if len(text) > longest:
            over = f"{len(text):,} characters, {longest:,} at most"
            raise mistake(f"it has {over}", f"shorten it by {len(text) - longest:,}")
        return text

    return AfterValidator(check)


def so_many(most: int) -> AfterValidator:
    """Refuses a list of more entries."""

    def check(entries: tuple[str, ...]) -> tuple[str, ...]:
        if len(entries) > most:
            raise mistake(f"it has {len(entries):,} entries, {most} at most", "leave some out")
        return entries

    return AfterValidator(check)


LONGEST_TEXT = 65_000
"""Characters of a text, a part or a comment: a little more than the longest text that any network
takes of a post (63,206)."""

LONGEST_HEADLINE = 500
"""Characters of a headline or a card's figure; a card has room for some 120."""

LONGEST_ALT = 10_000
"""Characters of an alt text; the longest that a network takes, Mastodon from 4.6."""

Text = Annotated[str, StringConstraints(strip_whitespace=True)]
ActivityId = Annotated[
    Text,
    AfterValidator(_activity),
    one_of(
        "activities",
        "activity",
        may_be_empty=True,
        add="add [{}] with its title to content/activities.toml",
    ),
]
Name = Annotated[Text, written("name")]
Templated = Annotated[Text, at_most(LONGEST_TEXT), AfterValidator(_templated)]
Headline = Annotated[Text, at_most(LONGEST_HEADLINE), AfterValidator(_templated)]
Alt = Annotated[Text, at_most(LONGEST_ALT), AfterValidator(_templated)]
Part = Annotated[Templated, written("part")]
FrameName = Annotated[
    str,
    matching(
        FRAME_FORM,
        '"{}" cannot be the name of a frame',
        "use small letters, digits, - and _, 40 at most: shared-values",
    ),
    one_of("frames", "frame", add='add "{}" to `frames` in content/vocabulary.toml'),
]
Language = Annotated[str, one_of("languages", "language")]
Platform = Annotated[str, one_of("platforms", "platform")]
Region = Annotated[Text, one_of("regions", "region")]
Selector = Annotated[Text, AfterValidator(_selector)]
FactId = Annotated[Text, one_of("facts", "fact", add=_ADD_FACT)]
State = Annotated[Text, AfterValidator(_state), Field(json_schema_extra={"enum": [*_STATES]})]
Origin = Annotated[Text, AfterValidator(_origin), Field(json_schema_extra={"enum": ["", ORIGIN]})]
Model = Annotated[Text, at_most(LONGEST_MODEL)]
When = Annotated[Text, _meant(parse_when), Field(json_schema_extra={"pattern": PATTERN})]
Image = Annotated[Text, written("picture's name"), AfterValidator(_under_assets)]
Zone = Annotated[Text, _meant(lambda text: parse_zone(text) if text else None)]
Id = Annotated[
    Text,
    written("id"),
    AfterValidator(_usable_id),
    Field(json_schema_extra={"pattern": _ID_FORM}),
]
Hashtag = Annotated[
    Text,
    at_most(100),
    written("hashtag"),
    matching(
        _HASHTAG_FORM,
        '"{}" is not a hashtag',
        "write one word in PascalCase, such as OurProject, without #, space or hyphen",
    ),
    Field(json_schema_extra={"pattern": _HASHTAG_FORM}),
]
Link = Annotated[
    Text,
    at_most(2_000),
    AfterValidator(_whole_address),
    Field(json_schema_extra={"pattern": _LINK_FORM}),
]
