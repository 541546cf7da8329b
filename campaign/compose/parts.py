"""Makes the parts that follow a post's text: its thread and its first comment."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from campaign.compose.bounds import too_many, where
from campaign.compose.length import overrun
from campaign.compose.notes import Notes
from campaign.compose.unlinked import note_unlinked
from campaign.compose.wording import Wording
from campaign.model import Channel, Limits


@dataclass(frozen=True, slots=True)
class Following:
    """The texts after the first one, in order; `commented` says that the last is a comment."""

    texts: tuple[str, ...] = ()
    commented: bool = False


def link_in_comment(channel: Channel) -> bool:
    """True when the channel's option `link_in` puts the link into the first comment."""
    return channel.options.get("link_in") == "comment"


def following(
    wording: Wording,
    link: str,
    limits: Limits,
    notes: Notes,
    visible: Callable[[str], str],
) -> Following:
    """The parts after a post's text for one channel, each measured as the network counts.

    `link` is the link as a text shows it; the copy may place it with `{{ link }}`. A part that is
    too long, or that the network does not take, becomes a blocking finding. No part is shortened.
    Raises RenderError with the part's place.
    """
    taken = _taken(wording, limits, notes)
    texts = {
        key: wording.part(key, source, link)
        for key, source in wording.copy.following
        if key in taken
    }
    if link and link_in_comment(notes.channel) and link not in texts.get("comment", ""):
        texts["comment"] = f"{texts.get('comment', '')}\n\n{link}".lstrip()
    for number, (key, text) in enumerate(texts.items(), start=2):
        which, bounds = f"part {number}", limits
        if key == "comment":
            which, bounds = "the first comment", limits.in_comment
        place, there = wording.place(key), where(bounds, notes.channel)
        if over := overrun(visible(text), bounds):
            remedy = "shorten it, or make two parts of it"
            notes.block("too-long", place, f"{which}: {over} {there}", remedy)
        for over in too_many(text, bounds):
            notes.block("too-many", place, f"{which}: {over} {there}", "leave some out")
        note_unlinked(text, place, bounds, notes)
    return Following(tuple(texts.values()), "comment" in texts)


def _taken(wording: Wording, limits: Limits, notes: Notes) -> set[str]:
    """The keys of the parts that the network takes; the others become findings."""
    keys = [key for key, _ in wording.copy.following]
    lacking = [key for key in keys if not (limits.comments if key == "comment" else limits.threads)]
    if lacking:
        platform, language = notes.channel.platform, notes.channel.language
        what = "first comment" if lacking == ["comment"] else "thread"
        own = f"overrides.{platform}.{language}.text"
        if (platform, language) in wording.post.overrides:
            notes.inform(
                "part-not-taken",
                wording.place(lacking[0]),
                f"{platform} takes no {what}: the text of its own stands alone there",
                f"see that {own} says all that it should",
            )
        else:
            notes.block(
                "part-not-taken",
                wording.place(lacking[0]),
                f"{platform} takes no {what}",
                f"write {own}, which then stands alone there, or leave {notes.channel.name} out "
                "of this post's channels",
            )
    return set(keys).difference(lacking)
