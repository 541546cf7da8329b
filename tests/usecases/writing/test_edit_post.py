"""A save changes the lines of its fields and no other, and nothing that somebody else changed."""

from __future__ import annotations

from datetime import timedelta

import pytest

from campaign.errors import CampaignError, ContentError, Forbidden, StorageError
from campaign.model import CopyState, copy_hash
from campaign.model.people import Role
from campaign.storage.desk import edits
from campaign.usecases.writing.edit_post import Conflict, Invalid
from campaign.usecases.writing.open_post import open_post
from tests.usecases.translating.bureau import ALONE, NOW, Bureau, differences
from tests.usecases.trust.team import register
from tests.usecases.writing.desk import base_of, change, fields, files, held, path_of, save, saved


def test_a_save_changes_only_the_line_of_its_field(bureau: Bureau) -> None:
    """Comments, order and quotes stay, also on the line itself."""
    before = held(bureau).decode()
    done = saved(change(bureau, copy__en__headline="Three days"))
    assert differences(before, held(bureau).decode()) == [
        '-    headline: "Days around one table"  # short!',
        '+    headline: "Three days"  # short!',
    ]
    assert (done.keys, done.base) == (("copy.en.headline",), base_of(bureau))


@pytest.mark.parametrize(
    ("key", "value"),
    [
        ("when", "week 2 Friday 09:15"),
        ("when", "2026-12-18 10:00"),
        ("zone", "Europe/Dublin"),
        ("channels", ("catalonia", "-catalonia-english")),
        ("link", "https://site.example/other?a=1&b=ç"),
        ("hashtags", ("Labs", "TaulaComuna")),
        ("card.layout", "quote"),
        ("card", "none"),
        ("tags", ("one", "two")),
        ("copy.es.alt", "Una tarjeta con # y: dos puntos"),
        ("copy.es.state", "reviewed"),
        ("copy.en.comment", "More: {{ link }}"),
        ("copy.en.thread", ("Second part.", "Third part, with “quotes” and 🙂.")),
        ("overrides.mastodon.es.text", "Un texto propio."),
    ],
)
def test_each_field_is_written_and_read_back(bureau: Bureau, key: str, value: object) -> None:
    """Every kind of field, set where it is missing and where it stands; again, it is so already."""
    assert isinstance(value, str | tuple)
    saved(save(bureau, "labs-01", {key: value}))
    assert fields(bureau)[key] == value
    once = held(bureau)
    assert saved(save(bureau, "labs-01", {key: value})).already_so
    assert held(bureau) == once


@pytest.mark.parametrize("key", ["link", "facts", "hashtags", "card", "zone", "tags"])
def test_an_emptied_field_leaves_the_file(bureau: Bureau, key: str) -> None:
    """Nothing is left of it; what was never there is so already."""
    bureau.change("facts: [F07]\n", "", "labs-01")
    bureau.change("{{ fact.F07 }}", "Three", "labs-01")
    save(bureau, "labs-01", {"link": "https://site.example/", "hashtags": ("Labs",)})
    saved(save(bureau, "labs-01", {key: ""}))
    assert key not in fields(bureau)


def test_a_language_is_added_and_taken_away(bureau: Bureau) -> None:
    """Field by field, or all at once; nothing else changes."""
    before = held(bureau)
    words = {"headline": "Dies", "text": "Tres dies.", "alt": "Una targeta.", "state": "draft"}
    saved(save(bureau, "labs-01", {f"copy.ca.{key}": value for key, value in words.items()}))
    post = bureau.content().posts[0]
    assert post.copy["ca"].headline == "Dies"
    assert post.source is not None
    assert post.copy["ca"].of == copy_hash(post.source)
    saved(change(bureau, copy__ca=None))
    assert held(bureau) == before


