"""The export of evidence: all that proves what went out, in one ZIP, and nothing else."""

from __future__ import annotations

import csv
import json
import os
import re
import zipfile
from datetime import date, timedelta
from hashlib import sha256
from io import StringIO
from pathlib import Path

import pytest
from sqlalchemy import update

from campaign.errors import Forbidden
from campaign.model.people import Actor, Person, Role
from campaign.storage import record
from campaign.storage.database import Database
from campaign.storage.record import RecordAct
from campaign.storage.tables import publications
from campaign.storage.trust import entries
from campaign.timestamp_authority import ask
from campaign.usecases.trust.evidence import verify
from campaign.usecases.trust.evidence.archive import FileExists
from campaign.usecases.trust.evidence.chosen import Span
from campaign.usecases.trust.evidence.contents import file_name
from campaign.usecases.trust.seal import seal
from tests.storage.conftest import database, kind, migrated, on_both, postgres, url
from tests.usecases.trust.authority import Authority, needs_openssl, serving
from tests.usecases.trust.told import ZONE, Told, told

__all__ = ["database", "kind", "migrated", "postgres", "url"]

pytestmark = on_both


@pytest.fixture
def campaign(database: Database, tmp_path: Path) -> Told:
    """A campaign that is over."""
    return told(database, tmp_path)


def held(file: Path) -> dict[str, bytes]:
    """Every file of an export."""
    with zipfile.ZipFile(file) as packed:
        return {name: packed.read(name) for name in packed.namelist()}


def table(files: dict[str, bytes], name: str) -> list[dict[str, str]]:
    """The rows of one table."""
    text = files[f"tables/{name}.csv"].decode("utf-8-sig")
    return list(csv.DictReader(StringIO(text)))


def test_it_holds_everything_about_every_post_of_the_days(campaign: Told, tmp_path: Path) -> None:
    """Pages, values, words, pictures, what was sent and answered, tables, the record."""
    done = campaign.export(tmp_path / "e.zip")
    files = held(tmp_path / "e.zip")
    assert (done.posts, done.publications, done.files) == (4, 4, len(files) - 2)
    folders = {name.partition("/")[0] for name in files if "/" in name}
    assert folders == {"answers", "pictures", "portal", "posts", "record", "tables", "variants"}
    assert {"index.html", "README.txt", "verify.py", "export.json"} <= set(files)
    assert {row["post"] for row in table(files, "publications")} == {
        *("dropped", "labs", "quote", "thread")
    }
    (labs,) = [row for row in table(files, "attempts") if row["post"] == "labs"]
    sent = json.loads(files[labs["file"]])
    assert sent["payload"]["body"]["status"].startswith("Bon dia, labs.")
    assert json.loads(sent["answer"])["id"]
    assert len(table(files, "parts")) == 3
    shown = {row["file"] for row in table(files, "pictures")}
    assert shown and shown <= set(files)


def test_every_link_of_its_pages_leads_to_a_file_in_it(campaign: Told, tmp_path: Path) -> None:
    """The index opens without a network, and so does each post's page with its pictures."""
    campaign.export(tmp_path / "e.zip")
    files = held(tmp_path / "e.zip")
    pages = [name for name in files if name.endswith(".html")]
    assert len(pages) == 5
    for page in pages:
        text = files[page].decode()
        for address in re.findall(r'(?:href|src)="([^"#]+)"', text):
            if not address.startswith(("http://127.0.0.1", "data:")):
                target = os.path.normpath(Path(page).parent / address)
                assert target in files, (page, address)
        assert "<script" not in text


def test_the_same_contents_are_the_same_bytes(campaign: Told, tmp_path: Path) -> None:
    """Whenever it is exported, and wherever to; another day is another export."""
    campaign.stage.now += timedelta(days=2)  # for an export is an act of its own day
    one = campaign.export(tmp_path / "one.zip")
    campaign.stage.now += timedelta(days=3)
    other = campaign.export(tmp_path / "other" / "two.zip")
    assert one.fingerprint == other.fingerprint
    assert (tmp_path / "one.zip").read_bytes() == (tmp_path / "other" / "two.zip").read_bytes()


