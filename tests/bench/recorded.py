"""Every call that an adapter can be asked for, made once at its sandbox, with all that it answered.

::

    publish, reply, film   and `finish` and `stands` for each of them where it takes two steps
    find                   what is there, what is not, and what replies to another part
    recent, counts, audience, identify, examine, ask_limits, renew
    read                   and `edit` and `withdraw`, of the post and of the part under it
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from functools import partial
from hashlib import sha256
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import requests

from campaign.errors import UnsupportedFeature
from campaign.keys import part_key
from campaign.model import Media, Payload, Pending, Receipt
from campaign.platforms import registry
from campaign.platforms.protocols import (
    Edits,
    Examines,
    Finds,
    Follows,
    Identifies,
    Lists,
    Measures,
    Platform,
    Reads,
    Tells,
    Withdraws,
)
from campaign.sandbox import SandboxServer
from tests.bench.mutate import Told
from tests.bench.replay import Kind, kind_of
from tests.platforms.places import NETWORKS, gallery, illustration, site
from tests.platforms.samples import (
    ALT,
    LINK,
    START,
    Clock,
    Shelf,
    connected,
    key_for,
    secret_of,
    threaded,
    variant,
)
from tests.platforms.scripted import Reply, Scripted, Seen
from tests.sandbox.visitors import film

__all__ = ["NETWORKS", "Call", "Recording", "recorded"]

IDENTITY = ("learning-labs-01", "", "catalonia-ca")
_HOPS = {"connection", "content-length", "transfer-encoding", "content-encoding", "server"}
_TOKENS = re.compile(r"/oauth2/token$|/oauth/v2/accessToken$")
_APPLICATION = {"client_id": "our-app", "client_secret": "our-secret"}
#: Where a token is renewed only for a known application, and has to have ended.
_RENEWED = ("linkedin", "x")


@dataclass(frozen=True, slots=True)
class Call:
    """One call of one method: the instant at which it is made, and the call itself."""

    at: datetime
    make: Callable[[Any], object]
    ended: bool = False
    """Whether the credential has ended, so that it is renewed first."""


@dataclass
class Recording:
    """What one network was asked and answered, by the name of each call."""

    network: str
    shelf: Shelf
    options: dict[str, str]
    calls: dict[str, Call] = field(default_factory=dict)
    asked: dict[str, list[tuple[Kind, Told]]] = field(default_factory=dict)

    def connect(self, server: str, clock: Clock, *, ended: bool = False) -> Platform:
        """An adapter as each call uses it."""
        secret, options = secret_of(self.network), dict(self.options)
        if ended:
            told = {"access_token": "ended", "refresh_token": "once", "expires_at": 1}
            secret, options = json.dumps(told), options | _APPLICATION
        return connected(self.network, server, self.shelf, clock, secret, options)


def recorded(network: str) -> Recording:
    """Everything once, at a new sandbox or what the network's contract opens instead."""
    shelf, clock = Shelf(), Clock()
    with (
        TemporaryDirectory() as folder,
        SandboxServer(seed=7, clock=clock) as box,
        gallery(shelf) as pictures,
        site(network, box, Path(folder), clock, pictures.url) as own,
    ):
        recorder = _Recorder(Recording(network, shelf, dict(own.options)), own.server, clock)
        _everything(recorder)
    return recorder.recording


class _Recorder:
    """Makes calls and writes down what was asked and answered."""

    def __init__(self, recording: Recording, upstream: str, clock: Clock) -> None:
        self.recording = recording
        self.clock = clock
        self._upstream = upstream

    def call(self, name: str, make: Callable[[Any], Any], *, ended: bool = False) -> Any:
        """The result of a call that is kept under a name."""
        asked: list[tuple[Kind, Told]] = []

        def script(seen: Seen) -> Reply:
            reply = self._passed_on(seen)
            told = Told(reply.status, tuple(reply.headers.items()), reply.body)
            asked.append((kind_of(seen.method, seen.target), told))
            return reply

        self.recording.calls[name] = Call(self.clock(), make, ended)
        self.recording.asked[name] = asked
        with Scripted(script) as server:
            return make(self.recording.connect(server.url, self.clock, ended=ended))

    def _passed_on(self, seen: Seen) -> Reply:
        if _TOKENS.search(seen.path):
            told = {"access_token": secret_of(self.recording.network), "refresh_token": "next"}
            return Reply(data={**told, "expires_in": 7200, "refresh_token_expires_in": 999_999})
        headers = {n: v for n, v in seen.headers.items() if n not in ("host", "connection")}
        with requests.request(
            seen.method, self._upstream + seen.target, data=seen.body, headers=headers, timeout=20
        ) as answer:
            kept = {n: v for n, v in answer.headers.items() if n.lower() not in _HOPS}
            return Reply(answer.status_code, headers=kept, raw=answer.content)


