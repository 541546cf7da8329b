"""What X allows, and how often it may be asked."""

from datetime import timedelta

from campaign.sandbox.limits import Window

MAX_WEIGHT = 280
MAX_MEDIA = 4
MAX_ALT = 1000

# https://docs.x.com/x-api/media/quickstart/best-practices
IMAGE_BYTES = 5 * 1024 * 1024
GIF_BYTES = 15 * 1024 * 1024
# https://docs.x.com/x-api/media/quickstart/best-practices
IMAGE_SIDES = range(4, 8193)
GIF_WIDTH, GIF_HEIGHT, GIF_FRAMES = 1280, 1080, 350
VIDEO_SHORTEST_SIDE, VIDEO_WIDEST = 32, 3
VIDEO_SECONDS = (0.5, 140.0)
VIDEO_BYTES = 512 * 1024 * 1024
PIECE_BYTES = 5 * 1024 * 1024
MAX_PIECES = 1000
MEDIA_LIVES = timedelta(hours=24)
WORKED_ON = timedelta(seconds=3)
"""How long a film is worked on; X does not document how long it takes."""

REPEATED = timedelta(hours=24)
"""How long the same text is refused; X does not document how long it refuses it."""

# https://docs.x.com/x-api/fundamentals/rate-limits
_QUARTER = 900
CREATES = Window("x posts", 100, _QUARTER)
CREATES_DAILY = Window("x posts daily", 10_000, 86_400)
DELETES = Window("x deletes", 50, _QUARTER)
LOOKUPS = Window("x lookups", 5000, _QUARTER)
TIMELINES = Window("x timelines", 900, _QUARTER)
OWN = Window("x own account", 75, _QUARTER)
UPLOADS = Window("x uploads", 500, _QUARTER)
PIECES = Window("x pieces", 1875, _QUARTER)
ALT_TEXTS = Window("x alt texts", 500, _QUARTER)
