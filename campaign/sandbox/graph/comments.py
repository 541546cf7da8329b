"""A comment under a post of Facebook or Instagram, as the ledger keeps it."""

from campaign.sandbox.ledger import Entry
from campaign.sandbox.world import World


def put(world: World, post: Entry, id: str, path: str, message: str, base: str) -> str:
    """Put the author's own comment under a post; gives the comment's id."""
    entry = Entry(
        network=post.network,
        account=post.account,
        remote_id=id,
        path=path,
        text=message,
        accepted_at=world.clock.now(),
        reply_to=post.remote_id,
    )
    return world.accept(entry, base).remote_id
