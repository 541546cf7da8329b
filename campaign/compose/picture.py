"""Makes the words of a variant's card and the alt texts of its pictures."""

from __future__ import annotations

from campaign.compose.notes import Notes
from campaign.compose.wording import Wording
from campaign.model import Campaign, Card, Limits


def card_of(wording: Wording, statement: str, campaign: Campaign, limits: Limits) -> Card | None:
    """The card of a post in one language, not yet drawn; None when the post has no card."""
    wish = wording.post.card
    if wish is None:
        return None
    return Card(
        layout=wish.layout,
        format=limits.card_format,
        background=wish.background,
        headline=wording.headline(),
        figure=wording.filled(wish.figure, wording.post.at("card.figure")),
        region=wording.region,
        language=wording.copy.language,
        statement=statement,
        site=campaign.site.rpartition("://")[2].rstrip("/"),
        mime="" if limits.card_type == "image/png" else limits.card_type,
    )


def alts_of(wording: Wording, limits: Limits, notes: Notes) -> tuple[str, ...]:
    """The alt text of each picture, never cut; empty texts where the network takes none."""
    pictures = wording.post.pictures
    if not pictures:
        return ()
    place = wording.place("alt")
    platform = notes.channel.platform
    if limits.alt is None:
        notes.inform(
            "alt-not-taken",
            place,
            f"{platform} takes no alt text",
            "see that the text says what the picture says",
        )
        return ("",) * len(pictures)
    alts = wording.alts()[: len(pictures)]
    for (key, _), alt in zip(wording.copy.alts, alts, strict=False):
        if limits.alt and len(alt) > limits.alt:
            notes.block(
                "alt-too-long",
                wording.place(key),
                f"the alt text: {len(alt)} characters, {len(alt) - limits.alt} more than the "
                f"{limits.alt} allowed on {platform}",
                "shorten the alt text",
            )
    return (*alts, *("",) * (len(pictures) - len(alts)))
