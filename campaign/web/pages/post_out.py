"""What is out: the posts, the last first; and one post on every channel, with its story."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta

from fastapi import Request
from fastapi.responses import HTMLResponse, Response

from analytics.metrics import METRICS, Counts
from analytics.words import METRIC_NAMES
from campaign.errors import CampaignError
from campaign.model import Registers, Variant
from campaign.model.changes import ChangeState
from campaign.plan.rights import Act
from campaign.storage import variants
from campaign.storage.variants import of_body
from campaign.usecases.operations.agenda import shown_of
from campaign.usecases.operations.went_out import went_out
from campaign.usecases.trust.change_standing import ChangeStanding, standing
from campaign.usecases.trust.evidence.contents import file_name
from campaign.usecases.trust.proof import inlined, setting, write_page
from campaign.usecases.trust.read_story import NothingKnown, channels_of, tell
from campaign.usecases.trust.story import Account, Story
from campaign.web.desk import Desk, TheDesk
from campaign.web.picture_addresses import card_address
from campaign.web.places import Places
from campaign.web.rendering import render
from campaign.web.routing import Pages
from campaign.web.telling import in_short, lines
from campaign.web.visitor import TheVisitor, Visitor
from campaign.web.words import N_

pages = Pages("post_out")

#: How a change of one part stands, for people.
PART_WORDS = {
    ChangeState.ASKED: N_("asked for"),
    ChangeState.WORKING: N_("is being done"),
    ChangeState.UNKNOWN: N_("may be done: asked again"),
    ChangeState.BY_HAND: N_("to be done by hand"),
    ChangeState.FAILED: N_("refused"),
    ChangeState.DONE: N_("done"),
    ChangeState.DROPPED: N_("given up"),
}


@dataclass(frozen=True, slots=True)
class Row:
    """One channel of a post: its account in the story, its last figures, and its last change."""

    account: Account
    shown: str
    engagement: int | None
    age: timedelta | None
    change: ChangeStanding | None


@pages.get("/out", needs=Act.READ)
def out(request: Request, desk: TheDesk, visitor: TheVisitor, page: int = 1) -> HTMLResponse:
    """What went out, the last first, twenty on a page."""
    regions = () if visitor.actor.person is None else visitor.home
    found = went_out(
        desk.database,
        page=page,
        regions=regions,
        language=desk.config.campaign.source_language,
    )
    return render(
        request,
        visitor,
        "out.html.j2",
        title=visitor.words(N_("What is out")),
        found=found,
        thumbnails=_thumbnails(desk, [each.variant for each in found.posts]),
    )


@pages.get("/posts/{post}/out", needs=Act.READ)
def post_out(
    request: Request, desk: TheDesk, visitor: TheVisitor, post: str, on: int = 0
) -> HTMLResponse:
    """What became of one post on each channel."""
    story = told(desk, visitor, post)
    changed = {
        each.publication.id: each
        for each in standing(desk.database, [a.id for a in story.accounts if a.changes])
    }
    rows = [_row(each, changed.get(each.id)) for each in story.accounts]
    order = {region: number for number, region in enumerate(desk.config.regions)}
    rows.sort(key=lambda row: order.get(row.account.region, len(order)))
    chosen = next((row for row in rows if row.account.id == on), None) or _usual(rows, story)
    return render(
        request,
        visitor,
        "post_out.html.j2",
        title=story.title,
        story=story,
        rows=rows,
        chosen=chosen,
        variant=_variant(chosen.account),
        told=lines(story.deeds, chosen.account.channel) if on else in_short(story),
        is_alone=bool(on),
        metrics=[(each, METRIC_NAMES[each]) for each in METRICS],
        part_words=PART_WORDS,
        places=Places(desk.config, visitor.words),
    )


@pages.get("/posts/{post}/out/proof", needs=Act.READ)
def proof(desk: TheDesk, visitor: TheVisitor, post: str) -> Response:
    """The whole story on one page that opens anywhere, as a file."""
    registers = _registers(desk)
    story = told(desk, visitor, post, registers)
    page = write_page(
        story, setting(desk.config, registers, story.activity), inlined(desk.workspace.media)
    )
    name = f"{file_name(post)}.html"
    headers = {"Content-Disposition": f'attachment; filename="{name}"', "Cache-Control": "no-store"}
    return Response(page.encode(), media_type="text/html; charset=utf-8", headers=headers)


def told(desk: Desk, visitor: Visitor, post: str, registers: Registers | None = None) -> Story:
    """The story of a post in the regions that somebody may read; raises NothingKnown."""
    channels: Sequence[str] = ()
    if visitor.actor.person is not None:
        known = channels_of(desk.database, post)
        channels = [name for name, region in known.items() if visitor.may("READ", region)]
        if not channels:
            raise NothingKnown(f'nothing was ever planned of a post "{post}" in your regions')
    return tell(
        desk.database,
        desk.config,
        post,
        channels,
        actor=visitor.actor,
        now=desk.now(),
        register=(registers or _registers(desk)).consents,
    )


def _row(account: Account, change: ChangeStanding | None) -> Row:
    last = account.figures[-1] if account.figures else None
    engagement = Counts(**last.counts).engagement if last else None
    return Row(
        account=account,
        shown=str(shown_of(account.state)),
        engagement=engagement,
        age=last.age if last else None,
        change=change,
    )


def _usual(rows: Sequence[Row], story: Story) -> Row:
    """The channel that is shown first: in the source's language, and out."""
    mine = [row for row in rows if row.account.language == story.language]
    return next((row for row in (*mine, *rows) if row.account.went_out), rows[0])


def _variant(account: Account) -> Variant:
    return of_body(account.words.body)


def _registers(desk: Desk) -> Registers:
    """The registers, as far as they can be read: no story waits until files are mended."""
    try:
        return desk.calendar().content.registers
    except CampaignError:
        return Registers()


def _thumbnails(desk: Desk, hashes: Sequence[str]) -> dict[str, str]:
    """The small card of each of these words, by their hash."""
    return {name: card_address(variant, 128) for name, variant in _loaded(desk, hashes).items()}


def _loaded(desk: Desk, hashes: Sequence[str]) -> dict[str, Variant]:
    with desk.database.read() as connection:
        return variants.load(connection, [each for each in hashes if each])
