"""Signatures, against those that Amazon has published."""

from __future__ import annotations

from hashlib import sha256

import pytest

from campaign.platforms.public_media.sigv4 import Key, authorization, host

_SECRET = "wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY"
#: https://docs.aws.amazon.com/general/latest/gr/signature-v4-test-suite.html
SUITE = Key("AKIDEXAMPLE", _SECRET, "us-east-1", "service")
#: https://docs.aws.amazon.com/AmazonS3/latest/API/sig-v4-header-based-auth.html, whose secret has
#: a slash where the suite's has a plus.
GUIDE = Key("AKIAIOSFODNN7EXAMPLE", _SECRET.replace("+", "/"), "us-east-1")
THERE = "https://examplebucket.s3.amazonaws.com"


def signature(method: str, url: str, headers: dict[str, str], body: bytes, key: Key) -> str:
    """The signature alone."""
    payload = sha256(body).hexdigest()
    return authorization(method, url, headers, payload, key).rpartition("Signature=")[2]


@pytest.mark.parametrize(
    ("method", "url", "expected"),
    [
        ("GET", "/", "5fa00fa31553b73ebf1942676e86291e8372ff2a2260956d9b8aae1d763fbf31"),
        ("POST", "/", "5da7c1a2acd57cee7505fc6676e4e544621c30862966e37dddb68e92efbe5d6b"),
        (
            "GET",
            "/?Param2=value2&Param1=value1",
            "b97d918cfa904a5beff61c982a1b6f458b799221646efd99d3219ec94cdf2500",
        ),
    ],
)
def test_the_test_suite_of_amazon_is_passed(method: str, url: str, expected: str) -> None:
    """get-vanilla, post-vanilla, get-vanilla-query-order-key-case."""
    headers = {"host": "example.amazonaws.com", "x-amz-date": "20150830T123600Z"}
    assert signature(method, f"https://example.amazonaws.com{url}", headers, b"", SUITE) == expected


@pytest.mark.parametrize(
    ("method", "path", "more", "body", "expected"),
    [
        (
            "GET",
            "/test.txt",
            {"range": "bytes=0-9"},
            b"",
            "f0e8bdb87c964420e857bd35b5d6ed310bd44f0170aba48dd91039c6036bdb41",
        ),
        (
            "PUT",
            "/test$file.text",
            {"date": "Fri, 24 May 2013 00:00:00 GMT", "x-amz-storage-class": "REDUCED_REDUNDANCY"},
            b"Welcome to Amazon S3.",
            "98ad721746da40c64f1a55b78f14c238d841ea1380cd77a1b5971af0ece108bd",
        ),
        (
            "GET",
            "/?lifecycle",
            {},
            b"",
            "fea454ca298b7da1c68078a5d1bdbfbbe0d65c699e0f91ac7a200a0136783543",
        ),
        (
            "GET",
            "/?max-keys=2&prefix=J",
            {},
            b"",
            "34b48302e7b5fa45bde8084f4b7868a86f0a534bc59db6670ed5711ef69dc6f7",
        ),
    ],
)
def test_the_examples_of_amazons_storage_are_signed_as_there(
    method: str, path: str, more: dict[str, str], body: bytes, expected: str
) -> None:
    """Get an object, put one, ask for a bucket's rules, list it."""
    headers = {
        "host": "examplebucket.s3.amazonaws.com",
        "x-amz-content-sha256": sha256(body).hexdigest(),
        "x-amz-date": "20130524T000000Z",
        **more,
    }
    assert signature(method, THERE + path, headers, body, GUIDE) == expected


def test_the_header_names_who_signed_and_what() -> None:
    """And nothing of the secret."""
    headers = {"x-amz-date": "20130524T000000Z", "host": "a.example"}
    made = authorization("GET", "https://a.example/b", headers, sha256(b"").hexdigest(), GUIDE)
    assert made.startswith(
        "AWS4-HMAC-SHA256 Credential=AKIAIOSFODNN7EXAMPLE/20130524/us-east-1/s3/aws4_request, "
        "SignedHeaders=host;x-amz-date, Signature="
    )
    assert GUIDE.secret not in made + repr(GUIDE)


@pytest.mark.parametrize(
    ("url", "named"),
    [
        ("https://s3.example.org/a", "s3.example.org"),
        ("https://s3.example.org:443/a", "s3.example.org"),
        ("http://127.0.0.1:9000/a", "127.0.0.1:9000"),
        ("https://[::1]:9000/a", "[::1]:9000"),
    ],
)
def test_a_host_is_signed_as_it_is_sent(url: str, named: str) -> None:
    """With its port unless that is the usual one."""
    assert host(url) == named
