"""A bucket, as a server sees it that checks every signature by itself."""

from __future__ import annotations

import hmac
import logging
import re
import traceback
from collections.abc import Iterator
from dataclasses import dataclass, field
from hashlib import sha256
from pathlib import Path
from urllib.parse import quote, unquote

import pytest

from campaign.errors import ConfigError, PlatformError, Rejected, Unavailable
from campaign.platforms.public_media.s3 import Bucket, named, open_bucket
from campaign.platforms.public_media.sigv4 import Key
from tests.platforms.samples import Clock
from tests.platforms.scripted import Mishap, Reply, Scripted, Seen, always

KEY = Key("GK31c2f218a2e44f485b94239e", "b892c0665f0ada8a4755dae98baa3b13", "garage")
PATH = "ab/ab12.png"
_CREDENTIAL = re.compile(
    r"AWS4-HMAC-SHA256 Credential=(?P<id>[^/]+)/(?P<scope>[^,]+), "
    r"SignedHeaders=(?P<names>[^,]+), Signature=(?P<signature>[0-9a-f]{64})"
)


def denied(code: str, status: int = 403) -> Reply:
    """A refusal as such storage words it."""
    said = f'<?xml version="1.0"?><Error><Code>{code}</Code></Error>'
    return Reply(status, raw=said.encode())


@dataclass
class Storage:
    """Buckets in memory, which take what is signed with the key and nothing else.

    Written from the documentation alone and by other means than what it judges:
    https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_sigv-create-signed-request.html
    """

    kept: dict[str, tuple[bytes, str]] = field(default_factory=dict)
    lists: bool = True

    def __call__(self, seen: Seen) -> Reply:
        wrong = self._wrong(seen)
        if wrong:
            return denied(wrong)
        name = unquote(seen.path)
        if seen.method == "PUT":
            self.kept[name] = (seen.body, seen.headers["content-type"])
            return Reply(200, raw=b"", headers={"ETag": '"1"'})
        assert seen.method == "HEAD"
        if name not in self.kept:
            return Reply(404 if self.lists else 403, raw=b"")
        return Reply(200, raw=self.kept[name][0])

    def _wrong(self, seen: Seen) -> str:
        said = _CREDENTIAL.fullmatch(seen.headers.get("authorization", ""))
        if said is None or said["id"] != KEY.id:
            return "InvalidAccessKeyId"
        stamp = seen.headers["x-amz-date"]
        if said["scope"] != f"{stamp[:8]}/garage/s3/aws4_request":
            return "AuthorizationHeaderMalformed"
        if sha256(seen.body).hexdigest() != seen.headers["x-amz-content-sha256"]:
            return "XAmzContentSHA256Mismatch"
        names = said["names"].split(";")
        if not {"host", "x-amz-content-sha256", "x-amz-date"} <= set(names):
            return "UnsignedHeaders"
        lines = [seen.method, quote(unquote(seen.path)), seen.target.partition("?")[2]]
        lines += [f"{name}:{seen.headers[name].strip()}" for name in names]
        lines += ["", said["names"], seen.headers["x-amz-content-sha256"]]
        request = sha256("\n".join(lines).encode()).hexdigest()
        text = "\n".join(["AWS4-HMAC-SHA256", stamp, said["scope"], request])
        made = b"AWS4" + KEY.secret.encode()
        for part in [*said["scope"].split("/"), text]:
            made = hmac.new(made, part.encode(), sha256).digest()
        return "" if made.hex() == said["signature"] else "SignatureDoesNotMatch"


@pytest.fixture
def storage() -> Storage:
    """Empty storage."""
    return Storage()


@pytest.fixture
def server(storage: Storage) -> Iterator[Scripted]:
    """Its address."""
    with Scripted(storage) as running:
        yield running


@pytest.mark.parametrize("name", ["cards", "media/cards", "/media/cards/", "àrea 1/targetes"])
def test_a_picture_is_laid_under_the_buckets_name(
    storage: Storage, server: Scripted, name: str
) -> None:
    """Signed, whole, with its type, and for ever: a name is the hash of what it names."""
    bucket = Bucket(server.url, name, KEY, Clock())
    assert not bucket.holds(PATH, 9)
    bucket.put(PATH, b"a picture", "image/png")
    assert storage.kept == {f"/{name.strip('/')}/{PATH}": (b"a picture", "image/png")}
    assert bucket.holds(PATH, 9) and not bucket.holds(PATH, 8)
    assert "immutable" in server.seen[-3].headers["cache-control"]


def test_an_endpoint_may_have_a_path(storage: Storage, server: Scripted) -> None:
    """Some storage lies behind a proxy."""
    Bucket(f"{server.url}/s3/", "cards", KEY, Clock()).put(PATH, b"a", "image/png")
    assert list(storage.kept) == [f"/s3/cards/{PATH}"]


