"""An authenticator in memory: makes passkeys and signs with them, as a device would."""

from __future__ import annotations

import hashlib
import json
import struct
from base64 import urlsafe_b64decode, urlsafe_b64encode
from collections.abc import Mapping
from dataclasses import dataclass, field
from secrets import token_bytes
from typing import Any

import cbor2
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.hashes import SHA256

_PRESENT, _VERIFIED, _ATTESTED = 0x01, 0x04, 0x40


def encoded(data: bytes) -> str:
    """Base64url without padding."""
    return urlsafe_b64encode(data).decode().rstrip("=")


def decoded(text: str) -> bytes:
    """The bytes of it."""
    return urlsafe_b64decode(text + "=" * (-len(text) % 4))


@dataclass
class Authenticator:
    """One device with one passkey; what it says can be made wrong by its fields."""

    origin: str = "https://desk.example"
    id: bytes = field(default_factory=lambda: token_bytes(32))
    count: int = 0
    verifies: bool = True
    handle: str = ""

    def __post_init__(self) -> None:
        self._key = ec.generate_private_key(ec.SECP256R1())

    def make(self, options: Mapping[str, Any], **wrong: Any) -> str:
        """The JSON of a new credential for these creation options."""
        self.handle = options["user"]["id"]
        numbers = self._key.public_key().public_numbers()
        key = {1: 2, 3: -7, -1: 1, -2: numbers.x.to_bytes(32), -3: numbers.y.to_bytes(32)}
        attested = bytes(16) + struct.pack(">H", len(self.id)) + self.id + cbor2.dumps(key)
        data = self._data(options["rp"]["id"], _ATTESTED) + attested
        made = cbor2.dumps({"fmt": "none", "attStmt": {}, "authData": data})
        response = {
            "clientDataJSON": self._client("webauthn.create", options, wrong),
            "attestationObject": encoded(made),
            "transports": ["internal", "hybrid", "made-up"],
        }
        return self._credential(response, wrong)

    def sign(self, options: Mapping[str, Any], **wrong: Any) -> str:
        """The JSON of an assertion for these request options."""
        self.count += 1 if self.count else 0
        data = self._data(wrong.get("host", options["rpId"]), 0)
        client = self._client("webauthn.get", options, wrong)
        digest = hashlib.sha256(decoded(client)).digest()
        signature = self._key.sign(data + digest, ec.ECDSA(SHA256()))
        response = {
            "clientDataJSON": client,
            "authenticatorData": encoded(data),
            "signature": encoded(wrong.get("signature", signature)),
            "userHandle": wrong.get("handle", self.handle),
        }
        return self._credential(response, wrong)

    def _data(self, host: str, flags: int) -> bytes:
        flags |= _PRESENT | (_VERIFIED if self.verifies else 0)
        return hashlib.sha256(host.encode()).digest() + struct.pack(">BI", flags, self.count)

    def _client(self, kind: str, options: Mapping[str, Any], wrong: Mapping[str, Any]) -> str:
        said = {
            "type": wrong.get("kind", kind),
            "challenge": wrong.get("challenge", options["challenge"]),
            "origin": wrong.get("origin", self.origin),
            "crossOrigin": False,
        }
        return encoded(json.dumps(said).encode())

    def _credential(self, response: Mapping[str, Any], wrong: Mapping[str, Any]) -> str:
        id = encoded(wrong.get("id", self.id))
        return json.dumps({"id": id, "rawId": id, "type": "public-key", "response": response})
