"""New posts: for a day, and as a copy of a text that somebody else has overtaken."""

from __future__ import annotations

from datetime import date, time

import pytest

from campaign.calendar.post_fields import fields_of
from campaign.errors import CampaignError, ContentError, Forbidden, StorageError
from campaign.model import OnDate
from campaign.model.people import Role
from campaign.usecases.writing.edit_post import Invalid
from campaign.usecases.writing.joining import FieldEdit
from campaign.usecases.writing.keep_copy import keep_copy
from campaign.usecases.writing.new_file import MadePost
from campaign.usecases.writing.new_for_day import new_for_day
from tests.usecases.translating.bureau import ALONE, NOW, Bureau
from tests.usecases.trust.team import register
from tests.usecases.writing.desk import change, files, held, path_of, saved

DAY = date(2026, 12, 18)
_DAYS = '[[day]]\ndate = "12-18"\nname = "International Migrants Day"\nsource = "seen"\n'


def made(bureau: Bureau, once: str = "", day: date = DAY, **more: object) -> MadePost:
    """A post for a day."""
    return new_for_day(
        files(bureau),
        day,
        once=once,
        session="one",
        now=NOW,
        **{"actor": ALONE, **more},  # type: ignore[arg-type]
    )


def test_a_post_for_a_day_has_its_name_its_day_and_all_channels(bureau: Bureau) -> None:
    """And the source copy alone: no translation, and nothing that cannot be read."""
    (bureau.folder / "content" / "days.toml").write_text(_DAYS, encoding="utf-8")
    done = made(bureau)
    assert done.file == "content/calendar/international-migrants-day.yaml"
    post = next(post for post in bureau.content().posts if post.id == done.id)
    assert isinstance(post.slot, OnDate)
    assert (f"{post.slot.wall}", post.channels) == ("2026-12-18 10:00:00", ("all",))
    assert list(post.copy) == ["en"]
    assert post.copy["en"].headline == "International Migrants Day"


def test_a_day_without_a_name_is_called_by_its_date_or_as_one_likes(bureau: Bureau) -> None:
    """An event has a name, an hour and some channels of its own."""
    assert made(bureau, day=date(2027, 3, 2)).id == "2027-03-02"
    event = made(bureau, title="Öffnung · Žižkov", at=time(18, 30), channels=("navarra",))
    fields = fields_of((bureau.calendar / f"{event.id}.yaml").read_text(encoding="utf-8"))
    assert (event.id, fields["when"], fields["channels"]) == (
        "offnung-zizkov",
        "2026-12-18 18:30",
        ("navarra",),
    )


def test_every_id_is_its_own(bureau: Bureau) -> None:
    """Also beside a file that cannot be read, and one of another name with that id."""
    (bureau.calendar / "a-day.yaml").write_text("id: [\n", encoding="utf-8")
    bureau.change("id: peer-01", "id: a-day-2", "peer-01")
    assert [made(bureau, title="A day").id for _ in range(2)] == ["a-day-3", "a-day-4"]


def test_the_same_request_makes_one_post(bureau: Bureau) -> None:
    """However often it comes; another key makes another one."""
    first = made(bureau, "key-1", title="A day")
    again = made(bureau, "key-1", title="A day")
    other = made(bureau, "key-2", title="A day")
    assert (again.id, again.edit, again.already_so) == (first.id, first.edit, True)
    assert (other.id, other.already_so) == ("a-day-2", False)
    with pytest.raises(CampaignError, match="with other content"):
        made(bureau, "key-1", title="Another day")


def test_what_cannot_be_made_makes_no_file(bureau: Bureau) -> None:
    """An unknown channel, a region without the right, a checkout in the middle of a merge."""
    before = bureau.texts()
    with pytest.raises(ContentError, match="catalunya"):
        made(bureau, channels=("catalunya",))
    admin = register(bureau.database, "admin", Role.ADMIN)
    berta = register(bureau.database, "berta", Role.EDITOR, region="navarra", by=admin)
    with pytest.raises(Forbidden):
        made(bureau, actor=berta)
    (bureau.folder / ".git").mkdir()
    (bureau.folder / ".git" / "MERGE_HEAD").write_text("x")
    with pytest.raises(StorageError, match="is not finished"):
        made(bureau, actor=admin)
    assert bureau.texts() == before
    (bureau.folder / ".git" / "MERGE_HEAD").unlink()
    assert made(bureau, actor=berta, channels=("navarra",), title="Ours").id == "ours"


