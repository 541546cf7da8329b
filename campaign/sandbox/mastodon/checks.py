"""What a post on Mastodon may hold, whether it is written or edited."""

import regex

from campaign.sandbox.accounts import MASTODON, Account
from campaign.sandbox.counting import mastodon_length
from campaign.sandbox.mastodon.gate import invalid, refuse
from campaign.sandbox.mastodon.limits import MAX_CHARACTERS, MAX_MEDIA
from campaign.sandbox.mastodon.media import is_ready
from campaign.sandbox.wire import Sent
from campaign.sandbox.world import Upload, World

QUOTE_POLICIES = ("public", "followers", "nobody")
_LANGUAGE = regex.compile(r"[a-z]{2,3}(?:-(?:[A-Z]{2}|[A-Z][a-z]{3}))?")


def words(sent: Sent, *, is_empty: bool) -> tuple[str, str]:
    """The text and the content warning of a post; `is_empty` when it has nothing else.

    Raises Refusal 422.
    """
    text, spoiler = sent.text("status").strip(), sent.text("spoiler_text").strip()
    if is_empty and not (text or spoiler):
        raise invalid("Text can't be blank")
    if mastodon_length(text, spoiler) > MAX_CHARACTERS:
        raise invalid(f"Text character limit of {MAX_CHARACTERS} exceeded")
    return text, spoiler


def uploads(world: World, member: Account, ids: list[str], *, of: str = "") -> list[Upload]:
    """A member's uploads that are free, or belong to the post `of`. Raises Refusal 422."""
    if len(ids) > MAX_MEDIA:
        raise invalid(f"Cannot attach more than {MAX_MEDIA} files")
    own = [world.upload(MASTODON, member.name, id) for id in dict.fromkeys(ids)]
    free = [each for each in own if each is not None and each.attached_to in (None, of)]
    if missing := [id for id in ids if id not in {each.id for each in free}]:
        listed = ", ".join(missing)
        raise invalid(f"Media {listed} not found or already attached to another post")
    if len(free) > 1 and any(each.picture.is_film for each in free):
        raise invalid("Cannot attach a video to a post that already contains images")
    if not all(is_ready(world, each) for each in free):
        raise invalid(
            "Cannot attach files that have not finished processing. Try again in a moment!"
        )
    return free


def languages(code: str) -> tuple[str, ...]:
    """Keep a language that Mastodon could know; drop any other silently, as Mastodon does."""
    return (code,) if _LANGUAGE.fullmatch(code) else ()


def policy(sent: Sent) -> str:
    """Who may quote a post. Raises Refusal 422 for a word that is none of three."""
    asked = sent.text("quote_approval_policy") or QUOTE_POLICIES[0]
    if asked not in QUOTE_POLICIES:
        raise refuse(422, "Record invalid")
    return asked
