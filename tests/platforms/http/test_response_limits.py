"""However slowly or plentifully a server answers, the thread that asked is free again."""

from __future__ import annotations

import gzip
import os
import random
import ssl
import zlib
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from campaign.errors import OutcomeUnknown, PlatformError, Unavailable
from campaign.platforms.http.dialect import Dialect
from campaign.platforms.http.response_limits import Bound
from campaign.platforms.http.wire import MAX_ANSWER, Wire
from campaign.platforms.mastodon import responses
from tests.platforms.samples import Clock
from tests.platforms.sockets import Line, Sockets, answer

DIALECT = Dialect(responses.words)
PATIENCE = 0.6  # seconds for an answer that is to come in time; silence is 0.4
HASTE = 0.2  # seconds for an answer that never ends, of which a byte comes every twentieth
DRIPS = 300  # of which the last would come after fifteen seconds

Serving = Callable[[Line], None]


def wire(url: str, patience: float = PATIENCE) -> Wire:
    """A wire that loses its patience soon."""
    return Wire(
        url,
        name="catalonia-ca",
        dialect=DIALECT,
        clock=Clock(),
        timeout=(0.4, 0.4),
        bound=Bound(seconds=patience),
    )


def failing(url: str, *, creates: bool) -> PlatformError:
    """The error that asking ends in."""
    with pytest.raises(PlatformError) as caught:
        wire(url, HASTE).call("POST", "/x", creates=creates, body={"a": 1})
    return caught.value


def dripping(begin: bytes, drips: bytes) -> Serving:
    """A server that sends the beginning at once and the rest a byte at a time."""

    def serve(line: Line) -> None:
        line.request()
        line.send(begin)
        line.drip(drips)

    return serve