def copied(bureau: Bureau, once: str = "", /, **values: str) -> MadePost | Invalid:
    """Keep a text of labs-01 as a copy."""
    edits = [FieldEdit(key.replace("__", "."), value) for key, value in values.items()]
    return keep_copy(
        files(bureau), "labs-01", edits, once=once, actor=ALONE, session="one", now=NOW
    )


def test_a_copy_has_my_text_and_goes_nowhere(bureau: Bureau) -> None:
    """The other one stays byte for byte; comments come along."""
    before = held(bureau)
    done = copied(bureau, copy__en__headline="My own headline")
    assert isinstance(done, MadePost)
    assert done.file == "content/calendar/labs-01-copy.yaml"
    assert held(bureau) == before
    text = (bureau.calendar / "labs-01-copy.yaml").read_text(encoding="utf-8")
    fields = fields_of(text)
    assert fields["copy.en.headline"] == "My own headline"
    assert fields["copy.es.text"] == fields_of(before.decode())["copy.es.text"]
    assert "# nobody has read it" in text
    bureau.content()
    planned = [post for post in bureau.content().posts if post.id == "labs-01-copy"]
    assert planned[0].channels == ("-all",)


def test_a_copy_overwrites_nothing(bureau: Bureau) -> None:
    """The next one has a number, whatever stands in the file of that name; a repeat makes none."""
    (bureau.calendar / "labs-01-copy.yaml").write_text("# mine\n", encoding="utf-8")
    first = copied(bureau, "key-1", copy__en__headline="Mine")
    again = copied(bureau, "key-1", copy__en__headline="Mine")
    other = copied(bureau, "key-2", copy__en__headline="Mine")
    assert [each.id for each in (first, again, other) if isinstance(each, MadePost)] == [
        "labs-01-copy-2",
        "labs-01-copy-2",
        "labs-01-copy-3",
    ]
    assert (bureau.calendar / "labs-01-copy.yaml").read_text(encoding="utf-8") == "# mine\n"


def test_a_copy_of_a_long_name_has_a_name_that_fits(bureau: Bureau) -> None:
    """An id has 80 characters at most."""
    long = "l" * 80
    bureau.change("id: labs-01 ", f"id: {long} ")
    path_of(bureau).rename(bureau.calendar / f"{long}.yaml")
    edits = [FieldEdit("copy.en.headline", "Mine")]
    done = keep_copy(files(bureau), long, edits, actor=ALONE, session="one", now=NOW)
    assert isinstance(done, MadePost)
    assert (len(done.id), done.id[-5:]) == (80, "-copy")
    assert done.id in {post.id for post in bureau.content().posts}


def test_an_unreadable_text_is_not_lost_as_a_copy(bureau: Bureau) -> None:
    """It is refused at its field, and the page still has it."""
    before = bureau.texts()
    done = copied(bureau, when="at noon")
    assert isinstance(done, Invalid)
    assert done.mistakes[0].key == "when"
    assert bureau.texts() == before


def test_a_copy_keeps_what_its_translations_were_made_from(bureau: Bureau) -> None:
    """So a stale one is compared with its old source, also in the copy."""
    saved(change(bureau, copy__es__text="Otras palabras."))
    old = bureau.content().posts[0].copy["es"].of
    saved(change(bureau, copy__en__text="New words."))
    copied(bureau, copy__en__headline="Mine")
    assert (bureau.folder / "content" / "sources" / f"labs-01-copy.{old}.yaml").exists()


def test_a_regional_editor_goes_on_with_their_copy(bureau: Bureau) -> None:
    """It goes nowhere, so it is nobody else's, until it names channels of other regions."""
    admin = register(bureau.database, "admin", Role.ADMIN)
    berta = register(bureau.database, "berta", Role.EDITOR, region="navarra", by=admin)
    edits = [FieldEdit("copy.es.text", "Lo mío.")]
    done = keep_copy(files(bureau), "labs-01", edits, actor=berta, session="one", now=NOW)
    assert isinstance(done, MadePost)
    saved(change(bureau, done.id, actor=berta, copy__en__headline="Ours"))
    with pytest.raises(Forbidden):
        change(bureau, done.id, actor=berta, channels=("all",))
    saved(change(bureau, done.id, actor=berta, channels=("navarra",)))
    rosa = register(bureau.database, "rosa", Role.READER, region="navarra", by=admin)
    with pytest.raises(Forbidden):
        keep_copy(files(bureau), "labs-01", edits, actor=rosa, session="one", now=NOW)