def test_a_language_whose_fields_all_go_is_gone(bureau: Bureau) -> None:
    """A page without script sends each emptied field of its own."""
    gone = {key: None for key in fields(bureau) if key.startswith("copy.es.")}
    saved(save(bureau, "labs-01", dict(gone)))
    assert list(bureau.content().posts[0].copy) == ["en"]


def test_no_card_becomes_a_card_and_back(bureau: Bureau) -> None:
    """`card: none` is a text, and a layout is a key under it."""
    saved(
        save(
            bureau,
            "peer-01",
            {"card.layout": "figure", "card.figure": "3", "copy.en.alt": "A card with a 3."},
        )
    )
    assert fields(bureau, "peer-01")["card.figure"] == "3"
    saved(save(bureau, "peer-01", {"card": "none", "copy.en.alt": ""}))
    assert fields(bureau, "peer-01")["card"] == "none"


def test_line_ends_of_browsers_and_white_space_change_nothing(bureau: Bureau) -> None:
    """A text area sends CR LF, and blanks behind the last word."""
    before = held(bureau)
    text = fields(bureau)["copy.es.text"]
    assert isinstance(text, str)
    assert "\n\n" in text
    same = text.replace("\n", "\r\n") + " \r\n"
    assert saved(change(bureau, copy__es__text=same)).already_so
    assert held(bureau) == before
    saved(change(bureau, copy__es__text=same.replace("Más", "Mucho más")))
    assert fields(bureau)["copy.es.text"] == text.replace("Más", "Mucho más")
    assert b"\r" not in held(bureau)


@pytest.mark.parametrize(
    ("mark", "ending"), [(b"\xef\xbb\xbf", "\n"), (b"", "\r\n"), (b"\xef\xbb\xbf", "\r\n")]
)
def test_mark_and_line_ends_of_the_file_stay(bureau: Bureau, mark: bytes, ending: str) -> None:
    """A file from Windows stays one."""
    path = path_of(bureau)
    path.write_bytes(mark + held(bureau).replace(b"\n", ending.encode()))
    before = held(bureau)
    saved(change(bureau, copy__en__text="One line.\n\nAnother one."))
    after = held(bureau)
    assert after.startswith(mark + b"#")
    assert after.count(b"\n") == after.count(ending.encode())
    assert before[before.index(b"es:") :] == after[after.index(b"es:") :]


def test_changed_elsewhere_in_other_fields_is_joined_and_said(bureau: Bureau) -> None:
    """Both changes are in the file, and the answer names the other one."""
    opened = open_post(files(bureau), "labs-01", actor=ALONE, session="one", now=NOW)
    bureau.change("week 1 Tuesday 10:00", "week 1 Thursday 11:00")
    bureau.change("alt: Una tarjeta.", "alt: Otra tarjeta.")
    done = saved(change(bureau, base=opened.base, copy__en__headline="Three days"))
    assert done.elsewhere == ("when", "copy.es.alt")
    assert (fields(bureau)["when"], fields(bureau)["copy.en.headline"]) == (
        "week 1 Thursday 11:00",
        "Three days",
    )


def test_the_same_field_changed_elsewhere_is_a_conflict_with_both_texts(bureau: Bureau) -> None:
    """Nothing is written, not even the other field; the words that differ are marked."""
    opened = open_post(files(bureau), "labs-01", actor=ALONE, session="one", now=NOW)
    bureau.change('"Days around one table"', '"Days around our table"')
    before = held(bureau)
    values = {"copy.en.headline": "Days around a big table", "copy.es.alt": "Otra."}
    answer = save(bureau, "labs-01", dict(values), base=opened.base)
    assert isinstance(answer, Conflict)
    (only,) = answer.fields
    assert (only.key, only.old, only.mine, only.theirs) == (
        "copy.en.headline",
        "Days around one table",
        "Days around a big table",
        "Days around our table",
    )
    assert [each.words for each in only.their_words if each.differs] == ["our"]
    assert held(bureau) == before
    # Whoever decides for their own text saves again over the file as it is now.
    saved(save(bureau, "labs-01", dict(values), base=answer.base))
    assert fields(bureau)["copy.en.headline"] == "Days around a big table"


