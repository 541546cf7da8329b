"""Reads one post file: its text becomes a Post, or all its mistakes at once."""

from __future__ import annotations

from typing import Any

from pydantic import ValidationError

from campaign.calendar.complain import complaints
from campaign.calendar.known import Known
from campaign.calendar.schema import COPY_KEYS, KEYS, CardFile, PostFile
from campaign.calendar.tree import Tree, read_tree
from campaign.calendar.when import parse_when, parse_zone
from campaign.errors import ContentError, Mistake, Place
from campaign.model import CardWish, Copy, CopyState, Post


def read_post(text: str, file: str, known: Known) -> Post:
    """The post that `text` says; `file` is what its places are called.

    Raises ContentError with every mistake of the file, each with its line and what was meant.
    """
    tree = read_tree(text, file)
    found = list(tree.mistakes)
    post: PostFile | None = None
    try:
        post = PostFile.model_validate(tree.data, context=known)
    except ValidationError as error:
        found += complaints(error, tree, _keys_beside)
    found += _across(tree)
    if found or post is None:
        raise ContentError(found)
    return _post(post, tree)


def _across(tree: Tree) -> list[Mistake]:
    """The mistakes that only show when several keys are seen together."""
    found: list[Mistake] = []
    data = tree.data
    if data.get("channels") in ([], ""):
        remedy = "write [all], or the regions or channels it is meant for"
        found.append(Mistake(tree.place("channels"), "the post is for no channel", remedy))
    card = data.get("card", {})
    if isinstance(card, dict) and card.get("layout") == "figure" and not card.get("figure"):
        remedy = 'write figure: "{{ fact.F01 }}", or another layout'
        found.append(Mistake(tree.place("card"), 'the layout "figure" has no figure', remedy))
    if data.get("image") and isinstance(data.get("card"), dict):
        remedy = "take one of the two away"
        found.append(Mistake(tree.place("image"), "the post has both a card and an image", remedy))
    words = data.get("copy")
    if not isinstance(words, dict):
        return found
    copies = {name: copy for name, copy in words.items() if isinstance(copy, dict)}
    if card != "none" or data.get("image"):
        found += [_no_alt(name, tree) for name, copy in copies.items() if not _has(copy, "alt")]
    sources = [name for name, copy in copies.items() if copy.get("state") == CopyState.SOURCE]
    if not words:
        found.append(
            Mistake(tree.place("copy"), "the post has no words", "write copy in a language")
        )
    elif not sources and all(copy.get("state") in set(CopyState) for copy in copies.values()):
        remedy = "write state: source in the language it was written in first"
        found.append(Mistake(tree.place("copy"), "no copy is the source of the others", remedy))
    for name in sources[1:]:
        place = tree.place(f"copy.{name}.state")
        message = f'"{name}" is marked as source, and so is "{sources[0]}"'
        found.append(Mistake(place, message, "mark one as source, the others as draft or reviewed"))
    return found


def _has(copy: dict[str, Any], key: str) -> bool:
    # Anything but text is a mistake of its own.
    value = copy.get(key, "")
    return not isinstance(value, str) or bool(value.strip())


def _no_alt(language: str, tree: Tree) -> Mistake:
    return Mistake(
        tree.place(f"copy.{language}.alt"),
        f'the copy in "{language}" has no alt text',
        f"say in copy.{language}.alt what the picture shows"
        + ("" if tree.data.get("image") else ", or write card: none"),
    )


def _keys_beside(path: str) -> tuple[str, ...]:
    """The keys that are valid where an unknown one stands."""
    top, deep = path.partition(".")[0], path.count(".")
    if deep == 0:
        return KEYS
    return {"copy": COPY_KEYS, "card": tuple(CardFile.model_fields)}.get(top, ("text",))


def _post(file: PostFile, tree: Tree) -> Post:
    """The value that a file without mistakes means."""
    copy = {
        language: Copy(
            language=language,
            headline=said.headline,
            text=said.text,
            alt=said.alt,
            state=CopyState(said.state),
            of=said.of,
            place=tree.place(f"copy.{language}"),
            thread=said.thread,
            comment=said.comment,
        )
        for language, said in file.words.items()
    }
    card = None if file.image else file.card
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
        card=CardWish(card.layout, card.background, card.figure) if card else None,
        image=file.image,
        people=file.people,
        tags=file.tags,
        overrides={
            (platform, language): override.text
            for platform, by_language in file.overrides.items()
            for language, override in by_language.items()
        },
        place=Place(tree.file, tree.lines["id"]),
        lines=tree.lines,
    )
