"""Several pictures, a card before them, or a film: from the files to the network, all of them."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest
from PIL import Image

from campaign.bootstrap import Workspace, open_workspace
from campaign.cli.compiled import compiled
from campaign.engine.tick import tick
from campaign.errors import UnsupportedFeature
from campaign.model import Limits, Media, Publication, Unit
from campaign.model.people import Actor
from campaign.plan.diff import Kind
from campaign.platforms.fitting import fitting
from campaign.storage import publications, tables, variants
from campaign.usecases.planning.apply import apply
from campaign.usecases.planning.compile import Compiled
from campaign.usecases.planning.plan import plan
from campaign.usecases.planning.preview import preview
from campaign.usecases.reporting.collect import subjects
from campaign.usecases.trust.approve import approve, waiting
from tests.cards.material import card
from tests.cli.conftest import workspace
from tests.engine.stage import Stage
from tests.plan.made import variant
from tests.test_film import PLAIN, mp4
from tests.test_media import png

__all__ = ["workspace"]

POST = "content/calendar/learning-labs-01.yaml"
NOW = datetime(2026, 12, 1, 9, tzinfo=UTC)
ALTS = ["A card: Three days.", "A long table in a bright room.", "A map with eleven regions."]
CARD = "card: {layout: statement, background: dusk}\n"
TWO = "image: [pictures/a.png, pictures/b.png]\n"
FILM = "image: pictures/clip.mp4\n"
CHANNELS = """
[channels]
eu-mastodon = { platform = "mastodon", region = "eu", language = "en", secret = "TOKEN" }
eu-bluesky = { platform = "bluesky", region = "eu", language = "en", account = "eu", secret = "PW" }
eu-outbox = { platform = "outbox", region = "eu", language = "en" }
"""


@pytest.fixture
def opened(workspace: Path) -> Iterator[Workspace]:
    """One post of the starter campaign, on Mastodon, on Bluesky and in an outbox, in English."""
    for file in (workspace / "content/calendar").glob("*.yaml"):
        if file.name != Path(POST).name:
            file.unlink()
    pictures = workspace / "assets/pictures"
    pictures.mkdir()
    for name, colour in (("a.png", "navy"), ("b.png", "teal"), ("c.png", "olive")):
        (pictures / name).write_bytes(png(colour))
    (pictures / "clip.mp4").write_bytes(PLAIN)
    config = workspace / "config.toml"
    text = config.read_text("utf-8")
    config.write_text(text[: text.index("\n[channels]")] + CHANNELS, "utf-8")
    secrets = {"TOKEN": "a-token", "PW": "a-password"}
    made = open_workspace(config, secrets, lambda: NOW, lambda _: None)
    yield made
    made.close()


def write(opened: Workspace, pictures: str, *alts: str) -> Compiled:
    """Give the post these pictures (whole lines) and alt texts, and compile the calendar."""
    file = opened.config.workspace / POST
    text = re.sub(r"^(card|image):.*\n(?: .*\n)*", "", file.read_text("utf-8"), flags=re.MULTILINE)
    said = json.dumps({"headline": "Three days.", "text": "One table.", "state": "source"})
    copy = f"copy:\n  en: {said[:-1]}, alt: {json.dumps(alts)}}}\n"
    file.write_text(text[: text.index("copy:")] + pictures + copy, "utf-8")
    made, mistakes = compiled(opened)
    assert mistakes == ()
    return made


def blocking(made: Compiled, channel: str) -> list[str]:
    """What holds the post back on one channel."""
    found = [f for f in made.findings if f.blocks and f.channel in ("", channel)]
    return [f"{finding.code}: {finding.message}" for finding in found]


def publish(opened: Workspace, made: Compiled) -> Path:
    """Apply and approve what goes to the outbox, publish it, and give its folder there."""
    wanted = replace(made, planned=tuple(p for p in made.planned if p.variant.platform == "outbox"))
    apply(
        plan(wanted, opened.database, opened.config, NOW, unreadable=False),
        opened.database,
        opened.media,
        opened.brand,
        actor=Actor("test"),
        now=NOW,
        picture=opened.picture_bytes,
    )
    approve(opened.database, waiting(opened.database), actor=Actor("test"), now=NOW)
    assert len(tick(opened.engine_context()).published) == 1
    (folder,) = (opened.config.var / "outbox" / "eu-outbox").iterdir()
    return folder


def test_a_card_and_two_pictures_go_out_in_their_order_each_with_its_alt_text(
    opened: Workspace,
) -> None:
    """What is kept, approved and sent is one list; the next plan changes nothing."""
    made = write(opened, CARD + TWO, *ALTS)
    assert [blocking(made, name) for name in opened.config.channels] == [[], [], []]
    folder = publish(opened, made)
    uploads = json.loads((folder / "payload.json").read_text())["uploads"]
    assert [upload["alt"] for upload in uploads] == ALTS
    assert (folder / "2.png").read_bytes() == png("navy")
    assert (folder / "3.png").read_bytes() == png("teal")
    with Image.open(folder / "1.png") as drawn:
        assert drawn.width > 1000
    assert f"[alt 3] {ALTS[2]}" in (folder / "text.txt").read_text()
    with opened.database.read() as connection:
        (held,) = publications.published(connection)
        (kept,) = variants.load(connection, [held.variant_hash]).values()
    assert kept.hash == held.variant_hash
    assert kept.recipe == held.recipe
    assert (kept.alt, kept.alts) == (ALTS[0], tuple(ALTS))
    assert [media.alt for media in kept.own] == ALTS[1:]


def test_pictures_alone_go_out_without_a_card(opened: Workspace) -> None:
    """As one picture did before."""
    folder = publish(opened, write(opened, TWO, *ALTS[1:]))
    assert sorted(path.name for path in folder.glob("*.png")) == ["1.png", "2.png"]
    assert (folder / "1.png").read_bytes() == png("navy")


@pytest.mark.parametrize(
    ("pictures", "alts"),
    [
        (CARD + "image: [pictures/a.png, pictures/c.png]\n", ALTS),
        (CARD + "image: [pictures/b.png, pictures/a.png]\n", ALTS),
        (CARD + TWO, [*ALTS[:2], "Another map."]),
        (CARD + "image: [pictures/a.png]\n", ALTS[:2]),
        (TWO, ALTS[1:]),
    ],
)
def test_another_picture_order_or_alt_text_is_another_variant(
    opened: Workspace, pictures: str, alts: list[str]
) -> None:
    """So that it is planned as a change and asked for approval again."""
    first = {p.identity: p.variant.recipe for p in write(opened, CARD + TWO, *ALTS).planned}
    second = {p.identity: p.variant.recipe for p in write(opened, pictures, *alts).planned}
    assert first.keys() == second.keys()
    assert not set(first.values()) & set(second.values())


def test_a_post_with_one_picture_keeps_the_hashes_it_always_had() -> None:
    """What was approved before there were several stays approved."""
    assert variant().recipe == "b085e0611489b7061f186b6b97a504d6b86be95fe33c440e4340c72e841afc80"
    assert variant().hash == "744e11115fa9cf48b8723e95ff32303da33dbea936863db431c4ab67ec91f493"
    own = Media("a" * 64, "image/png", 1, 1, 1, "x")
    made = variant(media=(own,), card_key=f"picture:{'a' * 64}")
    assert made.recipe == "bc91eab357bfc28eeab0be28fabad31d57b9d9ef6b24894ef341bb6b1afe9e07"
    assert made.hash == "0871f203e8a8edd6abbe354927cf3a25293d1c064353b4d982065f06f5149a60"


def test_a_variant_that_was_kept_before_is_read(stage: Stage) -> None:
    """Its row knows nothing of further pictures."""
    stage.apply(stage.wanted())
    with stage.database.write() as connection:
        table = tables.variants
        (body,) = connection.scalars(table.select().with_only_columns(table.c.body))
        old = {key: value for key, value in body.items() if key != "beside"}
        connection.execute(table.update().values(body=old))
    with stage.database.read() as connection:
        name = stage.held().variant_hash
        assert variants.load(connection, [name])[name].hash == name


def test_more_pictures_than_a_network_takes_hold_the_post_there_alone(opened: Workspace) -> None:
    """Mastodon and Bluesky take four; the card is one of them."""
    for name in ("d.png", "e.png"):
        (opened.config.assets / "pictures" / name).write_bytes(png("red" if name < "e" else "grey"))
    five = "image: [pictures/a.png, pictures/b.png, pictures/c.png, pictures/d.png]\n"
    made = write(opened, CARD + five, *ALTS, "A red field.", "Another one.")
    for name in ("eu-mastodon", "eu-bluesky"):
        (fault,) = blocking(made, name)
        assert "the 5 pictures cannot all go" in fault and "takes 4" in fault
    blocked = {p.variant.channel: p.blocked for p in made.planned}
    assert blocked == {"eu-mastodon": "pictures-many", "eu-bluesky": "pictures-many",
                       "eu-outbox": ""}  # fmt: skip
    assert len(list(publish(opened, made).glob("*.png"))) == 5


def test_a_picture_that_cannot_be_used_is_named(opened: Workspace) -> None:
    """Whichever it is of several."""
    (opened.config.assets / "pictures/b.png").write_bytes(b"torn")
    (fault,) = blocking(write(opened, TWO, *ALTS[1:]), "eu-outbox")
    assert fault.startswith("picture-unusable: pictures/b.png: this is no picture")
    (opened.config.assets / "pictures/clip.mp4").write_bytes(PLAIN[:-1])
    (fault,) = blocking(write(opened, FILM, "A navy field."), "eu-outbox")
    assert fault == "picture-unusable: pictures/clip.mp4: the film is cut off: " \
        "it was not copied to its end"  # fmt: skip


def test_a_film_goes_out_where_films_are_taken_and_is_refused_elsewhere(opened: Workspace) -> None:
    """Before anything is sent, with what to do."""
    made = write(opened, FILM, "A navy field.")
    for name, limits in ((c.name, opened.limits_of(c)) for c in opened.config.channels.values()):
        refused = [fault for fault in blocking(made, name) if fault.startswith("film-refused")]
        assert len(refused) == (limits.videos < 1)
    folder = publish(opened, made)
    assert (folder / "1.mp4").read_bytes() == PLAIN
    (upload,) = json.loads((folder / "payload.json").read_text())["uploads"]
    assert (upload["mime"], upload["alt"]) == ("video/mp4", "A navy field.")
    (subject,) = subjects(opened.database)
    assert subject.card is None, "a report shows pictures"


def test_a_film_beside_a_card_is_refused(opened: Workspace) -> None:
    """On every network."""
    made = write(opened, CARD + FILM, "A card.", "A navy field.")
    (fault,) = blocking(made, "eu-outbox")
    assert fault.startswith("film-refused: the film pictures/clip.mp4 cannot go to eu-outbox: a ")


def test_the_preview_shows_every_picture_and_plays_a_film(opened: Workspace) -> None:
    """Each with its own alt text, numbered where there are several."""
    page = _page(opened, write(opened, CARD + TWO, *ALTS))
    assert page.count("<figure>") == 9, "three pictures on three channels"
    for number, alt in enumerate(ALTS, start=1):
        assert page.count(f'alt="{alt}"') == 3
        assert page.count(f"Picture {number} of 3 · ") == 3
    sources = re.findall(r'src="([^"]*)"', page)
    assert len(set(sources)) == 4, "a card is square on one network and wide on another"
    assert all((opened.config.var / "preview" / source).is_file() for source in sources)

    page = _page(opened, write(opened, FILM, "A navy field."))
    source = re.findall(r'<video src="([^"]*)" width="64" height="36" aria-label="A navy', page)[0]
    file = opened.config.var / "preview" / source
    assert file.read_bytes() == PLAIN
    assert "Picture 1" not in page and "Film 1" not in page
    before = file.stat().st_mtime_ns
    _page(opened, write(opened, FILM, "A navy field."))
    assert file.stat().st_mtime_ns == before
    file.write_bytes(b"torn")
    _page(opened, write(opened, FILM, "A navy field."))
    assert file.read_bytes() == PLAIN


def _page(opened: Workspace, made: Compiled) -> str:
    path = preview(
        made.planned,
        made.findings,
        opened.brand,
        opened.config,
        opened.picture_bytes,
        opened.config.var / "preview",
        opened.limits_of,
        opened.visible,
    )
    return path.read_text("utf-8")


def test_a_picture_of_several_that_cannot_be_shown_is_told_in_its_place(opened: Workspace) -> None:
    """The others are there."""
    made = write(opened, CARD + TWO, *ALTS)
    (opened.config.assets / "pictures/a.png").unlink()
    page = _page(opened, made)
    assert page.count("Picture 2 of 3: This picture cannot be shown") == 3
    assert page.count("<figure>") == 6


@pytest.mark.parametrize(
    ("limits", "said"),
    [
        ({}, "the network takes no films"),
        ({"videos": 1, "video_seconds": 20}, "it lasts 30.0 seconds, longer than the 20"),
        ({"videos": 1, "video_seconds": 30}, ""),
    ],
)
def test_an_adapter_refuses_a_film_before_any_call(limits: dict[str, int], said: str) -> None:
    """Should a finding have been overlooked."""
    film = Media("f" * 64, "video/mp4", 640, 360, len(mp4()), "A film", 30.0)
    bounds = Limits(500, Unit.MASTODON, **limits)  # type: ignore[arg-type]
    wanted = variant(media=(film,))
    if not said:
        assert len(fitting(wanted, bounds, "scripted")) == 1
        return
    with pytest.raises(UnsupportedFeature, match=said):
        fitting(wanted, bounds, "scripted")


def test_a_card_is_drawn_once_and_pictures_are_stored_once(stage: Stage) -> None:
    """However many channels show them; with nothing changed there is nothing to plan."""
    own = replace(stage.media.put(png("teal")), alt="Teal")
    wanted = [
        stage.wanted(channel=name, card=card(), card_key="k" * 64, beside=(own,))
        for name in stage.channels
    ]
    assert stage.apply(*wanted).cards == 1
    assert list(stage.plan(wanted).to_apply) == []
    with stage.database.read() as connection:
        (kept,) = variants.load(connection, [stage.held().variant_hash]).values()
    assert [media.alt for media in kept.media] == ["Una taula", "Teal"]


@pytest.mark.parametrize(
    ("pictures", "alts", "number"),
    [
        (CARD, ALTS[:1], 0),
        ("image: [pictures/a.png]\n", ALTS[1:2], 0),
        (TWO, ALTS[1:], 0),
        (TWO, ALTS[1:], 1),
        (CARD + TWO, ALTS, 0),
        (CARD + TWO, ALTS, 2),
    ],
    ids=["card", "picture", "first", "second", "card of three", "third"],
)
def test_an_edit_of_an_alt_text_alone_is_planned_and_has_to_be_approved(
    opened: Workspace, pictures: str, alts: list[str], number: int
) -> None:
    """Nothing else changed: what goes out is what somebody said yes to, also to those who hear."""
    carry_out(opened, write(opened, pictures, *alts))
    before = held(opened)
    other = [*alts[:number], "Thirteen chairs around it.", *alts[number + 1 :]]
    made = write(opened, pictures, *other)
    steps = plan(made, opened.database, opened.config, NOW, unreadable=False).steps
    assert [step.kind for step in steps] == [Kind.CHANGE] * 3
    carry_out(opened, made, approving=False)
    assert {p.variant_hash for p in waiting(opened.database)} == {
        p.variant_hash for p in held(opened)
    }
    assert not {p.variant_hash for p in before} & {p.variant_hash for p in held(opened)}
    outbox = {name: c for name, c in opened.config.channels.items() if c.platform == "outbox"}
    context = replace(opened.engine_context(), channels=outbox)
    assert tick(context).published == []
    approve(opened.database, waiting(opened.database), actor=Actor("test"), now=NOW)
    (number_out,) = tick(context).published
    with opened.database.read() as connection:
        (kept,) = variants.load(
            connection, [p.variant_hash for p in held(opened) if p.id == number_out]
        ).values()
    assert [media.alt for media in kept.media] == other


def carry_out(opened: Workspace, made: Compiled, *, approving: bool = True) -> None:
    """Apply all of it, and approve it."""
    apply(
        plan(made, opened.database, opened.config, NOW, unreadable=False),
        opened.database,
        opened.media,
        opened.brand,
        actor=Actor("test"),
        now=NOW,
        picture=opened.picture_bytes,
    )
    if approving:
        approve(opened.database, waiting(opened.database), actor=Actor("test"), now=NOW)


def held(opened: Workspace) -> list[Publication]:
    """Every publication as it stands."""
    with opened.database.read() as connection:
        return publications.all_of(connection)
