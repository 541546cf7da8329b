"""`edit` and `undo`: change fields of one post's file, and take that back."""

from __future__ import annotations

from typing import Annotated
from uuid import uuid4

import typer

from campaign.cli.context import Json, clock, workspace
from campaign.cli.exit_codes import DONE, FINDINGS
from campaign.cli.terminal import emit, say
from campaign.cli.trust.identity import As, actor
from campaign.cli.writing.fields import Remove, Set, changes_of, files_of, session_of
from campaign.file_modes import usual_files
from campaign.usecases.writing.edit_post import Conflict, Invalid, Saved, edit_post
from campaign.usecases.writing.joining import FieldEdit, shown
from campaign.usecases.writing.keep_copy import keep_copy
from campaign.usecases.writing.new_file import MadePost
from campaign.usecases.writing.undo import Undone, undoable
from campaign.usecases.writing.undo import undo as take_back


def edit(
    context: typer.Context,
    post: Annotated[str, typer.Argument(help="The post's id.")],
    changed: Set = None,
    remove: Remove = None,
    base: Annotated[
        str,
        typer.Option(help="The hash of the file that you began with; else the file as it is now."),
    ] = "",
    copy: Annotated[
        bool, typer.Option("--copy", help="Write it into a new post, ID-copy, for no channel yet.")
    ] = False,
    as_: As = "",
    as_json: Json = False,
) -> None:
    """Change fields of one post in its file; every other line stays as it is.

    What was changed elsewhere in the same field since --base is shown, and nothing is written.
    """
    with workspace(context) as opened:
        content, _ = opened.read_content()
        changes = changes_of(changed, remove, opened.config)
        if not changes:
            raise typer.BadParameter("name what to change", param_hint="--set, --remove")
        edits = [FieldEdit(key, value) for key, value in changes.items()]
        files, who = files_of(opened, content), actor(opened, as_)
        done: Saved | Conflict | Invalid | MadePost
        with usual_files():
            if copy:
                done = keep_copy(
                    files,
                    post,
                    edits,
                    once=str(uuid4()),
                    actor=who,
                    session=session_of(who),
                    now=clock(),
                )
            else:
                done = edit_post(
                    files,
                    post,
                    edits,
                    base=base,
                    actor=who,
                    session=session_of(who),
                    now=clock(),
                )
    if as_json:
        emit({"outcome": type(done).__name__.lower(), **_values(done)})
    else:
        _tell(done)
    raise typer.Exit(DONE if isinstance(done, Saved | MadePost) else FINDINGS)


def undo(
    context: typer.Context,
    number: Annotated[
        int, typer.Argument(help="The number of the edit; else the last one.", show_default=False)
    ] = 0,
    list_all: Annotated[
        bool, typer.Option("--list", help="List what can be undone; change nothing.")
    ] = False,
    as_: As = "",
    as_json: Json = False,
) -> None:
    """Take back your last edit of a post: its file is byte for byte what it was before.

    Edits of the last day, made at this terminal. One whose file has moved on since stays.
    """
    with workspace(context) as opened:
        content, _ = opened.read_content()
        who = actor(opened, as_)
        if list_all:
            some = undoable(opened.database, session=session_of(who), now=clock())
            if as_json:
                emit({"edits": some})
            for each in () if as_json else some:
                what = ", ".join(each.keys) or "made"
                say(f"{each.id}  {each.at:%Y-%m-%d %H:%M} UTC  {each.post}: {what}")
            raise typer.Exit(DONE)
        with usual_files():
            done = take_back(
                files_of(opened, content),
                number,
                actor=who,
                session=session_of(who),
                now=clock(),
            )
    if as_json:
        emit({"edit": done.edit, "base": done.base, "already_so": done.already_so})
    else:
        say(_undone(done))
    raise typer.Exit(DONE)


def _undone(done: Undone) -> str:
    if done.already_so:
        return f"{done.edit.file} is already what it was before."
    if not done.base:
        return f"{done.edit.file} is gone again."
    return f"{done.edit.file} is what it was before: {', '.join(done.edit.keys)}."


def _values(done: Saved | Conflict | Invalid | MadePost) -> dict[str, object]:
    return {name: getattr(done, name) for name in done.__dataclass_fields__}


def _tell(done: Saved | Conflict | Invalid | MadePost) -> None:
    if isinstance(done, Saved):
        if done.already_so:
            say(f"{done.file} says that already.")
        else:
            say(f"{done.file}: {', '.join(done.keys)}")
        if done.elsewhere:
            say(f"Changed elsewhere meanwhile, and kept: {', '.join(done.elsewhere)}")
    elif isinstance(done, MadePost):
        say(f"{done.file}: it goes to no channel before you name some.")
    elif isinstance(done, Conflict):
        by = f" by {done.by.who} at {done.by.at:%Y-%m-%d %H:%M} UTC" if done.by else ""
        say(f"{done.file} was changed meanwhile{by}; nothing is written.")
        for each in done.fields:
            say(f"{each.key}", f"  mine:   {shown(each.mine)}", f"  theirs: {shown(each.theirs)}")
        say(
            f"To write your own text all the same: --base {done.base}",
            "To keep it as a post of its own: --copy",
        )
    else:
        say(f"{done.file}: nothing is written.")
        for mistake in done.mistakes:
            remedy = f" — {mistake.remedy}" if mistake.remedy else ""
            say(f"✗ {mistake.key}: {mistake.message}{remedy}")
