"""Ask several networks at once how something stands there, one question at a time a channel."""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterator, Mapping, Sequence
from queue import Empty, SimpleQueue
from typing import TypeVar

from campaign.engine.context import EngineContext
from campaign.engine.thread_pool import ThreadPool
from campaign.errors import CampaignError, Unavailable
from campaign.model import Channel, Publication
from campaign.platforms.protocols import Platform

log = logging.getLogger(__name__)

A = TypeVar("A")

_LISTEN = 1.0  # seconds until it looks round though no answer came


def ask_all(
    context: EngineContext, some: Sequence[Publication], ask: Callable[[Platform, Publication], A]
) -> Iterator[tuple[Publication, A | None]]:
    """Each publication with its network's answer, as they come; None when it could not be asked.

    Asking changes nothing, so trouble is logged and left to the next time. A server that cannot
    be reached is asked nothing more this time. A channel that left the configuration is asked by
    its last known settings, and nothing where nobody knows them.
    """
    known = _known(context, {publication.channel for publication in some})
    by_channel: dict[str, list[Publication]] = {}
    for publication in some:
        if publication.channel in known:
            by_channel.setdefault(publication.channel, []).append(publication)
    if not by_channel:
        return
    answers: SimpleQueue[tuple[Publication, A | None] | None] = SimpleQueue()
    pool = ThreadPool(min(context.threads, len(by_channel)), "ask")
    for name, mine in by_channel.items():
        pool.give(_job(context, known[name], mine, ask, answers))
    pool.dismiss()
    open_channels = len(by_channel)
    while open_channels and not context.stopping():
        context.on_activity()
        try:
            answer = answers.get(timeout=_LISTEN)
        except Empty:
            continue
        if answer is None:
            open_channels -= 1
        else:
            yield answer


def _known(context: EngineContext, names: set[str]) -> Mapping[str, Channel]:
    """The settings of these channels, also of those that have left the configuration."""
    found = {}
    for name in names:
        channel = context.channels.get(name)
        if channel is not None:
            found[name] = channel
    gone = names - found.keys()
    return {**context.former_channels(gone), **found} if gone else found


def _job(
    context: EngineContext,
    channel: Channel,
    some: Sequence[Publication],
    ask: Callable[[Platform, Publication], A],
    answers: SimpleQueue[tuple[Publication, A | None] | None],
) -> Callable[[], None]:
    def one(publication: Publication) -> bool:
        """True when the next one may be asked about."""
        extra = {"action": "ask_failed"}
        try:
            answers.put((publication, ask(context.connect(channel), publication)))
        except CampaignError as error:
            log.warning("Cannot ask about %s: %s", publication.id, error, extra=extra)
            answers.put((publication, None))
            return not isinstance(error, Unavailable)
        except Exception:
            # One answer that nobody can read must not keep all the others from being settled.
            log.exception("Unforeseen about %s", publication.id, extra=extra)
            answers.put((publication, None))
        return True

    def work() -> None:
        try:
            for publication in some:
                if context.stopping() or not one(publication):
                    break
        finally:
            answers.put(None)

    return work
