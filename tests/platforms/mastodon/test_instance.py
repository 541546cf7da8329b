"""What a server says of itself: its limits, its software, and what nobody believes."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pytest

from campaign.compose.bounds import of_channel
from campaign.compose.length import measure
from campaign.model import Limits, ServerLimits, Unit
from campaign.platforms import registry
from campaign.platforms.mastodon import instance as instances
from campaign.platforms.mastodon import software
from campaign.platforms.mastodon.facts import FACTS
from campaign.platforms.mastodon.software import Software
from tests.platforms.mastodon import servers
from tests.platforms.mastodon.mastodoning import opened
from tests.platforms.mastodon.servers import configuration, instance, nodeinfo, speaking
from tests.platforms.samples import channel
from tests.platforms.scripted import Reply, Scripted, Seen

FAMILY = "👨‍👩‍👧‍👦"


def said(
    v2: Mapping[str, Any] | None,
    v1: Mapping[str, Any] | None = None,
    runs: Mapping[str, Any] | None = None,
    href: str = "/nodeinfo/2.0",
) -> ServerLimits | None:
    """What our adapter learns from a server."""
    with Scripted(speaking(v2, v1, runs, href)) as server:
        return opened(server.url).ask_limits()


def counted(told: ServerLimits | None, options: Mapping[str, str] | None = None) -> Limits:
    """The limits by which a channel's texts are measured then."""
    return registry.limits_of(channel("mastodon", "https://social.example", options), told)


@pytest.mark.parametrize(
    ("v2", "v1", "runs", "name", "version"),
    [
        (servers.MASTODON, None, None, "mastodon", "4.6.0"),
        (servers.GOTOSOCIAL, None, None, "gotosocial", "0.17.3 git-0a7c5b9"),
        (instance("4.2.0 (compatible; GoToSocial 0.17)"), None, None, "gotosocial", "0.17"),
        (instance("3.5.3+gotosocial-0.16"), None, None, "gotosocial", "3.5.3"),
        (servers.TAKAHE, None, None, "takahe", "0.11.0"),
        (None, servers.OLD_TAKAHE, nodeinfo("takahe", "0.7.0"), "takahe", "0.7.0"),
        (servers.SNAC, None, None, "snac", "2.60"),
        (None, servers.PLEROMA, None, "pleroma", "2.6.0"),
        (servers.PIXELFED, None, None, "pixelfed", "0.12.4"),
        (
            instance("4.5.0+glitch", "https://github.com/glitch-soc/mastodon"),
            None,
            None,
            "mastodon",
            "4.5.0+glitch",
        ),
        (
            instance("4.4.1", "https://git.example/us/social.git"),
            None,
            nodeinfo("Mastodon", "4.4.1"),
            "mastodon",
            "4.4.1",
        ),
        (instance("4.4.1"), None, nodeinfo("hometown", "1.1"), "hometown", "4.4.1"),
        (instance("1.0"), None, None, "", "1.0"),
        ({"domain": "social.example"}, None, nodeinfo("../../etc", "1"), "", ""),
    ],
)
def test_what_a_server_runs_is_known_by_its_version_its_source_or_nodeinfo(
    v2: Any, v1: Any, runs: Any, name: str, version: str
) -> None:
    """Mastodon, its forks, and five servers that speak its API."""
    told = said(v2, v1, runs)
    assert told is not None
    assert (told.software, told.version) == (name, version)


@pytest.mark.parametrize("answer", [{}, {"message": "We are back soon"}], ids=str)
def test_another_answer_takes_no_known_limit_away(answer: Any) -> None:
    """As a proxy gives while the server behind it is being mended."""
    assert said(answer, answer) is None


@pytest.mark.parametrize(
    "href",
    [
        "https://elsewhere.example/nodeinfo/2.0",
        "http://[::1/nodeinfo/2.0",
        "http://127.0.0.1:9/nodeinfo/2.0",
        "/nodeinfo/2.0?to=https://elsewhere.example",
        "file:///nodeinfo/2.0",
    ],
)
def test_nodeinfo_leads_to_no_other_server(href: str) -> None:
    """Whoever runs the server may write any address there; only a path of its own is followed."""
    with Scripted(speaking(instance("1.0"), None, nodeinfo("takahe", "1"), href)) as server:
        told = opened(server.url).ask_limits()
    assert told is not None
    paths = [seen.target for seen in server.seen]
    assert paths in (
        ["/api/v2/instance", "/.well-known/nodeinfo"],
        ["/api/v2/instance", "/.well-known/nodeinfo", "/nodeinfo/2.0"],
    )
    assert told.software == ("takahe" if "/nodeinfo/2.0" in paths else "")


@pytest.mark.parametrize(
    ("told", "unit"),
    [
        (Software("mastodon"), Unit.MASTODON),
        (Software("hometown"), Unit.MASTODON),
        (Software("gotosocial"), Unit.CODE_POINTS),
        (Software("takahe"), Unit.CODE_POINTS),
        (Software("snac"), Unit.MASTODON_STRICTEST),
        (Software("pleroma"), Unit.MASTODON_STRICTEST),
        (Software(), Unit.MASTODON_STRICTEST),
    ],
)
def test_texts_are_measured_by_the_rule_of_the_software(told: Software, unit: Unit) -> None:
    """And by the strictest where the rule is not known."""
    assert counted(ServerLimits(FACTS.limits, told.name)).unit is unit


