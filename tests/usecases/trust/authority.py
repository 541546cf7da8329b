"""A timestamp authority on loopback: `openssl ts` behind a small HTTP server."""

from __future__ import annotations

import shutil
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread

import pytest

OPENSSL = shutil.which("openssl")
needs_openssl = pytest.mark.skipif(OPENSSL is None, reason="openssl is not installed")

_CONFIG = """\
[req]
distinguished_name = name
prompt = no
[name]
CN = {name}
[ca]
basicConstraints = critical, CA:true
keyUsage = critical, keyCertSign
[stamps]
basicConstraints = critical, CA:false
keyUsage = critical, digitalSignature
extendedKeyUsage = critical, timeStamping
[tsa]
default_tsa = authority
[authority]
serial = {folder}/serial
crypto_device = builtin
signer_cert = {folder}/stamps.pem
signer_key = {folder}/stamps.key
signer_digest = sha256
default_policy = 1.2.3.4.1
digests = sha256
accuracy = secs:1
ess_cert_id_chain = no
ess_cert_id_alg = sha256
{more}
"""


@dataclass
class Authority:
    """Its keys in a folder; what it answers may be set: a status, a type, a body, or its own."""

    folder: Path
    url: str = ""
    status: int = 200
    kind: str = "application/timestamp-reply"
    body: bytes | None = None
    asked: list[bytes] = field(default_factory=list)

    @property
    def roots(self) -> Path:
        """Its root certificate."""
        return self.folder / "ca.pem"

    def make_keys(self, *, chain: bool = False) -> None:
        """A root, and a certificate for stamps; with `chain`, replies carry both."""
        (self.folder / "serial").write_text("01\n")
        more = f"certs = {self.folder}/ca.pem" if chain else ""
        for name in ("ca", "stamps"):
            text = _CONFIG.format(name=name, folder=self.folder, more=more)
            (self.folder / f"{name}.cnf").write_text(text)
        key = ("-newkey", "rsa:2048", "-nodes", "-sha256")
        self._openssl(
            *("req", "-x509", *key, "-days", "3650", "-extensions", "ca"),
            *("-config", "ca.cnf", "-keyout", "ca.key", "-out", "ca.pem"),
        )
        self._openssl(
            *("req", "-new", *key, "-config", "stamps.cnf"),
            *("-keyout", "stamps.key", "-out", "stamps.csr"),
        )
        self._openssl(
            *("x509", "-req", "-in", "stamps.csr", "-CA", "ca.pem", "-CAkey", "ca.key"),
            *("-CAcreateserial", "-days", "3650", "-sha256"),
            *("-extfile", "stamps.cnf", "-extensions", "stamps", "-out", "stamps.pem"),
        )

    def reply(self, request: bytes) -> bytes:
        """A stamp as `openssl ts` makes it."""
        self.asked.append(request)
        if self.body is not None:
            return self.body
        (self.folder / "query.tsq").write_bytes(request)
        self._openssl(
            *("ts", "-reply", "-config", "stamps.cnf", "-section", "authority"),
            *("-queryfile", "query.tsq", "-out", "reply.tsr"),
        )
        return (self.folder / "reply.tsr").read_bytes()

    def verify(self, reply: Path, data: Path) -> bool:
        """What `openssl ts -verify` says of a reply."""
        words = ("ts", "-verify", "-in", reply, "-data", data, "-CAfile", self.roots)
        return self._run(*map(str, words)).returncode == 0

    def _openssl(self, *words: str) -> None:
        done = self._run(*words)
        assert done.returncode == 0, done.stderr

    def _run(self, *words: str) -> subprocess.CompletedProcess[str]:
        assert OPENSSL is not None
        return subprocess.run(
            [OPENSSL, *words], cwd=self.folder, capture_output=True, text=True, check=False
        )


@contextmanager
def serving(authority: Authority) -> Iterator[Authority]:
    """The authority on loopback."""

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            request = self.rfile.read(int(self.headers["Content-Length"]))
            body = authority.reply(request)
            self.send_response(authority.status)
            self.send_header("Content-Type", authority.kind)
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, format: str, *args: object) -> None:
            """Say nothing."""

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        thread = Thread(target=server.serve_forever, args=(0.005,), daemon=True)
        thread.start()
        authority.url = f"http://127.0.0.1:{server.server_address[1]}/tsr"
        try:
            yield authority
        finally:
            server.shutdown()
            thread.join()
