"""Ask once more, before each create, whether a claimed publication may still leave.

When a request is ready, the choice of candidates may be minutes old: pictures were uploaded, the
network asked others to wait, the machine slept. Meanwhile a person may have paused the channel or
taken the approval back. So the configuration is asked here, and the database through its fence
(`storage.fence`). The fence answers directly before the first byte leaves.
"""

from __future__ import annotations

from contextlib import AbstractContextManager

from campaign.engine.context import EngineContext
from campaign.errors import Withheld
from campaign.model import Publication
from campaign.plan.gate import Verdict, gate
from campaign.platforms.http import fence
from campaign.storage.fence import Question
from campaign.storage.pauses import scopes_of


def fenced(context: EngineContext, publication: Publication) -> AbstractContextManager[None]:
    """A block in which each create of this publication is checked directly before it leaves.

    A create that may not leave raises Withheld, and nothing of it is sent.
    """
    return fence.asked(lambda: _ask(context, publication))


def _ask(context: EngineContext, publication: Publication) -> None:
    if context.stopping():
        raise Withheld("not sent: this process was stopping")
    now = context.clock()
    channel = context.channels.get(publication.channel)
    region = context.regions.get(channel.region) if channel else None
    # The approval and the pauses are asked in the fence's own statement, so that they are as new as
    # the claim. The gate judges what only the configuration knows: the dates, the grace.
    answer = gate(publication, channel, region, approved=True, last_published=None, now=now)
    if answer.verdict is not Verdict.GO:
        raise Withheld(f"not sent: {answer.reason}")
    assert channel is not None
    policy = context.approval.fingerprint(publication.region)
    question = Question(publication, scopes_of(channel, region), policy)
    context.database.fence.ask(question, now)
