"""Translations: how they stand, and a text beside its source that is saved by the file's hash."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import requests

from campaign.calendar.read import read_post
from campaign.model import CopyState, Post, copy_hash
from campaign.storage import publications, releases
from tests.web.stage import Stage, Visit, staged

POST = "platforms-02"
PAGE = f"/translations/es?post={POST}"


@pytest.fixture(scope="module")
def looked_at(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Stage]:
    """A desk for all tests that save nothing."""
    with staged(tmp_path_factory.mktemp("translations") / "campaign") as made:
        yield made


def file(stage: Stage) -> Path:
    """The post's file."""
    return stage.folder / "content" / "calendar" / f"{POST}.yaml"


def text(stage: Stage) -> str:
    """What it says."""
    return file(stage).read_text("utf-8")


def post(stage: Stage) -> Post:
    """The post as it stands there."""
    return read_post(text(stage), "post.yaml", stage.opened.read_content()[0].known)


def change(stage: Stage, old: str, new: str) -> None:
    """Somebody edits the file."""
    before = text(stage)
    assert old in before
    file(stage).write_text(before.replace(old, new, 1), "utf-8")


def stale(stage: Stage) -> None:
    """The Spanish words were reviewed, then the source changed."""
    change(stage, "    state: draft", "    state: reviewed")
    change(stage, "academia, media", "researchers, media")


def form(page: str) -> dict[str, str]:
    """What the editor of a page sends."""
    found = {
        name: words
        for way in (
            r'<input type="hidden" name="(base|source|show)" value="([^"]*)"',
            r'name="(words\.[^"]+)"[^>]*>([^<]*)</textarea>',
            r'name="(words\.[^"]+)"[^>]* value="([^"]*)"',
        )
        for name, words in re.findall(way, page)
    }
    return {key: words.replace("&#34;", '"').replace("&amp;", "&") for key, words in found.items()}


def save(visit: Visit, act: str, *, page: str = "", **words: Any) -> requests.Response:
    """Send the editor's form, as a page showed it, with other words in some fields."""
    shown = form(page or visit.get(PAGE).text)
    shown |= {f"words.{name}": value for name, value in words.items()}
    return visit.post(f"/translations/es/{POST}", {**shown, "act": act}, page=PAGE)


def notice(visit: Visit, answer: requests.Response) -> str:
    """What the page after an act says of it."""
    mistakes = re.findall(r'class="mistake"[^>]*>([^<]+)', answer.text)
    assert answer.status_code == 303, (answer.status_code, mistakes)
    page = visit.get(answer.headers["location"]).text
    found = re.search(r'class="toast"[^>]*><span>([^<]+)', page)
    assert found, "no notice"
    return found[1]


def test_the_matrix_shows_each_post_in_each_language(looked_at: Stage) -> None:
    """With a word beside each shape, and how many of each language are reviewed."""
    page = looked_at.visit("edgar").get("/translations").text
    assert page.count('<tr><th scope="row">') == 3
    assert "Spanish" in page and "0 of 3" in page and "Irish" in page
    for show, rows in (("all", 3), ("soon", 2), ("open", 3), ("other", 3)):
        found = looked_at.visit("edgar").get(f"/translations?show={show}").text
        assert found.count('<tr><th scope="row">') == rows, show


def test_only_the_words_that_were_changed_are_written(stage: Stage) -> None:
    """One line, and the rest of the file as it was; the state says that nobody has read it yet."""
    visit = stage.visit("edgar")
    before = text(stage).splitlines()
    answer = save(visit, "draft", headline="La pertenencia es de todas las manos")
    assert notice(visit, answer) == "Saved as a draft."
    after = text(stage).splitlines()
    assert len(before) == len(after)
    different = [new for old, new in zip(before, after, strict=True) if old != new]
    assert different == ['    headline: "La pertenencia es de todas las manos"']
    again = save(visit, "draft", headline="La pertenencia es de todas las manos")
    assert "saved already" in notice(visit, again)


def test_what_still_fits_is_reviewed_and_nobody_is_asked_again(stage: Stage) -> None:
    """`of` is the source's hash, the finding is gone, and the yes that was given counts on."""
    stage.plan(approved=True)
    stale(stage)
    visit = stage.visit("edgar")
    page = visit.get(PAGE).text
    assert "Source changed" in page and "<del>academia,</del>" in page
    assert notice(visit, save(visit, "fits", page=page)) == "Marked as reviewed."
    found = post(stage)
    assert found.source is not None
    copy = found.copy["es"]
    assert (copy.state, copy.of) == (CopyState.REVIEWED, copy_hash(found.source))
    checked = stage.opened.compiled()[0].findings
    about = [each for each in checked if (each.post, each.language) == (POST, "es")]
    assert not [each for each in about if "source" in each.message], about
    stage.plan()
    with stage.opened.database.read() as connection:
        some = [p for p in publications.all_of(connection, [POST]) if p.language == "es"]
        let = releases.released(connection, some, stage.opened.config.approval)
    assert some and let == {p.id for p in some}
    again = save(visit, "fits", page=page)
    assert notice(visit, again) == "Marked as reviewed." and post(stage) == found


def test_a_source_that_changed_while_it_was_read_is_not_called_reviewed(stage: Stage) -> None:
    """Whoever says that it fits has to have seen what it fits."""
    visit = stage.visit("edgar")
    page = visit.get(PAGE).text
    change(stage, "academia, media", "researchers, media")
    refused = save(visit, "fits", page=page)
    assert refused.status_code == 409 and "the source changed since" in refused.text
    assert post(stage).copy["es"].state is CopyState.DRAFT