def test_what_the_configuration_says_comes_before_what_the_server_says() -> None:
    """For a server that hides what it runs, also before it was ever asked."""
    mastodon = ServerLimits(FACTS.limits, "mastodon")
    for named in ("gotosocial", "takahe"):
        assert counted(mastodon, {"software": named}).unit is Unit.CODE_POINTS
        assert counted(None, {"software": named}).unit is Unit.CODE_POINTS
    assert counted(None, {"software": "other"}).unit is Unit.MASTODON_STRICTEST
    assert counted(None, {"software": "mastodon"}) is FACTS.limits
    assert counted(None) is FACTS.limits, "the table stands, as the very same object"


@pytest.mark.parametrize(
    ("text", "mastodon", "raw", "strictest"),
    [
        ("plain", 5, 5, 5),
        (FAMILY, 1, 7, 7),
        ("https://eu-belong.aer.eu/a/long/path?lang=ca", 23, 44, 44),
        ("https://a.eu", 23, 12, 23),
        ("@maria@far.example", 6, 18, 18),
        (f"https://a.eu {FAMILY}", 25, 20, 25),
    ],
)
def test_links_mentions_and_families_count_differently(
    text: str, mastodon: int, raw: int, strictest: int
) -> None:
    """The strictest is never below either."""
    for runs, length in (("mastodon", mastodon), ("takahe", raw), ("", strictest)):
        assert measure(text, software.counted(FACTS.limits, runs)) == length


def test_the_content_warning_counts_by_the_same_rule() -> None:
    """On GoToSocial and Takahe in code points, on Mastodon as a reader sees it."""
    place = channel("mastodon", "https://social.example", {"spoiler": FAMILY})
    for runs, left in (("mastodon", 499), ("gotosocial", 493), ("takahe", 493), ("", 493)):
        assert of_channel(software.counted(FACTS.limits, runs), place).text == left
    album = channel("pixelfed", "https://pixelfed.example", {"spoiler": FAMILY})
    assert of_channel(registry.limits("pixelfed"), album).text == 500, "it counts apart there"


def test_a_servers_own_limits_stand_in_for_the_table() -> None:
    """Mastodon 4.6's alt texts, GoToSocial's long posts, twenty pictures on Pixelfed."""
    told = [said(each) for each in (servers.MASTODON, servers.GOTOSOCIAL, servers.PIXELFED)]
    bounds = [(t.limits.text, t.limits.images, t.limits.alt) for t in told if t]
    assert bounds == [(500, 4, 10_000), (5000, 6, 1500), (500, 20, 1000)]
    assert all(t is not None and t.ignored == () for t in told)


def test_a_server_without_films_takes_none() -> None:
    """Takahe lists pictures alone; and one that takes no PNG gets its cards as JPEG."""
    takahe = said(servers.TAKAHE)
    assert takahe is not None and takahe.limits.videos == 0
    assert takahe.limits.image_types == FACTS.limits.image_types
    only = said(instance("1", configuration=configuration(500, types=["image/jpeg", "video/mp4"])))
    assert only is not None and only.limits.videos == 1
    assert (only.limits.image_types, only.limits.card_type) == (("image/jpeg",), "image/jpeg")


@pytest.mark.parametrize("value", [0, -1, 10**12, 2**70, "5000", "many", 500.5, True, [500], {}])
@pytest.mark.parametrize(
    ("group", "name", "field"),
    [
        ("statuses", "max_characters", "text"),
        ("statuses", "max_media_attachments", "images"),
        ("statuses", "characters_reserved_per_url", "url_length"),
        ("media_attachments", "description_limit", "alt"),
        ("media_attachments", "image_size_limit", "image_bytes"),
        ("media_attachments", "video_size_limit", "video_bytes"),
    ],
)
def test_a_number_that_nobody_can_mean_is_left_out_with_a_word(
    group: str, name: str, field: str, value: object
) -> None:
    """The table's stands in for it."""
    found = instances.limits(
        instances.Instance({"configuration": {group: {name: value}}}, Software()), FACTS.limits
    )
    assert getattr(found.limits, field) == getattr(FACTS.limits, field)
    assert len(found.ignored) == 1 and found.ignored[0].startswith(f"{name} ")
    assert len(found.ignored[0]) < 100


@pytest.mark.parametrize(
    "answer",
    [
        {},
        {"configuration": None},
        {"configuration": []},
        {"configuration": {"statuses": 5, "media_attachments": "no"}},
        {"configuration": {"media_attachments": {"supported_mime_types": "all"}}},
        {"configuration": {"media_attachments": {"supported_mime_types": [1, None, "audio/ogg"]}}},
    ],
)
def test_what_has_another_shape_says_nothing(answer: dict[str, Any]) -> None:
    """The table stands as it is."""
    found = instances.limits(instances.Instance(answer, Software()), FACTS.limits)
    assert found == ServerLimits(FACTS.limits)


def test_the_older_form_says_the_length_in_its_own_word() -> None:
    """Pleroma's `max_toot_chars`."""
    told = said(None, servers.PLEROMA)
    assert told is not None and told.limits.text == 4000


@pytest.mark.parametrize("status", [404, 405, 410])
def test_a_server_that_says_nothing_of_itself_leaves_the_table(status: int) -> None:
    """Nothing is kept then."""

    def script(seen: Seen) -> Reply:
        return Reply(status, {"error": "no"})

    with Scripted(script) as server:
        assert opened(server.url).ask_limits() is None
    assert [seen.path for seen in server.seen] == ["/api/v2/instance", "/api/v1/instance"]
