"""The needs that are about accounts and machines: what is paused, ends, or nobody looks after."""

from __future__ import annotations

from collections.abc import Iterator

from campaign.model.people import EVERYWHERE
from campaign.plan.rights import Act
from campaign.storage.pauses import ALL, ENGINE, Pause, scopes_of
from campaign.usecases.operations.need import NO_THREAT, FirstStep, Need, NeedKind, Threat
from campaign.usecases.operations.need_causes import title
from campaign.usecases.operations.need_view import View


def stopped(view: View) -> Iterator[Need]:
    """What is paused until somebody resumes it, and sign-ins that end before planned posts.

    A pause that ends by itself needs nobody.
    """
    for pause in view.found.pauses:
        if pause.until is None:
            yield _paused(view, pause)
    for ending in view.found.endings:
        channel = view.channels.get(ending.channel)
        network = title(channel.platform) if channel else ending.channel
        yield Need(
            kind=NeedKind.CREDENTIAL,
            key=f"{NeedKind.CREDENTIAL}-{ending.channel}",
            cause=f"The sign-in at {network} ends before planned posts.",
            first_step=FirstStep.CONNECT,
            deadline=ending.expires,
            threat=Threat(ending.posts, ending.first),
            scope=f"channel:{ending.channel}",
            regions=frozenset({channel.region if channel else EVERYWHERE}),
            act=Act.CONNECT,
        )


def operating(view: View) -> Iterator[Need]:
    """What whoever looks after the server has to look at."""
    found = view.found
    if "unattended" in found.attention:
        late = [each for each in view.concerns(found.late) if not each.cause]
        yield Need(
            kind=NeedKind.UNATTENDED,
            key=str(NeedKind.UNATTENDED),
            cause="Posts are due, nothing holds them, and nobody sends them: the publisher does "
            "not run.",
            first_step=FirstStep.OPERATE,
            since=min((each.at for each in late), default=None),
            deadline=min((each.at for each in late), default=found.now),
            count=len(late),
            concerns=tuple(late),
            regions=frozenset({EVERYWHERE}),
            act=Act.CONNECT,
        )
    if "unconfigured" in found.attention:
        gone = view.concerns(found.unconfigured)
        yield Need(
            kind=NeedKind.UNCONFIGURED,
            key=str(NeedKind.UNCONFIGURED),
            cause="Posts are due, or may be out, on channels that left the configuration.",
            first_step=FirstStep.OPERATE,
            detail=gone[0].cause if gone else "",
            count=found.unconfigured.count,
            concerns=gone,
            regions=frozenset({EVERYWHERE}),
            act=Act.CONNECT,
        )
    for kind, sentences in ((NeedKind.VERSION, found.versions), (NeedKind.CLOCK, found.clock)):
        for number, sentence in enumerate(sentences):
            yield Need(
                kind=kind,
                key=f"{kind}-{number}",
                cause=f"{sentence[:1].upper()}{sentence[1:]}.",
                first_step=FirstStep.OPERATE,
                regions=frozenset({EVERYWHERE}),
                act=Act.CONNECT,
            )


def _paused(view: View, pause: Pause) -> Need:
    covered = [
        each.name
        for each in view.channels.values()
        if pause.scope in scopes_of(each, view.regions.get(each.region))
    ]
    threat = view.threat(covered) if covered else NO_THREAT
    by_engine = pause.who == ENGINE
    regions = {view.channels[name].region for name in covered} or {EVERYWHERE}
    words = "A person stopped it."
    if by_engine:
        words = "The network refuses the sign-in of this account, so nothing is sent there."
    return Need(
        kind=NeedKind.PAUSED,
        key=f"{NeedKind.PAUSED}-{pause.id}",
        cause=words,
        first_step=FirstStep.CONNECT if by_engine else FirstStep.RESUME,
        said=pause.reason,
        since=pause.at,
        deadline=threat.first,
        count=threat.count,
        threat=threat,
        scope=pause.scope,
        who="" if by_engine else pause.who,
        regions=frozenset({EVERYWHERE} if pause.scope == ALL else regions),
        act=Act.RESUME,
    )
