"""A new post for a day: an observance of days.toml, an event, or a date alone."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime, time

from campaign.content import Content
from campaign.model import Day
from campaign.model.people import Actor
from campaign.usecases.starting.new_post import new_post
from campaign.usecases.writing.desk_files import Files
from campaign.usecases.writing.new_file import MadePost, write_once

#: The hour of a post for a day when nobody says another one.
AT = time(10)


def observances(content: Content, day: date) -> tuple[Day, ...]:
    """What days.toml says of a day."""
    return tuple(each for each in content.registers.days if each.day == f"{day:%m-%d}")


def new_for_day(
    files: Files,
    day: date,
    *,
    title: str = "",
    at: time = AT,
    channels: Sequence[str] = ("all",),
    activity: str = "",
    once: str = "",
    actor: Actor,
    session: str,
    now: datetime,
) -> MadePost:
    """Write the file of a post on a day, at an hour on each channel's clock.

    Its title is the one given, or the day's name in days.toml, or the date. It stands as headline
    and text of the source copy, because no post may be empty; translations are yet to be made.
    `once` is the key of the request: the same one, sent again, makes no second post.

    Raises ContentError for a name that is not known, Forbidden without the right to edit in the
    regions of these channels, and StorageError as `edit_post` does. `now` is UTC.
    """
    named = " ".join(title.split()) or _name_of(files.content, day)
    with files.writing():
        made = new_post(
            named,
            files.content,
            files.config,
            day,
            when=f"{day} {at:%H:%M}",
            channels=channels,
            activity=activity,
            drafts=False,
        )
        return write_once(
            files,
            made.path,
            made.post,
            made.text,
            reading=made.post,
            keys=("when",),
            what={
                "act": "new for day",
                "day": day.isoformat(),
                "title": named,
                "at": f"{at:%H:%M}",
                "channels": list(channels),
                "activity": activity,
            },
            once=once,
            actor=actor,
            session=session,
            now=now,
        )


def _name_of(content: Content, day: date) -> str:
    """What a day is called: its first observance, or its date."""
    found = observances(content, day)
    return found[0].name if found else day.isoformat()