def test_other_fields_that_changed_meanwhile_are_joined_and_it_is_said(stage: Stage) -> None:
    """Nobody's words are lost."""
    visit = stage.visit("edgar")
    page = visit.get(PAGE).text
    change(stage, "Hi estàs", "Hi esteu")
    answer = save(visit, "draft", page=page, headline="Entre muchas manos")
    assert "joined with what was changed elsewhere" in notice(visit, answer)
    assert "Hi esteu" in text(stage) and "Entre muchas manos" in text(stage)


def test_the_same_field_changed_elsewhere_is_not_overwritten(stage: Stage) -> None:
    """Both texts stand on the page; saved again, mine is kept."""
    visit = stage.visit("edgar")
    page = visit.get(PAGE).text
    change(stage, 'se construye entre muchas manos"', 'nace entre muchas manos"')
    before = text(stage)
    refused = save(visit, "draft", page=page, headline="La pertenencia es de todas las manos")
    assert refused.status_code == 409 and text(stage) == before
    assert "La pertenencia es de todas las manos" in refused.text
    assert "<ins>" in refused.text and "nace" in refused.text
    kept = visit.post(f"/translations/es/{POST}", {**form(refused.text), "act": "draft"}, page=PAGE)
    assert notice(visit, kept) == "Saved as a draft."
    assert "La pertenencia es de todas las manos" in text(stage)


@pytest.mark.parametrize(
    ("field", "words"),
    [
        ("headline", "x" * 300),
        ("headline", ""),
        ("text", "{{ fact.NONE }}"),
        ("text", "{{ 7 * "),
        ("alt", "y" * 20_000),
    ],
)
def test_what_no_post_may_say_is_refused_and_what_was_typed_stays(
    stage: Stage, field: str, words: str
) -> None:
    """Where it cannot be read, nothing is written; what is only wrong is saved as it is typed."""
    visit = stage.visit("edgar")
    before = text(stage)
    answer = save(visit, "draft", **{field: words})
    assert answer.status_code in (303, 422)
    if answer.status_code == 422:
        assert text(stage) == before
        assert words[:100] in answer.text or not words
        mistakes = re.findall(r'class="mistake"[^>]*>([^<]+)', answer.text)
        assert 'aria-invalid="true"' in answer.text, mistakes or answer.text[-3000:]


def test_a_missing_translation_is_written(stage: Stage) -> None:
    """Its source's hash and state come with it."""
    whole = text(stage)
    start, end = whole.index("  es:\n"), whole.index("  ca:\n")
    file(stage).write_text(whole[:start] + whole[end:], "utf-8")
    visit = stage.visit("edgar")
    page = visit.get(PAGE).text
    assert "Missing" in page
    words = {"headline": "Entre muchas manos", "text": "Juntas y juntos.", "alt": "Una tarjeta."}
    answer = save(visit, "fits", page=page, **words)
    assert notice(visit, answer) == "Marked as reviewed."
    copy = post(stage).copy["es"]
    assert (copy.headline, copy.text, copy.state) == (
        "Entre muchas manos",
        "Juntas y juntos.",
        CopyState.REVIEWED,
    )


def test_the_room_follows_the_words_and_nothing_is_saved(looked_at: Stage) -> None:
    """As the network counts them; too long says by how much."""
    visit = looked_at.visit("edgar")
    before = text(looked_at)
    shown = form(visit.get(PAGE).text)
    answers = []
    for words in ("Corto.", "palabra " * 60):
        sent = {**shown, "words.text": words, "act": "draft"}
        answers.append(visit.post(f"/translations/es/{POST}/room", sent, page=PAGE).text)
    assert re.search(r"\d+ left", answers[0]) and "too long" in answers[1]
    assert text(looked_at) == before


def test_words_of_a_machine_are_marked(stage: Stage) -> None:
    """In the table and beside the words, with the model."""
    change(stage, "    state: draft", "    origin: ai\n    model: test-model-1\n    state: draft")
    page = stage.visit("edgar").get(PAGE).text
    assert "A machine wrote these words (test-model-1)" in page
    assert 'class="by"' in page


def test_who_may_not_edit_there_reads_and_changes_nothing(stage: Stage) -> None:
    """An approver has no buttons; an editor of Catalonia none for what Navarra reads as well."""
    before = text(stage)
    for person in ("marta", "rita", "nuria"):
        visit = stage.visit(person)
        page = visit.get(PAGE).text
        assert 'value="fits"' not in page and "readonly" in page, person
        for act in ("draft", "fits"):
            answer = save(visit, act, headline="Otra cosa")
            assert answer.status_code == 403, (person, act)
    assert text(stage) == before
    assert 'value="fits"' in stage.visit("nuria").get(f"/translations/ca?post={POST}").text


def test_strange_addresses_and_forms_break_nothing(looked_at: Stage) -> None:
    """Languages and posts that are not there, and forms that are not whole."""
    visit = looked_at.visit("edgar")
    for path in (
        "/translations/xx",
        "/translations/en",
        "/translations/es?post=none",
        "/translations/es?post=../../etc",
        f"/translations/ca?post={POST}&show=%22",
    ):
        assert visit.get(path).status_code < 500, path
    before = text(looked_at)
    for sent in (
        {},
        {"base": "0" * 64, "source": "x", "act": "fits"},
        {"words.thread.99999": "a", "act": "draft", "base": ""},
        {"words.nothing": "a", "act": "draft", "base": "", "source": "0" * 12},
        {"words.text.x": "a", "words.alt.-1": "b", "act": "draft"},
    ):
        answer = visit.post(f"/translations/es/{POST}", sent, page=PAGE)
        assert answer.status_code < 500, sent
    assert read_post(text(looked_at), "x", looked_at.opened.read_content()[0].known)
    assert before.count("\n") <= text(looked_at).count("\n") + 5
