"""What a sheet says differently from the files, told cell by cell."""

from __future__ import annotations

import unicodedata
from collections.abc import Callable
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from campaign.calendar.sheet import Row, SheetDiff, Unreadable, columns, for_file
from campaign.calendar.sheet.table import letters
from tests.calendar.sheets import (
    LABS,
    LANGUAGES,
    POSTS,
    added,
    altered,
    compared,
    exported,
    post,
    wall,
)


def test_one_row_a_post_in_the_order_of_days() -> None:
    """Real times, lists with commas, a language's words side by side, the mark last."""
    table = exported((POSTS[1], POSTS[0]))
    assert table.columns[:5] == ("id", "when", "zone", "channels", "activity")
    assert table.columns[-7:-3] == ("ca headline", "ca text", "ca alt", "ca state")
    assert table.columns[-3:] == ("ca origin", "ca model", "base")
    first, second = table.rows
    assert (first.number, first.cells["id"]) == (2, "labs-01")
    assert first.cells["when"] == wall(2026, 12, 1, 10)
    assert second.cells["when"] == wall(2026, 12, 10, 17, 30)
    assert second.cells["zone"] == "Europe/Brussels"
    assert second.cells["channels"] == "eu, */mastodon"
    assert first.cells["hashtags"] == "EUBelong, LearningLabs"
    assert first.cells["es text"] == "Una mesa."
    assert (first.cells["figure"], second.cells["layout"]) == ("3", "none")


def test_an_untouched_sheet_changes_nothing() -> None:
    """Importing what was exported is without effect."""
    assert compared(exported()) == SheetDiff()


def test_only_changed_cells_become_edits() -> None:
    """Each names the key, both values, the file and the cell."""
    table = altered(exported(), "labs-01", es_text="Una mesa grande.", pillar="act")
    diff = compared(altered(table, "peer-01", when=wall(2026, 12, 11, 9)))
    assert [(e.post, e.key, e.old, e.new, e.cell) for e in diff.edits] == [
        ("labs-01", "pillar", "meet", "act", "F2"),
        ("labs-01", "copy.es.text", "Una mesa.", "Una mesa grande.", "W2"),
        ("peer-01", "when", "2026-12-10 17:30", "2026-12-11 09:00", "B3"),
    ]
    assert diff.edits[0].file == "content/calendar/labs-01.yaml"
    assert not (diff.conflicts or diff.problems or diff.new_rows or diff.missing_rows)


@pytest.mark.parametrize(
    ("column", "spoil"),
    [
        ("en text", lambda text: f"\n{text}  "),
        ("en text", lambda text: text.replace("\n", "\r\n")),
        ("en text", lambda text: text.replace("\n", " \t\n")),
        ("es headline", lambda text: unicodedata.normalize("NFD", text)),
        ("hashtags", lambda text: text.replace(", ", ",")),
        ("hashtags", lambda text: text.replace(", ", " ; ") + ";"),
        ("hashtags", lambda text: "#" + text.replace(", ", "\n#")),
    ],
)
def test_what_spreadsheets_change_by_themselves_is_no_edit(
    column: str, spoil: Callable[[str], str]
) -> None:
    """Blanks at the ends, other line ends and letters, other signs between entries of a list."""
    table = exported()
    cell = str(table.rows[0].cells[column])
    assert spoil(cell) != cell
    spoiled = altered(table, "labs-01", **{column: spoil(cell)})
    assert compared(spoiled) == SheetDiff()
    # the row counts as untouched too: what the files say by now is not called a conflict
    moved = post(LABS.replace("Una mesa.", "De otra persona."))
    assert compared(spoiled, (moved, POSTS[1])) == SheetDiff()


def test_columns_may_be_moved_renamed_in_case_and_left_out() -> None:
    """What the officer does not need to see need not be there."""
    table = exported()
    names = tuple(name for name in reversed(table.columns) if not name.startswith("ca "))
    names = tuple(f"  {name.upper()} " for name in names)
    found = tuple(
        Row(
            row.number,
            {n: row.cells[n.strip().lower()] for n in names if n.strip().lower() in row.cells},
        )
        for row in table.rows
    )
    table = replace(table, columns=names, rows=found)
    assert compared(table) == SheetDiff()


def test_a_left_out_column_does_not_empty_the_key() -> None:
    """Only a cell that is there and empty takes something away."""
    table = exported()
    names = tuple(name for name in table.columns if name != "pillar")
    found = tuple(
        Row(r.number, {n: v for n, v in r.cells.items() if n != "pillar"}) for r in table.rows
    )
    diff = compared(altered(replace(table, columns=names, rows=found), "labs-01", es_alt="Otra."))
    assert [edit.key for edit in diff.edits] == ["copy.es.alt"]


def test_an_unknown_column_is_told_and_not_read() -> None:
    """A typing error in a heading would otherwise lose the whole column unseen."""
    table = exported()
    table = replace(table, columns=(*table.columns, "es txt"))
    diff = compared(altered(table, "labs-01", **{"es txt": "Nada."}))
    (problem,) = diff.problems
    assert '"es txt"' in problem.message and '"es text"' in problem.remedy
    assert diff.edits == ()


