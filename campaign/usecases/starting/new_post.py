"""Makes a new post's file from a title: with an id of its own, in its place in the calendar."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path

from campaign.calendar.emit import Value, block
from campaign.calendar.read import read_post
from campaign.calendar.select import select
from campaign.config import Config
from campaign.content import Content
from campaign.errors import Place, StorageError
from campaign.model import Copy, CopyState, InWeek, Post, copy_hash
from campaign.source_words import SourceWords
from campaign.usecases.starting import supplies
from campaign.usecases.starting.folder import HEAD
from campaign.usecases.starting.slug import free, slug

#: The time at which a new post goes out when nobody says another.
AT = "10:00"


@dataclass(frozen=True, slots=True)
class NewPost:
    """A post that is not written yet: where it will stand, its text, and what the text says.

    `content` is the folder of the content that it belongs to.
    """

    path: Path
    text: str
    post: Post
    content: Path


def new_post(
    title: str,
    content: Content,
    config: Config,
    today: date,
    *,
    when: str = "",
    channels: Sequence[str] = (),
    activity: str = "",
    drafts: bool = True,
) -> NewPost:
    """The file of a new post with this title; nothing is written yet.

    Without `when` it comes on the day after the last post, and after `today`. Without `channels` it
    is for those in the source language; else it has a draft for each of their languages. Without
    `drafts` it has the source alone. Without `activity` it has the first one of activities.toml, if
    there are any. Raises ContentError with what is wrong in a given name or time.
    """
    id = free(slug(title), _taken(content))
    path = content.folder / "calendar" / f"{id}.yaml"
    file = path.relative_to(content.folder.parent).as_posix()
    source = config.campaign.source_language
    chosen = list(channels) or _of_source(config)
    spoken = _languages(chosen, config) if drafts else ()
    values: dict[str, Value] = {
        "id": id,
        "when": when or f"{_next_day(content, config, today)} {AT}",
        "channels": chosen,
    }
    if activity or content.registers.activities:
        values["activity"] = activity or next(iter(content.registers.activities))
    values["copy"] = _copies(title, source, spoken)
    text = f"{HEAD}{block(values, 0)}\n"
    return NewPost(path, text, read_post(text, file, content.known), content.folder)


def write(new: NewPost) -> None:
    """Write the file; raises StorageError, also when there is one of that name by now."""
    try:
        new.path.parent.mkdir(parents=True, exist_ok=True)
        with new.path.open("xt", encoding="utf-8") as file:
            file.write(new.text)
    except FileExistsError:
        raise StorageError(f"{new.path}: the file is there already, and was left alone") from None
    except OSError as error:
        raise StorageError(f"{new.path}: cannot be written ({error.strerror})") from error
    SourceWords(new.content).keep([new.post])


def _taken(content: Content) -> frozenset[str]:
    """Every id in use, also that of a file that cannot be read: its name may be the same."""
    files = (content.folder / "calendar").rglob("*.y*ml")
    names = {path.name.rpartition(".")[0].casefold() for path in files}
    return frozenset(names | {post.id for post in content.posts})


def _of_source(config: Config) -> list[str]:
    """Everything in the source language; where no channel speaks it, everything."""
    source = config.campaign.source_language
    spoken = {channel.language for channel in config.channels.values()}
    return ["all"] if spoken <= {source} or source not in spoken else [f"lang:{source}"]


def _languages(chosen: Sequence[str], config: Config) -> tuple[str, ...]:
    """The languages of the chosen channels, in the campaign's order; raises ContentError."""
    channels = select(chosen, config.channels.values(), config.regions, Place("channels"))
    spoken = {config.channels[name].language for name in channels}
    return tuple(language for language in config.campaign.languages if language in spoken)


def _next_day(content: Content, config: Config, today: date) -> date:
    """The day after the last post; never before the campaign's start, and always to come."""
    start = config.campaign.start
    slots = (post.slot for post in content.posts)
    walls = [(slot.on(start) if isinstance(slot, InWeek) else slot).wall.date() for slot in slots]
    return max([start, *(day + timedelta(days=1) for day in (today, *walls))])


def _copies(title: str, source: str, spoken: Sequence[str]) -> dict[str, Value]:
    """The title as the words in each language: the source's, and a draft for each other one."""
    alt = supplies.first_words(source).alt_for(title)
    original = Copy(source, title, title, alt, CopyState.SOURCE)
    copies: dict[str, Value] = {source: _words(title, alt, "source")}
    for language in spoken:
        if language != source:
            alt = supplies.first_words(language).alt_for(title)
            copies[language] = {**_words(title, alt, "draft"), "of": copy_hash(original)}
    return copies


def _words(title: str, alt: str, state: str) -> dict[str, str]:
    return {"headline": title, "text": title, "alt": alt, "state": state}
