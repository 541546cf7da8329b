"""What machines wrote and drew, and what follows from it under the campaign's rule."""

from __future__ import annotations

from dataclasses import dataclass

from campaign.compose.machine_label import in_words, rule_for
from campaign.config import Config
from campaign.content import Content
from campaign.usecases.translating.matrix import Choice, matrix


@dataclass(frozen=True, slots=True)
class MachineMade:
    """One copy, text for one network or picture that a machine made.

    `path` is its key in the post's file. `rule` is "hold" or "label", and `asks` says it in words.
    `languages` are those in which readers see it.
    """

    post: str
    path: str
    what: str
    model: str
    rule: str
    asks: str
    languages: tuple[str, ...]
    file: str
    line: int


def machine_words(
    content: Content, config: Config, choice: Choice | None = None
) -> tuple[MachineMade, ...]:
    """Everything in the calendar of which its file says that a machine made it."""
    posts = {post.id: post for post in content.posts}
    found = []
    for row in matrix(content, config, choice).rows:
        post = posts[row.post]
        shown = {cell.language for cell in row.cells}
        for path, model in post.machine.items():
            kind, _, rest = path.partition(".")
            language = rest.rpartition(".")[2] if kind == "overrides" else rest
            whose = post.copy if kind == "image" else (language,)
            languages = tuple(each for each in whose if each in shown)
            if not languages:
                continue
            rule = rule_for(path, config.campaign)
            place = post.at(path)
            found.append(
                MachineMade(
                    post.id,
                    path,
                    _what(path, post.images),
                    model,
                    rule,
                    in_words(rule),
                    languages,
                    place.file,
                    place.line,
                )
            )
    return tuple(found)


def _what(path: str, images: tuple[str, ...]) -> str:
    kind, _, rest = path.partition(".")
    if kind == "image":
        return f"the picture {images[int(rest)]}"
    if kind == "overrides":
        platform, _, language = rest.partition(".")
        return f"the text for {platform} in {language}"
    return f"the copy in {rest}"
