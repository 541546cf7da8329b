"""How much each network takes: counted, held back one over, whole on the network one under."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import time, timedelta
from io import BytesIO
from pathlib import Path

import pytest
from PIL import Image

from campaign.compose.length import measure
from campaign.config import Config
from campaign.content import Content
from campaign.engine.payloads import prepared
from campaign.errors import Place, PlatformError, UnsupportedFeature
from campaign.media import describe
from campaign.model import (
    Activity,
    Channel,
    Copy,
    CopyState,
    Finding,
    InWeek,
    Payload,
    Pending,
    Planned,
    Post,
    Receipt,
    State,
    Unit,
)
from campaign.pictures import Prepared
from campaign.platforms import registry
from campaign.platforms.protocols import Finishes, Platform
from campaign.sandbox import SandboxServer
from campaign.usecases.planning.compile import Compiled, compile_calendar
from tests.cards.material import brand
from tests.compose.material import CAMPAIGN, CATALONIA, REGISTERS
from tests.engine.stage import Stage
from tests.platforms.bounds import FAMILY, PIECES, Mark, Row
from tests.platforms.contracts import MARKS, ROWS, Site
from tests.platforms.places import site
from tests.platforms.samples import START, channel, connected, key_for, secret_of
from tests.storage.conftest import database, kind, migrated, url
from tests.usecases.conftest import network, stage

__all__ = ["database", "kind", "migrated", "network", "stage", "url"]

LINES = {"copy.ca.text": 13, "copy.ca.comment": 17, "copy.ca.alt": 21}


def bounds_of(name: str) -> set[tuple[str, int]]:
    """Every bound on words that a network's table holds: of what, and how many."""
    limits = registry.limits(name)
    found = {
        ("text", limits.text),
        ("text", limits.text_bytes),
        ("caption", limits.caption),
        ("comment", limits.comment),
        ("alt", limits.alt or 0),
        ("hashtags", limits.hashtags),
        ("mentions", limits.mentions),
        ("different links", limits.links),
        ("cashtags", limits.cashtags),
    }
    return {bound for bound in found if bound[1]}


@pytest.mark.parametrize("name", registry.names())
def test_every_bound_of_every_network_stands_in_the_table(name: str) -> None:
    """A network that is registered without its rows is told which ones to add."""
    rows = {(row.of, row.most) for row in ROWS if row.network == name}
    rows |= {(mark.said, mark.most) for mark in MARKS if mark.network == name}
    lacking = sorted(bounds_of(name) - rows)
    assert not lacking, f"add to the bounds in tests/platforms/{name}/contract.py: {lacking}"
    assert rows == bounds_of(name), f"{name} has no such bound any more: {rows - bounds_of(name)}"


@pytest.mark.parametrize("row", ROWS, ids=str)
def test_each_piece_counts_what_the_table_says(row: Row) -> None:
    """Emoji, flags, marks, other scripts, links and mentions, by the network's own rule."""
    units = {"bytes": Unit.UTF8, "characters": Unit.CODE_POINTS, "UTF-16 units": Unit.UTF16}
    unit = units.get(row.said)
    limits = registry.limits(row.network)
    limits = replace(limits, unit=unit) if unit else limits
    shown = str if row.of == "alt" else registry.visible(row.network)
    counted = {piece: measure(shown(piece), limits) for piece in PIECES}
    assert counted == dict(zip(PIECES, row.counts, strict=True))


def post(number: int, row: Row, words: str) -> Post:
    """A post whose text, caption, first comment or alt text is these words."""
    said = {
        "text": "Bon dia" + "!" * number,
        "alt": "Una taula llarga amb mapes i molta gent al voltant.",
    }
    said["text" if row.of in ("text", "caption") else row.of] = words
    pictured = row.of in ("caption", "alt") or registry.facts(row.network).pictured
    copy = Copy("ca", "", said["text"], said["alt"] if pictured else "", CopyState.SOURCE)
    return Post(
        f"post-{number}",
        InWeek(1, 1, time(10)),
        ("all",),
        "A02",
        {"ca": replace(copy, comment=said.get("comment", ""))},
        images=("table.jpg",) if pictured else (),
        place=Place("content/calendar/limits.yaml", 1),
        lines=LINES,
    )


def jpeg() -> bytes:
    """The picture of every post that has one."""
    file = BytesIO()
    Image.new("RGB", (900, 900), "#003399").save(file, "JPEG")
    return file.getvalue()