def test_storage_that_does_not_list_says_403_of_what_is_not_there(
    storage: Storage, server: Scripted
) -> None:
    """Then it is laid there, and a key without any right is found out by that."""
    storage.lists = False
    assert not Bucket(server.url, "cards", KEY, Clock()).holds(PATH, 1)


@pytest.mark.parametrize(
    "key",
    [
        Key("else", KEY.secret, KEY.region),
        Key(KEY.id, KEY.secret + "x", KEY.region),
        Key(KEY.id, KEY.secret, "us-east-1"),
    ],
)
def test_a_wrong_key_lays_nothing(storage: Storage, server: Scripted, key: Key) -> None:
    """Another's, another secret, another region: the storage's word for it is told."""
    with pytest.raises(Rejected, match=r"InvalidAccessKeyId|DoesNotMatch|Malformed"):
        Bucket(server.url, "cards", key, Clock()).put(PATH, b"a", "image/png")
    assert storage.kept == {}


@pytest.mark.parametrize("trouble", [Mishap.RESET, Reply(503, raw=b"busy"), Reply(500, raw=b"")])
def test_storage_in_trouble_is_for_another_time(trouble: Reply | Mishap) -> None:
    """Laying out again does no harm."""
    with Scripted(always(trouble)) as running, pytest.raises(Unavailable):
        Bucket(running.url, "cards", KEY, Clock()).put(PATH, b"a", "image/png")


@pytest.mark.parametrize("status", [200, 301, 400, 403, 500])
def test_the_secret_is_never_shown(status: int, caplog: pytest.LogCaptureFixture) -> None:
    """Not by storage that echoes what it got, nor by errors, logs or reprs."""
    caplog.set_level(logging.DEBUG)

    def echo(seen: Seen) -> Reply:
        return Reply(status, raw=f"{KEY.secret} {seen.headers}".encode())

    with Scripted(echo) as running:
        bucket = Bucket(running.url, "cards", KEY, Clock())
        shown = [repr(bucket), *map(repr, vars(bucket).values())]
        try:
            bucket.put(PATH, b"a", "image/png")
        except PlatformError as error:
            shown += [*traceback.format_exception(error), error.answer]
        assert KEY.secret not in "".join([*shown, caplog.text])


ENVIRON = {
    "CAMPAIGN_S3_ENDPOINT": "http://127.0.0.1:9",
    "CAMPAIGN_S3_BUCKET": "cards",
    "CAMPAIGN_S3_KEY": KEY.id,
    "CAMPAIGN_S3_SECRET": KEY.secret,
    "CAMPAIGN_S3_REGION": KEY.region,
}


def test_a_bucket_is_named_by_the_environment(
    storage: Storage, server: Scripted, tmp_path: Path
) -> None:
    """Its secret by itself, or in a file that ends in a line's end."""
    environ = {**ENVIRON, "CAMPAIGN_S3_ENDPOINT": server.url}
    assert named(environ) and not named({})
    open_bucket(environ, Clock()).put(PATH, b"a", "image/png")
    (tmp_path / "secret").write_text(f"{KEY.secret}\n")
    del environ["CAMPAIGN_S3_SECRET"]
    environ["CAMPAIGN_S3_SECRET_FILE"] = str(tmp_path / "secret")
    open_bucket(environ, Clock()).put("cd/cd.png", b"b", "image/png")
    assert len(storage.kept) == 2


def test_all_that_is_missing_is_told_at_once() -> None:
    """Four things, each by its name."""
    with pytest.raises(ConfigError) as caught:
        open_bucket({}, Clock())
    for name in ("ENDPOINT", "BUCKET", "KEY", "SECRET"):
        assert f"CAMPAIGN_S3_{name} is" in str(caught.value)


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"CAMPAIGN_S3_SECRET_FILE": "/x"}, "both CAMPAIGN_S3_SECRET and CAMPAIGN_S3_SECRET_FILE"),
        ({"CAMPAIGN_S3_SECRET": "", "CAMPAIGN_S3_SECRET_FILE": "/nowhere"}, "cannot be read"),
        ({"CAMPAIGN_S3_SECRET": "", "CAMPAIGN_S3_SECRET_FILE": "/dev/null"}, "it is a device"),
        ({"CAMPAIGN_S3_SECRET": " "}, "missing or empty"),
        ({"CAMPAIGN_S3_ENDPOINT": "http://s3.example.org"}, "CAMPAIGN_S3_ENDPOINT: .*clear text"),
        ({"CAMPAIGN_S3_ENDPOINT": "s3.example.org"}, "CAMPAIGN_S3_ENDPOINT: .*must look like"),
    ],
)
def test_what_is_wrong_is_told_by_name(changes: dict[str, str], words: str) -> None:
    """Given twice, in a file that is not there, empty, over the open road, no address."""
    with pytest.raises(ConfigError, match=words) as caught:
        open_bucket({**ENVIRON, **changes}, Clock())
    assert KEY.secret not in str(caught.value)
