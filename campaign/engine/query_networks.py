"""Ask several networks at once about publications: one question at a time for each channel."""

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

_LISTEN = 1.0  # seconds: the caller looks around at least this often


def ask_all(
    context: EngineContext, some: Sequence[Publication], ask: Callable[[Platform, Publication], A]
) -> Iterator[tuple[Publication, A | None]]:
    """Give each publication with its network's answer, as answers come; None when asking failed.

    Asking changes nothing, so an error is logged and the question is left to the next time. When a
    server cannot be reached, it gets no further question this time. A channel that left the
    configuration is asked by its last known settings, if there are any.
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
        pool.submit(_job(context, known[name], mine, ask, answers))
    pool.shut_down()
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
    """The settings of these channels, including those that left the configuration."""
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
        """Ask about one publication; True when the next one may be asked about."""
        extra = {"action": "ask_failed"}
        try:
            answers.put((publication, ask(context.connect(channel), publication)))
        except CampaignError as error:
            log.warning("Cannot ask about %s: %s", publication.id, error, extra=extra)
            answers.put((publication, None))
            return not isinstance(error, Unavailable)
        except Exception:
            # One answer that cannot be read must not keep the others from being settled.
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
