"""How the benchmark of pausing counts, and what its recorder notes."""

from __future__ import annotations

import time
from threading import Thread

import requests

from campaign.sandbox import SandboxServer
from tests.bench.pausing import accounts, shares
from tests.bench.pausing_figures import SECOND, Round, figures
from tests.bench.recorder import Begun, Recorder
from tests.bench.traffic import Kind

NOON = 12 * 3600 * SECOND


def begun(after: float, network: str = "mastodon", kind: Kind = Kind.CREATE) -> Begun:
    """A create that began so many seconds after the command returned, which was at noon."""
    return Begun(NOON + int(after * SECOND), network, kind)


def test_only_what_began_after_the_return_is_too_late() -> None:
    """By its step: the second one of two makes public what the first one prepared."""
    some = (
        begun(-0.5),
        begun(0.1),
        begun(0.2, "threads", Kind.PREPARE),
        begun(2.5, "threads"),
        begun(0.3, "facebook"),
    )
    found = figures([Round(some, NOON, 1.0), Round((begun(-3),), NOON, 2.0)])
    assert found["creates"]["all"] == 6
    assert found["begun_after_return"] == {
        "all": 4,
        "public": 3,
        "only_step": 1,
        "first_step": 1,
        "second_step": 2,
    }
    assert (found["rounds_with_late_ones"], found["most_in_a_round"]) == (1, 4)
    assert found["latest_after_seconds"] == 2.5
    assert found["command_seconds"] == {"median": 1.5, "worst": 2.0}


def test_a_round_tells_whether_there_was_anything_to_be_stopped() -> None:
    """A command that comes when all is out proves nothing."""
    rounds = [Round((begun(-0.5),), NOON, 1.0), Round((begun(-1.5),), NOON, 1.0)]
    assert figures(rounds)["busy_rounds"] == 1


def test_every_channel_has_its_share_of_a_round() -> None:
    """One post a channel on the network that counts them by the day."""
    some = accounts(30, "http://127.0.0.1:9")
    given = dict(zip((account.channel for account in some), shares(some, 120), strict=True))
    assert (len(given), sum(given.values())) == (30, 120)
    assert {share for name, share in given.items() if name.startswith("threads")} == {1}


def test_the_recorder_notes_the_instant_of_sending_and_passes_everything_on() -> None:
    """A create is held back for the latency, and what else is asked is not noted."""
    with SandboxServer() as box, Recorder(box.url, 0.3) as recorder:
        answers = []

        def post() -> None:
            answers.append(
                requests.post(
                    f"{recorder.url}/api/v1/statuses",
                    json={"status": "hello"},
                    headers={"Authorization": "Bearer sandbox-catalonia"},
                    timeout=20,
                ).json()
            )

        assert requests.get(f"{recorder.url}/api/v2/instance", timeout=20).ok
        before = time.time_ns()
        asking = Thread(target=post)
        asking.start()
        asking.join()
        after = time.time_ns()
        (noted,) = recorder.since()
        assert (noted.network, noted.kind) == ("mastodon", Kind.CREATE)
        assert before <= noted.at <= after - 0.3 * SECOND
        assert answers[0]["content"] == "<p>hello</p>"
        assert recorder.since(1) == []
