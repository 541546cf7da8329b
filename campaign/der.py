"""The little of DER (ITU-T X.690) that timestamps need: values in each other, and their order."""

from __future__ import annotations

from typing import Final

_INTEGER: Final = 0x02
_SEQUENCE: Final = 0x30
_TAGGED: Final = 0xA0  # [0], constructed: the content of a ContentInfo; the certificates


def nonce(request: bytes) -> int | None:
    """The nonce of a timestamp request (RFC 3161, 2.4.1), None without one; raises ValueError."""
    numbers = [
        int.from_bytes(_content(value, _INTEGER), "big", signed=True)
        for value in _children(_content(request, _SEQUENCE))
        if value[0] == _INTEGER
    ]
    return numbers[1] if len(numbers) > 1 else None  # the first one is the version


def with_ordered_certificates(reply: bytes) -> bytes:
    """A timestamp reply with its certificates in the order that DER demands; raises ValueError.

    Some authorities, `openssl ts` among them, write the certificates of a chain in the order of the
    chain. They are a SET, and DER orders a SET by its bytes (X.690, 11.6), so a strict reader
    refuses such a reply. Their order is not signed (RFC 5652, 5.1), so it may be mended.
    """
    status, token = _children(_content(reply, _SEQUENCE))[:2]
    kind, wrapped = _children(_content(token, _SEQUENCE))[:2]
    (signed,) = _children(_content(wrapped, _TAGGED))
    fields = [
        _wrapped(_TAGGED, b"".join(sorted(_children(_content(field, _TAGGED)))))
        if field[0] == _TAGGED
        else field
        for field in _children(_content(signed, _SEQUENCE))
    ]
    ordered = _wrapped(_TAGGED, _wrapped(_SEQUENCE, b"".join(fields)))
    return _wrapped(_SEQUENCE, status + _wrapped(_SEQUENCE, kind + ordered))


def _children(content: bytes) -> list[bytes]:
    """The values that stand one after the other, each whole with its tag and its length."""
    found = []
    while content:
        begin, length = _header(content)
        found.append(content[: begin + length])
        content = content[begin + length :]
    return found


def _content(value: bytes, tag: int) -> bytes:
    if not value or value[0] != tag:
        raise ValueError(f"a value of the kind {tag:#x} was expected")
    begin, length = _header(value)
    return value[begin : begin + length]


def _header(value: bytes) -> tuple[int, int]:
    """Where the content begins, and how long it is."""
    if len(value) < 2 or value[0] & 0x1F == 0x1F:
        raise ValueError("this is cut, or of no kind that a timestamp has")
    if value[1] < 0x80:
        begin, length = 2, value[1]
    else:
        begin = 2 + (value[1] & 0x7F)
        if not 2 < begin <= 6:
            raise ValueError("a length cannot be read")
        length = int.from_bytes(value[2:begin], "big")
    if begin + length > len(value):
        raise ValueError("this is cut")
    return begin, length


def _wrapped(tag: int, content: bytes) -> bytes:
    size = len(content)
    if size < 0x80:
        return bytes((tag, size)) + content
    length = size.to_bytes((size.bit_length() + 7) // 8, "big")
    return bytes((tag, 0x80 | len(length))) + length + content