def test_an_export_is_an_act_of_the_record(campaign: Told, tmp_path: Path) -> None:
    """The record names who exported which days, and the fingerprint."""
    done = campaign.export(tmp_path / "e.zip")
    with campaign.database.read() as connection:
        number, _ = record.head(connection)
        (last,) = entries.between(connection, number, number)
    assert last.act == RecordAct.EXPORTED
    assert last.secret("who") == "aina"
    assert last.public["fingerprint"] == done.fingerprint
    assert (last.public["first"], last.public["posts"]) == ("2026-12-01", 4)


def test_a_file_that_is_there_is_replaced_only_when_that_is_said(
    campaign: Told, tmp_path: Path
) -> None:
    """Nothing was written and nothing recorded."""
    target = tmp_path / "e.zip"
    target.write_text("mine")
    with pytest.raises(FileExists, match="is there already"):
        campaign.export(target)
    assert target.read_text() == "mine"
    campaign.export(target, replace=True)
    assert zipfile.is_zipfile(target)


def test_only_who_may_export_does(campaign: Told, tmp_path: Path) -> None:
    """A coordinator of one region may not take everything along."""
    some = Person("ona", "Ona", "", {"catalonia": frozenset({Role.COORDINATOR})})
    with pytest.raises(Forbidden):
        campaign.export(tmp_path / "e.zip", actor=Actor("ona", some))
    assert not (tmp_path / "e.zip").exists()


