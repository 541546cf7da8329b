"""Mastodon's polls: read and checked, shown with their votes, voted in.

https://docs.joinmastodon.org/entities/Poll/, PollOptionsValidator and PollExpirationValidator.
"""

from collections.abc import Mapping
from datetime import timedelta
from hashlib import sha256
from typing import Any

from campaign.sandbox import engagement
from campaign.sandbox.accounts import MASTODON, Account
from campaign.sandbox.clock import read_moment, wire_time
from campaign.sandbox.counting import graphemes
from campaign.sandbox.ledger import Entry
from campaign.sandbox.mastodon.gate import invalid
from campaign.sandbox.mastodon.limits import POLL_OPTION, POLL_OPTIONS, POLL_SECONDS
from campaign.sandbox.wire import Sent
from campaign.sandbox.world import World

_YES = frozenset({"1", "true", "t", "on", "yes"})


def read(world: World, sent: Sent) -> dict[str, Any] | None:
    """The poll of a post that is written, None when it has none. Raises Refusal 422."""
    fields = _fields(sent)
    if not fields:
        return None
    options = [each for each in fields.get("options", ()) if each]
    if len(options) < POLL_OPTIONS[0]:
        raise invalid("Options must have more than one item")
    if len(options) > POLL_OPTIONS[-1]:
        raise invalid(f"Options can't contain more than {POLL_OPTIONS[-1]} items")
    if any(graphemes(each) > POLL_OPTION for each in options):
        raise invalid(f"Options can't be longer than {POLL_OPTION} characters each")
    if len(set(options)) != len(options):
        raise invalid("Options contain duplicate items")
    seconds = fields.get("expires_in", "")
    if not seconds.isdigit():
        raise invalid("Expires at can't be blank")
    if int(seconds) < POLL_SECONDS[0]:
        raise invalid("Duration is too soon")
    if int(seconds) > POLL_SECONDS[-1]:
        raise invalid("Duration is too far into the future")
    return {
        "id": str(world.new_id()),
        "options": options,
        "multiple": fields.get("multiple", "").lower() in _YES,
        "hide_totals": fields.get("hide_totals", "").lower() in _YES,
        "expires_at": wire_time(world.clock.now() + timedelta(seconds=int(seconds))),
    }


def shape(world: World, entry: Entry, visitor: Account | None) -> dict[str, Any] | None:
    """A post's poll with its votes as of now, None for a post without one."""
    poll = entry.body.get("poll")
    if not poll:
        return None
    ends = read_moment(poll["expires_at"])
    expired = world.clock.now() >= ends
    cast = votes(world, poll["id"])
    numbers = _invented(world, entry, poll)
    for choices in cast.values():
        for choice in choices:
            numbers[choice] += 1
    hidden = poll["hide_totals"] and not expired
    own = {}
    if visitor is not None:
        chosen = cast.get(visitor.name, [])
        own = {"voted": bool(chosen) or visitor.name == entry.account, "own_votes": chosen}
    return {
        "id": poll["id"],
        "expires_at": poll["expires_at"],
        "expired": expired,
        "multiple": poll["multiple"],
        "votes_count": sum(numbers),
        "voters_count": sum(_invented(world, entry, poll)) + len(cast),
        "options": [
            {"title": title, "votes_count": None if hidden else number}
            for title, number in zip(poll["options"], numbers, strict=True)
        ],
        "emojis": [],
        **own,
    }


def votes(world: World, id: str) -> dict[str, list[int]]:
    """Who of the sandbox's accounts has voted for what in a poll."""
    return dict((world.recall(MASTODON, f"votes:{id}") or {"cast": {}})["cast"])


def vote(world: World, entry: Entry, member: Account, choices: list[str]) -> None:
    """Cast a member's vote. Raises Refusal 422."""
    poll = entry.body["poll"]
    cast = votes(world, poll["id"])
    numbers = [int(each) if each.isdigit() else -1 for each in choices]
    if world.clock.now() >= read_moment(poll["expires_at"]):
        raise invalid("The poll has already ended")
    if member.name == entry.account:
        raise invalid("You cannot vote in your own polls")
    if member.name in cast:
        raise invalid("You have already voted on this poll")
    if not numbers or not set(numbers) <= set(range(len(poll["options"]))):
        raise invalid("The chosen vote option does not exist")
    if len(numbers) > 1 and not poll["multiple"]:
        raise invalid("You have already voted on this poll")
    world.remember(MASTODON, f"votes:{poll['id']}", {"cast": {**cast, member.name: numbers}})


def _fields(sent: Sent) -> dict[str, Any]:
    """The poll's own fields, of JSON or of a form, with texts as their values."""
    given = sent.fields.get("poll")
    if isinstance(given, Mapping):
        options = given.get("options", ())
        if isinstance(options, Mapping):
            options = list(options.values())
        texts = {name: str(value) for name, value in given.items() if value is not None}
        listed = options if isinstance(options, list | tuple) else ()
        return {**texts, "options": [str(each).strip() for each in listed]}
    head = "poll["
    found: dict[str, Any] = {}
    for name, value in sent.fields.items():
        if not name.startswith(head):
            continue
        own = name.removeprefix(head).partition("]")[0]
        if own == "options":
            listed = value if isinstance(value, list) else [value]
            found.setdefault(own, []).extend(str(each).strip() for each in listed)
        else:
            found[own] = str(value)
    return found


def _invented(world: World, entry: Entry, poll: Mapping[str, Any]) -> list[int]:
    """Votes of people who are not here: they come with the reactions, until the poll ends."""
    until = min(world.clock.now(), read_moment(poll["expires_at"]))
    subject = engagement.Subject(entry.network, entry.account, entry.text)
    total = 2 * engagement.tally(world.seed, subject, until - entry.accepted_at).reactions
    weights = [
        1 + sha256(f"{world.seed} {entry.text} {each}".encode()).digest()[0]
        for each in poll["options"]
    ]
    return [total * weight // sum(weights) for weight in weights]
