"""May it still leave? Asked of the database and the configuration before each create.

What candidates were chosen by may be minutes old when a request is ready: pictures were handed in,
others were waited for, the machine slept. So the same is asked once more where it counts.
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
    """A block in which nothing of this claimed publication leaves that may not any more.

    What is refused is raised as Withheld where the request would have left.
    """
    return fence.asked(lambda: _ask(context, publication))


def _ask(context: EngineContext, publication: Publication) -> None:
    if context.stopping():
        raise Withheld("not sent: this process was stopping")
    now = context.clock()
    channel = context.channels.get(publication.channel)
    region = context.regions.get(channel.region) if channel else None
    answer = gate(publication, channel, region, approved=True, last_published=None, now=now)
    if answer.verdict is not Verdict.GO:
        raise Withheld(f"not sent: {answer.reason}")
    assert channel is not None
    question = Question(publication, scopes_of(channel, region), context.approval_required)
    context.database.fence.ask(question, now)
