"""Asks a timestamp authority (RFC 3161) for a stamp on some bytes, and checks stamps.

The authority gets the SHA-256 of the bytes and nothing else. What it answers is believed only after
a look: it must be a stamp, of these bytes, and the answer to this very request. With root
certificates, its signature is checked too.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from hashlib import sha256
from pathlib import Path
from typing import Any, Final

import requests

from campaign import der
from campaign.bounded_file import read_file
from campaign.errors import ConfigError, Mistake, Place, TimestampError
from campaign.timekeeping import steady

#: For the whole answer of an authority.
SECONDS: Final = 20.0
_SILENCE: Final = 10.0  # seconds without a byte
_LARGEST: Final = 256 * 1024  # bytes; a reply has a few thousand
_ROOTS: Final = 4 * 1024 * 1024  # bytes
_TYPE: Final = "application/timestamp-reply"


@dataclass(frozen=True, slots=True)
class Stamp:
    """An authority's answer: the raw request and reply, and the time (UTC) that it says."""

    request: bytes
    reply: bytes
    at: datetime


def ask(url: str, data: bytes, roots: Sequence[Any] = (), seconds: float = SECONDS) -> Stamp:
    """Have some bytes stamped by the authority at an address; raises TimestampError.

    `seconds` is for how long its whole answer may take.
    """
    from rfc3161_client import HashAlgorithm, TimestampRequestBuilder  # noqa: PLC0415 - once a day

    request = TimestampRequestBuilder().data(data).hash_algorithm(HashAlgorithm.SHA256).build()
    raw = request.as_bytes()
    reply = _post(url, raw, seconds)
    return Stamp(raw, reply, check(raw, reply, data, roots))


def check(request: bytes, reply: bytes, data: bytes, roots: Sequence[Any] = ()) -> datetime:
    """The time (UTC) that a reply gives to some bytes.

    Raises TimestampError when it is no stamp, when it is one of other bytes or on another request,
    and, with `roots`, when no signature of theirs is on it.
    """
    # They take a while to import, and are needed once a day.
    import rfc3161_client as rfc3161  # noqa: PLC0415

    answer = _decoded(reply)
    if rfc3161.PKIStatus(answer.status) not in (
        rfc3161.PKIStatus.GRANTED,
        rfc3161.PKIStatus.GRANTED_WITH_MODS,
    ):
        why = "; ".join(str(line) for line in answer.status_string or ())
        raise TimestampError(f"the authority refuses to stamp{f': {why}' if why else ''}")
    try:
        told = answer.tst_info
        stamped, nonce, at = told.message_imprint.message, told.nonce, told.gen_time
    except ValueError as error:
        raise TimestampError(f"the authority's reply holds no stamp: {error}") from error
    if stamped != sha256(data).digest():
        raise TimestampError("the authority stamped something else than it was asked to")
    if nonce != _nonce(request):
        raise TimestampError("the authority answered another request than this one")
    if roots:
        builder = rfc3161.VerifierBuilder(nonce=nonce)
        for root in roots:
            builder = builder.add_root_certificate(root)
        try:
            builder.build().verify_message(answer, data)
        except (rfc3161.VerificationError, ValueError) as error:
            raise TimestampError(
                f"the stamp has no valid signature under the given roots: {error}"
            ) from error
    instant: datetime = at.replace(tzinfo=UTC) if at.tzinfo is None else at.astimezone(UTC)
    return instant


def read_roots(file: Path) -> list[Any]:
    """The root certificates in a PEM file; raises ConfigError."""
    from cryptography.x509 import load_pem_x509_certificates  # noqa: PLC0415 - once a day

    remedy = "name a file with one or more certificates, each between BEGIN and END CERTIFICATE"
    try:
        return load_pem_x509_certificates(read_file(file, _ROOTS))
    except OSError as error:
        message = f"cannot be read ({error.strerror or error})"
        raise ConfigError(Mistake(Place(str(file)), message, remedy)) from error
    except ValueError as error:
        raise ConfigError(Mistake(Place(str(file)), "holds no certificate", remedy)) from error


def _post(url: str, body: bytes, seconds: float) -> bytes:
    end = steady() + seconds
    headers = {"Content-Type": "application/timestamp-query", "Accept": _TYPE}
    try:
        with requests.post(
            url,
            data=body,
            headers=headers,
            timeout=min(_SILENCE, seconds),
            stream=True,
            allow_redirects=False,
        ) as answer:
            if answer.status_code != 200:
                raise TimestampError(
                    f"the authority answered {answer.status_code} {answer.reason or ''}".rstrip()
                )
            kind = answer.headers.get("Content-Type", "").partition(";")[0].strip().lower()
            if kind in ("text/html", "text/plain", "application/json"):
                raise TimestampError(f"the address answers with {kind}, and not with a timestamp")
            reply = b""
            for piece in answer.iter_content(8192):
                reply += piece
                if len(reply) > _LARGEST:
                    raise TimestampError("the authority's answer is too large to be a timestamp")
                if steady() > end:
                    raise TimestampError("the authority is too slow")
    except requests.Timeout as error:
        raise TimestampError("the authority does not answer in time") from error
    except requests.RequestException as error:
        raise TimestampError(f"the authority cannot be reached: {error}") from error
    return reply


def _decoded(reply: bytes) -> Any:
    from rfc3161_client import decode_timestamp_response  # noqa: PLC0415 - once a day

    try:
        return decode_timestamp_response(reply)
    except ValueError:
        try:
            return decode_timestamp_response(der.with_ordered_certificates(reply))
        except ValueError as error:
            raise TimestampError("the authority's answer is no timestamp") from error


def _nonce(request: bytes) -> int | None:
    try:
        return der.nonce(request)
    except ValueError as error:
        raise TimestampError(f"the request is none: {error}") from error
