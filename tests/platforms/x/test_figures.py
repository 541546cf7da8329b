"""An account that owns the application reads its posts from its own list, and pays for no other."""

from __future__ import annotations

from decimal import Decimal

import pytest

from campaign.errors import ConfigError, RateLimited
from campaign.model import Receipt
from campaign.platforms import registry
from campaign.platforms.x.adapter import X
from campaign.sandbox import SandboxServer
from campaign.sandbox.accounts import secret_for
from tests.platforms.samples import START, variant
from tests.platforms.scripted import Reply, Scripted, Seen
from tests.platforms.x.server import opened

OWN = {"owner": "7"}
ID = 1_798_000_000_000_000_001
METRICS = {"like_count": 3, "retweet_count": 2}


def of_window(seen: Seen) -> Reply:
    """The one post between the two bounds, as X answers; X does not know one of them."""
    assert seen.path == "/2/users/7/tweets"
    query = dict(seen.query)
    number = int(query["since_id"]) + 1
    assert int(query["until_id"]) == number + 1, "exclusive bounds hold one post alone"
    if number == ID + 1:
        return Reply(data={"meta": {"result_count": 0}})
    post = {"id": str(number), "public_metrics": METRICS}
    return Reply(data={"data": [post], "meta": {"result_count": 1}})


def test_each_post_is_asked_for_by_the_window_that_holds_it_alone() -> None:
    """No user is read for it, and what is gone is left out."""
    ids = [str(ID), str(ID + 1), str(ID + 40)]
    with Scripted(of_window) as server:
        found = opened(server.url, options=OWN).counts(ids)
    assert list(found) == [ids[0], ids[2]]
    assert (found[ids[0]].reactions, found[ids[0]].reposts) == (3, 2)
    assert len(server.seen) == 3


def test_what_was_read_before_a_trouble_is_kept() -> None:
    """It is paid for; a trouble with the first question is raised."""

    def script(seen: Seen) -> Reply:
        if dict(seen.query)["since_id"] == str(ID):
            return Reply(429, {"title": "Too Many Requests"})
        return of_window(seen)

    with Scripted(script) as server:
        assert list(opened(server.url, options=OWN).counts([str(ID), str(ID + 1)])) == [str(ID)]
        with pytest.raises(RateLimited):
            opened(server.url, options=OWN).counts([str(ID + 1), str(ID)])


@pytest.mark.parametrize("wrong", ["yes", "@catalonia", "7 7", "-7", "٧"])
def test_the_owner_is_an_id(wrong: str) -> None:
    """Everything else is refused before anything is asked, with where to find it."""
    with pytest.raises(ConfigError, match="the account's own id, in digits"):
        opened("https://x.example", options={"owner": wrong})


def test_the_sandbox_gives_the_same_figures_either_way() -> None:
    """With other posts between those that are asked for."""
    with SandboxServer() as server:
        secret = secret_for("x", "catalonia")
        adapter = opened(server.url, secret=secret)
        posts = [_posted(adapter, f"Bon dia {number}") for number in range(4)]
        me = adapter.identify()
        number = me[me.index("(") + 1 : me.index(")")]
        owner = opened(server.url, secret=secret, options={"owner": number})
        wanted = [posts[0].remote_id, posts[3].remote_id, str(int(posts[3].remote_id) + 5)]
        assert owner.counts(wanted) == adapter.counts(wanted)
        assert set(owner.counts(wanted)) == set(wanted[:2])


def test_the_owner_pays_a_fifth() -> None:
    """The table of prices says so, with its date."""
    price = registry.PRICES["x"]
    assert price is not None and price.as_of is not None
    assert price.of_read({}) == Decimal("0.005")
    assert price.of_read({"owner": "7"}) == Decimal("0.001")


def _posted(adapter: X, text: str) -> Receipt:
    (payload,) = adapter.payloads(variant("x", text=text, link=""), START)
    return adapter.publish(payload, "key")