def _everything(recorder: _Recorder) -> None:
    network, shelf = recorder.recording.network, recorder.recording.shelf
    adapter = recorder.recording.connect("http://127.0.0.1:9", recorder.clock)
    key = key_for(network, IDENTITY, START)
    parts = _parts(adapter, variant(network, illustration(network, shelf)))
    before: list[Receipt] = []
    for number, (name, part) in enumerate(zip(("publish", "reply"), parts, strict=False)):
        part_name = part_key(key, number)
        before.append(_published(recorder, name, part, part_name, tuple(before)))
    since, posts = START - timedelta(minutes=1), [before[0].remote_id]
    under = [each.remote_id for each in before[1:]]
    if registry.limits(network).videos:
        with_film = variant(network, _film(network, shelf), text=f"Un film. {LINK}")
        (payload,) = adapter.payloads(with_film, START)
        again = key_for(network, (*IDENTITY[:1], "film", *IDENTITY[2:]), START)
        posts.append(_published(recorder, "film", payload, again, ()).remote_id)
    recorder.clock.pass_by(180)
    if isinstance(adapter, Finds):
        recorder.call("find", lambda by: by.find(parts[0], key, since))
        if len(before) > 1:
            second = part_key(key, 1)
            recorder.call("find reply", lambda by: by.find(parts[1], second, since, before[:1]))
        other = variant(network, illustration(network, shelf), text=f"Altres paraules. {LINK}")
        absent = adapter.payloads(other, START)[0]
        unused = key_for(network, (*IDENTITY[:1], "none", *IDENTITY[2:]), START)
        recorder.call("find nothing", lambda by: by.find(absent, unused, since))
    _asked_about(recorder, adapter, posts, since)
    _afterwards(recorder, adapter, dict(zip(("post", "film"), posts, strict=False)), parts[0])
    _afterwards(recorder, adapter, dict.fromkeys(("reply",), *under) if under else {}, parts[-1])


def _afterwards(
    recorder: _Recorder, adapter: Platform, ids: Mapping[str, str], words: Payload
) -> None:
    """What is out is read, changed and deleted, and then read once more."""
    for name, id in ids.items():
        if isinstance(adapter, Reads):
            recorder.call(f"read {name}", partial(_read, id=id))
        if isinstance(adapter, Edits) and name != "film":
            recorder.call(f"edit {name}", partial(_edit, id=id, payload=words))
        if isinstance(adapter, Withdraws):
            recorder.call(f"withdraw {name}", partial(_withdraw, id=id))
            if isinstance(adapter, Reads):
                recorder.call(f"read {name}, gone", partial(_read, id=id))


def _read(by: Any, id: str) -> object:
    return by.read(id)


def _edit(by: Any, id: str, payload: Payload) -> object:
    return by.edit(id, payload)


def _withdraw(by: Any, id: str) -> object:
    return by.withdraw(id)


def _asked_about(
    recorder: _Recorder, adapter: Platform, ids: Sequence[str], since: datetime
) -> None:
    abilities: tuple[tuple[type, str, Callable[[Any], object]], ...] = (
        (Lists, "recent", lambda by: by.recent(since)),
        (Measures, "counts", lambda by: by.counts(ids)),
        (Follows, "audience", lambda by: by.audience()),
        (Identifies, "identify", lambda by: by.identify()),
        (Examines, "examine", lambda by: (by.examine(), by.examine())),
        (Tells, "ask_limits", lambda by: by.ask_limits()),
    )
    for ability, name, make in abilities:
        if isinstance(adapter, ability):
            recorder.call(name, make)
    if adapter.name in _RENEWED:
        recorder.call("renew", lambda by: by.identify(), ended=True)


def _published(
    recorder: _Recorder, name: str, payload: Payload, key: str, before: tuple[Receipt, ...]
) -> Receipt:
    """The receipt, with every step of the way there under a name of its own."""
    answer = recorder.call(name, lambda by: by.publish(payload, key, before))
    for step in range(10):
        if isinstance(answer, Receipt):
            return answer
        assert isinstance(answer, Pending)
        answer = _further(recorder, name, step, answer)
    raise AssertionError("it is worked on for ever")


def _further(recorder: _Recorder, name: str, step: int, pending: Pending) -> object:
    """What the next step gives; once it is out, it is asked for again as well."""
    doubt = recorder.clock()
    recorder.clock.pass_by(60)
    recorder.call(f"{name}: stands {step}", lambda by: by.stands(pending))
    answer: object = recorder.call(f"{name}: finish {step}", lambda by: by.finish(pending))
    if isinstance(answer, Receipt):
        recorder.call(f"{name}: stands, out", lambda by: by.stands(pending))
        recorder.call(f"{name}: finish in doubt", lambda by: by.finish(pending, doubt))
    return answer


def _parts(adapter: Platform, plain: Any) -> tuple[Payload, ...]:
    """The first part and the one under it, where the network has such a thing."""
    for made in (threaded(plain), replace(plain, texts=(plain.text, "Més."), commented=True)):
        try:
            return adapter.payloads(made, START)[:2]
        except UnsupportedFeature:
            continue
    return adapter.payloads(plain, START)


def _film(network: str, shelf: Shelf) -> Media:
    data = film()
    name = sha256(data).hexdigest()
    shelf.kept[name] = data
    alt = "" if registry.limits(network).alt is None else ALT
    return Media(name, "video/mp4", 640, 360, len(data), alt)