def test_a_field_taken_away_elsewhere_is_a_conflict(bureau: Bureau) -> None:
    """A language that somebody removed is not half made again."""
    opened = open_post(files(bureau), "labs-01", actor=ALONE, session="one", now=NOW)
    saved(change(bureau, copy__es=None))
    before = held(bureau)
    answer = change(bureau, base=opened.base, copy__es__text="Otro texto.")
    assert isinstance(answer, Conflict)
    assert answer.fields[0].theirs is None
    assert held(bureau) == before


def test_taking_away_what_somebody_changed_is_a_conflict(bureau: Bureau) -> None:
    """Their new words are shown."""
    opened = open_post(files(bureau), "labs-01", actor=ALONE, session="one", now=NOW)
    bureau.change("alt: Una tarjeta.", "alt: Otra tarjeta.")
    answer = change(bureau, base=opened.base, copy__es=None)
    assert isinstance(answer, Conflict)
    assert "alt: Otra tarjeta." in (answer.fields[0].theirs or ())


def test_the_conflict_says_who_and_when(bureau: Bureau) -> None:
    """The other edit came through the desk too."""
    opened = base_of(bureau)
    open_post(files(bureau), "labs-01", actor=ALONE, session="one", now=NOW)
    change(bureau, session="two", after=timedelta(minutes=3), copy__en__headline="Theirs")
    answer = change(bureau, base=opened, copy__en__headline="Mine")
    assert isinstance(answer, Conflict)
    assert answer.by is not None
    assert (answer.by.who, answer.by.at) == (ALONE.name, NOW + timedelta(minutes=3))


def test_the_same_change_elsewhere_is_already_so(bureau: Bureau) -> None:
    """Two people mend the same slip."""
    opened = base_of(bureau)
    change(bureau, copy__en__headline="Three days", session="two")
    assert saved(change(bureau, base=opened, copy__en__headline="Three days")).already_so


def test_a_base_that_nobody_kept_is_joined_by_the_old_values(bureau: Bureau) -> None:
    """A draft that lay in a browser for weeks: without old values, nothing is overwritten."""
    new: dict[str, str | tuple[str, ...] | None] = {"copy.en.headline": "Three days"}
    assert isinstance(save(bureau, "labs-01", new, base="0" * 64), Conflict)
    old: dict[str, str | tuple[str, ...] | None] = {"copy.en.headline": "Days around one table"}
    saved(save(bureau, "labs-01", new, base="0" * 64, old=old))
    assert fields(bureau)["copy.en.headline"] == "Three days"


@pytest.mark.parametrize(
    ("key", "value", "at"),
    [
        ("when", "tomorrow at noon", "when"),
        ("when", "", "when"),
        ("channels", ("catalunya",), "channels"),
        ("channels", (), "channels"),
        ("link", "site.example", "link"),
        ("hashtags", ("two words",), "hashtags"),
        ("copy.en.text", "", "copy.en.text"),
        ("copy.en.text", "{{ fact.F99 }}", "copy.en.text"),
        ("copy.es.state", "source", "copy.es.state"),
        ("copy.es.state", "ready", "copy.es.state"),
        ("copy.xx.text", "Words", "copy.xx"),
        ("copy.en.alt", "", "copy.en.alt"),
        ("card.layout", "poster", "card.layout"),
        ("card.layout", "figure", "card"),
        ("copy.en.text", "a\x07bell", "copy.en.text"),
        ("nonsense", "x", "nonsense"),
    ],
)
def test_what_no_post_may_say_is_refused_at_its_field(
    bureau: Bureau, key: str, value: object, at: str
) -> None:
    """Nothing is written, and the mistake stands at the field."""
    assert isinstance(value, str | tuple)
    before = held(bureau)
    answer = save(bureau, "labs-01", {key: value})
    assert isinstance(answer, Invalid)
    assert [m.key for m in answer.mistakes if m.key == at or m.key.startswith(f"{at}.")], answer
    assert held(bureau) == before


