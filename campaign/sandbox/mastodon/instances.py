"""What a Mastodon server says about itself: Instance in both shapes, and nodeinfo.

Shapes: https://docs.joinmastodon.org/entities/Instance/ and https://nodeinfo.diaspora.software/.
"""

from typing import Any

from campaign.sandbox.mastodon.limits import API_VERSION, CONFIGURATION, VERSION

_PUBLIC = {"local": "public", "remote": "public"}


def instance(base: str, people: int) -> dict[str, Any]:
    """What the server says about itself and its limits."""
    feeds = ("live_feeds", "hashtag_feeds", "trending_link_feeds")
    return {
        "domain": base.split("//", 1)[-1],
        "title": "Sandbox",
        "version": VERSION,
        "source_url": "https://github.com/mastodon/mastodon",
        "description": "A rehearsal server: nothing leaves this machine.",
        "usage": {"users": {"active_month": people}},
        "thumbnail": {"url": f"{base}/_sandbox/avatar/sandbox.svg"},
        "icon": [],
        "languages": ["en"],
        "configuration": {
            **CONFIGURATION,
            "urls": {"streaming": base.replace("http", "ws", 1), "about": base},
            "timelines_access": dict.fromkeys(feeds, _PUBLIC),
        },
        "registrations": {"enabled": False, "approval_required": False, "message": None},
        "api_versions": {"mastodon": API_VERSION},
        "contact": {"email": "sandbox@example.org", "account": None},
        "rules": [],
    }


def old_instance(base: str, people: int, posts: int) -> dict[str, Any]:
    """The same in the shape of `/api/v1/instance`; older clients read the version there."""
    now = instance(base, people)
    return {
        "uri": now["domain"],
        "title": now["title"],
        "short_description": now["description"],
        "description": now["description"],
        "email": now["contact"]["email"],
        "version": now["version"],
        "urls": {"streaming_api": base.replace("http", "ws", 1)},
        "stats": {"user_count": people, "status_count": posts, "domain_count": 0},
        "thumbnail": now["thumbnail"]["url"],
        "languages": now["languages"],
        "registrations": False,
        "approval_required": False,
        "invites_enabled": False,
        "configuration": now["configuration"],
        "contact_account": None,
        "rules": [],
    }


def nodeinfo_links(base: str) -> dict[str, Any]:
    """Where the description of the server's software is."""
    rel = "http://nodeinfo.diaspora.software/ns/schema/2.0"
    return {"links": [{"rel": rel, "href": f"{base}/nodeinfo/2.0"}]}


def nodeinfo(people: int, posts: int) -> dict[str, Any]:
    """The server's software and its use."""
    users = {"total": people, "activeMonth": people, "activeHalfyear": people}
    return {
        "version": "2.0",
        "software": {"name": "mastodon", "version": VERSION},
        "protocols": ["activitypub"],
        "services": {"outbound": [], "inbound": []},
        "usage": {"users": users, "localPosts": posts},
        "openRegistrations": False,
        "metadata": {"nodeName": "Sandbox"},
    }