def chunks(line: Line) -> None:
    """One byte a chunk, for ever, with a long line of its size."""
    line.request()
    line.send(b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n")
    line.drip(b"1;name=value\r\n{\r\n" * DRIPS)


def packed(line: Line) -> None:
    """Gzip a byte at a time."""
    line.request()
    line.send(b"HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\nContent-Length: 9999\r\n\r\n")
    line.drip(gzip.compress(random.randbytes(DRIPS)))


def continuing(line: Line) -> None:
    """100 Continue, twenty times a second."""
    line.request()
    for _ in range(DRIPS):
        line.send(b"HTTP/1.1 100 Continue\r\n\r\n")
        line.pause(0.05)


SLOW = {
    "status line": dripping(b"", b"HTTP/1.1 200 OK" + b"K" * DRIPS),
    "headers": dripping(b"HTTP/1.1 200 OK\r\n", b"X-A: b\r\n" * 40),
    "one header": dripping(b"HTTP/1.1 200 OK\r\nX-A: ", b"b" * DRIPS),
    "body": dripping(b"HTTP/1.1 200 OK\r\nContent-Length: 999\r\n\r\n", b" " * DRIPS),
    "body to the end": dripping(b"HTTP/1.1 200 OK\r\n\r\n", b" " * DRIPS),
    "an error's body": dripping(b"HTTP/1.1 503 No\r\nContent-Length: 999\r\n\r\n", b" " * DRIPS),
    "chunk size": dripping(b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n", b"0" * DRIPS),
    "chunks": chunks,
    "gzip": packed,
    "100 Continue": continuing,
}


@pytest.mark.parametrize("what", SLOW)
def test_what_drips_ends_in_time_and_in_doubt(what: str) -> None:
    """For a create nobody knows what came of it; anything else has not happened."""
    with Sockets(SLOW[what]) as server:
        assert type(failing(server.url, creates=True)) is OutcomeUnknown
        assert type(failing(server.url, creates=False)) is Unavailable
        assert server.connections == 2, "a connection in the middle of an answer was used again"
        assert server.ended == 0, "it was listened to the end"


def test_what_took_too_long_or_too_much_is_said_in_words() -> None:
    """Also where it began well."""
    with Sockets(SLOW["headers"]) as server:
        assert "its answer did not come to an end" in str(failing(server.url, creates=False))
    with Sockets(flooding(b"", b"HTTP/1.1 100 Continue\r\n\r\n")) as server:
        small = Wire(
            server.url,
            name="catalonia-ca",
            dialect=DIALECT,
            clock=Clock(),
            bound=Bound(size=100_000),
        )
        with pytest.raises(Unavailable, match="its answer is too large to be one"):
            small.call("GET", "/x")


def flooding(begin: bytes, piece: bytes) -> Serving:
    """A server that sends one thing as often and as fast as it can."""

    def serve(line: Line) -> None:
        line.request()
        line.send(begin)
        some = piece * (65536 // len(piece) + 1)
        for _ in range(MAX_ANSWER // 10_000):
            line.send(some)

    return serve


FLOODS = {
    "status line": flooding(b"", b"HTTP"),
    "one header": flooding(b"HTTP/1.1 200 OK\r\nX-A: ", b"b"),
    "headers": flooding(b"HTTP/1.1 200 OK\r\n", b"X-A: b\r\n"),
    "100 Continue": flooding(b"", b"HTTP/1.1 100 Continue\r\n\r\n"),
    "headers of 100 Continue": flooding(b"HTTP/1.1 100 Continue\r\n", b"X-A: b\r\n"),
    "body": flooding(b"HTTP/1.1 200 OK\r\n\r\n", b" "),
    "chunk size": flooding(b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n", b"0"),
    "chunks": flooding(b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n", b"1\r\n \r\n"),
}


@pytest.mark.parametrize("what", FLOODS)
def test_what_floods_ends_at_the_bound_and_in_doubt(what: str) -> None:
    """Memory and time stay small, wherever in an answer the flood is."""
    with Sockets(FLOODS[what]) as server:
        patient = Wire(
            server.url,
            name="catalonia-ca",
            dialect=DIALECT,
            clock=Clock(),
            timeout=(5, 5),
            bound=Bound(size=300_000),
        )
        for creates, kind in ((True, OutcomeUnknown), (False, Unavailable)):
            with pytest.raises(PlatformError) as caught:
                patient.call("POST", "/x", creates=creates)
            assert type(caught.value) is kind
        assert server.ended == 0, "it was listened to the end"


@pytest.mark.parametrize("packing", ["gzip", "deflate"])
def test_an_answer_that_unpacks_to_too_much_is_not_unpacked(packing: str) -> None:
    """Twenty kilobytes can become twenty megabytes."""
    pack = gzip.compress if packing == "gzip" else zlib.compress
    bomb = answer(pack(b" " * 4 * MAX_ANSWER), f"Content-Encoding: {packing}")

    def serve(line: Line) -> None:
        while line.request():
            line.send(bomb)

    with Sockets(serve) as server, pytest.raises(OutcomeUnknown, match="cannot be read"):
        wire(server.url).call("POST", "/x", creates=True)


def test_an_answer_that_is_in_time_is_read_and_its_connection_used_again() -> None:
    """However it is written: with a length, in chunks, packed, after 100 Continue."""
    body = b'{"a": 1}'
    plain = answer(body)
    parts = b"".join(b"%x\r\n%b\r\n" % (1, body[at : at + 1]) for at in range(len(body)))
    chunked = b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n" + parts + b"0\r\n\r\n"
    small = answer(gzip.compress(body), "Content-Encoding: gzip")
    answers = [plain, chunked, small, b"HTTP/1.1 100 Continue\r\n\r\n" * 3 + plain]

    def serve(line: Line) -> None:
        for each in answers:
            line.request()
            line.send(each[:20])
            line.pause(0.02)
            line.send(each[20:])

    with Sockets(serve) as server:
        edge = wire(server.url)
        for _ in answers:
            assert edge.call("POST", "/x", creates=True).data == {"a": 1}
        assert server.connections == 1


def test_the_time_of_one_answer_is_not_taken_from_the_next() -> None:
    """Each has all of it, over the same connection."""

    def serve(line: Line) -> None:
        while line.request():
            line.pause(PATIENCE / 3)
            line.send(answer(b"{}"))

    with Sockets(serve) as server:
        edge = wire(server.url)
        for _ in range(5):
            assert edge.call("GET", "/x").data == {}
        assert server.connections == 1


@pytest.mark.parametrize("status", ["101 Switching Protocols", "102 Processing", "103 Early Hints"])
def test_a_first_word_is_not_the_answer(status: str) -> None:
    """The answer itself follows, and must not be taken for the next question's."""

    def serve(line: Line) -> None:
        while asked := line.request():
            if b"POST" in asked:
                line.send(f"HTTP/1.1 {status}\r\nLink: </x>\r\n\r\n".encode())
                line.pause(0.02)
            line.send(answer(b'{"method": "%b"}' % asked.partition(b" ")[0]))

    with Sockets(serve) as server:
        edge = wire(server.url)
        with pytest.raises(OutcomeUnknown):
            edge.call("POST", "/x", creates=True)
        assert edge.call("GET", "/x").data == {"method": "GET"}


@pytest.fixture
def certificate(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[ssl.SSLContext]:
    """A certificate for 127.0.0.1 that requests trusts for as long as the test lasts."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "localhost")])
    now = datetime.now(UTC)
    signed = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(1)
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName([x509.DNSName("localhost")]), critical=False)
        .sign(key, hashes.SHA256())
    )
    file = tmp_path / "server.pem"
    secret = key.private_bytes(
        serialization.Encoding.PEM,
        serialization.PrivateFormat.PKCS8,
        serialization.NoEncryption(),
    )
    file.write_bytes(signed.public_bytes(serialization.Encoding.PEM) + secret)
    monkeypatch.setenv("REQUESTS_CA_BUNDLE", str(file))
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(file)
    yield context


@pytest.mark.parametrize("what", ["status line", "headers", "body", "chunks"])
def test_what_drips_through_tls_ends_in_time_as_well(
    what: str, certificate: ssl.SSLContext
) -> None:
    """Encrypted, each byte is a record of its own."""

    def serve(line: Line) -> None:
        line.request()
        line.send(answer(b"{}"))
        SLOW[what](line)

    with Sockets(serve, certificate) as server:
        edge = wire(server.url.replace("127.0.0.1", "localhost"))
        edge._settings["verify"] = os.environ["REQUESTS_CA_BUNDLE"]
        assert edge.call("GET", "/x").data == {}
        with pytest.raises(OutcomeUnknown):
            edge.call("POST", "/x", creates=True)
        assert server.ended == 0, "it was listened to the end"


def test_a_connection_that_is_shut_through_tls_is_not_used_again(
    certificate: ssl.SSLContext,
) -> None:
    """What belongs to something else came over it; nothing of the next request goes over it."""
    asked: list[bytes] = []

    def serve(line: Line) -> None:
        while request := line.request():
            asked.append(request.partition(b"\r\n")[0])
            line.send(answer(b'{"id": "5"}'))

    with Sockets(serve, certificate) as server:
        edge = wire(server.url.replace("127.0.0.1", "localhost"))
        edge._settings["verify"] = os.environ["REQUESTS_CA_BUNDLE"]
        wrong = edge.call("POST", "/x", creates=True)
        assert type(edge.misplaced(wrong, "it is another's", creates=True)) is OutcomeUnknown
        assert edge.call("GET", "/y").data == {"id": "5"}
        assert server.connections == 2
    assert asked == [b"POST /x HTTP/1.1", b"GET /y HTTP/1.1"]
