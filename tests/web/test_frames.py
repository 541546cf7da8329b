"""A post in two frames, from its file to the network: one frame a channel, and out once."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from html import unescape
from pathlib import Path

import pytest

from campaign.calendar.frame_choice import frames_of
from campaign.model import Publication, State, Variant
from campaign.storage import frames, publications, releases, variants
from campaign.usecases.reporting.report import carried
from tests.web.stage import Stage, prepare, staged
from tests.web.test_post import form, notice, save

POST = "platforms-02"
HUMANITY = "Neighbours, teachers, newcomers: at one table we find out how alike we are."
PROSPERITY = "Where everybody can join in, towns find workers, ideas and customers."
CATALAN = ("Veïnes, mestres, nouvinguts: a taula.", "Els pobles hi guanyen.")
ENGLISH = re.compile(r"(  en:\n.*?)    text: >-\n.*?(    alt:)", re.DOTALL)
CATALAN_TEXT = re.compile(r"(  ca:\n.*?)    text: >-\n.*?(    alt:)", re.DOTALL)
AFTER = datetime(2026, 12, 10, 12, 45, tzinfo=UTC)


def in_frames(humanity: str, prosperity: str) -> str:
    return (
        "\\1    text:\n"
        f'      shared_humanity: "{humanity}"\n'
        f'      shared_prosperity: "{prosperity}"\n\\2'
    )


def file(stage: Stage) -> Path:
    return stage.folder / "content" / "calendar" / f"{POST}.yaml"


def write(path: Path, humanity: str = HUMANITY, prosperity: str = PROSPERITY) -> None:
    """Put both frames into the English and the Catalan copy."""
    text = ENGLISH.sub(in_frames(humanity, prosperity), path.read_text("utf-8"), count=1)
    path.write_text(CATALAN_TEXT.sub(in_frames(*CATALAN), text, count=1), "utf-8")


@pytest.fixture
def stage(tmp_path: Path) -> Iterator[Stage]:
    """A desk whose one post has two frames in two of its languages."""
    folder = tmp_path / "campaign"
    config = prepare(folder, [POST])
    write(folder / "content" / "calendar" / f"{POST}.yaml")
    with staged(folder, config=config) as made:
        yield made


def rows(stage: Stage) -> list[tuple[Publication, Variant]]:
    """Every publication of the post with its words."""
    with stage.opened.database.read() as connection:
        some = publications.all_of(connection, [POST])
        kept = variants.load(connection, [each.variant_hash for each in some])
    return [(each, kept[each.variant_hash]) for each in some]


def chosen(stage: Stage) -> dict[str, str]:
    return {each.channel: variant.frame for each, variant in rows(stage)}


def test_each_channel_gets_one_frame_by_the_rule_and_keeps_it(stage: Stage) -> None:
    """Only its own text; the others' languages have none, and a later plan changes nothing."""
    stage.plan()
    found = rows(stage)
    for each, variant in found:
        framed = each.language in ("en", "ca")
        assert bool(variant.frame) == framed
        if each.language == "en":
            own, other = HUMANITY, PROSPERITY
            if variant.frame == "shared_prosperity":
                own, other = other, own
            assert own in variant.text and other not in variant.text
    made, _, _ = stage.opened.compiled()
    (post,) = made.posts
    names = {each.channel for each, _ in found}
    channels = [c for c in stage.opened.config.channels.values() if c.name in names]
    wanted = frames_of(post, channels, {})
    assert {name: frame for name, frame in chosen(stage).items() if frame} == wanted
    assert set(wanted.values()) == {"shared_humanity", "shared_prosperity"}
    before = {each.id: each.variant_hash for each, _ in found}
    stage.plan()
    assert {each.id: each.variant_hash for each, _ in rows(stage)} == before


def test_a_channel_that_comes_first_takes_no_frame_away(stage: Stage) -> None:
    """Though it stands before the others in the configuration, what was planned stays."""
    left_out = next(c for c in stage.opened.config.channels.values() if c.language == "en")
    text = file(stage).read_text("utf-8")
    file(stage).write_text(text.replace("[all]", f"[all, -{left_out.name}]"), "utf-8")
    stage.plan()
    before = chosen(stage)
    assert left_out.name not in before
    file(stage).write_text(text, "utf-8")
    stage.plan()
    after = chosen(stage)
    assert after.pop(left_out.name)
    assert after == before


def test_a_change_of_one_frame_asks_anew_for_its_channels_alone(stage: Stage) -> None:
    """The approval is of exactly the frame that goes out."""
    stage.plan(approved=True)
    write_again = file(stage).read_text("utf-8").replace(PROSPERITY, "Towns do better together.")
    file(stage).write_text(write_again, "utf-8")
    stage.plan()
    with stage.opened.database.read() as connection:
        some = [each for each, _ in rows(stage)]
        free = releases.released(connection, some, stage.opened.config.approval)
    for each, variant in rows(stage):
        changed = each.language == "en" and variant.frame == "shared_prosperity"
        assert (each.id in free) != changed


def test_both_frames_are_shown_to_whoever_approves(stage: Stage) -> None:
    """A region with one frame sees the other one too, and what is approved is its own."""
    stage.plan()
    english = [each for each, _ in rows(stage) if each.language == "en"]
    for region in sorted({each.region for each in english}):
        page = unescape(stage.visit("avery").get(f"/approvals/{POST}?region={region}").text)
        assert HUMANITY in page and PROSPERITY in page
        assert "In the frame “shared" in page


def test_every_publication_goes_out_once_in_its_own_frame(stage: Stage) -> None:
    """The report's source knows them, and the proof says which it was."""
    stage.plan(approved=True)
    planned = chosen(stage)
    for minutes in range(60):
        stage.publish(AFTER + timedelta(minutes=minutes))
    out = [each for each, _ in rows(stage) if each.state is State.PUBLISHED]
    assert len(out) == len(planned)
    assert chosen(stage) == planned
    with stage.opened.database.read() as connection:
        settled = frames.settled(connection)
    framed = {each.id: planned[each.channel] for each in out if planned[each.channel]}
    assert settled == {(POST, name): frame for name, frame in planned.items() if frame}
    known = carried(stage.opened.database)
    assert known.frames == framed
    assert known.pairs == {POST: ("shared_humanity", "shared_prosperity")}
    assert len({each.remote_id for each in out}) == len(out)


def test_the_editor_has_a_field_for_each_frame(stage: Stage) -> None:
    """One is changed, and the other and the rest of the file stay as they are."""
    visit = stage.visit("edgar")
    sent = form(visit, post=POST)
    assert "copy.en.text" not in sent
    key = "copy.en.text.shared_humanity"
    assert sent[key] == [HUMANITY]
    before = file(stage).read_text("utf-8")
    assert "says all of this already" in notice(visit, save(visit, sent))
    assert notice(visit, save(visit, {**sent, key: "We sit down together."})).startswith("Saved.")
    assert file(stage).read_text("utf-8") == before.replace(HUMANITY, "We sit down together.")
    again = form(visit, post=POST)
    answer = save(visit, {**again, key: PROSPERITY})
    assert "Saved" in notice(visit, answer)
    page = unescape(visit.get(f"/posts/{POST}").text)
    assert "have the same words in en" in page
