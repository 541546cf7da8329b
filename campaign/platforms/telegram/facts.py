"""Telegram channels through the Bot API: https://core.telegram.org/bots/api."""

from __future__ import annotations

from datetime import timedelta

from campaign.model import YES, ChannelKeys, Delivery, Handles, Limits, PictureSize, PostField, Unit
from campaign.plan.pace import Scope, within
from campaign.platforms.afterwards import Afterwards
from campaign.platforms.facts import Ask, PlatformFacts

_LIMITS = "https://core.telegram.org/bots/faq#my-bot-is-hitting-limits-how-do-i-avoid-this"

#: How the link under a text is shown.
PREVIEWS = ("small", "large", "none")

FACTS = PlatformFacts(
    name="telegram",
    title="Telegram",
    limits=Limits(
        text=4096,
        caption=1024,
        unit=Unit.UTF16,
        handles=Handles.NAME,
        images=10,
        image_bytes=10 * 1024 * 1024,
        image_types=("image/png", "image/jpeg", "image/webp"),
        picture_size=PictureSize(sides=10_000, ratios=(1 / 20, 20)),
        alt=None,
        videos=1,
        video_bytes=50 * 1024 * 1024,
        languages=False,
        lacks=(
            "alt texts",
            "a post's language",
            "counts of views and reactions",
            "telling whether a post arrived when its answer was lost: then a person decides",
        ),
        source="https://core.telegram.org/bots/api#sendphoto",
    ),
    delivery=Delivery.AT_MOST_ONCE,
    keys=ChannelKeys(
        needs=("account",),
        options={"silent": YES, "protect": YES, "preview": PREVIEWS, "cleartext": YES},
        examples={"account": "@{handle}"},
    ),
    # 20 a minute in one chat, about 30 a second for a bot. Telegram documents the first for groups,
    # and channels show it as well.
    rates=(
        within(20, timedelta(minutes=1), burst=1, source=_LIMITS),
        within(30, timedelta(seconds=1), burst=10, scope=Scope.SERVER, source=_LIMITS),
    ),
    connect=Ask("the bot's token", "write /newbot to @BotFather in Telegram"),
    # Not "telegram": the application for Android shows pages to people under a name with
    # "Telegram-Android": core.telegram.org/bots/webapps#additional-data-in-user-agent
    previewers=("telegrambot",),
    # No terms: a bot can ask for no figures of a post. Reactions are told only as they come, to a
    # bot that listens all the time: core.telegram.org/bots/api#messagereactioncountupdated
    afterwards=Afterwards(
        delete_by_hand="Open the message in the channel, press it for long, then Delete.",
        editable=frozenset({PostField.TEXT, PostField.LINKS}),
        edits=frozenset({"params"}),
        unread="No method of the Bot API reads a channel's messages, not even the bot's own.",
        source="https://core.telegram.org/bots/api#updating-messages",
    ),
)