@pytest.mark.parametrize(
    ("text", "line", "says"),
    [
        ("id: labs-01\nwhen: [\n", 3, ""),
        ("id: labs-01\nid: labs-02\n", 2, "here twice"),
        ("id: labs-01\n<<<<<<< HEAD\nwhen: a\n=======\nwhen: b\n>>>>>>> x\n", 2, "both sides"),
        ("", 0, "empty"),
    ],
)
def test_a_file_that_cannot_be_read_is_refused_with_its_line(
    bureau: Bureau, text: str, line: int, says: str
) -> None:
    """It stays byte for byte as it is."""
    path_of(bureau).write_text(text, encoding="utf-8")
    with pytest.raises(ContentError) as caught:
        change(bureau, when="week 1 Friday 10:00")
    assert says in str(caught.value)
    assert not line or caught.value.mistakes[0].place.line in (line, line - 1)
    assert path_of(bureau).read_text(encoding="utf-8") == text


def test_a_file_that_is_gone_is_said(bureau: Bureau) -> None:
    """Somebody has renamed it since the page was opened."""
    desk = files(bureau)
    path_of(bureau).unlink()
    with pytest.raises(ContentError, match="not there any more"):
        desk.of(desk.path("labs-01"))


def test_the_origin_of_a_picture_is_not_lost(bureau: Bureau) -> None:
    """Names alone do not take the place of a picture that says that a machine drew it."""
    bureau.change(
        "image: [pictures/table.jpg]",
        "image: [{file: pictures/table.jpg, origin: ai}]",
        "thread-01",
    )
    before = held(bureau, "thread-01")
    answer = save(bureau, "thread-01", {"image": ("pictures/other.jpg",)})
    assert isinstance(answer, Invalid)
    assert answer.mistakes[0].key == "image"
    assert held(bureau, "thread-01") == before
    saved(save(bureau, "thread-01", {"copy.ca.headline": "Una altra"}))


def test_an_edit_may_mend_a_mistake(bureau: Bureau) -> None:
    """The file has an unknown channel; its name is the file's, and the edit makes it good."""
    bureau.change("channels: [all]", "channels: [catalunya]")
    saved(change(bureau, channels=("catalonia",)))
    assert "labs-01" in {post.id for post in bureau.content().posts}


def test_the_id_never_changes(bureau: Bureau) -> None:
    """What was published under it would be published again."""
    with pytest.raises(CampaignError, match="never changes"):
        change(bureau, id="other")


def test_a_post_that_nobody_has_is_said(bureau: Bureau) -> None:
    """And a path is no name of a post."""
    for name in ("nothing", "../config", "calendar/labs-01", "", "/etc/passwd"):
        with pytest.raises(CampaignError, match="there is no post"):
            files(bureau).path(name)


def test_a_touched_translation_is_bound_to_its_source(bureau: Bureau) -> None:
    """Its `of` is that of the source as it is now; the untouched one becomes stale."""
    saved(change(bureau, copy__en__text="Other words."))
    post = bureau.content().posts[0]
    assert post.source is not None
    assert post.copy["es"].of != copy_hash(post.source)
    saved(change(bureau, copy__es__text="Otras palabras."))
    post = bureau.content().posts[0]
    assert post.source is not None
    assert post.copy["es"].of == copy_hash(post.source)
    assert post.copy["es"].state is CopyState.DRAFT
    kept = bureau.folder / "content" / "sources"
    assert [path.name for path in kept.iterdir()] == [f"labs-01.{copy_hash(post.source)}.yaml"]


