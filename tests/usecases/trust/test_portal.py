"""The Commission portal's table: what the registers say, and nothing that nobody knows."""

from __future__ import annotations

import csv
from dataclasses import replace
from io import BytesIO, StringIO
from pathlib import Path

import openpyxl
import pytest
from sqlalchemy import update

from campaign.calendar.registers import read_vocabulary
from campaign.errors import ContentError, Forbidden
from campaign.model import Registers
from campaign.model.people import Actor, Person
from campaign.model.vocabulary import PORTAL_AUDIENCES
from campaign.storage.database import Database
from campaign.storage.tables import publications
from campaign.usecases.trust.evidence.archive import FileExists
from campaign.usecases.trust.evidence.portal import COLUMNS, Item, PortalTable
from campaign.usecases.trust.evidence.portal_file import (
    UnknownKind,
    as_csv,
    as_workbook,
    write_portal,
)
from tests.storage.conftest import database, kind, migrated, on_both, postgres, url
from tests.usecases.trust.told import ADMIN, SPAN, Told, post, told

__all__ = ["database", "kind", "migrated", "postgres", "url"]


@pytest.fixture
def campaign(database: Database, tmp_path: Path) -> Told:
    """A campaign that is over."""
    return told(database, tmp_path)


def made(campaign: Told, tmp_path: Path, **other: object) -> PortalTable:
    """The table of the campaign's day."""
    given = {"registers": campaign.registers, "files": campaign.posts, **other}
    return write_portal(
        campaign.database,
        campaign.config,
        given["registers"],  # type: ignore[arg-type]
        given["files"],  # type: ignore[arg-type]
        tmp_path / "p.csv",
        SPAN,
        actor=ADMIN,
        replace=True,
    )


@on_both
def test_an_item_is_an_activity_with_all_its_posts(campaign: Told, tmp_path: Path) -> None:
    """Name, audience and outcome come from the registers, the rest from what went out."""
    (item,) = made(campaign, tmp_path).items
    assert item.name == "Belonging & more: Learning Labs"
    assert item.description.startswith(
        "3 posts, published 3 times on 1 account in 1 language for Catalonia, 1 December 2026."
    )
    assert "“Taula”" in item.description
    assert item.audience == "Citizens"
    assert item.channel == "Social media"
    assert item.outcome.startswith("Knowledge. 1,234 reactions, 2 reposts")
    assert "known of 1 of 4 publications" in item.outcome
    assert "views" not in item.outcome
    assert item.status == "Delivered"


def test_what_nobody_knows_is_empty_and_said(campaign: Told, tmp_path: Path) -> None:
    """No audience without a word of the portal's, no title without a register."""
    table = made(campaign, tmp_path, registers=Registers(), files=())
    (item,) = table.items
    assert (item.audience, item.name) == ("", "Belonging & more: A02")
    told_of = "\n".join(table.notes)
    assert "it is in no register of activities" in told_of
    assert "nobody says whom these speak to: dropped, labs, quote, thread" in told_of
    assert "no outcome is written down for it" in told_of
    insiders = made(campaign, tmp_path, files=tuple(post(p.id, "insiders") for p in campaign.posts))
    assert insiders.items[0].audience == ""
    assert "has no word for: insiders" in "\n".join(insiders.notes)


@pytest.mark.parametrize(
    ("states", "status"),
    [
        (("published", "published"), "Delivered"),
        (("published", "withdrawn"), "Delivered"),
        (("published", "scheduled"), "Ongoing"),
        (("scheduled", "scheduled"), "Postponed"),
        (("missed", "failed"), "Postponed"),
        (("cancelled", "cancelled"), "Cancelled"),
    ],
)
def test_its_status_is_what_the_portal_means_by_it(
    campaign: Told, tmp_path: Path, states: tuple[str, str], status: str
) -> None:
    """Delivered is over, Ongoing goes on, Postponed has not begun; the rest was cancelled."""
    with campaign.database.write() as connection:
        for number in range(1, 5):
            state = states[number % 2]
            connection.execute(
                update(publications).where(publications.c.id == number).values(state=state)
            )
    table = made(campaign, tmp_path)
    assert [item.status for item in table.items] == [status]
    refused = any("final report" in note for note in table.notes)
    assert refused == (status != "Delivered")


