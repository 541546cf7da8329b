"""The pictures and films that the networks fetch or receive, checked by each network's rules."""

from campaign.sandbox.graph import rules
from campaign.sandbox.media import NotAFilm, Picture, look_at_film
from campaign.sandbox.meta.answers import refuse
from campaign.sandbox.meta.media import picture_of
from campaign.sandbox.world import World


def photo(world: World, data: bytes) -> Picture:
    """A picture for a Facebook page. Raises Refusal when it is too big, or no picture."""
    seen = picture_of(data, rules.PHOTO_TYPES) if len(data) <= rules.PHOTO_BYTES else None
    if seen is None:
        raise refuse(
            "(#324) Missing or invalid image file",
            324,
            1366046,
            says=(
                "Can't Read Files",
                "Your photos couldn't be uploaded. Photos should be less than 4 MB and saved as "
                "JPG, PNG, GIF, TIFF, HEIF or WebP files.",
            ),
        )
    world.media.put(data)
    return seen


def film(world: World, data: bytes) -> Picture:
    """A film for either network. Raises Refusal for what is none."""
    try:
        seen = look_at_film(data)
    except NotAFilm:
        raise refuse("The video format is not supported", 352, 2207026) from None
    world.media.put(data)
    return seen


def reel(world: World, data: bytes) -> Picture:
    """A film for Instagram. Raises Refusal for what is none, and by its length and its shape."""
    seen = film(world, data)
    least, most = rules.REEL_SECONDS
    fits = len(data) <= rules.REEL_BYTES and (not seen.seconds or least <= seen.seconds <= most)
    if seen.width and seen.height:
        fits = fits and seen.width <= rules.REEL_WIDTH
        shape = seen.width / seen.height
        fits = fits and rules.REEL_NARROWEST <= shape <= rules.REEL_WIDEST
    if not fits:
        message = "The video file you selected is in a format that we don't support."
        raise refuse(message, 352, 2207026, says=("Unsupported format", message))
    return seen


def image(world: World, data: bytes) -> Picture:
    """A picture for Instagram. Raises Refusal by its size, its format, its ratio."""
    if len(data) > rules.IMAGE_BYTES:
        raise refuse(
            "The image size is too large.",
            36000,
            2207004,
            says=(
                "Image size too large",
                "The image is too large to download. It should be less than 8 MiB.",
            ),
        )
    seen = picture_of(data, rules.IMAGE_TYPES)
    if seen is None:
        message = "The image format is not supported"
        raise refuse(message, 36001, 2207005, says=("Image format is not supported", message))
    if not rules.TALLEST <= seen.width / seen.height <= rules.WIDEST:
        raise refuse(
            "The aspect ratio is not supported.",
            36003,
            2207009,
            says=(
                "The aspect ratio is not supported",
                f"The submitted image with aspect ratio {seen.width}:{seen.height} cannot be "
                "published. Please submit an image with a valid aspect ratio.",
            ),
        )
    world.media.put(data)
    return seen
