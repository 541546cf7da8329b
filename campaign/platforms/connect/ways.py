"""The networks by name, and how an account of each is connected: one readable table."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from urllib.parse import urlsplit

from campaign.platforms.connect import steps
from campaign.platforms.connect.flow import Flow
from campaign.platforms.meta.graph import VERSION


@dataclass(frozen=True, slots=True)
class Ask:
    """What the account's owner copies from the network: what it is called, and where to get it."""

    title: str
    what: str
    where: str


OAUTH: Mapping[str, Flow] = {
    # https://developers.facebook.com/docs/facebook-login/guides/advanced/manual-flow
    "facebook": Flow(
        title="Facebook",
        home="https://developers.facebook.com/apps/",
        authorize="https://www.facebook.com/{version}/dialog/oauth",
        token="https://graph.facebook.com/{version}/oauth/access_token",  # noqa: S106 - an address
        scopes=(
            "pages_show_list",
            "pages_manage_posts",
            "pages_read_engagement",
            "pages_manage_engagement",
            "read_insights",
        ),
        version=VERSION,
        separator=",",
        reads="GET",
        then=steps.page_of_facebook,
    ),
    # https://developers.facebook.com/docs/instagram-platform/instagram-api-with-instagram-login
    "instagram": Flow(
        title="Instagram",
        home="https://developers.facebook.com/apps/",
        authorize="https://www.instagram.com/oauth/authorize",
        token="https://api.instagram.com/oauth/access_token",  # noqa: S106 - an address
        scopes=(
            "instagram_business_basic",
            "instagram_business_content_publish",
            "instagram_business_manage_comments",
            "instagram_business_manage_insights",
        ),
        separator=",",
        renews=True,
        secure=True,
        then=steps.long_lived_on_instagram,
    ),
    # https://learn.microsoft.com/en-us/linkedin/shared/authentication/authorization-code-flow
    "linkedin": Flow(
        title="LinkedIn",
        home="https://www.linkedin.com/developers/apps",
        authorize="https://www.linkedin.com/oauth/v2/authorization",
        token="https://www.linkedin.com/oauth/v2/accessToken",  # noqa: S106 - an address
        scopes=("w_organization_social", "r_organization_social", "rw_organization_admin"),
    ),
    # https://docs.joinmastodon.org/client/authorized/; the server is the channel's.
    "mastodon": Flow(
        title="Mastodon",
        home="",
        authorize="/oauth/authorize",
        token="/oauth/token",  # noqa: S106 - an address
        scopes=("read:accounts", "read:statuses", "write:statuses", "write:media"),
        pkce=True,
        registered=False,
        register=steps.registered_on_mastodon,
    ),
    # As on Mastodon, with fewer rights to choose from: https://github.com/pixelfed/pixelfed,
    # app/Providers/AuthServiceProvider.php.
    "pixelfed": Flow(
        title="Pixelfed",
        home="",
        authorize="/oauth/authorize",
        token="/oauth/token",  # noqa: S106 - an address
        scopes=("read", "write"),
        pkce=True,
        registered=False,
        register=steps.registered_on_mastodon,
        then=steps.not_renewed,
    ),
    # https://developers.facebook.com/docs/threads/get-started/get-access-tokens-and-permissions
    "threads": Flow(
        title="Threads",
        home="https://developers.facebook.com/apps/",
        authorize="https://threads.net/oauth/authorize",
        token="https://graph.threads.net/oauth/access_token",  # noqa: S106 - an address
        scopes=(
            "threads_basic",
            "threads_content_publish",
            "threads_manage_replies",
            "threads_read_replies",
            "threads_manage_insights",
            "threads_delete",
        ),
        separator=",",
        renews=True,
        secure=True,
        then=steps.long_lived_on_threads,
    ),
    # https://docs.x.com/fundamentals/authentication/oauth-2-0/authorization-code
    "x": Flow(
        title="X",
        home="https://console.x.com",
        authorize="https://x.com/i/oauth2/authorize",
        token="https://api.x.com/2/oauth2/token",  # noqa: S106 - an address
        scopes=("tweet.read", "tweet.write", "users.read", "media.write", "offline.access"),
        pkce=True,
        private=False,
        basic=True,
    ),
}
"""The networks on which the owner says yes in a browser."""

#: Instagram over Facebook's login, for channels on graph.facebook.com: a page's token, no end.
# https://developers.facebook.com/docs/instagram-platform/instagram-api-with-facebook-login
INSTAGRAM_BY_PAGE = replace(
    OAUTH["facebook"],
    title="Instagram (by its Facebook page)",
    scopes=(
        "pages_show_list",
        "pages_read_engagement",
        "instagram_basic",
        "instagram_content_publish",
        "instagram_manage_comments",
        "instagram_manage_insights",
    ),
    then=steps.page_of_instagram,
)

ASKED: Mapping[str, Ask] = {
    "apprise": Ask(
        "Apprise", "the service's address", "https://appriseit.com/services/ says how it is written"
    ),
    "bluesky": Ask("Bluesky", "an app password", "Settings → Privacy and security → App passwords"),
    "telegram": Ask("Telegram", "the bot's token", "write /newbot to @BotFather in Telegram"),
}
"""The networks whose owner copies a password, a token or an address."""


def way(platform: str, server: str = "") -> Flow | Ask | None:
    """How an account of this network is connected, None where it needs no credential."""
    if platform == "instagram" and urlsplit(server).hostname == "graph.facebook.com":
        return INSTAGRAM_BY_PAGE
    return OAUTH.get(platform) or ASKED.get(platform)
