"""A bucket of S3-compatible storage, from which networks fetch our media.

Amazon S3, MinIO, Ceph, Garage, Cloudflare R2, Hetzner, OVH and others have this API:
https://docs.aws.amazon.com/AmazonS3/latest/API/API_PutObject.html. The bucket's own policy must let
everybody read; nothing here changes it.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime
from pathlib import Path
from typing import Any
from urllib.parse import quote

from campaign.bounded_file import LARGEST_SECRET, read_file
from campaign.errors import ConfigError, Mistake, Place, Rejected
from campaign.platforms.http.dialect import Answer, Dialect
from campaign.platforms.http.wire import Wire
from campaign.platforms.public_media.sigv4 import Key, Signed

PREFIX = "CAMPAIGN_S3_"
REGION = "us-east-1"  # storage without regions takes this one
_PLACE = Place("environment")
_FOREVER = "public, max-age=31536000, immutable"  # a file's name is its hash, so it never changes


class Bucket:
    """One bucket at one endpoint; in `bucket`, a folder may follow after a `/`.

    Raises ValueError when the address may not be used.
    """

    def __init__(self, endpoint: str, bucket: str, key: Key, clock: Callable[[], datetime]) -> None:
        self._wire = Wire(endpoint, name=f"bucket {bucket}", dialect=Dialect(_words), clock=clock)
        self._bucket = quote(bucket.strip("/"))
        self._key = key
        self._signed = Signed(key, clock)

    def __repr__(self) -> str:
        return f"Bucket({self._wire.base_url!r}, {self._bucket!r})"

    def holds(self, path: str, size: int) -> bool:
        """True when the bucket has a file of that size at the path."""
        try:
            answer = self._call("HEAD", path)
        except Rejected as error:
            # If the key may not list the bucket, a missing object answers 403 instead of 404.
            if error.status not in (403, 404):
                raise
            return False
        return answer.headers.get("content-length") == str(size)

    def put(self, path: str, data: bytes, mime: str) -> None:
        """Upload a file; raises PlatformError's kinds."""
        self._call(
            "PUT", path, data=data, headers={"Content-Type": mime, "Cache-Control": _FOREVER}
        )

    def _call(self, method: str, path: str, **more: Any) -> Answer:
        hide = (self._key.secret,)
        return self._wire.call(
            method, f"/{self._bucket}/{path}", auth=self._signed, hide=hide, **more
        )


def named(environ: Mapping[str, str]) -> bool:
    """Whether the environment names a bucket at all."""
    return bool(environ.get(f"{PREFIX}BUCKET"))


def open_bucket(environ: Mapping[str, str], clock: Callable[[], datetime]) -> Bucket:
    """The bucket that the environment names; raises ConfigError with all mistakes at once."""
    wrong: list[Mistake] = []
    settings = {name: environ.get(PREFIX + name, "") for name in ("ENDPOINT", "BUCKET", "KEY")}
    for name, value in settings.items():
        if not value.strip():
            wrong.append(
                Mistake(
                    _PLACE,
                    f"{PREFIX}{name} is not set",
                    "campaign media publish --help tells all that has to be",
                )
            )
    secret = _secret(environ, wrong)
    if wrong:
        raise ConfigError(wrong)
    key = Key(settings["KEY"].strip(), secret, environ.get(f"{PREFIX}REGION", "") or REGION)
    try:
        return Bucket(settings["ENDPOINT"].strip(), settings["BUCKET"].strip(), key, clock)
    except ValueError as error:
        raise ConfigError(Mistake(_PLACE, f"{PREFIX}ENDPOINT: {error}")) from error


def _secret(environ: Mapping[str, str], wrong: list[Mistake]) -> str:
    name = f"{PREFIX}SECRET"
    value, file = environ.get(name, ""), environ.get(f"{name}_FILE", "")
    if value and file:
        remedy = "unset one of them, so that it is clear which counts"
        wrong.append(Mistake(_PLACE, f"both {name} and {name}_FILE are set", remedy))
        return ""
    if file:
        try:
            value = read_file(Path(file), LARGEST_SECRET).decode()
        except (OSError, UnicodeDecodeError) as error:
            reason = getattr(error, "strerror", None) or "it is not text"
            wrong.append(Mistake(_PLACE, f"{name}_FILE cannot be read: {file}: {reason}"))
            return ""
    if not value.strip():
        remedy = f"set {name}, or {name}_FILE to a file that holds it"
        wrong.append(Mistake(_PLACE, f"{name} is missing or empty", remedy))
    return value.strip()


def _words(body: Any) -> tuple[str, str]:
    """No code and no words: refusals are XML, and the wire shows the beginning of it."""
    return "", ""