def compiled(place: Channel, posts: Iterable[Post]) -> Compiled:
    """What `campaign check` finds in these posts, and what `campaign plan` would send.

    The template is the bare text: nothing can be left out to make it fit.
    """
    templates = {place.platform: "{# ladder: none #}{{ text }}"}
    registers = replace(REGISTERS, templates=templates, activities={"A02": Activity("A02", "", "")})
    content = Content(Path(), tuple(posts), registers)
    nowhere = Path()
    config = Config(
        campaign=CAMPAIGN,
        regions={CATALONIA.id: CATALONIA},
        channels={place.name: place},
        file=nowhere,
        workspace=nowhere,
        content=nowhere,
        assets=nowhere,
        var=nowhere,
        database="",
        zone=CATALONIA.zone,
    )
    picture = Prepared(describe(jpeg()))
    return compile_calendar(
        content,
        config,
        registry.limits_of,
        registry.hides,
        brand(),
        lambda _, __: picture,
        writers=registry.writer,
    )


def held_back(found: Compiled) -> list[Finding]:
    """The findings that keep a post from going out."""
    return [finding for finding in found.findings if finding.blocks]


@pytest.mark.parametrize("row", ROWS, ids=str)
def test_one_over_is_held_back_by_a_finding_that_names_the_rule(row: Row) -> None:
    """How many of what, how many too many, the bound, the network, the key's line and file."""
    over = [post(number, row, words) for number, words in enumerate(row.words(row.most + 1))]
    findings = held_back(compiled(channel(row.network, ""), over))
    assert [finding.post for finding in findings] == [each.id for each in over]
    rule = f"{row.most + 1} {row.said}, 1 more than the {row.most} allowed on {row.network}"
    key = "text" if row.of == "caption" else row.of
    for finding in findings:
        assert rule in finding.message
        assert finding.code == ("alt-too-long" if row.of == "alt" else "too-long")
        assert finding.place == Place("content/calendar/limits.yaml", LINES[f"copy.ca.{key}"])
        assert ("under a picture" in finding.message) == (row.of == "caption")
        assert ("the first comment: " in finding.message) == (row.of == "comment")


@dataclass
class Publisher:
    """One channel of a network, from the calendar to what stands at its site."""

    stage: Stage
    place: Channel
    site: Site

    def connect(self, place: Channel) -> Platform:
        """A new adapter, as a new process has one."""
        stage, secret = self.stage, self.site.secret or secret_of(place.platform)
        return registry.connect(place, secret, stage.media, lambda: stage.now, lambda _: None)

    def taken(self) -> list[str]:
        """Every text and every alt text that stands there."""
        posts = self.site.posts()
        return [each["text"] for each in posts] + [
            media["alt"] for each in posts for media in each["media"]
        ]

    def publish(self, planned: Iterable[Planned]) -> list[tuple[State, str]]:
        """Let the engine send these; how each ended and why."""
        self.stage.media.put(jpeg())
        self.stage.ready(*(replace(each, due=self.stage.now) for each in planned))
        under_way = {State.SCHEDULED, State.PENDING, State.PUBLISHING}
        while under_way & {*(states := self.stage.states())}:
            self.stage.tick(timedelta(minutes=1), connect=self.connect)
        ended = map(self.stage.held, range(1, len(states) + 1))
        return [(each.state, each.reason) for each in ended]

    def out(self, platform: Platform, payload: Payload, key: str) -> Receipt:
        """Send one part and wait for it."""
        answer = platform.publish(payload, key)
        while isinstance(answer, Pending):
            assert isinstance(platform, Finishes)
            self.stage.now += timedelta(minutes=1)
            answer = platform.finish(answer)
        return answer


@pytest.fixture
def publisher(request: pytest.FixtureRequest, stage: Stage, tmp_path: Path) -> Iterator[Publisher]:
    """A publisher on the network that the test names."""
    name: str = request.param
    clock = lambda: stage.now  # noqa: E731
    box = SandboxServer(clock=clock, enforce_limits=False, media=tmp_path / "media")
    with (
        box,
        site(name, box, tmp_path, clock, f"{box.url}/_sandbox/public-media") as own,
    ):
        place = channel(name, own.server, own.options)
        stage.channels = {place.name: place}
        yield Publisher(stage, place, own)


@pytest.mark.slow
@pytest.mark.parametrize(
    ("publisher", "name"), [(name, name) for name in registry.names()], indirect=["publisher"]
)
def test_what_is_as_long_as_it_may_be_goes_out_whole(publisher: Publisher, name: str) -> None:
    """At the bound and one under: nothing to find, and every word stands there as it is shown."""
    words = [
        (row, words)
        for row in ROWS
        if row.network == name
        for words in (*row.words(row.most), next(row.words(row.most - 1)))
    ]
    found = compiled(publisher.place, (post(n, *each) for n, each in enumerate(words)))
    assert held_back(found) == []
    assert publisher.publish(found.planned) == [(State.PUBLISHED, "")] * len(words)
    shown = {said if row.of == "alt" else registry.visible(name)(said) for row, said in words}
    assert shown - {*publisher.taken()} == set()


