"""The counts of a LinkedIn page's posts.

https://learn.microsoft.com/en-us/linkedin/marketing/community-management/organizations/share-statistics
documents the organic counts of twelve months; .../community-management/shares/social-metadata-api
documents reactions of every kind, and comments.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from analytics.metrics import Counts
from campaign.errors import Unauthorized
from campaign.platforms.linkedin import responses as answers
from campaign.platforms.linkedin.client import Client

BATCH = 50  # ids in one call


def counts(api: Client, remote_ids: Sequence[str]) -> dict[str, Counts]:
    """Counts by id, without those that are gone.

    The two sources need different rights. If the token may read only one source, that one counts.
    Raises Unauthorized if it may read neither.
    """
    refused: list[Unauthorized] = []
    found: dict[str, Counts] = {}
    for ask in (_statistics, _social):
        try:
            ask(api, remote_ids, found)
        except Unauthorized as error:
            if error.status != 403:
                raise
            refused.append(error)
    if len(refused) == 2:
        raise refused[0]
    return {each: found[each] for each in remote_ids if each in found}


def _statistics(api: Client, remote_ids: Sequence[str], found: dict[str, Counts]) -> None:
    of = f"q=organizationalEntity&organizationalEntity={answers.encoded(api.organisation)}"
    for kind, name in (("share", "shares"), ("ugcPost", "ugcPosts")):
        for some in _batches(remote_ids, kind):
            path = f"/rest/organizationalEntityShareStatistics?{of}&{name}=List({some})"
            for entry in api.elements(api.call("GET", path)):
                figures = entry.get("totalShareStatistics")
                if isinstance(figures, dict):
                    found[str(entry.get(kind))] = answers.counts(figures)


def _social(api: Client, remote_ids: Sequence[str], found: dict[str, Counts]) -> None:
    for some in _batches(remote_ids, "share", "ugcPost"):
        path = f"/rest/socialMetadata?ids=List({some})"
        answer = api.call("GET", path, method_of_rest="BATCH_GET")
        results = answer.data.get("results") if isinstance(answer.data, dict) else None
        if not isinstance(results, dict):
            raise api.wire.unreadable(answer, creates=False)
        for urn, each in results.items():
            if isinstance(each, dict):
                found[urn] = answers.summary(each, found.get(urn, Counts()))


def _batches(remote_ids: Sequence[str], *kinds: str) -> Iterator[str]:
    """The ids of these kinds, encoded for addresses, in batches of `BATCH`."""
    begins = tuple(f"urn:li:{kind}:" for kind in kinds)
    urns = [answers.encoded(each) for each in remote_ids if each.startswith(begins)]
    for at in range(0, len(urns), BATCH):
        yield ",".join(urns[at : at + BATCH])