def test_whoever_edits_is_an_author_and_the_journal_has_it(bureau: Bureau) -> None:
    """By language, as with other ways to edit."""
    from campaign.storage.tables import edits as authors

    done = saved(change(bureau, copy__es__text="Otras palabras.", when="week 1 Friday 10:00"))
    with bureau.database.read() as connection:
        rows = connection.execute(authors.select()).all()
        made = edits.one(connection, done.edit)
    assert sorted((row.post, row.language, row.who) for row in rows) == [
        ("labs-01", "", ALONE.name),
        ("labs-01", "es", ALONE.name),
    ]
    assert made is not None
    assert (made.after, made.keys) == (done.base, ("when", "copy.es.text"))


def test_an_editor_edits_what_their_region_reads(bureau: Bureau) -> None:
    """Before and after: neither another region's words, nor channels of another region."""
    admin = register(bureau.database, "admin", Role.ADMIN)
    berta = register(bureau.database, "berta", Role.EDITOR, region="navarra", by=admin)
    marta = register(bureau.database, "marta", Role.EDITOR, region="catalonia", by=admin)
    rosa = register(bureau.database, "rosa", Role.READER, region="navarra", by=admin)
    saved(change(bureau, actor=berta, copy__es__text="Otras palabras."))
    for actor, values in (
        (rosa, {"copy.es.text": "No."}),
        (marta, {"copy.es.text": "No."}),
        (berta, {"copy.en.text": "No."}),
        (berta, {"when": "week 1 Friday 10:00"}),
        (ALONE, {"copy.es.text": "No."}),
    ):
        then = held(bureau)
        with pytest.raises(Forbidden):
            save(bureau, "labs-01", dict(values), actor=actor)
        assert held(bureau) == then
    saved(save(bureau, "peer-01", {"channels": ("navarra",)}, actor=admin))
    saved(save(bureau, "peer-01", {"copy.en.text": "Ours alone."}, actor=berta))
    with pytest.raises(Forbidden):
        save(bureau, "peer-01", {"channels": ("navarra", "catalonia")}, actor=berta)


def test_a_role_taken_away_counts_at_once(bureau: Bureau) -> None:
    """The actor that a page holds is older than the change."""
    from campaign.storage.trust import people

    admin = register(bureau.database, "admin", Role.ADMIN)
    berta = register(bureau.database, "berta", Role.EDITOR, region="navarra", by=admin)
    with bureau.database.write() as connection:
        people.take(connection, "berta", "navarra", Role.EDITOR, NOW)
    with pytest.raises(Forbidden):
        change(bureau, actor=berta, copy__es__text="No.")


@pytest.mark.parametrize(
    ("name", "folder"),
    [
        ("MERGE_HEAD", False),
        ("rebase-merge", True),
        ("rebase-apply", True),
        ("CHERRY_PICK_HEAD", False),
        ("REVERT_HEAD", False),
    ],
)
def test_nothing_is_written_while_git_is_under_way(bureau: Bureau, name: str, folder: bool) -> None:
    """And it is as soon as git is done."""
    git = bureau.folder / ".git"
    git.mkdir()
    there = git / name
    there.mkdir() if folder else there.write_text("x")
    before = held(bureau)
    with pytest.raises(StorageError, match="is not finished"):
        change(bureau, when="week 1 Friday 10:00")
    assert held(bureau) == before
    there.rmdir() if folder else there.unlink()
    saved(change(bureau, when="week 1 Friday 10:00"))


def test_a_file_that_may_not_be_written_stays(bureau: Bureau) -> None:
    """A read-only file is told as one, by whoever is not root."""
    path_of(bureau).chmod(0o444)
    before = held(bureau)
    try:
        change(bureau, when="week 1 Friday 10:00")
    except StorageError as error:
        assert "read-only" in str(error) or "cannot be written" in str(error)
        assert held(bureau) == before
    assert oct(path_of(bureau).stat().st_mode)[-3:] == "444"
