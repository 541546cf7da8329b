"""Composes one post for one channel, together with its findings."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace

from campaign.compose.bounds import of_channel, too_many, where
from campaign.compose.fit import Fitted, Parts, fit
from campaign.compose.length import overrun
from campaign.compose.links import tracked
from campaign.compose.machine_label import label_for, note_machine, parts_of
from campaign.compose.notes import Notes
from campaign.compose.own_links import code_of, own_link
from campaign.compose.parts import following, link_in_comment
from campaign.compose.picture import alts_of, card_of
from campaign.compose.statement import Said, statement
from campaign.compose.tags import hashtags
from campaign.compose.unlinked import note_unlinked
from campaign.compose.wording import Wording
from campaign.errors import Place, RenderError
from campaign.model import Campaign, Channel, Finding, Limits, Post, Region, Registers, Variant


@dataclass(frozen=True, slots=True)
class Composed:
    """A variant and the findings about it; `variant` is None when it cannot be made.

    `alts` holds the alt texts of the post's pictures in their order.
    """

    variant: Variant | None
    findings: tuple[Finding, ...] = ()
    alts: tuple[str, ...] = ()


def compose(
    post: Post,
    channel: Channel,
    region: Region,
    campaign: Campaign,
    registers: Registers,
    limits: Limits,
    visible: Callable[[str], str] | None = None,
) -> Composed:
    """A post's words for one channel: in its language and its network's length, with card and link.

    The same arguments always give the same result. A problem becomes a blocking finding with its
    place, never an exception. A text is fitted by its template's ladder and never cut. The card is
    described, not yet drawn.

    `visible` gives a text as the network shows and counts it, when the network hides part of a
    link. Without it, a template's `address` is the link as it was written.
    """
    notes = Notes(post, channel)
    limits = of_channel(limits, channel)
    copy = post.copy.get(channel.language)
    if copy is None:
        notes.block(
            "copy-missing",
            post.at(f"copy.{channel.language}"),
            f"there is no copy in {channel.language}",
            f"add copy.{channel.language}, or leave {channel.name} out of this post's channels",
        )
        return Composed(None, tuple(notes.findings))
    wording = Wording(post, copy, region.name(channel.language), registers.facts)
    variant: Variant | None = None
    alts: tuple[str, ...] = ()
    try:
        made = _variant(wording, channel, region, campaign, registers, limits, notes, visible)
        alts = alts_of(wording, limits, notes)
        variant = replace(made, alt=alts[0] if alts else "")
    except RenderError as error:
        where = error.place or post.place
        notes.block("not-rendered", where, error.message, "mend what is written there")
    return Composed(variant, tuple(notes.findings), alts)


def _variant(
    wording: Wording,
    channel: Channel,
    region: Region,
    campaign: Campaign,
    registers: Registers,
    limits: Limits,
    notes: Notes,
    visible: Callable[[str], str] | None,
) -> Variant:
    funding = _statement(registers, campaign, region, notes)
    target = _link(channel, region, campaign, notes)
    link = _shown(target, channel, campaign, notes)
    machine = parts_of(wording.post, channel, campaign)
    label = label_for(machine, registers, notes)
    note_machine(machine, wording.post, registers, notes)
    address = wording.post.link if visible is None and link == target else link
    above = not link_in_comment(channel)
    parts = Parts(
        text=wording.text(channel.platform),
        link=link if above else "",
        address=address if above else "",
        hashtags=hashtags(wording.post.hashtags),
        optional=funding.text,
        context={
            "region": wording.region,
            "language": channel.language,
            "campaign": campaign.title,
        },
        label=label,
    )
    bounds = limits.under_picture if wording.post.card or wording.post.images else limits
    fitted = _fitted(
        parts, wording.text_place(channel.platform), registers, bounds, notes, visible or str
    )
    more = following(wording, address, limits, notes, visible or str)
    # Of a post with pictures of its own, `emblem-absent` tells it for all its channels at once.
    if not wording.post.pictures and not funding.stands_in(fitted.text):
        notes.warn(
            "statement-absent",
            wording.post.place,
            f"there is no card, and the text on {channel.platform} does not say who funds the work",
            "give the post a card, or make room for the statement's line",
        )
    return Variant(
        post=wording.post.id,
        channel=channel.name,
        platform=channel.platform,
        language=channel.language,
        texts=(fitted.text, *more.texts),
        commented=more.commented,
        headline=wording.headline(),
        link=link,
        hashtags=fitted.parts.hashtags,
        card=card_of(wording, funding.text, campaign, limits),
        machine=machine,
        consents=tuple(sorted(set(wording.post.people))),
        leads_to=target if link != target else "",
        frame=wording.post.frame,
    )


def _statement(registers: Registers, campaign: Campaign, region: Region, notes: Notes) -> Said:
    language = notes.channel.language
    # A region's readers read its other languages; a channel may speak one that it does not.
    beside = region.languages if language in region.languages else ()
    shown = statement(registers, campaign, language, beside)
    kind = registers.kind_of_statement(campaign)
    what = kind if kind == "statement" else f"{kind} statement"
    table = f"[profiles.{campaign.visibility}.{kind}.{language}]"
    if not shown.text:
        notes.block(
            "statement-missing",
            shown.place,
            f"there is no {what} of the profile {campaign.visibility} in "
            f"{language}, nor one to stand in for it",
            f"add it as {table} to content/statements.toml",
        )
    elif shown.language != language:
        notes.of_language(
            "statement-fallback",
            shown.place,
            f"there is no {what} in {language}: it stands in {shown.language}",
            f"add the confirmed wording as {table} to content/statements.toml",
        )
    return shown


def _link(channel: Channel, region: Region, campaign: Campaign, notes: Notes) -> str:
    context = {
        "campaign": campaign.name,
        "channel": channel.name,
        "post": notes.post.id,
        "region": region.id,
        "language": channel.language,
        "platform": channel.platform,
    }
    try:
        return tracked(notes.post.link, campaign.utm, context)
    except RenderError as error:
        raise RenderError(error.message, notes.post.at("link")) from None


def _shown(target: str, channel: Channel, campaign: Campaign, notes: Notes) -> str:
    """The link as readers get it: on the project's own domain, where it has one for links."""
    if not campaign.links or not target.lower().startswith(("http://", "https://")):
        return target
    return own_link(campaign.links, code_of(notes.post.id, channel.name, target))


def _fitted(
    parts: Parts,
    written: Place,
    registers: Registers,
    limits: Limits,
    notes: Notes,
    visible: Callable[[str], str],
) -> Fitted:
    platform, language = notes.channel.platform, notes.channel.language
    place = Place(f"content/templates/{platform}.txt.j2")
    template = registers.templates.get(platform)
    if template is None:
        raise RenderError(f"there is no template for {platform}", place)
    fitted = fit(template, parts, limits, place, visible)
    own = f"overrides.{platform}.{language}.text"
    if fitted.excess:
        gone = f": {'; '.join(fitted.steps)}" if fitted.steps else ""
        notes.block(
            "too-long",
            written,
            f"{overrun(visible(fitted.text), limits)} {where(limits, notes.channel)}, "
            f"with all left out that may go{gone}",
            f"shorten it, or write {own}",
        )
    elif fitted.steps:
        notes.inform(
            "fitted",
            written,
            f"to fit {platform}: {'; '.join(fitted.steps)}",
            f"write {own} to choose the words yourself",
        )
    for over in too_many(fitted.text, limits):
        notes.block("too-many", written, f"{over} on {platform}", f"leave some out, or write {own}")
    note_unlinked(fitted.text, written, limits, notes)
    return fitted
