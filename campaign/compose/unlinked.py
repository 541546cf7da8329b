"""Findings about hashtags and names that a network shows as plain words."""

from __future__ import annotations

from campaign.compose.bounds import unlinked_hashtags
from campaign.compose.handles import foreign_handles, how_written
from campaign.compose.notes import Notes
from campaign.errors import Place
from campaign.model import Handles, Limits


def note_unlinked(text: str, place: Place, limits: Limits, notes: Notes) -> None:
    """Adds a warning for each hashtag and each name in a finished text that will not be linked.

    The same words go to every channel of a network in one language, so each is told once for all.
    """
    platform, language = notes.channel.platform, notes.channel.language
    own = f"overrides.{platform}.{language}.text"
    instead = "its name in plain words"
    if limits.handles is not Handles.NONE:
        instead = "the account's name there, or its name in plain words"
    listed = frozenset(notes.post.hashtags)
    for tag in unlinked_hashtags(text, limits):
        notes.of_network(
            "hashtag-unlinked",
            notes.post.at("hashtags") if tag in listed else place,
            f"{platform} does not link “#{tag}”: there is no letter in it",
            "add a word to it, such as #Agenda2030 for #2030",
        )
    for handle in foreign_handles(text, limits):
        notes.of_network(
            "mention-foreign",
            place,
            f"“{handle}” reaches nobody on {platform}, {how_written(limits.handles)}",
            f"write {own} with {instead}",
        )
