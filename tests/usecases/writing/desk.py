"""What a person at the desk does with the files of a small campaign."""

from __future__ import annotations

import time
from datetime import timedelta
from pathlib import Path

from campaign import post_files
from campaign.calendar.post_fields import Value, fields_of
from campaign.model.people import Actor
from campaign.usecases.writing.desk_files import Files
from campaign.usecases.writing.edit_post import Conflict, Invalid, Saved, edit_post
from campaign.usecases.writing.joining import FieldEdit
from tests.usecases.translating.bureau import ALONE, NOW, Bureau

MINUTE = timedelta(minutes=1)


def files(bureau: Bureau) -> Files:
    """The files as the desk works with them; posts that cannot be read are missing in it."""
    return Files(bureau.read()[0], bureau.config, bureau.database, time.sleep)


def held(bureau: Bureau, post: str = "labs-01") -> bytes:
    """What a post's file holds."""
    return path_of(bureau, post).read_bytes()


def path_of(bureau: Bureau, post: str = "labs-01") -> Path:
    """A post's file."""
    return bureau.calendar / f"{post}.yaml"


def base_of(bureau: Bureau, post: str = "labs-01") -> str:
    """The hash of a post's file now."""
    return post_files.fingerprint(held(bureau, post))


def fields(bureau: Bureau, post: str = "labs-01") -> dict[str, Value]:
    """The fields of a post's file now."""
    return fields_of(held(bureau, post).decode("utf-8-sig"))


def change(
    bureau: Bureau,
    post: str = "labs-01",
    /,
    base: str | None = None,
    actor: Actor = ALONE,
    session: str = "one",
    after: timedelta = timedelta(0),
    **values: Value | None,
) -> Saved | Conflict | Invalid:
    """Save fields of a post; `copy__en__text` stands for copy.en.text."""
    return save(
        bureau,
        post,
        {key.replace("__", "."): value for key, value in values.items()},
        base=base,
        actor=actor,
        session=session,
        after=after,
    )


def save(
    bureau: Bureau,
    post: str,
    values: dict[str, Value | None],
    *,
    base: str | None = None,
    actor: Actor = ALONE,
    session: str = "one",
    after: timedelta = timedelta(0),
    old: dict[str, Value | None] | None = None,
) -> Saved | Conflict | Invalid:
    """Save fields of a post, over the file as it is now unless a base is named."""
    edits = [FieldEdit(key, value, (old or {}).get(key)) for key, value in values.items()]
    return edit_post(
        files(bureau),
        post,
        edits,
        base=base_of(bureau, post) if base is None else base,
        actor=actor,
        session=session,
        now=NOW + after,
    )


def saved(answer: Saved | Conflict | Invalid) -> Saved:
    """The answer of a save that went well."""
    assert isinstance(answer, Saved), answer
    return answer