def test_a_slice_of_a_longer_record_shows_that_it_belongs(
    campaign: Told, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """What was before is one hash; what comes after is there up to the next sealed head."""
    with campaign.database.write() as connection:
        record.append(
            connection,
            RecordAct.VARIANT_COMMENTED,
            who="aina",
            now=campaign.stage.now + timedelta(days=1),
            post="labs",
            private={"words": "Molt bé."},
        )
        for number in range(5):  # other days' acts, about nothing of these
            record.append(
                connection,
                RecordAct.NOTICE_SENT,
                who="worker",
                now=campaign.stage.now + timedelta(days=2),
                details={"number": number},
            )
    heads = campaign.source.heads
    with campaign.database.read() as connection:
        heads.keep(*record.head(connection), now=campaign.stage.now + timedelta(days=2))
        total, _ = record.head(connection)
    done = campaign.export(tmp_path / "e.zip")
    files = held(tmp_path / "e.zip")
    about = json.loads(files["export.json"])["record"]
    assert done.last == about["last"] == total
    assert [seal["number"] for seal in about["sealed"]][-1] == total
    assert verify.main([str(tmp_path / "e.zip")]) == 0
    later = [json.loads(line) for line in files["record/entries.jsonl"].splitlines()][-6:]
    assert later[0]["private"]["words"][1] == "Molt bé."
    assert [entry["private"] for entry in later[1:]] == [None] * 5
    assert "sealed heads" in capsys.readouterr().out


def test_names_and_addresses_of_the_staff_stay_at_home(campaign: Told, tmp_path: Path) -> None:
    """Acts on people have their place in the chain, and nothing of what they say of them."""
    with campaign.database.write() as connection:
        record.append(
            connection,
            RecordAct.PERSON_ADDED,
            who="aina",
            now=campaign.stage.now - timedelta(minutes=1),
            private={"name": "Aina Ferrer i Puig", "email": "aina@example.org"},
        )
    campaign.export(tmp_path / "e.zip")
    everything = b"".join(held(tmp_path / "e.zip").values())
    assert b"aina@example.org" not in everything
    assert b"Ferrer i Puig" not in everything
    assert verify.main([str(tmp_path / "e.zip")]) == 0


def test_days_without_anything_are_an_export_too(campaign: Told, tmp_path: Path) -> None:
    """An empty month is proved to be empty."""
    span = Span(date(2026, 6, 1), date(2026, 6, 30), ZONE)
    done = campaign.export(tmp_path / "e.zip", span)
    assert (done.posts, done.first) == (0, None)
    assert verify.main([str(tmp_path / "e.zip")]) == 0


def test_a_picture_that_is_gone_is_said_and_the_rest_is_there(
    campaign: Told, tmp_path: Path
) -> None:
    """No export fails because one file is lost; it says which."""
    (digest, *_) = campaign.story("labs").pictures
    campaign.media.path(digest, "image/jpeg").unlink()
    campaign.export(tmp_path / "e.zip")
    files = held(tmp_path / "e.zip")
    assert json.loads(files["export.json"])["pictures_gone"] == [digest]
    assert "This picture is not kept any more." in files["posts/labs.html"].decode()
    assert verify.main([str(tmp_path / "e.zip")]) == 0


@pytest.mark.parametrize("begin", ["=", "+", "-", "@", "\t", "＝"])
def test_no_spreadsheet_runs_what_a_network_or_person_wrote(
    campaign: Told, tmp_path: Path, begin: str
) -> None:
    """A reason that begins as a formula does is text in the tables, with the mark for Excel."""
    with campaign.database.write() as connection:
        evil = f'{begin}HYPERLINK("http://evil.example")'
        connection.execute(
            update(publications).where(publications.c.post == "dropped").values(reason=evil)
        )
    campaign.export(tmp_path / "e.zip")
    files = held(tmp_path / "e.zip")
    assert files["tables/publications.csv"].startswith(b"\xef\xbb\xbf")
    (row,) = [row for row in table(files, "publications") if row["post"] == "dropped"]
    assert row["reason"] == f"'{evil}"


def test_gaps_among_figures_are_no_zeros(campaign: Told, tmp_path: Path) -> None:
    """What the network does not say is n/a, and a zero is a zero."""
    campaign.export(tmp_path / "e.zip")
    first, last = table(held(tmp_path / "e.zip"), "figures")
    assert (first["reactions"], first["views"]) == ("0", "n/a")
    assert (last["age_hours"], last["reactions"]) == ("24", "1234")


def test_a_strange_post_id_is_no_path(campaign: Told, tmp_path: Path) -> None:
    """An id of before ids were checked cannot lead out of the folder."""
    assert file_name("labs-01") == "labs-01"
    assert "/" not in file_name("../../etc/passwd")
    with campaign.database.write() as connection:
        connection.execute(
            update(publications).where(publications.c.post == "dropped").values(post="../up")
        )
    campaign.export(tmp_path / "e.zip")
    assert not [name for name in held(tmp_path / "e.zip") if ".." in name]


@needs_openssl
def test_a_timestamp_is_exported_and_openssl_verifies_it(
    campaign: Told, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Its head is in the exported chain; another stamp in its place is named."""
    authority = Authority(tmp_path / "authority")
    authority.folder.mkdir()
    authority.make_keys()
    source = campaign.source
    with serving(authority) as on:
        done = seal(
            campaign.database,
            source.heads,
            source.stamps,
            sealer="worker",
            now=campaign.stage.now,
            ask=lambda data: ask(on.url, data),
            authority=on.url,
            by_hand=True,
        )
    assert not done.failed
    campaign.export(tmp_path / "e.zip")
    folder = tmp_path / "x"
    with zipfile.ZipFile(tmp_path / "e.zip") as packed:
        packed.extractall(folder)
    (stem,) = {path.stem for path in (folder / "record" / "stamps").iterdir()}
    reply, stamped = (folder / "record" / "stamps" / f"{stem}.{end}" for end in ("tsr", "txt"))
    assert authority.verify(reply, stamped)
    assert verify.main([str(folder)]) == 0
    imprint = sha256(stamped.read_bytes()).digest()
    reply.write_bytes(reply.read_bytes().replace(imprint, b"x" * 32))
    capsys.readouterr()
    assert verify.main([str(folder)]) == 1
    assert f"{stem}: this timestamp is not of entry" in capsys.readouterr().out
