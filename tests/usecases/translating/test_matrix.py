"""How translations stand, and what a person says of them."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

import pytest
from sqlalchemy import select

from campaign.calendar.translations.units import Standing
from campaign.calendar.weeks import week_of
from campaign.errors import CampaignError, ContentError, Forbidden
from campaign.model import copy_hash
from campaign.model.people import Actor, Person, Role
from campaign.source_words import SourceWords
from campaign.storage.tables import record
from campaign.storage.trust import people
from campaign.usecases.translating import accept as accepting
from campaign.usecases.translating.accept import Accepted
from campaign.usecases.translating.matrix import Choice, Matrix, matrix
from campaign.usecases.translating.source_diff import in_words
from tests.usecases.translating.bureau import ALONE, NOW, Bureau, differences


def shown(found: Matrix) -> dict[str, dict[str, str]]:
    """The words of each cell, by post and language."""
    return {row.post: {cell.language: cell.shown for cell in row.cells} for row in found.rows}


def accepted(
    bureau: Bureau, posts: Sequence[str], languages: Sequence[str], actor: Actor = ALONE
) -> tuple[Accepted, ...]:
    """Call translations right."""
    return accepting.accept(
        bureau.content(),
        bureau.config,
        bureau.database,
        Choice(posts=posts, languages=languages),
        actor=actor,
        now=NOW,
    )


def marked(bureau: Bureau, actor: Actor = ALONE) -> tuple[Accepted, ...]:
    """Mark what names no source."""
    return accepting.mark(
        bureau.content(), bureau.config, bureau.database, Choice(), actor=actor, now=NOW
    )


def test_every_post_has_a_cell_for_each_language_that_its_channels_speak(bureau: Bureau) -> None:
    """In the order of their days, in the words of the desk."""
    found = matrix(bureau.content(), bureau.config)
    assert found.languages == ("en", "ca", "es")
    assert list(shown(found)) == ["labs-01", "thread-01", "peer-01"]
    assert shown(found) == {
        "labs-01": {"en": "Source", "ca": "Missing", "es": "Draft"},
        "thread-01": {"en": "Source", "ca": "Reviewed"},
        "peer-01": {"en": "Source", "ca": "Missing", "es": "Missing"},
    }
    assert [row.week for row in found.rows] == [1, 2, 2]
    assert found.counts["missing"] == 3


@pytest.mark.parametrize(
    ("choice", "wanted"),
    [
        (Choice(regions=["navarra"]), {"labs-01": ["es"], "peer-01": ["es"]}),
        (Choice(weeks=[1]), {"labs-01": ["en", "ca", "es"]}),
        (Choice(weeks=[2], languages=["ca"]), {"thread-01": ["ca"], "peer-01": ["ca"]}),
        (Choice(standings=[Standing.MISSING], languages=["es"]), {"peer-01": ["es"]}),
        (Choice(posts=["thread-01"]), {"thread-01": ["en", "ca"]}),
        (Choice(standings=[Standing.STALE]), {}),
    ],
)
def test_a_choice_leaves_a_part(bureau: Bureau, choice: Choice, wanted: object) -> None:
    """By region, week, language, post and how it stands."""
    found = matrix(bureau.content(), bureau.config, choice)
    assert {row.post: [cell.language for cell in row.cells] for row in found.rows} == wanted


def test_a_name_that_there_is_not_is_answered_with_the_nearest(bureau: Bureau) -> None:
    """Of posts, languages and regions."""
    for choice in (Choice(posts=["labs-02"]), Choice(languages=["cat"]), Choice(regions=["nav"])):
        with pytest.raises(CampaignError, match="there is no"):
            matrix(bureau.content(), bureau.config, choice)


def test_a_changed_source_makes_its_translations_stale_and_shows_the_words(bureau: Bureau) -> None:
    """Without git, and for a translation that a spreadsheet or `mark` bound."""
    bureau.change("    of: d18230436953\n", "")
    unmarked = matrix(bureau.content(), bureau.config, Choice(posts=["labs-01"], languages=["es"]))
    assert unmarked.rows[0].cells[0].unmarked
    done = marked(bureau)
    assert {(each.post, each.language) for each in done} == {("labs-01", "es"), ("thread-01", "ca")}
    bureau.change("about twenty people", "some forty people")
    bureau.change("alt: A card.", "alt: A card with a table.")
    found = matrix(bureau.content(), bureau.config, Choice(standings=[Standing.STALE]))
    assert shown(found) == {"labs-01": {"es": "Source changed"}}
    (cell,) = found.rows[0].cells
    assert cell.changes is not None
    text, alt = (in_words(change) for change in cell.changes)
    assert "days, [-about twenty-] {+some forty+} people" in text
    assert alt == "A [-card.-] {+card with a table.+}"


def test_white_space_that_only_wraps_lines_changes_nothing(bureau: Bureau) -> None:
    """An editor that fills lines anew makes nothing stale."""
    marked(bureau)
    bureau.change("one lab in each region. See", "one lab\n      in each region. See")
    assert matrix(bureau.content(), bureau.config).counts["source changed"] == 0


def test_words_that_are_not_known_any_more_are_said_to_be_so(bureau: Bureau) -> None:
    """The hash of the file names a source that nobody kept; or somebody changed what was kept."""
    bureau.change("of: d18230436953", "of: 0123456789ab")
    stale = Choice(standings=[Standing.STALE])
    (cell,) = matrix(bureau.content(), bureau.config, stale).rows[0].cells
    assert cell.changes is None
    bureau.change("    of: 0123456789ab\n", "")
    marked(bureau)
    (kept,) = (bureau.folder / "content" / "sources").glob("labs-01.*.yaml")
    kept.write_text(kept.read_text().replace("twenty", "thirty"))
    bureau.change("Who would you invite?", "Whom would you ask?")
    (cell,) = matrix(bureau.content(), bureau.config, stale).rows[0].cells
    assert cell.changes is None


def test_it_still_fits_is_written_into_the_file_and_the_record(bureau: Bureau) -> None:
    """Only the lines of the two keys differ, and the comment stays."""
    bureau.change("    of: d18230436953\n", "    of: 0123456789ab\n")
    before = bureau.texts()["labs-01"]
    (done,) = accepted(bureau, ["labs-01"], ["es"])
    source = bureau.content().posts[0].source
    assert source is not None
    assert (done.old_state, done.state, done.of) == ("draft", "reviewed", copy_hash(source))
    assert differences(before, bureau.texts()["labs-01"]) == [
        "-    state: draft      # nobody has read it",
        "-    of: 0123456789ab",
        "+    state: reviewed      # nobody has read it",
        f"+    of: {done.of}",
    ]
    with bureau.database.read() as connection:
        (entry,) = connection.execute(select(record)).all()
    assert (entry.act, entry.post) == ("translation.reviewed", "labs-01")
    assert entry.public["language"] == "es"
    assert entry.public["of"] == done.of
    assert accepted(bureau, ["labs-01"], ["es"]) == (), "a second time changes nothing"
    kept = SourceWords(bureau.folder / "content").find("labs-01", done.of)
    assert kept is not None
    assert (kept.headline, kept.text, kept.alt) == (source.headline, source.text, source.alt)


def test_what_is_missing_cannot_be_accepted(bureau: Bureau) -> None:
    """Nothing is written then, also not of the other languages."""
    before = bureau.texts()
    with pytest.raises(CampaignError, match="labs-01 has no copy in ca"):
        accepted(bureau, ["labs-01"], ["es", "ca"])
    assert bureau.texts() == before


def test_only_who_may_edit_where_it_is_read_accepts(bureau: Bureau) -> None:
    """An editor of Navarre may not speak for Catalonia."""
    navarra = Person("ane", "Ane", "", {"navarra": frozenset({Role.EDITOR})})
    reader = Person("ola", "Ola", "", {"catalonia": frozenset({Role.READER})})
    with bureau.database.write() as connection:
        for person in (navarra, reader):
            people.add(connection, person, NOW)
    before = bureau.texts()
    for person in (navarra, reader):
        with pytest.raises(Forbidden):
            accepted(bureau, ["thread-01"], ["ca"], Actor(person.id, person))
    assert bureau.texts() == before
    assert accepted(bureau, ["labs-01"], ["es"], Actor("ane", navarra))


def test_a_file_that_was_changed_meanwhile_is_left_alone(bureau: Bureau) -> None:
    """Between reading and writing somebody saved it."""
    content = bureau.content()
    bureau.change("about twenty", "about thirty")
    with pytest.raises(ContentError, match="changed a moment ago"):
        accepting.accept(
            content,
            bureau.config,
            bureau.database,
            Choice(posts=["labs-01"], languages=["es"]),
            actor=ALONE,
            now=NOW,
        )


def test_marking_leaves_the_state_as_it_is(bureau: Bureau) -> None:
    """What was reviewed by hand stays reviewed, a draft a draft."""
    bureau.change("    of: d18230436953\n", "")
    done = {(each.post, each.language): each.state for each in marked(bureau)}
    assert done == {("labs-01", "es"): "draft", ("thread-01", "ca"): "reviewed"}
    assert marked(bureau) == ()


@pytest.mark.parametrize(
    ("day", "week"),
    [
        (date(2026, 11, 30), 1),
        (date(2026, 12, 6), 1),
        (date(2026, 12, 7), 2),
        (date(2027, 1, 4), 6),
        (date(2026, 11, 29), 0),
    ],
)
def test_week_one_holds_the_start(day: date, week: int) -> None:
    """Also over the turn of the year."""
    assert week_of(day, date(2026, 12, 1)) == week