def test_a_row_changed_on_both_sides_is_a_conflict() -> None:
    """Shown with both values, and never written."""
    table = altered(exported(), "labs-01", es_text="Del oficial.")
    moved = post(LABS.replace("Una mesa.", "De otra persona."))
    diff = compared(table, (moved, POSTS[1]))
    assert diff.edits == ()
    (conflict,) = diff.conflicts
    assert (conflict.post, conflict.row) == ("labs-01", 2)
    assert [(e.old, e.new) for e in conflict.edits] == [("De otra persona.", "Del oficial.")]


def test_a_row_changed_in_another_cell_on_each_side_is_a_conflict_too() -> None:
    """The two may belong together; a person decides."""
    table = altered(exported(), "labs-01", es_text="Del oficial.")
    moved = post(LABS.replace("pillar: meet", "pillar: act"))
    diff = compared(table, (moved, POSTS[1]))
    assert diff.edits == () and len(diff.conflicts) == 1


def test_a_row_changed_in_the_files_alone_stays_as_the_files_have_it() -> None:
    """An old sheet does not bring old words back."""
    moved = post(LABS.replace("Una mesa.", "De otra persona."))
    assert compared(exported(), (moved, POSTS[1])) == SheetDiff()


def test_the_same_change_on_both_sides_is_no_conflict() -> None:
    """Importing twice, or agreeing by chance, is nothing to ask about."""
    table = altered(exported(), "labs-01", es_text="De otra persona.")
    moved = post(LABS.replace("Una mesa.", "De otra persona."))
    assert compared(table, (moved, POSTS[1])) == SheetDiff()


def test_a_row_without_its_mark_is_never_written() -> None:
    """Nobody can tell then which side is newer."""
    table = altered(exported(), "labs-01", base=None, es_text="Sin marca.")
    diff = compared(table)
    assert diff.edits == ()
    assert "mark" in diff.conflicts[0].why


def test_rows_may_be_sorted_and_blank_rows_added() -> None:
    """Only the id says which post a row is."""
    table = exported()
    moved = tuple(Row(9 - row.number, row.cells) for row in table.rows)
    table = replace(table, rows=(Row(1000, {}), *moved, Row(1001, {"en text": "  ", "base": "\n"})))
    assert compared(table) == SheetDiff()


def test_a_deleted_row_is_told_and_deletes_nothing() -> None:
    """Posts are deleted in their files."""
    table = exported()
    diff = compared(replace(table, rows=table.rows[1:]))
    assert diff == SheetDiff(missing_rows=("labs-01",))


def test_a_full_row_with_a_new_id_becomes_a_post() -> None:
    """English is its source, other languages are drafts, all cells remembered."""
    table = added(
        exported(),
        id="new-01",
        when=wall(2026, 12, 24, 12),
        channels="eu,catalonia",
        activity="A01",
        en_headline="New",
        en_text="Words.",
        en_alt="A card.",
        es_text="Palabras.",
    )
    (new,) = compared(table).new_rows
    assert (new.id, new.row) == ("new-01", 4)
    assert new.values == {
        "id": "new-01",
        "when": "2026-12-24 12:00",
        "channels": "eu, catalonia",
        "activity": "A01",
        "copy.en.headline": "New",
        "copy.en.text": "Words.",
        "copy.en.alt": "A card.",
        "copy.es.text": "Palabras.",
        "copy.en.state": "source",
        "copy.es.state": "draft",
    }
    assert new.cells["activity"] == "E4"


def test_a_thin_new_row_is_a_problem_at_its_cells() -> None:
    """One for each cell that lacks."""
    diff = compared(added(exported(), id="new-01", when="week 2 Friday 9:00", channels="all"))
    assert diff.new_rows == ()
    assert [problem.message.split(":")[0] for problem in diff.problems] == ["P4", "Q4"]


def test_a_copied_row_with_an_id_of_its_own_is_a_new_post() -> None:
    """Copying the row above is how people begin one."""
    table = exported()
    copied = {**table.rows[0].cells, "id": "labs-02"}
    diff = compared(replace(table, rows=(*table.rows, Row(4, copied))))
    assert [new.id for new in diff.new_rows] == ["labs-02"]
    assert diff.problems == ()


def test_a_changed_id_is_a_problem_and_no_new_post() -> None:
    """The post would exist twice, and go out twice."""
    table = exported()
    renamed = Row(2, {**table.rows[0].cells, "id": "labs-one"})
    diff = compared(replace(table, rows=(renamed, table.rows[1])))
    assert diff.new_rows == () and diff.edits == ()
    (problem,) = diff.problems
    assert 'A2: the id "labs-01" became "labs-one"' in problem.message


