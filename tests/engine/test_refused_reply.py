"""X refuses the second part of a thread: a person reads what is out, and can send the rest."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal
from typing import Any

from campaign.engine.budgets import Budget, Budgets
from campaign.model import Decision, State
from campaign.model.people import Actor
from campaign.platforms import registry
from campaign.sandbox import SandboxServer
from campaign.usecases.operations.resolve import resolve
from tests.engine.stage import Stage
from tests.plan.made import channel
from tests.platforms.samples import standing
from tests.platforms.scripted import Mishap, Reply, Scripted, Seen, passing_on

TEXTS = ("1/3 Tres dies.", "2/3 Una taula.", "3/3 A qui hi convidaríeu?")
#: A refusal in X's form, of a reply that its rules do not let through.
REFUSED = Reply(
    403,
    {
        "title": "Forbidden",
        "detail": "Reply to this conversation is not allowed because you have not been mentioned "
        "or otherwise engaged by the author of the post you are replying to.",
        "type": "about:blank",
        "status": 403,
    },
)


def test_what_is_out_is_named_and_the_rest_may_follow(stage: Stage) -> None:
    """It fails at once, is not tried again by itself, and costs what is out alone."""
    mended = False
    with SandboxServer(seed=7, clock=lambda: stage.now) as box:
        behind = passing_on(box.url, lambda _: False)

        def answer(seen: Seen) -> Reply | Mishap:
            replies = seen.path == "/2/tweets" and b"in_reply_to_tweet_id" in seen.body
            return REFUSED if replies and not mended else behind(seen)

        with Scripted(answer) as server:
            place = channel(platform="x", server=server.url, account="catalonia")
            stage.channels = {"catalonia": place}
            price = registry.PRICES["x"]
            assert price is not None
            bounds = Budgets({"x": Budget("X", Decimal("0.05"), price)})

            def connect(each: Any) -> Any:
                return registry.connect(
                    each, "sandbox-catalonia", stage.media, lambda: stage.now, lambda _: None
                )

            stage.ready(stage.wanted("labs", platform="x", texts=TEXTS))
            assert stage.tick(connect=connect, budgets=bounds).failed == [1]
            (first,) = standing(box.url, "x")
            held = stage.held()
            assert held.state is State.FAILED
            assert held.reason.startswith("part 2 of 3: catalonia: 403: Reply to this conversation")
            assert held.reason.endswith(f"; part 1 of 3 is out at {held.url}")
            assert held.url and first["id"] == held.remote_id
            with stage.database.read() as connection:
                assert bounds.spent(connection, "x", stage.now) == Decimal("0.015")
            stage.tick(timedelta(hours=1), connect=connect, budgets=bounds)
            assert len(standing(box.url, "x")) == 1

            mended = True
            resolve(stage.database, 1, Decision.AGAIN, actor=Actor("aina"), now=stage.now)
            assert stage.tick(connect=connect, budgets=bounds).published == [1]
            assert [each["text"] for each in standing(box.url, "x")] == list(TEXTS)