def longer(payload: Payload, row: Row) -> Payload:
    """The same request with one unit more in it, as no check would let it pass."""
    start = row.filler[0] * 3
    body = json.dumps(payload.body, ensure_ascii=False).replace(f'"{start}', f'"x{start}')
    uploads = tuple(
        replace(each, alt=f"x{each.alt}" if row.of == "alt" else each.alt)
        for each in payload.uploads
    )
    return replace(payload, body=json.loads(body), uploads=uploads)


@pytest.mark.slow
@pytest.mark.usefixtures("nothing_strays")
@pytest.mark.parametrize(
    ("publisher", "row"),
    [(row.network, row) for row in ROWS if row.refusal],
    indirect=["publisher"],
    ids=str,
)
def test_the_network_refuses_one_over_that_got_past_the_checks(
    publisher: Publisher, row: Row
) -> None:
    """The sandbox counts by a rule of its own, and comes to the same bound."""
    publisher.stage.media.put(jpeg())
    whole = [post(number, row, words) for number, words in enumerate(row.words(row.most))]
    platform = publisher.connect(publisher.place)
    for planned in compiled(publisher.place, whole).planned:
        made = planned.variant
        *before, last = prepared(platform, made, publisher.stage.now, approved=made.hash)
        key = key_for(row.network, planned.identity, publisher.stage.now)
        out = [publisher.out(platform, part, key) for part in before]
        with pytest.raises(PlatformError, match=row.refusal):
            platform.publish(longer(last, row), key, out)
    assert not [said for said in publisher.taken() if said.startswith("xxx")]


@pytest.mark.parametrize("row", [row for row in ROWS if row.of == "comment"], ids=str)
def test_a_comment_one_over_is_refused_before_any_call(row: Row) -> None:
    """By the adapter as well as by the check."""
    place, adapter = channel(row.network, ""), connected(row.network, "http://127.0.0.1:9")
    over = (post(number, row, words) for number, words in enumerate(row.words(row.most + 1)))
    for planned in compiled(place, over).planned:
        with pytest.raises(UnsupportedFeature, match=f"comment of {row.most + 1} "):
            prepared(adapter, planned.variant, START, approved=planned.variant.hash)


def test_mastodon_counts_the_content_warning_with_every_text() -> None:
    """What is left beside it is the bound, and the finding says so."""
    row = next(row for row in ROWS if row.network == "mastodon" and row.of == "text")
    place = channel("mastodon", "", {"spoiler": f"Avís {FAMILY}"})
    fits, over = (next(row.words(length)) for length in (494, 495))
    [finding] = held_back(compiled(place, (post(n, row, w) for n, w in enumerate((fits, over)))))
    rule = f"495 {row.said}, 1 more than the 494 allowed on mastodon beside the content warning"
    assert finding.post == "post-1" and finding.message.startswith(rule)


@pytest.mark.parametrize("bound", MARKS, ids=lambda mark: f"{mark.network}-{mark.said}")
def test_one_mark_too_many_is_held_back_by_a_finding_that_names_the_rule(bound: Mark) -> None:
    """Hashtags, mentions, different links: at the bound nothing is said, and the adapter agrees."""
    name, most, what = bound.network, bound.most, bound.said
    row = next(row for row in ROWS if row.network == name)
    marks = [bound.mark.format(letter) for letter in "abcdefghijklmnopqrstuvwxyzäëïöü"]
    at, over = marks[:most], marks[: most + 1]
    if what.startswith("different"):
        at.append(at[0])
    posts = [post(number, row, " ".join(each)) for number, each in enumerate((at, over))]
    calendar = compiled(channel(name, ""), posts)
    found = held_back(calendar)
    adapter = connected(name, "http://127.0.0.1:9")
    fits, refused = (planned.variant for planned in calendar.planned)
    assert prepared(adapter, fits, START, approved=fits.hash)
    with pytest.raises(UnsupportedFeature, match=f"{most + 1} {what}"):
        prepared(adapter, refused, START, approved=refused.hash)
    assert [finding.message for finding in found] == [
        f"{most + 1} {what}, 1 more than the {most} allowed on {name}"
    ]
    assert found[0].code == "too-many" and found[0].post == "post-1"
    assert found[0].place.line == LINES["copy.ca.text"]
