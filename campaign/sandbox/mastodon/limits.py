"""What this instance allows, in the numbers of mastodon.social, and how often it may be asked."""

from datetime import timedelta

from campaign.sandbox.counting import URL_LENGTH
from campaign.sandbox.limits import Window

MAX_CHARACTERS = 500
MAX_MEDIA = 4
MAX_DESCRIPTION = 1500
IMAGE_BYTES = 16 * 1024 * 1024
# app/models/concerns/attachmentable.rb and app/models/media_attachment.rb
IMAGE_PIXELS = 33_177_600
GIF_PIXELS = 921_600
VIDEO_PIXELS = 8_294_400
IMAGE_TYPES = ("image/jpeg", "image/png", "image/gif", "image/webp")

VIDEO_BYTES = 99 * 1024 * 1024
VIDEO_TYPES = ("video/mp4",)
PROCESSING = timedelta(seconds=5)
"""How long a film is worked on after it was handed in; pictures are ready at once."""

# https://docs.joinmastodon.org/api/rate-limits/
CALLS = Window("mastodon calls", 300, 300)
MEDIA = Window("mastodon media", 30, 1800)
DELETES = Window("mastodon deletes", 30, 1800)

KEY_SECONDS = 3600
"""How long an Idempotency-Key is remembered."""

CONFIGURATION = {
    "statuses": {
        "max_characters": MAX_CHARACTERS,
        "max_media_attachments": MAX_MEDIA,
        "characters_reserved_per_url": URL_LENGTH,
    },
    "media_attachments": {
        "description_limit": MAX_DESCRIPTION,
        "image_matrix_limit": IMAGE_PIXELS,
        "image_size_limit": IMAGE_BYTES,
        "supported_mime_types": [*IMAGE_TYPES, *VIDEO_TYPES],
        "video_frame_rate_limit": 120,
        "video_matrix_limit": VIDEO_PIXELS,
        "video_size_limit": VIDEO_BYTES,
    },
    "polls": {
        "max_options": 4,
        "max_characters_per_option": 50,
        "min_expiration": 300,
        "max_expiration": 2_629_746,
    },
    "accounts": {"max_featured_tags": 10, "max_pinned_statuses": 5},
    "translation": {"enabled": False},
    "limited_federation": False,
}
