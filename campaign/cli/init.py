"""`init`: a new project's folder."""

from __future__ import annotations

import sys
from datetime import date
from pathlib import Path
from typing import Annotated

import typer

from campaign.bootstrap import open_workspace
from campaign.bounded_file import read_file
from campaign.cli.compiled import compiled
from campaign.cli.context import Json, clock, wait
from campaign.cli.exit_codes import DONE
from campaign.cli.findings import counted
from campaign.cli.questions import ask
from campaign.cli.terminal import emit, say
from campaign.errors import CampaignError, ContentError, StorageError
from campaign.file_modes import usual_files
from campaign.platforms import registry
from campaign.printable import shell_word
from campaign.usecases.starting.answers import Answers, read_answers
from campaign.usecases.starting.folder import FIRST, files, waiting
from campaign.usecases.starting.place import place, refuse_a_full_folder

_LARGEST = 1_000_000  # bytes; answers are a page of text


def init(
    folder: Annotated[Path, typer.Argument(help="The folder to make.")] = Path(),
    from_: Annotated[
        Path | None,
        typer.Option("--from", help="Take the answers from this file; - reads what is piped in."),
    ] = None,
    as_json: Json = False,
) -> None:
    """Begin a project: ask what it is called and where it speaks, and write its folder.

    Name, title, site, regions, languages and networks are asked, or read from a file. The folder
    passes `campaign check`, with one example post. An existing file is never touched.
    """
    refuse_a_full_folder(folder)
    today = clock().date()
    answers = _answers(from_, folder, today)
    written = files(answers, registry.KEYS)
    with usual_files():
        place(written, folder, _look)
    held = waiting(answers)
    if as_json:
        emit({"folder": folder, "files": sorted(written), "waiting": held})
    else:
        _tell(answers, folder, held)
    raise typer.Exit(DONE)


def _answers(file: Path | None, folder: Path, today: date) -> Answers:
    if file is None:
        text, name = ask(folder.resolve().name, today, registry.FACTS), "your answers"
    else:
        text, name = _read(file), "standard input" if str(file) == "-" else str(file)
    return read_answers(text, name, registry.KEYS, today)


def _read(file: Path) -> str:
    try:
        if str(file) == "-":
            data = sys.stdin.buffer.read(_LARGEST + 1)
        else:
            data = read_file(file, _LARGEST)
        if len(data) > _LARGEST:
            raise StorageError(f"{file}: this is too long to be answers")
        return data.decode("utf-8-sig")
    except FileNotFoundError:
        raise StorageError(f"{file}: there is no file of answers") from None
    except OSError as error:
        raise StorageError(f"{file}: cannot be read ({error.strerror})") from error
    except UnicodeDecodeError as error:
        raise StorageError(f"{file}: is not text in UTF-8 ({error.reason})") from error


def _look(made: Path) -> None:
    """Raise CampaignError when the folder would not pass `campaign check`."""
    opened = open_workspace(made / "config.toml", {}, clock, wait)
    try:
        found, mistakes = compiled(opened, quiet=True)
    finally:
        opened.close()
    if mistakes:
        raise ContentError(mistakes)
    # A statement that nobody has confirmed holds its language, in the first project as in any.
    blocks = [each for each in found.findings if each.blocks and each.code not in _KNOWN]
    if blocks:
        first = blocks[0]
        raise CampaignError(f"nothing was written: {first.message} ({first.code}); {first.remedy}")


_KNOWN = frozenset({"statement-unconfirmed"})


def _tell(answers: Answers, folder: Path, held: tuple[str, ...]) -> None:
    what = ", ".join(
        (
            counted(len(answers.regions), "region"),
            counted(len(answers.languages), "language"),
            counted(len(answers.channels), "channel"),
            f"and the example post content/calendar/{FIRST}.yaml",
        )
    )
    say(f"{answers.title} is in {folder.resolve()}: {what}.")
    if held:
        say(
            f"Posts in {', '.join(held)} wait until a person has confirmed the funding statement "
            "in content/statements.toml."
        )
    if any(channel.is_example and channel.account for channel in answers.channels):
        say("The accounts in config.toml are examples: put your own there.")
    here = [] if folder.resolve() == Path.cwd() else [f"  cd {shell_word(str(folder))}"]
    say(
        "",
        "Next:",
        *here,
        "  campaign check               what is wrong with the calendar",
        "  campaign preview             every post as each channel will read it, as a page",
        "  campaign demo                the first weeks on a sandbox on this machine",
    )