def test_an_id_twice_is_a_problem() -> None:
    """The second row is not read."""
    table = exported()
    diff = compared(replace(table, rows=(*table.rows, Row(7, table.rows[0].cells))))
    (problem,) = diff.problems
    assert 'A7: the id "labs-01" is in row 2 already' in problem.message
    assert str(problem.place) == "calendar.xlsx:7"


def test_a_row_without_an_id_is_a_problem() -> None:
    """Words without a home are not lost silently."""
    (problem,) = compared(added(exported(), en_text="Whose words?")).problems
    assert "A4: the row has no id" in problem.message


@pytest.mark.parametrize("column", ["es text", "when", "id", "base"])
def test_a_formula_is_refused_with_its_cell(column: str) -> None:
    """And nothing else of its row is taken over."""
    table = altered(exported(), "labs-01", es_alt="Cambiado.")
    cells = {**table.rows[0].cells, column: Unreadable("this is a formula")}
    diff = compared(replace(table, rows=(Row(2, cells), table.rows[1])))
    cell = table.address(column, table.rows[0])
    assert [problem.message for problem in diff.problems] == [f"{cell}: this is a formula"]
    assert diff.edits == () and diff.new_rows == ()


def test_a_text_that_became_a_date_is_refused() -> None:
    """Spreadsheets make 3 December of 3/12."""
    (problem,) = compared(altered(exported(), "labs-01", figure=wall(2026, 12, 3))).problems
    assert "made a date of it" in problem.message


def test_a_number_in_a_cell_for_text_is_its_figures() -> None:
    """4 comes back as 4.0."""
    (edit,) = compared(altered(exported(), "labs-01", figure=4.0)).edits
    assert (edit.key, edit.new) == ("card.figure", "4")


def test_a_new_language_comes_as_a_draft() -> None:
    """Nobody has read it yet."""
    table = altered(
        exported(), "labs-01", ca_headline="Tres dies.", ca_text="Una taula.", ca_alt="Targeta."
    )
    keys = {edit.key: edit.new for edit in compared(table).edits}
    assert keys == {
        "copy.ca.headline": "Tres dies.",
        "copy.ca.text": "Una taula.",
        "copy.ca.alt": "Targeta.",
        "copy.ca.state": "draft",
    }


def test_a_language_with_all_cells_emptied_goes_as_a_whole() -> None:
    """One edit instead of four halves."""
    table = altered(
        exported(), "labs-01", es_headline=None, es_text=None, es_alt=None, es_state=None
    )
    (edit,) = compared(table).edits
    assert (edit.key, edit.new) == ("copy.es", "")
    assert for_file([edit]) == {"copy.es": None}


def test_a_card_goes_and_comes() -> None:
    """The word none stands for no card, both ways."""
    gone = compared(altered(exported(), "labs-01", layout="none", figure=None)).edits
    assert for_file(gone) == {"card": "none"}
    come = compared(altered(exported(), "peer-01", layout="quote")).edits
    assert for_file(come) == {"card": None, "card.layout": "quote"}


def test_lists_go_into_files_as_lists() -> None:
    """With their entries trimmed and without #."""
    table = altered(exported(), "labs-01", hashtags=" #EUBelong;Labs ,", channels="eu", facts=None)
    assert for_file(compared(table).edits) == {
        "channels": ["eu"],
        "facts": [],
        "hashtags": ["EUBelong", "Labs"],
    }


def test_a_sheet_without_ids_is_refused() -> None:
    """There is nothing to compare with."""
    table = exported()
    names = tuple("" if name == "id" else name for name in table.columns)
    (problem,) = compared(replace(table, columns=names)).problems
    assert 'no column "id"' in problem.message


def test_columns_are_lettered_as_spreadsheets_do() -> None:
    """A to Z, then AA."""
    names = [letters(n) for n in (0, 25, 26, 51, 52, 701, 702)]
    assert names == ["A", "Z", "AA", "AZ", "BA", "ZZ", "AAA"]


_WORDS = st.text(
    st.characters(codec="utf-8", exclude_categories=["Cc", "Cs"]), min_size=1, max_size=30
)


@settings(deadline=None, max_examples=60)
@given(old=_WORDS, new=_WORDS)
def test_any_change_of_words_is_one_edit_and_importing_it_again_none(old: str, new: str) -> None:
    """Applying the edits makes sheet and files the same."""
    copy = replace(POSTS[0].copy["es"], text=old)
    before = replace(POSTS[0], copy={**POSTS[0].copy, "es": copy})
    table = altered(exported((before,)), "labs-01", es_text=new)
    diff = compared(table, (before,))
    after = before
    for edit in diff.edits:
        assert edit.key == "copy.es.text"
        after = replace(before, copy={**before.copy, "es": replace(copy, text=edit.new)})
    assert compared(table, (after,)) == SheetDiff()


def test_the_heading_has_a_column_for_each_language_and_word() -> None:
    """Fifteen of the post, six a language, and the mark."""
    assert len(columns(LANGUAGES)) == 15 + 6 * len(LANGUAGES) + 1
