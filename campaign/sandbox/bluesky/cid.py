"""Content identifiers as the AT Protocol makes them: CIDv1, SHA-256, base32.

A record's identifier is the hash of its DAG-CBOR form, a blob's of its bytes.
Sources: https://atproto.com/specs/data-model, https://ipld.io/specs/codecs/dag-cbor/spec/
"""

from base64 import b32decode, b32encode, b64decode
from hashlib import sha256
from typing import Any

_RAW, _DAG_CBOR = 0x55, 0x71
_LINK_TAG = 42
_UINT, _NEGATIVE, _BYTES, _TEXT, _LIST, _MAP, _TAG = range(7)


class NotData(Exception):
    """The value has no place in the AT Protocol's data model, a fraction for instance."""


def blob_cid(data: bytes) -> str:
    """The identifier of a blob: `bafkrei` and 52 more letters."""
    return _cid(_RAW, data)


def record_cid(record: Any) -> str:
    """The identifier of a record: `bafyrei` and 52 more letters. Raises NotData."""
    return _cid(_DAG_CBOR, dag_cbor(record))


def commit_cid(did: str, rev: str, record: str) -> str:
    """The identifier of the commit that writes a record: of the repository, not of the record.

    The tree of all records, which a real commit points to, is stood for by the record.
    """
    tree = {"$link": record}
    return record_cid({"did": did, "version": 3, "data": tree, "rev": rev, "prev": None})


def digest_in(cid: str) -> str:
    """The SHA-256 inside an identifier, in hex. Raises ValueError."""
    return _bytes_of(cid)[4:].hex()


def dag_cbor(value: Any) -> bytes:
    """Encode JSON data, with `$link` and `$bytes`, the one way DAG-CBOR allows. Raises NotData."""
    if value is None:
        return b"\xf6"
    if isinstance(value, bool):
        return b"\xf5" if value else b"\xf4"
    if isinstance(value, int):
        return _head(_UINT, value) if value >= 0 else _head(_NEGATIVE, -1 - value)
    if isinstance(value, str):
        return _head(_TEXT, len(data := value.encode())) + data
    if isinstance(value, list):
        return _head(_LIST, len(value)) + b"".join(dag_cbor(each) for each in value)
    if isinstance(value, dict):
        return _map(value)
    raise NotData(f"{type(value).__name__} is no part of the data model")


def _map(value: dict[str, Any]) -> bytes:
    try:
        if value.keys() == {"$link"}:
            data = b"\0" + _bytes_of(value["$link"])
            return _head(_TAG, _LINK_TAG) + _head(_BYTES, len(data)) + data
        if value.keys() == {"$bytes"}:
            data = b64decode(value["$bytes"] + "==")
            return _head(_BYTES, len(data)) + data
    except (ValueError, TypeError, AttributeError) as error:
        raise NotData(str(error)) from error
    pairs = sorted((len(name.encode()), name.encode(), each) for name, each in value.items())
    return _head(_MAP, len(pairs)) + b"".join(
        _head(_TEXT, size) + name + dag_cbor(each) for size, name, each in pairs
    )


def _head(kind: int, size: int) -> bytes:
    if size < 24:
        return bytes([kind << 5 | size])
    for more, width in ((24, 1), (25, 2), (26, 4), (27, 8)):
        if size < 1 << 8 * width:
            return bytes([kind << 5 | more]) + size.to_bytes(width)
    raise NotData("a number beyond 64 bits")


def _cid(codec: int, data: bytes) -> str:
    digest = sha256(data).digest()
    packed = bytes([1, codec, 0x12, len(digest)]) + digest
    return "b" + b32encode(packed).decode().lower().rstrip("=")


def _bytes_of(cid: str) -> bytes:
    if not cid.startswith("b"):
        raise ValueError(f"{cid!r} is no CID in base32")
    letters = cid[1:].upper()
    return b32decode(letters + "=" * (-len(letters) % 8))