def test_a_post_that_is_still_to_be_planned_keeps_its_activity_going(
    campaign: Told, tmp_path: Path
) -> None:
    """A file of the calendar of which nothing was planned yet."""
    table = made(campaign, tmp_path, files=(*campaign.posts, post("next")))
    assert table.items[0].status == "Ongoing"


EVIL = Item("A", '=HYPERLINK("x")', "+1", "@x", "-1", "\x07 and _x0041_", "Delivered")


def test_no_cell_is_run_as_a_formula() -> None:
    """Neither in CSV nor in a workbook, whose cells are text."""
    table = PortalTable((EVIL,), ("=a note",))
    rows = list(csv.reader(StringIO(as_csv(table).decode("utf-8-sig"))))
    assert rows[0] == list(COLUMNS)
    assert [cell[:1] for cell in rows[1][:4]] == ["'"] * 4
    book = openpyxl.load_workbook(BytesIO(as_workbook(table)))
    sheet, notes = book.worksheets
    assert [cell.value for cell in sheet[1]] == list(COLUMNS)
    assert sheet["A2"].value == '=HYPERLINK("x")'
    assert {cell.data_type for cell in sheet[2]} == {"s"}
    assert sheet["E2"].value == "\ufffd and _x005F_x0041_"  # a sheet shows it as _x0041_
    assert notes["A2"].value == "=a note"


def test_the_same_table_is_the_same_workbook() -> None:
    """However often it is written."""
    table = PortalTable((EVIL,), ())
    assert as_workbook(table) == as_workbook(table)


def test_only_a_kind_that_is_known_and_no_file_that_is_there(
    campaign: Told, tmp_path: Path
) -> None:
    """And only for somebody who may export."""
    about = (campaign.database, campaign.config, campaign.registers, campaign.posts)
    with pytest.raises(UnknownKind, match=r"\.xlsx or \.csv"):
        write_portal(*about, tmp_path / "p.ods", SPAN, actor=ADMIN)
    (tmp_path / "p.xlsx").write_text("mine")
    with pytest.raises(FileExists):
        write_portal(*about, tmp_path / "p.xlsx", SPAN, actor=ADMIN)
    nobody = Actor("ona", Person("ona", "Ona", "", {}))
    with pytest.raises(Forbidden):
        write_portal(*about, tmp_path / "new.xlsx", SPAN, actor=nobody)
    assert not (tmp_path / "new.xlsx").exists()


def test_the_vocabulary_names_only_what_the_portal_and_the_posts_know() -> None:
    """A slip is a mistake with the nearest word."""
    good = 'audiences = ["citizens_all"]\n[portal]\ncitizens_all = ["Citizens", "Other"]\n'
    assert read_vocabulary(good, "v").portal == {"citizens_all": ("Citizens", "Other")}
    with pytest.raises(ContentError, match='did you mean "Citizens"'):
        read_vocabulary(good.replace('"Citizens"', '"Citizen"'), "v")
    with pytest.raises(ContentError, match='there is no audience "citizens_al"'):
        read_vocabulary(good.replace("\ncitizens_all =", "\ncitizens_al ="), "v")
    assert len(set(PORTAL_AUDIENCES)) == 11


def test_a_channel_that_may_lead_anywhere_stays_empty(campaign: Told, tmp_path: Path) -> None:
    """Only its owner knows what an outbox becomes."""
    with campaign.database.write() as connection:
        connection.execute(update(publications).values(platform="outbox"))
    table = made(campaign, tmp_path)
    assert table.items[0].channel == ""
    assert any("only you know what kind of channel this leads to: Outbox" in n for n in table.notes)
    assert replace(table.items[0], channel="x").cells[3] == "x"
