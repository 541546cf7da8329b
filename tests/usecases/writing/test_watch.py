"""What changed outside of the desk, what cannot be read, and why nothing may be written."""

from __future__ import annotations

import os

from campaign.usecases.writing import watch
from tests.usecases.translating.bureau import Bureau
from tests.usecases.writing.desk import change, path_of, saved

_LABS = "content/calendar/labs-01.yaml"


def test_two_looks_at_the_same_files_are_equal(bureau: Bureau) -> None:
    """No file is opened for it."""
    assert watch.look(bureau.config) == watch.look(bureau.config)
    path_of(bureau).chmod(0o000)
    assert _LABS.rpartition("/")[2] in "".join(watch.look(bureau.config).stamps)
    path_of(bureau).chmod(0o644)


def test_every_kind_of_change_is_seen(bureau: Bureau) -> None:
    """New, other, gone, renamed, of the same length, in registers and in the configuration."""
    config = bureau.folder / "config.toml"

    def differs(act: object) -> tuple[str, ...]:
        before = watch.look(bureau.config, config)
        assert callable(act)
        act()
        after = watch.look(bureau.config, config)
        found = watch.changes(bureau.config, bureau.database, before, after)
        return tuple(f"-{each.file}" if each.gone else each.file for each in found)

    peer = path_of(bureau, "peer-01")
    assert differs(lambda: bureau.change("Una", "Otra")) == (_LABS,)
    assert differs(lambda: bureau.change("Otra", "Aquí")) == (_LABS,)
    assert differs(lambda: (bureau.calendar / "new.yaml").write_text("id: new\n")) == (
        "content/calendar/new.yaml",
    )
    assert differs(peer.unlink) == ("-content/calendar/peer-01.yaml",)
    assert differs(lambda: (bureau.calendar / "new.yaml").rename(peer)) == (
        "-content/calendar/new.yaml",
        "content/calendar/peer-01.yaml",
    )
    assert differs(lambda: (bureau.folder / "content/facts.toml").write_text("")) == (
        "content/facts.toml",
    )
    assert differs(lambda: config.write_text(config.read_text() + "\n# more\n")) == ("config.toml",)
    assert differs(lambda: None) == ()


def test_an_edit_at_the_desk_is_told_from_one_outside(bureau: Bureau) -> None:
    """By the bytes: whoever changes the file after it is outside again."""
    before = watch.look(bureau.config)
    saved(change(bureau, when="week 1 Friday 10:00"))
    (found,) = watch.changes(
        bureau.config, bureau.database, before, after := watch.look(bureau.config)
    )
    assert found.edit is not None
    assert (found.file, found.edit.keys) == (_LABS, ("when",))
    bureau.change("Una", "Otra")
    (found,) = watch.changes(bureau.config, bureau.database, after, watch.look(bureau.config))
    assert found.edit is None


def test_files_that_cannot_be_read_are_listed_with_line_and_text(bureau: Bureau) -> None:
    """Each file once, with all its mistakes; bytes that are no text are shown as such."""
    bureau.change("state: source", "state: sorce")
    bureau.change("channels: [all]", "channels: [catalunya]")
    path_of(bureau, "peer-01").write_bytes(b"id: peer-01\ntext: \xff\n")
    (bureau.folder / "content/facts.toml").write_text("[F07\n", encoding="utf-8")
    found = watch.unreadable(bureau.config, bureau.read()[1])
    assert [each.file for each in found] == [
        _LABS,
        "content/calendar/peer-01.yaml",
        "content/facts.toml",
    ]
    labs, peer, facts = found
    lines = labs.text.splitlines()
    assert [lines[m.place.line - 1].strip() for m in labs.mistakes] == [
        "channels: [catalunya]",
        "state: sorce",
    ]
    assert 'did you mean "catalonia"?' in labs.mistakes[0].remedy
    assert peer.text == "id: peer-01\ntext: �\n"
    assert facts.text == "[F07\n"


def test_a_merge_makes_all_read_only_and_says_which_files_are_in_conflict(
    bureau: Bureau,
) -> None:
    """Until git is done."""
    assert watch.read_only(bureau.config) == ""
    (bureau.folder / ".git" / "rebase-merge").mkdir(parents=True)
    path_of(bureau).write_text("a: 1\n<<<<<<< x\nb: 1\n=======\nb: 2\n>>>>>>> y\n")
    assert watch.read_only(bureau.config).startswith("a rebase of the git checkout is not finished")
    assert watch.conflicts(bureau.config) == ((_LABS, 2),)
    (found,) = watch.unreadable(bureau.config, bureau.read()[1])
    assert found.mistakes[0].message == "git left both sides of a conflict in this file"
    assert found.mistakes[0].place.line == 2
    (bureau.folder / ".git" / "rebase-merge").rmdir()
    assert watch.read_only(bureau.config) == ""


def test_what_cannot_be_looked_at_is_passed_over(bureau: Bureau) -> None:
    """A link that leads nowhere, and a folder of content that is gone."""
    (bureau.calendar / "link.yaml").symlink_to("nowhere")
    os.mkfifo(bureau.calendar / "pipe.yaml")
    assert watch.look(bureau.config).newest > 0
    before = watch.look(bureau.config)
    bureau.config.content.rename(bureau.folder / "moved")
    after = watch.look(bureau.config)
    assert (after.stamps, after.newest) == ({}, 0)
    assert all(e.gone for e in watch.changes(bureau.config, bureau.database, before, after))
