"""What this instance allows, in the numbers of Mastodon 4.6, and how often it may be asked."""

from datetime import timedelta

from campaign.sandbox.counting import URL_LENGTH
from campaign.sandbox.limits import Window

VERSION = "4.6.5"
API_VERSION = 11

MAX_CHARACTERS = 500
MAX_MEDIA = 4
MAX_DESCRIPTION = 10_000
"""Since 4.6.0: https://github.com/mastodon/mastodon/pull/39306; it was 1,500 before."""

MAX_STATUSES = 20
"""How many posts one request may ask for by their ids (`DEFAULT_STATUSES_LIMIT`)."""

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

POLL_OPTIONS = range(2, 5)
POLL_OPTION = 50
POLL_SECONDS = range(300, 2_629_746 + 1)

# config/initializers/rack_attack.rb; an address is counted only when it brings no token.
CALLS = Window("mastodon calls", 300, 300)
USER_CALLS = Window("mastodon user's calls", 1500, 300)
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
        "max_options": POLL_OPTIONS[-1],
        "max_characters_per_option": POLL_OPTION,
        "min_expiration": POLL_SECONDS[0],
        "max_expiration": POLL_SECONDS[-1],
    },
    "accounts": {
        "max_display_name_length": 30,
        "max_note_length": 500,
        "max_featured_tags": 10,
        "max_pinned_statuses": 5,
        "max_profile_fields": 4,
        "profile_field_name_limit": 255,
        "profile_field_value_limit": 255,
    },
    "translation": {"enabled": False},
    "limited_federation": False,
}
