"""Counts grow as a network's do, and the same seed gives the same counts."""

from datetime import timedelta
from statistics import mean, median

from hypothesis import given
from hypothesis import strategies as st

from campaign.sandbox import SandboxServer
from campaign.sandbox.engagement import Subject, Tally, followers, tally
from tests.sandbox.visitors import Skywriter, Tooter, move_clock, read, record, start

LONG = timedelta(days=28)
POSTS = [Subject("mastodon", f"region-{n % 12}", f"post {n}") for n in range(400)]


def values(counts: Tally) -> tuple[int, ...]:
    """All five counts."""
    return (counts.reactions, counts.reposts, counts.replies, counts.quotes, counts.bookmarks)


@given(
    st.integers(), st.text(), st.floats(0, 1000), st.floats(0, 1000), st.sampled_from(["a", "b-c"])
)
def test_counts_never_fall(seed: int, text: str, hours: float, more: float, account: str) -> None:
    """Older is never less, for any seed, text and age."""
    subject = Subject("bluesky", account, text)
    young = values(tally(seed, subject, timedelta(hours=hours)))
    old = values(tally(seed, subject, timedelta(hours=hours + more)))
    assert all(before <= after for before, after in zip(young, old, strict=True))


def test_nothing_is_counted_before_a_post_is_out() -> None:
    """At age zero, and when the clock was forced back, all is zero."""
    for age in (timedelta(0), timedelta(days=-3)):
        assert values(tally(7, POSTS[0], age)) == (0, 0, 0, 0, 0)


def test_half_of_it_comes_within_a_day() -> None:
    """The curve saturates: half after about 18 hours, hardly anything after two weeks."""
    final = sum(tally(7, each, LONG).reactions for each in POSTS)
    early = sum(tally(7, each, timedelta(hours=18)).reactions for each in POSTS)
    late = sum(tally(7, each, LONG / 2).reactions for each in POSTS)
    assert 0.4 < early / final < 0.65
    assert late / final > 0.99


def test_replies_are_rarer_than_reposts_and_reposts_than_likes() -> None:
    """The order every network knows, by a factor and in all single posts."""
    counts = [tally(7, each, LONG) for each in POSTS]
    likes, reposts, replies = (
        sum(getattr(each, name) for each in counts) for name in ("reactions", "reposts", "replies")
    )
    assert likes > 3 * reposts > 9 * replies > 0
    assert all(each.reactions >= each.reposts >= each.replies for each in counts)


def test_some_posts_are_found_by_many() -> None:
    """A heavy tail: the mean lies well above the median, the best far above the mean."""
    likes = [tally(7, each, LONG).reactions for each in POSTS]
    assert mean(likes) > 1.3 * median(likes)
    assert max(likes) > 6 * mean(likes)


def test_a_larger_account_reaches_more() -> None:
    """The half with more followers has more likes."""
    accounts = sorted(
        {each.account for each in POSTS}, key=lambda a: followers(7, "mastodon", a, LONG)
    )
    small = accounts[: len(accounts) // 2]
    likes = {True: 0, False: 0}
    for each in POSTS:
        likes[each.account in small] += tally(7, each, LONG).reactions
    assert likes[False] > 1.5 * likes[True]


def test_followers_grow_slowly() -> None:
    """A few per cent a month, never less than before."""
    for n in range(30):
        then, now = (followers(7, "bluesky", f"a{n}", age) for age in (timedelta(0), LONG))
        assert then <= now <= then * 1.08


def test_another_seed_is_another_world() -> None:
    """The same seed repeats, another does not."""
    week = timedelta(days=7)
    worlds = [[values(tally(seed, each, week)) for each in POSTS[:50]] for seed in (7, 7, 8)]
    assert worlds[0] == worlds[1] != worlds[2]


def test_both_networks_show_the_counts_grow_with_the_clock() -> None:
    """Over HTTP: zero at first, more after a day, more after a week, the same in another run."""
    seen = []
    for _ in range(2):
        with SandboxServer(seed=11, clock=start) as box:
            tooter, sky = Tooter(box.url), Skywriter(box.url)
            toot, uri = read(tooter.post("Tres dies"))["id"], read(sky.put(record()))["uri"]
            rows = []
            for now in ("2026-12-01T09:00:00Z", "2026-12-02T09:00:00Z", "2026-12-08T09:00:00Z"):
                move_clock(box.url, now)
                status = read(tooter.get(f"/v1/statuses/{toot}"))
                (view,) = read(sky.ask("app.bsky.feed.getPosts", uris=[uri]))["posts"]
                people = read(tooter.get("/v1/accounts/verify_credentials"))["followers_count"]
                rows.append((status["favourites_count"], view["likeCount"], people))
        seen.append(rows)
    assert seen[0] == seen[1]
    first, day, week = seen[0]
    assert first[:2] == (0, 0)
    assert all(a < b < c for a, b, c in zip(first[:2], day[:2], week[:2], strict=True))
    assert first[2] <= week[2]
