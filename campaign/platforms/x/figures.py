"""Reads the figures of posts on X, each post in one answer and no other post beside it.

X charges for each post in an answer: https://docs.x.com/x-api/getting-started/pricing. Posts are
read by their ids. An account that owns the application pays a fifth for what it reads from its own
list of posts (`GET /2/users/:id/tweets`). There, each post is asked for by the window of ids that
holds it alone, so no other post of the account is paid for.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any

from analytics.metrics import Counts
from campaign.errors import PlatformError
from campaign.platforms.http.dialect import Answer
from campaign.platforms.x import responses as answers
from campaign.platforms.x.client import XClient

BATCH = 100  # ids a call of GET /2/tweets
_LEAST = 5  # the smallest page of a list of posts
_FIELDS = ["public_metrics"]

Question = Callable[[], list[dict[str, Any]]]


def by_ids(client: XClient, remote_ids: Sequence[str]) -> Mapping[str, Counts]:
    """Counts by id, 100 a call; ids that X no longer knows are left out."""

    def batch(ids: list[str]) -> Question:
        return lambda: _posts(
            client, client.get_tweets(ids, tweet_fields=_FIELDS), empty=("errors",)
        )

    portions = (remote_ids[at : at + BATCH] for at in range(0, len(remote_ids), BATCH))
    questions = [batch([answers.checked_id(each) for each in some]) for some in portions]
    return _counts(remote_ids, questions)


def from_own_list(client: XClient, owner: str, remote_ids: Sequence[str]) -> Mapping[str, Counts]:
    """Counts by id, one call a post, from the list of posts of the account with the id `owner`."""

    def window(number: int) -> Question:
        # Both bounds are exclusive.
        bounds = {"since_id": str(number - 1), "until_id": str(number + 1)}
        return lambda: _posts(
            client,
            client.get_users_tweets(owner, max_results=_LEAST, tweet_fields=_FIELDS, **bounds),
            empty=("meta", "errors"),
        )

    questions = [window(int(answers.checked_id(each))) for each in remote_ids]
    return _counts(remote_ids, questions)


def _counts(remote_ids: Sequence[str], questions: Iterable[Question]) -> Mapping[str, Counts]:
    """The counts that the questions give; raises PlatformError if the first one fails.

    If a later one fails, the counts before it are given, because they are paid for. The rest is
    due again at the next round.
    """
    found: dict[str, Counts] = {}
    asked = False
    for question in questions:
        try:
            posts = question()
        except PlatformError:
            if not asked:
                raise
            break
        asked = True
        for post in posts:
            if isinstance(post.get("id"), str):
                found[post["id"]] = answers.counts(post)
    return {each: found[each] for each in remote_ids if each in found}


def _posts(client: XClient, answer: Answer, *, empty: tuple[str, ...]) -> list[dict[str, Any]]:
    """The posts in an answer; one without posts has a field of these names instead."""
    body = answer.data if isinstance(answer.data, dict) else {}
    listed = body.get("data", [] if any(name in body for name in empty) else None)
    if not isinstance(listed, list):
        raise client.unreadable(answer)
    return [each for each in listed if isinstance(each, dict)]
