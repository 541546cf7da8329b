"""Checks of posts that carry two frames: that the two can be compared."""

from __future__ import annotations

from collections.abc import Iterator

from campaign.checks.context import Desk
from campaign.checks.page import Page
from campaign.model import Finding, Severity


def frames_alike(page: Page, desk: Desk) -> Iterator[Finding]:
    """Two frames with the same words compare nothing."""
    for language, copy in page.post.copy.items():
        if len({" ".join(words.split()).casefold() for _, words in copy.texts}) < len(copy.texts):
            yield page.finding(
                "frames-alike",
                Severity.BLOCK,
                f"copy.{language}.text",
                f"the frames {_names(page)} have the same words in {language}",
                "tell the story in another way, or write the words alone behind `text:`",
                language,
            )


def frame_missing(page: Page, desk: Desk) -> Iterator[Finding]:
    """A language with one text takes no part in the comparison of its post's two frames."""
    for language, copy in page.post.copy.items() if page.post.frames else ():
        if not copy.frames:
            yield page.finding(
                "frame-missing",
                Severity.WARN,
                f"copy.{language}.text",
                f"the copy in {language} has one text, and the post the frames {_names(page)}",
                f"write both under copy.{language}.text; "
                "else the channels in this language take no part in the comparison",
                language,
            )


def frame_unread(page: Page, desk: Desk) -> Iterator[Finding]:
    """A frame that no channel gets cannot be compared with the other one."""
    frames = page.post.frames
    if not frames:
        return
    read = {each.variant.frame for each in desk.planned if each.variant.post == page.post.id}
    missing = [frame for frame in frames if frame not in read]
    if read and missing:
        which = f"the frame {missing[0]}" if len(missing) == 1 else f"the frames {_names(page)}"
        yield page.finding(
            "frame-unread",
            Severity.WARN,
            "channels",
            f"no channel gets {which}",
            "give the post more channels in the languages that have both frames",
        )


def _names(page: Page) -> str:
    return " and ".join(page.post.frames)
