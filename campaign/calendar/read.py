"""Reads one post file; the result is a Post, or all mistakes of the file at once."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from functools import lru_cache
from typing import Any

from pydantic import ValidationError

from campaign.calendar.frames import frame_mistakes
from campaign.calendar.known import Known
from campaign.calendar.machine_made import (
    file_of,
    listed,
    made_by_machine,
    picture_mistakes,
    word_mistakes,
)
from campaign.calendar.schema import COPY_KEYS, KEYS, CardFile, OverrideFile, PostFile
from campaign.calendar.tree import Tree, read_tree
from campaign.calendar.validation_errors import complaints
from campaign.calendar.when import parse_when, parse_zone
from campaign.errors import ContentError, Mistake, Place
from campaign.model import CardWish, Copy, CopyState, Post


@lru_cache(maxsize=1024)
def read_post(text: str, file: str, known: Known) -> Post:
    """The post in `text`; `file` is the name of the file in its places.

    It is kept: a desk reads all posts anew whenever one of them has changed. Raises ContentError
    with every mistake of the file, each with its line and what was meant.
    """
    return read_tree_as_post(read_tree(text, file), known)


def read_tree_as_post(tree: Tree, known: Known) -> Post:
    """The post in keys and values that were read; raises ContentError as `read_post` does."""
    found = list(tree.mistakes)
    post: PostFile | None = None
    try:
        post = PostFile.model_validate(tree.data, context=known)
    except ValidationError as error:
        found += complaints(error, tree, _keys_beside)
    found += _across(tree)
    if found or post is None:
        raise ContentError(found)
    return _post(post, tree, known)


def _across(tree: Tree) -> list[Mistake]:
    """The mistakes that need a look at several keys together."""
    found: list[Mistake] = [
        *picture_mistakes(tree),
        *word_mistakes(tree),
        *frame_mistakes(tree),
    ]
    data = tree.data
    if data.get("channels") in ([], ""):
        remedy = "write [all], or the regions or channels it is meant for"
        found.append(Mistake(tree.place("channels"), "the post is for no channel", remedy))
    card = data.get("card", {})
    if isinstance(card, dict) and card.get("layout") == "figure" and not card.get("figure"):
        remedy = 'write figure: "{{ fact.F01 }}", or another layout'
        found.append(Mistake(tree.place("card"), 'the layout "figure" has no figure', remedy))
    pictures = _pictures(data)
    if twice := next((name for name, count in Counter(pictures).items() if count > 1), ""):
        found.append(Mistake(tree.place("image"), f"{twice} is there twice", "keep one"))
    words = data.get("copy")
    if not isinstance(words, dict):
        return found
    copies = {name: copy for name, copy in words.items() if isinstance(copy, dict)}
    found += [fault for name, copy in copies.items() for fault in _alts(name, copy, pictures, tree)]
    sources = [name for name, copy in copies.items() if copy.get("state") == CopyState.SOURCE]
    if not words:
        found.append(
            Mistake(tree.place("copy"), "the post has no words", "write copy in a language")
        )
    elif not sources and all(copy.get("state") in list(CopyState) for copy in copies.values()):
        remedy = "write state: source in the language it was written in first"
        found.append(Mistake(tree.place("copy"), "no copy is the source of the others", remedy))
    for name in sources[1:]:
        place = tree.place(f"copy.{name}.state")
        message = f'"{name}" is marked as source, and so is "{sources[0]}"'
        found.append(Mistake(place, message, "mark one as source, the others as draft or reviewed"))
    return found


def _pictures(data: dict[str, Any]) -> list[str]:
    """The name of each picture of the post, in the order in which they go out."""
    named = [file_of(entry) for entry in listed(data.get("image", "")) or []]
    own = [name.strip() for name in named if isinstance(name, str) and name.strip()]
    return [*(["the card"] if _drawn(data, bool(own)) else []), *own]


def _drawn(data: dict[str, Any], has_own: bool) -> bool:
    """True when the post has a card.

    Every post has one by default. A post with its own pictures has one only when it writes `card`.
    """
    card = data.get("card", {})
    return card != "none" and (not has_own or ("card" in data and isinstance(card, dict)))


def _alts(
    language: str, copy: dict[str, Any], pictures: list[str], tree: Tree
) -> Iterator[Mistake]:
    """The mistakes in a copy's alt texts: each picture needs one, in their order."""
    written = copy.get("alt", "")
    alts = None if isinstance(written, dict) else listed(written)
    if alts is None or not pictures:
        return  # a value that is no text gives another mistake
    key = f"copy.{language}.alt"
    blank = [n for n, alt in enumerate(alts) if isinstance(alt, str) and not alt.strip()]
    missing = [*blank, *range(len(alts), len(pictures))]
    order = f"write one for each, in this order: {', '.join(pictures)}"
    if len(alts) > len(pictures):
        count = f"{len(pictures)} picture{'s' if len(pictures) > 1 else ''}"
        message = f'the copy in "{language}" has {len(alts)} alt texts for {count}'
        yield Mistake(tree.place(key), message, order)
    elif missing and len(pictures) > 1:
        names = ", ".join(pictures[n] for n in missing)
        message = f'the copy in "{language}" has no alt text for {names}'
        yield Mistake(tree.place(f"{key}.{missing[0]}"), message, order)
    elif missing:
        remedy = f"say in {key} what the picture shows"
        remedy += "" if tree.data.get("image") else ", or write card: none"
        yield Mistake(tree.place(key), f'the copy in "{language}" has no alt text', remedy)


def _keys_beside(path: str) -> tuple[str, ...]:
    """The valid keys at the place of an unknown one."""
    top, deep = path.partition(".")[0], path.count(".")
    if deep == 0:
        return KEYS
    beside = {"copy": COPY_KEYS, "card": tuple(CardFile.model_fields)}
    return beside.get(top, tuple(OverrideFile.model_fields))


def _post(file: PostFile, tree: Tree, known: Known) -> Post:
    """The Post of a file without mistakes."""
    copy = {
        language: Copy(
            language=language,
            headline=words.headline,
            text=words.text if isinstance(words.text, str) else min(words.text.items())[1],
            alt=words.alt[0] if words.alt else "",
            state=CopyState(words.state),
            of=words.of,
            place=tree.place(f"copy.{language}"),
            thread=words.thread,
            comment=words.comment,
            more_alts=words.alt[1:],
            frames=tuple(sorted(words.text.items())) if isinstance(words.text, dict) else (),
        )
        for language, words in file.words.items()
    }
    card = file.card if _drawn(tree.data, bool(file.image)) else None
    return Post(
        id=file.id,
        slot=parse_when(file.when, parse_zone(file.zone) if file.zone else None),
        channels=file.channels,
        activity=file.activity,
        copy=copy,
        pillar=file.pillar,
        value=file.value,
        audience=file.audience,
        cta=file.cta,
        facts=file.facts,
        link=file.link,
        hashtags=file.hashtags,
        card=CardWish(card.layout, card.background or known.background, card.figure)
        if card
        else None,
        images=file.image,
        people=file.people,
        tags=file.tags,
        overrides={
            (platform, language): override.text
            for platform, by_language in file.overrides.items()
            for language, override in by_language.items()
        },
        machine=made_by_machine(tree),
        place=Place(tree.file, tree.lines["id"]),
        lines=tree.lines,
    )
