"""What Facebook and Instagram allow: versions, pictures, films, lengths and how many of each."""

from collections.abc import Mapping
from datetime import UTC, datetime, timedelta

from campaign.sandbox.limits import Window

#: When each version came: https://developers.facebook.com/docs/graph-api/changelog/versions
RELEASED: Mapping[str, datetime] = {
    "v18.0": datetime(2023, 9, 12, tzinfo=UTC),
    "v19.0": datetime(2024, 1, 23, tzinfo=UTC),
    "v20.0": datetime(2024, 5, 21, tzinfo=UTC),
    "v21.0": datetime(2024, 10, 2, tzinfo=UTC),
    "v22.0": datetime(2025, 1, 21, tzinfo=UTC),
    "v23.0": datetime(2025, 5, 29, tzinfo=UTC),
    "v24.0": datetime(2025, 10, 8, tzinfo=UTC),
    "v25.0": datetime(2026, 2, 18, tzinfo=UTC),
    "v26.0": datetime(2026, 7, 29, tzinfo=UTC),
}
#: When a version ends, where Meta has named the day; the others live for two years at least.
ENDS: Mapping[str, datetime] = {
    "v18.0": datetime(2026, 1, 26, tzinfo=UTC),
    "v19.0": datetime(2026, 5, 21, tzinfo=UTC),
    "v20.0": datetime(2026, 9, 24, tzinfo=UTC),
    "v21.0": datetime(2027, 1, 21, tzinfo=UTC),
}
VERSION_LIFE = timedelta(days=730)

DAY = 86_400
#: 4800 calls a day for each person who was engaged; this page counts one such person.
CALLS = Window("graph calls", 4800, DAY)
CONTAINERS = Window("instagram containers", 400, DAY)
POSTS_A_DAY = 100

PHOTO_BYTES = 4 * 1024 * 1024
PHOTO_TYPES = ("image/jpeg", "image/png", "image/gif", "image/webp")
UNUSED_PHOTO_LIFE = timedelta(hours=24)
FILM_BYTES = 100 * 1024 * 1024
# https://developers.facebook.com/docs/instagram-platform/instagram-graph-api/reference/ig-user/media
REEL_BYTES = 300 * 1000 * 1000
REEL_SECONDS = (3.0, 900.0)
REEL_WIDTH, REEL_NARROWEST, REEL_WIDEST = 1920, 0.01, 10
WORKED_ON = timedelta(seconds=30)
"""How long a film or container is worked on; the first question about it ends the work."""

IMAGE_BYTES = 8 * 1024 * 1024
IMAGE_TYPES = ("image/jpeg",)
TALLEST, WIDEST = 0.8, 1.915
CAPTION, HASHTAGS, ALT, COMMENT = 2200, 30, 1000, 300
CAROUSEL = range(2, 11)
CONTAINER_LIFE = timedelta(hours=24)

#: The rights of a page's token; `sandbox-<name>` has them all.
PAGE_RIGHTS = frozenset(
    {
        "pages_show_list",
        "pages_manage_posts",
        "pages_read_engagement",
        "pages_manage_engagement",
        "read_insights",
    }
)

#: The metrics that exist; Meta removed `post_impressions` and similar ones in November 2025.
POST_METRICS = ("post_clicks", "post_media_view", "post_total_media_view_unique")

#: All fields of a post on a page; those that a post here does not have are left out of an answer.
POST_FIELDS = (
    *("actions", "admin_creator", "allowed_advertising_objectives", "application"),
    *("backdated_time", "call_to_action", "can_reply_privately", "child_attachments"),
    *("comments_mirroring_domain", "coordinates", "created_time", "event"),
    *("expanded_height", "expanded_width", "feed_targeting", "from", "full_picture"),
    *("height", "icon", "id", "instagram_eligibility", "is_app_share"),
    *("is_eligible_for_dark_post", "is_eligible_for_promotion", "is_expired"),
    *("is_hidden", "is_inline_created", "is_instagram_eligible", "is_popular"),
    *("is_published", "is_spherical", "message", "message_tags", "multi_share_end_card"),
    *("multi_share_optimized", "parent_id", "permalink_url", "picture", "place"),
    *("privacy", "promotable_id", "promotion_status", "properties"),
    *("scheduled_publish_time", "shares", "status_type", "story", "story_tags"),
    *("subscribed", "target", "targeting", "timeline_visibility", "updated_time", "via"),
    *("video_buying_eligibility", "width"),
)
