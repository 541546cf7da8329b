"""A post as the wall draws it, and the posts that belong together."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from campaign.sandbox.engagement import Tally
from campaign.sandbox.ledger import Entry
from campaign.sandbox.richtext import Piece
from campaign.sandbox.wall.appearance import COMMENTED, Author, author, pieces
from campaign.sandbox.world import World


@dataclass(frozen=True, slots=True)
class LinkCard:
    """The preview of a link that a post brings along; `thumb` is a picture's hash."""

    uri: str
    title: str
    description: str
    thumb: str | None


@dataclass(frozen=True, slots=True)
class Card:
    """One post as the template draws it."""

    entry: Entry
    author: Author
    pieces: tuple[Piece, ...]
    spoiler: str
    card: LinkCard | None
    poll: tuple[str, ...]
    counts: Tally
    answers: str


@dataclass(frozen=True, slots=True)
class Group:
    """Posts that belong together, oldest first: a thread, or a post and the comments under it."""

    cards: tuple[Card, ...]

    @property
    def called(self) -> str:
        """What the group is, "" for a post alone."""
        number = len(self.cards)
        if number == 1:
            return ""
        if self.cards[0].entry.network in COMMENTED:
            return f"Post with {number - 1} {'comment' if number == 2 else 'comments'}"
        return f"Thread of {number} posts"


def grouped(world: World, entries: Iterable[Entry]) -> list[list[Entry]]:
    """Posts, newest first, by what they belong to: each group oldest first.

    The group that began last is the first.
    """
    groups: dict[tuple[str, str], list[Entry]] = {}
    for entry in entries:
        # A group moves behind all that is newer than the oldest of its posts so far.
        key = (entry.network, _first(world, entry))
        groups[key] = [entry, *groups.pop(key, ())]
    return list(groups.values())


def _first(world: World, entry: Entry) -> str:
    """The id of the post with which a thread begins, as far as it still stands."""
    while entry.reply_to and (above := world.ledger.find(entry.network, entry.reply_to)):
        entry = above
    return entry.remote_id


def card(world: World, entry: Entry, base: str, group: Sequence[Entry]) -> Card:
    """A post as it is drawn among those of its group; `base` is the sandbox's address."""
    poll = entry.body.get("poll") or {}
    return Card(
        entry,
        author(world, entry, base),
        pieces(entry),
        entry.body.get("spoiler_text", ""),
        _link_card(entry),
        tuple(poll.get("options", ())),
        world.tally(entry),
        _answers(world, entry, group),
    )


def _answers(world: World, entry: Entry, group: Sequence[Entry]) -> str:
    """What is said above an answer, "" where its place on the page shows it."""
    if not entry.reply_to:
        return ""
    if entry.network in COMMENTED:
        return "Comment"
    if entry.reply_to in {each.remote_id for each in group}:
        return ""
    is_there = world.ledger.find(entry.network, entry.reply_to) is not None
    return "In reply to an earlier post" if is_there else "In reply to a post that is gone"


def _link_card(entry: Entry) -> LinkCard | None:
    """The preview of a link, where the post brings one along."""
    body = entry.body
    external = (body.get("record", {}).get("embed") or {}).get("external")
    if external is not None:
        return LinkCard(external["uri"], external["title"], external["description"], body["thumb"])
    content = body.get("content")
    article = content.get("article") if isinstance(content, dict) else None
    if isinstance(article, dict):
        source, title, about = (
            str(article.get(name) or "") for name in ("source", "title", "description")
        )
        return LinkCard(source, title, about, None)
    uri = body.get("link") or body.get("link_attachment_url")
    return LinkCard(uri, "", "", None) if uri else None
